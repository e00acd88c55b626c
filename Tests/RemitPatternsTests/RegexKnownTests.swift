import RemitModel
import RemitTestSupport
import Testing

@testable import RemitPatterns

/// Patterns that are known from elsewhere, and inputs at the edges.
@Suite struct RegexKnownTests {
  @Test(arguments: [
    ("(x+x+)+y", "(x+x+)+"), ("(.*)*x", "(.*)*"), ("([a-zA-Z]+)*", "([a-zA-Z]+)*"),
    ("(a|a?)+", "(a|a?)+"), ("^(a+)+$", "(a+)+"), ("^(([a-z])+.)+[A-Z]([a-z])+$", "(([a-z])+.)+"),
    (
      "^([a-zA-Z0-9])(([\\-.]|[_]+)?([a-zA-Z0-9]+))*(@){1}[a-z0-9]+[.][a-z]{2,3}$",
      "(([\\-.]|[_]+)?([a-zA-Z0-9]+))*"
    ),
    (
      "^(https?:\\/\\/)?([\\da-z\\.-]+)\\.([a-z\\.]{2,6})([\\/\\w \\.-]*)*\\/?$",
      "([\\/\\w \\.-]*)*"
    ),
    ("<([a-z]+)([^<]+)*>", "([^<]+)*"), ("(?:[^\\n]+\\n?)+", "(?:[^\\n]+\\n?)+"),
    ("(\\d+,?)+\\.", "(\\d+,?)+"), ("([\\w.]+)+@x", "([\\w.]+)+"), ("(\\s*\\S*)*;", "(\\s*\\S*)*"),
    ("((a|a)*b)*", "(a|a)*"), ("((a|ab)(c|bcd)(d*))*", "((a|ab)(c|bcd)(d*))*"),
    ("(x(b|bb)+|y(c|cc)+)+", "(b|bb)+"), ("é\\t(😀+)+", "(😀+)+"),
  ])
  func `repetitions known to be slow are refused`(pattern: String, part: String) {
    guard case .failure(let refusal) = RegexPattern.compile(source: pattern) else {
      Issue.record("accepted")
      return
    }
    #expect(refusal.reason == .exponential)
    #expect(String(decoding: Array(pattern.utf8)[refusal.range], as: UTF8.self) == part)
  }

  @Test(arguments: [
    ".*\\s+", "(.*a){11}", "\\w*\\d*!",
    "(?:\"|'|\\d|(?:nan|true|null)|-|\\+)+[)]*;?(\\s|-|~)*.*(.*=.*)",
    "(-)?(?:(\\d*)[. ])?(\\d+):(\\d+)(?::(\\d+)\\.?(\\d{3})?\\d*)?", "[^=]*=.*=.*;",
  ])
  func `patterns known to be slow by a power run in one pass`(pattern: String) throws {
    #expect(try RegexPattern.compile(source: pattern).get().matcher == .onePass)
  }

