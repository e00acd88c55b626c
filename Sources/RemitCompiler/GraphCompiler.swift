package import RemitModel

extension DecisionGraph {
  /// Compiles a checked policy.
  ///
  /// - Parameter effectGraph: how much of the effect graph to build. Decisions are the same without.
  /// - Throws: a refusal, where the policy is larger than
  ///   `GraphLimit` lets a graph be.
  /// - Complexity: O(size of the policy × entries that each declaration meets).
  package static func compile(
    _ policy: TypedPolicy, effectGraph: EffectGraph.Extent = .shared
  ) throws(CompileRefusal) -> DecisionGraph {
    var compiler = GraphCompiler(policy, effectExtent: effectGraph)
    return try compiler.compile()
  }

  /// The same graph with more grants and waivers, such as those that a test gives.
  ///
  /// - Complexity: O(size of the graph), mostly copying.
  package func adding(
    grants: [TypedGrant], waivers: [TypedWaiver] = []
  ) throws(CompileRefusal) -> DecisionGraph {
    if grants.isEmpty && waivers.isEmpty { return self }
    var lowering = Lowering(adding: self)
    var graph = self
    graph.policy = policy.adding(waivers: waivers)
    for grant in grants {
      graph.grants.append(try lowering.grant(grant, &graph.grantEntities))
    }
    graph.grantSources += grants
    lowering.store.markMemoised()
    lowering.tables.sortReads()
    graph.nodes = lowering.store.nodes
    graph.operands = lowering.store.operands
    graph.pool = lowering.pool
    graph.tables = lowering.tables
    graph.conditions = lowering.conditionBodies(over: conditions)
    // What stands on top of others is in the number that is there.
    graph.frameSlotsMax += lowering.frameSlotsMax
    return graph
  }
}

/// One compilation, step by step.
private struct GraphCompiler {
  let policy: TypedPolicy
  let effectExtent: EffectGraph.Extent
  var lowering: Lowering
  var rules: [GraphRule] = []
  var obligations: [GraphObligation] = []
  var permissions: [GraphPermission] = []

  init(_ policy: TypedPolicy, effectExtent: EffectGraph.Extent) {
    self.policy = policy
    self.effectExtent = effectExtent
    lowering = Lowering(policy)
  }

  mutating func compile() throws(CompileRefusal) -> DecisionGraph {
    let combinations = policy.schema.combinations
    var entries: [Combination: UInt32] = [:]
    for (number, combination) in combinations.enumerated() {
      entries[combination] = UInt32(number)
    }
    // Those that nothing calls, too: their depth must be bounded before anything walks them.
    // Callees first: a chain of calls would else be as deep on the stack as it is long.
    for condition in policy.conditionsCalledFirst {
      _ = try lowering.body(of: condition, depth: 1)
    }
    for rule in policy.rules { try add(rule) }
    for (number, role) in policy.roles.enumerated() {
      for permission in role.permissions {
        let program = try lowering.program(permission.clauses, frameSize: permission.frameSize)
        permissions.append(GraphPermission(role: UInt32(number), program: program))
      }
    }
    let duties = try self.duties()
    let identities = try self.identities()
    var grantEntities: [UInt32] = []
    var grants: [GraphGrant] = []
    for grant in policy.grants { grants.append(try lowering.grant(grant, &grantEntities)) }
    lowering.store.markMemoised()
    lowering.tables.sortReads()

    var index = IndexBuilder(policy.schema)
    for (number, rule) in policy.rules.enumerated() {
      try index.place(rule, number, entries: entries, &lowering.pool)
    }
    let candidates = try index.build(
      entryCount: combinations.count, tables: &lowering.tables, pool: &lowering.pool)
    let roles = try RoleIndexBuilder(policy, entries: entries).build()
    let effect = effectGraph(candidates, roles)
    // A test of the effect graph stands above the frames of all rules.
    let frameSlotsMax =
      max(lowering.frameSlotsMax, Int(effect.frameSize + lowering.store.calledFrameMax))
      + lowering.stackedSlotsMax
    guard lowering.pool.entityCount < HeadKey.idsMax, policy.roles.count < HeadKey.idsMax,
      lowering.store.nodes.count <= GraphLimit.graphPlacementsMax,
      frameSlotsMax <= GraphLimit.frameSlotsMax,
      policy.schema.entityTypes.count <= GraphLimit.entityTypesMax
    else { throw CompileRefusal(.tooLarge, at: nil) }
    return DecisionGraph(
      policy: policy, digest: PolicyDigest.digest(of: policy), pool: lowering.pool,
      nodes: lowering.store.nodes, operands: lowering.store.operands, tables: lowering.tables,
      conditions: lowering.conditionBodies(over: []), rules: rules, obligations: obligations,
      permissions: permissions, grants: grants, grantEntities: grantEntities,
      grantSources: policy.grants, entries: combinations.map { Entry(combination: $0) },
      index: candidates, roles: roles, duties: duties, dutyIndex: dutyIndex(),
      separationPlan: SeparationPlan(policy), identities: identities, effect: effect,
      frameSlotsMax: frameSlotsMax)
  }

