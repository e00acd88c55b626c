import RemitModel
import Testing

@Suite struct MillisecondsTests {
  @Test(arguments: [
    ("2w", 1_209_600_000, "2w"), ("90d", 7_776_000_000, "90d"), ("8h", 28_800_000, "8h"),
    ("30m", 1_800_000, "30m"), ("10s", 10_000, "10s"), ("250ms", 250, "250ms"),
    ("0d", 0, "0s"), ("0ms", 0, "0s"), ("60m", 3_600_000, "1h"), ("90m", 5_400_000, "90m"),
    ("14d", 1_209_600_000, "2w"), ("1000ms", 1_000, "1s"), ("007s", 7_000, "7s"),
    ("9223372036854775807ms", Int.max, "9223372036854775807ms"),
  ])
  func `reads a number with a unit and prints the largest unit`(
    text: String, count: Int, printed: String
  ) throws {
    let duration = try Milliseconds.parse(text).get()
    #expect(duration.count == Int64(count))
    #expect(duration.description == printed)
    #expect(Milliseconds.parse(printed) == .success(duration))
  }

  @Test(
    arguments: [
      ("", .noNumber), ("d", .noNumber), ("-5d", .noNumber), ("+5d", .noNumber), (" 5d", .noNumber),
      ("90", .noUnit), ("1h30m", .severalUnits), ("1.5h", .fraction), ("5min", .unknownUnit("min")),
      ("5y", .unknownUnit("y")), ("5D", .unknownUnit("D")), ("5 d", .unknownUnit(" d")),
      ("5d ", .unknownUnit("d ")), ("9223372036854775808ms", .overflow),
      ("9223372036854776s", .overflow), ("15250284453w", .overflow),
      ("99999999999999999999999999999999d", .overflow),
    ] as [(String, DurationParseError)])
  func `says what is wrong with a text`(text: String, reason: DurationParseError) {
    #expect(Milliseconds.parse(text) == .failure(reason))
    #expect(!reason.message.isEmpty)
  }

  @Test func `a sign is read only where data may have one`() {
    #expect(Milliseconds.parse("-90d", allowsSign: true) == .success(Milliseconds(-7_776_000_000)))
    #expect(Milliseconds.parse("-0s", allowsSign: true) == .success(Milliseconds(0)))
    #expect(Milliseconds.parse("--1s", allowsSign: true) == .failure(.noNumber))
    #expect(Milliseconds.parse("+1s", allowsSign: true) == .failure(.noNumber))
    #expect(Milliseconds.parse("-", allowsSign: true) == .failure(.noNumber))
    #expect(Milliseconds(-5_400_000).description == "-90m")
  }

  @Test func `the least Int64 is a duration and one below it is not`() {
    let least = Milliseconds(.min)
    #expect(Milliseconds.parse("-9223372036854775808ms", allowsSign: true) == .success(least))
    #expect(least.description == "-9223372036854775808ms")
    #expect(Milliseconds.parse("-9223372036854775809ms", allowsSign: true) == .failure(.overflow))
  }
}
