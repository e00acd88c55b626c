import RemitModel
import Testing

/// docs/language.md, section 3: grants, scopes, windows, activation, holders.
@Suite("Roles")
struct RoleTests {
  private static let base = """
    module m
    entity Team in Team
    entity Group in Group
    entity User in Group { level: Int, boss: User }
    entity Doc in Team { open: Bool }
    action read, write, burn on Doc by User { level?: Int }
    role viewer { can read on Doc }
    role editor extends viewer { can write on Doc when resource.open }
    role boss { can burn on Doc when principal.boss.level > 2 can burn on Doc when principal.level > 7 }

    """

  private static let entities = """
    [{"uid": {"type": "Team", "id": "t"}, "attrs": {}, "parents": [{"type": "Team", "id": "all"}]},
     {"uid": {"type": "Team", "id": "all"}, "attrs": {}, "parents": []},
     {"uid": {"type": "Group", "id": "g"}, "attrs": {}, "parents": []},
     {"uid": {"type": "User", "id": "ada"}, "attrs": {"level": 9, "boss": "User::\\"ada\\""}, "parents": [{"type": "Group", "id": "g"}]},
     {"uid": {"type": "User", "id": "bob"}, "attrs": {"level": 1, "boss": "User::\\"ghost\\""}, "parents": [{"type": "Group", "id": "g"}]},
     {"uid": {"type": "Doc", "id": "d"}, "attrs": {"open": true}, "parents": [{"type": "Team", "id": "t"}]},
     {"uid": {"type": "Doc", "id": "shut"}, "attrs": {"open": false}, "parents": [{"type": "Team", "id": "all"}]}]
    """

  private func world(_ rules: String, grants: String = "[]") throws -> World {
    try World(Self.base + rules, entities: Self.entities, grants: grants)
  }

  private func ask(
    _ principal: String, _ action: String, _ resource: String, _ rest: String = ""
  ) -> String {
    """
    {"principal": {"type": "User", "id": "\(principal)"}, "action": "\(action)",
     "resource": {"type": "Doc", "id": "\(resource)"}\(rest.isEmpty ? "" : ", ")\(rest)}
    """
  }

  @Test("a permission is named by its role, with every grant that authorizes it")
  func names() throws {
    let world = try world(
      """
      grant editor as e to Group::"g" on Team::"all"
      grant viewer as v to User::"ada" on everything
      grant boss as b to User::"ada" on everything
      """)
    #expect(try world.answer(ask("ada", "read", "d")) == "permitted [m.e m.v m.viewer]")
    #expect(try world.answer(ask("bob", "read", "d")) == "permitted [m.e m.viewer]")
    #expect(try world.answer(ask("bob", "write", "d")) == "permitted [m.e m.editor]")
    #expect(try world.answer(ask("bob", "write", "shut")) == "unmatched")
  }

  @Test("a scope holds what lies in it, and itself")
  func scopes() throws {
    let world = try world(
      """
      grant viewer as t to User::"ada" on Team::"t"
      grant viewer as d to User::"bob" on Doc::"shut", Team::"t"
      """)
    #expect(try world.answer(ask("ada", "read", "d")) == "permitted [m.t m.viewer]")
    #expect(try world.answer(ask("ada", "read", "shut")) == "unmatched")
    #expect(try world.answer(ask("bob", "read", "shut")) == "permitted [m.d m.viewer]")
  }

