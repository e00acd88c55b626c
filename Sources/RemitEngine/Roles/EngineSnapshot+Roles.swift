import RemitCompiler
package import RemitModel

/// What a name of a role, from a person or a program, leads to.
package enum RoleLookup: Sendable {
  case found(RoleID)
  /// The full names of the roles that have the short name.
  case ambiguous([String])
  /// With a suggestion, or empty.
  case unknown(String)
}

/// A grant that is in force for an account, and the entity that it names: the account itself or a
/// group that it lies in.
package struct HeldGrant: Sendable {
  package let grant: TypedGrant
  package let grantee: EntityUID
}

/// More roles of one separation active together than it allows.
package struct ActivationConflict: Hashable, Sendable {
  package let separation: SeparationID
  /// The members that meet, each with the activated role that brings it.
  package let met: [(member: RoleID, by: RoleID)]

  package init(separation: SeparationID, met: [(member: RoleID, by: RoleID)]) {
    self.separation = separation
    self.met = met
  }

  package static func == (a: ActivationConflict, b: ActivationConflict) -> Bool {
    a.separation == b.separation && a.met.elementsEqual(b.met, by: ==)
  }

  package func hash(into hasher: inout Hasher) {
    hasher.combine(separation)
    for one in met { hasher.combine(one.member) }
  }
}

// Who holds which roles, asked of a snapshot without a request.
extension EngineSnapshot {
  package func findRole(_ name: Text) -> RoleLookup {
    switch roleNames.find(name) {
    case .found(let role): .found(role)
    case .ambiguous(let names): .ambiguous(names)
    case .unknown(let suggestion): .unknown(suggestion)
    }
  }

  /// Whether the data has the entity, not only a reference to it.
  package func isStored(_ uid: EntityUID) -> Bool {
    entity(uid).map { view.entities.row(of: $0) != EntityRows.none } ?? false
  }

  /// Whether entities of the type can ask for anything.
  package func isAccount(type: Text) -> Bool {
    policy.schema.entityType(wire: type).map { accountTypes.contains($0) } ?? false
  }

  /// Every stored entity that can ask for anything, sorted.
  ///
  /// - Complexity: O(n log n) in the entities.
  package var storedAccounts: [EntityUID] {
    (0..<view.pool.entityCount)
      .filter { view.entities.row(of: $0) != EntityRows.none && isAccount($0) }
      .map { uid(of: $0) }.sorted()
  }

  /// Whether an entity is another or lies in it, by what is stored.
  package func lies(_ uid: EntityUID, in ancestor: EntityUID) -> Bool {
    if uid == ancestor { return true }
    guard let below = entity(uid), let above = entity(ancestor) else { return false }
    return lies(below, in: above)
  }

  /// The grants to an account, or to what it lies in, whose window holds the time, whatever their
  /// scope and conditions.
  ///
  /// - Complexity: O(grants to the account and its ancestors).
  package func grantsInForce(to account: EntityUID, at now: Instant) -> [HeldGrant] {
    guard let id = entity(account) else { return [] }
    var held: [HeldGrant] = []
    for grantee in [id] + view.entities.ancestors(of: id) {
      forEachGrant(to: grantee) { number in
        let grant = grant(Int(number))
        if grant.isInForce(at: now) {
          held.append(HeldGrant(grant: grant, grantee: uid(of: grantee)))
        }
      }
    }
    return held
  }

  /// The roles that an account is not to hold at a time, its person having too much.
  package func suspendedRoles(of account: EntityUID, at now: Instant) -> Set<RoleID> {
    guard let id = entity(account), let found = suspensions.byAccount[id] else { return [] }
    var members: Set<RoleID> = []
    for one in found where now.milliseconds < one.until {
      if one.liftedBy.contains(where: { isLifting($0, at: now) }) { continue }
      if case .roles(let roles) = policy.separations[Int(one.separation)].members {
        members.formUnion(roles)
      }
    }
    if members.isEmpty { return [] }
    return Set(
      policy.roles.indices.map { RoleID($0) }.filter { role in
        policy[role].closure.contains(where: members.contains)
      })
  }

  /// The separations of active roles that an account violates by activating these roles together,
  /// with the roles that they bring: what a request that names them is denied for. A waiver in force
  /// lifts them; one for a place lifts them there, which each request asks.
  ///
  /// - Complexity: O(separations of active roles × their members × roles + waivers).
  package func activationConflicts(
    of roles: [RoleID], for account: EntityUID, at now: Instant
  ) -> [ActivationConflict] {
    policy.separations.enumerated().compactMap { number, separation in
      guard case .activeRoles(let members) = separation.members else { return nil }
      let met = members.compactMap { member in
        roles.first { policy[$0].closure.contains(member) }.map { (member: member, by: $0) }
      }
      guard met.count > separation.most, !isWaived(UInt32(number), for: account, at: now) else {
        return nil
      }
      return ActivationConflict(separation: SeparationID(number), met: met)
    }
  }

  private func isWaived(_ separation: UInt32, for account: EntityUID, at now: Instant) -> Bool {
    let inForce = policy.waivers.filter {
      $0.separation.int == Int(separation) && $0.isInForce(at: now)
    }
    guard !inForce.isEmpty, let id = entity(account) else { return false }
    var persons = PersonFinder(self)
    // An account whose person is not known is waived for by itself.
    let person = uid(of: persons.person(of: id, separation) ?? id)
    return inForce.contains { $0.person == person }
  }
}
