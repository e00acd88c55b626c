import Remit
import RemitModel
import RemitTestSupport
import Synchronization
import Testing

private let ada = RBACWorld.ada
private let eve = RBACWorld.eve
private let gil = RBACWorld.gil
private let bob = EntityUID("User", "bob")
private let inside = RBACWorld.inside

/// A value that threads share.
private final class Shared<Value: Sendable>: Sendable {
  private let lock: Mutex<Value>

  init(_ value: Value) { lock = Mutex(value) }

  var value: Value { lock.withLock { $0 } }

  func change(_ change: @Sendable (inout Value) -> Void) { lock.withLock { change(&$0) } }
}

private func kind(_ call: () throws -> Void) -> String {
  do {
    try call()
    return "done"
  } catch {
    return Mirror(reflecting: error).children.first?.label ?? "\(error)"
  }
}

@Suite("RBAC, hierarchies and sets")
struct RBACSetTests {
  @Test("addInheritance is refused round in circles, with the way round, and where it is there")
  func inherits() throws {
    let rbac = try RBAC(try RBACWorld.policy.get(), entities: RBACWorld.entities)
    try rbac.addRole("a")
    try rbac.addAscendant("b", above: "a")
    try rbac.addAscendant("c", above: "b")
    do throws(RBACError) {
      try rbac.addInheritance(senior: "a", junior: "c")
      Issue.record("a circle")
    } catch {
      #expect(
        error.description
          == "a role cannot inherit itself: `overlay:a` → `overlay:c` → `overlay:b` → `overlay:a`")
    }
    #expect(kind { try rbac.addInheritance(senior: "a", junior: "a") } == "inheritanceCycle")
    #expect(kind { try rbac.addInheritance(senior: "c", junior: "b") } == "inheritanceExists")
    #expect(kind { try rbac.addInheritance(senior: "m.reader", junior: "a") } == "readOnly")
    #expect(kind { try rbac.addDescendant("d", below: "reader") } == "readOnly")
    #expect(kind { try rbac.deleteInheritance(senior: "writer", junior: "reader") } == "readOnly")
    #expect(kind { try rbac.deleteInheritance(senior: "c", junior: "a") } == "noInheritance")
    try rbac.addInheritance(senior: "c", junior: "a")
    try rbac.deleteInheritance(senior: "c", junior: "b")
    try rbac.addUser(ada)
    try rbac.assignUser(ada, to: "c")
    #expect(try rbac.authorizedRoles(of: ada).map(\.role) == ["overlay:a", "overlay:c"])
  }

  @Test("sets of the policy are seen, with the cardinality of the standard, and not changed")
  func seesSeparations() throws {
    let rbac = try RBAC(try RBACWorld.policy.get(), entities: RBACWorld.entities)
    #expect(rbac.ssdRoleSets() == ["m.apart"] && rbac.dsdRoleSets() == ["m.one-hat"])
    #expect(try rbac.ssdRoleSetRoles("apart") == ["m.auditor", "m.writer"])
    #expect(try rbac.dsdRoleSetCardinality("one-hat") == 2)
    #expect(kind { try rbac.deleteSsdSet("apart") } == "readOnly")
    #expect(kind { try rbac.addSsdRoleMember("reader", to: "apart") } == "readOnly")
    #expect(kind { try rbac.deleteDsdRoleMember("reader", from: "one-hat") } == "readOnly")
    #expect(kind { try rbac.setDsdSetCardinality("one-hat", to: 2) } == "readOnly")
    #expect(kind { try rbac.deleteSsdSet("one-hat") } == "unknownSet")
    #expect(kind { _ = try rbac.ssdRoleSetRoles("nothing") } == "unknownSet")
    #expect(kind { try rbac.createSsdSet("apart", roles: [], cardinality: 2) } == "setExists")
    #expect(kind { try rbac.createSsdSet("a.b", roles: [], cardinality: 2) } == "badName")
  }

  @Test("roles that nobody could have are refused where they would come to be")
  func refusesUnusable() throws {
    let rbac = try RBAC(try RBACWorld.policy.get(), entities: RBACWorld.entities)
    try rbac.addAscendant("both", above: "writer")
    #expect(kind { try rbac.addInheritance(senior: "both", junior: "auditor") } == "unusableRole")
    try rbac.addRole("x")
    #expect(
      kind { try rbac.createSsdSet("s", roles: ["reader", "writer"], cardinality: 2) }
        == "unusableRole")
    try rbac.createSsdSet("s", roles: ["x", "both"], cardinality: 2)
    #expect(kind { try rbac.addSsdRoleMember("writer", to: "s") } == "unusableRole")
    #expect(kind { try rbac.setSsdSetCardinality("s", to: 3) } == "badCardinality")
    #expect(kind { try rbac.setSsdSetCardinality("s", to: 1) } == "badCardinality")
  }

  @Test("accounts of one person count together, by the policy's own rule")
  func countsPersons() throws {
    let policy = try Policy(
      source: """
        entity Person
        entity User { person?: Person }
        entity Doc
        action read, write on Doc by User
        role reader { can read on Doc }
        role writer { can write on Doc }
        separate roles apart: reader, writer by principal.person
        """)
    let person = EntityUID("Person", "ada")
    let one = EntityUID("User", "ada-1")
    let two = EntityUID("User", "ada-2")
    let rbac = try RBAC(policy, entities: Entities([EntityRecord(person)]))
    for account in [one, two] {
      try rbac.addUser(EntityRecord(account, attributes: ["person": .entity(person)]))
    }
    try rbac.assignUser(one, to: "reader")
    do throws(RBACError) {
      try rbac.assignUser(two, to: "writer")
      Issue.record("one person has both")
    } catch {
      #expect(
        error.description.contains(
          "Person::\"ada\" → User::\"ada-2\" → overlay:writer@User::\"ada-2\" → writer"), "\(error)"
      )
    }
    for role in ["x", "y"] as [Text] { try rbac.addRole(role) }
    try rbac.assignUser(one, to: "x")
    try rbac.assignUser(two, to: "y")
    #expect(
      kind { try rbac.createSsdSet("s", roles: ["x", "y"], cardinality: 2, personsAsIn: "apart") }
        == "separated")
    #expect(
      kind { try rbac.createSsdSet("s", roles: ["x", "y"], cardinality: 2, personsAsIn: "none") }
        == "unknownSet")
    try rbac.createSsdSet("s", roles: ["x", "y"], cardinality: 2)
  }
}

