import RemitCompiler
import RemitModel

// What became of every separation that a request could meet, told from what deciding left behind.
extension DecisionScratch {
  /// After `decide`. O(separations × roles + entries about the objects).
  mutating func separationFindings() -> [SeparationFinding] {
    var findings: [SeparationFinding] = []
    for (number, separation) in snapshot.policy.separations.enumerated() {
      let finding =
        switch separation.members {
        case .roles: heldFinding(UInt32(number), isConcerned: rolesConcernEntry(UInt32(number)))
        case .permissions:
          heldFinding(UInt32(number), isConcerned: keepsRequestApart(UInt32(number)))
        case .activeRoles(let members): activeFinding(members, UInt32(number))
        case .duties(let members): dutyFinding(members, UInt32(number))
        }
      if let finding { findings.append(finding) }
    }
    return findings
  }

  /// The roles that the principal's person is not to hold at this time.
  mutating func suspendedRoles() -> Set<RoleID> {
    guard !suspended.isEmpty else { return [] }
    return Set(
      snapshot.policy.roles.indices.filter { role in
        suspended.array.contains { keepsApart($0, UInt32(role)) }
      }.map { RoleID($0) })
  }

  private mutating func rolesConcernEntry(_ separation: UInt32) -> Bool {
    snapshot.policy.roles.indices.contains { role in
      keepsApart(separation, UInt32(role)) && concernsEntry(UInt32(role), isHere: true)
    }
  }

  // MARK: Roles and permissions that somebody has

  private mutating func heldFinding(_ id: UInt32, isConcerned: Bool) -> SeparationFinding? {
    guard isConcerned else { return nil }
    var finding = SeparationFinding(SeparationID(Int(id)))
    let account = evaluator.uid(of: evaluator.facts.principal)
    let own = snapshot.suspensions.byAccount[evaluator.facts.principal]?.first {
      $0.separation == id && evaluator.facts.now < $0.until
    }
    guard let own else {
      if reasons.separations.contains(id) {
        finding.outcome = .applies
        finding.remarks.append("with what the request shows of it, \(account) has too much")
        return finding
      }
      finding.remarks.append("\(account) has no more, all accounts of the person together")
      return finding
    }
    let could =
      if case .permissions = snapshot.policy.separations[Int(id)].members { true } else { false }
    finding.remarks += remarks(on: own.violation, account, could: could)
    if reasons.separations.contains(id) {
      finding.outcome = .applies
      finding.inShort = inShort(own.violation, account, could: could)
    } else if reasons.waived.contains(id) {
      finding.outcome = .waived
      let now = Instant(milliseconds: evaluator.facts.now)
      for lifting in own.liftedBy where snapshot.isLifting(lifting, at: now) {
        finding.remarks.append(words(for: snapshot.policy.waivers[lifting.waiver]))
      }
    } else {
      finding.remarks.append("this request is about nothing that \(account) has among them here")
    }
    return finding
  }

  private mutating func remarks(
    on violation: SeparationViolation, _ account: EntityUID, could: Bool
  ) -> [String] {
    var remarks: [String] = []
    if violation.isUnknownPerson {
      remarks.append("which person \(account) is cannot be established, and it has:")
    } else if violation.person == account {
      remarks.append("\(account) \(could ? "could" : "has"):")
    } else {
      remarks.append(
        "\(account) is \(violation.person), who \(could ? "could, with all accounts together" : "has"):"
      )
    }
    remarks += violation.holdings.map { "  " + $0.description }
    return remarks
  }

  private mutating func inShort(
    _ violation: SeparationViolation, _ account: EntityUID, could: Bool
  ) -> String {
    let members = violation.holdings.map(\.member).joined(separator: " and ")
    if violation.isUnknownPerson {
      return "which person \(account) is cannot be established, and it has \(members)"
    }
    return "\(violation.person) \(could ? "could" : "has") \(members)"
  }

  mutating func words(for waiver: TypedWaiver) -> String {
    let scope = waiver.scope.map { " on \($0)" } ?? ""
    return "waived for \(waiver.person)\(scope) until \(waiver.until) because"
      + " \(quoted(waiver.because))"
  }

  // MARK: Active roles

  private mutating func activeFinding(_ members: [RoleID], _ id: UInt32) -> SeparationFinding? {
    // Where a request names no roles, each is active by itself, and nothing is looked at.
    guard let named = evaluator.facts.roles else { return nil }
    let policy = snapshot.policy
    let active = members.filter { activeRoles.contains(UInt32($0.int)) }
    guard !active.isEmpty else { return nil }
    var finding = SeparationFinding(SeparationID(Int(id)))
    for member in active {
      let through = named.filter {
        roleMarks.bits($0) & RoleMark.authorized != 0
          && evaluator.view.roles.closure(of: $0).contains(UInt32(member.int))
      }.map { policy.roles[Int($0)].name }
      let name = policy[member].name
      finding.remarks.append(
        through.contains(name)
          ? "the request names \(name)"
          : "the request names \(through.joined(separator: ", ")), which is above \(name)")
    }
    if reasons.waived.contains(id), let waiver = activationWaiver(of: id) {
      finding.outcome = .waived
      finding.remarks.append(words(for: waiver))
    }
    if reasons.separations.contains(id) {
      finding.outcome = .applies
      let account = evaluator.uid(of: evaluator.facts.principal)
      let names = active.map { policy[$0].name }.joined(separator: " and ")
      finding.inShort = "\(account) asks with \(names) active together"
    }
    return finding
  }
}

extension Evaluator {
  /// Also of an entity that only the request speaks of.
  mutating func uid(of entity: UInt32) -> EntityUID { pool.uid(entity, in: schema) }
}
