import RemitCompiler
import RemitModel
import RemitPatterns

/// Evaluates programs for one request at a time.
///
/// A value is the same whatever was evaluated before; only what is remembered differs. Errors are
/// slots, placed relative to the node that gives them; where an operand is taken its distance is
/// added, so that the sites come out right wherever a shared node stands.
///
/// INVARIANT: recursion goes no deeper than `GraphLimit.depthMax`.
struct Evaluator: ~Copyable {
  /// Valid as long as the snapshot lives.
  let view: SnapshotView
  /// Patterns and zones.
  let tables: GraphTables
  /// Values that only this request has.
  var pool: ValuePool
  var facts = RequestFacts()
  /// The context, a slot for each declared attribute.
  var context = Stack<Slot>()
  /// What `performed` and separations of duties read.
  var ledger = LedgerReading.unavailable
  /// Everything that the ledger was asked about, as often as it was.
  var ledgerObjects = Stack<UInt32>()
  var ledgerNumbers: LedgerNumbers
  /// Values of memoised nodes.
  private var memo = RequestMap<Slot>()
  /// The same while another principal asks, kept from one time to the next.
  private var otherMemo: RequestMap<Slot>?
  var frames: Stack<Slot>
  private var frameTop = 0
  let schema: Schema
  /// By action: the Remit names of its context's attributes, as strings of the pool.
  let contextKeys: [[UInt32]]

  init(_ snapshot: EngineSnapshot) {
    view = snapshot.view
    let graph = snapshot.graph
    contextKeys = snapshot.requests.contextKeys
    tables = graph.tables
    schema = graph.policy.schema
    ledgerNumbers = LedgerNumbers(graph.policy)
    pool = ValuePool(above: view.pool)
    frames = Stack(repeating: .absent, count: max(graph.frameSlotsMax, 1))
  }

  mutating func forgetFacts() {
    if facts.hasSent { facts.sent = [] }
    if facts.roles != nil { facts.roles = nil }
    facts.hidesContext = false
  }

  /// Forgets the last request. O(what it left).
  mutating func reset() {
    if pool.isUsed { pool.removeAll() }
    memo.removeAll()
    ledgerObjects.removeAll()
    frameTop = 0
  }

  /// Whether all clauses of a program hold: a Bool, or the least error with its absolute sites.
  @inline(__always)
  mutating func holds(_ program: Program) -> Slot {
    frameTop = Int(program.frameSize)
    if program.count == 1 { return operand(Int(program.first), 0) }
    return conjunction(first: Int(program.first), count: Int(program.count), frame: 0)
  }

  /// The value of a node that no program is being evaluated for.
  ///
  /// - Parameter frame: what a program may need for itself; calls lie above it.
  mutating func atom(_ node: UInt32, above frame: UInt32) -> Slot {
    frameTop = Int(frame)
    return value(of: node, 0)
  }

  /// The value of a single operand of a rule, such as a field of an obligation.
  mutating func value(at operand: Int, frameSize: UInt32) -> Slot {
    frameTop = Int(frameSize)
    return self.operand(operand, 0)
  }

  /// The value of an operand that finds an entity in slot 0 of its frame.
  mutating func value(at operand: Int, frameSize: UInt32, of object: Slot) -> Slot {
    let base = frameTop
    frameTop += Int(frameSize)
    defer { frameTop = base }
    frames[base] = object
    return self.operand(operand, base)
  }

  /// Evaluates as if another principal asked, with nothing in the context, and forgets what that
  /// gave.
  mutating func asking<Result>(
    as principal: UInt32, _ body: (inout Evaluator) -> Result
  ) -> Result {
    let (asking, hidesContext, top) = (facts.principal, facts.hidesContext, frameTop)
    var remembered = otherMemo.take() ?? RequestMap<Slot>()
    remembered.removeAll()
    swap(&memo, &remembered)
    facts.principal = principal
    facts.hidesContext = true
    let result = body(&self)
    swap(&memo, &remembered)
    otherMemo = consume remembered
    facts.principal = asking
    facts.hidesContext = hidesContext
    frameTop = top
    return result
  }

