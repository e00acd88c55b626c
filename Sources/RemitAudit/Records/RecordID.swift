/// The name of a record: a UUID of version 7 (RFC 9562, section 5.7), which sorts by time.
public struct RecordID: Hashable, Sendable, Comparable, CustomStringConvertible {
  let high: UInt64
  let low: UInt64

  /// - Parameters:
  ///   - milliseconds: since 1970; the lower 48 bits are taken.
  ///   - random: the lower 12 bits of the first and the lower 62 of the second are taken.
  package init(milliseconds: UInt64, random: (UInt64, UInt64)) {
    high = milliseconds << 16 | 0x7000 | random.0 & 0x0FFF
    low = 1 << 63 | random.1 & (1 << 62 - 1)
  }

  /// Reads 36 characters, `0190163d-8694-739b-aea5-966c26f8ad91`; `nil` for any other text.
  public init?(_ text: String) {
    let bytes = Array(text.utf8)
    guard bytes.count == 36 else { return nil }
    var digits: [UInt64] = []
    for (place, byte) in bytes.enumerated() {
      if [8, 13, 18, 23].contains(place) {
        guard byte == UInt8(ascii: "-") else { return nil }
        continue
      }
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): digits.append(UInt64(byte) - 0x30)
      case UInt8(ascii: "a")...UInt8(ascii: "f"): digits.append(UInt64(byte) - 0x57)
      default: return nil
      }
    }
    high = digits[..<16].reduce(0) { $0 << 4 | $1 }
    low = digits[16...].reduce(0) { $0 << 4 | $1 }
  }

  public var description: String {
    var text: [UInt8] = []
    text.reserveCapacity(36)
    for place in 0..<32 {
      if [8, 12, 16, 20].contains(place) { text.append(UInt8(ascii: "-")) }
      let word = place < 16 ? high : low
      let digit = UInt8(word >> UInt64(60 - place % 16 * 4) & 15)
      text.append(digit < 10 ? 0x30 + digit : 0x57 + digit)
    }
    return String(decoding: text, as: UTF8.self)
  }

  public static func < (left: RecordID, right: RecordID) -> Bool {
    (left.high, left.low) < (right.high, right.low)
  }
}
