import RemitCompiler
import RemitModel

/// The separation plan as words of bits, with a bit more for each role whose holders an allow rule
/// speaks of: what one has to know of a grant or an account to see whether it can matter.
struct HoldingPlan: Sendable {
  /// An allow rule that reaches members by itself.
  struct Reach: Sendable {
    let words: [UInt64]
    let subject: [SubjectPattern]?
    /// Types that it can be about.
    let types: Set<EntityTypeID>
    /// Bits of the roles of whose holders it speaks.
    let holders: [UInt64]
  }

  let wordCount: Int
  /// By role: its words. Without those of holders; with them.
  private let members: [UInt64]
  private let all: [UInt64]
  let reaches: [Reach]

  init(_ graph: DecisionGraph) {
    let plan = graph.separationPlan
    let policy = graph.policy
    let first = (plan.bitCount + 63) / 64 * 64
    var holders: [RoleID: Int] = [:]
    for reach in plan.rules {
      for case .holders(let role, _) in policy.rules[reach.rule].subject ?? []
      where holders[role] == nil {
        holders[role] = first + holders.count
      }
    }
    let wordCount = (first + holders.count + 63) / 64
    func words(_ bits: BitSet?, _ roles: some Sequence<RoleID>) -> [UInt64] {
      var words = (bits?.words ?? []) + [UInt64](repeating: 0, count: wordCount)
      words.removeLast(words.count - wordCount)
      for role in roles {
        if let bit = holders[role] { words[bit >> 6] |= 1 << UInt64(bit & 63) }
      }
      return words
    }
    var members: [UInt64] = []
    var all: [UInt64] = []
    for (number, role) in policy.roles.enumerated() where !plan.isEmpty {
      members += words(plan.bitsOfRole[number], [])
      all += words(plan.bitsOfRole[number], role.closure)
    }
    self.wordCount = wordCount
    self.members = members
    self.all = all
    reaches = plan.rules.map { reach in
      let rule = policy.rules[reach.rule]
      let roles = (rule.subject ?? []).compactMap { pattern -> RoleID? in
        guard case .holders(let role, _) = pattern else { return nil }
        return role
      }
      return Reach(
        words: words(reach.bits, []), subject: rule.subject,
        types: rule.actions.reduce(into: []) { $0.formUnion(policy.schema[$1].principals) },
        holders: words(nil, roles))
    }
  }

  /// Whether grants of a role can matter to any separation.
  func counts(_ role: UInt32) -> Bool {
    let start = Int(role) * wordCount
    return !all.isEmpty && all[start..<start + wordCount].contains { $0 != 0 }
  }

  /// Adds what a grant gives: members, if it is not over, and holders in any case.
  @inline(__always)
  func add(_ grant: GraphGrant, now: Int64, to words: inout [UInt64], at place: Int) {
    let isOver = grant.hasUntil && grant.until <= now
    let start = Int(grant.role) * wordCount
    for index in 0..<wordCount {
      let own = isOver ? all[start + index] & ~members[start + index] : all[start + index]
      words[place + index] |= own
    }
  }

  /// How many members of an item are among the words.
  @inline(__always)
  static func count(_ words: [UInt64], of item: SeparationPlan.Item) -> Int {
    var count = 0
    let end = item.firstBit + item.memberCount
    for index in item.firstBit >> 6...(end - 1) >> 6 {
      var word = words[index]
      let first = index << 6
      if item.firstBit > first { word &= .max << UInt64(item.firstBit - first) }
      if end < first + 64 { word &= (1 << UInt64(end - first)) - 1 }
      count += word.nonzeroBitCount
    }
    return count
  }
}

/// What entities of a snapshot hold, as words of a `HoldingPlan`.
struct HeldWords {
  private let snapshot: EngineSnapshot
  private let plan: HoldingPlan
  private let now: Int64
  /// What is granted to entities themselves: of all, or of those that were asked for.
  private var own: [UInt64] = []
  private var places: [UInt32: Int]?
  /// By reach: the entities that its subject names.
  private let named: [[(pattern: EntityPattern, entity: UInt32?)]]
  private let isAlways: [Bool]

