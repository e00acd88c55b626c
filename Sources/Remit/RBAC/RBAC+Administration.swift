import RemitEngine
public import RemitModel

// The administrative functions of the core: users, roles, assignments and permissions.
extension RBAC {
  /// AddUser: stores a user.
  ///
  /// Precondition: no entity of that identity is stored, and its type is one that can ask for
  /// anything. The user may come with attributes and lie in groups, and has then what they are
  /// granted.
  ///
  /// - Throws: `userExists`, `notAnAccount`; `separated`; `refused` where the attributes do not
  ///   fit.
  /// - Complexity: O(n log n) in the data.
  public func addUser(_ user: EntityRecord) throws(RBACError) {
    try change { (overlay, reader) throws(RBACError) in
      guard reader.snapshot.isAccount(type: user.uid.type) else { throw .notAnAccount(user.uid) }
      guard !reader.snapshot.isStored(user.uid) else { throw .userExists(user.uid) }
      overlay.users[user.uid] = user
    }
  }

  /// AddUser of a user without attributes and groups.
  public func addUser(_ user: EntityUID) throws(RBACError) {
    try addUser(EntityRecord(user))
  }

  /// DeleteUser: forgets a user, with all assignments, and ends the user's sessions at once.
  ///
  /// Precondition: the user is stored, by `addUser`. A user of the policy's own data is read-only.
  ///
  /// - Throws: `unknownUser`, `readOnly`.
  /// - Complexity: O(n log n) in the data.
  public func deleteUser(_ user: EntityUID) throws(RBACError) {
    try change { (overlay, reader) throws(RBACError) in
      try reader.refuse(userUnlessStored: user)
      guard overlay.users[user] != nil else {
        throw .readOnly("\(user) is stored with the policy's data")
      }
      overlay.users[user] = nil
      overlay.assignments = overlay.assignments.filter { $0.key.user != user }
    }
  }

  /// AddRole: states a role, which nobody has and which permits nothing.
  ///
  /// Precondition: no role has the name, in full or short. A name is 1 to 128 ASCII letters,
  /// digits, `_`, `-`, `+` and `/`.
  ///
  /// - Throws: `roleExists`, `badName`.
  /// - Complexity: that of compiling the policy.
  public func addRole(_ role: Text) throws(RBACError) {
    try change { (overlay, reader) throws(RBACError) in
      overlay.roles[try reader.newRole(role)] = RoleOverlay.Role()
    }
  }

  /// DeleteRole: forgets a role, with its assignments, permissions and inheritance, takes it out of
  /// the sets of separated roles, and deactivates it in every session at once.
  ///
  /// Who inherited others through it inherits them no longer.
  ///
  /// Precondition: the role is one of the overlay, and each set that it is in has more roles than
  /// its cardinality, so that no separation is lost on the way.
  ///
  /// - Throws: `unknownRole`, `ambiguousRole`, `readOnly`, `setNeedsRole`.
  /// - Complexity: that of compiling the policy and loading the data.
  public func deleteRole(_ role: Text) throws(RBACError) {
    try change { (overlay, reader) throws(RBACError) in
      let role = try reader.ownRole(role)
      for (name, set) in overlay.sets.sorted(by: { $0.key < $1.key })
      where set.roles.contains(role) {
        guard set.roles.count > set.cardinality else { throw .setNeedsRole(role, set: name) }
        overlay.sets[name]?.roles.remove(role)
      }
      overlay.roles[role] = nil
      for name in overlay.roles.keys { overlay.roles[name]?.juniors.remove(role) }
      overlay.assignments = overlay.assignments.filter { $0.key.role != role }
    }
  }

  /// AssignUser: assigns a role to a user, everywhere and for good unless said otherwise.
  ///
  /// The role may be one of the policy.
  ///
  /// Precondition: user and role are there; the user is not assigned the role by this function, nor
  /// by a grant of the policy to the user itself that holds everywhere, without end and condition;
  /// with it no person has more than a static separation allows, through groups, inheritance and
  /// all accounts; the policy's limits on grants are kept.
  ///
  /// - Throws: `unknownUser`, `unknownRole`, `ambiguousRole`, `alreadyAssigned`; `separated` with
  ///   the way to each role; `refused`.
  /// - Complexity: O(n log n) in the data.
  public func assignUser(
    _ user: EntityUID, to role: Text, on scope: Scope = .everything, from: Instant? = nil,
    until: Instant? = nil, because: String? = nil
  ) throws(RBACError) {
    try change { (overlay, reader) throws(RBACError) in
      try reader.refuse(userUnlessStored: user)
      let id = try reader.role(role)
      let pair = RoleOverlay.Pair(user: user, role: reader.name(of: id))
      let isStated = reader.snapshot.grantsInForce(to: user, at: reader.now).contains { held in
        held.grantee == user && held.grant.role == id && held.grant.givesForGood
      }
      guard overlay.assignments[pair] == nil, !isStated else {
        throw .alreadyAssigned(user, pair.role)
      }
      overlay.assignments[pair] = RoleOverlay.Assignment(
        scope: scope, from: from, until: until, because: because)
    }
  }

