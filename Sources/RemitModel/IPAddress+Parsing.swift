extension IPAddress {
  /// Reads an IPv4 address (four decimal numbers without leading zeros) or an IPv6 address as
  /// RFC 4291 writes it, with `::` and with an IPv4 tail; a zone id (`%eth0`) is refused.
  ///
  /// `::ffff:a.b.c.d`, however it is spelled, gives the IPv4 address `a.b.c.d`.
  ///
  /// - Complexity: O(1); a text longer than any address is refused unread.
  public static func parse(_ text: String) -> Result<IPAddress, IPParseError> {
    if let address = text.utf8.withContiguousStorageIfAvailable({ read($0) }) ?? nil {
      return .success(address)
    }
    do {
      return .success(try WrittenAddress(text).normalised)
    } catch {
      return .failure(error)
    }
  }
}

extension IPRange {
  /// Reads a range as CIDR writes it: `10.0.0.0/8`, `2001:db8::/32`.
  ///
  /// The host bits must be zero. A range of IPv4 addresses in IPv6 dress, `::ffff:10.0.0.0/104`,
  /// gives the IPv4 range `10.0.0.0/8`; one with a prefix below 96 has host bits in its `ffff`
  /// and is refused for that. (`::/0` and its like are IPv6 ranges and hold no IPv4 address.)
  ///
  /// - Complexity: O(1).
  public static func parse(_ text: String) -> Result<IPRange, IPParseError> {
    do {
      return .success(try range(text))
    } catch {
      return .failure(error)
    }
  }

  private static func range(_ text: String) throws(IPParseError) -> IPRange {
    guard let slash = text.utf8.firstIndex(of: UInt8(ascii: "/")) else { throw .noPrefixLength }
    let written = try WrittenAddress(String(text[..<slash]))
    let prefixText = text.utf8[text.utf8.index(after: slash)...]
    var prefixLength = try prefix(prefixText, atMost: written.isV4 ? 32 : 128)
    var address = written.asWritten
    if written.isMapped && prefixLength >= 96 {
      prefixLength -= 96
      address = written.normalised
    }
    let range = IPRange(masking: address, prefixLength: prefixLength)
    guard range.base == address else { throw .hostBitsSet(network: range) }
    return range
  }

  private static func prefix(
    _ digits: Substring.UTF8View, atMost width: Int
  ) throws(IPParseError) -> Int {
    guard !digits.isEmpty else { throw .noPrefixLength }
    guard digits.allSatisfy({ decimalDigit($0) != nil }) else { throw .badPrefixLength }
    guard digits.count == 1 || digits.first != UInt8(ascii: "0") else { throw .badPrefixLength }
    guard digits.count <= 3 else { throw .prefixLengthOutOfRange(max: width) }
    let value = digits.reduce(0) { $0 * 10 + Int(decimalDigit($1) ?? 0) }
    guard value <= width else { throw .prefixLengthOutOfRange(max: width) }
    return value
  }
}

/// Why a text is not an IP address or an IP range.
public enum IPParseError: Error, Hashable, Sendable {
  /// Neither four numbers with dots nor groups with colons.
  case notAnAddress
  /// An address was wanted and a range (`…/n`) was found.
  case isRange
  /// `10.0.0`: an IPv4 address has four numbers.
  case octetCount
  /// `10.0.0.256`
  case octetOutOfRange
  /// `010.0.0.1`: some read that as octal.
  case octetLeadingZero
  /// `fe80::1%eth0`
  case zoneID
  /// Fewer than 8 groups without `::`, or too many.
  case groupCount
  /// A group that is not 1…4 hexadecimal digits.
  case badGroup
  /// `::` more than once.
  case severalGaps
  /// A range without `/n`.
  case noPrefixLength
  /// What follows the `/` is not a plain decimal number.
  case badPrefixLength
  /// More prefix bits than the address has.
  case prefixLengthOutOfRange(max: Int)
  /// The address has bits behind the prefix; `network` is the range without them.
  case hostBitsSet(network: IPRange)

  /// The reason in one sentence, lower case, without a full stop.
  public var message: String {
    switch self {
    case .notAnAddress: "this is neither an IPv4 nor an IPv6 address"
    case .isRange: "this is a range, and one address is wanted here"
    case .octetCount: "an IPv4 address has four numbers, as in `10.0.0.1`"
    case .octetOutOfRange: "each number of an IPv4 address lies between 0 and 255"
    case .octetLeadingZero: "the numbers of an IPv4 address are decimal, without leading zeros"
    case .zoneID: "an address with a zone (`%…`) means something on one machine only"
    case .groupCount: "an IPv6 address has 8 groups, or fewer with one `::`"
    case .badGroup: "each group of an IPv6 address is 1 to 4 hexadecimal digits"
    case .severalGaps: "`::` may stand once in an IPv6 address"
    case .noPrefixLength: "a range needs its prefix length, as in `10.0.0.0/8`"
    case .badPrefixLength: "the prefix length is a decimal number without leading zeros"
    case .prefixLengthOutOfRange(let max): "the prefix length lies between 0 and \(max) here"
    case .hostBitsSet(let network):
      "the address has bits behind its prefix; the range is written `\(network)`"
    }
  }
}

