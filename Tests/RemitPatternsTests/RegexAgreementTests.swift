import Foundation
import RemitModel
import RemitPatterns
import RemitTestSupport
import Testing

/// A matcher that others wrote says the same, and what costs most still answers.
@Suite struct RegexAgreementTests {
  /// Foundation's regexes backtrack without bound and are at odds with themselves about lazy rounds
  /// that read nothing, so only simple patterns are compared with them.
  @Test func `both matchers agree with Foundation`() throws {
    let seed = testSeed()
    var random = SplitMix64(seed: seed)
    var accepted = 0
    var matched = 0
    for _ in 0..<400 {
      let source = RandomRegex(depth: 1).pattern(&random)
      guard case .success(let chosen) = RegexPattern.compile(source: source) else { continue }
      let backtracking = try RegexPattern.compile(source: source, for: .backtracking).get()
      let onePass = try RegexPattern.compile(source: source, for: .onePass).get()
      accepted += 1
      let regex = try NSRegularExpression(pattern: "\\A(?:\(source))\\z")
      for _ in 0..<12 {
        let subject = RandomRegex.subject(&random)
        let range = NSRange(location: 0, length: subject.utf16.count)
        let isMatch = regex.firstMatch(in: subject, range: range) != nil
        matched += isMatch ? 1 : 0
        let answers = [chosen, backtracking, onePass].map { $0.match(Text(subject)) }
        if answers != Array(repeating: isMatch ? .matched : .notMatched, count: 3) {
          Issue.record("/\(source)/ on \(subject.debugDescription): \(answers), seed \(seed)")
        }
      }
    }
    #expect(accepted > 130, "seed \(seed)")
    #expect(matched > 200, "seed \(seed)")
  }

  @Test(arguments: [
    ".*a.*b.*c.*", "(a?){80}", "(.{0,20}a){10}", "(.{0,9}.{0,9}){11}", "(.?){80}",
    "(.*,){60}.*", "(a|b)*a(a|b){80}", "((((a?)?b?)?c?)?d?){12}", "(foo|bar)*", "(?:ab|a)+b",
    "(a{0,4}){8}b", "([a-z]+-)*[a-z]+", ".*(ab|a|b|){30}", "(\\p{L}|\\p{N}|-)*", ".*\\p{L}{240}",
  ])
  func `the costliest patterns answer within seconds`(pattern: String) throws {
    let regex = try RegexPattern.compile(source: pattern).get()
    for unit in ["a", "ab", "aab", "a,", "foobar", "é", "a-"] {
      let length = (RegexLimit.subjectBytesMax - 1) / unit.utf8.count
      let subject = String(repeating: unit, count: length) + "!"
      let start = ContinuousClock.now
      #expect(regex.match(Text(subject)) != .limit)
      #expect(ContinuousClock.now - start < .seconds(10))
    }
  }
}

/// Patterns and subjects over a few characters, so that they meet.
private struct RandomRegex {
  var depth: Int

  func pattern(_ random: inout SplitMix64) -> String {
    choice(&random, depth: random.between(1, depth))
  }

  static func subject(_ random: inout SplitMix64) -> String {
    let letters = ["a", "b", "1", "-", "ab", "é", "\n"]
    return (0..<random.below(8)).map { _ in random.pick(letters) }.joined()
  }

  private func choice(_ random: inout SplitMix64, depth: Int) -> String {
    (0..<random.pick([1, 1, 1, 2, 3])).map { _ in sequence(&random, depth: depth) }
      .joined(separator: "|")
  }

  private func sequence(_ random: inout SplitMix64, depth: Int) -> String {
    (0..<random.pick([1, 1, 2, 2, 3])).map { _ in
      atom(&random, depth: depth) + quantifier(&random)
    }.joined()
  }

  private func atom(_ random: inout SplitMix64, depth: Int) -> String {
    if depth > 0 && random.chance(45) {
      let body = choice(&random, depth: depth - 1)
      return random.pick(["(", "(?:"]) + body + ")"
    }
    return random.pick([
      "a", "b", "1", "-", "ab", "é", ".", "[ab]", "[^a]", "[a-z1]", "\\d", "\\D", "\\x{61}", "\\-",
    ])
  }

  private func quantifier(_ random: inout SplitMix64) -> String {
    guard random.chance(45) else { return "" }
    return random.pick(["?", "*", "+", "{2}", "{1,}", "{0,2}", "{1,3}", "{2,4}"])
  }
}
