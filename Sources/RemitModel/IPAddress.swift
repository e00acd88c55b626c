/// An IPv4 or IPv6 address. `::ffff:a.b.c.d` is the IPv4 address it carries.
///
/// `high` and `low` are the 128 bits in network order; an IPv4 address lies in the low 32 bits.
public struct IPAddress: Hashable, Sendable {
  public let isV4: Bool
  public let high: UInt64
  public let low: UInt64

  package init(isV4: Bool, high: UInt64, low: UInt64) {
    self.isV4 = isV4
    self.high = high
    self.low = low
  }
}

/// A CIDR range: an address whose host bits are zero, and a prefix length (0…32 or 0…128).
public struct IPRange: Hashable, Sendable {
  public let base: IPAddress
  public let prefixLength: Int

  package init(base: IPAddress, prefixLength: Int) {
    self.base = base
    self.prefixLength = prefixLength
  }

  /// The range of `prefixLength` bits in which an address lies.
  ///
  /// - Parameter prefixLength: 0…32 for an IPv4 address, 0…128 for an IPv6 address.
  package init(masking address: IPAddress, prefixLength: Int) {
    let mask = Self.mask(isV4: address.isV4, prefixLength: prefixLength)
    base = IPAddress(
      isV4: address.isV4, high: address.high & mask.high, low: address.low & mask.low)
    self.prefixLength = prefixLength
  }

  /// Whether an address lies in the range. An IPv4 range holds IPv4 addresses only, an IPv6 range
  /// IPv6 addresses only.
  ///
  /// - Complexity: O(1), no allocation.
  public func contains(_ address: IPAddress) -> Bool {
    guard address.isV4 == base.isV4 else { return false }
    let mask = Self.mask(isV4: base.isV4, prefixLength: prefixLength)
    return (address.high & mask.high) == base.high && (address.low & mask.low) == base.low
  }

  /// The network bits set; a shift by 64 or more gives 0, which is what an empty prefix needs.
  private static func mask(isV4: Bool, prefixLength: Int) -> (high: UInt64, low: UInt64) {
    if isV4 { return (0, UInt64(UInt32.max << UInt32(32 - prefixLength))) }
    return (UInt64.max << (64 - min(prefixLength, 64)), UInt64.max << (128 - max(prefixLength, 64)))
  }
}
