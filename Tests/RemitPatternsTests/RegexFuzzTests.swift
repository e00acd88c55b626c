import CPCRE2
import Foundation
import RemitModel
import RemitTestSupport
import Testing

@testable import RemitPatterns

/// Random patterns on subjects made from them: machine code, interpreter, one-pass matcher and the
/// plainest reading agree, and nothing that is accepted meets a limit.
@Suite struct RegexFuzzTests {
  @Test func `every matcher gives the plain answer and no accepted pattern meets a limit`() async {
    let campaign = Campaign("patterns", usual: 10)
    var all = RegexTally()
    await campaign.run { seed in
      RegexTrials(seed: seed).run(patterns: 50)
    } _: { seed, tally in
      for problem in tally.problems { Issue.record("seed \(seed): \(problem)") }
      all.add(tally)
      return all.problems.count < 10
    }
    if campaign.seconds != nil { print(all.summary) }
    guard campaign.only == nil, all.problems.isEmpty else { return }
    // Each class of patterns is there, and so are matches.
    for part in [all.backtracking, all.onePass, all.exponential] {
      #expect(part * 50 > all.patterns, "\(all.summary)")
    }
    #expect(all.matches * 5 > all.subjects, "\(all.summary)")
  }
}

/// What came out of some patterns.
struct RegexTally: Sendable {
  var patterns = 0
  var backtracking = 0
  var onePass = 0
  var exponential = 0
  var tooLarge = 0
  /// In bytes.
  var tooLong = 0
  var subjects = 0
  var matches = 0
  /// PCRE2's steps for one byte of a subject without machine code, at most, in patterns that run by
  /// backtracking; what every match needs is left out.
  var stepsPerByte = 0.0
  /// The pattern that needs them.
  var costliest = ""
  /// The same for each way that the analysis allows.
  var stepsPerWay = 0.0
  /// The pattern that comes closest to its bound.
  var closest = ""
  var problems: [String] = []

  mutating func add(_ other: RegexTally) {
    patterns += other.patterns
    backtracking += other.backtracking
    onePass += other.onePass
    exponential += other.exponential
    tooLarge += other.tooLarge
    tooLong += other.tooLong
    subjects += other.subjects
    matches += other.matches
    if other.stepsPerByte > stepsPerByte { costliest = other.costliest }
    if other.stepsPerWay > stepsPerWay { closest = other.closest }
    stepsPerByte = max(stepsPerByte, other.stepsPerByte)
    stepsPerWay = max(stepsPerWay, other.stepsPerWay)
    problems += other.problems
  }

  var summary: String {
    """
    \(patterns) patterns: \(backtracking) backtracking, \(onePass) in one pass, \(exponential) \
    exponential, \(tooLarge) too large, \(tooLong) too long; \(subjects) subjects, \(matches) \
    matches; at most \(stepsPerByte) steps per byte (/\(costliest)/) and \(stepsPerWay) per way \
    (/\(closest)/)
    """
  }
}

/// The patterns of one seed.
struct RegexTrials {
  private var generator: PatternGenerator
  private var tally = RegexTally()

  init(seed: UInt64) {
    generator = PatternGenerator(seed: seed)
  }

  consuming func run(patterns: Int) -> RegexTally {
    for _ in 0..<patterns { tryOne(generator.make()) }
    return tally
  }

