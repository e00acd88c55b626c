import RemitModel

/// Makes whole policies as text: a world, constants, conditions, roles, grants, rules.
package struct PolicyGenerator {
  var random: SplitMix64
  private let schema: DraftSchema
  private var expressions: ExpressionGenerator
  private var roles: [Role] = []
  private var declarations: [Draft] = []
  /// The module of rules and roles, and of the schema where that is another one.
  private let module: String?
  private let isSplit: Bool

  private struct Role {
    var name: String
    /// Itself and the roles below it.
    var closure: Set<String>
    /// What the permissions of the closure are about.
    var combos: [Combo]
    /// What the rules are about that ask for its holders, and whether anywhere.
    var asked: [(combo: Combo, anywhere: Bool)] = []
  }

  package init(seed: UInt64) {
    random = SplitMix64(seed: seed)
    var schemas = SchemaGenerator(random.split())
    schema = schemas.make()
    expressions = ExpressionGenerator(random.split(), schema)
    module = random.chance(75) ? "app" : nil
    let hasWorld = random.chance(30)
    isSplit = module != nil && hasWorld
    expressions.worldModule = isSplit ? "world" : module
  }

  package mutating func make() -> DraftPolicy {
    for index in 0..<random.below(3) { declarations.append(constant(index)) }
    for index in 0..<random.below(3) { declarations.append(condition(index)) }
    for index in 0..<random.below(4) { declarations.append(role(index)) }
    for index in 0..<random.between(1, 3) { declarations.append(rule("allow", index)) }
    for index in 0..<random.below(3) { declarations.append(rule("deny", index)) }
    // Last, because their conditions must hold up wherever a rule asks for holders of their role.
    if !roles.isEmpty {
      for index in 0..<random.between(1, 3) { declarations.append(grant(index)) }
    }
    return spread()
  }

  /// One more `deny` rule, as a declaration.
  package mutating func extraDeny() -> Draft { rule("deny", 99) }

  private mutating func spread() -> DraftPolicy {
    let world = schema.declarations()
    let own = declarations.map { documented($0) }
    func file(_ path: String, _ module: String?, _ uses: [String], _ items: [Draft])
      -> DraftPolicy.File
    {
      DraftPolicy.File(
        path: path, module: module, uses: uses,
        declarations: DraftList(items, separator: "\n\n"))
    }
    let files: [DraftPolicy.File]
    if isSplit {
      let half = random.chance(30) ? own.count / 2 : 0
      files = [
        file("world.remit", "world", [], world),
        file("app.remit", module, ["world"], Array(own[half...])),
        file("more.remit", module, ["world"], Array(own[..<half])),
      ].filter { !$0.declarations.items.isEmpty }
    } else if random.chance(30) {
      files = [file("world.remit", module, [], world), file("app.remit", module, [], own)]
    } else {
      files = [file("app.remit", module, [], world + own)]
    }
    return DraftPolicy(files: files, schema: schema, roles: roles.map(\.name), module: module)
  }

  private mutating func documented(_ declaration: Draft) -> Draft {
    switch random.below(6) {
    case 0: .row([.text("/// What it is for.\n/// And why.\n"), declaration])
    case 1: .row([.text("// A note.\n"), declaration])
    default: declaration
    }
  }

  private mutating func typeName(_ type: Int) -> String {
    expressions.qualified(schema.entities[type].name)
  }

  /// A name of our own module, sometimes in full.
  private mutating func own(_ name: String) -> String {
    guard let module, random.chance(8) else { return name }
    return "\(module).\(name)"
  }

  // MARK: - Constants and conditions

  private mutating func constant(_ index: Int) -> Draft {
    let types: [DraftType] = [
      .int, .string, .set(.int), .set(.string), .duration, .set(.ipRange), .instant,
    ]
    let type = random.pick(types)
    // Seen from a place without a request, so that numbers stay small: a constant that overflows
    // is refused.
    var literal = expressions.literal(type, DraftScope(combos: []))
    if type == .int, random.chance(30) {
      let left = expressions.literal(.int, DraftScope(combos: []))
      literal = expressions.binary(.int, left, "+", literal, .sum, .sum, .product)
    }
    let name = "const\(index)"
    let isAnnotated = random.chance(40) || literal.body.text == "[]"
    expressions.constants.append((name, type))
    return .row([
      .text("let \(name)" + (isAnnotated ? ": \(schema.text(of: type))" : "") + " = "),
      .operand(literal, level: .open),
    ])
  }

  private mutating func condition(_ index: Int) -> Draft {
    var parameters: [(name: String, type: DraftType)] = []
    for number in 0..<random.below(3) {
      let simple: [DraftType] = [.int, .string, .set(.int), .instant]
      let type: DraftType =
        random.chance(65)
        ? .entity([random.below(schema.entities.count)]) : random.pick(simple)
      parameters.append(("p\(index)\(number)", type))
    }
    let scope = DraftScope(combos: [], locals: parameters)
    expressions.budget = 10
    expressions.loops = 0
    let name = "cond\(index)"
    let type: DraftType = random.chance(75) ? .bool : random.pick([.int, .string])
    let body: DraftExpression
    var proves: [(parameter: Int, suffix: String)] = []
    if type == .bool {
      let truth = expressions.truth(scope, depth: 2)
      body = truth.expression
      for (index, parameter) in parameters.enumerated() {
        for path in truth.whenTrue.present.sorted()
        where path.hasPrefix(parameter.name + ".") || path.hasPrefix(parameter.name + "[") {
          proves.append((index, String(path.dropFirst(parameter.name.count))))
        }
      }
    } else {
      body = expressions.expression(type, scope, depth: 2)
    }
    expressions.conditions.append(
      DraftCondition(
        name: name, parameters: parameters, type: type, proves: proves,
        hasLoops: expressions.loops > 0))
    let list = parameters.map { "\($0.name): \(schema.text(of: $0.type))" }.joined(separator: ", ")
    return .row([
      .text("condition \(name)\(parameters.isEmpty ? "" : "(\(list))") =\n    "),
      .operand(body, level: .open),
    ])
  }

  // MARK: - Roles and grants

  private mutating func role(_ index: Int) -> Draft {
    let name = ["viewer", "editor", "boss", "guest"][index]
    var combos: [Combo] = []
    var permissions: [Draft] = []
    for _ in 0..<random.between(1, 2) {
      let seed = random.pick(schema.combos)
      let actions = actionList(with: seed)
      let possible = schema.combos.filter { actions.members.contains($0.action) }
      let resources =
        [seed.resource]
        + random.some(
          Set(possible.map(\.resource)).subtracting([seed.resource]).sorted(), percent: 40)
      let met = possible.filter { resources.contains($0.resource) }
      combos += met
      let types = resources.map { typeName($0) }.joined(separator: ", ")
      permissions.append(
        .row([.text("    can \(actions.text) on \(types)"), clauses(met, percent: 45).draft]))
    }
    let juniors = random.some(roles.map(\.name), percent: 40)
    var closure: Set<String> = [name]
    for junior in roles where juniors.contains(junior.name) {
      combos += junior.combos
      closure.formUnion(junior.closure)
    }
    roles.append(Role(name: name, closure: closure, combos: combos))
    let list = DraftList(juniors.map { .text($0) }, separator: ", ", open: " extends ")
    return .row([
      .text("role \(name)"), .list(list), .text(" {\n"),
      .list(DraftList(permissions, separator: "\n")), .text("\n}"),
    ])
  }

  private mutating func grant(_ index: Int) -> Draft {
    let role = random.pick(roles)
    let asked = roles.filter { role.closure.contains($0.name) }.flatMap(\.asked)
    let all = role.combos + asked.map(\.combo)
    let grantees = entities(above: Set(all.map(\.principal)))
    var combos = role.combos
    var scope: Draft = .text("everything")
    if random.chance(50) {
      let scopes = entities(above: Set(all.map(\.resource)))
      scope = .list(DraftList(scopes.map(\.draft), separator: ", ", minimum: 1))
      combos += asked.filter { !$0.anywhere }.map(\.combo)
      combos = combos.filter { combo in scopes.contains { isBelow(combo.resource, $0.type) } }
      combos += asked.filter(\.anywhere).map(\.combo)
    } else {
      combos += asked.map(\.combo)
    }
    combos = combos.filter { combo in grantees.contains { isBelow(combo.principal, $0.type) } }
    // A window that is empty is refused.
    let moments = random.several(Pools.instants, max: 2)
      .sorted { Pools.instant($0) < Pools.instant($1) }
    var window = ""
    if random.chance(30) { window += "\n    from \(moments[0])" }
    if random.chance(30), moments.count > 1 { window += "\n    until \(moments[1])" }
    // Two without a name could say the same, which is refused.
    let name = index > 0 || random.chance(60) ? " as grant\(index)" : ""
    return .row([
      .text("grant \(own(role.name))\(name) to "),
      .list(DraftList(grantees.map(\.draft), separator: ", ", minimum: 1)), .text(" on "), scope,
      .list(DraftList(window.isEmpty ? [] : [.text(window)], separator: "")),
      clauses(distinct(combos), percent: combos.isEmpty ? 0 : 35, isGrant: true).draft,
      .text(random.chance(15) ? "\n    because \"ticket \(index)\"" : ""),
    ])
  }

  private func distinct(_ combos: [Combo]) -> [Combo] {
    let known = Set(combos)
    return schema.combos.filter(known.contains)
  }

  private func isBelow(_ type: Int, _ ancestor: Int) -> Bool {
    schema.ancestors(of: type).contains(ancestor)
  }

  private mutating func entities(above types: Set<Int>) -> [(draft: Draft, type: Int)] {
    let above = Set(types.flatMap { schema.ancestors(of: $0) }).sorted()
    return (0..<random.between(1, 2)).map { _ in
      let type = random.pick(above)
      return (.text(expressions.entityText(type)), type)
    }
  }

  /// Actions of which the seed's is one.
  private mutating func actionList(with seed: Combo) -> (text: String, members: Set<Int>) {
    let all = Set(schema.actions.indices)
    let groups = schema.groups.filter { $0.members.contains(seed.action) }
    switch random.below(5) {
    case 0: return ("anything", all)
    case 1 where !groups.isEmpty: return (groups[0].name, Set(groups[0].members))
    default:
      let others = random.some(all.subtracting([seed.action]).sorted(), percent: 30)
      let chosen = [seed.action] + others
      return (
        chosen.map { expressions.qualified(schema.actions[$0].name) }.joined(separator: ", "),
        Set(chosen)
      )
    }
  }

  private mutating func clauses(
    _ combos: [Combo], percent: Int, isGrant: Bool = false
  ) -> (draft: Draft, scope: DraftScope) {
    var scope = DraftScope(combos: combos)
    var items: [Draft] = []
    while items.count < 3, random.chance(percent) {
      let isUnless = !isGrant && random.chance(25)
      expressions.budget = 22
      let risk = random.chance(20) ? expressions.risk(scope) : nil
      let truth = risk ?? expressions.truth(scope, depth: 3)
      scope = scope.knowing(isUnless ? truth.whenFalse : truth.whenTrue)
      items.append(
        .row([
          .text(isUnless ? "\n    unless " : "\n    when "),
          .operand(truth.expression, level: .open),
        ]))
    }
    return (.list(DraftList(items, separator: "")), scope)
  }

  // MARK: - Rules

  private mutating func rule(_ effect: String, _ index: Int) -> Draft {
    let seed = random.pick(schema.combos)
    let actions = actionList(with: seed)
    var met = schema.combos.filter { actions.members.contains($0.action) }
    let subject = pattern(seed.principal, met.map(\.principal), isSubject: true)
    let object = pattern(seed.resource, met.map(\.resource), isSubject: false)
    met = met.filter { subject.types.contains($0.principal) && object.types.contains($0.resource) }
    for (role, anywhere) in subject.held {
      for index in roles.indices where roles[index].name == role {
        roles[index].asked += met.map { ($0, anywhere) }
      }
    }
    let (clauses, scope) = clauses(met, percent: effect == "deny" ? 75 : 60)
    var obligations: [Draft] = []
    while obligations.count < 2, random.chance(25) { obligations.append(obligation(scope)) }
    return .row([
      .text("\(effect) \(effect)\(index): "), subject.draft, .text(" to \(actions.text) on "),
      object.draft, clauses,
      .text(random.chance(20) ? "\n    because \"reason \(index)\"" : ""),
      .list(DraftList(obligations, separator: "")),
    ])
  }

  /// A subject or object that the seed's type can meet, and the types that it leaves.
  private mutating func pattern(
    _ seed: Int, _ possible: [Int], isSubject: Bool
  ) -> (draft: Draft, types: Set<Int>, held: [(role: String, anywhere: Bool)]) {
    let all = Set(possible)
    if random.chance(45) { return (.text(isSubject ? "anyone" : "anything"), all, []) }
    var types: Set<Int> = []
    var held: [(role: String, anywhere: Bool)] = []
    var items: [Draft] = []
    repeat {
      let type = items.isEmpty ? seed : random.pick(all.sorted())
      let name = typeName(type)
      switch random.below(isSubject && !roles.isEmpty ? 6 : 5) {
      case 0, 1:
        items.append(.text(name))
        types.insert(type)
      case 2, 3:
        let ancestor = random.pick(schema.ancestors(of: type).sorted())
        let others = all.filter { $0 != type && schema.ancestors(of: $0).contains(ancestor) }
        let chosen = [type] + random.some(others.sorted(), percent: 50)
        let names = chosen.map { typeName($0) }.joined(separator: ", ")
        // Behind a type that stands alone, `A, B in G` could be read in two ways.
        let list = chosen.count > 1 || !items.isEmpty ? "(\(names))" : names
        items.append(.text("\(list) in \(expressions.entityText(ancestor))"))
        types.formUnion(chosen)
      case 4:
        items.append(.text(expressions.entityText(type)))
        types.insert(type)
      default:
        let anywhere = random.chance(40)
        let role = random.pick(roles).name
        items.append(.text("holders of \(own(role))\(anywhere ? " anywhere" : "")"))
        held.append((role, anywhere))
        types = all
      }
    } while items.count < 3 && random.chance(30)
    return (.list(DraftList(items, separator: ", ", minimum: 1)), types, held)
  }

  private mutating func obligation(_ scope: DraftScope) -> Draft {
    let names = ["notify", "log", "step-up"]
    let keys = random.some(["channel", "who", "\"x/y\"", "level"], percent: 45)
    let items = keys.map { key in
      Draft.row([.text("\(key): "), .operand(obligationValue(scope), level: .open)])
    }
    let record = DraftList(items, separator: ", ", open: " { ", close: " }")
    return .row([.text("\n    oblige \(random.pick(names))"), .list(record)])
  }

  /// Nothing that can err: literals, constants, ids, attributes that are certainly there.
  private mutating func obligationValue(_ scope: DraftScope) -> DraftExpression {
    let simple: [DraftType] = [.int, .string, .bool, .instant, .set(.string)]
    switch random.below(4) {
    case 0: return DraftExpression(.string, text: random.pick(["id(principal)", "id(resource)"]))
    case 1:
      if let path = certainPath(scope) { return expressions.expression(path) }
      return expressions.literal(.int, DraftScope(combos: []))
    case 2 where !expressions.constants.isEmpty:
      let constant = random.pick(expressions.constants)
      return DraftExpression(constant.type, text: constant.name)
    default: return expressions.literal(random.pick(simple), DraftScope(combos: []))
    }
  }

  /// A required attribute of the context, of a stored principal or resource, or of records in them.
  private mutating func certainPath(_ scope: DraftScope) -> DraftPath? {
    let roots = schema.roots(in: scope).filter { root in
      guard case .entity(let types) = root.type else { return root.root == .context }
      return types.allSatisfy { !schema.entities[$0].isOpen }
    }
    guard !roots.isEmpty else { return nil }
    var bare = scope
    bare.present = []
    let steps = schema.steps(from: random.pick(roots), in: bare).filter(\.isReadable)
    return steps.isEmpty ? nil : random.pick(steps).path
  }
}
