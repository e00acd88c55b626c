import RemitCompiler
import RemitEngine
import RemitModel

/// Reads one snapshot with the eyes of the standard: users, roles, permissions and who has what.
struct RoleReader {
  let snapshot: EngineSnapshot
  let now: Instant

  var policy: TypedPolicy { snapshot.policy }

  func name(of role: RoleID) -> Text { Text(policy[role].name) }

  // MARK: What names lead to

  /// By full or short name; of the overlay by what it was called, too.
  func role(_ name: Text) throws(RBACError) -> RoleID {
    if let role = role(ifKnown: name) { return role }
    switch snapshot.findRole(name) {
    case .found(let role): return role
    case .ambiguous(let names): throw .ambiguousRole(name, names)
    case .unknown(let suggestion): throw .unknownRole(name, suggestion: suggestion)
    }
  }

  /// The same of roles, where it is no error that there is none.
  func role(ifKnown name: Text) -> RoleID? {
    for candidate in [RoleOverlay.fullName(name), name] {
      if case .found(let role) = snapshot.findRole(candidate) { return role }
    }
    return nil
  }

  func roles(_ names: [Text]) throws(RBACError) -> [RoleID] {
    var roles: [RoleID] = []
    for name in names {
      let role = try role(name)
      if !roles.contains(role) { roles.append(role) }
    }
    return roles
  }

  /// A role that the overlay may change.
  func ownRole(_ name: Text) throws(RBACError) -> Text {
    let full = self.name(of: try role(name))
    guard RoleOverlay.isFullName(full) else { throw .readOnly("`\(full)` is a role of the policy") }
    return full
  }

  func refuse(userUnlessStored user: EntityUID) throws(RBACError) {
    guard snapshot.isAccount(type: user.type), snapshot.isStored(user) else {
      throw .unknownUser(user)
    }
  }

  /// An object by its wire name, known to policy and data.
  func object(_ object: AccessObject) throws(RBACError) -> AccessObject {
    let schema = policy.schema
    switch object {
    case .type(let name):
      if schema.entityType(wire: name) != nil { return object }
      let named = schema.entityTypes.filter { $0.name.shortNames.contains(name) }
      if let type = named.first, named.count == 1 { return .type(type.wire) }
      throw .unknownObject(
        object, suggestion: Conformer.suggestion(for: name, among: schema.entityTypeByWire.keys))
    case .entity(let uid):
      guard let type = schema.entityType(wire: uid.type) else {
        throw .unknownObject(
          object,
          suggestion: Conformer.suggestion(for: uid.type, among: schema.entityTypeByWire.keys))
      }
      guard snapshot.isStored(uid) || schema[type].isOpen else {
        throw .unknownObject(object, suggestion: "")
      }
      return object
    }
  }

  /// A permission that the policy knows: an operation that applies to an object, by wire names.
  func permission(
    _ operation: Text, on object: AccessObject
  ) throws(RBACError) -> RoleOverlay.Permission {
    let object = try self.object(object)
    let schema = policy.schema
    let targets = schema.targets(of: object)
    if !schema.actions(wire: operation, meeting: targets).isEmpty {
      return RoleOverlay.Permission(operation: operation, object: object)
    }
    let meeting = schema.actions.filter { !$0.resources.isDisjoint(with: targets) }
    let named = Set(meeting.filter { $0.name.shortNames.contains(operation) }.map(\.wire))
    if let wire = named.first, named.count == 1 {
      return RoleOverlay.Permission(operation: wire, object: object)
    }
    throw .unknownOperation(
      operation, on: object,
      suggestion: Conformer.suggestion(for: operation, among: meeting.map(\.wire)))
  }

  /// The full name of a separation of the kind.
  func set(_ name: Text, isDynamic: Bool) throws(RBACError) -> TypedSeparation {
    let known = policy.separations.filter { $0.isDynamic == isDynamic }
    for candidate in [RoleOverlay.fullName(name), name] {
      if let found = known.first(where: { Text($0.name) == candidate }) { return found }
    }
    let named = known.filter { $0.name.shortNames.contains(name) }
    if let found = named.first, named.count == 1 { return found }
    throw .unknownSet(
      name, suggestion: Conformer.suggestion(for: name, among: known.map { Text($0.name) }))
  }

