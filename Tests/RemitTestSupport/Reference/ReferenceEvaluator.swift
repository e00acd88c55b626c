package import RemitModel

/// The plain reading of docs/language.md, section 11: walks the typed policy, keeps no index and remembers
/// nothing. Every engine must answer as this one does.
///
/// It is made to be obviously right, and is as slow as that takes: each request looks at every
/// rule, role and grant.
package struct ReferenceEvaluator {
  let policy: TypedPolicy
  let stored: [EntityUID: (attributes: [Text: Value], parents: [EntityUID])]
  let grants: [TypedGrant]
  /// When static separations were looked at; `nil` where they were not.
  package var checkedAt: Instant?

  /// - Throws: the problems of data that does not fit the policy.
  package init(
    _ policy: TypedPolicy, entities: Entities, grants: Grants = Grants()
  ) throws(ReferenceRefusal) {
    self.policy = policy
    var conformer = Conformer(policy.schema)
    var stored: [EntityUID: (attributes: [Text: Value], parents: [EntityUID])] = [:]
    for record in entities.records {
      guard let type = policy.schema.entityType(wire: record.uid.type) else {
        conformer.report(.undeclaredType, "\(record.uid)", "undeclared")
        continue
      }
      let declared = policy.schema[type].attributes
      let exact = conformer.attributes(record.attributes, of: declared, at: "\(record.uid)")
      stored[record.uid] = (exact ?? [:], record.parents)
    }
    self.stored = stored
    self.grants =
      policy.grants
      + grants.records.compactMap { record in
        guard let role = policy.role(named: record.role) else {
          conformer.report(.wrongType, "\(record.role)", "no such role")
          return nil
        }
        return TypedGrant(
          name: record.id?.string ?? "", role: role, grantees: record.grantees, scope: record.scope,
          from: record.from, until: record.until, clauses: [], frameSize: 0, because: nil, span: nil
        )
      }
    if !conformer.problems.isEmpty { throw ReferenceRefusal(problems: conformer.problems) }
  }

  /// - Parameter history: everything in the ledger; `nil` where it cannot be asked.
  package func decide(
    _ request: Request, now: Instant, history: [LedgerEntry]? = nil
  ) -> ReferenceDecision {
    switch validate(request) {
    case .invalid(let problems):
      var decision = ReferenceDecision(.invalid)
      decision.errors = Set(problems.map { ReferenceError($0.code, path: $0.path) }).sorted()
      return decision
    case .unknown(let paths):
      var decision = ReferenceDecision(.unmatched)
      decision.errors = Set(paths.map { ReferenceError(.unknownEntity, path: $0) }).sorted()
      return decision
    case .valid(let valid):
      return decide(valid.situation(over: self, now: now, history: history), valid)
    }
  }

  private func decide(
    _ situation: ReferenceSituation, _ request: ValidRequest
  ) -> ReferenceDecision {
    var tally = Tally(situation: situation)
    let held = hold(request, &tally)
    let performing = performing(request, situation)
    separate(performing, request, held, &tally)

    let denies = apply(.deny, request, held, &tally)
    let separations = tally.separations + tally.unanswered
    if !denies.isEmpty || !separations.isEmpty {
      let isForbidden = denies.contains { $0.error == nil }
      let cause: Decision.Cause =
        isForbidden ? .forbidden : tally.separations.isEmpty ? .failed : .separated
      return tally.decision(
        cause, determining: denies.map(\.rule.name) + separations, denies.map(\.rule))
    }

    let allows = apply(.allow, request, held, &tally).filter { $0.error == nil }
    var reasons = allows.map(\.rule.name)
    for role in held.active.sorted() {
      for permission in policy[role].permissions
      where permission.actions.contains(request.combination.action)
        && permission.resources.contains(request.combination.resource)
      {
        let holds = situation.holds(permission.clauses, frameSize: permission.frameSize)
        let through = held.grants.filter { policy[$0.role].closure.contains(role) }.map(\.name)
        if tally.isTrue(holds, of: policy[role].name, causes: [policy[role].name] + through) {
          reasons += [policy[role].name] + through
        }
      }
    }
    if !reasons.isEmpty {
      var decision = tally.decision(.permitted, determining: reasons, allows.map(\.rule))
      decision.obligations += performObligation(performing)
      return decision
    }
    let failed = tally.failed
    return tally.decision(failed.isEmpty ? .unmatched : .failed, determining: failed, [])
  }

  // MARK: - Roles

  struct Held {
    /// Separations by which the person has too much.
    var suspending: [TypedSeparation] = []
    /// Applying grants whose scope holds the resource.
    var grants: [TypedGrant] = []
    var authorized: Set<RoleID> = []
    /// Authorized at any scope; complete only for roles that some rule asks about `anywhere`.
    var anywhere: Set<RoleID> = []
    var active: Set<RoleID> = []
  }

  private func hold(_ request: ValidRequest, _ tally: inout Tally) -> Held {
    let situation = tally.situation
    let asked = rolesAsked(by: request)
    var held = Held()
    held.suspending = suspending(situation)
    for grant in grants {
      let closure = Set(policy[grant.role].closure)
      let isTheirs = grant.grantees.contains { situation.lies(situation.principal, in: $0) }
      let isHere = scope(grant.scope, holdsResourceOf: situation)
      // The checker has seen conditions only in the combinations that ask for the role; where a
      // request does no more than name it, a grant with conditions does not apply.
      let isNamed = grant.clauses.isEmpty && !closure.isDisjoint(with: request.roles ?? [])
      let isAsked = isNamed || !closure.isDisjoint(with: asked.here)
      let concerns = isHere && isAsked || !closure.isDisjoint(with: asked.anywhere)
      guard isTheirs, concerns, grant.isInForce(at: situation.now),
        tally.isTrue(
          situation.holds(grant.clauses, frameSize: grant.frameSize), of: grant.name,
          causes: [grant.name])
      else { continue }
      for role in closure where isSuspended(role, held.suspending).isEmpty {
        held.anywhere.insert(role)
        if isHere { held.authorized.insert(role) }
      }
      for role in closure {
        let juniors = Set(policy[role].closure)
        let isNeeded =
          isHere
          && (!juniors.isDisjoint(with: asked.here) || request.roles?.contains(role) ?? false)
          || !juniors.isDisjoint(with: asked.anywhere)
        if isNeeded { tally.separations += isSuspended(role, held.suspending).map(\.name) }
      }
      if isHere { held.grants.append(grant) }
    }
    held.active = held.authorized
    if let named = request.roles {
      for role in named where !held.authorized.contains(role) {
        tally.errors.insert(ReferenceError(.roleNotAuthorized, name: policy[role].name))
      }
      let activated = named.filter(held.authorized.contains).flatMap { policy[$0].closure }
      held.active = Set(activated)
    }
    return held
  }

  /// The roles that can matter to the request: with a permission for it, or asked for by `holders
  /// of` in a rule that can meet it.
  private func rolesAsked(by request: ValidRequest) -> (here: Set<RoleID>, anywhere: Set<RoleID>) {
    var here: Set<RoleID> = []
    var anywhere: Set<RoleID> = []
    for (index, role) in policy.roles.enumerated()
    where role.permissions.contains(where: {
      $0.actions.contains(request.combination.action)
        && $0.resources.contains(request.combination.resource)
    }) {
      here.insert(RoleID(index))
    }
    for rule in policy.rules where rule.canMeet(request.combination, in: policy.schema) {
      for case .holders(let role, let isAnywhere) in rule.subject ?? [] {
        if isAnywhere { anywhere.insert(role) } else { here.insert(role) }
      }
    }
    return (here, anywhere)
  }

  private func scope(_ scope: Scope, holdsResourceOf situation: ReferenceSituation) -> Bool {
    switch scope {
    case .everything: true
    case .entities(let entities):
      entities.contains { situation.lies(situation.resource, in: $0) }
    }
  }

  // MARK: - Rules

  private typealias Applied = (rule: TypedRule, error: EvaluationError?)

  /// The rules of an effect that are met and either hold or err.
  private func apply(
    _ effect: Effect, _ request: ValidRequest, _ held: Held, _ tally: inout Tally
  ) -> [Applied] {
    var applied: [Applied] = []
    for rule in policy.rules
    where rule.effect == effect && meets(rule, request, held, tally.situation) {
      switch tally.situation.holds(rule.clauses, frameSize: rule.frameSize) {
      case .success(true): applied.append((rule, nil))
      case .success(false): break
      case .failure(let error):
        applied.append((rule, error))
        tally.report(error, of: rule.name, causes: effect == .allow ? [rule.name] : [])
        if !rule.possibleErrors.contains(error.code) {
          tally.brokenPromises.append("\(rule.name) meets \(error.code), not among its errors")
        }
      }
    }
    return applied
  }

  private func meets(
    _ rule: TypedRule, _ request: ValidRequest, _ held: Held, _ situation: ReferenceSituation
  ) -> Bool {
    let isSubject =
      rule.subject?.contains { pattern in
        switch pattern {
        case .entity(let entity): fits(entity, situation.principal, situation)
        case .holders(let role, let anywhere):
          (anywhere ? held.anywhere : held.authorized).contains(role)
        }
      } ?? true
    let isObject = rule.object?.contains { fits($0, situation.resource, situation) } ?? true
    return isSubject && isObject && rule.actions.contains(request.combination.action)
  }

  func fits(
    _ pattern: EntityPattern, _ entity: EntityUID, _ situation: ReferenceSituation
  ) -> Bool {
    switch pattern {
    case .type(let type): situation.isType(.entity(entity), type)
    case .typesIn(let types, let ancestor):
      types.contains { situation.isType(.entity(entity), $0) }
        && situation.lies(entity, in: ancestor)
    case .entity(let wanted): entity == wanted
    }
  }
}

/// Data that the policy's declarations do not admit.
package struct ReferenceRefusal: Error {
  package let problems: [DataProblem]
}

extension TypedPolicy {
  /// A role by its full name, or by its short name where only one role has it.
  func role(named name: Text) -> RoleID? {
    let full = roles.indices.filter { Text(roles[$0].name) == name }
    if let only = full.first { return RoleID(only) }
    let short = roles.indices.filter {
      roles[$0].name.utf8.reversed().starts(with: ".\(name)".utf8.reversed())
    }
    return short.count == 1 ? RoleID(short[0]) : nil
  }
}
