import Remit
import RemitModel
import RemitTestSupport
import Testing

private let ada = RBACWorld.ada
private let eve = RBACWorld.eve
private let gil = RBACWorld.gil
private let folder = RBACWorld.folder
private let inside = RBACWorld.inside
private let outside = RBACWorld.outside

private func world() throws -> RBAC {
  try RBAC(try RBACWorld.policy.get(), entities: RBACWorld.entities)
}

/// Expects a refusal of the kind that leaves everything as it was.
private func refuses(
  _ kind: String, _ rbac: RBAC, saying words: String = "",
  _ call: (RBAC) throws -> Void, sourceLocation: SourceLocation = #_sourceLocation
) {
  let before = rbac.overlay
  let digest = rbac.policyDigest
  do {
    try call(rbac)
    Issue.record("it was done", sourceLocation: sourceLocation)
  } catch let error as RBACError {
    #expect(Mirror(reflecting: error).children.first?.label == kind, sourceLocation: sourceLocation)
    #expect(
      words.isEmpty || error.description.contains(words), "\(error)",
      sourceLocation: sourceLocation)
  } catch {
    Issue.record(error, sourceLocation: sourceLocation)
  }
  #expect(rbac.overlay == before && rbac.policyDigest == digest, sourceLocation: sourceLocation)
}

extension RBAC {
  /// Of the policy with the overlay, as decisions say it.
  fileprivate var policyDigest: String {
    decide(
      Request(
        principal: RequestEntity(eve), action: "read", resource: RequestEntity(inside))
    ).inputs.policyDigest
  }
}

@Suite("RBAC, core")
struct RBACCoreTests {
  @Test("addUser stores a user, with attributes and groups, once")
  func addsUser() throws {
    let rbac = try world()
    refuses("unknownUser", rbac) { try $0.assignUser(ada, to: "reader") }
    try rbac.addUser(EntityRecord(ada, parents: [EntityUID("Group", "g")]))
    #expect(try rbac.assignedRoles(of: ada).map(\.role) == ["m.auditor"])
    refuses("userExists", rbac) { try $0.addUser(ada) }
    refuses("userExists", rbac) { try $0.addUser(eve) }
    refuses("notAnAccount", rbac) { try $0.addUser(EntityUID("Group", "h")) }
    refuses("notAnAccount", rbac) { try $0.addUser(EntityUID("Nope", "h")) }
    refuses("refused", rbac, saying: "age") {
      try $0.addUser(EntityRecord(EntityUID("User", "x"), attributes: ["age": 3]))
    }
  }

  @Test("deleteUser forgets user and assignments and ends the sessions; stored users stay")
  func deletesUser() throws {
    let rbac = try world()
    try rbac.addUser(ada)
    try rbac.assignUser(ada, to: "reader")
    let session = try rbac.createSession(of: ada, activating: ["reader"])
    #expect(try rbac.checkAccess(session, "read", on: inside))
    try rbac.deleteUser(ada)
    #expect(throws: RBACError.self) { try rbac.checkAccess(session, "read", on: inside) }
    try rbac.addUser(ada)
    #expect(try rbac.assignedRoles(of: ada).isEmpty)
    #expect(throws: RBACError.self) { try rbac.sessionRoles(of: session) }
    refuses("readOnly", rbac) { try $0.deleteUser(eve) }
    refuses("unknownUser", rbac) { try $0.deleteUser(EntityUID("User", "x")) }
    refuses("unknownUser", rbac) { try $0.deleteUser(folder) }
  }

  @Test("addRole states an empty role under a name that no role has, in full or short")
  func addsRole() throws {
    let rbac = try world()
    try rbac.addRole("clerk")
    #expect(try rbac.rolePermissions(of: "clerk").isEmpty)
    #expect(try rbac.rolePermissions(of: "overlay:clerk").isEmpty)
    for name in ["clerk", "reader"] as [Text] {
      refuses("roleExists", rbac) { try $0.addRole(name) }
    }
    for name in ["", "a.b", "a:b", "a b", "é", Text(String(repeating: "x", count: 129))] {
      refuses("badName", rbac) { try $0.addRole(name) }
    }
    try rbac.addRole(Text(String(repeating: "x", count: 128)))
    refuses("unknownRole", rbac, saying: "did you mean `overlay:clerk`?") {
      _ = try $0.rolePermissions(of: "overlay:clark")
    }
  }

