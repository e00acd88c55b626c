import RemitModel
import RemitSource

extension Lowering {
  mutating func lowerForm(
    _ expression: TypedExpression, _ depth: Int
  ) throws(CompileRefusal) -> UInt32 {
    switch expression.form {
    case .literal(let value):
      let slot = pool.intern(value, in: policy.schema)
      return store.add(.literal, argument: tables.constant(slot), ownCost: 0)
    case .variable(let variable):
      return store.add(Self.operation(of: variable), ownCost: variable == .context ? 20 : 0)
    case .local(let slot): return store.add(.local, argument: UInt32(slot), ownCost: 0)
    case .attribute(let base, let name): return try attribute(expression, base, name, depth)
    case .has(let base, let path): return try has(expression, base, path, depth)
    case .mapValue(let map, let key):
      return try one(.mapValue, expression, map, depth, argument: pool.intern(key), cost: 4)
    case .hasKey(let map, let key):
      return try one(.hasKey, expression, map, depth, argument: pool.intern(key), cost: 4)
    case .isType(let entity, let type):
      let number = UInt32(bitPattern: type.value)
      return try one(.isType, expression, entity, depth, argument: number, cost: 1)
    case .not(let operand): return try one(.not, expression, operand, depth, cost: 1)
    case .and(let operands): return try ordered(.and, expression, operands, depth)
    case .or(let operands): return try ordered(.or, expression, operands, depth)
    case .conditional(let condition, let then, let otherwise):
      let all = try lower(expression, [condition, then, otherwise], depth)
      return store.add(.conditional, all, ownCost: 1)
    case .equal(let a, let b): return try two(.equal, expression, a, b, depth, cost: 1)
    case .notEqual(let a, let b): return try two(.notEqual, expression, a, b, depth, cost: 1)
    case .compare(let comparison, let a, let b):
      let variant = Self.variant(comparison).rawValue
      return try two(.compare, expression, a, b, depth, variant: variant, cost: 1)
    case .arithmetic(let arithmetic, let a, let b):
      let variant = Self.variant(arithmetic).rawValue
      return try two(.arithmetic, expression, a, b, depth, variant: variant, cost: 4)
    case .negate(let operand): return try one(.negate, expression, operand, depth, cost: 1)
    case .contained(let a, let b): return try two(.contained, expression, a, b, depth, cost: 8)
    case .method(let method, let receiver, let arguments):
      let all = try lower(expression, [receiver] + arguments, depth)
      let variant = Self.variant(method).rawValue
      return store.add(.method, all, variant: variant, ownCost: 10)
    case .id(let entity): return try one(.id, expression, entity, depth, cost: 2)
    case .like(let subject, let glob):
      return try one(
        .like, expression, subject, depth, argument: tables.glob(glob), cost: 20)
    case .matchesRegex(let subject, let source):
      return try regex(expression, subject, source, depth)
    case .matchesPath(let subject, let template):
      return try one(
        .path, expression, subject, depth, argument: tables.template(template), cost: 30)
    case .weekday(let at, let zone): return try zoned(.weekday, expression, at, zone, depth)
    case .timeOfDay(let at, let zone): return try zoned(.timeOfDay, expression, at, zone, depth)
    case .quantified(let kind, let slot, let source, let condition):
      let operands = try lower(expression, [source, condition], depth)
      return store.add(
        .quantified, operands, variant: Self.variant(kind).rawValue, argument: UInt32(slot),
        ownCost: 40, binds: UInt32(slot))
    case .each(let slot, let source, let condition, let give):
      let operands = try lower(expression, [source, give] + (condition.map { [$0] } ?? []), depth)
      return store.add(
        .each, operands, argument: UInt32(slot), ownCost: 60, binds: UInt32(slot))
    case .call(let id, let arguments): return try call(expression, id, arguments, depth)
    case .set(let items):
      return store.add(.set, try lower(expression, items, depth), ownCost: 30)
    case .record(let fields):
      let keys = fields.map { Text($0.name) }
      return try self.fields(.record, expression, keys, fields.map(\.value), depth)
    case .map(let fields):
      return try self.fields(.map, expression, fields.map(\.key), fields.map(\.value), depth)
    case .performed(let duty, let object): return try performed(duty, object, expression, depth)
    }
  }

