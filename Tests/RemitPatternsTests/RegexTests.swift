import RemitModel
import RemitPatterns
import Testing

@Suite struct RegexTests {
  @Test(arguments: [
    ("", "", true), ("", "a", false), ("abc", "abc", true), ("abc", "abcd", false),
    ("abc", "xabc", false), ("a|b", "b", true), ("a|bc", "ac", false), ("(a|b)c", "bc", true),
    ("(?:a|b)c", "ac", true), ("a||b", "", true), ("()", "", true), ("a(|b)", "a", true),
    ("a?", "", true), ("a?", "aa", false), ("a*", "aaaa", true), ("a+", "", false),
    ("a{2}", "aa", true), ("a{2}", "aaa", false), ("a{2,}", "aaaaa", true), ("a{2,}", "a", false),
    ("a{2,3}", "aaa", true), ("a{2,3}", "aaaa", false), ("a{0}", "", true), ("a{0}b", "b", true),
    ("(ab){2,3}", "ababab", true), ("a*?b", "aab", true), ("a+?", "aaa", true),
    ("a??b", "ab", true), ("a{1,2}?", "aa", true), (".", "x", true), (".", "é", true),
    (".", "😀", true), (".", "\n", false), (".", "\r", true), (".", "e\u{301}", false),
    ("..", "e\u{301}", true), ("é", "e\u{301}", false), ("é+", "éé", true), ("😀?a", "a", true),
    ("[abc]", "b", true), ("[abc]", "d", false), ("[a-c]x", "cx", true), ("[^a-c]", "d", true),
    ("[^a-c]", "\n", true), ("[^a]", "é", true), ("[a-]", "-", true), ("[-a]", "-", true),
    ("[a^]", "^", true), ("[.*+?(){}|$]", "*", true), ("[\\]\\[]", "[", true),
    ("[\\d_]", "7", true), ("[^\\d]", "7", false), ("[é-ü]", "ö", true),
    ("[\\x{1f600}]", "😀", true),
    ("\\d", "7", true), ("\\d", "٣", false), ("\\D", "٣", true), ("\\w", "_", true),
    ("\\w", "é", false), ("\\W", "é", true), ("\\s", "\t", true), ("\\s", "\u{b}", true),
    ("\\s", "\u{a0}", false), ("\\S", "a", true), ("[[:alpha:]]+", "aZ", true),
    ("[[:alpha:]]", "é", false), ("[[:^digit:]]", "5", false), ("[[:punct:]]", "`", true),
    ("[[:punct:]]", "a", false), ("[[:xdigit:]_]+", "fF_0", true), ("[[:space:]]", "\n", true),
    ("\\p{Lu}", "É", true), ("\\p{Lu}", "é", false), ("\\pL+", "éA", true), ("\\P{L}", "1", true),
    ("\\p{^L}", "1", true), ("[\\p{Nd}]", "٣", true), ("\\p{Lu}", "A", true),
    ("\\.", ".", true), ("\\.", "x", false), ("\\/", "/", true), ("a/b", "a/b", true),
    ("\\\\", "\\", true), ("\\-", "-", true), ("\\ ", " ", true), ("\\n", "\n", true),
    ("\\t\\r\\f", "\t\r\u{c}", true), ("\\x41", "A", true), ("\\x{41}", "A", true),
    ("\\x{0}", "\0", true), ("a\\x{0}b", "a\0b", true), ("\\x{10ffff}", "\u{10ffff}", true),
    ("^abc$", "abc", true), ("a^b", "ab", false), ("(^a|b$)", "a", true), ("\\Aa\\z", "a", true),
    ("^$", "", true), ("a$", "a\n", false), ("a", "a\n", false), ("a\\z", "a\n", false),
    ("a\\b.", "a-", true), ("a\\b.", "ab", false), ("a\\B.", "ab", true), ("a b", "a b", true),
    ("#a", "#a", true), ("]", "]", true), ("}", "}", true), ("a,b", "a,b", true),
    ("[\\x{0}-\\x{10ffff}]", "\n", true), ("[\\d\\D]+", "a\n1", true),
    ("[a-z0-9]+(?:-[a-z0-9]+)*", "my-app-2", true), ("[a-z0-9]+(-[a-z0-9]+)*", "my--app", false),
    ("v\\d+\\.\\d+\\.\\d+(-rc\\.\\d+)?", "v1.20.3-rc.1", true),
    ("(ghcr\\.io|registry\\.acme\\.example)\\/[\\w.\\/-]+", "ghcr.io/acme/web", true),
  ])
  func `matches the whole subject`(pattern: String, subject: String, matches: Bool) throws {
    let expected: RegexMatch = matches ? .matched : .notMatched
    #expect(try RegexPattern.compile(source: pattern).get().match(Text(subject)) == expected)
    for matcher in [RegexPattern.Matcher.backtracking, .onePass] {
      let regex = try RegexPattern.compile(source: pattern, for: matcher).get()
      #expect(regex.match(Text(subject)) == expected, "\(matcher)")
    }
  }

