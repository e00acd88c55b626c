package import Remit
package import RemitModel

/// ANSI INCITS 359 as sets and relations, in the plainest words: what `RBAC` must agree with.
///
/// What the policy states is a part of the sets and may not be taken away. Names are full names.
package struct RBACModel {
  package struct Assignment: Hashable, Sendable {
    package let user: EntityUID
    package let role: Text

    package init(_ user: EntityUID, _ role: Text) {
      self.user = user
      self.role = role
    }
  }

  package struct Permission: Hashable, Sendable {
    package let operation: Text
    package let object: AccessObject

    package init(_ operation: Text, _ object: AccessObject) {
      self.operation = operation
      self.object = object
    }
  }

  package struct Granted: Hashable, Sendable {
    package let role: Text
    package let permission: Permission

    package init(_ role: Text, _ permission: Permission) {
      self.role = role
      self.permission = permission
    }
  }

  package struct Inheritance: Hashable, Sendable {
    package let senior: Text
    package let junior: Text

    package init(_ senior: Text, _ junior: Text) {
      self.senior = senior
      self.junior = junior
    }
  }

  package struct RoleSet: Hashable, Sendable {
    package var roles: Set<Text>
    package var cardinality: Int

    package init(_ roles: Set<Text>, _ cardinality: Int) {
      self.roles = roles
      self.cardinality = cardinality
    }
  }

  package struct Session: Hashable, Sendable {
    package var user: EntityUID
    package var roles: Set<Text>
  }

  /// USERS, ROLES, UA, PA, RH and the two kinds of sets, as in the standard.
  package struct State: Sendable {
    package var users: Set<EntityUID> = []
    package var roles: Set<Text> = []
    package var assignments: Set<Assignment> = []
    package var granted: Set<Granted> = []
    package var inheritance: Set<Inheritance> = []
    package var ssd: [Text: RoleSet] = [:]
    package var dsd: [Text: RoleSet] = [:]
    package var sessions: [Int: Session] = [:]

    package init() {}
  }

  /// What may not be taken away.
  package let stated: State
  /// Assigned through a group; the user may be assigned the same role directly.
  package let byGroup: Set<Assignment>
  /// Groups, which hold what they are granted even while empty.
  package let groups: Set<Assignment>
  /// PRMS: every permission there can be.
  package let permissions: Set<Permission>
  package var state: State
  private var opened = 0

  package init(
    stated: State, byGroup: Set<Assignment>, groups: Set<Assignment>, permissions: Set<Permission>
  ) {
    self.stated = stated
    self.byGroup = byGroup
    self.groups = groups
    self.permissions = permissions
    state = stated
  }

  // MARK: Relations

  package func assignedRoles(_ user: EntityUID) -> Set<Text> {
    Set(state.assignments.union(byGroup).filter { $0.user == user }.map(\.role))
  }

  /// The role and everything below it.
  package func closure(_ role: Text) -> Set<Text> {
    var closure: Set<Text> = [role]
    var before = 0
    while closure.count != before {
      before = closure.count
      for edge in state.inheritance where closure.contains(edge.senior) {
        closure.insert(edge.junior)
      }
    }
    return closure
  }

  package func closure(_ roles: Set<Text>) -> Set<Text> {
    roles.reduce(into: []) { $0.formUnion(closure($1)) }
  }

  package func authorizedRoles(_ user: EntityUID) -> Set<Text> { closure(assignedRoles(user)) }

  /// What roles have, by themselves and by inheritance.
  package func granted(_ roles: Set<Text>) -> Set<Granted> {
    let all = closure(roles)
    return state.granted.filter { all.contains($0.role) }
  }

  // MARK: Names

  /// The full name of a role, or of a set, that a caller calls so.
  package static func resolve(_ name: Text, in known: some Collection<Text>) -> Text? {
    [Text("overlay:\(name)"), name, Text("m.\(name)")].first(where: known.contains)
  }

  private func role(_ name: Text, _ refusals: inout Set<String>) -> Text {
    if let role = Self.resolve(name, in: state.roles) { return role }
    refusals.insert("unknownRole")
    return name
  }

  private func ownRole(_ name: Text, _ refusals: inout Set<String>) -> Text {
    let role = role(name, &refusals)
    if stated.roles.contains(role) { refusals.insert("readOnly") }
    return role
  }

  private func user(_ user: EntityUID, _ refusals: inout Set<String>) {
    if !state.users.contains(user) { refusals.insert("unknownUser") }
  }

  // MARK: Calls

  /// Does what the call says, or nothing.
  ///
  /// - Returns: the preconditions that do not hold, by the name of the error; none if it was done.
  package mutating func call(_ call: RBACCall) -> Set<String> {
    var refusals: Set<String> = []
    var next = self
    next.apply(call, &refusals)
    guard refusals.isEmpty else { return refusals }
    next.endActivations()
    refusals = next.broken(by: call)
    if refusals.isEmpty { self = next }
    return refusals
  }

  private mutating func apply(_ call: RBACCall, _ refusals: inout Set<String>) {
    switch call {
    case .addUser, .deleteUser, .assignUser, .deassignUser: applyToUsers(call, &refusals)
    case .addRole, .deleteRole, .grantPermission, .revokePermission:
      applyToRoles(call, &refusals)
    case .createSession, .deleteSession, .addActiveRole, .dropActiveRole:
      applyToSessions(call, &refusals)
    case .addInheritance, .deleteInheritance, .addAscendant, .addDescendant:
      applyToHierarchy(call, &refusals)
    case .createSet, .addSetMember, .deleteSetMember, .deleteSet, .setCardinality:
      applyToSets(call, &refusals)
    }
  }

  private mutating func applyToUsers(_ call: RBACCall, _ refusals: inout Set<String>) {
    switch call {
    case .addUser(let uid):
      if uid.type != "User" { refusals.insert("notAnAccount") }
      if !state.users.insert(uid).inserted { refusals.insert("userExists") }
    case .deleteUser(let uid):
      user(uid, &refusals)
      if stated.users.contains(uid) { refusals.insert("readOnly") }
      state.users.remove(uid)
      state.assignments = state.assignments.filter { $0.user != uid }
    case .assignUser(let uid, let name):
      user(uid, &refusals)
      let role = role(name, &refusals)
      if !state.assignments.insert(Assignment(uid, role)).inserted {
        refusals.insert("alreadyAssigned")
      }
    case .deassignUser(let uid, let name):
      user(uid, &refusals)
      let assignment = Assignment(uid, role(name, &refusals))
      if stated.assignments.contains(assignment) {
        refusals.insert("readOnly")
      } else if state.assignments.remove(assignment) == nil {
        refusals.insert(byGroup.contains(assignment) ? "readOnly" : "notAssigned")
      }
    default: return
    }
  }

  private mutating func applyToRoles(_ call: RBACCall, _ refusals: inout Set<String>) {
    switch call {
    case .addRole(let name): add(name, &refusals)
    case .deleteRole(let name):
      let role = ownRole(name, &refusals)
      state.roles.remove(role)
      state.assignments = state.assignments.filter { $0.role != role }
      state.granted = state.granted.filter { $0.role != role }
      state.inheritance = state.inheritance.filter { $0.senior != role && $0.junior != role }
      for set in state.ssd.keys { remove(role, from: &state.ssd[set], &refusals) }
      for set in state.dsd.keys { remove(role, from: &state.dsd[set], &refusals) }
    case .grantPermission(let operation, let object, let name):
      let permission = permission(operation, object, &refusals)
      state.granted.insert(Granted(ownRole(name, &refusals), permission))
    case .revokePermission(let operation, let object, let name):
      let permission = permission(operation, object, &refusals)
      if state.granted.remove(Granted(ownRole(name, &refusals), permission)) == nil {
        refusals.insert("notGranted")
      }
    default: return
    }
  }

  private mutating func add(_ name: Text, _ refusals: inout Set<String>) {
    if Self.resolve(name, in: state.roles) != nil { refusals.insert("roleExists") }
    if name.string.isEmpty || name.string.contains(".") { refusals.insert("badName") }
    state.roles.insert(Text("overlay:\(name)"))
  }

  private func remove(_ role: Text, from set: inout RoleSet?, _ refusals: inout Set<String>) {
    guard let roles = set?.roles, roles.contains(role) else { return }
    set?.roles.remove(role)
    if roles.count - 1 < set?.cardinality ?? 0 { refusals.insert("setNeedsRole") }
  }

  private func permission(
    _ operation: Text, _ object: AccessObject, _ refusals: inout Set<String>
  ) -> Permission {
    let permission = Permission(operation, object)
    if !permissions.contains(where: { $0.object == object }) {
      refusals.insert("unknownObject")
    } else if !permissions.contains(permission) {
      refusals.insert("unknownOperation")
    }
    return permission
  }

  private mutating func applyToHierarchy(_ call: RBACCall, _ refusals: inout Set<String>) {
    switch call {
    case .addInheritance(let above, let below):
      let senior = ownRole(above, &refusals)
      let junior = role(below, &refusals)
      if closure(junior).contains(senior) { refusals.insert("inheritanceCycle") }
      if !state.inheritance.insert(Inheritance(senior, junior)).inserted {
        refusals.insert("inheritanceExists")
      }
    case .deleteInheritance(let above, let below):
      let edge = Inheritance(ownRole(above, &refusals), role(below, &refusals))
      if state.inheritance.remove(edge) == nil { refusals.insert("noInheritance") }
    case .addAscendant(let new, let below):
      let junior = role(below, &refusals)
      add(new, &refusals)
      state.inheritance.insert(Inheritance(Text("overlay:\(new)"), junior))
    case .addDescendant(let new, let above):
      let senior = ownRole(above, &refusals)
      add(new, &refusals)
      state.inheritance.insert(Inheritance(senior, Text("overlay:\(new)")))
    default: return
    }
  }

  private mutating func applyToSessions(_ call: RBACCall, _ refusals: inout Set<String>) {
    switch call {
    case .createSession(let uid, let names):
      user(uid, &refusals)
      let roles = Set(names.map { role($0, &refusals) })
      if !roles.isSubset(of: authorizedRoles(uid)) { refusals.insert("notAuthorized") }
      state.sessions[opened] = Session(user: uid, roles: roles)
      opened += 1
    case .deleteSession(let number, let uid):
      check(number, uid, &refusals)
      state.sessions[number] = nil
    case .addActiveRole(let name, let number, let uid):
      check(number, uid, &refusals)
      let role = role(name, &refusals)
      if !authorizedRoles(uid).contains(role) { refusals.insert("notAuthorized") }
      if !(state.sessions[number]?.roles.insert(role).inserted ?? true) {
        refusals.insert("alreadyActive")
      }
    case .dropActiveRole(let name, let number, let uid):
      check(number, uid, &refusals)
      let role = role(name, &refusals)
      if state.sessions[number]?.roles.remove(role) == nil { refusals.insert("notActive") }
    default: return
    }
  }

  private func check(_ number: Int, _ uid: EntityUID, _ refusals: inout Set<String>) {
    user(uid, &refusals)
    guard let session = state.sessions[number] else {
      refusals.insert("unknownSession")
      return
    }
    if session.user != uid { refusals.insert("notOwner") }
  }

  private mutating func applyToSets(_ call: RBACCall, _ refusals: inout Set<String>) {
    switch call {
    case .createSet(let kind, let name, let names, let cardinality):
      let taken = Array(state.ssd.keys) + state.dsd.keys
      if Self.resolve(name, in: taken) != nil { refusals.insert("setExists") }
      let roles = Set(names.map { role($0, &refusals) })
      if !(2...4).contains(cardinality) || cardinality > roles.count {
        refusals.insert("badCardinality")
      }
      self[kind][Text("overlay:\(name)")] = RoleSet(roles, cardinality)
    case .addSetMember(let kind, let roleName, let name):
      let set = ownSet(kind, name, &refusals)
      let role = role(roleName, &refusals)
      if !(self[kind][set]?.roles.insert(role).inserted ?? true) {
        refusals.insert("alreadyMember")
      }
    case .deleteSetMember(let kind, let roleName, let name):
      let set = ownSet(kind, name, &refusals)
      let role = role(roleName, &refusals)
      if !(self[kind][set]?.roles.contains(role) ?? false) { refusals.insert("notMember") }
      remove(role, from: &self[kind][set], &refusals)
    case .deleteSet(let kind, let name):
      self[kind][ownSet(kind, name, &refusals)] = nil
    case .setCardinality(let kind, let name, let cardinality):
      let set = ownSet(kind, name, &refusals)
      if cardinality < 2 || cardinality > self[kind][set]?.roles.count ?? 0 {
        refusals.insert("badCardinality")
      }
      self[kind][set]?.cardinality = cardinality
    default: return
    }
  }

  package subscript(kind: RBACCall.SetKind) -> [Text: RoleSet] {
    get { kind == .ssd ? state.ssd : state.dsd }
    set {
      switch kind {
      case .ssd: state.ssd = newValue
      case .dsd: state.dsd = newValue
      }
    }
  }

  private func ownSet(
    _ kind: RBACCall.SetKind, _ name: Text, _ refusals: inout Set<String>
  ) -> Text {
    guard let set = Self.resolve(name, in: self[kind].keys) else {
      refusals.insert("unknownSet")
      return name
    }
    let isStated = kind == .ssd ? stated.ssd[set] != nil : stated.dsd[set] != nil
    if isStated { refusals.insert("readOnly") }
    return set
  }

  // MARK: What must hold of every state

  private mutating func endActivations() {
    for (number, session) in state.sessions {
      if state.users.contains(session.user) {
        let authorized = authorizedRoles(session.user)
        state.sessions[number]?.roles.formIntersection(authorized)
      } else {
        state.sessions[number] = nil
      }
    }
  }

  private func broken(by call: RBACCall) -> Set<String> {
    var broken: Set<String> = []
    let holders = Set(state.users.map { authorizedRoles($0) } + groups.map { closure($0.role) })
    for set in state.ssd.values {
      for held in holders where held.intersection(set.roles).count >= set.cardinality {
        broken.insert("separated")
      }
    }
    for set in state.dsd.values {
      for session in state.sessions.values
      where closure(session.roles).intersection(set.roles).count >= set.cardinality {
        broken.insert("activationSeparated")
      }
    }
    for set in Array(state.ssd.values) + state.dsd.values {
      for role in state.roles
      where closure(role).intersection(set.roles).count >= set.cardinality {
        broken.insert("unusableRole")
      }
    }
    return broken
  }
}
