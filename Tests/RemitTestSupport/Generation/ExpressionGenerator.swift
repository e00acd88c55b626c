import RemitModel

/// Makes well-typed expressions: reads are guarded, operands have one type, names exist.
struct ExpressionGenerator {
  var random: SplitMix64
  let schema: DraftSchema
  /// Declared before: `let`s and conditions that an expression may use.
  var constants: [(name: String, type: DraftType)] = []
  var conditions: [DraftCondition] = []
  /// How many more nodes the present body may have.
  var budget = 0
  /// How deep the quantifiers of the present body go.
  var loops = 0
  /// The module that declares types and actions, for names in full.
  var worldModule: String?
  private var variables = 0

  init(_ random: SplitMix64, _ schema: DraftSchema) {
    self.random = random
    self.schema = schema
  }

  /// A name for a quantifier's variable that nothing else has.
  mutating func freshVariable() -> String {
    variables += 1
    return "x\(variables)"
  }

  /// A name of the schema, sometimes in full.
  mutating func qualified(_ name: String) -> String {
    guard let worldModule, random.chance(8) else { return name }
    return "\(worldModule).\(name)"
  }

  // MARK: - Paths

  /// A readable path whose type is wanted, found by walking at random; `nil` where none turns up.
  mutating func path(in scope: DraftScope, _ isWanted: (DraftType) -> Bool) -> DraftPath? {
    for _ in 0..<5 {
      let roots = schema.roots(in: scope)
      guard !roots.isEmpty else { return nil }
      var path = random.pick(roots)
      for _ in 0..<3 {
        if path.root != .context, isWanted(type(of: path, in: scope)), random.chance(75) { break }
        let steps = schema.steps(from: path, in: scope).filter(\.isReadable)
        guard !steps.isEmpty else { break }
        // What is wanted and near is taken before going deeper.
        let near = steps.filter { isWanted($0.path.type) }
        path = near.isEmpty ? random.pick(steps).path : random.pick(near).path
      }
      if path.root != .context, isWanted(type(of: path, in: scope)) {
        path.type = type(of: path, in: scope)
        return path
      }
    }
    return nil
  }

  private func type(of path: DraftPath, in scope: DraftScope) -> DraftType {
    scope.narrowed[path.text].map { .entity($0) } ?? path.type
  }

  func expression(_ path: DraftPath) -> DraftExpression {
    DraftExpression(path.type, text: path.text)
  }

  // MARK: - By type

  /// An expression of the type. For an entity type: of one of its types.
  mutating func expression(
    _ type: DraftType, _ scope: DraftScope, depth: Int
  ) -> DraftExpression {
    budget -= 1
    if depth <= 0 || budget <= 0 || random.chance(30) { return leaf(type, scope) }
    if random.chance(8), type != .bool, !type.isEntity {
      return conditional(type, scope, depth: depth)
    }
    if random.chance(12), let call = call(scope, depth: depth, { $0 == type }) {
      return call.expression
    }
    switch type {
    case .bool: return truth(scope, depth: depth).expression
    case .int: return integer(scope, depth: depth)
    case .string: return string(scope, depth: depth)
    case .instant, .duration: return time(type, scope, depth: depth)
    case .weekday:
      let instant = expression(.instant, scope, depth: depth - 1)
      return DraftExpression(
        .weekday, .primary, .text("weekday("), .operand(instant, level: .open),
        .text(", \"\(random.pick(Pools.zones))\")"))
    case .set(let element): return set(of: element, scope, depth: depth)
    case .ip, .ipRange, .enumeration, .entity, .map, .record: return leaf(type, scope)
    }
  }

