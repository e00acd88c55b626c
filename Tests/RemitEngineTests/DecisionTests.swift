import RemitModel
import Testing

/// docs/language.md, section 11, table by table.
@Suite("Decisions")
struct DecisionTests {
  private static let base = """
    module m
    entity Group in Group
    entity User in Group { level: Int, boss?: User, status from request ?: String }
    entity Folder in Folder
    entity Doc in Folder { owner: User, kind: String, secret?: Bool }
    action read, write on Doc, Folder by User { urgency?: Int, via?: User, tags?: Set<String> }

    """

  private static let entities = """
    [{"uid": {"type": "Group", "id": "staff"}, "attrs": {}, "parents": []},
     {"uid": {"type": "Group", "id": "eng"}, "attrs": {}, "parents": [{"type": "Group", "id": "staff"}]},
     {"uid": {"type": "User", "id": "ada"}, "attrs": {"level": 3}, "parents": [{"type": "Group", "id": "eng"}]},
     {"uid": {"type": "User", "id": "bob"}, "attrs": {"level": 1, "boss": "User::\\"ada\\""}, "parents": []},
     {"uid": {"type": "User", "id": "cyd"}, "attrs": {"level": 2, "boss": "User::\\"ghost\\""}, "parents": []},
     {"uid": {"type": "Folder", "id": "top"}, "attrs": {}, "parents": []},
     {"uid": {"type": "Folder", "id": "sub"}, "attrs": {}, "parents": [{"type": "Folder", "id": "top"}]},
     {"uid": {"type": "Doc", "id": "d"}, "attrs": {"owner": "User::\\"ada\\"", "kind": "memo"}, "parents": [{"type": "Folder", "id": "sub"}]},
     {"uid": {"type": "Doc", "id": "lost"}, "attrs": {"owner": "User::\\"ghost\\"", "kind": "memo"}, "parents": []}]
    """

  private func world(_ rules: String, grants: String = "[]") throws -> World {
    try World(Self.base + rules, entities: Self.entities, grants: grants)
  }

  private func ask(
    _ principal: String, _ action: String, _ resource: String, _ rest: String = ""
  ) -> String {
    let (type, id) =
      resource.hasPrefix("/") ? ("Folder", String(resource.dropFirst())) : ("Doc", resource)
    return """
      {"principal": {"type": "User", "id": "\(principal)"}, "action": "\(action)",
       "resource": {"type": "\(type)", "id": "\(id)"}\(rest.isEmpty ? "" : ", ")\(rest)}
      """
  }

  // MARK: Effects and causes

  @Test("nothing allows by default")
  func unmatched() throws {
    let world = try world("deny never: User to write on Doc when principal.level > 9")
    #expect(try world.answer(ask("ada", "read", "d")) == "unmatched")
    #expect(try world.answer(ask("ada", "write", "d")) == "unmatched")
  }

  @Test("every allow rule that applies is named, sorted")
  func permitted() throws {
    let world = try world(
      """
      allow z-owner: User to read on Doc when resource.owner == principal
      allow a-staff: User in Group::"staff" to anything on anything
      allow other: User to write on Doc
      """)
    #expect(try world.answer(ask("ada", "read", "d")) == "permitted [m.a-staff m.z-owner]")
    #expect(try world.answer(ask("bob", "read", "d")) == "unmatched")
    #expect(try world.answer(ask("ada", "read", "/top")) == "permitted [m.a-staff]")
  }

  @Test("any deny that applies wins, and all of them are named")
  func forbidden() throws {
    let world = try world(
      """
      allow all: anyone to anything on anything
      deny b: User to read on Doc in Folder::"top"
      deny a: anyone to read on Doc when resource.kind == "memo"
      deny c: anyone to write on Doc
      """)
    #expect(try world.answer(ask("ada", "read", "d")) == "forbidden [m.a m.b]")
    #expect(try world.answer(ask("ada", "read", "lost")) == "forbidden [m.a]")
    #expect(try world.answer(ask("ada", "read", "/sub")) == "permitted [m.all]")
  }

