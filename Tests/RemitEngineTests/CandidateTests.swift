import RemitCompiler
import RemitEngine
import RemitModel
import Testing

/// The index may skip a rule only where nobody can see it.
@Suite("Candidates")
struct CandidateTests {
  private static let base = """
    module m
    entity Tenant { name: String }
    entity User { tenant: Tenant, kind: String, admin?: Bool }
    entity Doc { tenant: Tenant, kind: String, note?: String }
    action read on Doc by User { tenant?: String, kind: String }

    """

  private static let entities = """
    [{"uid": {"type": "Tenant", "id": "t3"}, "attrs": {"name": "n3"}, "parents": []},
     {"uid": {"type": "User", "id": "u"}, "attrs": {"tenant": "Tenant::\\"t3\\"", "kind": "k3", "admin": true}, "parents": []},
     {"uid": {"type": "User", "id": "lost"}, "attrs": {"tenant": "Tenant::\\"ghost\\"", "kind": "k5"}, "parents": []},
     {"uid": {"type": "Doc", "id": "d"}, "attrs": {"tenant": "Tenant::\\"t3\\"", "kind": "k4", "note": "x"}, "parents": []}]
    """

  /// Twenty rules that differ in one number, and one request.
  private func trace(
    _ rule: (Int) -> String, user: String = "u", context: String = #"{"kind": "k3"}"#
  ) throws -> (line: String, looked: Int) {
    let text = Self.base + (10..<30).map { rule($0 - 10) + "\n" }.joined()
    let world = try World(text, entities: Self.entities)
    let request = Request(
      principal: RequestEntity(type: "User", id: Text(user)), action: "read",
      resource: RequestEntity(type: "Doc", id: "d"),
      context: context.contains("tenant")
        ? ["kind": .string("k3"), "tenant": .string("t3")] : ["kind": .string("k3")])
    var trace = DecisionTrace()
    let decision = world.snapshot.decide(request, now: World.noon, recording: &trace)
    return (decision.line, trace.considerations.count)
  }

  @Test("of rules that ask for different constants only the fitting ones are looked at")
  func equality() throws {
    let byContext = try trace {
      "allow r\($0): User to read on Doc when context.kind == \"k\($0)\""
    }
    #expect(byContext == ("permitted [m.r3]", 1))
    let byEntity = try trace {
      "allow r\($0): User to read on Doc when principal.tenant == Tenant::\"t\($0)\""
    }
    #expect(byEntity == ("permitted [m.r3]", 1))
    let deep = try trace {
      "allow r\($0): User to read on Doc when resource.tenant.name == \"n\($0)\""
    }
    #expect(deep == ("permitted [m.r3]", 1))
    let bySet = try trace {
      "allow r\($0): User to read on Doc when resource.kind in [\"k\($0)\", \"k\($0 + 1)\"]"
    }
    #expect(bySet == ("permitted [m.r3 m.r4]", 2))
    let byUnless = try trace {
      "allow r\($0): User to read on Doc unless resource.kind != \"k\($0)\" or principal.kind == \"z\""
    }
    #expect(byUnless == ("permitted [m.r4]", 1))
  }

  @Test("equality on two paths is looked up twice")
  func nested() throws {
    let both = try trace {
      "allow r\($0): User to read on Doc"
        + " when context.kind == \"k3\" and principal.tenant == Tenant::\"t\($0)\""
    }
    #expect(both == ("permitted [m.r3]", 1))
  }

  @Test("where the path fails, rules with a guard are skipped")
  func guarded() throws {
    let rule = { (number: Int) in
      "allow r\(number): User to read on Doc"
        + " when context has tenant and context.tenant == \"t\(number)\""
    }
    #expect(try trace(rule) == ("unmatched", 0))
    #expect(try trace(rule, context: "tenant") == ("permitted [m.r3]", 1))
  }

  @Test("where the path fails, rules without a guard err and are looked at")
  func unguarded() throws {
    let allows = try trace(
      { "allow r\($0): User to read on Doc when principal.tenant.name == \"n\($0)\"" },
      user: "lost")
    #expect(allows.looked == 20)
    #expect(allows.line.hasPrefix("failed [m.r0 m.r1 m.r10"))
    let denies = try trace(
      { "deny r\($0): User to read on Doc when principal.tenant.name == \"n\($0)\"" },
      user: "lost")
    #expect(denies.looked == 20)
    #expect(denies.line.hasPrefix("failed [m.r0 m.r1 m.r10"))
  }

  @Test("a false equality hides an error beside it, as `and` says")
  func besideAnError() throws {
    let rules = try trace(
      {
        "deny r\($0): User to read on Doc"
          + " when principal.tenant.name == \"x\" and context.kind == \"k\($0)\""
      }, user: "lost")
    #expect(rules.line == "failed [m.r3] error missing-entity in m.r3")
  }

  @Test("a rule whose head fits in several ways is named once")
  func several() throws {
    let world = try World(
      """
      module m
      entity Group in Group
      entity User in Group
      entity Doc in Group
      action read on Doc by User
      allow a: User in Group::"x", User in Group::"y", User::"u" to read on Doc::"d", Doc in Group::"x"
      """,
      entities: """
        [{"uid": {"type": "Group", "id": "x"}, "attrs": {}, "parents": [{"type": "Group", "id": "y"}]},
         {"uid": {"type": "Group", "id": "y"}, "attrs": {}, "parents": []},
         {"uid": {"type": "User", "id": "u"}, "attrs": {}, "parents": [{"type": "Group", "id": "x"}]},
         {"uid": {"type": "Doc", "id": "d"}, "attrs": {}, "parents": [{"type": "Group", "id": "x"}]}]
        """)
    var trace = DecisionTrace()
    let request = Request(
      principal: RequestEntity(type: "User", id: "u"), action: "read",
      resource: RequestEntity(type: "Doc", id: "d"))
    let decision = world.snapshot.decide(request, now: World.noon, recording: &trace)
    #expect(decision.line == "permitted [m.a]")
    #expect(trace.considerations == [Consideration(subject: .rule(0), outcome: .applied)])
  }

  @Test(
    "the number of rules looked at does not depend on how many there are", arguments: [10, 1_000])
  func independent(count: Int) throws {
    var text = """
      module m
      entity Role
      entity Folder
      entity User in Role
      entity Doc in Folder
      action read, write on Doc by User

      """
    for number in 0..<count {
      text += "allow r\(number): User in Role::\"r\(number)\" to read"
      text += " on Doc in Folder::\"f\(number)\"\n"
      text += "allow s\(number): User in Role::\"r1\" to write on Doc in Folder::\"f\(number)\"\n"
    }
    let world = try World(
      text,
      entities: """
        [{"uid": {"type": "Role", "id": "r1"}, "attrs": {}, "parents": []},
         {"uid": {"type": "Folder", "id": "f1"}, "attrs": {}, "parents": []},
         {"uid": {"type": "User", "id": "u"}, "attrs": {}, "parents": [{"type": "Role", "id": "r1"}]},
         {"uid": {"type": "Doc", "id": "d"}, "attrs": {}, "parents": [{"type": "Folder", "id": "f1"}]}]
        """)
    for (action, name) in [("read", "r1"), ("write", "s1")] {
      var trace = DecisionTrace()
      let request = Request(
        principal: RequestEntity(type: "User", id: "u"), action: Text(action),
        resource: RequestEntity(type: "Doc", id: "d"))
      let decision = world.snapshot.decide(request, now: World.noon, recording: &trace)
      #expect(decision.line == "permitted [m.\(name)]")
      #expect(trace.considerations.count == 1)
    }
  }
}
