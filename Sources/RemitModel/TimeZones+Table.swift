extension TimeZoneRules {
  /// All names of zones and links, in byte order.
  public static let names: [String] = index.keys.sorted().map(\.string)

  /// The zone of a name, which must be spelled as the database spells it: `Europe/London`.
  ///
  /// - Complexity: the first call reads all names (about 120 kB); each call decodes one zone. It
  ///   belongs where a policy is checked, not where it decides.
  public static func zone(named name: String) -> TimeZoneRules? {
    guard let line = index[Text(name)] else { return nil }
    return table.withUTF8Buffer { decode(name: name, fields: fields(of: $0[line])) }
  }

  /// The name under which a string that differs only in the case of its letters is known.
  public static func nameIgnoringCase(_ name: String) -> String? {
    let wanted = name.utf8.map(lowercased)
    return names.first { $0.utf8.map(lowercased) == wanted }
  }

  /// Where the line of each name stands in the table. Keyed by bytes: to Swift's `String` a name
  /// with a Kelvin sign for its K would be the same.
  private static let index: [Text: Range<Int>] = table.withUTF8Buffer { bytes in
    var index: [Text: Range<Int>] = [:]
    for line in bytes.split(separator: UInt8(ascii: "\n")) {
      for name in line.prefix(while: { $0 != bar }).split(separator: blank) {
        index[Text(String(decoding: name, as: UTF8.self))] = line.startIndex..<line.endIndex
      }
    }
    return index
  }

  private typealias Bytes = Slice<UnsafeBufferPointer<UInt8>>
  private static let bar = UInt8(ascii: "|")
  private static let blank = UInt8(ascii: " ")

  private static func lowercased(_ byte: UInt8) -> UInt8 {
    (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte + 32 : byte
  }

  private static func fields(of line: Bytes) -> [Bytes] {
    line.split(separator: bar, omittingEmptySubsequences: false)
  }

  private static func decode(name: String, fields: [Bytes]) -> TimeZoneRules? {
    guard fields.count == 4 else { return nil }
    let known = numbers(fields[1]).map { Int32(truncatingIfNeeded: $0) }
    guard let firstOffset = known.first else { return nil }
    var moments: [Int64] = []
    var offsets: [Int32] = []
    var rest = fields[2]
    while let end = rest.firstIndex(where: { (0x41...0x5a).contains($0) }) {
      let letter = Int(rest[end]) - 0x41
      guard let step = Int64(String(decoding: rest[..<end], as: UTF8.self), radix: 36),
        letter < known.count
      else { return nil }
      moments.append((moments.last ?? 0) + step)
      offsets.append(known[letter])
      rest = rest[(end + 1)...]
    }
    return TimeZoneRules(
      name: name, firstOffset: firstOffset, transitions: moments, offsets: offsets,
      summer: summer(numbers(fields[3])))
  }

  private static func summer(_ numbers: [Int64]) -> SummerTime? {
    guard numbers.count == 10 else { return nil }
    let days = [2, 6].map { first in
      SummerTime.Day(
        month: numbers[first], week: numbers[first + 1], weekday: numbers[first + 2],
        second: numbers[first + 3])
    }
    return SummerTime(
      winterOffset: Int32(truncatingIfNeeded: numbers[0]),
      summerOffset: Int32(truncatingIfNeeded: numbers[1]), start: days[0], end: days[1])
  }

  private static func numbers(_ field: Bytes) -> [Int64] {
    field.split(separator: blank).compactMap { Int64(String(decoding: $0, as: UTF8.self)) }
  }
}
