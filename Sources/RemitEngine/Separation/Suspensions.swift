import RemitCompiler
package import RemitModel

/// What the snapshot knows of persons who have too much: who is concerned until when, and by which
/// separation.
struct Suspensions: Sendable {
  struct One: Sendable {
    let separation: UInt32
    let until: Int64
    let liftedBy: [LiftingWaiver]
    /// What they have, for explanations.
    let violation: SeparationViolation
  }

  /// By account.
  private(set) var byAccount: [UInt32: [One]] = [:]
  /// By item of the separation plan: the accounts that hold anything of it, by person. Present where
  /// a principal need not be stored.
  let persons: [[UInt32: [UInt32]]]?

  var isEmpty: Bool { byAccount.isEmpty && persons == nil }

  init(
    _ breaches: [(breach: Breach, violation: SeparationViolation)] = [],
    persons: [[UInt32: [UInt32]]]? = nil
  ) {
    self.persons = persons
    for (breach, violation) in breaches {
      let one = One(
        separation: breach.item.separation, until: breach.until, liftedBy: breach.liftedBy,
        violation: violation)
      for account in breach.accounts { byAccount[account, default: []].append(one) }
    }
  }
}

extension EngineSnapshot {
  /// Looks for violations of static separations as of a time, and gives a snapshot in which the
  /// persons concerned hold none of those roles until it is cured.
  ///
  /// - Returns: also the violations that no waiver in force lifts, in words.
  package func separated(
    at now: Instant
  ) -> (snapshot: EngineSnapshot, violations: [SeparationViolation]) {
    guard !graph.separationPlan.isEmpty else { return (self, []) }
    var check = SeparationCheck(self, now: now)
    let breaches = check.breaches()
    let hasOpenAccounts = accountTypes.contains { policy.schema[$0].isOpen }
    let persons = hasOpenAccounts ? check.accountsByPerson() : nil
    if breaches.isEmpty && persons == nil { return (self, []) }
    let found = breaches.map { (breach: $0, violation: violation($0)) }
    let open = found.filter { one in
      !one.breach.liftedBy.contains { isLifting($0, at: now) }
    }
    return (suspending(Suspensions(found, persons: persons)), open.map(\.violation))
  }

  /// Whether a waiver lifts its breach at a time.
  func isLifting(_ lifting: LiftingWaiver, at now: Instant) -> Bool {
    now.milliseconds >= lifting.from && policy.waivers[lifting.waiver].isInForce(at: now)
  }

  private func violation(_ breach: Breach) -> SeparationViolation {
    let separation = policy.separations[Int(breach.item.separation)]
    var shown: Set<Int> = []
    var holdings: [SeparationViolation.Holding] = []
    for held in breach.held where shown.insert(held.member).inserted {
      holdings.append(holding(held, separation))
    }
    return SeparationViolation(
      separation: separation.name, person: uid(of: breach.person), most: separation.most,
      from: Instant(milliseconds: breach.from),
      until: breach.until == .max ? nil : Instant(milliseconds: breach.until),
      isUnknownPerson: breach.isUnknownPerson, holdings: holdings, because: separation.because)
  }

  private func holding(
    _ held: HeldMember, _ separation: TypedSeparation
  ) -> SeparationViolation.Holding {
    let grant = held.grant.map { grants[Int($0)] }
    let source = grant?.name ?? held.rule.map { policy.rules[$0].name } ?? ""
    let member = policy.memberNames(of: separation)[held.member]
    let role = grant.map { policy[$0.role].name }
    return SeparationViolation.Holding(
      member: member, account: uid(of: held.account), grantee: uid(of: held.grantee),
      source: source, role: role == member ? nil : role, from: grant?.from, until: grant?.until)
  }
}
