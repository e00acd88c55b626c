/// How a regex may be run.
enum RegexCost {
  /// Backtracking is cheap on every subject: at no point can what has been read have been read in
  /// more than a few ways.
  case harmless
  /// It has to run on the matcher that follows all ways at once.
  case onePass
}

extension RegexAutomaton {
  /// The number of ways that backtracking may try at one point of the subject.
  private static let waysMax = 16
  private static let branchingMax = 64
  private static let vectorsMax = 1_500

  /// Follows, for every possible subject at once, how many ways lead to each state. Harmless if
  /// the sum never exceeds `waysMax`; not shown to be if there are too many cases to look at.
  ///
  /// - Complexity: bounded by a constant, as the number of cases, of ways in each, of edges from
  ///   each way and of classes of scalars on each edge is.
  func cost(_ alphabet: RegexAlphabet) -> RegexCost {
    let isBranchy = { (edges: [Edge]) in edges.reduce(0) { $0 + $1.count } > Self.branchingMax }
    if isBranchy(first) || next.contains(where: isBranchy) { return .onePass }
    var seen: Set<[Edge]> = []
    var pending = successors(of: nil, alphabet) ?? []
    if pending.isEmpty && !first.isEmpty { return .onePass }
    while let vector = pending.popLast() {
      guard seen.insert(vector).inserted else { continue }
      guard seen.count <= Self.vectorsMax, let after = successors(of: vector, alphabet) else {
        return .onePass
      }
      pending += after
    }
    return .harmless
  }

  /// The counts after one more scalar, for each class of scalars that leads anywhere; nothing if
  /// there are too many ways. `vector` nil: before the first scalar.
  private func successors(of vector: [Edge]?, _ alphabet: RegexAlphabet) -> [[Edge]]? {
    var byClass: [Int: [Int: Int]] = [:]
    func add(_ edges: [Edge], ways: Int) {
      for edge in edges {
        for letter in alphabet.classes[edge.to] {
          byClass[letter, default: [:]][edge.to, default: 0] += ways * edge.count
        }
      }
    }
    if let vector {
      for state in vector { add(next[state.to], ways: state.count) }
    } else {
      add(first, ways: 1)
    }
    var vectors: Set<[Edge]> = []
    for counts in byClass.values {
      guard counts.values.reduce(0, +) <= Self.waysMax else { return nil }
      vectors.insert(
        counts.map { Edge(to: $0.key, count: $0.value) }.sorted { $0.to < $1.to })
    }
    return Array(vectors)
  }
}
