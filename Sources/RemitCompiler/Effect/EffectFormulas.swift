import RemitModel

/// Conditions as formulas over the nodes of the reason pass, with `not` pushed down to them.
///
/// A formula is true or false exactly where the clauses are; where any part of it errs, the reason
/// pass is asked, so nothing here has to know how errors combine.
struct EffectFormulas {
  enum Formula: Hashable {
    case constant(Bool)
    case atom(node: UInt32, isNegated: Bool)
    case all([UInt32])
    case any([UInt32])
  }

  let nodes: [Node]
  let operands: [Operand]
  let costs: [UInt32]
  let conditions: [ConditionBody]
  var tables: GraphTables
  var pool: ValuePool

  private(set) var formulas: [Formula] = []
  private var numbers: [Formula: UInt32] = [:]
  /// By formula.
  private(set) var features: [EffectFeature?] = []
  private(set) var canErr: [Bool] = []
  private(set) var prices: [UInt32] = []
  private(set) var ranks: [UInt32] = []
  /// By node: whether it can err, once known.
  private var nodeErrs: [Bool?]

  init(
    nodes: [Node], operands: [Operand], costs: [UInt32], conditions: [ConditionBody],
    tables: GraphTables, pool: ValuePool
  ) {
    self.nodes = nodes
    self.operands = operands
    self.costs = costs
    self.conditions = conditions
    self.tables = tables
    self.pool = pool
    nodeErrs = Array(repeating: nil, count: nodes.count)
  }

  // MARK: Making

  /// What a program demands, each conjunct once, cheap and selective ones first. Demands on one
  /// number are one conjunct.
  mutating func conjuncts(of program: Program) -> [UInt32] {
    var found: [UInt32] = []
    for index in Int(program.first)..<Int(program.first + program.count) {
      // Before `flatten` is called, which looks at the formulas that are there.
      let clause = formula(operands[index].node, isNegated: false)
      flatten(clause, into: &found)
    }
    return merged(found).sorted { (ranks[Int($0)], $0) < (ranks[Int($1)], $1) }
  }

  private func flatten(_ id: UInt32, into found: inout [UInt32]) {
    switch formulas[Int(id)] {
    case .constant(true): return
    case .all(let parts): for part in parts { flatten(part, into: &found) }
    case .constant(false), .atom, .any: if !found.contains(id) { found.append(id) }
    }
  }

  /// `x >= 3` and `x < 7` are one interval.
  private mutating func merged(_ found: [UInt32]) -> [UInt32] {
    var out: [UInt32] = []
    var subjects: [UInt32: Int] = [:]
    var groups: [[UInt32]] = []
    for id in found {
      guard let feature = features[Int(id)], case .numbers = feature.accepted else {
        out.append(id)
        continue
      }
      if let group = subjects[feature.subject] {
        groups[group].append(id)
      } else {
        subjects[feature.subject] = groups.count
        groups.append([id])
      }
    }
    for group in groups { out.append(group.count == 1 ? group[0] : intern(.all(group))) }
    return out
  }

  /// Recursion is bounded by the depth of programs.
  private mutating func formula(_ id: UInt32, isNegated: Bool) -> UInt32 {
    let node = nodes[Int(id)]
    let own = operands[Int(node.first)..<Int(node.first) + node.operandCount]
    switch node.operation {
    case .not: return formula(operands[Int(node.first)].node, isNegated: !isNegated)
    case .and, .or:
      let parts = own.map { formula($0.node, isNegated: isNegated) }
      return joined(parts, isAll: (node.operation == .and) != isNegated)
    case .call where node.count == 0:
      return formula(conditions[Int(node.argument)].node, isNegated: isNegated)
    case .literal where tables.constants[Int(node.argument)].kind == .bool:
      return intern(.constant(tables.constants[Int(node.argument)].isTrue != isNegated))
    case .literal, .principal, .resource, .context, .now, .local, .attribute, .contextAttribute,
      .mapValue, .has, .contextHas, .hasKey, .isType, .conditional, .equal, .notEqual, .compare,
      .arithmetic, .negate, .contained, .like, .regex, .path, .method, .quantified, .each, .call,
      .performed, .id, .weekday, .timeOfDay, .set, .record, .map:
      return intern(.atom(node: id, isNegated: isNegated))
    }
  }