  // MARK: Who has what

  /// The grants that give a user roles now, without those that the user is suspended from.
  func authorizations(of user: EntityUID) -> [RoleID: [HeldGrant]] {
    let suspended = snapshot.suspendedRoles(of: user, at: now)
    var given: [RoleID: [HeldGrant]] = [:]
    for held in snapshot.grantsInForce(to: user, at: now) {
      for role in policy[held.grant.role].closure where !suspended.contains(role) {
        given[role, default: []].append(held)
      }
    }
    return given
  }

  func source(_ held: HeldGrant) -> RoleSource {
    let grant = held.grant
    return RoleSource(
      grant: grant.name, role: name(of: grant.role), grantee: held.grantee, scope: grant.scope,
      from: grant.from, until: grant.until, isConditional: !grant.clauses.isEmpty,
      isReadOnly: !RoleOverlay.isFullName(Text(grant.name)))
  }

  func holding(_ user: EntityUID, _ role: RoleID, _ held: [HeldGrant]) -> RoleHolding {
    RoleHolding(
      user: user, role: name(of: role),
      sources: held.map(source).sorted { Text($0.grant) < Text($1.grant) })
  }

  /// Everything that the closure of a role permits, where and when a grant of it holds.
  ///
  /// - Parameter grant: `nil` of a role by itself.
  func permissions(of role: RoleID, by grant: TypedGrant?) -> Set<HeldPermission> {
    var held: Set<HeldPermission> = []
    let schema = policy.schema
    for junior in policy[role].closure {
      for permission in policy[junior].permissions {
        let scoped = permission.scopeEntity(of: policy[junior])
        let isConditional =
          scoped == nil && !permission.clauses.isEmpty || !(grant?.clauses.isEmpty ?? true)
        for action in permission.actions {
          let types = schema[action].resources.intersection(permission.resources)
          let objects =
            scoped.map { [AccessObject.entity($0)] } ?? types.map { .type(schema[$0].wire) }
          for object in objects {
            held.insert(
              HeldPermission(
                operation: schema[action].wire, object: object, role: name(of: junior),
                scope: grant?.scope ?? .everything, isConditional: isConditional))
          }
        }
      }
    }
    return held
  }

  /// Which of the permissions are about the object, at a scope that holds it.
  func operations(_ held: Set<HeldPermission>, on object: AccessObject) -> [HeldOperation] {
    let schema = policy.schema
    var found: [Text: Bool] = [:]
    for permission in held {
      switch (permission.object, object) {
      case (_, .type):
        guard permission.object == object, permission.scope == .everything else { continue }
      case (.type(let type), .entity(let uid)):
        guard type == uid.type, holds(permission.scope, uid) else { continue }
      case (.entity(let holder), .entity(let uid)):
        guard holds(permission.scope, uid), snapshot.lies(uid, in: holder) else { continue }
        let types = schema.targets(of: .type(uid.type))
        if uid != holder, schema.actions(wire: permission.operation, meeting: types).isEmpty {
          continue
        }
      }
      found[permission.operation] =
        (found[permission.operation] ?? true) && permission.isConditional
    }
    return found.sorted { $0.key < $1.key }
      .map { HeldOperation(operation: $0.key, isConditional: $0.value) }
  }

  private func holds(_ scope: Scope, _ uid: EntityUID) -> Bool {
    switch scope {
    case .everything: true
    case .entities(let entities): entities.contains { snapshot.lies(uid, in: $0) }
    }
  }
}

extension TypedPermission {
  /// The entity that a permission of the overlay is about; `nil` where it is about types.
  func scopeEntity(of role: TypedRole) -> EntityUID? {
    guard RoleOverlay.isFullName(Text(role.name)), let clause = clauses.first,
      case .contained(_, let holder) = clause.expression.form,
      case .literal(.entity(let uid)) = holder.form
    else { return nil }
    return uid
  }
}

extension TypedSeparation {
  /// `nil` where what is separated is no roles.
  var isDynamic: Bool? {
    switch members {
    case .roles: false
    case .activeRoles: true
    case .permissions, .duties: nil
    }
  }

  var memberRoles: [RoleID] {
    switch members {
    case .roles(let roles), .activeRoles(let roles): roles
    case .permissions, .duties: []
    }
  }
}
