import Remit
import RemitModel
import RemitTestSupport

// Every review function of an `RBAC` against the model's sets.
extension RBACWorld {
  /// What the first review that differs says; `nil` where all agree.
  static func reviewed(
    _ rbac: RBAC, _ model: RBACModel, _ sessions: [RBAC.SessionID]
  ) throws -> String? {
    let users = [ada, EntityUID("User", "bob"), eve, gil]
    for user in users {
      if let text = try reviewed(user, rbac, model) { return text }
    }
    for role in model.state.roles.sorted() {
      if let text = try reviewed(role, users, rbac, model) { return text }
    }
    for (number, session) in sessions.enumerated() {
      if let text = try reviewed(session, model.state.sessions[number], rbac, model) {
        return "session \(number): \(text)"
      }
    }
    return try reviewedSets(rbac, model)
  }

  private static func reviewed(
    _ user: EntityUID, _ rbac: RBAC, _ model: RBACModel
  ) throws -> String? {
    guard model.state.users.contains(user) else {
      let holdings = try? rbac.assignedRoles(of: user)
      return holdings == nil ? nil : "\(user) is stored"
    }
    if Set(try rbac.assignedRoles(of: user).map(\.role)) != model.assignedRoles(user) {
      return "assignedRoles of \(user)"
    }
    if Set(try rbac.authorizedRoles(of: user).map(\.role)) != model.authorizedRoles(user) {
      return "authorizedRoles of \(user)"
    }
    let granted = model.granted(model.assignedRoles(user))
    let held = try rbac.userPermissions(of: user)
    if Set(held.map(granted(as:))) != granted || held.contains(where: { $0.scope != .everything }) {
      return "userPermissions of \(user): \(held)"
    }
    for object in objects
    where try rbac.userOperationsOnObject(user, object) != operations(granted, object) {
      return "userOperationsOnObject \(user), \(object)"
    }
    return nil
  }

  private static func reviewed(
    _ role: Text, _ users: [EntityUID], _ rbac: RBAC, _ model: RBACModel
  ) throws -> String? {
    let assigned = users.filter {
      model.state.users.contains($0) && model.assignedRoles($0).contains(role)
    }
    if try rbac.assignedUsers(of: role).map(\.user) != assigned {
      return "assignedUsers of \(role)"
    }
    let authorized = users.filter {
      model.state.users.contains($0) && model.authorizedRoles($0).contains(role)
    }
    if try rbac.authorizedUsers(of: role).map(\.user) != authorized {
      return "authorizedUsers of \(role)"
    }
    let granted = model.granted([role])
    let held = try rbac.rolePermissions(of: role)
    if Set(held.map(granted(as:))) != granted { return "rolePermissions of \(role)" }
    if held.contains(where: { $0.isConditional != ($0.role == "m.auditor") }) {
      return "conditions of rolePermissions of \(role)"
    }
    for object in objects
    where try rbac.roleOperationsOnObject(role, object) != operations(granted, object) {
      return "roleOperationsOnObject \(role), \(object)"
    }
    return nil
  }

  private static func reviewed(
    _ id: RBAC.SessionID, _ session: RBACModel.Session?, _ rbac: RBAC, _ model: RBACModel
  ) throws -> String? {
    guard let session else {
      return (try? rbac.sessionRoles(of: id)) == nil ? nil : "is still open"
    }
    let roles = try rbac.sessionRoles(of: id)
    if roles != session.roles.sorted() { return "sessionRoles \(roles)" }
    let granted = model.granted(session.roles)
    if Set(try rbac.sessionPermissions(of: id).map(granted(as:))) != granted {
      return "sessionPermissions"
    }
    for object in [inside, outside, folder] {
      for operation in ["read", "write", "share", "list"] as [Text] {
        // No action to read is on folders, though there is a permission to read what lies in one.
        let applies = (operation == "list") == (object == folder)
        let isAllowed =
          applies
          && granted.contains { one in
            one.permission.operation == operation && covers(one.permission.object, object)
              && (one.role != "m.auditor" || object == inside)
          }
        let isFrozen = operation == "write" && object == outside
        if try rbac.checkAccess(id, operation, on: object) != (isAllowed && !isFrozen) {
          return "checkAccess \(operation) on \(object)"
        }
      }
    }
    return nil
  }

  private static func reviewedSets(_ rbac: RBAC, _ model: RBACModel) throws -> String? {
    if rbac.ssdRoleSets() != model.state.ssd.keys.sorted() { return "ssdRoleSets" }
    if rbac.dsdRoleSets() != model.state.dsd.keys.sorted() { return "dsdRoleSets" }
    for (name, set) in model.state.ssd {
      if try rbac.ssdRoleSetRoles(name) != set.roles.sorted() { return "ssdRoleSetRoles \(name)" }
      if try rbac.ssdRoleSetCardinality(name) != set.cardinality {
        return "ssdRoleSetCardinality \(name)"
      }
    }
    for (name, set) in model.state.dsd {
      if try rbac.dsdRoleSetRoles(name) != set.roles.sorted() { return "dsdRoleSetRoles \(name)" }
      if try rbac.dsdRoleSetCardinality(name) != set.cardinality {
        return "dsdRoleSetCardinality \(name)"
      }
    }
    return nil
  }

  private static func granted(as held: HeldPermission) -> RBACModel.Granted {
    RBACModel.Granted(held.role, RBACModel.Permission(held.operation, held.object))
  }

  /// Whether a permission on one thing is one on another.
  private static func covers(_ object: AccessObject, _ entity: EntityUID) -> Bool {
    switch object {
    case .type(let type): entity.type == type
    case .entity(let holder): entity == holder || holder == folder && entity == inside
    }
  }

  private static func operations(
    _ granted: Set<RBACModel.Granted>, _ object: AccessObject
  ) -> [HeldOperation] {
    let about = granted.filter { one in
      if case .entity(let entity) = object {
        // To list applies to folders only, to be read nothing but documents.
        let isFolders = one.permission.operation == "list"
        return covers(one.permission.object, entity)
          && (one.permission.object == object || isFolders == (entity == folder))
      }
      return one.permission.object == object
    }
    return Dictionary(grouping: about, by: \.permission.operation).sorted { $0.key < $1.key }
      .map { operation, ways in
        HeldOperation(
          operation: operation, isConditional: ways.allSatisfy { $0.role == "m.auditor" })
      }
  }
}
