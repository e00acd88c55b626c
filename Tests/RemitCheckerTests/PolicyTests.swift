import RemitChecker
import RemitModel
import RemitSource
import Testing

private let world = """
  entity Group in Group
  entity User in Group { mail: String, phone?: String, boss: User }
  entity Bot
  open entity Guest { mail: String }
  entity Folder in Folder
  entity Doc in Folder { size: Int, next: Doc, note?: String }
  action read on Doc, Folder by User, Bot, Guest { image?: Doc, ticket: String }
  action write on Doc by User
  role reader { can read on Doc }
  role writer extends reader { can write on Doc  can read on Folder }

  """

private func found(_ text: String) -> [Int] { codes(world + text) }

@Suite("Roles, grants and rules")
struct PolicyTests {
  @Test(
    "grants are held against what their role is about",
    arguments: [
      ("grant reader to User::\"a\", Group::\"g\" on everything", []),
      ("grant reader to User::\"a\" on Folder::\"f\", Doc::\"d\"", []),
      ("grant reader to Folder::\"f\" on everything", [7004]),
      ("grant reader to User::\"a\" on User::\"b\"", [7005]),
      ("grant reder to User::\"a\" on everything", [2006]),
      ("grant reader to Usr::\"a\" on everything", [2006]),
      ("grant reader to User::\"a\" on everything when principal.mail == \"x\"", []),
      ("grant reader to User::\"a\" on everything when principal is Bot", [7011]),
      ("grant reader to Group::\"g\" on everything when principal.mail == \"x\"", []),
      ("grant reader to Group::\"g\" on everything when context.ticket == \"x\"", []),
      ("grant writer to Group::\"g\" on everything when context.ticket == \"x\"", [3002]),
      ("grant writer to Group::\"g\" on everything when resource.size > 1", [3002]),
      ("grant writer to Group::\"g\" on Doc::\"d\" when resource.size > 1", []),
      (
        "grant reader to User::\"a\" on everything from 2026-01-01T00:00:00Z until 2026-01-01T00:00:00Z",
        [4002]
      ),
      ("grant reader to User::\"a\" on everything from 2026-02-30T00:00:00Z", [3021]),
      (
        "grant reader as g to User::\"a\" on everything\ngrant reader as g to User::\"b\" on everything",
        [2004]
      ),
      (
        "role none { }\ngrant none to Folder::\"f\" on everything when now > 2026-01-01T00:00:00Z",
        []
      ),
    ])
  func grants(text: String, expected: [Int]) {
    #expect(found(text) == expected, "\(said(world + text))")
  }

  @Test("a grant without a name is named after its canonical text")
  func grantNames() throws {
    let one = "module m\n" + world + "grant reader to User::\"a\" on everything"
    let name = try #require(checked(one).policy?.grants.first?.name)
    #expect(name.hasPrefix("m.reader@"))
    #expect(name.count == "m.reader@".count + 12)
    let spaced = "module m\n" + world + "grant   reader // why\n to User::\"a\"\n on everything"
    #expect(checked(spaced).policy?.grants.first?.name == name)
    let other = "module m\n" + world + "grant reader to User::\"b\" on everything"
    #expect(checked(other).policy?.grants.first?.name != name)
  }

  @Test("a rule that asks for holders makes grants of the role be checked for what it meets")
  func holders() {
    let text = """
      role badge { }
      grant badge as b to User::"a" on everything when resource.size > 1
      """
    #expect(found(text) == [])
    #expect(found(text + "\nallow x: holders of badge to read on Folder") == [3002])
    #expect(found(text + "\nallow x: holders of badge anywhere to write on Doc") == [])
    #expect(found("allow x: User to read on holders of reader") == [4001])
    #expect(found("allow x: holders of x to read on Doc") == [2007])
  }

  @Test(
    "permissions are checked for each of their actions and types",
    arguments: [
      ("role r { can read on Folder, Doc when resource is Doc and resource.size > 1 }", []),
      ("role r { can read on Folder, Doc when resource.size > 1 }", [3002]),
      ("role r { can write on Folder }", [7002]),
      ("role r { can read, write on Doc when context has ticket and context.ticket == \"x\" }", []),
    ])
  func permissions(text: String, expected: [Int]) {
    #expect(found(text) == expected, "\(said(world + text))")
  }

