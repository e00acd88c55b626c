import RemitModel
import RemitSource

/// Turns typed expressions into nodes.
///
/// Each form keeps the meaning that `TypedExpression` states; operands of `and` and `or` are put in
/// order of price, which the meaning allows.
struct Lowering {
  let policy: TypedPolicy
  var pool: ValuePool
  var store: NodeStore
  var tables: GraphTables
  /// By condition; `nil` while not lowered yet.
  private var bodies: [ConditionBody?]
  /// Frame slots that any program so far needs.
  private(set) var frameSlotsMax = 0
  /// Slots of what is evaluated on top of any program: what a duty reads of its object.
  private(set) var stackedSlotsMax = 0

  init(_ policy: TypedPolicy) {
    self.policy = policy
    pool = ValuePool()
    store = NodeStore()
    tables = GraphTables()
    bodies = Array(repeating: nil, count: policy.conditions.count)
  }

  /// Goes on where a finished graph ends.
  init(adding graph: DecisionGraph) {
    policy = graph.policy
    pool = graph.pool
    store = NodeStore(adding: graph.nodes, operands: graph.operands)
    tables = graph.tables
    bodies = Array(repeating: nil, count: policy.conditions.count)
  }

  /// The conditions' bodies.
  ///
  /// - Parameter known: bodies of the graph that is being added to, which its nodes refer to.
  /// - Returns: those that nothing called have no node.
  func conditionBodies(over known: [ConditionBody]) -> [ConditionBody] {
    bodies.enumerated().map { number, body in
      body ?? (number < known.count ? known[number] : .uncalled)
    }
  }

  /// - Parameter frameSize: the slots of the declaration's own frame.
  mutating func program(
    _ clauses: [Clause], frameSize: Int
  ) throws(CompileRefusal) -> Program {
    var operands: [Operand] = []
    for clause in clauses {
      var node = try lower(clause.expression, depth: 1)
      if clause.isUnless {
        node = store.add(.not, [Operand(node: node, distance: 0)], ownCost: 1)
      }
      operands.append(Operand(node: node, distance: clause.expression.site.number))
    }
    noteFrame(of: operands, frameSize)
    return store.addProgram(operands, frameSize: frameSize)
  }

  /// Puts operands that no node uses one after the other.
  ///
  /// - Returns: where the first of them stands.
  mutating func place(_ operands: [Operand], frameSize: Int) -> UInt32 {
    noteFrame(of: operands, frameSize)
    return store.place(operands)
  }

  /// The same for what `performed` evaluates in the middle of another program.
  mutating func placeStacked(_ operands: [Operand], frameSize: Int) -> UInt32 {
    for operand in operands {
      stackedSlotsMax = max(stackedSlotsMax, frameSize + Int(store.frames[Int(operand.node)]))
    }
    return store.place(operands)
  }

  private mutating func noteFrame(of operands: [Operand], _ frameSize: Int) {
    for operand in operands {
      let called = Int(store.frames[Int(operand.node)])
      frameSlotsMax = max(frameSlotsMax, frameSize + called)
    }
  }

  /// Lowers a grant and puts its entities at the end of `entities`.
  mutating func grant(
    _ grant: TypedGrant, _ entities: inout [UInt32]
  ) throws(CompileRefusal) -> GraphGrant {
    let first = UInt32(entities.count)
    for grantee in grant.grantees { entities.append(pool.intern(grantee, in: policy.schema)) }
    var scope: [EntityUID] = []
    if case .entities(let listed) = grant.scope { scope = listed }
    for entity in scope { entities.append(pool.intern(entity, in: policy.schema)) }
    return GraphGrant(
      role: UInt32(grant.role.int),
      program: try program(grant.clauses, frameSize: grant.frameSize), firstEntity: first,
      granteeCount: UInt32(grant.grantees.count), scopeCount: UInt32(scope.count),
      isEverywhere: grant.scope == .everything, from: grant.from, until: grant.until)
  }

  /// A single expression outside a clause, such as a field of an obligation.
  mutating func operand(_ expression: TypedExpression) throws(CompileRefusal) -> Operand {
    Operand(node: try lower(expression, depth: 1), distance: expression.site.number)
  }

  /// Recursion is bounded by `GraphLimit.depthMax`, which is checked before going deeper.
  mutating func lower(
    _ expression: TypedExpression, depth: Int
  ) throws(CompileRefusal) -> UInt32 {
    guard depth <= GraphLimit.depthMax else { throw tooDeep(expression) }
    let node = try lowerForm(expression, depth)
    guard Int(store.depths[Int(node)]) <= GraphLimit.depthMax else { throw tooDeep(expression) }
    return node
  }

  private func tooDeep(_ expression: TypedExpression) -> CompileRefusal {
    CompileRefusal(.tooDeep, at: span(expression))
  }

  func span(_ expression: TypedExpression) -> SourceSpan? {
    let number = Int(expression.site.number)
    return policy.sites.indices.contains(number) ? policy.sites[number] : nil
  }

  /// Lowers operands and puts them where they stand as seen from `parent`.
  mutating func lower(
    _ parent: TypedExpression, _ operands: [TypedExpression], _ depth: Int
  ) throws(CompileRefusal) -> [Operand] {
    var out: [Operand] = []
    out.reserveCapacity(operands.count)
    for operand in operands {
      let node = try lower(operand, depth: depth + 1)
      out.append(
        Operand(node: node, distance: operand.site.number &- parent.site.number))
    }
    return out
  }

  /// The body of a condition, lowered when it is first called. Conditions do not call themselves
  /// (the checker has proved it), and `depth` counts on through calls, so recursion is bounded.
  mutating func body(
    of id: ConditionID, depth: Int
  ) throws(CompileRefusal) -> ConditionBody {
    if let body = bodies[id.int] { return body }
    let condition = policy[id]
    let node = try lower(condition.body, depth: depth)
    noteFrame(of: [Operand(node: node, distance: 0)], condition.frameSize)
    let body = ConditionBody(
      node: node, site: condition.body.site.number, frameSize: UInt32(condition.frameSize))
    bodies[id.int] = body
    return body
  }
}