  @inline(__always)
  mutating func operand(_ index: Int, _ frame: Int) -> Slot {
    let operand = view.operands[index]
    return value(of: operand.node, frame).moved(by: operand.distance)
  }

  mutating func value(of id: UInt32, _ frame: Int) -> Slot {
    let node = view.nodes[Int(id)]
    if !node.isMemoised { return compute(node, frame) }
    if let known = memo.find(id) { return known }
    let value = compute(node, frame)
    memo.set(id, value)
    return value
  }

  // Operands are taken before the operation is called, never in its arguments: they may add values
  // to the pool, and the operation must see these.
  //
  // What is rare is done by functions of its own, so that the one that lies on the stack once a
  // level stays small.

  @inline(__always)
  private mutating func compute(_ node: Node, _ frame: Int) -> Slot {
    switch node.operation {
    case .literal: return view.constants[Int(node.argument)]
    case .principal: return .entity(facts.principal)
    case .resource: return .entity(facts.resource)
    case .contextAttribute: return present(contextAttribute(node.argument))
    case .and: return conjunction(first: Int(node.first), count: Int(node.count), frame: frame)
    case .or: return disjunction(first: Int(node.first), count: Int(node.count), frame: frame)
    case .attribute:
      switch node.variant {
      case Node.Base.principal: return present(attribute(node.argument, ofEntity: facts.principal))
      case Node.Base.resource: return present(attribute(node.argument, ofEntity: facts.resource))
      default: break
      }
      let value = operand(Int(node.first), frame)
      return value.isError ? value : present(attribute(node.argument, of: value))
    case .not:
      let value = operand(Int(node.first), frame)
      return value.isError ? value : .bool(!value.isTrue)
    case .equal, .notEqual, .compare, .arithmetic, .contained:
      let a = operand(Int(node.first), frame)
      let b = operand(Int(node.first) + 1, frame)
      if b.isError { return a.leastError(b) }
      return a.isError ? a : binary(node, of: a, b)
    case .method: return method(node, frame)
    case .conditional: return conditional(Int(node.first), frame)
    case .quantified: return quantified(node, frame)
    case .each: return each(node, frame)
    case .call: return call(node, frame)
    case .set, .record, .map: return construct(node, frame)
    case .context, .now, .local, .contextHas: return leaf(node, frame)
    case .mapValue, .has, .hasKey, .isType, .negate, .like, .regex, .path, .id, .weekday,
      .timeOfDay, .performed:
      let value = operand(Int(node.first), frame)
      return value.isError ? value : unary(node, of: value)
    }
  }

  private mutating func leaf(_ node: Node, _ frame: Int) -> Slot {
    switch node.operation {
    case .context: return contextRecord()
    case .now: return .instant(facts.now)
    case .local: return frames[frame + Int(node.argument)]
    case .contextHas: return contextHas(node)
    case .literal, .principal, .resource, .contextAttribute, .and, .or, .conditional, .equal,
      .notEqual, .compare, .arithmetic, .contained, .method, .quantified, .each, .call, .set,
      .record, .map, .attribute, .mapValue, .has, .hasKey, .isType, .not, .negate, .like, .regex,
      .path, .id, .weekday, .timeOfDay, .performed:
      return .error(.wrongType)
    }
  }

  private mutating func unary(_ node: Node, of value: Slot) -> Slot {
    switch node.operation {
    case .mapValue: return mapValue(node.argument, of: value)
    case .has: return .bool(hasPath(node, value, from: 0))
    case .hasKey: return hasKey(node.argument, value)
    case .isType: return isType(node.argument, value)
    case .negate: return negative(value)
    case .like, .regex, .path: return matches(node, value)
    case .id: return id(value)
    case .weekday, .timeOfDay: return clock(node, value)
    case .performed: return performed(node, of: value)
    case .literal, .principal, .resource, .context, .now, .local, .contextAttribute, .contextHas,
      .and, .or, .conditional, .equal, .notEqual, .compare, .arithmetic, .contained, .method,
      .quantified, .each, .call, .set, .record, .map, .attribute, .not:
      return .error(.wrongType)
    }
  }