  @Test("closures hold every role below, once, sorted")
  func closures() throws {
    let policy = try #require(
      checked(
        world + "role a extends b, c { }\nrole b extends d { }\nrole c extends d { }\nrole d { }"
      ).policy)
    let a = try #require(policy.roles.first { $0.name == "a" })
    #expect(a.closure.map { policy[$0].name } == ["a", "b", "c", "d"])
    #expect(a.juniors.map { policy[$0].name } == ["b", "c"])
  }

  @Test(
    "obligations are made of what is there",
    arguments: [
      ("allow a: User to read on Doc oblige log { who: id(principal), size: resource.size }", []),
      (
        "allow a: User to read on Doc oblige log { ticket: context.ticket, at: [1, 2], x: principal }",
        []
      ),
      ("allow a: User to read on Doc oblige log { note: resource.note }", [3004]),
      (
        "allow a: User to read on Doc when resource has note oblige log { note: resource.note }", []
      ),
      (
        "allow a: User to read on Doc when context has image.next oblige log { n: id(context.image.next) }",
        []
      ),
      ("allow a: User to read on Doc oblige log { next: resource.next.size }", [4011]),
      (
        "allow a: User to read on Doc when resource.next has size oblige log { n: resource.next.size }",
        []
      ),
      ("allow a: Guest to read on Doc oblige log { mail: principal.mail }", [4011]),
      (
        "allow a: Guest to read on Doc when principal has mail oblige log { mail: principal.mail }",
        []
      ),
      ("allow a: User to read on Doc oblige log { n: resource.size + 1 }", [4010]),
      ("allow a: User to read on Doc oblige log { n: now }", [4010]),
      ("allow a: User to read on Doc oblige log { n: if true then 1 else 2 }", [4010]),
      ("allow a: User to read on Doc oblige log { a: 1, a: 2 }", [3040]),
      ("deny a: User to read on Doc when resource has note oblige log { note: resource.note }", []),
      (
        "deny a: User to read on Doc when resource has note when resource.size + 1 > 2"
          + " oblige log { note: resource.note }", []
      ),
      (
        "deny a: User to read on Doc when resource.size + 1 > 2 and resource has note"
          + " oblige log { note: resource.note }", []
      ),
      (
        "deny a: User to read on Doc when if resource.size + 1 > 2 then resource has note else false"
          + " oblige log { note: resource.note }", [3004]
      ),
      (
        "allow a: User to read on Doc when if resource.size + 1 > 2 then resource has note else false"
          + " oblige log { note: resource.note }", []
      ),
      (
        "deny a: User to read on Doc unless resource.size + 1 > 2 or not (resource has note)"
          + " oblige log { note: resource.note }", []
      ),
    ])
  func obligations(text: String, expected: [Int]) {
    #expect(found(text) == expected, "\(said(world + text))")
  }

  @Test(
    "errors that evaluation can still meet are known",
    arguments: [
      ("resource.size > 1", []), ("resource.size + 1 > 1", ["overflow"]),
      ("1 + 2 > resource.size", []),
      ("now + 1d > now", ["overflow"]), ("resource.next.size > 1", ["missing-entity"]),
      ("resource.next has size and resource.next.size > 1", []),
      ("resource.next has note and resource.next.size > 1", []),
      ("principal.mail == \"x\"", []), ("principal.boss.mail == \"x\"", ["missing-entity"]),
      ("principal.mail matches /a/", ["pattern-limit", "pattern-subject-too-long"]),
      ("principal.mail matches path(\"/a\")", ["path-not-normal"]),
      ("mailed(principal)", []), ("mailed(principal.boss)", ["missing-entity"]),
      ("mailed-by(principal)", ["missing-entity"]), ("-resource.size > 1", ["overflow"]),
      ("some x in [1, 2] where x * resource.size > 1", ["overflow"]),
    ])
  func possibleErrors(clause: String, expected: [String]) throws {
    let text =
      world + "condition mailed(u: User) = u.mail == \"x\"\n"
      + "condition mailed-by(u: User) = mailed(u.boss)\n"
      + "allow a: User to read on Doc when \(clause)"
    let result = checked(text)
    let rule = try #require(result.policy?.rules.first, "\(said(text))")
    #expect(rule.possibleErrors.map(\.rawValue).sorted() == expected)
    #expect(result.diagnostics.contains { $0.code.number == 7020 } == !expected.isEmpty)
  }

  @Test("of an open type a required attribute may be missing")
  func openTypes() throws {
    let text = world + "allow a: Guest to read on Doc when principal.mail == \"x\""
    let rule = try #require(checked(text).policy?.rules.first)
    #expect(rule.possibleErrors == [.missingEntity])
  }

  @Test("a rule that another makes needless is found, and one that brings an obligation is not")
  func shadowed() {
    let first = "allow a: User to read on Doc when resource.size > 1\n"
    #expect(found(first + "allow b: User to read on Doc   when resource.size > 1") == [7012])
    #expect(found(first + "allow b: User to read on Doc") == [7012])
    #expect(found(first + "deny b: User to read on Doc when resource.size > 1") == [])
    #expect(found(first + "allow b: User to read on Doc when resource.size > 2") == [])
    #expect(found(first + "allow b: User to read on Doc when resource.size > 1 oblige log") == [])
  }
}
