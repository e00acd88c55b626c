/// Builds the effect graph from the lists of the candidate index and the permissions of roles.
///
/// A diagram is built from its end: what follows is there before what leads to it. Rules that have
/// nothing in common follow each other; rules that share a test stand behind it. So a diagram grows
/// with its rules and not with their combinations.
struct EffectBuilder {
  /// A rule, and what is left to test of it on the way.
  struct Residual {
    /// The rule with the bit `CandidateIndex.repeated`, or a permission.
    let target: UInt32
    /// Formulas, cheap and selective first.
    var demands: [UInt32]
    /// Whether something that it asks erred: its result is the reason pass's.
    var mustAsk = false
  }

  /// A list would cost more than it may.
  struct TooLarge: Error {}

  var formulas: EffectFormulas
  private(set) var graph = EffectGraph()
  private var numbers: [EffectNode: UInt32] = [:]
  /// Many-way nodes by what they lead to.
  private var branches: [BranchKey: UInt32] = [:]
  private var nextTable: UInt32 = 0
  /// Steps left for the list being built.
  private(set) var stepsLeft = 0
  /// Whether rules of the list being built share a test.
  private var isSharing = false
  /// Whether the targets are rules; else permissions.
  private var areRules = true

  private struct BranchKey: Hashable {
    let node: EffectNode
    let keys: [UInt64]
    let targets: [UInt32]
    let texts: [ByteString]
  }

  /// Whether lists of one rule have a diagram too.
  private let coversAll: Bool

  init(_ formulas: EffectFormulas, _ extent: EffectGraph.Extent) {
    self.formulas = formulas
    coversAll = extent == .whole
    numbers[EffectNode(.end)] = EffectGraph.end
    numbers[EffectNode(.unknown)] = EffectGraph.unknown
  }

  // MARK: Lists

  mutating func build(
    rules: [GraphRule], permissions: [GraphPermission], index: CandidateIndex, roles: RoleIndex,
    frameSize: UInt32
  ) -> EffectGraph {
    graph.frameSize = frameSize
    graph.mayOblige = Array(repeating: false, count: index.sides.count)
    graph.listRoots = Array(repeating: EffectGraph.none, count: index.lists.count)
    var demands: [UInt32: [UInt32]] = [:]
    let outline = IndexOutline(index)
    graph.listShares = Array(repeating: false, count: index.lists.count)
    var known: [[UInt32]: (root: UInt32, shares: Bool)] = [:]
    for side in index.sides.indices {
      for bucket in outline.buckets[side] {
        for list in outline.lists[Int(bucket.bucket)] {
          let candidates = Self.distinct(outline.candidates(below: list.list))
          if candidates.contains(where: { rules[Self.rule($0)].obligationCount > 0 }) {
            graph.mayOblige[side] = true
          }
          guard coversAll || candidates.count > 1 else { continue }
          let made =
            known[candidates]
            ?? root(
              candidates.map { rule in
                Residual(target: rule, demands: self.demands(of: rule, rules, &demands))
              })
          known[candidates] = made
          graph.listRoots[Int(list.list)] = made.root
          graph.listShares[Int(list.list)] = made.shares
          if made.root == EffectGraph.none { graph.withoutGraph += 1 }
        }
      }
    }
    areRules = false
    for run in roles.permissionRuns {
      guard coversAll || run.count > 1 else {
        graph.permissionRoots.append(EffectGraph.none)
        graph.permissionsShare.append(false)
        continue
      }
      let ids = roles.permissionIDs[Int(run.first)..<Int(run.first + run.count)]
      let made = root(
        ids.map {
          Residual(target: $0, demands: formulas.conjuncts(of: permissions[Int($0)].program))
        })
      graph.permissionRoots.append(made.root)
      graph.permissionsShare.append(made.shares)
      if made.root == EffectGraph.none { graph.withoutGraph += 1 }
    }
    return graph
  }

  private mutating func demands(
    of candidate: UInt32, _ rules: [GraphRule], _ known: inout [UInt32: [UInt32]]
  ) -> [UInt32] {
    let rule = UInt32(Self.rule(candidate))
    if let demands = known[rule] { return demands }
    let demands = formulas.conjuncts(of: rules[Int(rule)].program)
    known[rule] = demands
    return demands
  }

  private static func rule(_ candidate: UInt32) -> Int { Int(candidate & ~CandidateIndex.repeated) }

  /// A rule stands once for each value that it accepts.
  private static func distinct(_ candidates: [UInt32]) -> [UInt32] {
    var seen = Set<UInt32>()
    return candidates.filter { seen.insert($0).inserted }
  }

  /// Where the diagram of a list begins, or none where it would be too large.
  private mutating func root(_ rules: [Residual]) -> (root: UInt32, shares: Bool) {
    isSharing = false
    let left = GraphLimit.effectNodesMax - graph.nodes.count - graph.targets.count
    stepsLeft = min(left, rules.count * GraphLimit.effectStepsPerRuleMax)
    do throws(TooLarge) {
      let root = try build(rules, EffectGraph.end, depth: 0)
      return (root, isSharing)
    } catch {
      return (EffectGraph.none, false)
    }
  }

  // MARK: Diagrams

  /// Deeper, rules stand one after the other.
  private static let depthMax = 32

