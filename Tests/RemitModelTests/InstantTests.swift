import Foundation
import RemitModel
import RemitTestSupport
import Testing

@Suite struct InstantTests {
  @Test(arguments: [
    ("1970-01-01T00:00:00Z", 0, "1970-01-01T00:00:00Z"),
    ("2026-11-20T09:00:00Z", 1_795_165_200_000, "2026-11-20T09:00:00Z"),
    ("2026-11-20t09:00:00z", 1_795_165_200_000, "2026-11-20T09:00:00Z"),
    ("2026-11-20T10:30:00+01:30", 1_795_165_200_000, "2026-11-20T09:00:00Z"),
    ("2026-11-20T00:01:00-08:59", 1_795_165_200_000, "2026-11-20T09:00:00Z"),
    ("2026-11-20T09:00:00-00:00", 1_795_165_200_000, "2026-11-20T09:00:00Z"),
    ("2026-11-20T09:00:00.25Z", 1_795_165_200_250, "2026-11-20T09:00:00.250Z"),
    ("2026-11-20T09:00:00.007Z", 1_795_165_200_007, "2026-11-20T09:00:00.007Z"),
    ("2026-11-20T09:00:00.0Z", 1_795_165_200_000, "2026-11-20T09:00:00Z"),
    ("1969-12-31T23:59:59.999Z", -1, "1969-12-31T23:59:59.999Z"),
    ("2024-02-29T23:59:59Z", 1_709_251_199_000, "2024-02-29T23:59:59Z"),
    ("0000-01-01T00:00:00Z", -62_167_219_200_000, "0000-01-01T00:00:00Z"),
    ("0000-02-29T00:00:00Z", -62_162_121_600_000, "0000-02-29T00:00:00Z"),
    ("9999-12-31T23:59:59.999Z", 253_402_300_799_999, "9999-12-31T23:59:59.999Z"),
    ("1970-01-01T23:59:00+23:59", 0, "1970-01-01T00:00:00Z"),
  ])
  func `reads RFC 3339 and prints one form`(text: String, milliseconds: Int, printed: String) throws
  {
    let instant = try Instant.parse(text).get()
    #expect(instant.milliseconds == Int64(milliseconds))
    #expect(instant.description == printed)
  }

  @Test(
    arguments: [
      ("", .noDate), ("x", .noDate), ("26-11-20T09:00:00Z", .noDate), ("2026-11", .noDate),
      ("2026/11/20T09:00:00Z", .noDate), ("+2026-11-20T09:00:00Z", .noDate),
      ("2026-11-20", .noTime), ("2026-11-20 09:00:00Z", .badTime), ("2026-11-20T", .badTime),
      ("2026-11-20T9:00:00Z", .badTime), ("2026-11-20T09:00:0", .badTime),
      ("2026-11-20T09:00Z", .noSeconds), ("2026-11-20T09:00", .noSeconds),
      ("2026-11-20T09:00:00", .noOffset), ("2026-11-20T09:00:00.5", .noOffset),
      ("2026-11-20T09:00:00.Z", .emptyFraction), ("2026-11-20T09:00:00.2500Z", .fractionTooFine),
      ("2026-11-20T09:00:00,5Z", .badOffset), ("2026-11-20T09:00:00 Z", .badOffset),
      ("2026-11-20T09:00:00+0100", .badOffset), ("2026-11-20T09:00:00+01", .badOffset),
      ("2026-11-20T23:59:60Z", .leapSecond), ("2026-11-20T09:00:61Z", .outOfRange(.second)),
      ("2026-00-20T09:00:00Z", .outOfRange(.month)), ("2026-13-20T09:00:00Z", .outOfRange(.month)),
      ("2026-11-00T09:00:00Z", .outOfRange(.day)), ("2026-11-31T09:00:00Z", .outOfRange(.day)),
      ("2027-02-29T09:00:00Z", .outOfRange(.day)), ("1900-02-29T09:00:00Z", .outOfRange(.day)),
      ("2026-11-20T24:00:00Z", .outOfRange(.hour)), ("2026-11-20T09:60:00Z", .outOfRange(.minute)),
      ("2026-11-20T09:00:00+24:00", .outOfRange(.offset)),
      ("2026-11-20T09:00:00-01:60", .outOfRange(.offset)),
      ("0000-01-01T00:00:00+00:01", .outOfRange(.year)),
      ("9999-12-31T23:59:59-00:01", .outOfRange(.year)),
      ("2026-11-20T09:00:00Z ", .trailingText), ("2026-11-20T09:00:00+01:000", .trailingText),
      ("2026-11-20T09:00:00Z\0", .trailingText), ("２026-11-20T09:00:00Z", .noDate),
    ] as [(String, InstantParseError)])
  func `says what is wrong with a text`(text: String, reason: InstantParseError) {
    #expect(Instant.parse(text) == .failure(reason))
    #expect(!reason.message.isEmpty)
  }

  @Test func `agrees with Foundation on every day of eight centuries`() throws {
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = try #require(TimeZone(identifier: "UTC"))
    for day in stride(from: Int64(-100_000), through: 200_000, by: 1) where day % 7 == 0 {
      let civil = CivilTime.date(daysSince1970: day)
      #expect(
        CivilTime.daysSince1970(year: civil.year, month: civil.month, day: civil.day) == day)
      guard day > -139_000, day % 49 == 0 else { continue }
      let parts = calendar.dateComponents(
        [.year, .month, .day, .weekday], from: Date(timeIntervalSince1970: Double(day) * 86_400))
      #expect(parts.year == Int(civil.year))
      #expect(parts.month == Int(civil.month))
      #expect(parts.day == Int(civil.day))
      #expect(parts.weekday.map { ($0 + 5) % 7 } == CivilTime.weekday(daysSince1970: day))
    }
  }

  @Test func `every day of a leap-year cycle follows the day before`() {
    var previous = CivilTime.date(daysSince1970: -800_000)
    for day in Int64(-799_999)...(-800_000 + 146_097 + 366) {
      let civil = CivilTime.date(daysSince1970: day)
      let isNextDay =
        civil.year == previous.year && civil.month == previous.month
        && civil.day == previous.day + 1
      let isNextMonth =
        civil.day == 1
        && previous.day == CivilTime.daysInMonth(previous.month, ofYear: previous.year)
        && civil.year * 12 + civil.month == previous.year * 12 + previous.month + 1
      if !(isNextDay || isNextMonth) { Issue.record("\(previous) is followed by \(civil)") }
      previous = civil
    }
  }

  @Test func `printing never fails, not at the ends of Int64 either`() {
    #expect(Instant(milliseconds: .max).description == "+292278994-08-17T07:12:55.807Z")
    #expect(Instant(milliseconds: .min).description == "-292275055-05-16T16:47:04.192Z")
    #expect(Instant(milliseconds: 253_402_300_800_000).description == "+10000-01-01T00:00:00Z")
    #expect(Instant(milliseconds: -62_167_219_200_001).description == "-0001-12-31T23:59:59.999Z")
  }

  @Test func `what is printed is read back`() throws {
    let seed = testSeed()
    var random = SplitMix64(seed: seed)
    for _ in 0..<2_000 {
      let instant = Instant(
        milliseconds: Int64.random(in: Instant.printableRange, using: &random))
      #expect(Instant.parse(instant.description) == .success(instant), "seed \(seed)")
    }
  }
}
