import RemitCompiler
import RemitModel

// Separations of roles and permissions, as a decision meets them.
extension DecisionScratch {
  /// The separations by which the principal's person has too much at this time; waivers in force
  /// lift them.
  mutating func takeSuspensions() {
    let suspensions = snapshot.suspensions
    if let persons = suspensions.persons, isShownByRequest() {
      takeShownSuspensions(persons)
      return
    }
    for one in suspensions.byAccount[evaluator.facts.principal] ?? []
    where evaluator.facts.now < one.until {
      suspend(one.separation, liftedBy: one.liftedBy)
    }
  }

  private mutating func suspend(_ separation: UInt32, liftedBy: [LiftingWaiver]) {
    let now = Instant(milliseconds: evaluator.facts.now)
    if liftedBy.contains(where: { snapshot.isLifting($0, at: now) }) {
      liftedSuspensions.append(separation)
    } else {
      suspended.append(separation)
    }
  }

  /// Whether what the principal has depends on the request: it is not stored, and the request says
  /// who it is or what it lies in, or rules alone give something.
  private mutating func isShownByRequest() -> Bool {
    let principal = evaluator.facts.principal
    if isStored(principal) { return false }
    return !snapshot.graph.separationPlan.rules.isEmpty
      || evaluator.facts.sent.contains { $0.entity == principal }
  }

  /// Looks at what the principal has through the parents that the request states, together with the
  /// stored accounts of the person that it says it is.
  ///
  /// - Complexity: O(grants to all of them) for each separation; only for principals not stored.
  private mutating func takeShownSuspensions(_ persons: SeparatedPersons) {
    let principal = evaluator.facts.principal
    let now = evaluator.facts.now
    let grantees = evaluator.ancestorsAndSelf(of: principal)
    let check = SeparationCheck(snapshot, now: Instant(milliseconds: now))
    for (number, item) in snapshot.graph.separationPlan.items.enumerated() {
      let known = shownPerson(under: item)
      let person = known ?? principal
      let others = known.map { persons[number]?.accounts(of: $0) ?? [$0] } ?? []
      let own = snapshot.holdings(
        of: principal, type: Int32(evaluator.facts.principalType), grantees: grantees,
        under: item, now: now)
      if own.isEmpty { continue }
      let held =
        own
        + snapshot.holdings(
          of: others.filter { $0 != principal && $0 < snapshot.view.pool.entityCount }, under: item,
          now: now)
      let uid = evaluator.pool.uid(person, in: snapshot.policy.schema)
      let breach = check.breach(
        of: person, named: uid, [principal], isUnknown: known == nil, held, item)
      guard let breach else { continue }
      suspend(item.separation, liftedBy: breach.liftedBy)
    }
  }

  private mutating func shownPerson(under item: SeparationPlan.Item) -> UInt32? {
    shownPerson(under: item.separation)
  }

  /// Who the principal is, by a separation's `by`; `nil` where that is not known.
  private mutating func shownPerson(under separation: UInt32) -> UInt32? {
    let operand = snapshot.graph.identities[Int(separation)]
    guard operand != GraphDuty.none,
      let identity = snapshot.policy.separations[Int(separation)].identity
    else { return evaluator.facts.principal }
    let value = evaluator.value(at: Int(operand), frameSize: UInt32(identity.frameSize))
    return value.kind == .entity ? value.id : nil
  }

  /// Whether a role is one that the person does not hold at this time: a member of a separation by which
  /// the person has too much, or one above a member.
  ///
  /// A suspended role that the request could have been about makes the separation apply.
  mutating func isSuspended(_ role: UInt32, isHere: Bool) -> Bool {
    if suspended.isEmpty && liftedSuspensions.isEmpty { return false }
    var isSuspended = false
    for separation in suspended.array {
      guard keepsApart(separation, role) else { continue }
      isSuspended = true
      if concernsEntry(role, isHere: isHere) { note(separation) }
    }
    for separation in liftedSuspensions.array
    where keepsApart(separation, role) && concernsEntry(role, isHere: isHere) {
      reasons.waived.insert(separation)
    }
    return isSuspended
  }

  /// Whether a role is a member of a separation of roles, or above one.
  mutating func keepsApart(_ separation: UInt32, _ role: UInt32) -> Bool {
    guard case .roles(let members) = snapshot.policy.separations[Int(separation)].members else {
      return false
    }
    return evaluator.view.roles.closure(of: role).contains { junior in
      members.contains { $0.int == Int(junior) }
    }
  }

  /// - Parameter isHere: whether the role is granted at a scope that holds the resource.
  mutating func concernsEntry(_ role: UInt32, isHere: Bool) -> Bool {
    let found = evaluator.view.roles.concerns.find(evaluator.facts.entry, role)
    let concerns = found == IntTableView.none ? 0 : found
    if concerns & RoleIndex.anywhere != 0 { return true }
    return isHere
      && (concerns & RoleIndex.here != 0 || evaluator.facts.roles?.contains(role) ?? false)
  }

  private mutating func note(_ separation: UInt32) {
    if !reasons.separations.contains(separation) { reasons.separations.append(separation) }
  }

  /// Toxic combinations: whoever could do too much does none of it, whatever the roles are called.
  mutating func considerPermissionSeparations() {
    if suspended.isEmpty && liftedSuspensions.isEmpty { return }
    for separation in suspended.array where keepsRequestApart(separation) { note(separation) }
    for separation in liftedSuspensions.array where keepsRequestApart(separation) {
      reasons.waived.insert(separation)
    }
  }

  /// Whether what is asked for is a member of a separation of permissions.
  mutating func keepsRequestApart(_ separation: UInt32) -> Bool {
    guard case .permissions(let members) = snapshot.policy.separations[Int(separation)].members
    else { return false }
    let action = ActionID(Int(evaluator.facts.action))
    let resource = EntityTypeID(Int(evaluator.facts.resourceType))
    return members.contains { $0.actions.contains(action) && $0.resources.contains(resource) }
  }

  /// Roles that the request names may not be active together. Where it names none, each is tried
  /// alone, so that nothing conflicts.
  mutating func considerActiveSeparations() {
    guard evaluator.facts.roles != nil else { return }
    for (number, separation) in snapshot.policy.separations.enumerated() {
      guard case .activeRoles(let members) = separation.members else { continue }
      var active = 0
      for member in members where activeRoles.contains(UInt32(member.int)) { active += 1 }
      guard active > separation.most else { continue }
      if activationWaiver(of: UInt32(number)) == nil {
        note(UInt32(number))
      } else {
        reasons.waived.insert(UInt32(number))
      }
    }
  }

  /// A waiver in force that lets the principal's person use these roles together on the resource.
  mutating func activationWaiver(of separation: UInt32) -> TypedWaiver? {
    waiver(
      of: separation, for: shownPerson(under: separation).map { .entity($0) },
      on: .entity(evaluator.facts.resource))
  }
}
