public import RemitModel

/// Requests in the vocabulary `mesh`. Only values that were read strictly go in, so what comes out is
/// in the form that the vocabulary documents.
extension Request {
  /// May this peer open this connection?
  ///
  /// - Parameters:
  ///   - destination: a service or a port.
  ///   - now: the time, where it is not the engine's clock.
  /// - Throws: where the connection is mutually authenticated and the peer is no workload.
  public init(
    _ peer: MeshPeer, connecting connection: MeshConnection, to destination: MeshDestination,
    now: Instant? = nil
  ) throws(MeshInputError) {
    try self.init(peer, "connect", destination, connection, now)
    if let transport = connection.transport {
      context["protocol"] = .string(Text(transport.rawValue))
    }
  }

  /// May this peer send this request of HTTP?
  ///
  /// - Throws: where the connection is mutually authenticated and the peer is no workload.
  public init(
    _ peer: MeshPeer, sending call: HTTPCall, over connection: MeshConnection,
    to destination: MeshDestination, now: Instant? = nil
  ) throws(MeshInputError) {
    try self.init(peer, call.action, destination, connection, now)
    context.merge(call.context) { $1 }
  }

  /// May this peer call this gRPC method?
  ///
  /// - Throws: where the connection is mutually authenticated and the peer is no workload.
  public init(
    _ peer: MeshPeer, calling call: GRPCCall, over connection: MeshConnection,
    to destination: MeshDestination, now: Instant? = nil
  ) throws(MeshInputError) {
    try self.init(peer, "grpc", destination, connection, now)
    context.merge(call.context) { $1 }
  }

  private init(
    _ peer: MeshPeer, _ action: Text, _ destination: MeshDestination,
    _ connection: MeshConnection, _ now: Instant?
  ) throws(MeshInputError) {
    guard peer.isWorkload || !connection.mtls else {
      throw MeshInputError(.principal, .mutualTLSWithoutWorkload)
    }
    self.init(
      principal: peer.requestEntity(over: connection), action: action,
      resource: destination.requestEntity,
      context: connection.context, now: now)
  }
}