  private mutating func joined(_ parts: [UInt32], isAll: Bool) -> UInt32 {
    var flat: [UInt32] = []
    for part in parts {
      switch (formulas[Int(part)], isAll) {
      case (.constant(let value), _) where value == isAll: continue
      case (.all(let inner), true), (.any(let inner), false):
        for one in inner where !flat.contains(one) { flat.append(one) }
      case (.constant, _), (.atom, _), (.all, _), (.any, _):
        if !flat.contains(part) { flat.append(part) }
      }
    }
    if flat.isEmpty { return intern(.constant(isAll)) }
    if flat.count == 1 { return flat[0] }
    flat.sort { (ranks[Int($0)], $0) < (ranks[Int($1)], $1) }
    return intern(isAll ? .all(flat) : .any(flat))
  }

  private mutating func intern(_ formula: Formula) -> UInt32 {
    if let number = numbers[formula] { return number }
    let number = UInt32(formulas.count)
    formulas.append(formula)
    numbers[formula] = number
    measure(formula)
    return number
  }

  private mutating func measure(_ formula: Formula) {
    switch formula {
    case .constant:
      features.append(nil)
      canErr.append(false)
      prices.append(0)
      ranks.append(0)
    case .atom(let node, let isNegated):
      let price = costs[Int(node)] &+ 1
      features.append(feature(of: node, isNegated: isNegated))
      canErr.append(errs(node))
      prices.append(price)
      ranks.append(rank(of: nodes[Int(node)], price))
    case .all(let parts), .any(let parts):
      var isAll = false
      if case .all = formula { isAll = true }
      features.append(EffectFeature.joined(parts.map { features[Int($0)] }, isAll: isAll))
      canErr.append(parts.contains { canErr[Int($0)] })
      let price = parts.reduce(UInt32(1)) { sum($0, prices[Int($1)]) }
      prices.append(price)
      ranks.append(sum(price, price))
    }
  }

  private func sum(_ a: UInt32, _ b: UInt32) -> UInt32 {
    let (sum, overflow) = a.addingReportingOverflow(b)
    return overflow ? .max : sum
  }

  /// Price over the chance of being false, in tenths; guards come before what they guard.
  private func rank(of node: Node, _ price: UInt32) -> UInt32 {
    let perTen: UInt32
    switch node.operation {
    case .has, .contextHas, .hasKey: return 0
    case .equal, .like, .regex, .path: perTen = 9
    case .contained, .isType, .quantified: perTen = 7
    case .literal, .principal, .resource, .context, .now, .local, .attribute, .contextAttribute,
      .mapValue, .not, .and, .or, .conditional, .notEqual, .compare, .arithmetic, .negate, .method,
      .each, .call, .performed, .id, .weekday, .timeOfDay, .set, .record, .map:
      perTen = 5
    }
    let (scaled, overflow) = price.multipliedReportingOverflow(by: 10)
    return overflow ? .max : 1 + scaled / perTen
  }

  // MARK: Errors

  /// Whether a node can err, by its operations: a read can, what asks whether something is there
  /// cannot. Recursion is bounded by the depth of programs.
  private mutating func errs(_ id: UInt32) -> Bool {
    if let known = nodeErrs[Int(id)] { return known }
    let node = nodes[Int(id)]
    var can: Bool
    switch node.operation {
    case .attribute, .contextAttribute, .mapValue, .arithmetic, .negate, .regex, .path, .performed,
      .each, .quantified, .local:
      can = true
    case .call: can = errs(conditions[Int(node.argument)].node)
    case .literal, .principal, .resource, .context, .now, .has, .contextHas, .hasKey, .isType,
      .not, .and, .or, .conditional, .equal, .notEqual, .compare, .contained, .like, .method, .id,
      .weekday, .timeOfDay, .set, .record, .map:
      can = false
    }
    for index in 0..<node.operandCount where !can {
      can = errs(operands[Int(node.first) + index].node)
    }
    nodeErrs[Int(id)] = can
    return can
  }
}