  @Test("deleteRole takes all that depends on it, and ends its activations at once")
  func deletesRole() throws {
    let rbac = try world()
    try rbac.addUser(ada)
    try rbac.addRole("clerk")
    try rbac.grantPermission("read", on: .type("Doc"), to: "clerk")
    try rbac.addAscendant("chief", above: "clerk")
    try rbac.assignUser(ada, to: "chief")
    let session = try rbac.createSession(of: ada, activating: ["chief", "clerk"])
    #expect(try rbac.checkAccess(session, "read", on: inside))
    try rbac.deleteRole("clerk")
    #expect(try rbac.sessionRoles(of: session) == ["overlay:chief"])
    #expect(try !rbac.checkAccess(session, "read", on: inside))
    #expect(try rbac.authorizedRoles(of: ada).map(\.role) == ["overlay:chief"])
    try rbac.addRole("clerk")
    #expect(try rbac.rolePermissions(of: "clerk").isEmpty)
    #expect(try rbac.sessionRoles(of: session) == ["overlay:chief"])
    refuses("readOnly", rbac) { try $0.deleteRole("m.reader") }
    refuses("unknownRole", rbac) { try $0.deleteRole("none") }
  }

  @Test("deleteRole does not take a separation's last roles away")
  func keepsSets() throws {
    let rbac = try world()
    for role in ["a", "b", "c"] as [Text] { try rbac.addRole(role) }
    try rbac.createSsdSet("s", roles: ["a", "b", "c"], cardinality: 2)
    try rbac.deleteRole("c")
    #expect(try rbac.ssdRoleSetRoles("s") == ["overlay:a", "overlay:b"])
    refuses("setNeedsRole", rbac, saying: "overlay:s") { try $0.deleteRole("b") }
    try rbac.deleteSsdSet("s")
    try rbac.deleteRole("b")
  }

  @Test("assignUser gives a role, of the policy too, with scope and window")
  func assigns() throws {
    let rbac = try world()
    try rbac.addUser(ada)
    try rbac.assignUser(ada, to: "reader", on: .entities([folder]), because: "CHG-1")
    let session = try rbac.createSession(of: ada, activating: ["reader"])
    #expect(try rbac.checkAccess(session, "read", on: inside))
    let outsideDecision = try rbac.decide(in: session, "read", on: RequestEntity(outside))
    #expect(outsideDecision.errors.map(\.code) == [.roleNotAuthorized])
    let decision = try rbac.decide(in: session, "read", on: RequestEntity(inside))
    #expect(decision.determining == ["m.reader", "overlay:m.reader@User::\"ada\""])
    #expect(try rbac.userOperationsOnObject(ada, .type("Doc")).isEmpty)
    #expect(try rbac.userOperationsOnObject(ada, .entity(inside)).map(\.operation) == ["read"])
    #expect(try rbac.userOperationsOnObject(ada, .entity(outside)).isEmpty)
    #expect(try rbac.userPermissions(of: ada).map(\.scope) == [.entities([folder])])
    refuses("alreadyAssigned", rbac) { try $0.assignUser(ada, to: "m.reader") }
    refuses("alreadyAssigned", rbac) { try $0.assignUser(eve, to: "m.reader") }
    try rbac.assignUser(gil, to: "auditor")  // in addition to the group's
    refuses("unknownRole", rbac) { try $0.assignUser(ada, to: "none") }
    refuses("unknownUser", rbac) { try $0.assignUser(folder, to: "reader") }
    refuses("refused", rbac) {
      try $0.assignUser(
        ada, to: "writer", from: Instant(milliseconds: 5), until: Instant(milliseconds: 5))
    }
  }

  @Test("assignUser is refused with the way to each role where a separation forbids it")
  func separates() throws {
    let rbac = try world()
    try rbac.addAscendant("chief", above: "writer")
    refuses("separated", rbac, saying: "`m.apart` allows 1: User::\"gil\" would have User::\"gil\"")
    {
      try $0.assignUser(gil, to: "chief")
    }
    refuses("separated", rbac, saying: "→ overlay:chief → m.writer") {
      try $0.assignUser(gil, to: "chief")
    }
    refuses("separated", rbac, saying: "User::\"gil\" → Group::\"g\" → m.audits → m.auditor") {
      try $0.assignUser(gil, to: "chief")
    }
  }

