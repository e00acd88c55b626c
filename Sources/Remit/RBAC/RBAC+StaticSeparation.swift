public import RemitModel

// Static separation of duty: sets of roles of which one person may be authorised for few.
extension RBAC {
  /// CreateSsdSet: keeps roles of the policy or the overlay apart: nobody may be authorised for so
  /// many of them or more.
  ///
  /// It counts what a person is authorised for: through groups and inheritance, now and in the
  /// future.
  ///
  /// Precondition: no separation has the name; the roles are there; the cardinality is from 2 to
  /// the number of roles; nobody has too many already; no role by itself has too many, having
  /// others below it.
  ///
  /// - Parameters:
  ///   - cardinality: so many are too many, so that `at most cardinality − 1` are allowed.
  ///   - separation: a separation of the policy whose `by` says which accounts are one person;
  ///     without it every user is a person of its own.
  /// - Throws: `setExists`, `badName`, `unknownRole`, `ambiguousRole`, `badCardinality`,
  ///   `unusableRole`, `separated`, `unknownSet` of `personsAsIn`, `overlayDoesNotFit` where
  ///   that has no `by`.
  /// - Complexity: that of compiling the policy and loading the data.
  public func createSsdSet(
    _ set: Text, roles: [Text], cardinality: Int,
    personsAsIn separation: Text? = nil
  ) throws(RBACError) {
    try createSet(
      set, roles, cardinality, isDynamic: false, personsAsIn: separation)
  }

  /// AddSsdRoleMember: puts a role into a set of the overlay.
  ///
  /// Precondition: the role is not in it; nobody has too many already.
  ///
  /// - Throws: `unknownSet`, `unknownRole`, `ambiguousRole`, `readOnly`, `alreadyMember`,
  ///   `unusableRole`, `separated`.
  /// - Complexity: that of compiling the policy and loading the data.
  public func addSsdRoleMember(_ role: Text, to set: Text) throws(RBACError) {
    try addMember(role, to: set, isDynamic: false)
  }

  /// DeleteSsdRoleMember: takes a role out of a set of the overlay.
  ///
  /// Precondition: the role is in it, and the set has more roles than its cardinality.
  ///
  /// - Throws: `unknownSet`, `unknownRole`, `ambiguousRole`, `readOnly`, `notMember`,
  ///   `setNeedsRole`.
  /// - Complexity: that of compiling the policy.
  public func deleteSsdRoleMember(_ role: Text, from set: Text) throws(RBACError) {
    try deleteMember(role, from: set, isDynamic: false)
  }

  /// DeleteSsdSet: gives up a set of the overlay. A separation of the policy is read-only.
  ///
  /// - Throws: `unknownSet`, `readOnly`.
  /// - Complexity: that of compiling the policy.
  public func deleteSsdSet(_ set: Text) throws(RBACError) {
    try deleteSet(set, isDynamic: false)
  }

  /// SetSsdSetCardinality: says anew how many roles of a set of the overlay are too many.
  ///
  /// Precondition: the cardinality is from 2 to the number of roles; nobody has too many already.
  ///
  /// - Throws: `unknownSet`, `readOnly`, `badCardinality`, `unusableRole`, `separated`.
  /// - Complexity: that of compiling the policy and loading the data.
  public func setSsdSetCardinality(_ set: Text, to cardinality: Int) throws(RBACError) {
    try setCardinality(of: set, to: cardinality, isDynamic: false)
  }

  /// SsdRoleSets: the full names of all static separations of roles, of policy and overlay, sorted.
  ///
  /// - Complexity: O(n log n) in the separations.
  public func ssdRoleSets() -> [Text] { sets(isDynamic: false) }

  /// SsdRoleSetRoles: the full names of the roles in a set, sorted.
  ///
  /// - Throws: `unknownSet`.
  /// - Complexity: O(separations + roles in the set).
  public func ssdRoleSetRoles(_ set: Text) throws(RBACError) -> [Text] {
    let reader = reader
    return try reader.set(set, isDynamic: false).memberRoles.map(reader.name).sorted()
  }

  /// SsdRoleSetCardinality: how many roles of a set are too many: one more than the policy's
  /// `at most`.
  ///
  /// - Throws: `unknownSet`.
  /// - Complexity: O(separations).
  public func ssdRoleSetCardinality(_ set: Text) throws(RBACError) -> Int {
    try reader.set(set, isDynamic: false).most + 1
  }
}
