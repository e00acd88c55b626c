// The examples of docs/roles-as-data.md, compiled and run: see EmbeddingExamples.swift.
//
// example: imports
import Foundation
import Remit

// end
import Testing

@Suite("The examples of docs/roles-as-data.md")
struct RolesAsDataExamples {
  private static func desk() throws -> RBAC {
    // example: policy
    let policy = try Policy(
      source: """
        module desk
        entity Group
        entity User in Group
        entity Queue
        entity Ticket in Queue
        action read, answer, close on Ticket by User

        role agent { can read, answer on Ticket }
        role supervisor { can close on Ticket }

        grant agent as first-line to Group::"support" on everything
        deny frozen: anyone to close on Ticket::"T-1" because "evidence"

        separate active roles one-hat: agent, supervisor
        """)
    let rbac = try RBAC(
      policy,
      entities: Entities([
        EntityRecord(EntityUID("Group", "support")),
        EntityRecord(EntityUID("Queue", "north")),
        EntityRecord(EntityUID("Ticket", "T-1"), parents: [EntityUID("Queue", "north")]),
        EntityRecord(EntityUID("Ticket", "T-2"), parents: [EntityUID("Queue", "north")]),
      ]))
    // end
    return rbac
  }

  private static func staffed() throws -> (rbac: RBAC, ada: EntityUID, session: RBAC.SessionID) {
    let rbac = try desk()
    // example: administration
    let ada = EntityUID("User", "ada")
    let north = EntityUID("Queue", "north")
    try rbac.addUser(ada)
    try rbac.addRole("night-shift")
    try rbac.grantPermission("close", on: .entity(north), to: "night-shift")
    try rbac.addInheritance(senior: "night-shift", junior: "agent")
    try rbac.assignUser(ada, to: "night-shift", because: "rota of May")
    // end
    let session = try rbac.createSession(of: ada, activating: ["night-shift"])
    return (rbac, ada, session)
  }

  @Test("state roles over a policy, and work in sessions")
  func overlay() throws {
    let (rbac, ada, _) = try Self.staffed()
    // example: session
    let session = try rbac.createSession(of: ada, activating: ["night-shift"])
    let ticket = EntityUID("Ticket", "T-2")
    print(try rbac.checkAccess(session, "answer", on: ticket))  // true, by inheritance
    print(try rbac.checkAccess(session, "close", on: ticket))  // true

    let evidence = RequestEntity(type: "Ticket", id: "T-1")
    let decision = try rbac.decide(in: session, "close", on: evidence)
    print(decision.determining)  // ["desk.frozen"]: a deny rule of the policy holds
    // end
    #expect(try rbac.checkAccess(session, "answer", on: ticket))
    #expect(try rbac.checkAccess(session, "close", on: ticket))
    #expect(decision.determining == ["desk.frozen"])
  }

  @Test("are refused with the way to each role, reviewed and kept")
  func review() throws {
    let (rbac, ada, session) = try Self.staffed()
    var said: [String] = []
    func show(_ line: some CustomStringConvertible) { said.append(line.description) }
    // example: refused
    try rbac.createSsdSet("shifts", roles: ["night-shift", "supervisor"], cardinality: 2)
    do {
      try rbac.assignUser(ada, to: "supervisor")
    } catch {
      guard case .separated(let conflicts) = error else { throw error }
      for path in conflicts.flatMap(\.paths) { show(path) }
    }
    // User::"ada" → overlay:desk.supervisor@User::"ada" → desk.supervisor
    // User::"ada" → overlay:night-shift@User::"ada" → overlay:night-shift
    // end
    #expect(
      said == [
        #"User::"ada" → overlay:desk.supervisor@User::"ada" → desk.supervisor"#,
        #"User::"ada" → overlay:night-shift@User::"ada" → overlay:night-shift"#,
      ])

    // example: review
    for held in try rbac.userPermissions(of: ada) {
      show("\(held.operation) on \(held.object), by \(held.role)")
    }
    try rbac.deassignUser(ada, from: "night-shift")
    print(try rbac.sessionRoles(of: session))  // []: the activation ended with the assignment
    // end
    #expect(said.last == "read on Ticket, by desk.agent")
    #expect(try rbac.sessionRoles(of: session).isEmpty)

    let newPolicy = rbac.policy
    // example: keep
    let overlay = rbac.overlay
    let next = try RBAC(newPolicy, entities: Entities(), overlay: overlay)
    // end
    #expect(next.overlay == overlay)
  }
}
