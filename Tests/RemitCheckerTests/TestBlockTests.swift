import RemitChecker
import RemitModel
import RemitSource
import Testing

private let world = """
  module m
  enum Tier { low as "LOW", high }
  entity Group in Group
  entity User as "user" in Group { mail: String, tier? : Tier, box as "BOX"?: { a as "A": Int }, pet from request?: String }
  open entity Guest { mail: String }
  entity Doc
  action read as "READ" on Doc by User, Guest { ticket: String, tier as "TIER"?: Tier }
  action write on Doc by User
  actions any = read, write
  role reader { can read on Doc }
  grant reader as staff to Group::"staff" on everything
  allow a: User to any on Doc oblige log { x: 1 }
  limit l: grants of reader to groups only

  """

private func found(_ text: String) -> [Int] { errorCodes(world + text) }

private func inTest(_ steps: String) -> [Int] { found("test \"t\" {\n\(steps)\n}") }

private let request = "User::\"u\" to write on Doc::\"d\""

@Suite("Test blocks")
struct TestBlockTests {
  @Test(
    "are read like data and requests",
    arguments: [
      ("expect deny: \(request)", []), ("expect allow by a: \(request)", []),
      ("expect allow by exactly m.a, staff, reader oblige log: \(request)", []),
      ("expect deny: Usr::\"u\" to write on Doc::\"d\"", [2006]),
      ("expect deny: User::\"u\" to wirte on Doc::\"d\"", [2006]),
      ("expect deny: User::\"u\" to any on Doc::\"d\"", [2007]),
      ("expect deny: Guest::\"u\" to write on Doc::\"d\"", [5008]),
      ("expect deny: User::\"u\" to write on User::\"d\"", [5008]),
      ("expect deny by b: \(request)", [2006]), ("expect deny by l: \(request)", [2007]),
      ("expect deny oblige lgo: \(request)", [5007]),
      ("expect deny: \(request) as reader", []), ("expect deny: \(request) as staff", [2007]),
      ("expect deny: \(request) with { }", []), ("expect deny: \(request) with { a: 1 }", [3002]),
      ("expect deny: User::\"u\" to read on Doc::\"d\"", [5009]),
      ("expect deny: User::\"u\" to read on Doc::\"d\" with { ticket: \"x\" }", []),
      ("expect deny: User::\"u\" to read on Doc::\"d\" with { ticket: 1 }", [3001]),
      ("expect deny: User::\"u\" to read on Doc::\"d\" with { ticket: \"x\", tier: low }", []),
      ("expect deny: User::\"u\" { pet: \"x\" } to write on Doc::\"d\"", []),
      ("expect deny: User::\"u\" { mail: \"x\" } to write on Doc::\"d\"", [5010]),
      (
        "expect deny: Guest::\"u\" { mail: \"x\" } to read on Doc::\"d\" with { ticket: \"x\" }", []
      ),
      (
        "expect invalid: Usr::\"u\" { x: 1 } to wirte on Doc::\"d\" { y: \"x\" } with { z: [1] }",
        []
      ),
      ("expect invalid: User::\"u\" to read on Doc::\"d\" with { ticket: 1 }", []),
      ("entity User::\"u\" { mail: \"x\", tier: low, box: { a: 1 } }\nexpect deny: \(request)", []),
      ("entity User::\"u\" { }\nexpect deny: \(request)", []),
      ("entity User::\"u\" { mial: \"x\" }\nexpect deny: \(request)", [3002]),
      ("entity User::\"u\" { BOX: { a: 1 } }\nexpect deny: \(request)", [3002]),
      ("entity User::\"u\" { mail: 1 }\nexpect deny: \(request)", [3001]),
      ("entity User::\"u\" { box: { } }\nexpect deny: \(request)", [3001]),
      ("entity User::\"u\" in Group::\"g\"\nexpect deny: \(request)", []),
      ("entity User::\"u\" in User::\"g\"\nexpect deny: \(request)", [5006]),
      ("entity User::\"u\"\nentity User::\"u\"\nexpect deny: \(request)", [5003]),
      ("at 2026-01-01T00:00:00Z\nat 2026-01-02T00:00:00Z\nexpect deny: \(request)", [5002]),
      ("entity User::\"u\"", [5004]),
      ("grant reader to User::\"u\" on everything\nexpect deny: \(request)", []),
      ("grant reader as mine to User::\"u\" on everything\nexpect deny by mine: \(request)", []),
      ("grant reader as staff to User::\"u\" on everything\nexpect deny: \(request)", [2004]),
      (
        "grant reader to User::\"u\" on everything until 2027-01-01T00:00:00Z\nexpect deny: \(request)",
        [5005]
      ),
      ("performed write of Doc::\"d\" by User::\"u\"\nexpect deny: \(request)", [6003]),
      (
        "waive l for User::\"u\" until 2027-01-01T00:00:00Z because \"x\"\nexpect deny: \(request)",
        [2007]
      ),
    ])
  func steps(text: String, expected: [Int]) {
    #expect(inTest(text) == expected, "\(said(world + "test \"t\" {\n\(text)\n}"))")
  }

