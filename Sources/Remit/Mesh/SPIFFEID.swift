/// A SPIFFE ID: `spiffe://acme.example/ns/shop/sa/web`.
///
/// What is read must be one exactly as the specification writes it: the scheme in lower case, a
/// trust domain of lower-case letters, digits, `.`, `-` and `_`, and a path whose segments are
/// letters, digits, `.`, `-` and `_` and neither empty nor dots. Nothing is changed to make it fit,
/// so two IDs are equal where their bytes are.
public struct SPIFFEID: Hashable, Sendable, CustomStringConvertible {
  /// At least one byte, at most 255.
  public let trustDomain: String
  /// With its slash in front; empty where the ID names the trust domain itself.
  public let path: String

  /// Reads the bytes of a URI, such as the one URI name of a certificate.
  ///
  /// - Throws: the first fault from the left.
  /// - Complexity: O(bytes), at most 2,048.
  public init(bytes: some Collection<UInt8>) throws(MeshInputError) {
    guard bytes.count <= MeshLimits.spiffeIDBytesMax else {
      throw MeshInputError(.spiffeID, .tooLong(max: MeshLimits.spiffeIDBytesMax))
    }
    let bytes = Array(bytes)
    guard !bytes.isEmpty else { throw MeshInputError(.spiffeID, .empty) }
    let scheme = Array("spiffe://".utf8)
    guard bytes.starts(with: scheme) else { throw MeshInputError(.spiffeID, .badScheme, at: 0) }
    let slash = bytes[scheme.count...].firstIndex(of: UInt8(ascii: "/")) ?? bytes.count
    try Self.checkTrustDomain(bytes[scheme.count..<slash])
    try Self.checkPath(bytes[slash...])
    trustDomain = String(decoding: bytes[scheme.count..<slash], as: UTF8.self)
    path = String(decoding: bytes[slash...], as: UTF8.self)
  }

  /// Takes the URI names of a verified certificate: exactly one, and that a SPIFFE ID.
  ///
  /// - Throws: where there are none or several, and where the one is no SPIFFE ID.
  public init(uriNames: [[UInt8]]) throws(MeshInputError) {
    guard let name = uriNames.first, uriNames.count == 1 else {
      throw MeshInputError(.spiffeID, .notOneName(uriNames.count))
    }
    try self.init(bytes: name)
  }

  /// Reads a text.
  public init(_ text: String) throws(MeshInputError) {
    try self.init(bytes: text.utf8)
  }

  /// The ID as it was read.
  public var description: String { "spiffe://" + trustDomain + path }

  /// The segments of the path, none of them empty.
  public var segments: [Substring] { path.split(separator: "/") }

  /// What a path of the form `/ns/NAMESPACE/sa/ACCOUNT` names, as Istio, Kuma and Linkerd write it.
  public var kubernetes: Kubernetes? {
    let segments = segments
    guard segments.count == 4, segments[0] == "ns", segments[2] == "sa" else { return nil }
    return Kubernetes(namespace: String(segments[1]), serviceAccount: String(segments[3]))
  }

  /// What a path of the form `[/ap/PARTITION]/ns/NAMESPACE/dc/DATACENTER/svc/SERVICE` names, as
  /// Consul writes it.
  public var consul: Consul? {
    var segments = segments[...]
    var partition: String?
    if segments.count == 8, segments.first == "ap" {
      partition = String(segments[1])
      segments = segments.dropFirst(2)
    }
    let parts = Array(segments)
    guard parts.count == 6, parts[0] == "ns", parts[2] == "dc", parts[4] == "svc" else {
      return nil
    }
    return Consul(
      partition: partition, namespace: String(parts[1]), datacenter: String(parts[3]),
      service: String(parts[5]))
  }

  /// A namespace and a service account.
  public struct Kubernetes: Hashable, Sendable {
    public let namespace: String
    public let serviceAccount: String
  }

  /// A service of a data centre.
  public struct Consul: Hashable, Sendable {
    public let partition: String?
    public let namespace: String
    public let datacenter: String
    public let service: String
  }
}

extension SPIFFEID {
  private static func checkTrustDomain(_ bytes: ArraySlice<UInt8>) throws(MeshInputError) {
    for (offset, byte) in zip(bytes.indices, bytes) {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
        UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"):
        continue
      default: throw MeshInputError(.spiffeID, fault(of: byte), at: offset)
      }
    }
    guard !bytes.isEmpty else { throw MeshInputError(.spiffeID, .empty, at: bytes.startIndex) }
    guard bytes.count <= MeshLimits.trustDomainBytesMax else {
      throw MeshInputError(
        .spiffeID, .tooLong(max: MeshLimits.trustDomainBytesMax), at: bytes.startIndex)
    }
  }

  /// - Parameter bytes: empty, or a slash and what follows it.
  private static func checkPath(_ bytes: ArraySlice<UInt8>) throws(MeshInputError) {
    guard !bytes.isEmpty else { return }
    var start = bytes.startIndex + 1
    for end in start...bytes.endIndex {
      let isEnd = end == bytes.endIndex
      if isEnd || bytes[end] == UInt8(ascii: "/") {
        try checkSegment(bytes[start..<end], isLast: isEnd)
        start = end + 1
      }
    }
  }

  private static func checkSegment(
    _ segment: ArraySlice<UInt8>, isLast: Bool
  ) throws(MeshInputError) {
    for (offset, byte) in zip(segment.indices, segment) where !isSegmentByte(byte) {
      throw MeshInputError(.spiffeID, fault(of: byte), at: offset)
    }
    guard !segment.isEmpty else {
      throw MeshInputError(
        .spiffeID, isLast ? .trailingSlash : .emptySegment, at: segment.startIndex)
    }
    guard segment.count > 2 || !segment.allSatisfy({ $0 == UInt8(ascii: ".") }) else {
      throw MeshInputError(.spiffeID, .dotSegment, at: segment.startIndex)
    }
  }

  private static func isSegmentByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"),
      UInt8(ascii: "_"):
      true
    default: false
    }
  }

  /// What a byte that may not stand where it stands was meant to begin.
  private static func fault(of byte: UInt8) -> MeshInputError.Fault {
    switch byte {
    case UInt8(ascii: "@"): .hasUserInfo
    case UInt8(ascii: ":"): .hasPort
    case UInt8(ascii: "?"): .hasQuery
    case UInt8(ascii: "#"): .hasFragment
    case UInt8(ascii: "%"): .percentEncoded
    default: .badByte(byte)
    }
  }
}
