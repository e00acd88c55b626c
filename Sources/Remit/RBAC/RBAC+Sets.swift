import RemitModel

// What static and dynamic sets have in common.
extension RBAC {
  func createSet(
    _ name: Text, _ roles: [Text], _ cardinality: Int, isDynamic: Bool, personsAsIn source: Text?
  ) throws(RBACError) {
    try change { (overlay, reader) throws(RBACError) in
      let name = try reader.newSet(name)
      let members = Set(try reader.roles(roles).map(reader.name))
      guard (2...max(members.count, 2)).contains(cardinality), members.count >= 2 else {
        throw .badCardinality(cardinality, roles: members.count)
      }
      var set = RoleOverlay.RoleSet(isDynamic: isDynamic, roles: members, cardinality: cardinality)
      if let source { set.personsAsIn = Text(try reader.identity(source).name) }
      overlay.sets[name] = set
    }
  }

  func addMember(_ role: Text, to name: Text, isDynamic: Bool) throws(RBACError) {
    try change { (overlay, reader) throws(RBACError) in
      let name = try reader.ownSet(name, isDynamic: isDynamic)
      let role = reader.name(of: try reader.role(role))
      guard overlay.sets[name]?.roles.insert(role).inserted ?? false else {
        throw .alreadyMember(role, of: name)
      }
    }
  }

  func deleteMember(_ role: Text, from name: Text, isDynamic: Bool) throws(RBACError) {
    try change { (overlay, reader) throws(RBACError) in
      let name = try reader.ownSet(name, isDynamic: isDynamic)
      let role = reader.name(of: try reader.role(role))
      guard var set = overlay.sets[name], set.roles.remove(role) != nil else {
        throw .notMember(role, of: name)
      }
      guard set.roles.count >= set.cardinality else { throw .setNeedsRole(role, set: name) }
      overlay.sets[name] = set
    }
  }

  func deleteSet(_ name: Text, isDynamic: Bool) throws(RBACError) {
    try change { (overlay, reader) throws(RBACError) in
      overlay.sets[try reader.ownSet(name, isDynamic: isDynamic)] = nil
    }
  }

  func setCardinality(
    of name: Text, to cardinality: Int, isDynamic: Bool
  ) throws(RBACError) {
    try change { (overlay, reader) throws(RBACError) in
      let name = try reader.ownSet(name, isDynamic: isDynamic)
      let count = overlay.sets[name]?.roles.count ?? 0
      guard cardinality >= 2, cardinality <= count else {
        throw .badCardinality(cardinality, roles: count)
      }
      overlay.sets[name]?.cardinality = cardinality
    }
  }

  func sets(isDynamic: Bool) -> [Text] {
    reader.policy.separations.filter { $0.isDynamic == isDynamic }.map { Text($0.name) }.sorted()
  }
}

extension RoleReader {
  /// The full name of a set that is not there yet. Sets of both kinds share their names, as
  /// decisions name them alike.
  func newSet(_ name: Text) throws(RBACError) -> Text {
    guard name.isPlainName else { throw .badName(name) }
    let full = RoleOverlay.fullName(name)
    for one in policy.separations
    where Text(one.name) == full || one.name.shortNames.contains(name) {
      throw .setExists(Text(one.name))
    }
    return full
  }

  /// The full name of a set of the overlay.
  func ownSet(_ name: Text, isDynamic: Bool) throws(RBACError) -> Text {
    let full = Text(try set(name, isDynamic: isDynamic).name)
    guard RoleOverlay.isFullName(full) else {
      throw .readOnly("`\(full)` is a separation of the policy")
    }
    return full
  }

  /// A separation of the policy, of any kind, by full or short name.
  func identity(_ name: Text) throws(RBACError) -> TypedSeparation {
    let known = policy.separations.filter { !RoleOverlay.isFullName(Text($0.name)) }
    if let found = known.first(where: { Text($0.name) == name }) { return found }
    let named = known.filter { $0.name.shortNames.contains(name) }
    if let found = named.first, named.count == 1 { return found }
    throw .unknownSet(
      name, suggestion: Conformer.suggestion(for: name, among: known.map { Text($0.name) }))
  }
}
