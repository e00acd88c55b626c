import RemitCompiler
package import RemitModel

extension EngineSnapshot {
  /// The limits on how many may hold a role that are broken at some instant from now on.
  ///
  /// - Complexity: O(n log n) in the accounts that hold such a role.
  package func brokenHolderLimits(at now: Instant) -> [DataProblem] {
    policy.limits.compactMap { limit in
      guard case .holders(let role, let most) = limit.form else { return nil }
      let count = holdersMax(of: UInt32(role.int), now: now.milliseconds)
      guard count > most else { return nil }
      return DataProblem(
        code: .limitBroken, path: limit.name,
        message: "\(count) hold `\(policy[role].name)` at one time, and \(most) may")
    }
  }

  /// How many accounts are authorized for a role at once, at most.
  private func holdersMax(of role: UInt32, now: Int64) -> Int {
    var events: [(time: Int64, account: UInt32, isStart: Bool)] = []
    let giving = Set(
      (0..<grants.count).map { UInt32($0) }.filter {
        view.roles.closure(of: view.grants.grants[Int($0)].role).contains(role)
      })
    guard !giving.isEmpty else { return 0 }
    for account in 0..<view.pool.entityCount where isAccount(account) {
      for grantee in [account] + view.entities.ancestors(of: account) {
        for id in grantIDs(to: grantee) where giving.contains(id) {
          let grant = view.grants.grants[Int(id)]
          if grant.hasUntil && grant.until <= now { continue }
          events.append((grant.hasFrom ? max(grant.from, now) : now, account, true))
          if grant.hasUntil { events.append((grant.until, account, false)) }
        }
      }
    }
    // Windows are half-open: what ends makes room for what begins.
    events.sort { ($0.time, $0.isStart ? 1 : 0) < ($1.time, $1.isStart ? 1 : 0) }
    var held: [UInt32: Int] = [:]
    var most = 0
    for event in events {
      let count = (held[event.account] ?? 0) + (event.isStart ? 1 : -1)
      held[event.account] = count == 0 ? nil : count
      most = max(most, held.count)
    }
    return most
  }

  /// Whether entities of its type can ask for anything; groups cannot.
  func isAccount(_ entity: UInt32) -> Bool {
    let type = view.pool.entities[Int(entity)].type
    return type >= 0 && accountTypes.contains(EntityTypeID(Int(type)))
  }
}
