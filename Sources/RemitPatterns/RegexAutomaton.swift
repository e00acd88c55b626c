/// The position automaton (Glushkov's) of a regex: one state for each place where the pattern
/// reads a scalar, and how many ways lead from each to each without reading.
///
/// A backtracking matcher walks exactly these ways, so the number of paths through the automaton
/// is what it can cost.
struct RegexAutomaton {
  struct Edge: Hashable {
    var to: Int
    /// In how many ways; saturates.
    var count: Int
  }

  /// What is made of the assertions `^ $ \A \z \b \B`.
  enum Assertions {
    /// They hold, so no way that a matcher tries is missing, be it in vain.
    case takenToHold
    /// They hold where they hold, so each way is one that a text can lead along. What reads word
    /// characters and others becomes two states, one for each.
    case exact
  }

  /// What each state reads.
  private(set) var sets: [ScalarSet] = []
  private(set) var first: [Edge] = []
  private(set) var next: [[Edge]] = []
  /// In how many ways the pattern can end behind each state.
  private(set) var ends: [Int] = []
  /// In how many ways it can end without having read anything.
  private(set) var emptyWays = 0

  private struct Step: Hashable {
    var from: Int
    var to: Int
  }

  /// Beyond these the automaton is not built, and the pattern counts as not understood.
  private static let statesMax = 4_200
  private static let edgesMax = 100_000
  private var edgeCount = 0
  /// Where an edge stands among those of its state.
  private var index: [Step: Int] = [:]
  private let assertions: Assertions
  private let splitsAtWords: Bool
  /// Whether a state reads word characters; with exact assertions only.
  private var readsWords: [Bool] = []

  private struct TooLarge: Error {}

  /// A way to a state from the place before a part, or from a state to the place behind it.
  private struct Way {
    var state: Int
    var count: Int
    /// What must hold at that place.
    var needs: RegexConditions = []
  }

  /// What has been built of a part: in how many ways it reads nothing, its first and last states.
  private struct Fragment {
    var empty: [RegexConditions: Int] = [[]: 1]
    var first: [Way] = []
    var last: [Way] = []
  }

  /// Nothing if the automaton would be too large.
  init?(_ node: RegexNode, _ assertions: Assertions = .takenToHold) {
    guard node.weight <= 4 * Self.statesMax else { return nil }
    self.assertions = assertions
    splitsAtWords = assertions == .exact && node.hasWordBoundaries
    do {
      let whole = try build(node)
      finish(whole)
    } catch {
      return nil
    }
  }

  private mutating func finish(_ whole: Fragment) {
    for way in whole.first
    where holds(way.needs, .init(isWordBefore: nil, isWordAfter: readsWord(way.state))) {
      first.append(Edge(to: way.state, count: way.count))
    }
    ends = Array(repeating: 0, count: sets.count)
    for way in whole.last
    where holds(way.needs, .init(isWordBefore: readsWord(way.state), isWordAfter: nil)) {
      ends[way.state] = saturated(ends[way.state] + way.count)
    }
    for (needs, count) in whole.empty where holds(needs, .init()) {
      emptyWays = saturated(emptyWays + count)
    }
  }

  private func readsWord(_ state: Int) -> Bool { splitsAtWords && readsWords[state] }

  private func holds(_ needs: RegexConditions, _ place: RegexConditions.Place) -> Bool {
    needs.isEmpty || needs.hold(at: place)
  }

  private mutating func build(_ node: RegexNode) throws(TooLarge) -> Fragment {
    switch node {
    case .empty: return Fragment()
    case .assertion(let assertion):
      guard assertions == .exact else { return Fragment() }
      return Fragment(empty: [RegexConditions(assertion): 1])
    case .scalar(let set):
      guard splitsAtWords else { return try state([set]) }
      return try state([set.intersection(.wordCharacters), set.subtracting(.wordCharacters)])
    case .sequence(let parts):
      var whole = Fragment()
      for part in parts { whole = try join(whole, try build(part)) }
      return whole
    case .choice(let branches):
      var whole = Fragment(empty: [:])
      for branch in branches {
        let part = try build(branch)
        whole.empty = sum(whole.empty, part.empty)
        whole.first += part.first
        whole.last += part.last
      }
      return whole
    case .repeated(let body, let repetition): return try build(body, repetition)
    }
  }