  /// A path, a constant or a literal.
  mutating func leaf(_ type: DraftType, _ scope: DraftScope) -> DraftExpression {
    if random.chance(75), let path = path(in: scope, { $0.fits(type) }) {
      return expression(path)
    }
    let named = constants.filter { $0.type == type }
    if !named.isEmpty && random.chance(40) {
      return DraftExpression(type, text: random.pick(named).name)
    }
    // A literal truth decides what is around it, and the rest would never be reached.
    return type == .bool ? comparison(scope, depth: 0).expression : literal(type, scope)
  }

  mutating func timeTest() -> DraftExpression {
    DraftExpression(
      .bool, .comparison, .text("now \(random.pick(["<", ">="])) \(random.pick(Pools.instants))"))
  }

  mutating func conditional(
    _ type: DraftType, _ scope: DraftScope, depth: Int
  ) -> DraftExpression {
    let condition = truth(scope, depth: depth - 1)
    let then = expression(type, scope.knowing(condition.whenTrue), depth: depth - 1)
    let otherwise = expression(type, scope.knowing(condition.whenFalse), depth: depth - 1)
    return DraftExpression(
      type, .open, .text("if "), .operand(condition.expression, level: .open), .text(" then "),
      .operand(then, level: .open), .text(" else "), .operand(otherwise, level: .open))
  }

  func binary(
    _ type: DraftType, _ a: DraftExpression, _ symbol: String, _ b: DraftExpression,
    _ level: Level, _ left: Level, _ right: Level
  ) -> DraftExpression {
    DraftExpression(
      type, level, .operand(a, level: left), .text(" \(symbol) "), .operand(b, level: right))
  }

  private mutating func integer(_ scope: DraftScope, depth: Int) -> DraftExpression {
    switch random.below(7) {
    case 0, 1, 2: return arithmetic(.int, .int, .int, scope, depth: depth)
    case 3:
      // Never directly on a number: that would be another literal.
      let inner = path(in: scope) { $0 == .int }
      guard let inner else { return leaf(.int, scope) }
      return DraftExpression(.int, .sign, .text("-"), .operand(expression(inner), level: .sign))
    case 4:
      guard let counted = path(in: scope, { $0 == .string || $0.isSet }) else { fallthrough }
      return DraftExpression(.int, text: "\(counted.text).count")
    case 5:
      return quantified("count", scope, depth: depth) ?? leaf(.int, scope)
    default: return leaf(.int, scope)
    }
  }

  /// The left operand is a path wherever one is at hand: what is made of literals alone is
  /// computed, and refused where it overflows, before any request.
  mutating func arithmetic(
    _ type: DraftType, _ a: DraftType, _ b: DraftType, _ scope: DraftScope, depth: Int
  ) -> DraftExpression {
    guard let left = path(in: scope, { $0 == a }).map(expression) ?? variable(a, scope) else {
      return leaf(type, scope)
    }
    let right = expression(b, scope, depth: depth - 1)
    let isTimes = type == .int && random.chance(30)
    let symbol = isTimes ? "*" : a == .instant && b == .instant ? "-" : random.pick(["+", "-"])
    return isTimes
      ? binary(type, left, symbol, right, .product, .product, .sign)
      : binary(type, left, symbol, right, .sum, .sum, .product)
  }

  private func variable(_ type: DraftType, _ scope: DraftScope) -> DraftExpression? {
    type == .instant ? DraftExpression(.instant, text: "now") : nil
  }

  private mutating func string(_ scope: DraftScope, depth: Int) -> DraftExpression {
    if random.chance(50), let entity = path(in: scope, \.isEntity) {
      return DraftExpression(.string, text: "id(\(entity.text))")
    }
    let inner = expression(.string, scope, depth: depth - 1)
    return DraftExpression(
      .string, .primary, .operand(inner, level: .primary), .text(".asciiLowercased"))
  }

