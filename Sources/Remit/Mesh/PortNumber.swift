public import RemitModel

/// The number of a port: 1 to 65535.
public struct PortNumber: Hashable, Sendable {
  public let number: Int

  /// - Throws: where the number can be no port.
  public init(_ number: Int) throws(MeshInputError) {
    guard Self.all.contains(number) else { throw MeshInputError(.port, .outOfRange(Self.all)) }
    self.number = number
  }

  /// Reads a decimal number without sign, blanks and leading zeros.
  ///
  /// - Throws: where it is none, or can be no port.
  public init(bytes: some Collection<UInt8>) throws(MeshInputError) {
    guard bytes.count <= 5 else { throw MeshInputError(.port, .outOfRange(Self.all)) }
    var number = 0
    for byte in bytes {
      guard (0x30...0x39).contains(byte), number > 0 || byte > 0x30 || bytes.count == 1 else {
        throw MeshInputError(.port, .notANumber)
      }
      number = number * 10 + Int(byte - 0x30)
    }
    guard !bytes.isEmpty else { throw MeshInputError(.port, .notANumber) }
    try self.init(number)
  }

  private static let all = 1...65_535
}

extension IPAddress {
  /// Takes the bytes of a socket address in network order: 4, or 16. An IPv4 address in IPv6 dress
  /// is the IPv4 address.
  ///
  /// - Throws: where there are neither 4 nor 16 bytes.
  public init(octets: some Collection<UInt8>) throws(MeshInputError) {
    let count = octets.count
    guard count == 4 || count == 16 else {
      throw MeshInputError(.address, .badAddressLength(count))
    }
    let low = octets.suffix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    let high = octets.dropLast(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    let isMapped = count == 16 && high == 0 && low >> 32 == 0xFFFF
    let isV4 = count == 4 || isMapped
    self.init(isV4: isV4, high: isV4 ? 0 : high, low: isV4 ? low & 0xFFFF_FFFF : low)
  }
}
