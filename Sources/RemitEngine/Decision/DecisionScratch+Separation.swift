import RemitCompiler
import RemitModel

// Separations of roles and permissions, as a decision meets them.
extension DecisionScratch {
  /// The separations by which the principal's person has too much at this time; waivers in force
  /// lift them.
  mutating func takeSuspensions() {
    let suspensions = snapshot.suspensions
    guard !suspensions.isEmpty, let own = suspensions.byAccount[evaluator.facts.principal] else {
      return
    }
    let now = Instant(milliseconds: evaluator.facts.now)
    for one in own where evaluator.facts.now < one.until {
      if one.liftedBy.contains(where: { snapshot.policy.waivers[$0].isInForce(at: now) }) {
        liftedSuspensions.append(one.separation)
      } else {
        suspended.append(one.separation)
      }
    }
  }

  /// Whether a role is one that the person does not hold for now: a member of a separation by which
  /// the person has too much, or one above a member.
  ///
  /// A suspended role that the request could have been about makes the separation apply.
  mutating func isSuspended(_ role: UInt32) -> Bool {
    var isSuspended = false
    for separation in suspended {
      guard keepsApart(separation, role) else { continue }
      isSuspended = true
      if concernsEntry(role) { note(separation) }
    }
    for separation in liftedSuspensions where keepsApart(separation, role) && concernsEntry(role) {
      reasons.waived.insert(separation)
    }
    return isSuspended
  }

  /// Whether a role is a member of a separation of roles, or above one.
  func keepsApart(_ separation: UInt32, _ role: UInt32) -> Bool {
    guard case .roles(let members) = snapshot.policy.separations[Int(separation)].members else {
      return false
    }
    return evaluator.view.roles.closure(of: role).contains { junior in
      members.contains { $0.int == Int(junior) }
    }
  }

  func concernsEntry(_ role: UInt32) -> Bool {
    let found = evaluator.view.roles.concerns.find(evaluator.facts.entry, role)
    return found != IntTableView.none || evaluator.facts.roles?.contains(role) ?? false
  }

  private mutating func note(_ separation: UInt32) {
    if !reasons.separations.contains(separation) { reasons.separations.append(separation) }
  }

  /// Toxic combinations: whoever could do too much does none of it, whatever the roles are called.
  mutating func considerPermissionSeparations() {
    for separation in suspended where keepsRequestApart(separation) { note(separation) }
    for separation in liftedSuspensions where keepsRequestApart(separation) {
      reasons.waived.insert(separation)
    }
  }

  /// Whether what is asked for is a member of a separation of permissions.
  func keepsRequestApart(_ separation: UInt32) -> Bool {
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
      let active = members.filter { activeRoles.contains(UInt32($0.int)) }
      if active.count > separation.most { note(UInt32(number)) }
    }
  }
}