  private mutating func one(
    _ operation: Node.Operation, _ expression: TypedExpression, _ operand: TypedExpression,
    _ depth: Int, argument: UInt32 = 0, cost: UInt32
  ) throws(CompileRefusal) -> UInt32 {
    let operands = try lower(expression, [operand], depth)
    return store.add(operation, operands, argument: argument, ownCost: cost)
  }

  private mutating func two(
    _ operation: Node.Operation, _ expression: TypedExpression, _ a: TypedExpression,
    _ b: TypedExpression, _ depth: Int, variant: UInt8 = 0, cost: UInt32
  ) throws(CompileRefusal) -> UInt32 {
    let operands = try lower(expression, [a, b], depth)
    return store.add(operation, operands, variant: variant, ownCost: cost)
  }

  private mutating func ordered(
    _ operation: Node.Operation, _ expression: TypedExpression, _ operands: [TypedExpression],
    _ depth: Int
  ) throws(CompileRefusal) -> UInt32 {
    let all = try lower(expression, operands, depth)
    return store.add(operation, store.cheapestFirst(all), ownCost: 1)
  }

  // MARK: Attributes

  private mutating func attribute(
    _ expression: TypedExpression, _ base: TypedExpression, _ name: String, _ depth: Int
  ) throws(CompileRefusal) -> UInt32 {
    let number = tables.name(name, &pool)
    if case .variable(.context) = base.form {
      let node = store.add(.contextAttribute, argument: number, ownCost: 2)
      tables.noteRead(at: expression.site, node)
      return node
    }
    let node = try one(.attribute, expression, base, depth, argument: number, cost: 3)
    tables.noteRead(at: expression.site, node)
    return node
  }

  private mutating func has(
    _ expression: TypedExpression, _ base: TypedExpression, _ path: [String], _ depth: Int
  ) throws(CompileRefusal) -> UInt32 {
    let start = tables.path(path, &pool)
    let cost = UInt32(3 * path.count)
    if case .variable(.context) = base.form {
      return store.add(.contextHas, length: path.count, argument: start, ownCost: cost)
    }
    let operands = try lower(expression, [base], depth)
    return store.add(.has, operands, length: path.count, argument: start, ownCost: cost)
  }

  // MARK: Patterns and time

  private mutating func regex(
    _ expression: TypedExpression, _ subject: TypedExpression, _ source: String, _ depth: Int
  ) throws(CompileRefusal) -> UInt32 {
    guard let regex = tables.regex(source) else {
      throw CompileRefusal(.unknownPattern(source), at: span(expression))
    }
    return try one(.regex, expression, subject, depth, argument: regex, cost: 60)
  }

  private mutating func zoned(
    _ operation: Node.Operation, _ expression: TypedExpression, _ instant: TypedExpression,
    _ zone: String, _ depth: Int
  ) throws(CompileRefusal) -> UInt32 {
    guard let number = tables.zone(zone) else {
      throw CompileRefusal(.unknownPattern(zone), at: span(expression))
    }
    return try one(operation, expression, instant, depth, argument: number, cost: 20)
  }

  // MARK: Calls and constructions

  private mutating func call(
    _ expression: TypedExpression, _ id: ConditionID, _ arguments: [TypedExpression], _ depth: Int
  ) throws(CompileRefusal) -> UInt32 {
    let body = try body(of: id, depth: depth + 1)
    let operands = try lower(expression, arguments, depth)
    let called = Int(body.node)
    return store.add(
      .call, operands, argument: UInt32(id.int), ownCost: 4,
      body: NodeStore.CalledBody(
        depth: store.depths[called], frame: store.frames[called], cost: store.costs[called],
        frameSize: body.frameSize))
  }

  private mutating func fields(
    _ operation: Node.Operation, _ expression: TypedExpression, _ keys: [Text],
    _ values: [TypedExpression], _ depth: Int
  ) throws(CompileRefusal) -> UInt32 {
    let operands = try lower(expression, values, depth)
    return store.add(operation, operands, argument: tables.keys(keys, &pool), ownCost: 30)
  }

  private mutating func performed(
    _ duty: DutyID, _ object: TypedExpression, _ expression: TypedExpression, _ depth: Int
  ) throws(CompileRefusal) -> UInt32 {
    try one(.performed, expression, object, depth, argument: UInt32(duty.int), cost: 200)
  }
}