  @Test("fixtures are used, known, and joined in")
  func fixtures() throws {
    let fixture = "fixture people { entity User::\"u\" { mail: \"x\" } at 2026-01-01T00:00:00Z }\n"
    let use = "test \"t\" using people { expect deny: \(request) }\n"
    #expect(found(fixture) == [5001])
    #expect(found(use) == [2006])
    #expect(found(fixture + use) == [])
    let own = "test \"t\" using people { at 2027-01-01T00:00:00Z expect deny: \(request) }"
    let test = try #require(checked(world + fixture + own).policy?.tests.first)
    #expect(test.entities.records.map(\.uid) == [EntityUID(type: "user", id: "u")])
    #expect(test.now == Instant(milliseconds: 1_798_761_600_000))
    #expect(test.expectations.first?.request.now == test.now)
    #expect(
      found(fixture + "test \"t\" using people { entity User::\"u\" expect deny: \(request) }") == [
        5003
      ])
  }

  @Test("a policy that depends on the time has tests that say when")
  func time() {
    let rule = "allow b: User to write on Doc when now > 2026-01-01T00:00:00Z\n"
    let late = "condition late = now > 2026-01-01T00:00:00Z\n"
    let test = "test \"t\" { expect deny: \(request) }"
    #expect(found(rule + test) == [5005])
    #expect(found(late + test) == [])
    #expect(found(late + "allow b: User to write on Doc when late\n" + test) == [5005])
    #expect(found(rule + "test \"t\" { at 2026-01-01T00:00:00Z expect deny: \(request) }") == [])
  }

  @Test("data and requests come out raw, by wire names")
  func rawForms() throws {
    let text = """
      test "t" {
        entity User::"u" in Group::"g" { mail: "x", tier: high, box: { a: 1 } }
        expect allow by exactly a, reader, staff oblige log: User::"u" { pet: "cat" } to read on Doc::"d" as reader
          with { ticket: "T", tier: low }
        expect invalid: Ghost::"u" to raed on Doc::"d" with { tier: 7, other: "x" }
      }
      """
    let test = try #require(checked(world + text).policy?.tests.first, "\(said(world + text))")
    let record = try #require(test.entities.records.first)
    #expect(record.uid == EntityUID(type: "user", id: "u"))
    #expect(record.parents == [EntityUID(type: "Group", id: "g")])
    #expect(record.attributes["BOX"] == .record(["A": .int(1)]))
    #expect(record.attributes["mail"] == .string("x"))
    let tier = EnumTypeID(1)
    #expect(record.attributes["tier"] == .enumCase(EnumCase(type: tier, ordinal: 1)))
    let first = try #require(test.expectations.first)
    #expect(first.by == ["m.a", "m.reader", "m.staff"] && first.isExactly)
    #expect(first.obligations == ["log"])
    #expect(first.request.action == "READ" && first.request.roles == ["m.reader"])
    #expect(first.request.principal.attributes == ["pet": .string("cat")])
    #expect(
      first.request.context
        == ["ticket": .string("T"), "TIER": .enumCase(EnumCase(type: tier, ordinal: 0))])
    let second = test.expectations[1].request
    #expect(second.principal.uid == EntityUID(type: "Ghost", id: "u") && second.action == "raed")
    #expect(second.context == ["tier": .int(7), "other": .string("x")])
  }
}