  private mutating func time(
    _ type: DraftType, _ scope: DraftScope, depth: Int
  ) -> DraftExpression {
    if type == .instant { return arithmetic(.instant, .instant, .duration, scope, depth: depth) }
    switch random.below(4) {
    case 0: return arithmetic(.duration, .instant, .instant, scope, depth: depth)
    case 1: return arithmetic(.duration, .duration, .duration, scope, depth: depth)
    case 2:
      let instant = expression(.instant, scope, depth: depth - 1)
      return DraftExpression(
        .duration, .primary, .text("timeOfDay("), .operand(instant, level: .open),
        .text(", \"\(random.pick(Pools.zones))\")"))
    default: return leaf(.duration, scope)
    }
  }

  mutating func set(
    of element: DraftType, _ scope: DraftScope, depth: Int
  ) -> DraftExpression {
    let type = DraftType.set(element)
    switch random.below(4) {
    case 0:
      let left = leaf(type, scope)
      let right = expression(type, scope, depth: depth - 1)
      return binary(type, left, random.pick(["+", "-"]), right, .sum, .sum, .product)
    case 1 where !element.hasRecords:
      return each(of: element, scope, depth: depth) ?? leaf(type, scope)
    case 2 where !element.hasRecords:
      let items = (0..<random.between(1, 3)).map { _ in
        Draft.operand(expression(element, scope, depth: depth - 1), level: .open)
      }
      return DraftExpression(
        type, .primary, .list(DraftList(items, separator: ", ", open: "[", close: "]", minimum: 1)))
    default: return leaf(type, scope)
    }
  }

  private mutating func each(
    of element: DraftType, _ scope: DraftScope, depth: Int
  ) -> DraftExpression? {
    guard scope.quantifiers < 2, let (source, inner, name) = loop(scope, depth: depth) else {
      return nil
    }
    var parts: [Draft] = [
      .text("each \(name) in "), .operand(source, level: .sum),
    ]
    var giving = inner
    if random.chance(50) {
      let condition = truth(inner, depth: depth - 1)
      parts += [.text(" where "), .operand(condition.expression, level: .open)]
      giving = inner.knowing(condition.whenTrue)
    }
    let give = expression(element, giving, depth: depth - 1)
    parts += [.text(" give "), .operand(give, level: .open)]
    return DraftExpression(.set(element), .open, .row(parts))
  }

  mutating func quantified(
    _ word: String, _ scope: DraftScope, depth: Int
  ) -> DraftExpression? {
    guard scope.quantifiers < 2, let (source, inner, name) = loop(scope, depth: depth) else {
      return nil
    }
    let condition = truth(inner, depth: depth - 1).expression
    return DraftExpression(
      word == "count" ? .int : .bool, .open, .text("\(word) \(name) in "),
      .operand(source, level: .sum), .text(" where "), .operand(condition, level: .open))
  }

  /// A set to go through, and the scope for each of its elements.
  private mutating func loop(
    _ scope: DraftScope, depth: Int
  ) -> (source: DraftExpression, inner: DraftScope, name: String)? {
    let source: DraftExpression
    var isLong = false
    if !scope.isInLongLoop, let path = path(in: scope, \.isSet) {
      source = expression(path)
      isLong = true
    } else if random.chance(40) {
      source = literal(.set(random.pick([.int, .string])), scope)
      if source.text == "[]" { return nil }
    } else {
      return nil
    }
    guard case .set(let element) = source.type else { return nil }
    let name = freshVariable()
    var inner = scope
    inner.locals.append((name, element))
    inner.quantifiers += 1
    inner.isInLongLoop = scope.isInLongLoop || isLong
    loops = max(loops, inner.quantifiers)
    return (source, inner, name)
  }
}

extension DraftType {
  /// Whether a value of this type can stand where the other is wanted.
  func fits(_ wanted: DraftType) -> Bool {
    if case .entity(let types) = self, case .entity(let allowed) = wanted {
      return Set(types).isSubset(of: allowed)
    }
    return self == wanted
  }

  var isSet: Bool { if case .set = self { true } else { false } }
  var isEntity: Bool { if case .entity = self { true } else { false } }
}
