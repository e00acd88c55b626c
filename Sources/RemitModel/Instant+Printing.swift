extension Instant: CustomStringConvertible {
  /// The instants of years 0000…9999, in milliseconds: what RFC 3339 can write.
  package static let printableRange: ClosedRange<Int64> =
    -62_167_219_200_000...253_402_300_799_999

  /// The one canonical form: UTC, `2026-11-20T09:00:00Z`, with `.250` before the `Z` where there
  /// are milliseconds.
  ///
  /// An instant outside years 0000…9999 (only arithmetic makes one) is written with the signed
  /// year of ISO 8601, `+12026-01-01T00:00:00Z`, which `parse` refuses.
  public var description: String {
    let civil = CivilTime(millisecondsSince1970: milliseconds)
    let seconds = civil.millisecondOfDay / 1_000
    let fraction = civil.millisecondOfDay % 1_000
    var text = ""
    if !Self.printableRange.contains(milliseconds) { text += civil.year < 0 ? "-" : "+" }
    text += padded(civil.year.magnitude, 4)
    text += "-" + padded(civil.month.magnitude, 2)
    text += "-" + padded(civil.day.magnitude, 2)
    text += "T" + padded((seconds / 3_600).magnitude, 2)
    text += ":" + padded((seconds / 60 % 60).magnitude, 2)
    text += ":" + padded((seconds % 60).magnitude, 2)
    if fraction != 0 { text += "." + padded(fraction.magnitude, 3) }
    return text + "Z"
  }

  private func padded(_ value: UInt64, _ width: Int) -> String {
    let digits = String(value)
    return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
  }
}
