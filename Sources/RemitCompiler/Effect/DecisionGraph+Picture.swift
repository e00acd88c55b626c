package import RemitModel

extension DecisionGraph {
  /// The effect graph to look at.
  ///
  /// - Parameter isWanted: whether the entries of an action are.
  /// - Complexity: O(size of the graph).
  package func picture(_ isWanted: (ActionID) -> Bool = { _ in true }) -> GraphPicture {
    let schema = policy.schema
    let all = zip(entries, diagrams).filter { isWanted($0.0.combination.action) }
    let pictured = all.map { entry, diagrams in
      GraphPicture.Entry(
        principal: schema[entry.combination.principal].name,
        action: schema[entry.combination.action].name,
        resource: schema[entry.combination.resource].name,
        diagrams: diagrams.map {
          GraphPicture.Diagram(
            side: $0.side, head: $0.head, rules: $0.names,
            root: $0.root == EffectGraph.none ? nil : Int($0.root))
        })
    }
    let roots = Set(all.flatMap { $0.1.map(\.root) }).subtracting([EffectGraph.none])
    let drawing = EffectDrawing(graph: self, text: NodeText(graph: self))
    let nodes = effect.reachable(from: roots).filter { $0 != EffectGraph.unknown }
    return GraphPicture(entries: pictured, nodes: nodes.map { drawing.node($0) })
  }
}

/// Nodes of the effect graph with their answers in words.
private struct EffectDrawing {
  let graph: DecisionGraph
  let text: NodeText

  func node(_ id: UInt32) -> GraphPicture.Node {
    let node = graph.effect.nodes[Int(id)]
    var edges: [(answer: String, target: UInt32)] = []
    switch node.kind {
    case .end, .unknown: return picture(id, .end, "fall through", edges)
    case .applies: return picture(id, .applies, subject(node), [("then", node.yes)])
    case .asks: return picture(id, .asks, subject(node), [("then", node.yes)])
    case .test: edges = [("yes", node.yes), ("no", node.no)]
    case .values:
      edges = (graph.effect.valueTables[node.first] ?? []).map {
        (text.constant($0.constant), $0.target)
      }
      edges.append(("else", node.no))
    case .numbers, .addresses, .prefixes, .suffixes:
      for segment in 0...Int(node.count) {
        let target = graph.effect.targets[Int(node.yes) + segment]
        edges.append((answer(node, segment), target))
      }
    case .paths: edges = paths(node)
    }
    edges.append(("error", node.failed))
    let kind: GraphPicture.Kind = node.kind == .test ? .test : .value
    return picture(id, kind, text.text(node.subject), edges)
  }

  /// Answers that lead to the same are one edge. What no value of its type can come to is left out.
  private func picture(
    _ id: UInt32, _ kind: GraphPicture.Kind, _ text: String,
    _ edges: [(answer: String, target: UInt32)]
  ) -> GraphPicture.Node {
    var answers: [UInt32: [String]] = [:]
    var order: [UInt32] = []
    for edge in edges where edge.target != EffectGraph.unknown {
      if answers[edge.target] == nil { order.append(edge.target) }
      answers[edge.target, default: []].append(edge.answer)
    }
    return GraphPicture.Node(
      number: Int(id), kind: kind, text: text,
      edges: order.map { target in
        GraphPicture.Edge(
          answer: (answers[target] ?? []).joined(separator: ", "), target: Int(target))
      })
  }

  private func subject(_ node: EffectNode) -> String {
    if node.variant == EffectNode.permission {
      return graph.policy.roles[Int(graph.permissions[Int(node.subject)].role)].name
    }
    let rule = graph.policy.rules[Int(node.subject)]
    return "\(rule.effect.rawValue) \(rule.name)"
  }

  /// The values between two bounds; the upper one is not among them.
  private func answer(_ node: EffectNode, _ segment: Int) -> String {
    let low = segment == 0 ? nil : bound(node, segment - 1)
    var high = segment == Int(node.count) ? nil : bound(node, segment)
    // Behind the last case of an enum.
    if high == "?" { high = nil }
    switch (low, high) {
    case (nil, nil): return "any"
    case (nil, let high?): return "before \(high)"
    case (let low?, nil): return "from \(low)"
    case (let low?, let high?): return "from \(low) before \(high)"
    }
  }

  private func bound(_ node: EffectNode, _ number: Int) -> String {
    let place = Int(node.first) + number
    switch node.kind {
    case .numbers:
      let kind = Slot.Kind(rawValue: node.variant) ?? .int
      let number = UInt64(bitPattern: graph.effect.numberBounds[place])
      return text.literal(Slot(kind, detail: node.no, bits: number))
    case .addresses:
      let bound = graph.effect.addressBounds[place]
      return "\(IPAddress(isV4: bound.isV4, high: bound.high, low: bound.low))"
    case .prefixes: return quoted(String(decoding: graph.effect.text(place), as: UTF8.self))
    case .suffixes:
      return "*" + quoted(String(decoding: graph.effect.text(place).reversed(), as: UTF8.self))
    case .end, .unknown, .applies, .asks, .test, .values, .paths: return "?"
    }
  }

  /// Segments on the way from the start to each state where something is matched.
  private func paths(_ node: EffectNode) -> [(answer: String, target: UInt32)] {
    let effect = graph.effect
    var steps: [UInt32: [(segment: String, state: UInt32)]] = [:]
    for step in effect.pathSteps.sorted where step.value != PathState.none {
      let segment = graph.pool.text(UInt32(truncatingIfNeeded: step.key)).string
      steps[UInt32(step.key >> 32), default: []].append((segment, step.value))
    }
    var edges: [(answer: String, target: UInt32)] = []
    var seen: Set<UInt32> = [node.first]
    var queue = [(state: node.first, path: "")]
    var next = 0
    while next < queue.count {
      let (state, path) = queue[next]
      next += 1
      let target = effect.pathStates[Int(state)].target
      if target != node.no { edges.append((path.isEmpty ? "/" : path, target)) }
      let other = effect.pathStates[Int(state)].other
      var ways = steps[state] ?? []
      if other != PathState.none { ways.append(("{*}", other)) }
      for way in ways where seen.insert(way.state).inserted {
        queue.append((way.state, path + "/" + way.segment))
      }
    }
    edges.append(("else", node.no))
    return edges
  }
}
