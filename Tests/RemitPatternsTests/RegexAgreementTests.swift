import CPCRE2
import Foundation
import RemitModel
import RemitTestSupport
import Testing

@testable import RemitPatterns

/// Random patterns on random and on hostile subjects: both matchers of PCRE2 and Foundation's
/// regexes say the same, and nothing that is accepted meets a limit.
@Suite struct RegexAgreementTests {
  /// Foundation's regexes backtrack without bound and are at odds with themselves about lazy rounds
  /// that read nothing, so only simple patterns are compared with them.
  @Test func `both matchers agree with Foundation`() throws {
    try compare(RandomRegex(depth: 1, isSimple: true), rounds: 400) { source, _ in
      let regex = try NSRegularExpression(pattern: "\\A(?:\(source))\\z")
      return { subject in
        let range = NSRange(location: 0, length: subject.utf16.count)
        return regex.firstMatch(in: subject, range: range) != nil
      }
    }
  }

  @Test func `both matchers agree with the plain reading of the pattern`() throws {
    try compare(RandomRegex(depth: 3), rounds: 800) { _, node in
      return { subject in
        let scalars = Array(subject.unicodeScalars)
        return node.ends(on: scalars, from: [0]).contains(scalars.count)
      }
    }
  }

  private func compare(
    _ regexes: RandomRegex, rounds: Int,
    with reference: (String, RegexNode) throws -> (String) -> Bool
  ) throws {
    let seed = testSeed()
    var random = SplitMix64(seed: seed)
    var accepted = 0
    var matched = 0
    for _ in 0..<rounds {
      let source = regexes.pattern(&random)
      guard case .success(let chosen) = RegexPattern.compile(source: source) else { continue }
      let backtracking = try RegexPattern.compile(source: source, for: .backtracking).get()
      let onePass = try RegexPattern.compile(source: source, for: .onePass).get()
      accepted += 1
      let isMatch = try reference(source, try RegexParser.parse(source))
      for _ in 0..<12 {
        let subject = RandomRegex.subject(&random)
        let expected: RegexMatch = isMatch(subject) ? .matched : .notMatched
        matched += expected == .matched ? 1 : 0
        let answers = [chosen, backtracking, onePass].map { $0.match(Text(subject)) }
        if answers != [expected, expected, expected] {
          Issue.record("/\(source)/ on \(subject.debugDescription): \(answers), seed \(seed)")
        }
      }
    }
    #expect(accepted > rounds / 3, "seed \(seed)")
    #expect(matched > rounds / 2, "seed \(seed)")
  }

  @Test func `no accepted pattern meets a limit on a hostile subject`() throws {
    let seed = testSeed()
    var random = SplitMix64(seed: seed)
    var count: [RegexPattern.Matcher: Int] = [:]
    for _ in 0..<700 {
      let source = RandomRegex(depth: 3).pattern(&random)
      guard case .success(let regex) = RegexPattern.compile(source: source),
        case .success(let onePass) = RegexPattern.compile(source: source, for: .onePass)
      else { continue }
      count[regex.matcher, default: 0] += 1
      for _ in 0..<3 {
        let subject = RandomRegex.hostileSubject(&random)
        let answer = regex.match(Text(subject))
        if answer == .limit || answer != onePass.match(Text(subject)) {
          Issue.record("/\(source)/ on \(subject.prefix(40).debugDescription)…, seed \(seed)")
        }
        if regex.matcher == .backtracking { checkAttempts(regex, subject, seed) }
      }
    }
    #expect(count[.backtracking, default: 0] > 25, "seed \(seed)")
    #expect(count[.onePass, default: 0] > 25, "seed \(seed)")
  }

  /// A pattern that counts as harmless answers without the net of the one-pass matcher, unless
  /// the small stack of machine code is at its end.
  private func checkAttempts(_ regex: CompiledRegex, _ subject: String, _ seed: UInt64) {
    guard let scratch = RegexScratch() else { return }
    let result = Array(subject.utf8).withUnsafeBufferPointer { regex.backtrack($0, scratch) }
    if result < 0, result != PCRE2_ERROR_NOMATCH, result != PCRE2_ERROR_JIT_STACKLIMIT {
      Issue.record("/\(regex.source)/ gave \(result) on \(subject.prefix(40)), seed \(seed)")
    }
  }

