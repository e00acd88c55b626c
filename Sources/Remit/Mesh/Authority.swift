public import RemitModel

/// The host that a request asks for, and its port: what HTTP calls the authority, such as
/// `Shop.Example:8443`.
///
/// The host is brought into the one spelling of the vocabulary: lower case, no port, no dot at the
/// end. What a second reader could take for another host is refused: user names, blanks, controls,
/// bytes above ASCII, and numbers that only some readers take for an address (`0x7f.1`).
public struct Authority: Hashable, Sendable {
  /// `shop.example`, `10.0.0.1`, or an IPv6 address in brackets in the form of RFC 5952:
  /// `[2001:db8::1]`. An IPv4 address in IPv6 dress is the IPv4 address. All but IPv6 addresses are
  /// hosts to the vocabulary's `is-host`, so a policy that asks it takes no IPv6 address for a host.
  public let host: String
  /// The address, where the host is one.
  public let address: IPAddress?
  /// nil where none was written.
  public let port: PortNumber?

  /// Reads the bytes of `:authority`, or of the header `host`.
  ///
  /// - Throws: the first fault from the left.
  /// - Complexity: O(bytes), and no more than a few hundred.
  public init(bytes: some Collection<UInt8>) throws(MeshInputError) {
    // A host, its dot, a colon and a port.
    let bytesMax = MeshLimits.hostBytesMax + 7
    guard bytes.count <= bytesMax else { throw MeshInputError(.host, .tooLong(max: bytesMax)) }
    let bytes = Array(bytes)
    try Self.checkBytes(bytes)
    guard bytes.first == UInt8(ascii: "[") else {
      let colon = bytes.firstIndex(of: UInt8(ascii: ":")) ?? bytes.count
      (host, address) = try Self.name(bytes[..<colon])
      port = try Self.port(bytes, at: colon)
      return
    }
    guard let bracket = bytes.firstIndex(of: UInt8(ascii: "]")) else {
      throw MeshInputError(.host, .unclosedBracket, at: 0)
    }
    let address = try Self.address(bytes[1..<bracket], mustHaveColon: true)
    self.address = address
    host = address.isV4 ? address.description : "[\(address)]"
    port = try Self.port(bytes, at: bracket + 1)
  }

  /// Reads a text.
  public init(_ text: String) throws(MeshInputError) {
    try self.init(bytes: text.utf8)
  }

  private static func checkBytes(_ bytes: [UInt8]) throws(MeshInputError) {
    guard !bytes.isEmpty else { throw MeshInputError(.host, .empty) }
    for (offset, byte) in bytes.enumerated() {
      if byte == UInt8(ascii: "@") { throw MeshInputError(.host, .hasUserInfo, at: offset) }
      if byte == UInt8(ascii: "%") { throw MeshInputError(.host, .percentEncoded, at: offset) }
      guard (0x21...0x7E).contains(byte) else {
        throw MeshInputError(.host, .badByte(byte), at: offset)
      }
    }
  }

  private static func name(
    _ bytes: ArraySlice<UInt8>
  ) throws(MeshInputError) -> (String, IPAddress?) {
    let dot = UInt8(ascii: ".")
    let bytes = bytes.count > 1 && bytes.last == dot ? bytes.dropLast() : bytes
    guard !bytes.isEmpty else { throw MeshInputError(.host, .empty, at: bytes.startIndex) }
    guard bytes.count <= MeshLimits.hostBytesMax else {
      throw MeshInputError(.host, .tooLong(max: MeshLimits.hostBytesMax))
    }
    let labels = bytes.split(separator: dot, omittingEmptySubsequences: false)
    for label in labels { try checkLabel(label) }
    let lower = bytes.map { (0x41...0x5A).contains($0) ? $0 + 0x20 : $0 }
    // A last label that is a number makes other readers look for an address in all of them.
    guard let last = labels.last, isNumeric(last) else {
      return (String(decoding: lower, as: UTF8.self), nil)
    }
    let address = try address(bytes, mustHaveColon: false)
    return (address.description, address)
  }

  private static func checkLabel(_ label: ArraySlice<UInt8>) throws(MeshInputError) {
    for (offset, byte) in zip(label.indices, label) {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
        continue
      default: throw MeshInputError(.host, .badByte(byte), at: offset)
      }
    }
    let hyphen = UInt8(ascii: "-")
    guard (1...MeshLimits.hostLabelBytesMax).contains(label.count), label.first != hyphen,
      label.last != hyphen
    else { throw MeshInputError(.host, .badLabel, at: label.startIndex) }
  }

  /// `10`, `0x7F`, and `0x` alone, which is a zero to some.
  private static func isNumeric(_ label: ArraySlice<UInt8>) -> Bool {
    let isDecimal = label.allSatisfy { (0x30...0x39).contains($0) }
    let isPrefixed = label.starts(with: Array("0x".utf8)) || label.starts(with: Array("0X".utf8))
    return isDecimal || isPrefixed && label.dropFirst(2).allSatisfy { hexadecimalDigit($0) != nil }
  }

  private static func address(
    _ bytes: ArraySlice<UInt8>, mustHaveColon: Bool
  ) throws(MeshInputError) -> IPAddress {
    switch IPAddress.parse(String(decoding: bytes, as: UTF8.self)) {
    case .success(let address):
      guard !mustHaveColon || bytes.contains(UInt8(ascii: ":")) else {
        throw MeshInputError(.host, .notAnAddress(.notAnAddress), at: bytes.startIndex)
      }
      return address
    case .failure(let error):
      throw MeshInputError(
        .host, mustHaveColon ? .notAnAddress(error) : .numericHost, at: bytes.startIndex)
    }
  }

  /// - Parameter colon: where the host ends: at a colon, or at the end.
  private static func port(_ bytes: [UInt8], at colon: Int) throws(MeshInputError) -> PortNumber? {
    guard colon < bytes.count else { return nil }
    guard bytes[colon] == UInt8(ascii: ":") else {
      throw MeshInputError(.host, .badByte(bytes[colon]), at: colon)
    }
    return try PortNumber(bytes: bytes[(colon + 1)...])
  }
}