  @inline(__always)
  private mutating func binary(_ node: Node, of a: Slot, _ b: Slot) -> Slot {
    switch node.operation {
    case .equal: return .bool(a == b)
    case .notEqual: return .bool(a != b)
    case .contained: return .bool(isContained(a, b))
    case .compare: return compare(node.variant, a, b)
    default: return arithmetic(node.variant, a, b)
    }
  }

  // MARK: Logic

  /// False if any operand is false, else the least error, else true.
  mutating func conjunction(first: Int, count: Int, frame: Int) -> Slot {
    var result = Slot.bool(true)
    for index in first..<first + count {
      let value = operand(index, frame)
      if value.isFalse { return value }
      if value.isError { result = result.leastError(value) }
    }
    return result
  }

  /// True if any operand is true, else the least error, else false.
  private mutating func disjunction(first: Int, count: Int, frame: Int) -> Slot {
    var result = Slot.bool(false)
    for index in first..<first + count {
      let value = operand(index, frame)
      if value.isTrue { return value }
      if value.isError { result = result.leastError(value) }
    }
    return result
  }

  private mutating func conditional(_ first: Int, _ frame: Int) -> Slot {
    let condition = operand(first, frame)
    if condition.isError { return condition }
    return operand(condition.isTrue ? first + 1 : first + 2, frame)
  }

  // MARK: Frames

  private mutating func call(_ node: Node, _ frame: Int) -> Slot {
    let body = view.conditions[Int(node.argument)]
    let base = frameTop
    frameTop += Int(body.frameSize)
    defer { frameTop = base }
    var failure = Slot.absent
    for index in 0..<Int(node.count) {
      let value = operand(Int(node.first) + index, frame)
      if value.isError { failure = failure.leastError(value) }
      frames[base + index] = value
    }
    if failure.isError { return failure }
    let result = value(of: body.node, base)
    return result.isError ? result.calledOut(fromBodyAt: body.site) : result
  }

  private mutating func quantified(_ node: Node, _ frame: Int) -> Slot {
    let source = operand(Int(node.first), frame)
    guard source.kind == .set else { return source.isError ? source : .error(.wrongType) }
    let slot = frame + Int(node.argument)
    let kind = Node.Quantifier(rawValue: node.variant) ?? .every
    var failure = Slot.absent
    var held: Int64 = 0
    for index in 0..<elementCount(of: source) {
      frames[slot] = element(index, of: source)
      let value = operand(Int(node.first) + 1, frame)
      if value.isError {
        failure = failure.leastError(value)
        continue
      }
      switch kind {
      case .some: if value.isTrue { return value }
      case .every: if value.isFalse { return value }
      case .count: held += value.isTrue ? 1 : 0
      }
    }
    if failure.isError { return failure }
    return kind == .count ? .int(held) : .bool(kind == .every)
  }

  private mutating func each(_ node: Node, _ frame: Int) -> Slot {
    let first = Int(node.first)
    let source = operand(first, frame)
    guard source.kind == .set else { return source.isError ? source : .error(.wrongType) }
    let slot = frame + Int(node.argument)
    var failure = Slot.absent
    var given: [Slot] = []
    for index in 0..<elementCount(of: source) {
      frames[slot] = element(index, of: source)
      if node.count == 3 {
        let condition = operand(first + 2, frame)
        if condition.isError { failure = failure.leastError(condition) }
        if !condition.isTrue { continue }
      }
      let value = operand(first + 1, frame)
      if value.isError { failure = failure.leastError(value) } else { given.append(value) }
    }
    return failure.isError ? failure : pool.set(given)
  }
}