  @Test("heads fit by type, by what an entity lies in, and by identity")
  func heads() throws {
    let world = try world(
      """
      allow self: User to read on Folder in Folder::"top"
      allow one: User::"bob" to read on Doc::"d"
      allow several: User in Group::"eng", User::"cyd" to write on Folder::"sub", Doc in Folder::"sub"
      """)
    #expect(try world.answer(ask("bob", "read", "/top")) == "permitted [m.self]")
    #expect(try world.answer(ask("bob", "read", "/sub")) == "permitted [m.self]")
    #expect(try world.answer(ask("bob", "read", "d")) == "permitted [m.one]")
    #expect(try world.answer(ask("cyd", "read", "d")) == "unmatched")
    #expect(try world.answer(ask("cyd", "write", "/sub")) == "permitted [m.several]")
    #expect(try world.answer(ask("ada", "write", "d")) == "permitted [m.several]")
    #expect(try world.answer(ask("ada", "write", "/top")) == "unmatched")
  }

  // MARK: Errors

  @Test("a deny that cannot be evaluated applies")
  func denyByError() throws {
    let world = try world(
      """
      allow all: anyone to anything on anything
      deny junior: User to read on Doc when resource.owner.level < 2
      deny memo: User to write on Doc when resource.kind == "memo"
      deny senior: User to write on Doc when resource.owner.level > 2
      """)
    #expect(
      try world.answer(ask("ada", "read", "lost"))
        == "failed [m.junior] error missing-entity in m.junior")
    #expect(try world.answer(ask("ada", "read", "d")) == "permitted [m.all]")
    #expect(
      try world.answer(ask("ada", "write", "lost"))
        == "forbidden [m.memo m.senior] error missing-entity in m.senior")
  }

  @Test("an allow that cannot be evaluated does not apply; it fails the decision only if none does")
  func allowByError() throws {
    let world = try world(
      """
      allow owner: User to read on Doc when resource.owner.level > 2
      allow staff: User in Group::"staff" to read on Doc
      """)
    #expect(
      try world.answer(ask("bob", "read", "lost"))
        == "failed [m.owner] error missing-entity in m.owner")
    #expect(
      try world.answer(ask("ada", "read", "lost"))
        == "permitted [m.staff] error missing-entity in m.owner")
  }

  @Test("errors of allows are not reported where a deny applies")
  func allowsAreNotAsked() throws {
    let world = try world(
      """
      allow owner: User to read on Doc when resource.owner.level > 2
      deny lost: User to read on Doc::"lost"
      """)
    #expect(try world.answer(ask("bob", "read", "lost")) == "forbidden [m.lost]")
  }

  @Test(
    "false settles `and` and true settles `or`, on either side of an error",
    arguments: [
      ("resource.owner.level > 2 and resource.kind == \"other\"", "unmatched"),
      ("resource.kind == \"other\" and resource.owner.level > 2", "unmatched"),
      ("resource.owner.level > 2 or resource.kind == \"memo\"", "permitted [m.r]"),
      ("resource.kind == \"memo\" or resource.owner.level > 2", "permitted [m.r]"),
      (
        "resource.owner.level > 2 and resource.kind == \"memo\"",
        "failed [m.r] error missing-entity in m.r"
      ),
      ("not (resource.owner.level > 2 and resource.kind == \"other\")", "permitted [m.r]"),
      (
        "some x in [1, 2] where resource.owner.level > x or x == 2", "permitted [m.r]"
      ),
      (
        "every x in [1, 2] where resource.owner.level > x and x == 2", "unmatched"
      ),
      (
        "(count x in [1, 2] where resource.owner.level > x and x == 2) == 0",
        "failed [m.r] error missing-entity in m.r"
      ),
      (
        "if resource.owner.level > 2 then true else true",
        "failed [m.r] error missing-entity in m.r"
      ),
      ("if resource.kind == \"memo\" then true else resource.owner.level > 2", "permitted [m.r]"),
    ])
  func orderOfOperands(condition: String, expected: String) throws {
    let world = try world("allow r: User to read on Doc when \(condition)")
    #expect(try world.answer(ask("bob", "read", "lost")) == expected)
  }

  @Test("clauses are operands of one `and`")
  func clauses() throws {
    let world = try world(
      """
      allow r: User to read on Doc
          when resource.owner.level > 2
          unless resource.kind == "memo"
      deny s: User to write on Doc
          unless resource.owner.level > 2
          when resource.kind == "other"
      """)
    #expect(try world.answer(ask("bob", "read", "lost")) == "unmatched")
    #expect(try world.answer(ask("bob", "write", "lost")) == "unmatched")
  }

  @Test("of several errors the leftmost is reported, once for each rule")
  func leftmost() throws {
    let world = try world(
      """
      allow r: User to read on Doc
          when resource.owner.level + 9223372036854775807 > 2 and resource.owner.level > 1
      allow s: User to read on Doc when principal.level * 9223372036854775807 > 2
      """)
    let decision = try world.decide(ask("ada", "read", "lost"))
    #expect(decision.errors.map(\.code) == [.missingEntity, .overflow])
    #expect(decision.errors.map(\.name) == ["m.r", "m.s"])
    #expect(
      decision.errors[0].message.hasPrefix("`resource.owner.level` is a required attribute"))
    #expect(world.text(at: decision.errors[0].site) == "resource.owner.level")
  }

  @Test("an error inside a condition is placed at the call")
  func calls() throws {
    let world = try world(
      """
      condition senior(who: User) = who.level > 2
      condition deep(what: Doc) = senior(what.owner)
      allow r: User to read on Doc when deep(resource) and senior(principal)
      """)
    let decision = try world.decide(ask("ada", "read", "lost"))
    #expect(world.text(at: decision.errors.first?.site) == "deep(resource)")
    #expect(try world.answer(ask("ada", "read", "d")) == "permitted [m.r]")
  }

  @Test("an entity that is not stored lies only in itself, has nothing, and is equal to itself")
  func notStored() throws {
    let world = try world(
      """
      allow a: User to read on Doc when resource.owner == User::"ghost"
      allow b: User to read on Doc when resource.owner in User::"ghost"
      deny c: User to read on Doc when resource.owner has boss
      deny d: User to read on Doc when resource.owner in Group::"staff"
      """)
    #expect(try world.answer(ask("bob", "read", "lost")) == "permitted [m.a m.b]")
    #expect(try world.answer(ask("bob", "read", "d")) == "forbidden [m.d]")
  }

  // MARK: Obligations

  @Test("obligations come from the applicable rules of the decision's effect, each demand once")
  func obligations() throws {
    let world = try world(
      """
      allow a: User to read on Doc oblige log { who: principal, level: principal.level }
      allow b: User to read on Doc oblige log { level: principal.level, who: principal } oblige mark
      allow c: User to read on Doc when principal.level > 9 oblige never
      deny d: User to write on Doc when resource.owner.level > 9 oblige alarm { on: id(resource) }
      deny e: User to write on Doc when resource.kind == "memo" oblige alarm { on: "x" }
      """)
    let allowed = try world.decide(ask("ada", "read", "d"))
    #expect(allowed.obligations.map(\.name) == ["log", "mark"])
    #expect(allowed.obligations.map(\.by) == [["m.a", "m.b"], ["m.b"]])
    #expect(
      allowed.obligations[0].record
        == ["level": .int(3), "who": .entity(EntityUID(type: "User", id: "ada"))])
    let denied = try world.decide(ask("ada", "write", "lost"))
    #expect(denied.cause == .forbidden)
    #expect(denied.obligations.map(\.by) == [["m.d"], ["m.e"]])
    #expect(denied.obligations[0].record == ["on": .string("lost")])
  }
}