@Suite("RBAC, what lies under it")
struct RBACWorldTests {
  @Test("a role is active while the window of its grant lasts, and no reassignment activates it")
  func respectsWindows() throws {
    let clock = Shared(Instant(milliseconds: 10_000))
    let rbac = try RBAC(
      try RBACWorld.policy.get(), entities: RBACWorld.entities, clock: { clock.value })
    try rbac.addUser(ada)
    try rbac.assignUser(ada, to: "reader", until: Instant(milliseconds: 20_000))
    let session = try rbac.createSession(of: ada, activating: ["reader"])
    #expect(try rbac.checkAccess(session, "read", on: inside))
    clock.change { $0 = Instant(milliseconds: 20_000) }
    #expect(try !rbac.checkAccess(session, "read", on: inside))
    #expect(try rbac.sessionRoles(of: session).isEmpty)
    #expect(try rbac.assignedRoles(of: ada).isEmpty)
    #expect(kind { _ = try rbac.createSession(of: ada, activating: ["reader"]) } == "notAuthorized")
    // The assignment is still stated; taking it back and assigning anew does not activate anything.
    #expect(kind { try rbac.assignUser(ada, to: "reader") } == "alreadyAssigned")
    try rbac.deassignUser(ada, from: "reader")
    try rbac.assignUser(ada, to: "reader")
    #expect(try rbac.sessionRoles(of: session).isEmpty)
    try rbac.addActiveRole("reader", in: session, of: ada)
    #expect(try rbac.checkAccess(session, "read", on: inside))
  }

