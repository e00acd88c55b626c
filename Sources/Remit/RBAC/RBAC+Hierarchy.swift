public import RemitModel

// The administrative functions of general hierarchies.
extension RBAC {
  /// AddInheritance: lets a role of the overlay inherit another role, of the policy or the overlay.
  /// Whoever is authorised for the senior is then authorised for the junior.
  ///
  /// Precondition: the senior does not inherit the junior directly; the junior does not inherit the
  /// senior, at any distance; with it nobody has more than a static separation allows, no session
  /// has more active than a dynamic one allows, and the senior stays usable.
  ///
  /// - Throws: `unknownRole`, `ambiguousRole`, `readOnly`, `inheritanceExists`, `inheritanceCycle`,
  ///   `separated`, `activationSeparated`, `unusableRole`, `refused`.
  /// - Complexity: that of compiling the policy and loading the data.
  public func addInheritance(senior: Text, junior: Text) throws(RBACError) {
    try change { (overlay, reader) throws(RBACError) in
      let below = try reader.role(junior)
      let senior = try reader.ownRole(senior)
      let junior = reader.name(of: below)
      let above = try reader.role(senior)
      if reader.policy[above].juniors.contains(below) {
        throw .inheritanceExists(senior: senior, junior: junior)
      }
      if reader.policy[below].closure.contains(above) {
        throw .inheritanceCycle(
          [senior] + reader.policy.wayDown(from: below, to: above).map { Text($0) })
      }
      overlay.roles[senior]?.juniors.insert(junior)
    }
  }

  /// DeleteInheritance: takes back that a role of the overlay inherits another directly. What it
  /// inherits in another way stays; what was inherited through the junior goes with it. Activations
  /// that lose their authorisation end at once.
  ///
  /// Precondition: the senior inherits the junior directly. An `extends` of the policy is
  /// read-only.
  ///
  /// - Throws: `unknownRole`, `ambiguousRole`, `readOnly`, `noInheritance`.
  /// - Complexity: that of compiling the policy and loading the data.
  public func deleteInheritance(senior: Text, junior: Text) throws(RBACError) {
    try change { (overlay, reader) throws(RBACError) in
      let junior = reader.name(of: try reader.role(junior))
      let senior = try reader.ownRole(senior)
      guard overlay.roles[senior]?.juniors.remove(junior) != nil else {
        throw .noInheritance(senior: senior, junior: junior)
      }
    }
  }

  /// AddAscendant: states a new role directly above another: `addRole` and `addInheritance` in one
  /// transaction.
  ///
  /// - Throws: `roleExists`, `badName`, `unknownRole`, `ambiguousRole`.
  /// - Complexity: that of compiling the policy.
  public func addAscendant(_ role: Text, above junior: Text) throws(RBACError) {
    try change { (overlay, reader) throws(RBACError) in
      let junior = reader.name(of: try reader.role(junior))
      overlay.roles[try reader.newRole(role)] = RoleOverlay.Role(juniors: [junior])
    }
  }

  /// AddDescendant: states a new role directly below a role of the overlay: `addRole` and
  /// `addInheritance` in one transaction.
  ///
  /// - Throws: `roleExists`, `badName`, `unknownRole`, `ambiguousRole`, `readOnly`.
  /// - Complexity: that of compiling the policy.
  public func addDescendant(_ role: Text, below senior: Text) throws(RBACError) {
    try change { (overlay, reader) throws(RBACError) in
      let senior = try reader.ownRole(senior)
      let role = try reader.newRole(role)
      overlay.roles[role] = RoleOverlay.Role()
      overlay.roles[senior]?.juniors.insert(role)
    }
  }
}