  /// One state for each set that is not empty; of two, the first reads word characters.
  private mutating func state(_ parts: [ScalarSet]) throws(TooLarge) -> Fragment {
    var ways: [Way] = []
    for (number, set) in parts.enumerated() where !set.isEmpty {
      guard sets.count < Self.statesMax else { throw TooLarge() }
      ways.append(Way(state: sets.count, count: 1))
      sets.append(set)
      next.append([])
      readsWords.append(number == 0)
    }
    return Fragment(empty: [:], first: ways, last: ways)
  }

  /// `x{2,4}` is `xx(x(x)?)?`, and `x{2,}` is `xx+`.
  private mutating func build(
    _ body: RegexNode, _ repetition: RegexRepetition
  ) throws(TooLarge) -> Fragment {
    var whole = Fragment()
    let plainCopies = repetition.max == nil ? max(repetition.min - 1, 0) : repetition.min
    for _ in 0..<plainCopies { whole = try join(whole, try build(body)) }
    guard let maximum = repetition.max else {
      return try join(whole, try buildLoop(body, isOptional: repetition.min == 0))
    }
    var tail = Fragment()
    for index in 0..<(maximum - repetition.min) {
      tail = index == 0 ? try build(body) : try join(try build(body), tail)
      tail.empty = sum(tail.empty, [[]: 1])
    }
    return try join(whole, tail)
  }

  /// A round that reads nothing ends the loop, as it does in PCRE2; so it can be the last only.
  private mutating func buildLoop(
    _ body: RegexNode, isOptional: Bool
  ) throws(TooLarge) -> Fragment {
    var part = try build(body)
    try connect(part.last, part.first)
    let endings = sum([[]: 1], part.empty)
    part.last = scaled(part.last, by: endings)
    part.empty = isOptional ? endings : part.empty
    return part
  }

  private mutating func join(_ a: Fragment, _ b: Fragment) throws(TooLarge) -> Fragment {
    try connect(a.last, b.first)
    var empty: [RegexConditions: Int] = [:]
    for (needs, count) in a.empty {
      for (others, times) in b.empty {
        let known = empty[needs.union(others), default: 0]
        empty[needs.union(others)] = saturated(known + count * times)
      }
    }
    return Fragment(
      empty: empty, first: a.first + scaled(b.first, by: a.empty),
      last: b.last + scaled(a.last, by: b.empty))
  }

  private mutating func connect(_ last: [Way], _ first: [Way]) throws(TooLarge) {
    edgeCount += last.count * first.count
    guard edgeCount <= Self.edgesMax else { throw TooLarge() }
    for source in last {
      for target in first {
        let place = RegexConditions.Place(
          isWordBefore: readsWord(source.state), isWordAfter: readsWord(target.state))
        guard holds(source.needs.union(target.needs), place) else { continue }
        let step = Step(from: source.state, to: target.state)
        let ways = source.count * target.count
        if let known = index[step] {
          let sum = next[source.state][known].count + ways
          next[source.state][known].count = saturated(sum)
        } else {
          index[step] = next[source.state].count
          next[source.state].append(Edge(to: target.state, count: saturated(ways)))
        }
      }
    }
  }

  private func scaled(_ ways: [Way], by counts: [RegexConditions: Int]) -> [Way] {
    counts.flatMap { needs, count in
      ways.map { way in
        Way(
          state: way.state, count: saturated(way.count * count), needs: way.needs.union(needs))
      }
    }
  }

  private func sum(
    _ a: [RegexConditions: Int], _ b: [RegexConditions: Int]
  ) -> [RegexConditions: Int] {
    a.merging(b) { saturated($0 + $1) }
  }

  private func saturated(_ count: Int) -> Int { min(count, 1_000) }
}
