import RemitModel

/// Who asks: the principal of a request in the vocabulary `mesh`.
public enum MeshPeer: Hashable, Sendable {
  /// A workload whose identity a certificate has proved.
  case workload(MeshWorkload)
  /// A peer that has proved no identity, and what it is as far as the network tells. Its id is the
  /// address that the connection comes from.
  case anonymous(ReservedPeer? = nil)
  /// An end user who asks at the edge, and the ids of groups that the user is in.
  case endUser(VerifiedToken, groups: [String] = [])

  /// What a peer without an identity is, as far as the network tells.
  public enum ReservedPeer: String, Hashable, Sendable, CaseIterable {
    case world
    case host
    case remoteNode = "remote-node"
    case kubeAPIServer = "kube-apiserver"
    case health
    case `init`
    case ingress
    case unmanaged
  }

  func requestEntity(over connection: MeshConnection) -> RequestEntity {
    switch self {
    case .workload(let workload):
      return workload.requestEntity
    case .anonymous(let reserved):
      return RequestEntity(
        EntityUID("mesh.Anonymous", connection.sourceIP?.description ?? "unknown"),
        attributes: reserved.map { ["reserved": .string(Text($0.rawValue))] } ?? [:])
    case .endUser(let token, let groups):
      return RequestEntity(
        EntityUID("mesh.EndUser", token.principalID), attributes: ["token": token.value],
        parents: groups.map { EntityUID("mesh.Group", $0) })
    }
  }

  /// Whether it has proved the identity of a workload.
  var isWorkload: Bool {
    if case .workload = self { true } else { false }
  }
}

/// What is asked: the resource of a request in the vocabulary `mesh`, by the id of a stored entity.
public enum MeshDestination: Hashable, Sendable {
  case service(String)
  case port(String)
  case route(String)

  var requestEntity: RequestEntity {
    switch self {
    case .service(let id): RequestEntity(EntityUID("mesh.Service", id))
    case .port(let id): RequestEntity(EntityUID("mesh.Port", id))
    case .route(let id): RequestEntity(EntityUID("mesh.Route", id))
    }
  }
}
