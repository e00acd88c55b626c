/// Rules sorted by what they share: each group stands behind one test, the rest is alone.
///
/// The test that most rules share comes first; of equals a guard before what it guards, a many-way
/// test before one with two answers, the cheaper before the dearer.
struct EffectPartition {
  enum Test {
    /// A formula, and its opposite where some rule demands that.
    case formula(UInt32, opposite: UInt32?)
    /// The value of a node, by features of a family.
    case value(UInt32, EffectFeature.Family)
  }

  struct Group {
    let test: Test
    /// In the order of the list.
    let members: [EffectBuilder.Residual]
  }

  private(set) var groups: [Group] = []
  /// Cheap ones first.
  private(set) var alone: [EffectBuilder.Residual] = []

  private enum Key: Hashable {
    case atom(UInt32)
    case formula(UInt32)
    case value(UInt32, EffectFeature.Family)
  }

  private struct Shared {
    let key: Key
    var members: [Int] = []
    let first: UInt32
    var opposite: UInt32?
    /// Whether all members demand the same.
    var isUniform = true
  }

  init(_ rules: [EffectBuilder.Residual], _ formulas: EffectFormulas) {
    var taken = [Bool](repeating: false, count: rules.count)
    for shared in Self.shared(rules, formulas) {
      let members = shared.members.filter { !taken[$0] }
      guard members.count > 1 else { continue }
      for member in members { taken[member] = true }
      groups.append(
        Group(test: Self.test(shared), members: members.map { rules[$0] }))
    }
    let rest = rules.indices.filter { !taken[$0] }.map { (offset: $0, rule: rules[$0]) }
    alone = rest.sorted { a, b in
      let x = Self.price(a.rule, formulas)
      let y = Self.price(b.rule, formulas)
      return x != y ? x < y : a.offset < b.offset
    }.map(\.rule)
  }

  private static func price(_ rule: EffectBuilder.Residual, _ formulas: EffectFormulas) -> UInt32 {
    rule.demands.first.map { formulas.prices[Int($0)] } ?? 0
  }

  private static func test(_ shared: Shared) -> Test {
    switch shared.key {
    case .atom, .formula: .formula(shared.first, opposite: shared.opposite)
    case .value(let subject, let family): .value(subject, family)
    }
  }

  /// What several rules share, the best first.
  private static func shared(
    _ rules: [EffectBuilder.Residual], _ formulas: EffectFormulas
  ) -> [Shared] {
    var numbers: [Key: Int] = [:]
    var all: [Shared] = []
    func note(_ key: Key, _ demand: UInt32, _ rule: Int) {
      guard let number = numbers[key] else {
        numbers[key] = all.count
        all.append(Shared(key: key, members: [rule], first: demand))
        return
      }
      if all[number].first != demand {
        all[number].isUniform = false
        all[number].opposite = demand
      }
      if all[number].members.last != rule { all[number].members.append(rule) }
    }
    for (number, rule) in rules.enumerated() {
      for demand in rule.demands {
        if let feature = formulas.features[Int(demand)] {
          note(.value(feature.subject, feature.family), demand, number)
        }
        if case .atom(let node, _) = formulas.formulas[Int(demand)] {
          note(.atom(node), demand, number)
        } else {
          note(.formula(demand), demand, number)
        }
      }
    }
    return all.enumerated().filter { _, one in
      guard one.members.count > 1 else { return false }
      if case .value = one.key { return !one.isUniform }
      return true
    }.sorted { a, b in
      let x = weight(a.element, formulas)
      let y = weight(b.element, formulas)
      return x != y ? x < y : a.offset < b.offset
    }.map(\.element)
  }

  /// Less is better: negative uses, class, price.
  private static func weight(_ shared: Shared, _ formulas: EffectFormulas) -> (Int, Int, UInt32) {
    let dearMin: UInt32 = 40
    let first = Int(shared.first)
    switch shared.key {
    case .value: return (-4 * shared.members.count, 1, formulas.prices[first])
    case .atom, .formula:
      let price = formulas.prices[first]
      let uses = (price < dearMin ? -4 : -1) * shared.members.count
      return (uses, formulas.canErr[first] ? 2 : 0, price)
    }
  }
}