  /// DeassignUser: takes an assignment back, and deactivates the role, and those that it inherits,
  /// in the user's sessions at once, unless the user is authorised for them in another way.
  ///
  /// Precondition: the assignment is one of `assignUser`. What the policy or its data grants, to
  /// the user or to a group, is read-only.
  ///
  /// - Throws: `unknownUser`, `unknownRole`, `ambiguousRole`, `notAssigned`, `readOnly`.
  /// - Complexity: O(n log n) in the data.
  public func deassignUser(_ user: EntityUID, from role: Text) throws(RBACError) {
    try change { (overlay, reader) throws(RBACError) in
      try reader.refuse(userUnlessStored: user)
      let id = try reader.role(role)
      let pair = RoleOverlay.Pair(user: user, role: reader.name(of: id))
      if overlay.assignments[pair] != nil {
        overlay.assignments[pair] = nil
        return
      }
      let held = reader.snapshot.grantsInForce(to: user, at: reader.now)
      guard let stated = held.first(where: { $0.grant.role == id }) else {
        throw .notAssigned(user, pair.role)
      }
      let through = stated.grantee == user ? "" : ", to \(stated.grantee)"
      throw .readOnly("\(user) has `\(pair.role)` by the grant `\(stated.grant.name)`\(through)")
    }
  }

  /// GrantPermission: lets a role of the overlay perform an operation on an object. What the role
  /// may already stays as it is.
  ///
  /// On a type it is every entity of the type; on an entity, that entity and what lies in it.
  ///
  /// Precondition: the operation applies to the object; the role is one of the overlay; with the
  /// permission nobody reaches more than a separation of permissions allows.
  ///
  /// - Throws: `unknownRole`, `ambiguousRole`, `readOnly`, `unknownObject`, `unknownOperation`,
  ///   `separated`, `unusableRole`.
  /// - Complexity: that of compiling the policy.
  public func grantPermission(
    _ operation: Text, on object: AccessObject, to role: Text
  ) throws(RBACError) {
    try change { (overlay, reader) throws(RBACError) in
      let permission = try reader.permission(operation, on: object)
      overlay.roles[try reader.ownRole(role)]?.permissions.insert(permission)
    }
  }

  /// RevokePermission: takes a permission back from a role of the overlay.
  ///
  /// Precondition: the role itself was granted exactly this operation on exactly this object, which
  /// need not be stored any more.
  ///
  /// - Throws: `unknownRole`, `ambiguousRole`, `readOnly`, `unknownObject`, `unknownOperation`,
  ///   `notGranted`.
  /// - Complexity: that of compiling the policy.
  public func revokePermission(
    _ operation: Text, on object: AccessObject, from role: Text
  ) throws(RBACError) {
    try change { (overlay, reader) throws(RBACError) in
      let role = try reader.ownRole(role)
      let stated = RoleOverlay.Permission(operation: operation, object: object)
      if overlay.roles[role]?.permissions.remove(stated) != nil { return }
      let permission = try reader.permission(operation, on: object)
      guard overlay.roles[role]?.permissions.remove(permission) != nil else {
        throw .notGranted(operation: permission.operation, on: permission.object, to: role)
      }
    }
  }
}

extension TypedGrant {
  /// Whether it holds everywhere, always and from now on.
  fileprivate var givesForGood: Bool { scope == .everything && until == nil && clauses.isEmpty }
}

extension RoleReader {
  /// The full name of a role that is not there yet.
  func newRole(_ name: Text) throws(RBACError) -> Text {
    guard name.isPlainName else { throw .badName(name) }
    if let known = role(ifKnown: name) { throw .roleExists(self.name(of: known)) }
    if case .ambiguous(_) = snapshot.findRole(name) { throw .roleExists(name) }
    return RoleOverlay.fullName(name)
  }
}

extension Text {
  /// Whether a role or set of the overlay may be called this: nothing in it means anything in a
  /// full name, in a message or in the name of an assignment.
  var isPlainName: Bool {
    let bytes = string.utf8
    return (1...128).contains(bytes.count)
      && bytes.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"),
          UInt8(ascii: "+"), UInt8(ascii: "/"):
          true
        default: false
        }
      }
  }
}