/// An address as it was written, before an IPv4 address in IPv6 dress is taken out of it.
private struct WrittenAddress {
  var isV4: Bool
  var high: UInt64
  var low: UInt64

  /// Longer than `ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255` with room for a short zone id.
  private static let bytesMax = 64

  init(_ text: String) throws(IPParseError) {
    guard text.utf8.count <= Self.bytesMax else { throw .notAnAddress }
    let bytes = Array(text.utf8)
    if bytes.contains(UInt8(ascii: "/")) { throw .isRange }
    if bytes.contains(UInt8(ascii: "%")) { throw .zoneID }
    if bytes.contains(UInt8(ascii: ":")) {
      isV4 = false
      (high, low) = try Self.v6(bytes)
    } else {
      isV4 = true
      high = 0
      low = UInt64(try Self.v4(bytes[...]))
    }
  }

  var isMapped: Bool { !isV4 && high == 0 && low >> 32 == 0xffff }
  var asWritten: IPAddress { IPAddress(isV4: isV4, high: high, low: low) }
  var normalised: IPAddress {
    isMapped ? IPAddress(isV4: true, high: 0, low: low & 0xffff_ffff) : asWritten
  }

  private static func v4(_ bytes: ArraySlice<UInt8>) throws(IPParseError) -> UInt32 {
    let octets = bytes.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    guard bytes.allSatisfy({ decimalDigit($0) != nil || $0 == UInt8(ascii: ".") }),
      octets.allSatisfy({ !$0.isEmpty })
    else { throw .notAnAddress }
    guard octets.count == 4 else { throw .octetCount }
    var value: UInt32 = 0
    for octet in octets {
      guard octet.count == 1 || octet.first != UInt8(ascii: "0") else { throw .octetLeadingZero }
      guard octet.count <= 3 else { throw .octetOutOfRange }
      let number = octet.reduce(0) { $0 * 10 + UInt32(decimalDigit($1) ?? 0) }
      guard number <= 255 else { throw .octetOutOfRange }
      value = value << 8 | number
    }
    return value
  }

  private static func v6(_ bytes: [UInt8]) throws(IPParseError) -> (UInt64, UInt64) {
    guard let gap = firstGap(in: bytes[...]) else {
      let groups = try self.groups(bytes[...], allowsV4Tail: true)
      guard groups.count == 8 else { throw .groupCount }
      return pack(groups)
    }
    guard firstGap(in: bytes[(gap + 1)...]) == nil else { throw .severalGaps }
    let before = try groups(bytes[..<gap], allowsV4Tail: false)
    let after = try groups(bytes[(gap + 2)...], allowsV4Tail: true)
    let missing = 8 - before.count - after.count
    guard missing >= 1 else { throw .groupCount }
    return pack(before + Array(repeating: 0, count: missing) + after)
  }

  /// Where `::` stands. A third colon counts as a second gap.
  private static func firstGap(in bytes: ArraySlice<UInt8>) -> Int? {
    bytes.indices.dropLast().first {
      bytes[$0] == UInt8(ascii: ":") && bytes[$0 + 1] == UInt8(ascii: ":")
    }
  }

  private static func groups(
    _ bytes: ArraySlice<UInt8>, allowsV4Tail: Bool
  ) throws(IPParseError) -> [UInt16] {
    guard !bytes.isEmpty else { return [] }
    let parts = bytes.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
    var groups: [UInt16] = []
    for (index, part) in parts.enumerated() {
      if part.contains(UInt8(ascii: ".")) {
        guard allowsV4Tail, index == parts.count - 1 else { throw .notAnAddress }
        let tail = try v4(part)
        groups += [UInt16(tail >> 16), UInt16(tail & 0xffff)]
        continue
      }
      guard (1...4).contains(part.count) else { throw .badGroup }
      var value: UInt16 = 0
      for byte in part {
        guard let digit = hexadecimalDigit(byte) else { throw .badGroup }
        value = value << 4 | UInt16(digit)
      }
      groups.append(value)
    }
    return groups
  }

  private static func pack(_ groups: [UInt16]) -> (UInt64, UInt64) {
    let high = groups.prefix(4).reduce(UInt64(0)) { $0 << 16 | UInt64($1) }
    let low = groups.suffix(4).reduce(UInt64(0)) { $0 << 16 | UInt64($1) }
    return (high, low)
  }
}

/// The value of an ASCII hexadecimal digit of either case.
package func hexadecimalDigit(_ byte: UInt8) -> UInt8? {
  switch byte {
  case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
  case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
  case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
  default: nil
  }
}
