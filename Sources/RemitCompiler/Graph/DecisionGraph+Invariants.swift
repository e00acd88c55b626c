import RemitModel

extension DecisionGraph {
  /// A full self-check, for tests and fuzzing.
  ///
  /// - Returns: what is broken; empty in every graph that the compiler makes.
  /// - Complexity: O(rules × entries + size of the graph): no promise of the engine holds with it.
  package func checkInvariants() -> [String] {
    var check = InvariantCheck(graph: self)
    check.nodes()
    check.programs()
    check.index()
    check.placements()
    check.roles()
    return check.broken + effectInvariantsBroken()
  }
}

private struct InvariantCheck {
  let graph: DecisionGraph
  var broken: [String] = []

  mutating func expect(_ condition: Bool, _ text: @autoclosure () -> String) {
    if !condition { broken.append(text()) }
  }

  // MARK: Nodes

  mutating func nodes() {
    for (id, node) in graph.nodes.enumerated() {
      let end = Int(node.first) + node.operandCount
      expect(end <= graph.operands.count, "node \(id) has operands that are not there")
      guard end <= graph.operands.count else { continue }
      for operand in graph.operands[Int(node.first)..<end] {
        expect(operand.node < id, "node \(id) uses node \(operand.node), which is not before it")
      }
      expect(isArgumentKnown(node), "node \(id) refers to what is not there")
      expect(!node.isMemoised || node.isClosed, "node \(id) is memoised and depends on a frame")
    }
  }

  private func isArgumentKnown(_ node: Node) -> Bool {
    let tables = graph.tables
    let argument = Int(node.argument)
    switch node.operation {
    case .literal: return argument < tables.constants.count
    case .attribute, .contextAttribute: return argument < tables.names.count
    case .has, .contextHas: return argument + Int(node.count) <= tables.paths.count
    case .mapValue, .hasKey: return argument < graph.pool.stringCount
    case .isType: return argument < graph.policy.schema.entityTypes.count
    case .like: return argument < tables.globs.count
    case .regex: return argument < tables.regexes.count
    case .path: return argument < tables.templates.count
    case .weekday, .timeOfDay: return argument < tables.zones.count
    case .record, .map: return argument + Int(node.count) <= tables.keys.count
    case .call:
      return argument < graph.conditions.count
        && Int(graph.conditions[argument].node) < graph.nodes.count
    case .performed: return argument < graph.duties.count
    case .local, .quantified, .each: return argument < max(graph.frameSlotsMax, 1)
    case .principal, .resource, .context, .now, .not, .and, .or, .conditional, .equal,
      .notEqual, .compare, .arithmetic, .negate, .contained, .method, .id, .set:
      return true
    }
  }

  mutating func programs() {
    let all =
      graph.rules.map(\.program) + graph.permissions.map(\.program) + graph.grants.map(\.program)
      + graph.duties.map(\.program)
    for program in all {
      let end = Int(program.first + program.count)
      expect(end <= graph.operands.count, "a program has clauses that are not there")
      guard end <= graph.operands.count else { continue }
      for operand in graph.operands[Int(program.first)..<end] {
        expect(Int(operand.node) < graph.nodes.count, "a program has a clause that is not there")
      }
      expect(Int(program.frameSize) <= graph.frameSlotsMax, "a program's frame is too large")
    }
  }

  // MARK: The index

  mutating func index() {
    let index = graph.index
    expect(index.sides.count == graph.entries.count * 2, "an entry has not two sides")
    for list in index.lists {
      expect(Int(list.first + list.count) <= index.candidates.count, "a list has no candidates")
      let end = Int(list.firstSwitch + list.switchCount)
      expect(end <= index.switches.count, "a list has switches that are not there")
    }
    for candidate in index.candidates {
      let rule = Int(candidate & ~CandidateIndex.repeated)
      expect(rule < graph.rules.count, "candidate \(rule) is no rule")
    }
    for one in index.switches {
      expect(Int(one.first + one.count) <= index.paths.count, "a switch has no path")
      expect(
        Int(one.firstUnguarded + one.count) <= index.unguarded.count,
        "a switch has steps without a run of unguarded rules")
    }
    for bucket in index.subjects.sorted {
      expect(Int(bucket.value) < index.buckets.count, "a subject key leads nowhere")
    }
    for list in index.objects.sorted + index.values.sorted {
      expect(Int(list.value) < index.lists.count, "an object key or value leads nowhere")
    }
  }

  /// Every rule stands in every entry that it can meet, on its own side, and in no other.
  mutating func placements() {
    let outline = IndexOutline(graph.index)
    for (entry, declared) in graph.entries.enumerated() {
      var found = Set<Int>()
      for side in [entry * 2, entry * 2 + 1] {
        for bucket in outline.buckets[side] {
          for list in outline.lists[Int(bucket.bucket)] {
            for candidate in outline.candidates(below: list.list) {
              let rule = Int(candidate & ~CandidateIndex.repeated)
              found.insert(rule)
              expect(
                graph.rules[rule].isDeny == (side % 2 == 0), "rule \(rule) is on the wrong side")
            }
          }
        }
      }
      for (number, rule) in graph.policy.rules.enumerated() {
        let canMeet = rule.canMeet(declared.combination, in: graph.policy.schema)
        expect(
          canMeet == found.contains(number),
          "rule \(rule.name) \(canMeet ? "is missing from" : "stands in") entry \(entry)")
      }
    }
  }

  // MARK: Roles

  mutating func roles() {
    let roles = graph.roles
    expect(
      roles.closureStarts.count == graph.policy.roles.count + 1, "a role has no closure")
    for run in roles.permissionRuns {
      expect(
        Int(run.first + run.count) <= roles.permissionIDs.count, "a run has no permissions")
    }
    for permission in roles.permissionIDs {
      expect(Int(permission) < graph.permissions.count, "permission \(permission) is not there")
    }
    for grant in graph.grants {
      expect(Int(grant.role) < graph.policy.roles.count, "a grant's role is not there")
      let end = Int(grant.firstEntity + grant.granteeCount + grant.scopeCount)
      expect(end <= graph.grantEntities.count, "a grant's entities are not there")
    }
  }
}
