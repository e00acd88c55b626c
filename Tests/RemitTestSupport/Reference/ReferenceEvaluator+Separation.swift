package import RemitModel

// Static separations: who has too much at some instant, by looking at every instant, every account
// and every entity.
extension ReferenceEvaluator {
  /// Something of what a separation keeps apart.
  struct Having {
    let member: Int
    var scope: Scope
    let from: Instant?
    let until: Instant?

    func isHeld(at time: Instant) -> Bool {
      (from.map { $0 <= time } ?? true) && (until.map { time < $0 } ?? true)
    }
  }

  /// Somebody with everything that the separation counts for them.
  struct Holder {
    /// A person, an account that stands for itself, or a group.
    let person: EntityUID
    let isUnknown: Bool
    let havings: [Having]
  }

  /// Everybody who has too much at some instant from a time on, and for whom no waiver in force then
  /// lifts it: the full names of the separations and the persons, sorted.
  package func violations(at now: Instant) -> [String] {
    let situation = plainSituation(now)
    var found: Set<String> = []
    for separation in policy.separations {
      for entity in everybody {
        let holder = holder(of: entity, separation, situation)
        guard isTooMuch(holder, separation, situation, from: now),
          !isLifted(holder, separation, situation, from: now)
        else { continue }
        found.insert("\(separation.name) \(holder.person)")
      }
    }
    return found.sorted()
  }

  /// Everything that data or grants speak of as somebody.
  private var everybody: [EntityUID] {
    Set(stored.keys).union(grants.flatMap(\.grantees)).sorted()
  }

  private func plainSituation(_ now: Instant) -> ReferenceSituation {
    let nobody = EntityUID(type: "", id: "")
    return ReferenceSituation(
      policy: policy, attributes: stored.mapValues(\.attributes),
      parents: stored.mapValues(\.parents), stored: Set(stored.keys), principal: nobody,
      resource: nobody, context: [:], now: now, history: nil)
  }

  /// The separations of roles and permissions by which the principal's person has too much now or
  /// later, without those that a waiver lifts. An account that has nothing of it itself is not
  /// concerned.
  func suspending(_ situation: ReferenceSituation) -> [TypedSeparation] {
    guard let checkedAt else { return [] }
    let isShown = !situation.stored.contains(situation.principal)
    let start = isShown ? situation.now : max(checkedAt, situation.now)
    let looked = isShown ? situation.now : checkedAt
    return policy.separations.filter { separation in
      let own = havings(of: situation.principal, separation, situation)
      guard own.contains(where: { $0.until.map { $0 > looked } ?? true }) else { return false }
      let holder = holder(of: situation.principal, separation, situation)
      return isTooMuch(holder, separation, situation, from: start)
        && !isLifted(holder, separation, situation, from: start)
    }
  }

  /// By which separations a person does not hold a role for now: those of which it, or one below
  /// it, is a member.
  func isSuspended(_ role: RoleID, _ suspending: [TypedSeparation]) -> [TypedSeparation] {
    suspending.filter { separation in
      guard case .roles(let members) = separation.members else { return false }
      return policy[role].closure.contains(where: members.contains)
    }
  }

  /// The separations that a request meets, but those of roles that nobody may hold together.
  func separate(
    _ performing: [Performing], _ request: ValidRequest, _ held: Held, _ tally: inout Tally
  ) {
    for separation in held.suspending {
      guard case .permissions(let members) = separation.members else { continue }
      let isMember = members.contains {
        $0.actions.contains(request.combination.action)
          && $0.resources.contains(request.combination.resource)
      }
      if isMember { tally.separations.append(separation.name) }
    }
    for separation in policy.separations where request.roles != nil {
      guard case .activeRoles(let members) = separation.members else { continue }
      if members.count(where: held.active.contains) > separation.most,
        !isActivationWaived(separation, tally.situation)
      {
        tally.separations.append(separation.name)
      }
    }
    let duties = brokenDuties(performing, tally.situation)
    tally.separations += duties.broken.map(\.name)
    for separation in duties.unanswered {
      tally.unanswered.append(separation.name)
      tally.errors.insert(ReferenceError(.ledgerUnavailable, name: separation.name))
    }
  }

  /// Whether a waiver in force names the principal's person, or the account where the person is
  /// unknown, and holds the resource.
  private func isActivationWaived(
    _ separation: TypedSeparation, _ situation: ReferenceSituation
  ) -> Bool {
    let person = separation.identity.flatMap { identity in
      situation.person(
        of: situation.principal, by: identity.expression, frameSize: identity.frameSize)
    }
    return policy.waivers.contains { waiver in
      policy[waiver.separation].name == separation.name && waiver.isInForce(at: situation.now)
        && waiver.person == person ?? situation.principal
        && (waiver.scope.map { situation.lies(situation.resource, in: $0) } ?? true)
    }
  }

  /// Who an entity is, with what all of that person's accounts have.
  private func holder(
    of entity: EntityUID, _ separation: TypedSeparation, _ situation: ReferenceSituation
  ) -> Holder {
    let own = havings(of: entity, separation, situation)
    guard let identity = separation.identity, isAccount(entity) else {
      return Holder(person: entity, isUnknown: false, havings: own)
    }
    func known(_ account: EntityUID) -> EntityUID? {
      situation.person(of: account, by: identity.expression, frameSize: identity.frameSize)
    }
    guard let person = known(entity) else {
      return Holder(person: entity, isUnknown: true, havings: own)
    }
    let others = everybody.filter { $0 != entity && isAccount($0) && known($0) == person }
    return Holder(
      person: person, isUnknown: false,
      havings: own + others.flatMap { havings(of: $0, separation, situation) })
  }

