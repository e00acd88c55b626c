/// How a regex may be run.
enum RegexCost {
  /// Backtracking is cheap on every subject: at no point can what has been read have been read in
  /// more than a few ways.
  case harmless
  /// It has to run on the matcher that follows all ways at once.
  case onePass
}

extension RegexAutomaton {
  /// How many ways backtracking may try at a point of the subject that can come again and again,
  /// and how many steps it may have to try from all of them.
  private static let waysMax = 16
  private static let branchesMax = 512
  /// The same where a subject can lead once only; the steps for all such points together.
  private static let onceWaysMax = 500
  private static let onceBranchesMax = 50_000
  /// The work of the analysis, in edges looked at times classes of scalars on them.
  private static let workMax = 100_000

  /// In how many ways each state can have been reached, by ascending state.
  private typealias Ways = [Edge]

  /// Follows, for every possible subject at once, how many ways lead to each state. Harmless if
  /// they are few wherever a subject can lead again and again; not shown to be if there are too
  /// many cases to look at.
  ///
  /// - Complexity: bounded by `workMax`.
  func cost(_ alphabet: RegexAlphabet) -> RegexCost {
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
    guard visit(after: first) != nil else { return .onePass }
    while let point = pending.popLast() {
      let onward = points[point].flatMap { way in
        next[way.to].map { Edge(to: $0.to, count: $0.count * way.count) }
      }
      branches[point] = total(onward)
      guard let targets = visit(after: onward) else { return .onePass }
      steps[point] = targets
    }
    return isCheap(points, steps, branches) ? .harmless : .onePass
  }

  private func isCheap(_ points: [Ways], _ steps: [[Int]], _ branches: [Int]) -> Bool {
    let component = StrongComponents.of(steps)
    var once = 0
    for point in points.indices {
      let comesAgain = steps[point].contains { component[$0] == component[point] }
      let isCrowded = total(points[point]) > Self.waysMax
      if comesAgain && (isCrowded || branches[point] > Self.branchesMax) { return false }
      if !comesAgain { once += branches[point] }
    }
    return once <= Self.onceBranchesMax
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
