import RemitModel
import RemitSource

/// Builds an `Explanation`: asks every rule, permission and grant that names the request's action
/// what it said, and keeps those that a reader needs.
struct Explainer<View: EntityView> {
  let evaluator: TracingEvaluator<View>
  let grants: [TypedGrant]
  let combination: Combination
  /// The roles the request names, resolved; `nil` where it names none.
  let namedRoles: [RoleID]?
  /// Roles that the principal's person is not to hold at this time, having too much.
  let suspendedRoles: Set<RoleID>

  init(
    policy: TypedPolicy, grants: [TypedGrant], view: View, combination: Combination,
    principal: EntityUID, resource: EntityUID, context: [Text: Value], now: Instant,
    namedRoles: [RoleID]?, suspendedRoles: Set<RoleID>, ledger: LedgerReading
  ) {
    self.evaluator = TracingEvaluator(
      policy: policy, view: view, principal: principal, resource: resource, context: context,
      now: now, ledger: ledger)
    self.grants = grants
    self.combination = combination
    self.namedRoles = namedRoles
    self.suspendedRoles = suspendedRoles
  }

  var policy: TypedPolicy { evaluator.policy }

  /// How many rules, permissions and grants that had no say are listed.
  static var listedMax: Int { 40 }

  /// O(rules + permissions + grants), for a person to read afterwards; never on the decide path.
  ///
  /// - Parameter findings: what became of the separations that this request could meet.
  func explain(_ decision: Decision, _ findings: [SeparationFinding]) -> Explanation {
    let held = heldRoles()
    var considered = held.considered
    var notListed = held.notListed
    for rule in policy.rules where rule.canMeet(combination, in: policy.schema) {
      if let entry = consider(rule, held: held) {
        considered.append(entry)
      } else {
        notListed += 1
      }
    }
    considered += permissions(held: held)
    considered += findings.map(consider)
    let ranked = considered.enumerated().sorted { a, b in
      let x = rank(a.element, decision)
      let y = rank(b.element, decision)
      return x != y ? x < y : a.offset < b.offset
    }.map(\.element)
    let mustList = ranked.prefix { rank($0, decision) < 3 }.count
    let listed = ranked.prefix(max(mustList, Self.listedMax))
    return Explanation(
      decision: decision, principal: evaluator.principal,
      action: policy.schema[combination.action].name, resource: evaluator.resource,
      now: evaluator.now, summary: Explanation.summary(of: decision, considered: ranked),
      considered: Array(listed),
      notListed: notListed + ranked.count - listed.count)
  }

  /// What decided comes first, then errors, then what came close.
  private func rank(_ entry: Explanation.Considered, _ decision: Decision) -> Int {
    let decides = decision.determining.contains(entry.name)
    switch (entry.outcome, entry.kind) {
    case (.applies, .grant), (.applies, .permission): return decides ? 1 : 4
    case (.applies, _), (.appliesByError, _): return decides ? 0 : 3
    case (.fails, _): return 2
    case (.roleNotHeld, _): return 4
    case (.waived, _): return decision.waivers.contains(entry.name) ? 1 : 4
    case (.doesNotApply, .separation): return 3
    case (.doesNotApply, _): return decision.isAllowed == (entry.kind == .deny) ? 5 : 6
    }
  }
}

// MARK: - Rules

extension Explainer {
  /// `nil` where the head does not fit: such rules are counted, not listed.
  private func consider(_ rule: TypedRule, held: HeldRoles) -> Explanation.Considered? {
    guard headFits(rule, held: held) else { return nil }
    let verdict = evaluator.verdict(on: rule.clauses, frameSize: rule.frameSize)
    let outcome: Explanation.Considered.Outcome =
      switch verdict {
      case .success(true): .applies
      case .success(false): .doesNotApply
      case .failure: rule.effect == .deny ? .appliesByError : .fails
      }
    return Explanation.Considered(
      kind: rule.effect == .deny ? .deny : .allow, name: rule.name, outcome: outcome,
      because: rule.because, place: place(of: rule.span),
      remarks: rule.clauses.isEmpty ? ["it has no conditions"] : [],
      clauses: evaluator.traces(of: rule.clauses, frameSize: rule.frameSize))
  }

  private func headFits(_ rule: TypedRule, held: HeldRoles) -> Bool {
    if let subject = rule.subject,
      !subject.contains(where: { pattern in
        switch pattern {
        case .entity(let entity): fits(entity, evaluator.principal)
        case .holders(let role, let anywhere):
          (anywhere ? held.authorizedAnywhere : held.authorized).contains(role)
        }
      })
    {
      return false
    }
    return rule.object?.contains { fits($0, evaluator.resource) } ?? true
  }

  private func fits(_ pattern: EntityPattern, _ uid: EntityUID) -> Bool {
    let type = policy.schema.entityType(wire: uid.type)
    switch pattern {
    case .type(let wanted): return type == wanted
    case .typesIn(let types, let ancestor):
      return type.map(types.contains) == true && evaluator.view.lies(uid, in: ancestor)
    case .entity(let wanted): return uid == wanted
    }
  }

  func place(of span: SourceSpan?) -> String? {
    guard let span, let file = policy.files[span.file] else { return nil }
    return "\(file.path):\(file.position(at: span.lower).line)"
  }
}

// MARK: - Roles, permissions and grants

