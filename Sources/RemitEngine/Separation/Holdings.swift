import RemitCompiler
import RemitModel

/// Something of what a separation keeps apart that an account has: for how long, and where.
struct HeldMember {
  /// The member's place in the separation.
  let member: Int
  let account: UInt32
  let grantee: UInt32
  /// An index into the snapshot's grants, or `nil` for an allow rule.
  let grant: UInt32?
  let rule: Int?
  /// Milliseconds; the largest number stands for "without end".
  let from: Int64
  let until: Int64
  /// `nil`: everywhere.
  let scope: [UInt32]?

  func isHeld(at time: Int64) -> Bool { from <= time && time < until }
}

extension EngineSnapshot {
  /// Everything that some accounts have of an item's members, from `now` on. Conditions of grants
  /// play no part.
  ///
  /// - Complexity: O(grants to the accounts and what they lie in).
  func holdings(
    of accounts: [UInt32], under item: SeparationPlan.Item, now: Int64
  ) -> [HeldMember] {
    var held: [HeldMember] = []
    for account in accounts {
      held += holdings(
        of: account, type: view.pool.entities[Int(account)].type,
        grantees: [account] + view.entities.ancestors(of: account), under: item, now: now)
    }
    return held
  }

  /// The same of one account, of which the data need not speak: its type and everything that it
  /// lies in, itself too, are given.
  func holdings(
    of account: UInt32, type: Int32, grantees: [UInt32], under item: SeparationPlan.Item, now: Int64
  ) -> [HeldMember] {
    var held: [HeldMember] = []
    for grantee in grantees {
      forEachGrant(to: grantee) { add($0, grantee, account, item, now, &held) }
    }
    for reach in graph.separationPlan.rules {
      add(reach, windows(of: reach, account, type, grantees), account, item, now, &held)
    }
    return held
  }

  /// Calls a closure with the number of each grant that names an entity.
  @inline(__always)
  func forEachGrant(to grantee: UInt32, _ body: (UInt32) -> Void) {
    guard grantee < view.pool.entityCount else { return }
    let entry = view.grants.entry(of: grantee)
    for id in view.grants.ids(entry.everywhere) { body(id) }
    for id in view.grants.ids(entry.scoped) { body(id) }
  }

  private func add(
    _ id: UInt32, _ grantee: UInt32, _ account: UInt32, _ item: SeparationPlan.Item, _ now: Int64,
    _ held: inout [HeldMember]
  ) {
    let grant = view.grants.grants[Int(id)]
    if grant.hasUntil && grant.until <= now { return }
    let bits = graph.separationPlan.bitsOfRole[Int(grant.role)]
    for member in 0..<item.memberCount where bits.contains(item.firstBit + member) {
      held.append(
        HeldMember(
          member: member, account: account, grantee: grantee, grant: id, rule: nil,
          from: grant.hasFrom ? grant.from : .min, until: grant.hasUntil ? grant.until : .max,
          scope: grant.isEverywhere ? nil : scope(of: grant)))
    }
  }

  private func scope(of grant: GraphGrant) -> [UInt32] {
    let first = Int(grant.firstEntity + grant.granteeCount)
    return (first..<first + Int(grant.scopeCount)).map { view.grants.entities[$0] }
  }

  /// When something holds, [from, until) in milliseconds.
  typealias Window = (from: Int64, until: Int64)

  private func add(
    _ reach: SeparationPlan.RuleReach, _ windows: [Window], _ account: UInt32,
    _ item: SeparationPlan.Item, _ now: Int64, _ held: inout [HeldMember]
  ) {
    for window in windows where window.until > now {
      for member in 0..<item.memberCount where reach.bits.contains(item.firstBit + member) {
        held.append(
          HeldMember(
            member: member, account: account, grantee: account, grant: nil, rule: reach.rule,
            from: window.from, until: window.until, scope: nil))
      }
    }
  }

  /// When an allow rule can be about an account: always, never, or, where it asks for holders of a
  /// role, for as long as a grant of that role lasts.
  func windows(
    of reach: SeparationPlan.RuleReach, _ account: UInt32, _ type: Int32, _ grantees: [UInt32]
  ) -> [Window] {
    guard type >= 0 else { return [] }
    let own = EntityTypeID(Int(type))
    let rule = policy.rules[reach.rule]
    guard rule.actions.contains(where: { policy.schema[$0].principals.contains(own) }) else {
      return []
    }
    guard let subject = rule.subject else { return [(.min, .max)] }
    var windows: [Window] = []
    for pattern in subject {
      switch pattern {
      case .entity(.type(let wanted)):
        if wanted == own { return [(.min, .max)] }
      case .entity(.typesIn(let types, let above)):
        if types.contains(own), let above = entity(above), grantees.contains(above) {
          return [(.min, .max)]
        }
      case .entity(.entity(let wanted)):
        if entity(wanted) == account { return [(.min, .max)] }
      case .holders(let role, _):
        for grantee in grantees {
          forEachGrant(to: grantee) { id in
            let grant = view.grants.grants[Int(id)]
            guard view.roles.closure(of: grant.role).contains(UInt32(role.int)) else { return }
            windows.append(
              (grant.hasFrom ? grant.from : .min, grant.hasUntil ? grant.until : .max))
          }
        }
      }
    }
    return windows
  }

  func uid(of entity: UInt32) -> EntityUID {
    let pooled = view.pool.entities[Int(entity)]
    let id = Text(String(decoding: view.pool.string(pooled.id), as: UTF8.self))
    guard pooled.type >= 0 else { return EntityUID(type: "", id: id) }
    return EntityUID(type: policy.schema[EntityTypeID(Int(pooled.type))].wire, id: id)
  }
}
