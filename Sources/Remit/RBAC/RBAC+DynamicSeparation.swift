public import RemitModel

// Dynamic separation of duty: sets of roles of which one session may have few active.
extension RBAC {
  /// CreateDsdSet: keeps roles of the policy or the overlay apart: no session may have active
  /// so many of them or more.
  ///
  /// It counts what is active together in one session, with the roles that those inherit.
  ///
  /// Precondition: no separation has the name; the roles are there; the cardinality is from 2 to
  /// the number of roles; no session has too many active already; no role by itself has too many,
  /// having others below it.
  ///
  /// - Parameters:
  ///   - cardinality: so many are too many, so that `at most cardinality − 1` are allowed.
  /// - Throws: `setExists`, `badName`, `unknownRole`, `ambiguousRole`, `badCardinality`,
  ///   `unusableRole`, `activationSeparated`.
  /// - Complexity: that of compiling the policy and loading the data.
  public func createDsdSet(
    _ set: Text, roles: [Text], cardinality: Int
  ) throws(RBACError) {
    try createSet(
      set, roles, cardinality, isDynamic: true, personsAsIn: nil)
  }

  /// AddDsdRoleMember: puts a role into a set of the overlay.
  ///
  /// Precondition: the role is not in it; no session has too many active already.
  ///
  /// - Throws: `unknownSet`, `unknownRole`, `ambiguousRole`, `readOnly`, `alreadyMember`,
  ///   `unusableRole`, `activationSeparated`.
  /// - Complexity: that of compiling the policy and loading the data.
  public func addDsdRoleMember(_ role: Text, to set: Text) throws(RBACError) {
    try addMember(role, to: set, isDynamic: true)
  }

  /// DeleteDsdRoleMember: takes a role out of a set of the overlay.
  ///
  /// Precondition: the role is in it, and the set has more roles than its cardinality.
  ///
  /// - Throws: `unknownSet`, `unknownRole`, `ambiguousRole`, `readOnly`, `notMember`,
  ///   `setNeedsRole`.
  /// - Complexity: that of compiling the policy.
  public func deleteDsdRoleMember(_ role: Text, from set: Text) throws(RBACError) {
    try deleteMember(role, from: set, isDynamic: true)
  }

  /// DeleteDsdSet: gives up a set of the overlay. A separation of the policy is read-only.
  ///
  /// - Throws: `unknownSet`, `readOnly`.
  /// - Complexity: that of compiling the policy.
  public func deleteDsdSet(_ set: Text) throws(RBACError) {
    try deleteSet(set, isDynamic: true)
  }

  /// SetDsdSetCardinality: says anew how many roles of a set of the overlay are too many.
  ///
  /// Precondition: the cardinality is from 2 to the number of roles; no session has too many active
  /// already.
  ///
  /// - Throws: `unknownSet`, `readOnly`, `badCardinality`, `unusableRole`, `activationSeparated`.
  /// - Complexity: that of compiling the policy and loading the data.
  public func setDsdSetCardinality(_ set: Text, to cardinality: Int) throws(RBACError) {
    try setCardinality(of: set, to: cardinality, isDynamic: true)
  }

  /// DsdRoleSets: the full names of all dynamic separations of roles, of policy and overlay,
  /// sorted.
  ///
  /// - Complexity: O(n log n) in the separations.
  public func dsdRoleSets() -> [Text] { sets(isDynamic: true) }

  /// DsdRoleSetRoles: the full names of the roles in a set, sorted.
  ///
  /// - Throws: `unknownSet`.
  /// - Complexity: O(separations + roles in the set).
  public func dsdRoleSetRoles(_ set: Text) throws(RBACError) -> [Text] {
    let reader = reader
    return try reader.set(set, isDynamic: true).memberRoles.map(reader.name).sorted()
  }

  /// DsdRoleSetCardinality: how many roles of a set are too many: one more than the policy's
  /// `at most`.
  ///
  /// - Throws: `unknownSet`.
  /// - Complexity: O(separations).
  public func dsdRoleSetCardinality(_ set: Text) throws(RBACError) -> Int {
    try reader.set(set, isDynamic: true).most + 1
  }
}