  @Test("windows are half-open")
  func windows() throws {
    let world = try world(
      """
      grant viewer as w to Group::"g" on everything
          from 2026-01-01T00:00:00Z until 2026-02-01T00:00:00Z
      """)
    let start: Int64 = 1_767_225_600_000
    let end: Int64 = 1_769_904_000_000
    for (moment, expected) in [
      (start - 1, "unmatched"), (start, "permitted [m.viewer m.w]"),
      (end - 1, "permitted [m.viewer m.w]"), (end, "unmatched"),
    ] {
      let now = Instant(milliseconds: moment)
      #expect(try world.answer(ask("ada", "read", "d"), now: now) == expected)
    }
    #expect(
      try world.answer(ask("ada", "read", "d", #""now": "2026-01-15T00:00:00Z""#))
        == "permitted [m.viewer m.w]")
  }

  @Test("a request may name the roles that are active; the others do nothing")
  func activation() throws {
    let world = try world(
      """
      grant editor as e to User::"ada" on Team::"t"
      grant boss as b to User::"ada" on everything
      allow free: User to read on Doc::"shut"
      """)
    #expect(try world.answer(ask("ada", "read", "d")) == "permitted [m.e m.viewer]")
    #expect(
      try world.answer(ask("ada", "read", "d", #""roles": ["editor"]"#))
        == "permitted [m.e m.viewer]")
    #expect(
      try world.answer(ask("ada", "write", "d", #""roles": ["m.viewer"]"#)) == "unmatched")
    #expect(
      try world.answer(ask("ada", "read", "d", #""roles": ["viewer", "m.viewer"]"#))
        == "permitted [m.e m.viewer]")
    #expect(try world.answer(ask("ada", "read", "d", #""roles": ["boss"]"#)) == "unmatched")
    #expect(try world.answer(ask("ada", "read", "d", #""roles": []"#)) == "unmatched")
    #expect(
      try world.answer(ask("ada", "read", "shut", #""roles": []"#)) == "permitted [m.free]")
    #expect(
      try world.answer(ask("ada", "read", "shut", #""roles": ["editor", "boss"]"#))
        == "permitted [m.free] error role-not-authorized in m.editor")
    #expect(
      try world.answer(ask("ada", "read", "d", #""roles": ["chief"]"#))
        == "invalid error wrong-type at roles[0]")
  }

  @Test("holders of a role are those authorized for it, active or not, here or anywhere")
  func holders() throws {
    let world = try world(
      """
      grant editor as e to User::"ada" on Team::"t"
      allow here: holders of viewer to burn on Doc
      allow there: holders of editor anywhere to burn on Doc
      """)
    #expect(try world.answer(ask("ada", "burn", "d")) == "permitted [m.here m.there]")
    #expect(
      try world.answer(ask("ada", "burn", "d", #""roles": []"#)) == "permitted [m.here m.there]")
    #expect(try world.answer(ask("ada", "burn", "shut")) == "permitted [m.there]")
    #expect(try world.answer(ask("bob", "burn", "d")) == "unmatched")
  }

  @Test("a grant whose condition fails or errs gives nothing; an error is always reported")
  func conditions() throws {
    let world = try world(
      """
      grant viewer as never to Group::"g" on everything when principal.level > 99
      grant viewer as shaky to Group::"g" on everything when principal.boss.level > 2
      allow free: User to read on Doc::"shut"
      deny burnt: User to burn on Doc
      """)
    #expect(try world.answer(ask("ada", "read", "d")) == "permitted [m.shaky m.viewer]")
    #expect(
      try world.answer(ask("bob", "read", "d"))
        == "failed [m.shaky] error missing-entity in m.shaky")
    #expect(
      try world.answer(ask("bob", "read", "shut"))
        == "permitted [m.free] error missing-entity in m.shaky")
    // Nothing about `burn` asks for a viewer, so the grant is not evaluated.
    #expect(try world.answer(ask("bob", "burn", "d")) == "forbidden [m.burnt]")
    // Naming the role does not change that: the conditions were checked for other requests, so a
    // grant with conditions gives nothing here.
    #expect(
      try world.answer(ask("bob", "burn", "d", #""roles": ["viewer"]"#))
        == "forbidden [m.burnt] error role-not-authorized in m.viewer")
  }

  @Test("permissions that err are reported each, and fail the decision if nothing allows")
  func permissions() throws {
    let world = try world("grant boss as b to Group::\"g\" on everything")
    #expect(
      try world.answer(ask("bob", "burn", "d"))
        == "failed [m.b m.boss] error missing-entity in m.boss")
    #expect(try world.answer(ask("ada", "burn", "d")) == "permitted [m.b m.boss]")
  }

  @Test("grants as data count like those of the policy")
  func dataGrants() throws {
    let world = try world(
      "grant viewer as v to User::\"bob\" on everything",
      grants: """
        [{"id": "x/1", "role": "editor", "to": {"type": "Group", "id": "g"}, "on": {"type": "Team", "id": "t"}},
         {"role": "m.viewer", "to": [{"type": "User", "id": "ada"}], "on": "everything",
          "from": "2026-01-01T00:00:00Z"}]
        """)
    let decision = try world.decide(ask("ada", "read", "d"))
    #expect(decision.determining.count == 3)
    #expect(decision.determining.contains("x/1"))
    let generated = try #require(decision.determining.first { $0.hasPrefix("m.viewer@") })
    #expect(generated.utf8.count == "m.viewer@".utf8.count + 12)
    #expect(try world.answer(ask("bob", "write", "d")) == "permitted [m.editor x/1]")
  }

  @Test("one grantee with many scoped grants is looked up by the resource")
  func manyScopes() throws {
    var grants: [String] = []
    for number in 0..<200 {
      let on =
        number == 150 ? #"{"type": "Team", "id": "t"}"# : #"{"type": "Doc", "id": "\#(number)"}"#
      grants.append(
        #"{"id": "g\#(number)", "role": "viewer", "to": {"type": "Group", "id": "g"}, "on": \#(on)}"#
      )
    }
    let world = try world("", grants: "[" + grants.joined(separator: ",") + "]")
    #expect(try world.answer(ask("ada", "read", "d")) == "permitted [g150 m.viewer]")
    #expect(try world.answer(ask("ada", "read", "shut")) == "unmatched")
  }
}