  /// Recursion is bounded by `depthMax`.
  mutating func build(
    _ rules: [Residual], _ next: UInt32, depth: Int
  ) throws(TooLarge) -> UInt32 {
    stepsLeft -= rules.count
    guard stepsLeft >= 0 else { throw TooLarge() }
    let open = rules.filter { !$0.demands.isEmpty }
    var id = next
    if open.count > 1, depth < Self.depthMax {
      let parts = EffectPartition(open, formulas)
      for rule in parts.alone.reversed() { id = try single(rule, id) }
      for group in parts.groups.reversed() { id = try self.group(group, id, depth) }
    } else {
      for rule in open.reversed() { id = try single(rule, id) }
    }
    for rule in rules.reversed() where rule.demands.isEmpty { id = leaf(rule, id) }
    return id
  }

  private mutating func leaf(_ rule: Residual, _ next: UInt32) -> UInt32 {
    let isRepeated = rule.target & CandidateIndex.repeated != 0
    let variant =
      areRules ? isRepeated ? EffectNode.repeatedRule : EffectNode.rule : EffectNode.permission
    return add(
      EffectNode(
        rule.mustAsk ? .asks : .applies, variant: variant,
        subject: rule.target & ~CandidateIndex.repeated, yes: next))
  }

  /// One rule: its demands one after the other.
  private mutating func single(_ rule: Residual, _ next: UInt32) throws(TooLarge) -> UInt32 {
    stepsLeft -= rule.demands.count
    guard stepsLeft >= 0 else { throw TooLarge() }
    var id = leaf(rule, next)
    var failed = EffectGraph.unknown
    if rule.demands.contains(where: { formulas.canErr[Int($0)] }) {
      failed = leaf(Residual(target: rule.target, demands: [], mustAsk: true), next)
    }
    for demand in rule.demands.reversed() {
      id = test(demand, yes: id, no: next, failed: failed)
    }
    return id
  }

  private mutating func group(
    _ group: EffectPartition.Group, _ next: UInt32, _ depth: Int
  ) throws(TooLarge) -> UInt32 {
    isSharing = true
    switch group.test {
    case .formula(let formula, let opposite):
      let yes = try build(Self.without(formula, group.members, opposite), next, depth: depth + 1)
      let no = try build(
        opposite.map { Self.without($0, group.members, formula) } ?? [], next, depth: depth + 1)
      var failed = EffectGraph.unknown
      if formulas.canErr[Int(formula)] {
        failed = try build(erred(group.members), next, depth: depth + 1)
      }
      return test(formula, yes: yes, no: no, failed: failed)
    case .value(let subject, let family):
      let failed = try build(erred(group.members), next, depth: depth + 1)
      return try branch(subject, family, group.members, next, failed, depth)
    }
  }

  /// The rules that demand a formula, which is true; those that demand its opposite drop out.
  private static func without(
    _ formula: UInt32, _ rules: [Residual], _ opposite: UInt32?
  ) -> [Residual] {
    rules.compactMap { rule in
      guard rule.demands.contains(formula) else { return nil }
      var rest = rule
      rest.demands.removeAll { $0 == formula }
      return rest
    }
  }

  /// What is left where a shared test errs: a rule may still be settled by what cannot err, such as
  /// the guard of what did.
  private func erred(_ rules: [Residual]) -> [Residual] {
    rules.map { rule in
      Residual(
        target: rule.target, demands: rule.demands.filter { !formulas.canErr[Int($0)] },
        mustAsk: true)
    }
  }

  /// Recursion is bounded by the depth of programs.
  private mutating func test(
    _ formula: UInt32, yes: UInt32, no: UInt32, failed: UInt32
  ) -> UInt32 {
    if yes == no && (failed == yes || failed == EffectGraph.unknown) { return yes }
    switch formulas.formulas[Int(formula)] {
    case .constant(let value): return value ? yes : no
    case .atom(let node, let isNegated):
      return add(
        EffectNode(
          .test, subject: node, yes: isNegated ? no : yes, no: isNegated ? yes : no,
          failed: failed))
    case .all(let parts):
      var id = yes
      for part in parts.reversed() { id = test(part, yes: id, no: no, failed: failed) }
      return id
    case .any(let parts):
      var id = no
      for part in parts.reversed() { id = test(part, yes: yes, no: id, failed: failed) }
      return id
    }
  }

  // MARK: Nodes

  private mutating func add(_ node: EffectNode) -> UInt32 {
    if let number = numbers[node] { return number }
    let number = UInt32(graph.nodes.count)
    graph.nodes.append(node)
    numbers[node] = number
    return number
  }

  /// Counts the steps of a branch that has many members.
  mutating func take(steps: Int) throws(TooLarge) {
    stepsLeft -= steps
    guard stepsLeft >= 0 else { throw TooLarge() }
  }

  /// A many-way node, or the one that is there and leads to the same.
  ///
  /// - Parameter node: without its tables.
  mutating func addBranch(
    _ node: EffectNode, keys: [UInt64], targets: [UInt32], texts: [ByteString] = [],
    _ make: (inout EffectGraph) -> EffectNode
  ) -> UInt32 {
    let key = BranchKey(node: node, keys: keys, targets: targets, texts: texts)
    if let number = branches[key] { return number }
    let number = UInt32(graph.nodes.count)
    let made = make(&graph)
    graph.nodes.append(made)
    branches[key] = number
    return number
  }

  mutating func newTable() -> UInt32 {
    nextTable += 1
    return nextTable - 1
  }
}