  @Test(arguments: [
    "main|master|maintenance", "[a-z]+(-[a-z]+)*", "[a-z]+@[a-z]+\\.com", ".*\\.example\\.com",
    "[^/]+\\/[^/]+", "a*", "(foo|bar)*", "(a?)*", "[a-z0-9-]{1,63}(\\.[a-z0-9-]{1,63}){1,7}",
    "\\d{1,3}(\\.\\d{1,3}){3}", "(ab+c)+", "(a+b)+", "a*b*c*", "x(a|)", "",
  ])
  func `what is plainly harmless runs by backtracking`(pattern: String) throws {
    #expect(try RegexPattern.compile(source: pattern).get().matcher == .backtracking)
  }

  @Test(arguments: [
    ".*a.*", ".*.*", "a*a*b", "[a-z]*x[a-z]*", "(.*,){3}.*", "\\w+\\d+", "(a|b)*a(a|b){20}",
    "(a|a){12}", "(a?){40}", "(a{0,4}){8}b",
  ])
  func `what is ambiguous without end but not exponentially runs in one pass`(
    pattern: String
  ) throws {
    #expect(try RegexPattern.compile(source: pattern).get().matcher == .onePass)
  }

  @Test(arguments: [
    ("(a+)+b", "(a+)+"), ("(a*)*", "(a*)*"), ("x(a+)*y", "(a+)*"), ("(a|a)*", "(a|a)*"),
    ("(a|aa)+", "(a|aa)+"), ("(a|b+)+", "(a|b+)+"), ("(.*)*", "(.*)*"), ("(a?b?)*", "(a?b?)*"),
    ("q((a+)+b)*", "(a+)+"), ("((x(y*)*)z)*", "(y*)*"), ("(\\w|\\d)+", "(\\w|\\d)+"),
    ("([a-z]+\\d*)+", "([a-z]+\\d*)+"), ("(a{1,3})*", "(a{1,3})*"), ("(a*a*)*", "(a*a*)*"),
    ("(\\d{1,3},?)*", "(\\d{1,3},?)*"), ("((a|b)*c?)*", "((a|b)*c?)*"), ("é(a+)+", "(a+)+"),
    ("((a*)+)?", "(a*)+"), ("(a+){2,}", "(a+){2,}"), ("(?:a+?)+?", "(?:a+?)+?"),
    ("(.*a){2,}", "(.*a){2,}"), ("(ab|a|b)+c", "(ab|a|b)+"), ("((a|)*b)*c", "((a|)*b)*"),
  ])
  func `an exponentially ambiguous repetition is refused and underlined`(
    pattern: String, part: String
  ) {
    expect(pattern, .exponential, part)
  }

