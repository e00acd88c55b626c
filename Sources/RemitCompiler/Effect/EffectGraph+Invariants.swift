extension DecisionGraph {
  /// What is broken in the effect graph; empty in every graph that the compiler makes.
  ///
  /// - Complexity: O(lists × size of their diagrams).
  func effectInvariantsBroken() -> [String] {
    if effect.listRoots.isEmpty && effect.permissionRoots.isEmpty { return [] }
    var check = EffectCheck(graph: self)
    for id in effect.nodes.indices { check.node(id) }
    check.pathStates()
    check.roots()
    return check.broken
  }
}

private struct EffectCheck {
  let graph: DecisionGraph
  var broken: [String] = []

  mutating func expect(_ condition: Bool, _ text: @autoclosure () -> String) {
    if !condition { broken.append(text()) }
  }

  mutating func node(_ id: Int) {
    let node = graph.effect.nodes[id]
    switch node.kind {
    case .end: return expect(id == EffectGraph.end, "effect node \(id) is a second end")
    case .unknown: return expect(id == EffectGraph.unknown, "effect node \(id) is a second unknown")
    case .applies, .asks:
      let isPermission = node.variant == EffectNode.permission
      expect(
        Int(node.subject) < (isPermission ? graph.permissions.count : graph.rules.count),
        "effect node \(id) stands for nothing")
    case .test, .values, .numbers, .addresses, .prefixes, .suffixes, .paths:
      expect(Int(node.subject) < graph.nodes.count, "effect node \(id) tests nothing")
      expect(
        Int(node.subject) < graph.nodes.count && graph.nodes[Int(node.subject)].isClosed,
        "effect node \(id) tests what depends on a frame")
    }
    expect(areBoundsInOrder(node), "effect node \(id) has bounds that are not ascending")
    guard let targets = graph.effect.targets(of: node) else {
      return expect(false, "effect node \(id) has branches that are not there")
    }
    for target in targets {
      expect(Int(target) < id, "effect node \(id) leads to \(target), which is not before it")
    }
  }

  private func areBoundsInOrder(_ node: EffectNode) -> Bool {
    let effect = graph.effect
    let run = Int(node.first)..<Int(node.first) + Int(node.count)
    func isAscending<Bound: Comparable>(_ bounds: [Bound]) -> Bool {
      zip(bounds, bounds.dropFirst()).allSatisfy { $0 < $1 }
    }
    switch node.kind {
    case .numbers:
      return run.upperBound <= effect.numberBounds.count
        && isAscending(Array(effect.numberBounds[run]))
    case .addresses:
      return run.upperBound <= effect.addressBounds.count
        && isAscending(Array(effect.addressBounds[run]))
    case .prefixes, .suffixes:
      guard run.upperBound < effect.textEnds.count else { return false }
      return isAscending(run.map { ByteString(bytes: effect.text($0)) })
    case .end, .unknown, .applies, .asks, .test, .values, .paths: return true
    }
  }

  mutating func pathStates() {
    let count = graph.effect.pathStates.count
    for state in graph.effect.pathStates {
      expect(
        state.other == PathState.none || Int(state.other) < count,
        "a path leads to a state that is not there")
      expect(Int(state.target) < graph.effect.nodes.count, "a path ends at no node")
    }
    for step in graph.effect.pathSteps.sorted {
      expect(
        step.value == PathState.none || Int(step.value) < count,
        "a segment leads to a state that is not there")
    }
  }

  /// A diagram stands for rules of its own list and no others.
  mutating func roots() {
    let outline = IndexOutline(graph.index)
    expect(
      graph.effect.listRoots.count == graph.index.lists.count
        && graph.effect.permissionRoots.count == graph.roles.permissionRuns.count
        && graph.effect.listShares.count == graph.effect.listRoots.count
        && graph.effect.permissionsShare.count == graph.effect.permissionRoots.count
        && graph.effect.mayOblige.count == graph.index.sides.count,
      "the effect graph is of another index")
    for (list, root) in graph.effect.listRoots.enumerated() where root != EffectGraph.none {
      let own = Set(
        outline.candidates(below: UInt32(list)).map { $0 & ~CandidateIndex.repeated })
      expect(
        graph.effect.subjects(below: root).isSubset(of: own),
        "the effect graph of list \(list) has rules of others")
    }
    for (run, root) in graph.effect.permissionRoots.enumerated() where root != EffectGraph.none {
      let own = graph.roles.permissionRuns[run]
      let ids = graph.roles.permissionIDs[Int(own.first)..<Int(own.first + own.count)]
      expect(
        graph.effect.subjects(below: root).isSubset(of: Set(ids)),
        "the effect graph of a run of permissions has others")
    }
  }
}

// Ways through the graph, for checks, figures and pictures; not for deciding.
extension EffectGraph {
  /// Where a node can lead, or `nil` where its tables are not all there. O(its
  /// branches).
  package func targets(of node: EffectNode) -> [UInt32]? {
    switch node.kind {
    case .end, .unknown: return []
    case .applies, .asks: return [node.yes]
    case .test: return [node.yes, node.no, node.failed]
    case .values:
      let branches = (valueTables[node.first] ?? []).map(\.target)
      return branches.count == Int(node.count) ? branches + [node.no, node.failed] : nil
    case .numbers, .addresses, .prefixes, .suffixes:
      let run = Int(node.yes)..<Int(node.yes) + Int(node.count) + 1
      guard run.upperBound <= targets.count else { return nil }
      return targets[run] + [node.failed]
    case .paths:
      let run = Int(node.first)..<Int(node.first) + Int(node.count)
      guard run.upperBound <= pathStates.count else { return nil }
      return pathStates[run].map(\.target) + [node.no, node.failed]
    }
  }

  /// The bytes of a bound; of suffixes from the end.
  package func text(_ bound: Int) -> [UInt8] {
    Array(textBytes[Int(textEnds[bound])..<Int(textEnds[bound + 1])])
  }

  /// All nodes that can be reached, ascending.
  package func reachable(from roots: some Sequence<UInt32>) -> [UInt32] {
    var seen = Set(roots)
    var left = Array(seen)
    while let id = left.popLast() {
      for target in targets(of: nodes[Int(id)]) ?? [] where seen.insert(target).inserted {
        left.append(target)
      }
    }
    return seen.sorted()
  }

  /// The rules or permissions that a diagram stands for.
  package func subjects(below root: UInt32) -> Set<UInt32> {
    Set(
      reachable(from: [root]).map { nodes[Int($0)] }
        .filter { $0.kind == .applies || $0.kind == .asks }.map(\.subject))
  }
}