  @Test("data updated underneath ends sessions and activations that lose their ground")
  func followsData() throws {
    let rbac = try RBAC(try RBACWorld.policy.get(), entities: RBACWorld.entities)
    let grants = Grants([GrantRecord(id: "g", role: "writer", to: [eve], on: .everything)])
    try rbac.update(entities: RBACWorld.entities, grants: grants)
    let session = try rbac.createSession(of: eve, activating: ["writer", "reader"])
    let other = try rbac.createSession(of: gil, activating: ["auditor"])
    try rbac.addRole("clerk")
    try rbac.update(entities: RBACWorld.entities, grants: Grants())
    #expect(try rbac.sessionRoles(of: session) == ["m.reader"])
    var fewer = RBACWorld.entities
    fewer.records.removeAll { $0.uid == gil }
    try rbac.update(entities: fewer, grants: Grants())
    #expect(kind { _ = try rbac.sessionRoles(of: other) } == "unknownSession")
    #expect(try rbac.assignedUsers(of: "clerk").isEmpty)
  }

  @Test("suspended persons have none of the roles, in sessions and in reviews")
  func respectsSuspensions() throws {
    let rbac = try RBAC(try RBACWorld.policy.get(), entities: RBACWorld.entities)
    let session = try rbac.createSession(of: gil, activating: ["auditor"])
    #expect(try rbac.checkAccess(session, "share", on: inside))
    let grants = Grants([GrantRecord(id: "w", role: "writer", to: [gil], on: .everything)])
    #expect(kind { try rbac.update(entities: RBACWorld.entities, grants: grants) } == "separated")
    #expect(try rbac.checkAccess(session, "share", on: inside))
    try rbac.update(entities: RBACWorld.entities, grants: grants, onViolation: .suspend)
    #expect(try !rbac.checkAccess(session, "share", on: inside))
    #expect(try rbac.sessionRoles(of: session).isEmpty)
    #expect(try rbac.authorizedRoles(of: gil).map(\.role) == ["m.reader"])
    #expect(try rbac.assignedRoles(of: gil).map(\.role) == ["m.auditor", "m.writer"])
    #expect(try rbac.userPermissions(of: gil).map(\.operation) == ["read"])
    // What was there before keeps nothing from being changed.
    try rbac.addUser(ada)
  }

