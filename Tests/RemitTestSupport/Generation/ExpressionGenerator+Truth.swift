import RemitModel

/// A Bool, and what is known where it is true and where it is false.
struct Truth {
  var expression: DraftExpression
  var whenTrue = Facts()
  var whenFalse = Facts()
  /// A path that can be read where it is true, and could not before.
  var proved: DraftPath?
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
    if budget <= 0 { return test(scope, depth: 0) }
    if depth <= 0 { return test(scope, depth: 2) }
    switch random.below(14) {
    case 0, 1, 2: return joined(scope, isAnd: true, depth: depth)
    case 3, 4: return joined(scope, isAnd: false, depth: depth)
    case 5:
      let inner = truth(scope, depth: depth - 1)
      let expression = DraftExpression(
        .bool, .not, .text("not "), .operand(inner.expression, level: .not))
      return Truth(expression: expression, whenTrue: inner.whenFalse, whenFalse: inner.whenTrue)
    case 6:
      return choice(scope, depth: depth)
    case 7, 8:
      let word = random.pick(["some", "every"])
      return quantified(word, scope, depth: depth).map { Truth(expression: $0) }
        ?? test(scope, depth: depth)
    default: return test(scope, depth: depth)
    }
  }

  private mutating func joined(_ scope: DraftScope, isAnd: Bool, depth: Int) -> Truth {
    var inner = scope
    var known = Facts()
    // Where some operand can decide the whole.
    var decided: Set<Combo> = []
    var items: [Draft] = []
    var proved: DraftPath?
    for _ in 0..<random.between(2, 3) {
      // What has just been proved present is mostly read next.
      let operand =
        if let path = proved, random.chance(60) {
          comparison(inner, depth: depth, left: expression(path))
        } else { truth(inner, depth: depth - 1) }
      proved = isAnd ? operand.proved : nil
      items.append(.operand(operand.expression, level: isAnd ? .not : .and))
      let passing = isAnd ? operand.whenTrue : operand.whenFalse
      decided.formUnion((isAnd ? operand.whenFalse : operand.whenTrue).combos(of: inner))
      inner = inner.knowing(passing)
      known = known.and(passing)
    }
    let list = DraftList(items, separator: isAnd ? " and " : " or ", minimum: 2)
    let expression = DraftExpression(.bool, isAnd ? .and : .or, .list(list))
    let other = Facts(combos: scope.seesRequest ? decided : nil)
    return isAnd
      ? Truth(expression: expression, whenTrue: known, whenFalse: other)
      : Truth(expression: expression, whenTrue: other, whenFalse: known)
  }

  /// `if` between two tests.
  private mutating func choice(_ scope: DraftScope, depth: Int) -> Truth {
    let condition = truth(scope, depth: depth - 1)
    let thenScope = scope.knowing(condition.whenTrue)
    let elseScope = scope.knowing(condition.whenFalse)
    let then = truth(thenScope, depth: depth - 1)
    let otherwise = truth(elseScope, depth: depth - 1)
    let expression = DraftExpression(
      .bool, .open, .text("if "), .operand(condition.expression, level: .open), .text(" then "),
      .operand(then.expression, level: .open), .text(" else "),
      .operand(otherwise.expression, level: .open))
    guard scope.seesRequest else { return Truth(expression: expression) }
    return Truth(
      expression: expression,
      whenTrue: Facts(
        combos: then.whenTrue.combos(of: thenScope)
          .union(otherwise.whenTrue.combos(of: elseScope))),
      whenFalse: Facts(
        combos: then.whenFalse.combos(of: thenScope)
          .union(otherwise.whenFalse.combos(of: elseScope))))
  }

  // MARK: - Tests without `and`, `or`, `not`

  mutating func test(_ scope: DraftScope, depth: Int) -> Truth {
    for _ in 0..<4 {
      if let test = attempt(scope, depth: depth) { return test }
    }
    return comparison(scope, depth: depth)
  }

  private mutating func attempt(_ scope: DraftScope, depth: Int) -> Truth? {
    switch random.below(19) {
    case 18:
      guard random.chance(25) else { return nil }
      let type: DraftType = random.chance(70) ? .weekday : .duration
      return comparison(scope, depth: depth, left: expression(type, scope, depth: depth))
    case 0, 1, 2: return presence(scope)
    case 3: return narrowing(scope)
    case 4: return lying(scope, depth: depth)
    case 5: return membership(scope, depth: depth).map { Truth(expression: $0) }
    case 6: return pattern(scope, depth: depth).map { Truth(expression: $0) }
    case 7, 8: return method(scope, depth: depth).map { Truth(expression: $0) }
    case 9: return call(scope, depth: depth, { $0 == .bool })
    case 10: return path(in: scope, { $0 == .bool }).map { Truth(expression: expression($0)) }
    case 11:
      return quantified("count", scope, depth: depth).map {
        comparison(scope, depth: depth, left: $0)
      }
    case 12:
      let sets: [DraftType] = [.set(.int), .set(.string), .set(.ipRange)]
      guard case .set(let element) = random.pick(sets) else { return nil }
      let left = set(of: element, scope, depth: depth)
      return comparison(scope, depth: depth, left: left)
    default: return comparison(scope, depth: depth)
    }
  }

  /// A test that some data makes err: reading behind a reference, arithmetic at the edge, a subject
  /// that may be no path.
  mutating func risk(_ scope: DraftScope) -> Truth? {
    switch random.below(4) {
    case 0:
      guard let number = path(in: scope, { $0 == .int }) else { return nil }
      let edge = DraftExpression(.int, text: "\(random.pick([Int64.max, 4_294_967_296]))")
      let left = binary(.int, expression(number), "*", edge, .product, .product, .sign)
      return comparison(scope, depth: 1, left: left)
    case 1:
      guard let subject = path(in: scope, { $0 == .string }) else { return nil }
      let pattern =
        random.chance(50)
        ? "path(\"\(random.pick(Pools.templates))\")" : "/\(random.pick(Pools.regexes))/"
      let test = DraftExpression(.bool, .comparison, text: "\(subject.text) matches \(pattern)")
      return Truth(expression: test)
    default:
      guard let entity = path(in: scope, \.isEntity), entity.root == nil else { return nil }
      let steps = schema.steps(from: entity, in: scope).filter(\.isReadable)
      guard !steps.isEmpty else { return nil }
      return comparison(scope, depth: 1, left: expression(random.pick(steps).path))
    }
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
        // Where the record is sure to be there, so is its required attribute.
        let isSure = second.isReadable && !step.path.type.isEntity
        let absent = isSure ? Facts(combos: Set(scope.combos).subtracting(step.sure)) : Facts()
        return Truth(
          expression: has(base, key), whenTrue: fact,
          whenFalse: scope.seesRequest ? absent : Facts(), proved: second.path)
      }
    }
    var absent = Facts()
    if !step.sure.isEmpty { absent.combos = Set(scope.combos).subtracting(step.sure) }
    return Truth(
      expression: has(base, key), whenTrue: fact, whenFalse: absent, proved: step.path)
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
    let name = qualified(schema.entities[type].name)
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

  mutating func comparison(
    _ scope: DraftScope, depth: Int, left given: DraftExpression? = nil
  ) -> Truth {
    budget -= 1
    let left = given ?? leftSide(scope, depth: depth)
    // Two records written out may be of two types.
    guard budget > 0, !left.type.hasRecords || left.isPath else {
      return Truth(expression: timeTest())
    }
    let symbols = left.type.isOrdered ? ["==", "!=", "<", "<=", ">", ">="] : ["==", "!="]
    let right: DraftExpression
    if let bare = bareCase(left.type), random.chance(50) {
      right = DraftExpression(left.type, text: bare)
    } else if left.type == .bool, random.chance(60) {
      right = literal(.bool, scope)
    } else if left.type.hasRecords, random.chance(60) {
      right = composed(left.type, scope)
    } else if case .entity(let types) = left.type {
      right = expression(.entity(related(to: types)), scope, depth: depth - 1)
    } else {
      right = expression(left.type, scope, depth: depth - 1)
    }
    if right.text == left.text { return Truth(expression: timeTest()) }
    let symbol = random.pick(symbols)
    let test = binary(.bool, left, symbol, right, .comparison, .sum, .sum)
    guard left.type.isEntity else { return Truth(expression: test) }
    guard let same = sameness(left, right, scope) else { return Truth(expression: timeTest()) }
    return symbol == "=="
      ? Truth(expression: test, whenTrue: same) : Truth(expression: test, whenFalse: same)
  }

  private mutating func leftSide(_ scope: DraftScope, depth: Int) -> DraftExpression {
    let simple: [DraftType] = [.int, .string, .instant, .duration, .bool, .weekday]
    let path = path(in: scope) { _ in true }
    guard let path, !random.chance(path.type.isOrdered ? 55 : 20) else {
      return expression(path?.type ?? random.pick(simple), scope, depth: depth)
    }
    return expression(path)
  }

  // MARK: - What comparing entities says of their types

  /// The types an operand can have in a combination.
  private func types(_ operand: DraftExpression, in combo: Combo?) -> Set<Int> {
    switch (operand.text, combo) {
    case ("principal", let combo?): return [combo.principal]
    case ("resource", let combo?): return [combo.resource]
    default: break
    }
    switch operand.type {
    case .entity(let types), .set(.entity(let types)): return Set(types)
    default: return []
    }
  }

  private func isRoot(_ operand: DraftExpression) -> Bool {
    operand.text == "principal" || operand.text == "resource"
  }

  /// What `a == b` proves; `nil` if it can never be, or says more than a scope can hold.
  private func sameness(
    _ a: DraftExpression, _ b: DraftExpression, _ scope: DraftScope
  ) -> Facts? {
    // Each combination would narrow the other side to its own type.
    if isRoot(a) != isRoot(b), types(isRoot(a) ? b : a, in: nil).count > 1 { return nil }
    var facts = possible(a, b, scope) { !$0.isDisjoint(with: $1) }
    let common = types(a, in: nil).intersection(types(b, in: nil))
    for operand in [a, b] where !isRoot(operand) && common.count < types(operand, in: nil).count {
      facts?.narrowed[operand.text] = common.sorted()
    }
    return facts
  }

  /// The combinations in which a relation of two entities can hold; `nil` if there are none.
  private func possible(
    _ a: DraftExpression, _ b: DraftExpression, _ scope: DraftScope,
    _ relation: (Set<Int>, Set<Int>) -> Bool
  ) -> Facts? {
    guard scope.seesRequest else {
      return relation(types(a, in: nil), types(b, in: nil)) ? Facts() : nil
    }
    let kept = scope.combos.filter { relation(types(a, in: $0), types(b, in: $0)) }
    return kept.isEmpty ? nil : Facts(combos: Set(kept))
  }

  /// Some of the types themselves, so that both sides can be the same entity.
  private mutating func related(to types: [Int]) -> [Int] { random.several(types, max: 2) }

  /// `e in f`, `e in S`.
  private mutating func lying(_ scope: DraftScope, depth: Int) -> Truth? {
    guard let entity = path(in: scope, \.isEntity), case .entity(let types) = entity.type else {
      return nil
    }
    let above = Set(types.flatMap { schema.ancestors(of: $0) }).sorted()
    let left = expression(entity)
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
    let facts = possible(left, right, scope) { below, above in
      below.contains { !schema.ancestors(of: $0).isDisjoint(with: above) }
    }
    return facts.map {
      Truth(
        expression: binary(.bool, left, "in", right, .comparison, .sum, .sum), whenTrue: $0)
    }
  }

  private mutating func membership(_ scope: DraftScope, depth: Int) -> DraftExpression? {
    switch random.below(2) {
    case 0:
      guard let address = path(in: scope, { $0 == .ip }) else { return nil }
      let wanted: DraftType = random.chance(50) ? .ipRange : .set(.ipRange)
      let ranges = expression(wanted, scope, depth: depth - 1)
      return binary(.bool, expression(address), "in", ranges, .comparison, .sum, .sum)
    default:
      let path = path(in: scope) { !$0.isEntity && $0 != .ip }
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
    let near = path(in: scope) { $0 == .string }
    if near == nil, random.chance(70) { return nil }
    let subject = near.map(expression) ?? expression(.string, scope, depth: depth - 1)
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

  /// Whether maps are part of it.
  var hasMaps: Bool {
    switch self {
    case .map: true
    case .set(let element): element.hasMaps
    case .record(let fields): fields.contains(where: \.type.hasMaps)
    case .bool, .int, .string, .instant, .duration, .ip, .ipRange, .enumeration, .weekday,
      .entity:
      false
    }
  }

  /// Whether records or maps are part of it: literals of them are of one type only if they have
  /// the same keys.
  var hasRecords: Bool {
    switch self {
    case .record, .map: true
    case .set(let element): element.hasRecords
    case .bool, .int, .string, .instant, .duration, .ip, .ipRange, .enumeration, .weekday,
      .entity:
      false
    }
  }

  func isSetOfEntities(_ allowed: [Int]) -> Bool {
    guard case .set(.entity(let types)) = self else { return false }
    return !Set(types).isDisjoint(with: allowed)
  }
}
