import RemitModel

/// A Bool, and what is known where it is true and where it is false.
struct Truth {
  var expression: DraftExpression
  var whenTrue = Facts()
  var whenFalse = Facts()
}

/// A condition that has been declared: what a call needs to know.
struct DraftCondition {
  var name: String
  var parameters: [(name: String, type: DraftType)]
  var type: DraftType
  /// Where it is true: by parameter, what stands behind the parameter in a path that is present.
  var proves: [(parameter: Int, suffix: String)]
  /// Whether it goes through sets itself; such a one is not called from inside a quantifier.
  var hasLoops: Bool
}

extension ExpressionGenerator {
  mutating func truth(_ scope: DraftScope, depth: Int) -> Truth {
    budget -= 1
    if depth <= 0 || budget <= 0 { return test(scope, depth: 0) }
    switch random.below(12) {
    case 0, 1, 2: return joined(scope, isAnd: true, depth: depth)
    case 3, 4: return joined(scope, isAnd: false, depth: depth)
    case 5:
      let inner = truth(scope, depth: depth - 1)
      let expression = DraftExpression(
        .bool, .not, .text("not "), .operand(inner.expression, level: .not))
      return Truth(expression: expression, whenTrue: inner.whenFalse, whenFalse: inner.whenTrue)
    case 6:
      return Truth(expression: conditional(.bool, scope, depth: depth))
    case 7:
      let word = random.pick(["some", "every"])
      return quantified(word, scope, depth: depth).map { Truth(expression: $0) }
        ?? test(scope, depth: depth)
    default: return test(scope, depth: depth)
    }
  }

  private mutating func joined(_ scope: DraftScope, isAnd: Bool, depth: Int) -> Truth {
    var inner = scope
    var known = Facts()
    var items: [Draft] = []
    for _ in 0..<random.between(2, 3) {
      let operand = truth(inner, depth: depth - 1)
      items.append(.operand(operand.expression, level: isAnd ? .not : .and))
      let fact = isAnd ? operand.whenTrue : operand.whenFalse
      inner = inner.knowing(fact)
      known = known.and(fact)
    }
    let list = DraftList(items, separator: isAnd ? " and " : " or ", minimum: 2)
    let expression = DraftExpression(.bool, isAnd ? .and : .or, .list(list))
    return isAnd
      ? Truth(expression: expression, whenTrue: known)
      : Truth(expression: expression, whenFalse: known)
  }

  // MARK: - Tests without `and`, `or`, `not`

  mutating func test(_ scope: DraftScope, depth: Int) -> Truth {
    switch random.below(16) {
    case 0, 1, 2, 3: if let test = presence(scope) { return test }
    case 4, 5: if let test = narrowing(scope) { return test }
    case 6, 7: if let test = membership(scope, depth: depth) { return Truth(expression: test) }
    case 8: if let test = pattern(scope, depth: depth) { return Truth(expression: test) }
    case 9: if let test = method(scope, depth: depth) { return Truth(expression: test) }
    case 10:
      if let call = call(scope, depth: depth, { $0 == .bool }) { return call }
    case 11:
      if let path = path(in: scope, { $0 == .bool }) {
        return Truth(expression: expression(path))
      }
    default: break
    }
    return Truth(expression: comparison(scope, depth: depth))
  }

  /// `e has a`, `e has a.b`, `m has "key"`.
  private mutating func presence(_ scope: DraftScope) -> Truth? {
    var roots = schema.roots(in: scope)
    if let deeper = path(in: scope, { $0.isEntity || $0.hasSteps }) { roots.append(deeper) }
    guard !roots.isEmpty else { return nil }
    let base = random.pick(roots)
    let steps = schema.steps(from: base, in: scope).filter(\.isUncertain)
    guard !steps.isEmpty else { return nil }
    let step = random.pick(steps)
    var fact = Facts(present: [step.path.text], combos: step.combos)
    var key = step.key
    let isMap = if case .map = base.type { true } else { false }
    if !isMap, random.chance(30) {
      let inner = schema.steps(from: step.path, in: scope.knowing(fact))
        .filter { !$0.key.hasPrefix("\"") }
      if !inner.isEmpty {
        let second = random.pick(inner)
        key += ".\(second.key)"
        fact.present.insert(second.path.text)
        return Truth(expression: has(base, key), whenTrue: fact)
      }
    }
    var absent = Facts()
    if !step.sure.isEmpty { absent.combos = Set(scope.combos).subtracting(step.sure) }
    return Truth(expression: has(base, key), whenTrue: fact, whenFalse: absent)
  }

