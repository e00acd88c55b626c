import RemitCompiler
package import RemitModel

extension EngineSnapshot {
  /// The limits on how many may hold a role that are broken at some instant from now on.
  ///
  /// - Parameter limits: those to look at, by their places in the policy; `nil`: all.
  /// - Complexity: O(n log n) in the accounts that hold such a role.
  package func brokenHolderLimits(at now: Instant, among limits: Set<Int>? = nil) -> [DataProblem] {
    policy.limits.enumerated().compactMap { number, limit in
      guard limits?.contains(number) ?? true,
        case .holders(let role, let most) = limit.form
      else { return nil }
      let count = holdersMax(under: number, now: now.milliseconds)
      guard count > most else { return nil }
      return DataProblem(
        code: .limitBroken, path: limit.name,
        message: "\(count) hold `\(policy[role].name)` at one time, and \(most) may")
    }
  }

  /// How many accounts are authorized at once for the role of a limit, at most.
  private func holdersMax(under limit: Int, now: Int64) -> Int {
    var events: [(time: Int64, account: UInt32, isStart: Bool)] = []
    for number in growing.grants.limited[limit] {
      let grant = view.grants.grants[Int(number)]
      if grant.hasUntil && grant.until <= now { continue }
      func add(_ account: UInt32) {
        guard isAccount(account) else { return }
        events.append((grant.hasFrom ? max(grant.from, now) : now, account, true))
        if grant.hasUntil { events.append((grant.until, account, false)) }
      }
      for grantee in Set(growing.grants.grantees(of: number)) {
        add(grantee)
        for account in descendants(of: grantee) { add(account) }
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
