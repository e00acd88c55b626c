package import RemitModel

extension DecisionGraph {
  /// One diagram of an entry: a list of rules, or the permissions that one role declares.
  struct Diagram {
    let side: GraphPicture.Side
    let head: String
    /// Rules or permissions, ascending.
    let subjects: [UInt32]
    /// Names, sorted, each once.
    let names: [String]
    /// Or `EffectGraph.none`.
    let root: UInt32
    /// Whether every request of the entry meets it.
    let isMetAlways: Bool
    /// Rules of it that the candidate index cannot tell apart.
    let linear: [UInt32]
  }

  /// All diagrams of every entry. O(size of the graph).
  var diagrams: [[Diagram]] {
    let outline = IndexOutline(index)
    let permissions = runsByEntry
    return entries.indices.map { entry in
      let combination = entries[entry].combination
      let sides = [(entry * 2, GraphPicture.Side.deny), (entry * 2 + 1, .allow)]
      let lists = sides.flatMap { number, side in
        outline.buckets[number].flatMap { bucket in
          outline.lists[Int(bucket.bucket)].map { list in
            diagram(side, bucket.key, list.key, list.list, combination, outline)
          }
        }
      }
      return lists + permissions[entry].map { diagram(ofRole: $0.role, run: $0.run) }
    }
  }

  private func diagram(
    _ side: GraphPicture.Side, _ subject: HeadKey, _ object: HeadKey, _ list: UInt32,
    _ combination: Combination, _ outline: IndexOutline
  ) -> Diagram {
    let rules = Set(outline.candidates(below: list).map { $0 & ~CandidateIndex.repeated })
    let schema = policy.schema
    let own = index.lists[Int(list)]
    let isMetAlways = subject == .always && object == .always
    let linear = index.candidates[Int(own.first)..<Int(own.first + own.count)]
    return Diagram(
      side: side,
      head: text(subject, schema[combination.principal].name) + " on "
        + text(object, schema[combination.resource].name),
      subjects: rules.sorted(),
      names: rules.map { policy.rules[Int($0)].name }.sorted(),
      root: effect.listRoots.isEmpty ? EffectGraph.none : effect.listRoots[Int(list)],
      isMetAlways: isMetAlways,
      linear: isMetAlways ? linear.map { $0 & ~CandidateIndex.repeated } : [])
  }

  private func diagram(ofRole role: UInt32, run: UInt32) -> Diagram {
    let own = roles.permissionRuns[Int(run)]
    let ids = roles.permissionIDs[Int(own.first)..<Int(own.first + own.count)]
    let name = policy.roles[Int(role)].name
    return Diagram(
      side: .role, head: name, subjects: ids.sorted(), names: [name],
      root: effect.permissionRoots.isEmpty ? EffectGraph.none : effect.permissionRoots[Int(run)],
      isMetAlways: false, linear: [])
  }

  private var runsByEntry: [[(role: UInt32, run: UInt32)]] {
    var runs = [[(role: UInt32, run: UInt32)]](repeating: [], count: entries.count)
    for (key, run) in roles.permissions.sorted {
      runs[Int(key >> 32)].append((UInt32(truncatingIfNeeded: key), run))
    }
    return runs
  }

  /// What a head asks of an entity of a type.
  private func text(_ key: HeadKey, _ type: String) -> String {
    switch key.kind {
    case .always: type
    case .lies: "\(type) in \(pool.uid(key.id, in: policy.schema))"
    case .equals: "\(pool.uid(key.id, in: policy.schema))"
    case .holds: "holders of \(policy.roles[Int(key.id)].name)"
    case .holdsAnywhere: "holders of \(policy.roles[Int(key.id)].name) anywhere"
    }
  }
}

extension DecisionGraph {
  /// Figures for `remit graph --stats`.
  ///
  /// - Parameter isWanted: whether the entries of an action are.
  /// - Complexity: O(entries × size of their diagrams).
  package func figures(_ isWanted: (ActionID) -> Bool = { _ in true }) -> GraphFigures {
    let paths = EffectPaths(effect)
    let schema = policy.schema
    let all = zip(entries, diagrams).filter { isWanted($0.0.combination.action) }
    let figures = all.map { entry, diagrams in
      let roots = diagrams.map(\.root).filter { $0 != EffectGraph.none }
      let tests = diagrams.filter { $0.root != EffectGraph.none }
        .map { ($0.isMetAlways, paths.tests(from: $0.root)) }
      let others = tests.filter { !$0.0 }.map(\.1).max() ?? 0
      return GraphFigures.Entry(
        principal: schema[entry.combination.principal].name,
        action: schema[entry.combination.action].name,
        resource: schema[entry.combination.resource].name,
        rules: Set(diagrams.filter { $0.side != .role }.flatMap(\.subjects)).count,
        permissions: diagrams.filter { $0.side == .role }.flatMap(\.subjects).count,
        nodes: effect.reachable(from: Set(roots)).count,
        depth: roots.map { paths.depth(from: $0) }.max() ?? 0,
        expectedTests: tests.filter(\.0).reduce(others) { $0 + $1.1 },
        withoutGraph: diagrams.count { $0.root == EffectGraph.none },
        unindexed: Set(diagrams.flatMap(\.linear)).map { policy.rules[Int($0)].name }.sorted())
    }
    return GraphFigures(entries: figures, nodes: effect.nodes.count)
  }
}

/// Lengths of ways through the graph, each found once.
private struct EffectPaths {
  private let depths: [Int]
  private let expected: [Double]

  /// O(nodes and their branches).
  init(_ graph: EffectGraph) {
    var depths: [Int] = []
    var expected: [Double] = []
    for node in graph.nodes {
      let targets = graph.targets(of: node) ?? []
      depths.append(1 + (targets.map { depths[Int($0)] }.max() ?? 0))
      // Errors, which are rare, do not count; the last edge of a test is that of errors.
      switch node.kind {
      case .end, .unknown: expected.append(0)
      case .applies, .asks: expected.append(expected[Int(node.yes)])
      case .test, .values, .numbers, .addresses, .prefixes, .suffixes, .paths:
        let answers = targets.dropLast()
        let sum = answers.reduce(0.0) { $0 + expected[Int($1)] }
        expected.append(1 + sum / Double(max(answers.count, 1)))
      }
    }
    self.depths = depths
    self.expected = expected
  }

  func depth(from root: UInt32) -> Int { depths[Int(root)] }
  func tests(from root: UInt32) -> Double { expected[Int(root)] }
}