  private func has(_ base: DraftPath, _ key: String) -> DraftExpression {
    DraftExpression(.bool, .comparison, .text("\(base.text) has \(key)"))
  }

  /// `e is T` where it can be either.
  private mutating func narrowing(_ scope: DraftScope) -> Truth? {
    guard
      let path = path(
        in: scope, { if case .entity(let types) = $0 { types.count > 1 } else { false } }),
      case .entity(let types) = path.type
    else { return nil }
    let type = random.pick(types)
    let name = schema.entities[type].name
    let expression = DraftExpression(.bool, .comparison, .text("\(path.text) is \(name)"))
    let others = types.filter { $0 != type }
    switch path.root {
    case .principal:
      return Truth(
        expression: expression,
        whenTrue: Facts(combos: Set(scope.combos.filter { $0.principal == type })),
        whenFalse: Facts(combos: Set(scope.combos.filter { $0.principal != type })))
    case .resource:
      return Truth(
        expression: expression,
        whenTrue: Facts(combos: Set(scope.combos.filter { $0.resource == type })),
        whenFalse: Facts(combos: Set(scope.combos.filter { $0.resource != type })))
    case .context, nil:
      return Truth(
        expression: expression, whenTrue: Facts(narrowed: [path.text: [type]]),
        whenFalse: Facts(narrowed: [path.text: others]))
    }
  }

  private mutating func comparison(_ scope: DraftScope, depth: Int) -> DraftExpression {
    let simple: [DraftType] = [.int, .string, .instant, .duration, .bool, .weekday]
    var left = path(in: scope) { $0.isComparable }.map(expression)
    if left == nil || random.chance(25) {
      left = expression(left?.type ?? random.pick(simple), scope, depth: depth - 1)
    }
    guard let left else { return literal(.bool, scope) }
    let symbols = left.type.isOrdered ? ["==", "!=", "<", "<=", ">", ">="] : ["==", "!="]
    let right: DraftExpression
    if let bare = bareCase(left.type), random.chance(50) {
      right = DraftExpression(left.type, text: bare)
    } else if case .entity(let types) = left.type {
      right = expression(.entity(related(to: types)), scope, depth: depth - 1)
    } else {
      right = expression(left.type, scope, depth: depth - 1)
    }
    if right.text == left.text, random.chance(90) { return literal(.bool, scope) }
    return binary(.bool, left, random.pick(symbols), right, .comparison, .sum, .sum)
  }

  /// Some of the types themselves, so that both sides can be the same entity.
  private mutating func related(to types: [Int]) -> [Int] { random.several(types, max: 2) }

  private mutating func membership(_ scope: DraftScope, depth: Int) -> DraftExpression? {
    switch random.below(4) {
    case 0, 1:
      guard let entity = path(in: scope, \.isEntity), case .entity(let types) = entity.type else {
        return nil
      }
      let above = Set(types.flatMap { schema.ancestors(of: $0) }).sorted()
      let right: DraftExpression
      if random.chance(50) {
        right = expression(.entity(random.several(above, max: 1)), scope, depth: depth - 1)
      } else if let set = path(in: scope, { $0.isSetOfEntities(above) }) {
        right = expression(set)
      } else {
        let type = random.pick(above)
        let items = (0..<random.between(1, 3)).map { _ in Draft.text(entityText(type)) }
        right = DraftExpression(
          .set(.entity([type])), .primary,
          .list(DraftList(items, separator: ", ", open: "[", close: "]", minimum: 1)))
      }
      return binary(.bool, expression(entity), "in", right, .comparison, .sum, .sum)
    case 2:
      guard let address = path(in: scope, { $0 == .ip }) else { return nil }
      let wanted: DraftType = random.chance(50) ? .ipRange : .set(.ipRange)
      let ranges = expression(wanted, scope, depth: depth - 1)
      return binary(.bool, expression(address), "in", ranges, .comparison, .sum, .sum)
    default:
      let path = path(in: scope) { $0.isComparable && !$0.isEntity && $0 != .ip }
      guard let path else { return nil }
      if let bare = bareCase(path.type), let other = bareCase(path.type), random.chance(60) {
        let list = DraftExpression(.set(path.type), text: "[\(bare), \(other)]")
        return binary(.bool, expression(path), "in", list, .comparison, .sum, .sum)
      }
      let set = expression(.set(path.type), scope, depth: depth - 1)
      return binary(.bool, expression(path), "in", set, .comparison, .sum, .sum)
    }
  }

