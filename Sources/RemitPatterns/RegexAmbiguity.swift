extension RegexAutomaton {
  private static let pairsMax = 30_000

  /// Whether it is shown that some text can be read in exponentially many ways.
  ///
  /// That is so exactly if some state can be reached from itself in two ways by the same text: if a
  /// way around it goes over an edge that counts twice, or if in the automaton of pairs of states a
  /// pair (q, q) and a pair (p, p′) with p ≠ p′ reach each other.
  ///
  /// It is not shown where there are too many pairs to look at; such a pattern runs on the one-pass
  /// matcher, which ambiguity cannot slow down.
  ///
  /// - Parameters:
  ///   - work: how many pairs of edges may still be compared.
  ///   - isPart: whether other parts of the pattern come before, so that states count that cannot
  ///     be reached from the start of a text.
  func isExponential(_ alphabet: RegexAlphabet, work: inout Int, isPart: Bool) -> Bool {
    let component = StrongComponents.of(next.map { $0.map(\.to) })
    let isReached = isPart ? Array(repeating: true, count: next.count) : reachable
    let inner = next.indices.map { state in
      isReached[state] ? next[state].filter { component[$0.to] == component[state] } : []
    }
    if inner.contains(where: { $0.contains { $0.count > 1 } }) { return true }
    guard let (pairs, edges) = pairs(inner, alphabet, &work) else { return false }
    let pairComponent = StrongComponents.of(edges)
    var hasDiagonal: Set<Int> = []
    for (index, pair) in pairs.enumerated() where pair.low == pair.high {
      hasDiagonal.insert(pairComponent[index])
    }
    return pairs.indices.contains {
      pairs[$0].low != pairs[$0].high && hasDiagonal.contains(pairComponent[$0])
    }
  }

  /// Assertions can cut states off.
  private var reachable: [Bool] {
    var isReached = Array(repeating: false, count: next.count)
    var pending = first.map(\.to)
    while let state = pending.popLast() {
      guard !isReached[state] else { continue }
      isReached[state] = true
      pending += next[state].map(\.to)
    }
    return isReached
  }

  /// The pairs of states that one text leads to from some one state, and what they lead to.
  private func pairs(
    _ inner: [[Edge]], _ alphabet: RegexAlphabet, _ work: inout Int
  ) -> ([Pair], [[Int]])? {
    var pairs: [Pair] = []
    var numbers: [Pair: Int] = [:]
    func number(_ pair: Pair) -> Int {
      if let known = numbers[pair] { return known }
      numbers[pair] = pairs.count
      pairs.append(pair)
      return pairs.count - 1
    }
    for state in inner.indices where !inner[state].isEmpty { _ = number(Pair(state, state)) }
    var edges: [[Int]] = []
    while edges.count < pairs.count {
      let pair = pairs[edges.count]
      var targets: Set<Int> = []
      work -= inner[pair.low].count * inner[pair.high].count
      guard work >= 0 else { return nil }
      for one in inner[pair.low] {
        for other in inner[pair.high]
        where haveCommon(alphabet.classes[one.to], alphabet.classes[other.to]) {
          targets.insert(number(Pair(one.to, other.to)))
        }
      }
      edges.append(targets.sorted())
      guard pairs.count <= Self.pairsMax else { return nil }
    }
    return (pairs, edges)
  }

  /// An unordered pair of states.
  private struct Pair: Hashable {
    let low: Int
    let high: Int

    init(_ a: Int, _ b: Int) {
      low = min(a, b)
      high = max(a, b)
    }
  }

  private func haveCommon(_ a: [Int], _ b: [Int]) -> Bool {
    var left = 0
    var right = 0
    while left < a.count && right < b.count {
      if a[left] == b[right] { return true }
      if a[left] < b[right] { left += 1 } else { right += 1 }
    }
    return false
  }
}
