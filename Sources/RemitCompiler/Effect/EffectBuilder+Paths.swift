import RemitModel

// Path templates as one automaton over segments: a path is read once, whatever the number of
// templates.
extension EffectBuilder {
  /// How far one template has been matched. Behind the last step of a template that ends in `{**}`
  /// it stays matched.
  private struct Item: Hashable {
    let template: Int
    let step: Int
  }

  private struct Template {
    let member: Int
    /// A literal segment as a string of the pool, or `nil` for any that is not empty.
    let steps: [UInt32?]
    let hasRest: Bool
  }

  private struct Automaton {
    var numbers: [[Item]: UInt32] = [:]
    var states: [[Item]] = []

    mutating func number(of items: [Item]) -> UInt32 {
      if items.isEmpty { return PathState.none }
      if let number = numbers[items] { return number }
      let number = UInt32(states.count)
      states.append(items)
      numbers[items] = number
      return number
    }
  }

  mutating func paths(
    _ subject: UInt32, _ members: [Member], _ next: UInt32, _ failed: UInt32, _ depth: Int
  ) throws(TooLarge) -> UInt32 {
    let templates = self.templates(members)
    let empty = formulas.pool.intern(Text(""))
    var automaton = Automaton()
    let start = automaton.number(of: templates.indices.map { Item(template: $0, step: 0) })
    var states: [(steps: [(segment: UInt32, state: UInt32)], other: UInt32, target: UInt32)] = []
    while states.count < automaton.states.count {
      let items = automaton.states[states.count]
      var literals = Set(items.compactMap { Self.literal($0, templates) })
      literals.insert(empty)
      try take(steps: (literals.count + 1) * items.count)
      var steps: [(segment: UInt32, state: UInt32)] = []
      for literal in literals.sorted() {
        let after = Self.after(items, templates, segment: literal, isEmpty: literal == empty)
        steps.append((literal, automaton.number(of: after)))
      }
      let other = Self.after(items, templates, segment: nil, isEmpty: false)
      let target = try build(
        Self.accepted(items, templates).map { members[$0].rest }, next, depth: depth + 1)
      states.append((steps, automaton.number(of: other), target))
    }
    let keys = states.flatMap { state in
      [UInt64(state.other), UInt64(state.steps.count)]
        + state.steps.map { IntTable.key($0.segment, $0.state) }
    }
    let plain = EffectNode(.paths, subject: subject, no: next, failed: failed)
    return addBranch(plain, keys: keys, targets: states.map(\.target)) { graph in
      let first = UInt32(graph.pathStates.count)
      func placed(_ state: UInt32) -> UInt32 {
        state == PathState.none ? PathState.none : first + state
      }
      for (number, state) in states.enumerated() {
        graph.pathStates.append(PathState(other: placed(state.other), target: state.target))
        for step in state.steps {
          graph.pathSteps.set(
            IntTable.key(first + UInt32(number), step.segment), placed(step.state))
        }
      }
      return EffectNode(
        .paths, subject: subject, first: first + start, count: UInt32(states.count), no: next,
        failed: failed)
    }
  }

  private mutating func templates(_ members: [Member]) -> [Template] {
    var out: [Template] = []
    for (number, member) in members.enumerated() {
      guard case .path(let templates) = member.accepted else { continue }
      for template in templates {
        var steps: [UInt32?] = []
        var hasRest = false
        for segment in template.segments {
          switch segment {
          case .literal(let text): steps.append(formulas.pool.intern(text))
          case .one: steps.append(nil)
          case .rest: hasRest = true
          }
        }
        out.append(Template(member: number, steps: steps, hasRest: hasRest))
      }
    }
    return out
  }

  private static func literal(_ item: Item, _ templates: [Template]) -> UInt32? {
    let steps = templates[item.template].steps
    return item.step < steps.count ? steps[item.step] : nil
  }

  /// - Parameter segment: a literal of the state, or `nil` for one that is none of them.
  private static func after(
    _ items: [Item], _ templates: [Template], segment: UInt32?, isEmpty: Bool
  ) -> [Item] {
    var out: [Item] = []
    for item in items {
      let template = templates[item.template]
      if item.step == template.steps.count {
        if template.hasRest { out.append(item) }
      } else if let literal = template.steps[item.step] {
        if literal == segment { out.append(Item(template: item.template, step: item.step + 1)) }
      } else if !isEmpty {
        out.append(Item(template: item.template, step: item.step + 1))
      }
    }
    return out
  }

  /// Members of which a template is matched where the path ends.
  private static func accepted(_ items: [Item], _ templates: [Template]) -> [Int] {
    var out: [Int] = []
    for item in items where item.step == templates[item.template].steps.count {
      let member = templates[item.template].member
      if !out.contains(member) { out.append(member) }
    }
    return out
  }
}
