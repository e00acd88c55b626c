public import RemitModel

/// The connection over which something is asked, as the proxy that decides sees it.
public struct MeshConnection: Hashable, Sendable {
  /// Towards the proxy's own workload, or away from it. A connection between two proxies is decided
  /// twice, and both must allow it.
  public enum Direction: String, Hashable, Sendable {
    case inbound
    case outbound
  }

  /// What a connection carries.
  public enum Transport: String, Hashable, Sendable, CaseIterable {
    case tcp, tls, http, http2, grpc, udp, icmp, opaque
  }

  /// Versions of TLS.
  public enum TLSVersion: String, Hashable, Sendable, CaseIterable {
    case v1_0 = "1.0"
    case v1_1 = "1.1"
    case v1_2 = "1.2"
    case v1_3 = "1.3"
  }

  public var direction: Direction
  /// Whether both sides have proved their identity. Then the principal is a workload.
  public var mtls: Bool
  /// The port connected to.
  public var port: PortNumber
  /// What the connection carries, where that is known; only `connect` tells it to policies.
  public var transport: Transport?
  public var tlsVersion: TLSVersion?
  /// The server name that the client asked for.
  public var sni: Authority?
  /// All names in the peer's certificate.
  public var peerNames: Set<Text>?
  /// When the peer's certificate stops being valid.
  public var certificateNotAfter: Instant?
  /// Who issued the peer's certificate, as its distinguished name.
  public var certificateIssuer: String?
  /// The address that the connection comes from.
  public var sourceIP: IPAddress?
  /// The address of the first client, as trusted proxies tell it; never what a client says itself.
  public var remoteIP: IPAddress?
  /// The address connected to.
  public var destinationIP: IPAddress?
  /// The id of the region that the connection comes from.
  public var sourceRegion: String?
  /// The token of the end user on whose behalf a workload asks.
  public var token: VerifiedToken?

  public init(_ direction: Direction, port: PortNumber, mtls: Bool) {
    self.direction = direction
    self.port = port
    self.mtls = mtls
  }

  /// What the contexts of all actions share.
  var context: [Text: Value] {
    var context: [Text: Value] = [
      "direction": .string(Text(direction.rawValue)),
      "mtls": .bool(mtls),
      "port": .int(Int64(port.number)),
    ]
    func set(_ name: Text, _ value: Value?) {
      if let value { context[name] = value }
    }
    set("tlsVersion", tlsVersion.map { .string(Text($0.rawValue)) })
    set("sni", sni.map { .string(Text($0.host)) })
    set("peerNames", peerNames.map { .set(Set($0.map { .string($0) })) })
    set("certificateNotAfter", certificateNotAfter.map { .instant($0) })
    set("certificateIssuer", certificateIssuer.map { .string(Text($0)) })
    set("sourceIp", sourceIP.map { .ip($0) })
    set("remoteIp", remoteIP.map { .ip($0) })
    set("destinationIp", destinationIP.map { .ip($0) })
    set("sourceRegion", sourceRegion.map { .entity(EntityUID("mesh.Region", $0)) })
    set("token", token?.value)
    return context
  }
}
