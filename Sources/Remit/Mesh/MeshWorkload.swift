public import RemitModel

/// A workload whose identity a certificate has proved, as the principal of a request.
///
/// Its attributes and parents are sent with each request. So set here only what the proxy has itself
/// read from the certificate or from a source that it trusts, and nothing that the peer says.
public struct MeshWorkload: Hashable, Sendable {
  /// The entity's id: the whole SPIFFE ID, or the DNS name.
  public let id: String
  /// nil where the identity is a DNS name.
  public let spiffeID: SPIFFEID?
  /// The ids of the namespace and the service account, which are also parents.
  public let namespace: String?
  public let serviceAccount: String?
  /// The ids of the cluster and the region that it runs in, which become parents too.
  public var cluster: String?
  public var region: String?
  public var zone: String?
  /// The name of the other cluster, where it connects from one that this mesh is peered with.
  public var peer: String?
  /// nil where the proxy does not know the labels; a rule that reads them then fails closed.
  public var labels: [Text: Text]?
  /// The ids of groups that it is in.
  public var groups: [String] = []

  /// Takes the SPIFFE ID of a certificate that was verified against the bundle of its trust domain.
  ///
  /// - Parameter namespacePrefixes: by trust domain, what makes the names of its namespaces unique,
  ///   such as `prod-eu/`, or `""` for the one whose names stand for themselves. The `shop` of another
  ///   trust domain is not your `shop`: a workload whose trust domain is not listed lies in no
  ///   namespace and under no service account. The id of a service account is that of its namespace,
  ///   a slash and its name.
  /// - Throws: where the ID is that of a trust domain.
  public init(
    _ spiffeID: SPIFFEID, namespacePrefixes: [String: String] = [:]
  ) throws(MeshInputError) {
    guard !spiffeID.path.isEmpty else { throw MeshInputError(.spiffeID, .noPath) }
    self.spiffeID = spiffeID
    id = spiffeID.description
    guard let prefix = namespacePrefixes[spiffeID.trustDomain] else {
      (namespace, serviceAccount) = (nil, nil)
      return
    }
    let kubernetes = spiffeID.kubernetes
    namespace = (kubernetes?.namespace ?? spiffeID.consul?.namespace).map { prefix + $0 }
    serviceAccount = kubernetes.map { prefix + $0.namespace + "/" + $0.serviceAccount }
  }

  /// Takes the DNS name of a verified certificate, as Linkerd's are by default.
  ///
  /// - Throws: where it is no host name.
  public init(dnsName: String) throws(MeshInputError) {
    let name = try Authority(dnsName)
    guard name.port == nil else { throw MeshInputError(.host, .hasPort) }
    id = name.host
    (spiffeID, namespace, serviceAccount) = (nil, nil, nil)
  }

  var requestEntity: RequestEntity {
    var attributes: [Text: Value] = [:]
    func set(_ name: Text, _ text: String?) {
      if let text { attributes[name] = .string(Text(text)) }
    }
    set("dnsName", spiffeID == nil ? id : nil)
    set("spiffeId", spiffeID?.description)
    set("trustDomain", spiffeID?.trustDomain)
    set("zone", zone)
    set("peer", peer)
    set("service", spiffeID?.consul?.service)
    set("datacenter", spiffeID?.consul?.datacenter)
    set("partition", spiffeID?.consul?.partition)
    if let labels { attributes["labels"] = .record(labels.mapValues { .string($0) }) }
    var parents = groups.map { EntityUID("mesh.Group", $0) }
    let places: [(Text, String, String?)] = [
      ("serviceAccount", "mesh.ServiceAccount", serviceAccount),
      ("namespace", "mesh.Namespace", namespace),
      ("cluster", "mesh.Cluster", cluster),
      ("region", "mesh.Region", region),
    ]
    for (name, type, id) in places {
      guard let id else { continue }
      attributes[name] = .entity(EntityUID(type, id))
      parents.append(EntityUID(type, id))
    }
    return RequestEntity(EntityUID("mesh.Workload", id), attributes: attributes, parents: parents)
  }
}