  /// - Parameter isForAll: whether all entities will be asked for: O(grants); else each is looked at
  ///   when it is.
  init(_ snapshot: EngineSnapshot, now: Int64, isForAll: Bool) {
    self.snapshot = snapshot
    plan = snapshot.fixed.holdingPlan
    self.now = now
    isAlways = plan.reaches.map { $0.subject == nil }
    named = plan.reaches.map { reach in
      (reach.subject ?? []).compactMap { pattern in
        guard case .entity(let entity) = pattern else { return nil }
        switch entity {
        case .type: return (entity, nil)
        case .typesIn(_, let uid), .entity(let uid): return (entity, snapshot.entity(uid))
        }
      }
    }
    guard isForAll else {
      places = [:]
      return
    }
    own = [UInt64](repeating: 0, count: Int(snapshot.view.pool.entityCount) * plan.wordCount)
    let table = snapshot.growing.grants
    for number in table.numbers {
      let grant = snapshot.view.grants.grants[Int(number)]
      for index in 0..<Int(grant.granteeCount) {
        let grantee = snapshot.view.grants.entities[Int(grant.firstEntity) + index]
        plan.add(grant, now: now, to: &own, at: Int(grantee) * plan.wordCount)
      }
    }
  }

  private mutating func place(of entity: UInt32) -> Int {
    guard places != nil else { return Int(entity) * plan.wordCount }
    if let known = places?[entity] { return known }
    let place = own.count
    own.append(contentsOf: repeatElement(0, count: plan.wordCount))
    let view = snapshot.view.grants
    var words = own
    own = []
    snapshot.forEachGrant(to: entity) {
      plan.add(view.grants[Int($0)], now: now, to: &words, at: place)
    }
    own = words
    places?[entity] = place
    return place
  }

  /// What an entity holds, by itself and through what it lies in.
  ///
  /// - Returns: whether that is anything.
  mutating func read(_ entity: UInt32, into words: inout [UInt64]) -> Bool {
    for index in 0..<plan.wordCount { words[index] = 0 }
    // Who is known only by grants that are gone is nobody, as for an engine that never had these.
    if entity >= snapshot.fixed.spokenOfCount {
      let entry = snapshot.view.grants.entry(of: entity)
      guard entry.everywhere.count + entry.scoped.count > 0 else { return false }
    }
    add(entity, to: &words)
    let ancestors = snapshot.view.entities.ancestors(of: entity)
    for ancestor in ancestors { add(ancestor, to: &words) }
    if !plan.reaches.isEmpty, snapshot.isAccount(entity) { addReaches(entity, to: &words) }
    for index in 0..<plan.wordCount where words[index] != 0 { return true }
    return false
  }

  @inline(__always)
  private mutating func add(_ entity: UInt32, to words: inout [UInt64]) {
    let place = place(of: entity)
    for index in 0..<plan.wordCount { words[index] |= own[place + index] }
  }

  private func addReaches(_ entity: UInt32, to words: inout [UInt64]) {
    let type = EntityTypeID(Int(snapshot.view.pool.entities[Int(entity)].type))
    for (number, reach) in plan.reaches.enumerated() where reach.types.contains(type) {
      let holds = (0..<plan.wordCount).contains { words[$0] & reach.holders[$0] != 0 }
      guard isAlways[number] || holds || isNamed(entity, type, number) else { continue }
      for index in 0..<plan.wordCount { words[index] |= reach.words[index] }
    }
  }

  private func isNamed(_ entity: UInt32, _ type: EntityTypeID, _ reach: Int) -> Bool {
    named[reach].contains { pattern, found in
      switch pattern {
      case .type(let wanted): return wanted == type
      case .entity: return found == entity
      case .typesIn(let types, _):
        guard types.contains(type), let found else { return false }
        return snapshot.lies(entity, in: found)
      }
    }
  }
}
