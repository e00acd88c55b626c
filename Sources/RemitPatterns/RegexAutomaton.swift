/// The position automaton (Glushkov's) of a regex: one state for each place where the pattern
/// reads a scalar, and how many ways lead from each to each without reading.
///
/// A backtracking matcher walks exactly these ways, so the number of paths through the automaton
/// is what it can cost. Assertions are taken to hold: they only remove ways.
struct RegexAutomaton {
  struct Edge: Hashable {
    var to: Int
    /// In how many ways; saturates.
    var count: Int
  }

  /// A repetition without upper bound, and the states that were made for it. The states of one
  /// repetition lie side by side, those of an inner one within those of the outer.
  struct Loop: Hashable {
    var span: Range<Int>
    var states: Range<Int>
  }

  /// What each state reads.
  private(set) var sets: [ScalarSet] = []
  private(set) var first: [Edge] = []
  private(set) var next: [[Edge]] = []
  private(set) var loops: [Loop] = []
  /// For an edge that counts twice: the loop that made it do so, as an index of `loops`.
  private(set) var doublingLoop: [Step: Int] = [:]

  struct Step: Hashable {
    var from: Int
    var to: Int
  }

  /// Beyond these the automaton is not built, and the pattern counts as not understood.
  private static let statesMax = 4_200
  private static let edgesMax = 100_000
  private var edgeCount = 0
  /// Where an edge stands among those of its state.
  private var index: [Step: Int] = [:]

  private struct TooLarge: Error {}

  /// What has been built of a part: in how many ways it reads nothing, its first and last states.
  private struct Fragment {
    var emptyWays = 1
    var first: [Edge] = []
    var last: [Edge] = []
  }

  /// Nothing if the automaton would be too large.
  init?(_ node: RegexNode) {
    guard node.weight <= 4 * Self.statesMax else { return nil }
    do {
      first = try build(node).first
    } catch {
      return nil
    }
  }

  private mutating func build(_ node: RegexNode) throws(TooLarge) -> Fragment {
    switch node {
    case .empty, .assertion: return Fragment()
    case .scalar(let set):
      guard sets.count < Self.statesMax else { throw TooLarge() }
      let edge = Edge(to: sets.count, count: 1)
      sets.append(set)
      next.append([])
      return Fragment(emptyWays: 0, first: [edge], last: [edge])
    case .sequence(let parts):
      var whole = Fragment()
      for part in parts { whole = try join(whole, try build(part)) }
      return whole
    case .choice(let branches):
      var whole = Fragment(emptyWays: 0)
      for branch in branches {
        let part = try build(branch)
        whole.emptyWays = saturated(whole.emptyWays + part.emptyWays)
        whole.first += part.first
        whole.last += part.last
      }
      return whole
    case .repeated(let body, let repetition): return try build(body, repetition)
    }
  }

  /// `x{2,4}` is `xx(x(x)?)?`, and `x{2,}` is `xx+`.
  private mutating func build(
    _ body: RegexNode, _ repetition: RegexRepetition
  ) throws(TooLarge) -> Fragment {
    var whole = Fragment()
    let plainCopies = repetition.max == nil ? max(repetition.min - 1, 0) : repetition.min
    for _ in 0..<plainCopies { whole = try join(whole, try build(body)) }
    guard let maximum = repetition.max else {
      let loop = try buildLoop(body, span: repetition.span, isOptional: repetition.min == 0)
      return try join(whole, loop)
    }
    var tail = Fragment()
    for index in 0..<(maximum - repetition.min) {
      tail = index == 0 ? try build(body) : try join(try build(body), tail)
      tail.emptyWays = saturated(tail.emptyWays + 1)
    }
    return try join(whole, tail)
  }

  /// A round that reads nothing ends the loop, as it does in PCRE2; so it can be the last only.
  private mutating func buildLoop(
    _ body: RegexNode, span: Range<Int>, isOptional: Bool
  ) throws(TooLarge) -> Fragment {
    let start = sets.count
    var part = try build(body)
    // Its own number: the loops inside of it have theirs by now.
    try connect(part.last, part.first, loop: loops.count)
    loops.append(Loop(span: span, states: start..<sets.count))
    let endings = saturated(1 + part.emptyWays)
    part.last = part.last.map { Edge(to: $0.to, count: saturated($0.count * endings)) }
    part.emptyWays = isOptional ? endings : part.emptyWays
    return part
  }

  private mutating func join(_ a: Fragment, _ b: Fragment) throws(TooLarge) -> Fragment {
    try connect(a.last, b.first)
    return Fragment(
      emptyWays: saturated(a.emptyWays * b.emptyWays),
      first: a.first + scaled(b.first, by: a.emptyWays),
      last: b.last + scaled(a.last, by: b.emptyWays))
  }

  private mutating func connect(
    _ last: [Edge], _ first: [Edge], loop: Int? = nil
  ) throws(TooLarge) {
    edgeCount += last.count * first.count
    guard edgeCount <= Self.edgesMax else { throw TooLarge() }
    for source in last {
      for target in first {
        let step = Step(from: source.to, to: target.to)
        var ways = source.count * target.count
        if let known = index[step] {
          ways += next[source.to][known].count
          next[source.to][known].count = saturated(ways)
        } else {
          index[step] = next[source.to].count
          next[source.to].append(Edge(to: target.to, count: saturated(ways)))
        }
        if ways > 1, doublingLoop[step] == nil { doublingLoop[step] = loop }
      }
    }
  }

  private func scaled(_ edges: [Edge], by ways: Int) -> [Edge] {
    ways == 0 ? [] : edges.map { Edge(to: $0.to, count: saturated($0.count * ways)) }
  }

  private func saturated(_ count: Int) -> Int { min(count, 1_000) }
}