  @Test(arguments: [
    (
      "spiffe:\\/\\/[a-z0-9.-]+\\/ns\\/[a-z0-9-]+\\/sa\\/[a-z0-9-]+",
      "spiffe://a.example/ns/web/sa/api"
    ),
    (
      "(0|[1-9]\\d*)\\.(0|[1-9]\\d*)\\.(0|[1-9]\\d*)(?:-((?:0|[1-9]\\d*|\\d*[a-zA-Z-][0-9a-zA-Z-]*)"
        + "(?:\\.(?:0|[1-9]\\d*|\\d*[a-zA-Z-][0-9a-zA-Z-]*))*))?"
        + "(?:\\+([0-9a-zA-Z-]+(?:\\.[0-9a-zA-Z-]+)*))?", "1.20.3-rc.1+build.7"
    ),
    ("main|release\\/\\d+\\.\\d+|(feature|fix)\\/[A-Za-z0-9._-]+", "feature/log-in"),
    ("[A-Z][A-Z0-9]{1,9}-[1-9][0-9]{0,6}", "INC-4711"),
    (
      "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*",
      "api.eu-1.acme.example"
    ),
    (
      "([a-z0-9.-]+(:[0-9]+)?\\/)?[a-z0-9]+([._-][a-z0-9]+)*(:\\w[\\w.-]{0,127})?"
        + "(@sha256:[0-9a-f]{64})?", "ghcr.io/web-app:1.2.3"
    ),
    (
      "https:\\/\\/[a-z0-9-]+(\\.[a-z0-9-]+)*(\\/[\\w.-]+)*\\/?",
      "https://id.acme.example/tenants/7"
    ),
    ("arn:aws(-[a-z]+)*:[a-z0-9-]+:[a-z0-9-]*:\\d{12}:.+", "arn:aws:s3:eu-1:123456789012:a/b"),
    ("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "0123abcd-0000-4000-8000-0123456789ab"),
    ("[^@\\s]+@[a-z0-9-]+(\\.[a-z0-9-]+)+", "ann@mail.acme.example"),
    ("refs\\/(heads|tags)\\/[^\\s\\/]+(\\/[^\\s\\/]+)*", "refs/heads/a/b"),
    ("\\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])", "2026-11-20"),
    ("^[\\s\\x{200c}]+|[\\s\\x{200c}]+$", " \u{200c} "),
    ("(read|write|admin)(,(read|write|admin))*", "read,admin"),
  ])
  func `patterns of policies run on machine code`(pattern: String, subject: String) throws {
    let regex = try RegexPattern.compile(source: pattern).get()
    #expect(regex.matcher == .backtracking)
    #expect(regex.match(Text(subject)) == .matched)
    // Nor does a long subject drive them off it.
    var long = Array(String(repeating: subject, count: 4_096 / subject.utf8.count).utf8)
    for end in ["", "!"] {
      long += end.utf8
      for trial in [RegexTrial.machineCode, .interpreter] {
        let answer = regex.attempt(long, on: trial)
        #expect(answer == .matched || answer == .notMatched, "\(trial)")
      }
    }
  }

  /// Of the last four, no text is long, so one pass over it ends soon.
  @Test(
    arguments: [
      ("[a-z0-9]{1,255}", "a", .backtracking), ("[0-9a-f]{64}", "a", .backtracking),
      ("sha256:[0-9a-f]{64}", "a", .backtracking), ("[A-Za-z0-9+\\/]{43}=", "a", .backtracking),
      ("[a-z]{1,63}(-[a-z]{1,63}){0,8}", "a", .backtracking),
      ("[A-Za-z0-9._-]{1,63}(\\.[A-Za-z0-9._-]{1,63}){0,8}", "a.", .onePass),
      (".{1,200}@.{1,100}", "@", .onePass), ("[\\w.-]{1,128}-[\\w.-]{1,256}", "a-", .onePass),
      ("(v?[\\w.]{1,40}[\\w-]{0,40}){1,4}", "a", .onePass),
    ] as [(String, String, RegexPattern.Matcher)])
  func `counted repetitions that people write are accepted and answer soon`(
    pattern: String, unit: String, matcher: RegexPattern.Matcher
  ) throws {
    let regex = try RegexPattern.compile(source: pattern).get()
    #expect(regex.matcher == matcher)
    for count in [100, 200, 400, 4_095 / unit.utf8.count] {
      let start = ContinuousClock.now
      #expect(regex.match(Text(String(repeating: unit, count: count) + "!")) != .limit)
      #expect(ContinuousClock.now - start < .seconds(5))
    }
  }

  /// Found by reading: the ways behind the last scalar were not counted, so two bytes met the limit.
  @Test func `empty alternatives at the end count like all others`() throws {
    for count in [10, 30, 60] {
      let regex = try RegexPattern.compile(source: "x(|){\(count)}").get()
      #expect(regex.matcher == .onePass)
      #expect(regex.match("xy") == .notMatched)
      #expect(regex.match("x") == .matched)
    }
    #expect(try RegexPattern.compile(source: "(|){60}").get().matcher == .onePass)
    #expect(try RegexPattern.compile(source: "x(|){3}").get().matcher == .backtracking)
  }

  /// The stack of machine code that PCRE2 takes from the thread has room for 32 KiB only, and the
  /// interpreter's memory has a bound of its own.
  @Test(arguments: [
    "(ab?)*", "((((((a|1)b?|2)c?|3)d?|4)e?|5)f?|6)*", "(ab|a)*", RegexKnownTests.optional(14),
    RegexKnownTests.optional(15), RegexKnownTests.nested(14),
  ])
  func `what runs by backtracking has the memory for it`(pattern: String) throws {
    let regex = try RegexPattern.compile(source: pattern).get()
    #expect(regex.matcher == .backtracking)
    for end in ["", "!"] {
      let subject = Array((String(repeating: "a", count: 4_095) + end).utf8)
      let expected: RegexTrialResult = end.isEmpty ? .matched : .notMatched
      for trial in RegexTrial.allCases {
        #expect(regex.attempt(subject, on: trial) == expected, "\(trial)")
      }
    }
  }

  private static func optional(_ count: Int) -> String {
    "(" + (0..<count).map { "(|\(letter($0)))" }.joined() + "a)*"
  }

  private static func nested(_ count: Int) -> String {
    (0..<count).reduce("a") { "((\($0)|\(letter($1)))\(letter($1 + 100))?)" } + "*"
  }

  private static func letter(_ index: Int) -> String { "\\x{\(String(0x4e00 + index, radix: 16))}" }

  @Test func `a subject at the limit, with NUL, line ends and combining marks`() throws {
    let any = try RegexPattern.compile(source: "[\\d\\D]*").get()
    #expect(any.match(Text(String(repeating: "é", count: 2_048))) == .matched)
    #expect(any.match(Text(String(repeating: "é", count: 2_048) + "a")) == .subjectTooLong)
    for (pattern, subject, matches) in [
      ("a.b", "a\0b", true), ("a.b", "a\r\nb", false), ("a..b", "a\r\nb", false),
      ("a\\s\\sb", "a\r\nb", true), ("a$", "a\r\n", false), ("a$", "a\n", false),
      ("a.$", "a\r", true), ("a.?", "a\u{301}", true), ("\\w\\W", "a\u{301}", true),
      ("a\\b.", "a\u{301}", true), ("\\bé", "é", false), ("[a-z\u{301}]+", "a\u{301}", true),
      (".", "\u{2028}", true), (".", "\u{85}", true), ("^$", "\n", false), ("", "\0", false),
    ] {
      let expected: RegexMatch = matches ? .matched : .notMatched
      for trial in [RegexPattern.Matcher.backtracking, .onePass] {
        let regex = try RegexPattern.compile(source: pattern, for: trial).get()
        #expect(
          regex.match(Text(subject)) == expected, "/\(pattern)/ on \(subject.debugDescription)")
      }
    }
  }

