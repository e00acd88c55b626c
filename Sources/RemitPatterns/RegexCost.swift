/// How much backtracking can cost, in ways tried: a way is a text read so far in one of the ways in
/// which it can be read, and one further scalar of the pattern to compare, or its end.
struct BacktrackingBound: Hashable {
  /// At each point of the subject that can come again and again.
  var eachScalar: Int
  /// At all other points together.
  var once: Int

  /// How many ways are tried on a subject, at most.
  func ways(scalars: Int) -> Int { eachScalar * scalars + once }
}

extension RegexAutomaton {
  /// How many ways backtracking may try at a point of the subject that can come again and again,
  /// and how many steps it may have to try from all of them.
  private static let waysMax = 16
  static let branchesMax = 200
  /// The same where a subject can lead once only; the steps for all such points together.
  private static let onceWaysMax = 500
  static let onceBranchesMax = 50_000
  /// The work of the analysis, in edges looked at times classes of scalars on them.
  private static let workMax = 100_000

  /// In how many ways each state can have been reached, by ascending state.
  private typealias Ways = [Edge]

  /// Follows, for every possible subject at once, how many ways lead to each state. There is a bound
  /// if they are few wherever a subject can lead again and again; none is found if there are too
  /// many cases to look at.
  ///
  /// The automaton must have its assertions taken to hold.
  ///
  /// - Complexity: bounded by `workMax`.
  func backtrackingBound(_ alphabet: RegexAlphabet) -> BacktrackingBound? {
    var work = 0
    var known: [Ways: Int] = [:]
    var points: [Ways] = []
    var steps: [[Int]] = []
    var branches: [Int] = []
    // The most crowded point comes next, so that what grows without end is soon found out.
    var pending: [Int] = []
    func visit(after edges: [Edge]) -> [Int]? {
      guard let reached = after(edges, alphabet, &work) else { return nil }
      var targets: [Int] = []
      for ways in reached {
        if known[ways] == nil {
          known[ways] = points.count
          pending.append(points.count)
          points.append(ways)
          steps.append([])
          branches.append(0)
        }
        if let target = known[ways] { targets.append(target) }
      }
      return targets
    }
    guard visit(after: first) != nil else { return nil }
    while let point = pending.popLast() {
      let onward = points[point].flatMap { way in
        next[way.to].map { Edge(to: $0.to, count: $0.count * way.count) }
      }
      let endings = points[point].reduce(0) { $0 + $1.count * ends[$1.to] }
      guard endings <= Self.onceWaysMax else { return nil }
      branches[point] = total(onward) + endings
      guard let targets = visit(after: onward) else { return nil }
      steps[point] = targets
    }
    return bound(points, steps, branches)
  }

  private func bound(
    _ points: [Ways], _ steps: [[Int]], _ branches: [Int]
  ) -> BacktrackingBound? {
    let component = StrongComponents.of(steps)
    var bound = BacktrackingBound(eachScalar: 0, once: total(first) + emptyWays)
    for point in points.indices {
      if steps[point].contains(where: { component[$0] == component[point] }) {
        guard total(points[point]) <= Self.waysMax else { return nil }
        bound.eachScalar = max(bound.eachScalar, branches[point])
      } else {
        bound.once += branches[point]
      }
    }
    let isSmall = bound.eachScalar <= Self.branchesMax && bound.once <= Self.onceBranchesMax
    return isSmall && emptyWays <= Self.onceWaysMax ? bound : nil
  }

  private func total(_ ways: Ways) -> Int { ways.reduce(0) { $0 + $1.count } }

  /// The ways after one more scalar, for each class of scalars that leads anywhere, the most
  /// crowded last; nothing if they or the work are too much.
  private func after(
    _ edges: [Edge], _ alphabet: RegexAlphabet, _ work: inout Int
  ) -> [Ways]? {
    var byClass: [Int: [Int: Int]] = [:]
    for edge in edges {
      work += alphabet.classes[edge.to].count + 1
      guard work <= Self.workMax else { return nil }
      for letter in alphabet.classes[edge.to] {
        byClass[letter, default: [:]][edge.to, default: 0] += edge.count
      }
    }
    let reached = byClass.values.map { counts in
      counts.map { Edge(to: $0.key, count: $0.value) }.sorted { $0.to < $1.to }
    }.sorted { total($0) < total($1) }
    guard let last = reached.last, total(last) > Self.onceWaysMax else { return reached }
    return nil
  }
}