  @Test(arguments: [
    ".*a.*b.*c.*", "(a?){120}", "(.{0,20}a){20}", "(.{0,9}.{0,9}){20}", "(.?){160}",
    "(.*,){100}.*", "(a|b)*a(a|b){110}", "((((a?)?b?)?c?)?d?){30}", "(foo|bar)*", "(?:ab|a)+b",
    "(a{0,4}){8}b", "([a-z]+-)*[a-z]+",
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

  /// That a repetition is exponential is decided on an automaton of pairs; here texts are tried
  /// until one leads from a state to itself in two ways. Then n such texts can be read in 2^n ways.
  @Test func `what is refused as exponential is, and what counts as harmless is`() throws {
    let seed = testSeed()
    var random = SplitMix64(seed: seed)
    var refused = 0
    var shown = 0
    var harmless = 0
    for _ in 0..<300 {
      let source = RandomRegex(depth: 3).pattern(&random)
      guard let node = try? RegexParser.parse(source), let automaton = RegexAutomaton(node) else {
        continue
      }
      switch RegexPattern.compile(source: source) {
      case .success(let regex):
        if automaton.next.count <= 12, isExponential(automaton) {
          Issue.record("/\(source)/ is exponential and accepted, seed \(seed)")
        }
        guard regex.matcher == .backtracking else { continue }
        harmless += 1
        let most =
          vectors(automaton, from: [-1: 1], atMost: 300)
          .map { $0.values.reduce(0, +) }.max() ?? 0
        if most > 500 { Issue.record("/\(source)/ has \(most) ways, seed \(seed)") }
      case .failure(let refusal):
        guard refusal.reason == .exponential else { continue }
        refused += 1
        shown += isExponential(automaton) ? 1 : 0
      }
    }
    // A few need longer texts than are tried here.
    #expect(refused > 30 && shown * 10 > refused * 9, "\(shown) of \(refused), seed \(seed)")
    #expect(harmless > 30, "seed \(seed)")
  }

  private func isExponential(_ automaton: RegexAutomaton) -> Bool {
    automaton.next.indices.contains { state in
      vectors(automaton, from: [state: 1], atMost: 200).contains { $0[state, default: 0] > 1 }
    }
  }

  /// In how many ways each state is reached by the shortest texts, from the states given.
  private func vectors(
    _ automaton: RegexAutomaton, from start: [Int: Int], atMost limit: Int
  ) -> [[Int: Int]] {
    var found: [[Int: Int]] = []
    var seen: Set<[Int: Int]> = []
    var index = -1
    while index < found.count, found.count < limit {
      let counts = index < 0 ? start : found[index]
      index += 1
      for letter in "ab1-é".unicodeScalars {
        var after: [Int: Int] = [:]
        for (state, count) in counts {
          for edge in state < 0 ? automaton.first : automaton.next[state]
          where automaton.sets[edge.to].contains(letter.value) {
            after[edge.to, default: 0] += min(count * edge.count, 1_000_000)
          }
        }
        if !after.isEmpty, seen.insert(after).inserted { found.append(after) }
      }
    }
    return found
  }
}

extension RegexNode {
  /// Where the regex can end if it begins at one of the starts: the most obvious matcher.
  fileprivate func ends(on subject: [Unicode.Scalar], from starts: Set<Int>) -> Set<Int> {
    switch self {
    case .empty: return starts
    case .assertion(.start): return starts.intersection([0])
    case .assertion(.end): return starts.intersection([subject.count])
    case .assertion(.wordBoundary), .assertion(.noWordBoundary): return starts
    case .scalar(let set):
      return Set(
        starts.filter { $0 < subject.count && set.contains(subject[$0].value) }.map { $0 + 1 })
    case .sequence(let parts): return parts.reduce(starts) { $1.ends(on: subject, from: $0) }
    case .choice(let branches):
      return branches.reduce(into: []) { $0.formUnion($1.ends(on: subject, from: starts)) }
    case .repeated(let body, let repetition):
      var reached = starts
      for _ in 0..<repetition.min { reached = body.ends(on: subject, from: reached) }
      var all = reached
      var rounds = repetition.min
      while rounds < repetition.max ?? .max {
        reached = body.ends(on: subject, from: reached).subtracting(all)
        if reached.isEmpty { break }
        all.formUnion(reached)
        rounds += 1
      }
      return all
    }
  }
}

/// Patterns and subjects over a few characters, so that they meet.
private struct RandomRegex {
  var depth: Int
  /// Without empty branches and lazy quantifiers.
  var isSimple = false

  func pattern(_ random: inout SplitMix64) -> String {
    choice(&random, depth: random.between(1, depth))
  }

  static func subject(_ random: inout SplitMix64) -> String {
    let letters = ["a", "b", "1", "-", "ab", "é", "\n"]
    return (0..<random.below(8)).map { _ in random.pick(letters) }.joined()
  }

  /// A short text many times over, with something behind it that seldom fits.
  static func hostileSubject(_ random: inout SplitMix64) -> String {
    let unit = (0..<random.between(1, 3)).map { _ in random.pick(["a", "b", "1", "-"]) }.joined()
    let start = random.chance(30) ? subject(&random) : ""
    return start + String(repeating: unit, count: 4_000 / unit.utf8.count)
      + random.pick(["", "!", "a", "b", "\n"])
  }

  private func choice(_ random: inout SplitMix64, depth: Int) -> String {
    (0..<random.pick([1, 1, 1, 2, 3])).map { _ in sequence(&random, depth: depth) }
      .joined(separator: "|")
  }

  private func sequence(_ random: inout SplitMix64, depth: Int) -> String {
    (0..<random.pick(isSimple ? [1, 1, 2, 2, 3] : [1, 1, 2, 2, 3, 0])).map { _ in
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
    let greedy = ["?", "*", "+", "{2}", "{1,}", "{0,2}", "{1,3}", "{2,4}"]
    return random.pick(isSimple ? greedy : greedy + ["*?", "+?", "??"])
  }
}