  @Test(arguments: [
    String(repeating: "(a|b)?", count: 682), String(repeating: "[^a]*", count: 819),
    String(repeating: "\\pL", count: 1_365), "(" + String(repeating: "a|", count: 2_046) + "b)*",
    String(repeating: "(", count: 64) + "a" + String(repeating: ")*", count: 64),
    String(repeating: "(", count: 64) + "a" + String(repeating: "b?)*", count: 64),
    "((a{0,20}){0,20}b*){0,12}", "(a|b|c|d{1,60}){1,60}", "(\\p{L}{1,70}\\p{Lu}?){1,60}",
    String(repeating: "(a|b{2,9}", count: 60) + String(repeating: ")+", count: 60),
    String(repeating: "[aé-ü]", count: 500),
  ])
  func `compiling is bounded whatever the pattern is`(pattern: String) {
    _ = UnicodeCategories.set(named: "L")
    let start = ContinuousClock.now
    if case .success(let regex) = RegexPattern.compile(source: pattern) {
      #expect(regex.match(Text(String(repeating: "a", count: 4_096))) != .limit)
    }
    #expect(ContinuousClock.now - start < .seconds(20))
  }

  @Test func `the memory of a match is kept for the next, and what finds no place is freed`() throws
  {
    let pool = ScratchPool(places: 2)
    let first = try #require(pool.take())
    let second = try #require(pool.take())
    pool.put(first)
    #expect(pool.take() === first)
    var third = pool.take()
    weak let freed = third
    pool.put(first)
    pool.put(second)
    if let scratch = third { pool.put(scratch) }
    third = nil
    #expect(freed == nil)
    #expect(pool.take() === first)
    #expect(pool.take() === second)
  }
}