  private func isAccount(_ entity: EntityUID) -> Bool {
    policy.schema.entityType(wire: entity.type).map { type in
      policy.schema.actions.contains { $0.principals.contains(type) }
    } ?? false
  }

  // MARK: What somebody has

  private func havings(
    of entity: EntityUID, _ separation: TypedSeparation, _ situation: ReferenceSituation
  ) -> [Having] {
    var out: [Having] = []
    let granted = grants.filter { grant in
      grant.grantees.contains { situation.lies(entity, in: $0) }
    }
    for grant in granted {
      for member in members(of: separation, in: policy[grant.role].closure) {
        out.append(
          Having(member: member, scope: grant.scope, from: grant.from, until: grant.until))
      }
    }
    guard case .permissions(let members) = separation.members, isAccount(entity) else { return out }
    for rule in policy.rules where rule.effect == .allow {
      for (index, member) in members.enumerated() where reaches(rule, member) {
        out += windows(of: rule, entity, granted, situation).map {
          Having(member: index, scope: .everything, from: $0.from, until: $0.until)
        }
      }
    }
    return out
  }

  /// The members that a holder of some roles has.
  private func members(of separation: TypedSeparation, in roles: [RoleID]) -> [Int] {
    switch separation.members {
    case .roles(let members): members.indices.filter { roles.contains(members[$0]) }
    case .permissions(let members):
      members.indices.filter { index in
        roles.flatMap { policy[$0].permissions }.contains { permission in
          permission.actions.intersection(members[index].actions).contains { action in
            policy.schema[action].resources.contains {
              members[index].resources.contains($0) && permission.resources.contains($0)
            }
          }
        }
      }
    case .activeRoles, .duties: []
    }
  }

  private func reaches(_ rule: TypedRule, _ member: TypedSeparation.PermissionMember) -> Bool {
    rule.actions.intersection(member.actions).contains { action in
      policy.schema[action].resources.contains { type in
        member.resources.contains(type)
          && rule.object?.contains { $0.canFit(type, in: policy.schema) } ?? true
      }
    }
  }

  /// When a rule is about somebody: always, never, or for as long as a grant lasts.
  private func windows(
    of rule: TypedRule, _ entity: EntityUID, _ granted: [TypedGrant],
    _ situation: ReferenceSituation
  ) -> [(from: Instant?, until: Instant?)] {
    guard let type = policy.schema.entityType(wire: entity.type),
      rule.actions.contains(where: { policy.schema[$0].principals.contains(type) })
    else { return [] }
    guard let subject = rule.subject else { return [(nil, nil)] }
    return subject.flatMap { pattern -> [(from: Instant?, until: Instant?)] in
      switch pattern {
      case .entity(let entityPattern):
        fits(entityPattern, entity, situation) ? [(nil, nil)] : []
      case .holders(let role, _):
        granted.filter { policy[$0.role].closure.contains(role) }.map { ($0.from, $0.until) }
      }
    }
  }

  // MARK: Whether that is too much

  private func isTooMuch(
    _ holder: Holder, _ separation: TypedSeparation, _ situation: ReferenceSituation,
    from start: Instant
  ) -> Bool {
    let edges = holder.havings.flatMap { [$0.from, $0.until].compactMap { $0 } }
    return ([start] + edges.filter { $0 > start }).contains { time in
      let held = holder.havings.filter { $0.isHeld(at: time) }
      if holder.isUnknown { return !held.isEmpty }
      if !separation.inOneScope { return Set(held.map(\.member)).count > separation.most }
      return entities(of: held).contains { entity in
        let here = held.filter { holds($0.scope, entity, situation) }
        return Set(here.map(\.member)).count > separation.most
      }
    }
  }

  /// Every entity that could be in several scopes: the stored ones, the scopes, and one that
  /// nothing speaks of, for those of everything.
  private func entities(of held: [Having]) -> Set<EntityUID> {
    var all = Set(stored.keys)
    all.insert(EntityUID(type: "", id: ""))
    for one in held {
      if case .entities(let entities) = one.scope { all.formUnion(entities) }
    }
    return all
  }

  private func holds(
    _ scope: Scope, _ entity: EntityUID, _ situation: ReferenceSituation
  ) -> Bool {
    switch scope {
    case .everything: true
    case .entities(let entities): entities.contains { situation.lies(entity, in: $0) }
    }
  }

  /// Whether one waiver in force lifts the breach whole: what it leaves is no breach.
  private func isLifted(
    _ holder: Holder, _ separation: TypedSeparation, _ situation: ReferenceSituation,
    from start: Instant
  ) -> Bool {
    policy.waivers.contains { waiver in
      guard policy[waiver.separation].name == separation.name, waiver.person == holder.person,
        waiver.isInForce(at: situation.now)
      else { return false }
      guard let scope = waiver.scope else { return true }
      let left = holder.havings.compactMap { having -> Having? in
        guard case .entities(let entities) = having.scope else { return having }
        var kept = having
        let outside = entities.filter { !situation.lies($0, in: scope) }
        kept.scope = .entities(outside)
        return outside.isEmpty ? nil : kept
      }
      let rest = Holder(person: holder.person, isUnknown: holder.isUnknown, havings: left)
      return !isTooMuch(rest, separation, situation, from: start)
    }
  }
}
