import RemitModel

/// A request of HTTP: its method, path, host and headers.
public struct HTTPCall: Hashable, Sendable {
  /// In the request's own letters.
  public let method: String
  public var path: RequestPath
  public var host: Authority?
  public var headers: HeaderFields?

  /// - Parameter method: a token of RFC 9110. Methods are told apart by case, so `get` is a method
  ///   that nobody knows.
  /// - Throws: where it is none.
  public init(
    method: some Collection<UInt8>, path: RequestPath, host: Authority? = nil,
    headers: HeaderFields? = nil
  ) throws(MeshInputError) {
    guard method.count <= MeshLimits.methodBytesMax else {
      throw MeshInputError(.method, .tooLong(max: MeshLimits.methodBytesMax))
    }
    self.method = try readToken(method, .method)
    self.path = path
    self.host = host
    self.headers = headers
  }

  public init(
    method: String, path: RequestPath, host: Authority? = nil, headers: HeaderFields? = nil
  ) throws(MeshInputError) {
    try self.init(method: method.utf8, path: path, host: host, headers: headers)
  }

  /// The methods that have an action of their own.
  private static let known: Set<String> = [
    "GET", "HEAD", "OPTIONS", "TRACE", "POST", "PUT", "PATCH", "DELETE", "CONNECT",
  ]

  var action: Text { Self.known.contains(method) ? Text(method) : "OTHER" }

  /// What it adds to the context.
  var context: [Text: Value] {
    var context: [Text: Value] = [
      "path": .string(Text(path.path)),
      "method": .string(Text(method)),
      "query": .texts(path.parameters),
    ]
    if let host { context["host"] = .string(Text(host.host)) }
    if let headers { context["headers"] = .texts(headers.values) }
    return context
  }
}

/// A call of a gRPC method.
public struct GRPCCall: Hashable, Sendable {
  /// The full name of the service: `acme.orders.v1.Orders`.
  public let service: String
  /// The name of the method: `List`.
  public let method: String
  public var host: Authority?
  public var metadata: HeaderFields?

  /// - Parameter path: the path of the HTTP request, `/acme.orders.v1.Orders/List`; nothing in it is
  ///   decoded.
  /// - Throws: where it does not name a service and a method.
  public init(
    path: some Collection<UInt8>, host: Authority? = nil, metadata: HeaderFields? = nil
  ) throws(MeshInputError) {
    guard path.count <= MeshLimits.targetBytesMax else {
      throw MeshInputError(.path, .tooLong(max: MeshLimits.targetBytesMax))
    }
    let parts = Array(path).split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
    guard parts.count == 3, parts[0].isEmpty, Self.isName(parts[2]),
      parts[1].split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        .allSatisfy(Self.isName)
    else { throw MeshInputError(.path, .notAGRPCPath) }
    service = String(decoding: parts[1], as: UTF8.self)
    method = String(decoding: parts[2], as: UTF8.self)
    self.host = host
    self.metadata = metadata
  }

  public init(
    path: String, host: Authority? = nil, metadata: HeaderFields? = nil
  ) throws(MeshInputError) {
    try self.init(path: path.utf8, host: host, metadata: metadata)
  }

  /// Letters, digits and `_`, no digit first.
  private static func isName(_ bytes: ArraySlice<UInt8>) -> Bool {
    guard let first = bytes.first, !(0x30...0x39).contains(first) else { return false }
    return bytes.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
        true
      default: false
      }
    }
  }

  /// What it adds to the context.
  var context: [Text: Value] {
    var context: [Text: Value] = [
      "service": .string(Text(service)),
      "method": .string(Text(method)),
    ]
    if let host { context["host"] = .string(Text(host.host)) }
    if let metadata { context["headers"] = .texts(metadata.values) }
    return context
  }
}