  private mutating func effectGraph(_ index: CandidateIndex, _ roles: RoleIndex) -> EffectGraph {
    let conditions = lowering.conditionBodies(over: [])
    let frameSize = (rules.map(\.program) + permissions.map(\.program)).map(\.frameSize)
      .reduce(conditions.map(\.frameSize).max() ?? 0, max)
    let needed = Int(frameSize + lowering.store.calledFrameMax) + lowering.stackedSlotsMax
    guard effectExtent != .none, needed <= GraphLimit.frameSlotsMax else { return EffectGraph() }
    var builder = EffectBuilder(
      EffectFormulas(
        nodes: lowering.store.nodes, operands: lowering.store.operands,
        costs: lowering.store.costs, conditions: conditions, tables: lowering.tables,
        pool: lowering.pool), effectExtent)
    let effect = builder.build(
      rules: rules, permissions: permissions, index: index, roles: roles, frameSize: frameSize)
    lowering.tables = builder.formulas.tables
    lowering.pool = builder.formulas.pool
    return effect
  }

  private mutating func duties() throws(CompileRefusal) -> [GraphDuty] {
    var duties: [GraphDuty] = []
    for duty in policy.duties {
      duties.append(
        GraphDuty(
          program: try lowering.program(duty.clauses, frameSize: duty.frameSize),
          object: try operand(duty.object, duty.frameSize),
          person: try operand(duty.person, duty.frameSize),
          version: try duty.version.map { (part) throws(CompileRefusal) in
            try objectOperand(part, duty.objectFrameSize)
          } ?? GraphDuty.none,
          knownAs: try duty.knownAs.map { (part) throws(CompileRefusal) in
            try objectOperand(part, duty.objectFrameSize)
          } ?? GraphDuty.none,
          objectFrameSize: UInt32(duty.objectFrameSize)))
    }
    return duties
  }

  private mutating func identities() throws(CompileRefusal) -> [UInt32] {
    var identities: [UInt32] = []
    for separation in policy.separations {
      guard let identity = separation.identity else {
        identities.append(GraphDuty.none)
        continue
      }
      identities.append(try operand(identity.expression, identity.frameSize))
    }
    return identities
  }

  /// Where an operand that no node uses stands.
  private mutating func operand(
    _ expression: TypedExpression, _ frameSize: Int
  ) throws(CompileRefusal) -> UInt32 {
    lowering.place([try lowering.operand(expression)], frameSize: frameSize)
  }

  private mutating func objectOperand(
    _ expression: TypedExpression, _ frameSize: Int
  ) throws(CompileRefusal) -> UInt32 {
    lowering.placeStacked([try lowering.operand(expression)], frameSize: frameSize)
  }

  private func dutyIndex() -> DutyIndex {
    var index = DutyIndex()
    index.dutiesOfAction = policy.schema.actions.indices.map { action in
      policy.duties.indices.filter { policy.duties[$0].actions.contains(ActionID(action)) }
        .map { UInt32($0) }
    }
    index.separationsOfDuty = policy.duties.indices.map { duty in
      policy.separations.indices.filter { separation in
        guard case .duties(let members) = policy.separations[separation].members else {
          return false
        }
        return members.contains(DutyID(duty))
      }.map { UInt32($0) }
    }
    return index
  }

  private mutating func add(_ rule: TypedRule) throws(CompileRefusal) {
    let program = try lowering.program(rule.clauses, frameSize: rule.frameSize)
    let firstObligation = UInt32(obligations.count)
    for obligation in rule.obligations {
      var operands: [Operand] = []
      for field in obligation.record { operands.append(try lowering.operand(field.value)) }
      let keys = obligation.record.map { Text($0.name) }
      obligations.append(
        GraphObligation(
          name: obligation.name, firstKey: lowering.tables.keys(keys, &lowering.pool),
          firstOperand: lowering.place(operands, frameSize: rule.frameSize),
          count: UInt32(operands.count)))
    }
    rules.append(
      GraphRule(
        program: program, isDeny: rule.effect == .deny, firstObligation: firstObligation,
        obligationCount: UInt32(rule.obligations.count)))
  }
}