  private mutating func pattern(_ scope: DraftScope, depth: Int) -> DraftExpression? {
    let subject = expression(.string, scope, depth: depth - 1)
    let pattern: String
    switch random.below(3) {
    case 0: pattern = "like \"\(random.pick(Pools.globs))\""
    case 1: pattern = "matches /\(random.pick(Pools.regexes))/"
    default: pattern = "matches path(\"\(random.pick(Pools.templates))\")"
    }
    return DraftExpression(
      .bool, .comparison, .operand(subject, level: .sum), .text(" \(pattern)"))
  }

  private mutating func method(_ scope: DraftScope, depth: Int) -> DraftExpression? {
    if random.chance(35), let subject = path(in: scope, { $0 == .string }) {
      let part = expression(.string, scope, depth: depth - 1)
      return DraftExpression(
        .bool, .primary, .text("\(subject.text).\(random.pick(["startsWith", "endsWith"]))("),
        .operand(part, level: .open), .text(")"))
    }
    guard let set = path(in: scope, \.isSet), case .set(let element) = set.type else { return nil }
    switch random.below(3) {
    case 0: return DraftExpression(.bool, text: "\(set.text).isEmpty")
    case 1:
      let argument = expression(element, scope, depth: depth - 1)
      return DraftExpression(
        .bool, .primary, .text("\(set.text).contains("), .operand(argument, level: .open),
        .text(")"))
    default:
      let argument = expression(set.type, scope, depth: depth - 1)
      return DraftExpression(
        .bool, .primary, .text("\(set.text).\(random.pick(["containsAll", "containsAny"]))("),
        .operand(argument, level: .open), .text(")"))
    }
  }

  /// A call of a condition whose result is wanted.
  mutating func call(
    _ scope: DraftScope, depth: Int, _ isWanted: (DraftType) -> Bool
  ) -> Truth? {
    let fitting = conditions.filter {
      isWanted($0.type) && !($0.hasLoops && scope.quantifiers > 0)
    }
    guard !fitting.isEmpty else { return nil }
    let condition = random.pick(fitting)
    if condition.hasLoops { loops = max(loops, 1) }
    if condition.parameters.isEmpty {
      return Truth(expression: DraftExpression(condition.type, text: condition.name))
    }
    var fact = Facts()
    var items: [Draft] = []
    for (index, parameter) in condition.parameters.enumerated() {
      let path = path(in: scope) { $0.fits(parameter.type) }
      if let path {
        items.append(.text(path.text))
        for proof in condition.proves where proof.parameter == index {
          fact.present.insert(path.text + proof.suffix)
        }
      } else {
        items.append(.operand(expression(parameter.type, scope, depth: depth - 1), level: .open))
      }
    }
    let list = DraftList(items, separator: ", ", minimum: items.count)
    let expression = DraftExpression(
      condition.type, .primary, .text("\(condition.name)("), .list(list), .text(")"))
    return Truth(expression: expression, whenTrue: fact)
  }
}

extension DraftType {
  var hasSteps: Bool {
    switch self {
    case .map, .record, .entity: true
    case .bool, .int, .string, .instant, .duration, .ip, .ipRange, .enumeration, .weekday, .set:
      false
    }
  }

  /// What `==` is written for; a record or a map has no literal of just its type.
  var isComparable: Bool {
    switch self {
    case .bool, .int, .string, .instant, .duration, .ip, .ipRange, .enumeration, .weekday,
      .entity:
      true
    case .set(let element): element.isComparable
    case .map, .record: false
    }
  }

  func isSetOfEntities(_ allowed: [Int]) -> Bool {
    guard case .set(.entity(let types)) = self else { return false }
    return !Set(types).isDisjoint(with: allowed)
  }
}
