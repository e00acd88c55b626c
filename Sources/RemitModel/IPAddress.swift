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
}
