import RemitEngine
public import RemitModel
import Synchronization

// The review functions of the core and of hierarchies: what holds now, read only.
extension RBAC {
  /// AssignedUsers: who is assigned a role itself, not by inheritance, with what gives it: by
  /// `assignUser`, by a grant of policy or data to the user or to a group that the user lies in.
  ///
  /// A grant counts while its window lasts, whatever its scope and `when`.
  ///
  /// - Returns: sorted by user.
  /// - Throws: `unknownRole`, `ambiguousRole`.
  /// - Complexity: O(users and their grants).
  public func assignedUsers(of role: Text) throws(RBACError) -> [RoleHolding] {
    let reader = reader
    let id = try reader.role(role)
    return reader.snapshot.storedAccounts.compactMap { user in
      let held = reader.snapshot.grantsInForce(to: user, at: reader.now)
        .filter { $0.grant.role == id }
      return held.isEmpty ? nil : reader.holding(user, id, held)
    }
  }

  /// AssignedRoles: the roles that a user is assigned themselves, not by inheritance.
  ///
  /// - Returns: sorted by role.
  /// - Throws: `unknownUser`.
  /// - Complexity: O(grants to the user).
  public func assignedRoles(of user: EntityUID) throws(RBACError) -> [RoleHolding] {
    let reader = reader
    try reader.refuse(userUnlessStored: user)
    let held = reader.snapshot.grantsInForce(to: user, at: reader.now)
    return Dictionary(grouping: held, by: \.grant.role)
      .map { reader.holding(user, $0.key, $0.value) }.sorted { $0.role < $1.role }
  }

  /// AuthorizedUsers: who is authorised for a role: assigned it, or a role that inherits it, and
  /// not suspended from it by a separation.
  ///
  /// - Returns: sorted by user.
  /// - Throws: `unknownRole`, `ambiguousRole`.
  /// - Complexity: O(users, their grants and what those inherit).
  public func authorizedUsers(of role: Text) throws(RBACError) -> [RoleHolding] {
    let reader = reader
    let id = try reader.role(role)
    return reader.snapshot.storedAccounts.compactMap { user in
      reader.authorizations(of: user)[id].map { reader.holding(user, id, $0) }
    }
  }

  /// AuthorizedRoles: the roles that a user is authorised for: assigned, with all that they
  /// inherit, without those that the user is suspended from by a separation.
  ///
  /// - Returns: sorted by role.
  /// - Throws: `unknownUser`.
  /// - Complexity: O(grants to the user and what they inherit).
  public func authorizedRoles(of user: EntityUID) throws(RBACError) -> [RoleHolding] {
    let reader = reader
    try reader.refuse(userUnlessStored: user)
    return reader.authorizations(of: user).map { reader.holding(user, $0.key, $0.value) }
      .sorted { $0.role < $1.role }
  }

  /// RolePermissions: what a role may by itself and by inheritance. Allow rules are no permissions
  /// of roles, and deny rules take none away here.
  ///
  /// - Returns: sorted by operation, object and role.
  /// - Throws: `unknownRole`, `ambiguousRole`.
  /// - Complexity: O(n log n) in the permissions.
  public func rolePermissions(of role: Text) throws(RBACError) -> [HeldPermission] {
    let reader = reader
    return reader.permissions(of: try reader.role(role), by: nil)
      .sorted(by: HeldPermission.isOrdered)
  }

  /// UserPermissions: what a user may by the roles that the user is authorised for, with the scope
  /// at which each is granted.
  ///
  /// - Returns: sorted by operation, object, role and scope.
  /// - Throws: `unknownUser`.
  /// - Complexity: O(n log n) in grants to the user × permissions of their roles.
  public func userPermissions(of user: EntityUID) throws(RBACError) -> [HeldPermission] {
    let reader = reader
    try reader.refuse(userUnlessStored: user)
    return reader.permissions(of: user).sorted(by: HeldPermission.isOrdered)
  }

  /// SessionRoles: the roles that were activated in a session and that its user is still authorised
  /// for, by full name, sorted. What they inherit is active with them.
  ///
  /// - Throws: `unknownSession`.
  /// - Complexity: O(grants to the user).
  public func sessionRoles(of session: SessionID) throws(RBACError) -> [Text] {
    try reading(session).session.roles.sorted()
  }

  /// SessionPermissions: what the active roles of a session may, and what they inherit.
  ///
  /// - Returns: sorted by operation, object, role and scope.
  /// - Throws: `unknownSession`.
  /// - Complexity: O(n log n) in grants to the user × permissions of the active roles.
  public func sessionPermissions(of session: SessionID) throws(RBACError) -> [HeldPermission] {
    let (session, reader) = try reading(session)
    let authorized = reader.authorizations(of: session.user)
    var held: Set<HeldPermission> = []
    for name in session.roles {
      guard let role = reader.role(ifKnown: name) else { continue }
      for one in authorized[role] ?? [] {
        held.formUnion(reader.permissions(of: role, by: one.grant))
      }
    }
    return held.sorted(by: HeldPermission.isOrdered)
  }

  /// RoleOperationsOnObject: the operations that a role, by itself and by inheritance, may perform
  /// on every entity of a type, or on an entity.
  ///
  /// - Returns: sorted.
  /// - Throws: `unknownRole`, `ambiguousRole`, `unknownObject`.
  /// - Complexity: O(permissions).
  public func roleOperationsOnObject(
    _ role: Text, _ object: AccessObject
  ) throws(RBACError) -> [HeldOperation] {
    let reader = reader
    let held = reader.permissions(of: try reader.role(role), by: nil)
    return reader.operations(held, on: try reader.object(object))
  }

  /// UserOperationsOnObject: the operations that a user, by the roles that the user is authorised
  /// for, may perform on every entity of a type, or on an entity: at a scope that holds it.
  ///
  /// - Returns: sorted.
  /// - Throws: `unknownUser`, `unknownObject`.
  /// - Complexity: O(grants to the user × permissions of their roles).
  public func userOperationsOnObject(
    _ user: EntityUID, _ object: AccessObject
  ) throws(RBACError) -> [HeldOperation] {
    let reader = reader
    try reader.refuse(userUnlessStored: user)
    return reader.operations(reader.permissions(of: user), on: try reader.object(object))
  }

  /// A session as it is now, and what it is read from.
  private func reading(
    _ id: SessionID
  ) throws(RBACError) -> (session: Session, reader: RoleReader) {
    let (session, serving) = published.withLock { ($0.sessions[id], $0.serving) }
    let reader = RoleReader(snapshot: serving.snapshot, now: clock())
    guard let session = session?.kept(under: reader) else { throw .unknownSession(id) }
    return (session, reader)
  }
}

extension RoleReader {
  /// What a user may by the roles that are not suspended.
  func permissions(of user: EntityUID) -> Set<HeldPermission> {
    let given = authorizations(of: user)
    var held: Set<HeldPermission> = []
    for (role, grants) in given {
      // Where the granted role is suspended, those below it that are not are looked at one by one.
      for one in grants where one.grant.role == role || given[one.grant.role] == nil {
        held.formUnion(permissions(of: role, by: one.grant))
      }
    }
    return held
  }
}