  private mutating func tryOne(_ tree: PatternTree) {
    let source = tree.source
    tally.patterns += 1
    let regex: CompiledRegex
    switch RegexPattern.compile(source: source) {
    case .success(let compiled): regex = compiled
    case .failure(let refusal):
      switch refusal.reason {
      case .exponential: tally.exponential += 1
      case .tooLarge: tally.tooLarge += 1
      case .sourceTooLong where source.utf8.count > RegexLimit.sourceBytesMax: tally.tooLong += 1
      default: tally.problems.append("/\(source)/ is refused: \(refusal.message)")
      }
      return
    }
    var subjects = PatternSubjects(tree, seed: generator.random.next())
    for _ in 0..<6 { tryShort(regex, tree, subjects.short()) }
    switch regex.matcher {
    case .backtracking:
      tally.backtracking += 1
      guard let node = try? RegexParser.parse(source),
        let bound = RegexPattern.backtrackingBound(node)
      else { return tally.problems.append("/\(source)/ has no bound") }
      for _ in 0..<4 {
        tryLong(regex, subjects.long(bytesMax: RegexLimit.subjectBytesMax), bound)
      }
    case .onePass:
      tally.onePass += 1
      for _ in 0..<2 {
        check(regex, subjects.long(bytesMax: 1_000), on: [.onePass])
      }
    }
  }

  /// All three matchers and the plain reading; on few scalars even what is ambiguous ends soon.
  private mutating func tryShort(
    _ regex: CompiledRegex, _ tree: PatternTree, _ subject: [Unicode.Scalar]
  ) {
    let isMatch = check(regex, subject, on: [.onePass, .machineCode, .interpreter])
    if isMatch != tree.matches(subject) {
      tally.problems.append("/\(regex.source)/ on \(shown(subject)): the matchers are wrong")
    }
  }

  private mutating func tryLong(
    _ regex: CompiledRegex, _ subject: [Unicode.Scalar], _ bound: BacktrackingBound
  ) {
    check(regex, subject, on: [.machineCode, .interpreter, .onePass])
    let bytes = bytes(subject)
    let ways = Double(bound.ways(scalars: subject.count + 1))
    while true {
      let limit = Int(tally.stepsPerWay * ways) + 16
      guard stops(regex, bytes, limit) else { break }
      tally.stepsPerWay = tally.stepsPerWay * 1.05 + 0.05
      tally.closest = regex.source
    }
    while stops(regex, bytes, Int(tally.stepsPerByte * Double(bytes.count)) + 500) {
      tally.stepsPerByte = tally.stepsPerByte * 1.05 + 1
      tally.costliest = regex.source
    }
    if tally.stepsPerWay > 4 {
      tally.problems.append("/\(regex.source)/ takes more steps than its bound")
    }
  }

  private func stops(_ regex: CompiledRegex, _ bytes: [UInt8], _ attemptsMax: Int) -> Bool {
    regex.attempt(bytes, on: .interpreter, attemptsMax: attemptsMax)
      == .stopped(PCRE2_ERROR_MATCHLIMIT)
  }

  @discardableResult
  private mutating func check(
    _ regex: CompiledRegex, _ subject: [Unicode.Scalar], on trials: [RegexTrial]
  ) -> Bool {
    let bytes = bytes(subject)
    let answers = trials.map { regex.attempt(bytes, on: $0) }
    let chosen = regex.match(Text(String(decoding: bytes, as: UTF8.self)))
    tally.subjects += 1
    tally.matches += chosen == .matched ? 1 : 0
    let expected: RegexTrialResult = chosen == .matched ? .matched : .notMatched
    // What runs in one pass has no bound when it backtracks; a few scalars are enough for that.
    let mayStop: RegexTrialResult? =
      regex.matcher == .onePass ? .stopped(PCRE2_ERROR_MATCHLIMIT) : nil
    if answers.contains(where: { $0 != expected && $0 != mayStop })
      || chosen != .matched && chosen != .notMatched
    {
      tally.problems.append(
        "/\(regex.source)/ on \(shown(subject)): \(chosen), \(trials) \(answers)")
    }
    return chosen == .matched
  }

  private func bytes(_ subject: [Unicode.Scalar]) -> [UInt8] { subject.flatMap { Array($0.utf8) } }

  private func shown(_ subject: [Unicode.Scalar]) -> String {
    var text = ""
    text.unicodeScalars.append(contentsOf: subject.prefix(60))
    return "\(text.debugDescription) (\(subject.count) scalars)"
  }
}
