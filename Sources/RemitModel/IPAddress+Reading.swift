extension IPAddress {
  /// Reads an address in one pass and without memory of its own: requests bring them as texts.
  ///
  /// - Returns: `nil` for what is no address, and for an IPv6 address with an IPv4 tail: the parser
  ///   reads the one and says what is wrong with the other.
  static func read(_ bytes: UnsafeBufferPointer<UInt8>) -> IPAddress? {
    for byte in bytes.prefix(5) where byte == UInt8(ascii: ":") { return readV6(bytes) }
    return readV4(bytes)
  }

  private static func readV4(_ bytes: UnsafeBufferPointer<UInt8>) -> IPAddress? {
    guard bytes.count >= 7, bytes.count <= 15 else { return nil }
    var value: UInt64 = 0
    var octet: UInt64 = 0
    var digits = 0
    var dots = 0
    for byte in bytes {
      if byte == UInt8(ascii: ".") {
        guard digits > 0, dots < 3 else { return nil }
        value = value << 8 | octet
        (octet, digits) = (0, 0)
        dots += 1
        continue
      }
      guard byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") else { return nil }
      // A leading zero.
      if digits > 0, octet == 0 { return nil }
      octet = octet * 10 + UInt64(byte - UInt8(ascii: "0"))
      digits += 1
      guard octet <= 255 else { return nil }
    }
    guard dots == 3, digits > 0 else { return nil }
    return IPAddress(isV4: true, high: 0, low: value << 8 | octet)
  }

  private static func readV6(_ bytes: UnsafeBufferPointer<UInt8>) -> IPAddress? {
    guard bytes.count >= 2, bytes.count <= 39 else { return nil }
    var groups = Groups()
    var index = 0
    if bytes[0] == UInt8(ascii: ":") {
      guard bytes[1] == UInt8(ascii: ":") else { return nil }
      groups.gap = 0
      index = 2
    }
    while index < bytes.count {
      guard let length = groups.take(bytes, at: index) else { return nil }
      index += length
      if index == bytes.count { break }
      guard bytes[index] == UInt8(ascii: ":"), index + 1 < bytes.count else { return nil }
      index += 1
      guard bytes[index] == UInt8(ascii: ":") else { continue }
      guard groups.gap == nil else { return nil }
      groups.gap = groups.count
      index += 1
    }
    return groups.address
  }

  /// The groups of an IPv6 address so far.
  private struct Groups {
    var count = 0
    /// How many groups stand before `::`.
    var gap: Int?
    private var high: UInt64 = 0
    private var low: UInt64 = 0

    /// Takes one to four hexadecimal digits.
    ///
    /// - Returns: how many there were, or `nil`.
    mutating func take(_ bytes: UnsafeBufferPointer<UInt8>, at start: Int) -> Int? {
      var group: UInt64 = 0
      var length = 0
      while start + length < bytes.count, let digit = Self.digit(bytes[start + length]) {
        guard length < 4 else { return nil }
        group = group << 4 | digit
        length += 1
      }
      guard length > 0, count < 8 else { return nil }
      high = high << 16 | low >> 48
      low = low << 16 | group
      count += 1
      return length
    }

    private static func digit(_ byte: UInt8) -> UInt64? {
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt64(byte - UInt8(ascii: "0"))
      case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt64(byte - UInt8(ascii: "a") + 10)
      case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt64(byte - UInt8(ascii: "A") + 10)
      default: nil
      }
    }

    var address: IPAddress? {
      guard let gap else { return count == 8 ? Self.address(high, low) : nil }
      guard count < 8 else { return nil }
      // What stands before the gap moves up; what stands after it stays.
      let after = (count - gap) * 16
      let all = Self.shifted(high, low, by: -after)
      let before = Self.shifted(all.high, all.low, by: 128 - gap * 16)
      let rest = Self.shifted(high, low, by: 128 - after)
      let tail = Self.shifted(rest.high, rest.low, by: after - 128)
      return Self.address(before.high | tail.high, before.low | tail.low)
    }

    /// Shifts 128 bits to the left, or to the right where the count is negative.
    private static func shifted(
      _ high: UInt64, _ low: UInt64, by count: Int
    ) -> (high: UInt64, low: UInt64) {
      // Shifts of Swift by more than the width, or by negative counts, are what they should be.
      count >= 0
        ? (high << count | low >> (64 - count) | low << (count - 64), low << count)
        : (high >> -count, low >> -count | high << (64 + count) | high >> (-count - 64))
    }

    private static func address(_ high: UInt64, _ low: UInt64) -> IPAddress {
      high == 0 && low >> 32 == 0xffff
        ? IPAddress(isV4: true, high: 0, low: low & 0xffff_ffff)
        : IPAddress(isV4: false, high: high, low: low)
    }
  }
}