  @Test("a policy updated underneath keeps sessions, and is refused where the overlay needs more")
  func followsPolicy() throws {
    let rbac = try RBAC(try RBACWorld.policy.get(), entities: RBACWorld.entities)
    try rbac.addUser(ada)
    try rbac.addUser(bob)
    try rbac.addAscendant("chief", above: "writer")
    try rbac.grantPermission("list", on: .type("Folder"), to: "chief")
    try rbac.assignUser(ada, to: "chief")
    try rbac.createSsdSet("s", roles: ["chief", "auditor"], cardinality: 2)
    let session = try rbac.createSession(of: ada, activating: ["chief"])
    func update(_ old: String, _ new: String) throws -> String {
      let policy = try Policy(source: RBACWorld.source.replacing(old, with: new))
      return kind { try rbac.update(policy: policy) }
    }
    #expect(try update("role reader { can", "role clerk {}\nrole reader { can") == "done")
    #expect(
      try update("role reader { can", "role chief {}\nrole reader { can") == "overlayDoesNotFit")
    #expect(try update("apart:", "s:") == "overlayDoesNotFit")
    #expect(try update("writer", "author") == "overlayDoesNotFit")
    #expect(try update("list on Folder", "look on Folder") == "overlayDoesNotFit")
    #expect(try rbac.checkAccess(session, "write", on: inside))
    #expect(
      try update("one-hat: reader", "one-hat: writer") == "done")
    #expect(try rbac.checkAccess(session, "write", on: inside))
    // A policy that separates what is active: denied until a role is dropped, never trimmed.
    for role in ["reader", "auditor"] as [Text] { try rbac.assignUser(bob, to: role) }
    let both = try rbac.createSession(of: bob, activating: ["reader", "auditor"])
    #expect(try rbac.checkAccess(both, "read", on: inside))
    try rbac.update(policy: RBACWorld.policy.get())
    #expect(try rbac.sessionRoles(of: both) == ["m.auditor", "m.reader"])
    #expect(try rbac.decide(in: both, "read", on: RequestEntity(inside)).cause == .separated)
    try rbac.dropActiveRole("auditor", in: both, of: bob)
    #expect(try rbac.checkAccess(both, "read", on: inside))
    let restored = try RBAC(
      try RBACWorld.policy.get(), entities: RBACWorld.entities, overlay: rbac.overlay)
    #expect(try restored.userPermissions(of: ada) == rbac.userPermissions(of: ada))
    #expect(restored.ssdRoleSets() == rbac.ssdRoleSets())
  }

  @Test("a waiver lifts a separation of active roles for sessions")
  func respectsWaivers() throws {
    let source =
      RBACWorld.source + """

        waive one-hat for User::"ada" until 2099-01-01T00:00:00Z because "small team"
        """
    let rbac = try RBAC(try Policy(source: source), entities: RBACWorld.entities)
    for user in [ada, bob] {
      try rbac.addUser(user)
      for role in ["reader", "auditor"] as [Text] { try rbac.assignUser(user, to: role) }
    }
    let session = try rbac.createSession(of: ada, activating: ["reader", "auditor"])
    #expect(
      try rbac.decide(in: session, "read", on: RequestEntity(inside)).waivers == ["m.one-hat"])
    #expect(
      kind { _ = try rbac.createSession(of: bob, activating: ["reader", "auditor"]) }
        == "activationSeparated")
  }

  @Test("an answer is wholly before or after a change, whatever threads do")
  func isAtomic() async throws {
    let rbac = try RBAC(try RBACWorld.policy.get(), entities: RBACWorld.entities)
    try rbac.addUser(ada)
    try rbac.addRole("left")
    try rbac.addRole("right")
    try rbac.addAscendant("top", above: "left")
    try rbac.grantPermission("read", on: .type("Doc"), to: "left")
    try rbac.grantPermission("share", on: .type("Doc"), to: "right")
    try rbac.assignUser(ada, to: "top")
    let session = try rbac.createSession(of: ada, activating: ["top"])
    let isDone = Shared(false)
    await withTaskGroup(of: Bool.self) { group in
      for _ in 0..<3 {
        group.addTask {
          while !isDone.value {
            guard let decision = try? rbac.decide(in: session, "read", on: RequestEntity(inside))
            else { return false }
            if decision.isAllowed {
              let wanted = ["overlay:left", "overlay:top@User::\"ada\""]
              if decision.determining != wanted { return false }
            } else if decision.cause != .unmatched || !decision.errors.isEmpty {
              return false
            }
            // The threads are few, and the administrator needs one.
            await Task.yield()
          }
          return true
        }
      }
      group.addTask {
        for _ in 0..<8 {
          do {
            try rbac.deleteInheritance(senior: "top", junior: "left")
            try rbac.addInheritance(senior: "top", junior: "right")
            try rbac.deleteInheritance(senior: "top", junior: "right")
            try rbac.addInheritance(senior: "top", junior: "left")
          } catch { return false }
        }
        isDone.change { $0 = true }
        return true
      }
      for await isRight in group { #expect(isRight) }
    }
  }

  @Test("two administrators at once lose nothing, and together break no separation")
  func isSerial() async throws {
    let rbac = try RBAC(try RBACWorld.policy.get(), entities: RBACWorld.entities)
    try rbac.addUser(ada)
    let done = Shared(0)
    await withTaskGroup(of: Void.self) { group in
      for role in ["writer", "auditor"] as [Text] {
        group.addTask {
          if (try? rbac.assignUser(ada, to: role)) != nil { done.change { $0 += 1 } }
        }
      }
      for number in 0..<10 {
        group.addTask { try? rbac.addRole(Text("r\(number)")) }
      }
    }
    #expect(done.value == 1)
    for number in 0..<10 { _ = try rbac.rolePermissions(of: Text("r\(number)")) }
  }

  @Test("explanations name the overlay's permissions and grants with their places")
  func explains() throws {
    let rbac = try RBAC(try RBACWorld.policy.get(), entities: RBACWorld.entities)
    try rbac.addUser(ada)
    try rbac.addRole("clerk")
    try rbac.grantPermission("read", on: .entity(RBACWorld.folder), to: "clerk")
    try rbac.assignUser(ada, to: "clerk")
    let session = try rbac.createSession(of: ada, activating: ["clerk"])
    let text = try rbac.decide(in: session, "read", on: RequestEntity(inside)).explanation
      .description
    #expect(text.contains("overlay:clerk") && text.contains("overlay:2"), "\(text)")
  }
}