  @Test("deassignUser ends activations at once, unless another way is left")
  func deassigns() throws {
    let rbac = try world()
    try rbac.addUser(ada)
    try rbac.assignUser(ada, to: "writer")
    try rbac.assignUser(ada, to: "reader")
    let session = try rbac.createSession(of: ada, activating: ["writer", "reader"])
    try rbac.deassignUser(ada, from: "reader")
    #expect(try rbac.sessionRoles(of: session) == ["m.reader", "m.writer"])
    try rbac.deassignUser(ada, from: "writer")
    #expect(try rbac.sessionRoles(of: session).isEmpty)
    #expect(try !rbac.checkAccess(session, "read", on: inside))
    try rbac.assignUser(ada, to: "writer")
    #expect(try rbac.sessionRoles(of: session).isEmpty, "what ended does not come back by itself")
    refuses("notAssigned", rbac) { try $0.deassignUser(ada, from: "reader") }
    refuses("readOnly", rbac, saying: "m.reads") { try $0.deassignUser(eve, from: "reader") }
    refuses("readOnly", rbac, saying: "to Group::\"g\"") {
      try $0.deassignUser(gil, from: "auditor")
    }
    refuses("unknownUser", rbac) { try $0.deassignUser(EntityUID("User", "x"), from: "reader") }
    refuses("unknownRole", rbac) { try $0.deassignUser(eve, from: "none") }
  }

  @Test("grantPermission and revokePermission are about types and about entities")
  func permits() throws {
    let rbac = try world()
    try rbac.addUser(ada)
    try rbac.addRole("clerk")
    try rbac.assignUser(ada, to: "clerk")
    let session = try rbac.createSession(of: ada, activating: ["clerk"])
    try rbac.grantPermission("read", on: .entity(folder), to: "clerk")
    try rbac.grantPermission("read", on: .entity(folder), to: "clerk")
    #expect(try rbac.checkAccess(session, "read", on: inside))
    #expect(try !rbac.checkAccess(session, "read", on: outside))
    #expect(try rbac.rolePermissions(of: "clerk").map(\.object) == [.entity(folder)])
    try rbac.grantPermission("m.write", on: .type("m.Doc"), to: "clerk")
    #expect(try rbac.checkAccess(session, "write", on: inside))
    #expect(try !rbac.checkAccess(session, "write", on: outside), "the deny rule holds")
    try rbac.revokePermission("read", on: .entity(folder), from: "clerk")
    #expect(try !rbac.checkAccess(session, "read", on: inside))
    refuses("notGranted", rbac) {
      try $0.revokePermission("read", on: .entity(folder), from: "clerk")
    }
    refuses("notGranted", rbac) {
      try $0.revokePermission("write", on: .entity(inside), from: "clerk")
    }
    refuses("readOnly", rbac) { try $0.grantPermission("read", on: .type("Doc"), to: "reader") }
    refuses("readOnly", rbac) { try $0.revokePermission("read", on: .type("Doc"), from: "reader") }
    refuses("unknownOperation", rbac, saying: "did you mean `read`?") {
      try $0.grantPermission("raed", on: .type("Doc"), to: "clerk")
    }
    refuses("unknownOperation", rbac) {
      try $0.grantPermission("list", on: .type("Doc"), to: "clerk")
    }
    refuses("unknownObject", rbac) { try $0.grantPermission("read", on: .type("Dok"), to: "clerk") }
    refuses("unknownObject", rbac) {
      try $0.grantPermission("read", on: .entity(EntityUID("Doc", "zz")), to: "clerk")
    }
    refuses("unknownRole", rbac) { try $0.grantPermission("read", on: .type("Doc"), to: "none") }
  }

  @Test("conditional permissions are marked")
  func marksConditions() throws {
    let rbac = try world()
    #expect(try rbac.rolePermissions(of: "auditor").map(\.isConditional) == [true])
    #expect(try rbac.userPermissions(of: gil).map(\.isConditional) == [true])
    #expect(
      try rbac.roleOperationsOnObject("auditor", .entity(inside))
        == [HeldOperation(operation: "share", isConditional: true)])
    try rbac.addAscendant("chief", above: "auditor")
    try rbac.grantPermission("share", on: .entity(inside), to: "chief")
    #expect(
      try rbac.roleOperationsOnObject("chief", .entity(inside))
        == [HeldOperation(operation: "share", isConditional: false)])
    #expect(
      try rbac.roleOperationsOnObject("chief", .entity(outside))
        == [HeldOperation(operation: "share", isConditional: true)])
  }
}