/// What the grants gave the principal, and the grants themselves as a reader sees them.
struct HeldRoles {
  var authorized: Set<RoleID> = []
  var authorizedAnywhere: Set<RoleID> = []
  var active: Set<RoleID> = []
  var considered: [Explanation.Considered] = []
  var notListed = 0
  /// Names of the grants that give a role, by role.
  var givenBy: [RoleID: [String]] = [:]
}

extension Explainer {
  private func heldRoles() -> HeldRoles {
    var held = HeldRoles()
    let concerned = rolesAbove(concernedRoles())
    let named = rolesAbove(Set(namedRoles ?? []))
    // As in deciding: a role that is only named comes through grants without conditions.
    for grant in grants
    where concerned.contains(grant.role) || grant.clauses.isEmpty && named.contains(grant.role) {
      guard grant.grantees.contains(where: { evaluator.view.lies(evaluator.principal, in: $0) })
      else {
        held.notListed += 1
        continue
      }
      add(grant, to: &held)
    }
    held.active = held.authorized
    if let namedRoles {
      held.active = Set(
        namedRoles.filter(held.authorized.contains).flatMap { policy[$0].closure })
    }
    return held
  }

  /// Roles with a permission for the action, or whose holders some rule asks for.
  private func concernedRoles() -> Set<RoleID> {
    var asked: Set<RoleID> = []
    for rule in policy.rules where rule.canMeet(combination, in: policy.schema) {
      for case .holders(let role, _) in rule.subject ?? [] { asked.insert(role) }
    }
    for (index, role) in policy.roles.enumerated() where role.permissions.contains(where: names) {
      asked.insert(RoleID(index))
    }
    return asked
  }

  private func rolesAbove(_ roles: Set<RoleID>) -> Set<RoleID> {
    let all = policy.roles.indices.map { RoleID($0) }
    return Set(all.filter { !roles.isDisjoint(with: policy[$0].closure) })
  }

  private func names(_ permission: TypedPermission) -> Bool {
    permission.actions.contains(combination.action)
      && permission.resources.contains(combination.resource)
  }

  private func add(_ grant: TypedGrant, to held: inout HeldRoles) {
    var remarks: [String] = []
    var outcome = Explanation.Considered.Outcome.applies
    let inScope = scopeHolds(grant.scope)
    if let from = grant.from, evaluator.now < from {
      remarks.append("it begins at \(from)")
      outcome = .doesNotApply
    }
    if let until = grant.until, evaluator.now >= until {
      remarks.append("it ended at \(until)")
      outcome = .doesNotApply
    }
    if !inScope, case .entities(let entities) = grant.scope {
      let scopes = entities.map(\.description).joined(separator: " nor in ")
      remarks.append("\(evaluator.resource) does not lie in \(scopes)")
    }
    if outcome == .applies {
      switch evaluator.verdict(on: grant.clauses, frameSize: grant.frameSize) {
      case .success(true):
        held.authorizedAnywhere.formUnion(
          policy[grant.role].closure.filter { !suspendedRoles.contains($0) })
        if inScope { authorize(grant, &held) }
      case .success(false): outcome = .doesNotApply
      case .failure: outcome = .fails
      }
    }
    if !inScope { outcome = .doesNotApply }
    remarks.insert(
      "gives \(policy[grant.role].name) to "
        + grant.grantees.map(\.description).joined(separator: ", "), at: 0)
    held.considered.append(
      Explanation.Considered(
        kind: .grant, name: grant.name, outcome: outcome, because: grant.because,
        place: place(of: grant.span), remarks: remarks,
        clauses: evaluator.traces(of: grant.clauses, frameSize: grant.frameSize)))
  }

  private func authorize(_ grant: TypedGrant, _ held: inout HeldRoles) {
    for role in policy[grant.role].closure where !suspendedRoles.contains(role) {
      held.authorized.insert(role)
      held.givenBy[role, default: []].append(grant.name)
    }
  }

  private func scopeHolds(_ scope: Scope) -> Bool {
    switch scope {
    case .everything: true
    case .entities(let entities):
      entities.contains { evaluator.view.lies(evaluator.resource, in: $0) }
    }
  }

  private func permissions(held: HeldRoles) -> [Explanation.Considered] {
    var out: [Explanation.Considered] = []
    for (index, role) in policy.roles.enumerated() {
      let id = RoleID(index)
      for permission in role.permissions where names(permission) {
        out.append(consider(permission, of: role, id: id, held: held))
      }
    }
    return out
  }

  private func consider(
    _ permission: TypedPermission, of role: TypedRole, id: RoleID, held: HeldRoles
  ) -> Explanation.Considered {
    var remarks: [String] = []
    let outcome: Explanation.Considered.Outcome
    if held.active.contains(id) {
      remarks.append("held through \((held.givenBy[id] ?? []).sorted().joined(separator: ", "))")
      switch evaluator.verdict(on: permission.clauses, frameSize: permission.frameSize) {
      case .success(true): outcome = .applies
      case .success(false): outcome = .doesNotApply
      case .failure: outcome = .fails
      }
    } else {
      remarks.append(
        held.authorized.contains(id)
          ? "the request does not name this role as active"
          : suspendedRoles.contains(id)
            ? "a separation suspends this role for \(evaluator.principal)"
            : "\(evaluator.principal) does not hold this role for \(evaluator.resource)")
      outcome = .roleNotHeld
    }
    return Explanation.Considered(
      kind: .permission, name: role.name, outcome: outcome, because: nil,
      place: place(of: permission.span), remarks: remarks,
      clauses: evaluator.traces(of: permission.clauses, frameSize: permission.frameSize))
  }
}