  @Test(
    arguments: [
      ("(a)\\1", .backReference, "\\1"), ("\\g{1}", .backReference, "\\g"),
      ("\\k<n>", .backReference, "\\k"), ("(?P=n)", .backReference, "(?P=n)"),
      ("a(?=b)c", .lookAround, "(?=b)"), ("(?!a(b)c)d", .lookAround, "(?!a(b)c)"),
      ("(?<=[)])a", .lookAround, "(?<=[)])"), ("(?<!\\))a", .lookAround, "(?<!\\))"),
      ("(*pla:a)", .lookAround, "(*pla:a)"), ("(?>a+)b", .atomicGroup, "(?>a+)"),
      ("(*atomic:a)", .atomicGroup, "(*atomic:a)"), ("a++b", .possessiveQuantifier, "+"),
      ("a?+", .possessiveQuantifier, "+"), ("a{2}+", .possessiveQuantifier, "+"),
      ("(?R)", .recursion, "(?R)"), ("a(?1)", .recursion, "(?1)"), ("(?-1)", .recursion, "(?-1)"),
      ("(?&x)", .recursion, "(?&x)"), ("(?P>x)", .recursion, "(?P>x)"),
      ("(?(1)a|b)", .conditional, "(?(1)a|b)"), ("(?C1)a", .callout, "(?C1)"),
      ("(*UTF)a", .verb, "(*UTF)"), ("a(*ACCEPT)", .verb, "(*ACCEPT)"),
      ("(*LIMIT_MATCH=1)a", .verb, "(*LIMIT_MATCH=1)"), ("(?i)a", .inlineOption, "(?i)"),
      ("(?-i:a)", .inlineOption, "(?-i:a)"), ("(?^)a", .inlineOption, "(?^)"),
      ("(?<n>a)", .namedGroup, "(?<n>a)"), ("(?P<n>a)", .namedGroup, "(?P<n>a)"),
      ("(?'n'a)", .namedGroup, "(?'n'a)"), ("(?|a|b)", .branchReset, "(?|a|b)"),
      ("a(?#b)c", .comment, "(?#b)"), ("(?=a", .lookAround, "(?=a"), ("(?", .inlineOption, "(?"),
      ("(*", .verb, "(*"), ("\\K", .unsupportedEscape("\\K"), "\\K"),
      ("a\\C", .unsupportedEscape("\\C"), "\\C"), ("\\R", .unsupportedEscape("\\R"), "\\R"),
      ("\\X", .unsupportedEscape("\\X"), "\\X"), ("\\Qa\\E", .unsupportedEscape("\\Q"), "\\Q"),
      ("\\G", .unsupportedEscape("\\G"), "\\G"), ("a\\Z", .unsupportedEscape("\\Z"), "\\Z"),
      ("\\h", .unsupportedEscape("\\h"), "\\h"), ("\\N", .unsupportedEscape("\\N"), "\\N"),
      ("\\u0041", .unsupportedEscape("\\u"), "\\u"), ("\\0", .unsupportedEscape("\\0"), "\\0"),
      ("\\cA", .unsupportedEscape("\\c"), "\\c"), ("\\é", .unsupportedEscape("\\é"), "\\é"),
      ("[\\b]", .unsupportedEscape("\\b"), "\\b"),
      ("\\p{Greek}", .unsupportedProperty("Greek"), "\\p{Greek}"),
      ("\\p", .unsupportedProperty(""), "\\p"), ("\\p{L", .unsupportedProperty("L"), "\\p{L"),
      ("a\\", .loneBackslash, "\\"), ("\\x4", .badCodePoint, "\\x4"),
      ("\\x{}", .badCodePoint, "\\x{}"), ("\\x{d800}", .badCodePoint, "\\x{d800}"),
      ("\\x{110000}", .badCodePoint, "\\x{110000}"), ("\\x{41", .badCodePoint, "\\x{41"),
      ("a(b", .unclosedGroup, "("), ("a)b", .unopenedGroup, ")"), ("(a))", .unopenedGroup, ")"),
      ("a[bc", .unclosedClass, "["), ("[]", .emptyClass, "[]"), ("[^]a]", .emptyClass, "[^]"),
      ("[\\x{0}-\\x{10ffff}][^\\d\\D]", .emptyClass, "[^\\d\\D]"), ("[a[b]", .bracketInClass, "["),
      ("[[.a.]]", .bracketInClass, "["), ("[z-a]", .badClassRange, "z-a"),
      ("[a-\\d]", .badClassRange, "a-\\d"), ("[\\w-z]", .badClassRange, "\\w-z"),
      ("[[:foo:]]", .unknownClassName("foo"), "[:foo:]"), ("*a", .nothingToRepeat, "*"),
      ("a|+b", .nothingToRepeat, "+"), ("(?:?)", .nothingToRepeat, "?"),
      ("^*", .nothingToRepeat, "*"), ("\\b+", .nothingToRepeat, "+"),
      ("{2}", .nothingToRepeat, "{"),
      ("a**", .doubleQuantifier, "*"), ("a{2}{3}", .doubleQuantifier, "{3}"),
      ("a???", .doubleQuantifier, "?"), ("a{", .badBraces, "{"), ("a{,3}", .badBraces, "{"),
      ("a{b}", .badBraces, "{"), ("{", .badBraces, "{"), ("a{1,2", .badBraces, "{"),
      ("a{3,2}", .boundsReversed, "{3,2}"), ("a{1001}", .boundTooLarge, "{1001}"),
      ("a{0,99999999999999999999}", .boundTooLarge, "{0,99999999999999999999}"),
      ("(a{1000}){1000}", .tooLarge, "(a{1000}){1000}"),
      (".{0,400}a.{0,400}", .tooLarge, ".{0,400}a.{0,400}"),
    ] as [(String, RegexRefusal.Reason, String)])
  func `what lies outside the subset is refused and underlined`(
    pattern: String, reason: RegexRefusal.Reason, part: String
  ) {
    expect(pattern, reason, part)
  }

