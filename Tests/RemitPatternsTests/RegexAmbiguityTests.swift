import RemitTestSupport
import Testing

@testable import RemitPatterns

/// The analysis held against its definitions on small patterns: the automaton against the number
/// of ways in which a text can be read, the verdict against a search for texts.
@Suite struct RegexAmbiguityTests {
  @Test func `the automaton has a path for each way to read a text`() throws {
    let seed = testSeed()
    var generator = PatternGenerator(seed: seed, depthMax: 3)
    var compared = 0
    var several = 0
    for _ in 0..<250 {
      let tree = generator.make()
      let node = try RegexParser.parse(tree.source)
      guard let loose = RegexAutomaton(node), let exact = RegexAutomaton(node, .exact) else {
        continue
      }
      var subjects = PatternSubjects(tree, seed: generator.random.next())
      for _ in 0..<4 {
        let subject = Array(subjects.short().prefix(8))
        for (automaton, assertionsHold) in [(loose, true), (exact, false)] {
          let ways = tree.ways(subject, assertionsHold: assertionsHold)
          let paths = automaton.paths(subject)
          // Counts on edges stop at a thousand.
          guard ways < 900, paths < 900 else { continue }
          compared += 1
          several += ways > 1 ? 1 : 0
          #expect(
            Int(ways) == paths, "/\(tree.source)/ on \(subject), \(assertionsHold), seed \(seed)")
        }
      }
    }
    #expect(compared > 1_000 && several > 100, "\(compared), \(several), seed \(seed)")
  }

  /// Refused is what has a text that leads from a state to itself in two ways: n such texts can be
  /// read in 2^n ways, and where there is no such text, the ways grow like a power of n.
  @Test func `what can be read in exponentially many ways is refused, and nothing else`() throws {
    let seed = testSeed()
    var generator = PatternGenerator(seed: seed, depthMax: 3, rarePercent: 5)
    var refused = 0
    var accepted = 0
    var undecided = 0
    for _ in 0..<600 {
      let source = generator.make().source
      let node = try RegexParser.parse(source)
      guard let exact = RegexAutomaton(node, .exact), exact.next.count <= 12 else { continue }
      guard let isExponential = exact.hasDoublingText(atMost: 400) else {
        undecided += 1
        continue
      }
      switch RegexPattern.compile(source: source) {
      case .success:
        accepted += 1
        if isExponential { Issue.record("/\(source)/ is accepted, seed \(seed)") }
      case .failure(let refusal):
        refused += 1
        if refusal.reason != .exponential || !isExponential {
          Issue.record("/\(source)/ is refused, \(refusal), seed \(seed)")
        }
      }
    }
    #expect(refused > 20 && accepted > 120, "\(refused), \(accepted), seed \(seed)")
    #expect(undecided * 10 < accepted, "\(undecided) undecided, seed \(seed)")
  }

  @Test func `the part underlined is ambiguous by itself and nothing within it is`() throws {
    let seed = testSeed()
    var generator = PatternGenerator(seed: seed, depthMax: 4, rarePercent: 5)
    var checked = 0
    for _ in 0..<250 {
      let source = generator.make().source
      guard case .failure(let refusal) = RegexPattern.compile(source: source),
        refusal.reason == .exponential
      else { continue }
      let part = String(decoding: Array(source.utf8)[refusal.range], as: UTF8.self)
      // By itself, a part stands at the start of a text.
      if ["^", "\\A", "\\b", "\\B"].contains(where: part.contains) { continue }
      let inner = try RegexParser.parse(part)
      guard case .repeated(let body, let repetition) = inner, repetition.max == nil else {
        Issue.record("/\(source)/: \(part) is no loop, seed \(seed)")
        continue
      }
      checked += 1
      #expect(
        inner.exponentialRepetition(in: 0..<0) == repetition.span, "/\(source)/, seed \(seed)")
      #expect(body.exponentialRepetition(in: 0..<0) == nil, "/\(source)/, seed \(seed)")
    }
    #expect(checked > 12, "seed \(seed)")
  }

  @Test(arguments: [
    ("(a*)*", true), ("(a|a)*", true), ("(\\ba|\\Ba)*", false), ("(\\b\\w+\\b\\W*)+", false),
    ("(\\w+\\b\\W*)+", false), ("(\\w+\\W*)+", true), ("x(\\Ba|\\Ba)*", true),
    ("(\\Ba|\\Ba)*", false),
    ("(\\ba|\\ba)*", false), ("(\\ba-|\\ba-)*", true), ("a^(b|b)*", false), ("(^a|^a)*", false),
    ("(a$|a)*", false), ("^(a|a)*$", true), ("(^|a)*b", false), ("((^|a)b)*", false),
    ("(a|\\b|\\B)*", false), ("((a|\\b)(a|\\B))*", true),
  ])
  func `assertions count only where they can hold`(pattern: String, isExponential: Bool) throws {
    let node = try RegexParser.parse(pattern)
    let exact = try #require(RegexAutomaton(node, .exact))
    #expect(exact.hasDoublingText(atMost: 5_000) == isExponential)
    #expect((node.exponentialRepetition(in: 0..<0) != nil) == isExponential)
  }
}

extension RegexAutomaton {
  /// How many paths read the whole subject.
  fileprivate func paths(_ subject: [Unicode.Scalar]) -> Int {
    var edges = first
    var counts: [Int: Int] = [:]
    for scalar in subject {
      counts = [:]
      for edge in edges where sets[edge.to].contains(scalar.value) {
        counts[edge.to, default: 0] += edge.count
      }
      edges = counts.flatMap { state, count in
        next[state].map { Edge(to: $0.to, count: min($0.count * count, 1_000_000)) }
      }
    }
    return subject.isEmpty ? emptyWays : counts.reduce(0) { $0 + $1.value * ends[$1.key] }
  }

  /// Whether some text leads from a state that can be reached to that state in two ways. All texts
  /// are tried until they lead to nothing new (counts above 2 are as good as 2); nil if there are
  /// more cases than allowed.
  fileprivate func hasDoublingText(atMost casesMax: Int) -> Bool? {
    var isReached = Set(first.map(\.to))
    var pending = Array(isReached)
    while let state = pending.popLast() {
      pending += next[state].map(\.to).filter { isReached.insert($0).inserted }
    }
    var isDecided = true
    for state in isReached {
      guard let doubles = doubles(state, casesMax) else {
        isDecided = false
        continue
      }
      if doubles { return true }
    }
    return isDecided ? false : nil
  }

  private func doubles(_ start: Int, _ casesMax: Int) -> Bool? {
    var letters: Set<UInt32> = []
    for range in sets.flatMap(\.ranges) {
      letters.formUnion([range.lowerBound, range.upperBound + 1])
    }
    var cases: [[Int]] = [next.indices.map { $0 == start ? 1 : 0 }]
    var seen = Set(cases)
    var done = 0
    while done < cases.count {
      guard cases.count <= casesMax else { return nil }
      for letter in letters {
        var after = Array(repeating: 0, count: next.count)
        for (state, count) in cases[done].enumerated() where count > 0 {
          for edge in next[state] where sets[edge.to].contains(letter) {
            after[edge.to] = min(2, after[edge.to] + count * edge.count)
          }
        }
        if after[start] > 1 { return true }
        if seen.insert(after).inserted { cases.append(after) }
      }
      done += 1
    }
    return false
  }
}
