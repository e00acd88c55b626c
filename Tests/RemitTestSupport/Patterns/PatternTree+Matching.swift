extension PatternTree {
  /// Whether the whole subject matches, found out in the plainest way there is.
  package func matches(_ subject: [Unicode.Scalar]) -> Bool {
    ends(in: subject, from: [0]).contains(subject.count)
  }

  /// Where reading can end that begins at one of the places given.
  package func ends(in subject: [Unicode.Scalar], from starts: Set<Int>) -> Set<Int> {
    switch self {
    case .empty: return starts
    case .anchor(let anchor): return starts.filter { anchor.holds(in: subject, at: $0) }
    case .one(let set):
      return Set(
        starts.filter { $0 < subject.count && set.contains(subject[$0]) }.map { $0 + 1 })
    case .sequence(let parts):
      return parts.reduce(starts) { $1.ends(in: subject, from: $0) }
    case .choice(let branches):
      return branches.reduce(into: []) { $0.formUnion($1.ends(in: subject, from: starts)) }
    case .repeated(let body, let min, let max, _):
      var reached = starts
      for _ in 0..<min { reached = body.ends(in: subject, from: reached) }
      var all = reached
      var rounds = min
      while rounds < max ?? .max {
        reached = body.ends(in: subject, from: reached).subtracting(all)
        if reached.isEmpty { break }
        all.formUnion(reached)
        rounds += 1
      }
      return all
    }
  }

  /// In how many ways the whole subject can be read, as a backtracking matcher goes about it: a
  /// round of a loop that reads nothing is its last.
  ///
  /// - Parameter assertionsHold: take `^ $ \A \z \b \B` to hold everywhere.
  package func ways(_ subject: [Unicode.Scalar], assertionsHold: Bool) -> Double {
    var start = Array(repeating: 0.0, count: subject.count + 1)
    start[0] = 1
    return ways(subject, assertionsHold, from: start)[subject.count]
  }

  /// The same for each place, from so many ways to each place before.
  private func ways(
    _ subject: [Unicode.Scalar], _ assertionsHold: Bool, from starts: [Double]
  ) -> [Double] {
    var result = Array(repeating: 0.0, count: starts.count)
    switch self {
    case .empty: return starts
    case .anchor(let anchor):
      for place in starts.indices
      where assertionsHold || anchor.holds(in: subject, at: place) {
        result[place] = starts[place]
      }
    case .one(let set):
      for place in subject.indices where set.contains(subject[place]) {
        result[place + 1] = starts[place]
      }
    case .sequence(let parts):
      return parts.reduce(starts) { $1.ways(subject, assertionsHold, from: $0) }
    case .choice(let branches):
      for branch in branches {
        let reached = branch.ways(subject, assertionsHold, from: starts)
        for place in result.indices { result[place] += reached[place] }
      }
    case .repeated(let body, let min, let max, _):
      var current = starts
      let plainRounds = max == nil ? Swift.max(min - 1, 0) : min
      for _ in 0..<plainRounds { current = body.ways(subject, assertionsHold, from: current) }
      guard let max else {
        return body.loopWays(subject, assertionsHold, from: current, isOptional: min == 0)
      }
      result = current
      for _ in 0..<(max - min) {
        current = body.ways(subject, assertionsHold, from: current)
        for place in result.indices { result[place] += current[place] }
      }
    }
    return result
  }

  private func loopWays(
    _ subject: [Unicode.Scalar], _ assertionsHold: Bool, from starts: [Double], isOptional: Bool
  ) -> [Double] {
    var result = isOptional ? starts : Array(repeating: 0.0, count: starts.count)
    var pending = starts
    for place in pending.indices where pending[place] > 0 {
      var one = Array(repeating: 0.0, count: starts.count)
      one[place] = pending[place]
      let reached = ways(subject, assertionsHold, from: one)
      for target in place..<reached.count {
        result[target] += reached[target]
        if target > place { pending[target] += reached[target] }
      }
    }
    return result
  }
}
