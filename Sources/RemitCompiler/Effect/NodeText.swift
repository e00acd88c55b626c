import RemitModel

/// Nodes as people write them: near to the source, which the graph no longer knows.
struct NodeText {
  let graph: DecisionGraph
  /// Deeper parts are `…`.
  private static let depthMax = 6

  func text(_ id: UInt32) -> String { text(id, 0) }

  /// Recursion is bounded by `depthMax`.
  private func text(_ id: UInt32, _ depth: Int) -> String {
    guard depth < Self.depthMax else { return "…" }
    let node = graph.nodes[Int(id)]
    let own = (0..<node.operandCount).map {
      text(graph.operands[Int(node.first) + $0].node, depth + 1)
    }
    let argument = Int(node.argument)
    switch node.operation {
    case .literal: return constant(node.argument)
    case .principal: return "principal"
    case .resource: return "resource"
    case .context: return "context"
    case .now: return "now"
    case .local: return "x\(argument)"
    case .attribute: return "\(own[0]).\(name(argument))"
    case .contextAttribute: return "context.\(name(argument))"
    case .mapValue: return "\(own[0])[\(string(node.argument))]"
    case .has: return "\(own[0]) has \(path(node))"
    case .contextHas: return "context has \(path(node))"
    case .hasKey: return "\(own[0]) has \(string(node.argument))"
    case .isType: return "\(own[0]) is \(graph.policy.schema.entityTypes[argument].name)"
    case .not: return "not (\(own[0]))"
    case .and: return "(\(own.joined(separator: " and ")))"
    case .or: return "(\(own.joined(separator: " or ")))"
    case .conditional: return "(if \(own[0]) then \(own[1]) else \(own[2]))"
    case .negate: return "-\(own[0])"
    case .equal, .notEqual, .compare, .arithmetic, .contained:
      return "\(own[0]) \(symbol(node)) \(own[1])"
    case .like: return "\(own[0]) like \(glob(argument))"
    case .regex: return "\(own[0]) matches a regular expression"
    case .path: return "\(own[0]) matches path(\(template(argument)))"
    case .method: return method(node, own)
    case .quantified: return quantified(node, own)
    case .each: return "(each x\(argument) in \(own[0]) give \(own[1]))"
    case .call:
      let arguments = own.isEmpty ? "" : "(\(own.joined(separator: ", ")))"
      return graph.policy.conditions[argument].name + arguments
    case .performed: return "performed(\(graph.policy.duties[argument].name), \(own[0]))"
    case .id: return "id(\(own[0]))"
    case .weekday: return "weekday(\(own[0]))"
    case .timeOfDay: return "timeOfDay(\(own[0]))"
    case .set: return "[\(own.joined(separator: ", "))]"
    case .record, .map: return "{ … }"
    }
  }

  func constant(_ number: UInt32) -> String { literal(graph.tables.constants[Int(number)]) }

  func literal(_ slot: Slot) -> String {
    guard let value = graph.pool.value(slot, in: graph.policy.schema) else { return "?" }
    return graph.policy.schema.literal(value)
  }

  private func name(_ number: Int) -> String {
    graph.pool.text(graph.tables.names[number]).string
  }

  private func string(_ id: UInt32) -> String { quoted(graph.pool.text(id).string) }

  private func path(_ node: Node) -> String {
    graph.tables.paths[Int(node.argument)..<Int(node.argument) + Int(node.count)]
      .map { name(Int($0)) }.joined(separator: ".")
  }

  private func symbol(_ node: Node) -> String {
    switch node.operation {
    case .equal: return "=="
    case .notEqual: return "!="
    case .contained: return "in"
    case .compare:
      switch Node.Comparison(rawValue: node.variant) {
      case .less: return "<"
      case .lessOrEqual: return "<="
      case .greater: return ">"
      case .greaterOrEqual: return ">="
      case nil: return "?"
      }
    case .arithmetic:
      switch Node.Arithmetic(rawValue: node.variant) {
      case .plus: return "+"
      case .minus: return "-"
      case .times: return "*"
      case nil: return "?"
      }
    case .literal, .principal, .resource, .context, .now, .local, .attribute, .contextAttribute,
      .mapValue, .has, .contextHas, .hasKey, .isType, .not, .and, .or, .conditional, .negate,
      .like, .regex, .path, .method, .quantified, .each, .call, .performed, .id, .weekday,
      .timeOfDay, .set, .record, .map:
      return "?"
    }
  }

  private func method(_ node: Node, _ own: [String]) -> String {
    guard let method = Node.Method(rawValue: node.variant) else { return "?" }
    return "\(own[0]).\(method)" + (own.count > 1 ? "(\(own[1]))" : "")
  }

  private func quantified(_ node: Node, _ own: [String]) -> String {
    guard let kind = Node.Quantifier(rawValue: node.variant) else { return "?" }
    return "(\(kind) x\(node.argument) in \(own[0]) where \(own[1]))"
  }

  private func glob(_ number: Int) -> String {
    quoted(graph.tables.globPatterns[number].segments.map(\.string).joined(separator: "*"))
  }

  private func template(_ number: Int) -> String {
    let segments = graph.tables.pathTemplates[number].segments.map { segment in
      switch segment {
      case .literal(let text): text.string
      case .one: "{*}"
      case .rest: "{**}"
      }
    }
    return quoted("/" + segments.joined(separator: "/"))
  }
}
