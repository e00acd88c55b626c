import RemitModel

extension DecisionGraph {
  /// The whole graph as text, stable: equal policies give equal dumps in every process.
  package var dump: String {
    var lines = ["digest \(digest)"]
    for (id, node) in nodes.enumerated() { lines.append("node \(id): \(describe(node))") }
    for (id, condition) in conditions.enumerated() where condition != .uncalled {
      let name = policy.conditions[id].name
      lines.append("condition \(name): node \(condition.node), frame \(condition.frameSize)")
    }
    for (id, rule) in rules.enumerated() {
      let effect = rule.isDeny ? "deny" : "allow"
      lines.append("\(effect) \(policy.rules[id].name): \(describe(rule.program))")
    }
    for (id, permission) in permissions.enumerated() {
      let role = policy.roles[Int(permission.role)].name
      lines.append("permission \(id) of \(role): \(describe(permission.program))")
    }
    for (id, grant) in grants.enumerated() {
      lines.append("grant \(grantSources[id].name): \(describe(grant.program))")
    }
    let outline = IndexOutline(index)
    for (number, entry) in entries.enumerated() {
      lines.append("entry \(number): \(describe(entry.combination))")
      for (side, word) in [(number * 2, "deny"), (number * 2 + 1, "allow")] {
        for bucket in outline.buckets[side] {
          for list in outline.lists[Int(bucket.bucket)] {
            lines.append("  \(word) by \(describe(bucket.key)) on \(describe(list.key))")
            describe(list.list, outline, indent: "    ", &lines)
          }
        }
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private func describe(_ combination: Combination) -> String {
    let schema = policy.schema
    return "\(schema[combination.principal].name) \(schema[combination.action].name)"
      + " \(schema[combination.resource].name)"
  }

  private func describe(_ program: Program) -> String {
    let clauses = operands[Int(program.first)..<Int(program.first + program.count)]
    return clauses.map { "\($0.node) at \($0.distance)" }.joined(separator: ", ")
      + " frame \(program.frameSize)"
  }

  private func describe(_ node: Node) -> String {
    let own = operands[Int(node.first)..<Int(node.first) + node.operandCount]
    var text = "\(node.operation)"
    if node.variant != 0 { text += ".\(node.variant)" }
    if let argument = describeArgument(node) { text += " " + argument }
    for operand in own { text += " \(operand.node)+\(operand.distance)" }
    return text + (node.isMemoised ? " memo" : "")
  }

  private func describeArgument(_ node: Node) -> String? {
    let argument = Int(node.argument)
    switch node.operation {
    case .literal: return describe(tables.constants[argument])
    case .attribute, .contextAttribute: return pool.text(tables.names[argument]).string
    case .has, .contextHas:
      return tables.paths[argument..<argument + Int(node.count)]
        .map { pool.text(tables.names[Int($0)]).string }.joined(separator: ".")
    case .mapValue, .hasKey: return quoted(pool.text(node.argument).string)
    case .isType: return policy.schema.entityTypes[argument].name
    case .call: return policy.conditions[argument].name
    case .performed: return policy.duties[argument].name
    case .record, .map:
      return tables.keys[argument..<argument + Int(node.count)]
        .map { quoted(pool.text($0).string) }.joined(separator: ",")
    case .like, .regex, .path, .weekday, .timeOfDay, .local, .quantified, .each:
      return "#\(argument)"
    case .principal, .resource, .context, .now, .not, .and, .or, .conditional, .equal,
      .notEqual, .compare, .arithmetic, .negate, .contained, .method, .id, .set:
      return nil
    }
  }

  private func describe(_ slot: Slot) -> String {
    guard let value = pool.value(slot, in: policy.schema) else { return "none" }
    var text = CanonicalText(keepsAll: true)
    text.list("constant") { $0.value(value, policy.schema) }
    return text.kept
  }

  private func describe(_ key: HeadKey) -> String {
    switch key.kind {
    case .always: "anything"
    case .lies: "in \(pool.uid(key.id, in: policy.schema))"
    case .equals: "\(pool.uid(key.id, in: policy.schema))"
    case .holds: "holders of \(policy.roles[Int(key.id)].name)"
    case .holdsAnywhere: "holders of \(policy.roles[Int(key.id)].name) anywhere"
    }
  }

  /// Recursion is bounded by the number of switches on the way to a candidate.
  private func describe(
    _ id: UInt32, _ outline: IndexOutline, indent: String, _ lines: inout [String]
  ) {
    let list = index.lists[Int(id)]
    if list.count > 0 {
      let rules = index.candidates[Int(list.first)..<Int(list.first + list.count)]
      let names = rules.map { policy.rules[Int($0 & ~CandidateIndex.repeated)].name }
      lines.append(indent + names.joined(separator: " "))
    }
    for number in list.firstSwitch..<list.firstSwitch + list.switchCount {
      let one = index.switches[Int(number)]
      let path = index.paths[Int(one.first)..<Int(one.first + one.count)]
        .map { pool.text(tables.names[Int($0)]).string }
      lines.append(indent + "switch \(one.root) \(path.joined(separator: "."))")
      for value in outline.values[Int(number)] {
        lines.append(indent + "  " + describe(tables.constants[Int(value.constant)]))
        describe(value.list, outline, indent: indent + "    ", &lines)
      }
    }
  }
}