@Suite("RBAC, sessions")
struct RBACSessionTests {
  @Test("createSession is refused, never trimmed")
  func createsSession() throws {
    let rbac = try world()
    try rbac.addUser(ada)
    for role in ["reader", "auditor"] as [Text] { try rbac.assignUser(ada, to: role) }
    refuses("notAuthorized", rbac) {
      _ = try $0.createSession(of: ada, activating: ["reader", "writer"])
    }
    refuses("activationSeparated", rbac, saying: "m.one-hat") {
      _ = try $0.createSession(of: ada, activating: ["reader", "auditor"])
    }
    refuses("unknownRole", rbac) { _ = try $0.createSession(of: ada, activating: ["none"]) }
    refuses("unknownUser", rbac) { _ = try $0.createSession(of: folder, activating: []) }
    let session = try rbac.createSession(of: ada, activating: ["reader", "m.reader"])
    #expect(try rbac.sessionRoles(of: session) == ["m.reader"])
    refuses("activationSeparated", rbac) { try $0.addActiveRole("auditor", in: session, of: ada) }
    #expect(try rbac.sessionRoles(of: session) == ["m.reader"])
    try rbac.dropActiveRole("reader", in: session, of: ada)
    try rbac.addActiveRole("auditor", in: session, of: ada)
    #expect(try rbac.sessionPermissions(of: session).map(\.operation) == ["share"])
    refuses("alreadyActive", rbac) { try $0.addActiveRole("auditor", in: session, of: ada) }
    refuses("notAuthorized", rbac) { try $0.addActiveRole("writer", in: session, of: ada) }
    refuses("notActive", rbac) { try $0.dropActiveRole("reader", in: session, of: ada) }
  }

  @Test("a role that a senior brings counts in a dynamic separation")
  func countsJuniors() throws {
    let rbac = try world()
    try rbac.addUser(ada)
    for (role, junior) in [("x", "a"), ("y", "b")] as [(Text, Text)] {
      try rbac.addRole(role)
      try rbac.addDescendant(junior, below: role)
      try rbac.assignUser(ada, to: role)
    }
    try rbac.createDsdSet("d", roles: ["a", "b"], cardinality: 2)
    refuses("activationSeparated", rbac, saying: "User::\"ada\" → overlay:y → overlay:b") {
      _ = try $0.createSession(of: ada, activating: ["x", "y"])
    }
    try rbac.deleteDsdSet("d")
    let session = try rbac.createSession(of: ada, activating: ["x", "y"])
    refuses("activationSeparated", rbac) {
      try $0.createDsdSet("d", roles: ["a", "b"], cardinality: 2)
    }
    try rbac.dropActiveRole("y", in: session, of: ada)
    try rbac.createDsdSet("d", roles: ["a", "b"], cardinality: 2)
  }

  @Test("a session is its user's")
  func checksOwner() throws {
    let rbac = try world()
    let session = try rbac.createSession(of: eve, activating: ["reader"])
    refuses("notOwner", rbac) { try $0.deleteSession(session, of: gil) }
    refuses("notOwner", rbac) { try $0.addActiveRole("auditor", in: session, of: gil) }
    refuses("notOwner", rbac) { try $0.dropActiveRole("reader", in: session, of: gil) }
    #expect(RBAC.SessionID(session.description) == session)
    #expect(RBAC.SessionID("nonsense") == nil)
    try rbac.deleteSession(session, of: eve)
    refuses("unknownSession", rbac) { try $0.deleteSession(session, of: eve) }
    refuses("unknownSession", rbac) { _ = try $0.checkAccess(session, "read", on: inside) }
    refuses("unknownSession", rbac) { _ = try $0.sessionPermissions(of: session) }
  }

  @Test("checkAccess allows nothing of what policy and data do not know")
  func deniesUnknown() throws {
    let rbac = try world()
    let session = try rbac.createSession(of: eve, activating: ["reader"])
    #expect(try rbac.checkAccess(session, "read", on: outside))
    #expect(try !rbac.checkAccess(session, "fly", on: outside))
    #expect(try !rbac.checkAccess(session, "read", on: EntityUID("Doc", "zz")))
    #expect(try !rbac.checkAccess(session, "read", on: EntityUID("Nope", "zz")))
    #expect(try !rbac.checkAccess(session, "read", on: outside, context: ["x": 1]))
    try rbac.dropActiveRole("reader", in: session, of: eve)
    #expect(try !rbac.checkAccess(session, "read", on: outside))
  }
}