  @Test func `a long list of words is harmless`() throws {
    let words = (0..<400).map { "w\($0 * 7919 % 100_000)x" }
    let regex = try RegexPattern.compile(source: words.joined(separator: "|")).get()
    #expect(regex.matcher == .backtracking)
    for word in words {
      #expect(regex.match(Text(word)) == .matched)
      #expect(regex.match(Text(word + "w")) == .notMatched)
    }
  }

  @Test func `the bounds hold at the limit and refuse one more`() throws {
    let limit = RegexLimit.sourceBytesMax
    let longest = "[" + String(repeating: "a", count: limit - 2) + "]"
    #expect(try RegexPattern.compile(source: longest).get().match("a") == .matched)
    expect(longest + "a", .sourceTooLong, longest + "a")

    let depth = RegexLimit.nestingMax
    let nested = { (count: Int) in
      String(repeating: "(", count: count) + "a" + String(repeating: ")", count: count)
    }
    #expect(try RegexPattern.compile(source: nested(depth)).get().match("a") == .matched)
    guard case .failure(let refusal) = RegexPattern.compile(source: nested(depth + 1)) else {
      Issue.record("nested too deep and accepted")
      return
    }
    #expect(refusal.reason == .nestedTooDeep)
    #expect(refusal.range == depth..<depth + 1)

    #expect(try RegexPattern.compile(source: "a{1000}").get().match("a") == .notMatched)
  }

  @Test func `a subject over the limit is no mismatch`() throws {
    for pattern in ["a*", "a*a*", "b"] {
      let regex = try RegexPattern.compile(source: pattern).get()
      let atLimit = String(repeating: "a", count: RegexLimit.subjectBytesMax)
      #expect(regex.match(Text(atLimit)) == (pattern == "b" ? .notMatched : .matched))
      #expect(regex.match(Text(atLimit + "a")) == .subjectTooLong)
      #expect(regex.match(Text(String(repeating: "é", count: 2_049))) == .subjectTooLong)
      #expect(regex.match(Text(String(repeating: "a", count: 1_000_000))) == .subjectTooLong)
    }
  }

  @Test func `many threads match with one regex at a time`() async throws {
    for pattern in ["(?:[a-z]+-)*[0-9]+", ".*a.*b.*7"] {
      let regex = try RegexPattern.compile(source: pattern).get()
      let wrong = await withTaskGroup(of: Int.self) { group in
        for worker in 0..<16 {
          group.addTask {
            (0..<500).count { round in
              let good = String(repeating: "xab-", count: (worker + round) % 50 + 1) + "7"
              return regex.match(Text(good)) != .matched
                || regex.match(Text(good + "-")) != .notMatched
            }
          }
        }
        return await group.reduce(0, +)
      }
      #expect(wrong == 0)
    }
  }

  private func expect(
    _ pattern: String, _ reason: RegexRefusal.Reason, _ part: String,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    switch RegexPattern.compile(source: pattern) {
    case .success(let regex):
      Issue.record("accepted, for \(regex.matcher)", sourceLocation: sourceLocation)
    case .failure(let refusal):
      #expect(refusal.reason == reason, sourceLocation: sourceLocation)
      let bytes = Array(pattern.utf8)[refusal.range]
      #expect(String(decoding: bytes, as: UTF8.self) == part, sourceLocation: sourceLocation)
      #expect(!refusal.message.isEmpty, sourceLocation: sourceLocation)
    }
  }
}
