import RemitCompiler
package import RemitModel

/// Who has too much, as it was found at some time.
struct FoundBreach: Sendable {
  let breach: Breach
  let violation: SeparationViolation
}

/// Who accounts are, by item of the separation plan; `nil` where each is for itself.
struct SeparatedPersons: Sendable {
  private var tables: [PersonTable] = []
  private var tableOfItem: [Int?] = []

  /// O(n log n) in the entities, for each different `by`.
  init(_ snapshot: EngineSnapshot) {
    var finder = PersonFinder(snapshot)
    var tableOfOperand: [UInt32: Int] = [:]
    for item in snapshot.graph.separationPlan.items {
      let operand = snapshot.graph.identities[Int(item.separation)]
      guard operand != GraphDuty.none else {
        tableOfItem.append(nil)
        continue
      }
      if tableOfOperand[operand] == nil {
        tableOfOperand[operand] = tables.count
        tables.append(PersonTable(snapshot, &finder, item.separation))
      }
      tableOfItem.append(tableOfOperand[operand])
    }
  }

  subscript(_ item: Int) -> PersonTable? { tableOfItem[item].map { tables[$0] } }

  mutating func cover(_ snapshot: EngineSnapshot) {
    guard !tables.isEmpty else { return }
    var finder = PersonFinder(snapshot)
    for number in tables.indices {
      guard let item = tableOfItem.firstIndex(of: number) else { continue }
      let separation = snapshot.graph.separationPlan.items[item].separation
      tables[number].cover(snapshot, &finder, separation)
    }
  }
}

/// What is known of static separations under one version of the grants.
struct SeparationState: Sendable {
  var persons: SeparatedPersons
  var found: [Suspect: FoundBreach]
  var suspensions: Suspensions
  /// When they were last looked at.
  var checkedAt: Instant
}

/// What the snapshot knows of persons who have too much: who is concerned until when, and by which
/// separation.
struct Suspensions: Sendable {
  struct One: Sendable {
    let suspect: Suspect
    let breach: Breach
    /// What they have, for explanations.
    let violation: SeparationViolation

    var separation: UInt32 { breach.item.separation }
    var until: Int64 { breach.until }
    var liftedBy: [LiftingWaiver] { breach.liftedBy }
  }

  /// By account; its separations in the order of the plan.
  private(set) var byAccount: [UInt32: [One]] = [:]
  /// Present where a principal need not be stored.
  var persons: SeparatedPersons?

  var isEmpty: Bool { byAccount.isEmpty && persons == nil }

  mutating func replace(_ old: FoundBreach?, by new: FoundBreach?, of suspect: Suspect) {
    for account in old?.breach.accounts ?? [] {
      byAccount[account]?.removeAll { $0.suspect == suspect }
      if byAccount[account]?.isEmpty ?? false { byAccount[account] = nil }
    }
    guard let new else { return }
    let one = One(suspect: suspect, breach: new.breach, violation: new.violation)
    for account in new.breach.accounts {
      byAccount[account, default: []].append(one)
      byAccount[account]?.sort { $0.suspect.item < $1.suspect.item }
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
    let persons = SeparatedPersons(self)
    let breaches = SeparationCheck(self, now: now).breaches(persons)
    let hasOpenAccounts = accountTypes.contains { policy.schema[$0].isOpen }
    var state = SeparationState(
      persons: persons,
      found: breaches.mapValues { FoundBreach(breach: $0, violation: violation($0)) },
      suspensions: Suspensions(persons: hasOpenAccounts ? persons : nil), checkedAt: now)
    for (suspect, found) in state.found {
      state.suspensions.replace(nil, by: found, of: suspect)
    }
    let snapshot = with(state)
    return (snapshot, snapshot.violations)
  }

  /// The same after a change of this snapshot's grants: only those are looked at to whom the change
  /// may matter, and those for whom time has changed something.
  ///
  /// - Returns: also the violations that were not there at that time before the change.
  /// - Complexity: O(persons concerned × their grants), and O(violations + accounts that grants named
  ///   since the data was loaded).
  package func separated(
    after changed: ChangedSnapshot, at now: Instant
  ) -> (snapshot: EngineSnapshot, added: [SeparationViolation]) {
    let next = changed.snapshot
    guard !graph.separationPlan.isEmpty else { return (next, []) }
    guard var state = separations else {
      let looked = next.separated(at: now)
      return (looked.snapshot, looked.violations)
    }
    state.checkedAt = now
    state.persons.cover(next)
    if state.suspensions.persons != nil { state.suspensions.persons = state.persons }
    var entities = changed.touched
    for grantee in changed.touched { entities.formUnion(next.descendants(of: grantee)) }
    var overdue: [Suspect] = []
    for (suspect, found) in state.found where found.breach.nextEdge <= now.milliseconds {
      overdue.append(suspect)
    }
    guard !entities.isEmpty || !overdue.isEmpty else { return (next.with(state), []) }
    var added: [Suspect] = []
    let looked = SeparationCheck(next, now: now).breaches(
      state.persons, concerning: entities, and: overdue, known: state.found)
    for (suspect, breach) in looked {
      let old = state.found[suspect]
      let new = breach.map { FoundBreach(breach: $0, violation: next.violation($0)) }
      if isOpen(new, at: now), !isOpen(old, at: now) { added.append(suspect) }
      state.suspensions.replace(old, by: new, of: suspect)
      state.found[suspect] = new
    }
    let new = state.found.filter { added.contains($0.key) }
    return (next.with(state), sorted(new, at: now))
  }

  /// Who has too much and is lifted by no waiver, by separation and person, as of when it was last
  /// looked at. O(n log n).
  package var violations: [SeparationViolation] {
    guard let separations else { return [] }
    return sorted(separations.found, at: separations.checkedAt)
  }

  private func sorted(
    _ found: [Suspect: FoundBreach], at now: Instant
  ) -> [SeparationViolation] {
    found.filter { isOpen($0.value, at: now) }.sorted { a, b in
      (a.key.item, a.value.violation.person) < (b.key.item, b.value.violation.person)
    }.map { $0.value.violation.since(now) }
  }

  private func isOpen(_ found: FoundBreach?, at now: Instant) -> Bool {
    guard let found, found.breach.until > now.milliseconds else { return false }
    return !found.breach.liftedBy.contains { isLifting($0, at: now) }
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
    let grant = held.grant.map { self.grant(Int($0)) }
    let source = grant?.name ?? held.rule.map { policy.rules[$0].name } ?? ""
    let member = policy.memberNames(of: separation)[held.member]
    let role = grant.map { policy[$0.role].name }
    return SeparationViolation.Holding(
      member: member, account: uid(of: held.account), grantee: uid(of: held.grantee),
      source: source, role: role == member ? nil : role, from: grant?.from, until: grant?.until)
  }
}
