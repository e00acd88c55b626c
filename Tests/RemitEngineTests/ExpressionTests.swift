import RemitModel
import Testing

/// What each form comes to, through the whole chain from text.
@Suite("Expressions")
struct ExpressionTests {
  private static let entities = """
    [{"uid": {"type": "Group", "id": "g"}, "attrs": {}, "parents": [{"type": "Group", "id": "top"}]},
     {"uid": {"type": "Group", "id": "top"}, "attrs": {}, "parents": []},
     {"uid": {"type": "User", "id": "u"}, "parents": [{"type": "Group", "id": "g"}],
      "attrs": {"n": 7, "min": -9223372036854775808, "name": "Zo\\u00eb", "tags": ["a", "b"],
        "groups": [{"type": "Group", "id": "top"}], "labels": {"x/y": "1"}, "ip": "10.1.2.3",
        "nets": ["10.0.0.0/8", "2001:db8::/32"], "at": "2026-03-29T00:30:00Z", "span": "90m",
        "rec": {"a": 1, "b": "x"}, "tier": "high", "path": "/orders/7/items", "friends": []}},
     {"uid": {"type": "Doc", "id": "d"}, "attrs": {}, "parents": []}]
    """

  private static let base = """
    module m
    enum Tier { low, mid, high }
    entity Group in Group
    entity User in Group {
        n: Int, min: Int, name: String, tags: Set<String>, groups: Set<Group>, labels: Map<String>,
        ip: IP, nets: Set<IPRange>, at: Instant, span: Duration, rec: { a: Int, b: String, c?: Int },
        tier: Tier, path: String, friends: Set<User>
    }
    entity Doc
    action read on Doc by User { text?: String, addr?: IP }
    condition twice(x: Int) = x + x
    condition inner(u: User) = some t in u.tags where t == "b"

    """

  private func holds(_ condition: String, context: String = "{}") throws -> String {
    let world = try World(
      Self.base + "allow r: User to read on Doc when \(condition)", entities: Self.entities)
    let decision = try world.decide(
      """
      {"principal": {"type": "User", "id": "u"}, "action": "read",
       "resource": {"type": "Doc", "id": "d"}, "context": \(context)}
      """)
    return decision.errors.first?.code.rawValue ?? "\(decision.isAllowed)"
  }

  @Test(
    "hold",
    arguments: [
      "principal.n + 1 == 8 and principal.n - 10 == -3 and principal.n * 2 == 14",
      "-principal.n < 0 and twice(principal.n) == 14 and inner(principal)",
      "principal.min <= -9223372036854775808",
      "principal.tier > Tier.mid and principal.tier == high",
      "principal.rec == { b: \"x\", a: 1 } and principal.rec != { a: 2, b: \"x\" }",
      "principal.rec has a and not (principal.rec has c)",
      "principal.labels has \"x/y\" and principal.labels[\"x/y\"] == \"1\"",
      "not (principal.labels has \"z\")",
      "principal in Group::\"top\" and principal in principal.groups and principal in [principal]",
      "not principal.groups.contains(Group::\"g\") and principal.groups.contains(Group::\"top\")",
      "principal.ip in principal.nets and principal.ip in ip(\"10.0.0.0/8\")",
      "principal.ip in [ip(\"192.168.0.0/16\"), ip(\"10.1.2.3/32\")]",
      "not (principal.ip in ip(\"10.1.3.0/24\")) and principal.ip == ip(\"::ffff:10.1.2.3\")",
      "principal.tags == [\"b\", \"a\", \"b\"] and principal.tags.count == 2",
      "principal.tags + [\"c\"] == [\"a\", \"b\", \"c\"]",
      "(principal.tags - [\"a\", \"b\"]).isEmpty",
      "principal.tags.containsAll([\"a\"]) and principal.tags.containsAny([\"z\", \"b\"])",
      "not principal.tags.containsAny([\"z\"]) and principal.tags.containsAll([])",
      "\"a\" in principal.tags and not (\"z\" in principal.tags)",
      "(each t in principal.tags where t != \"a\" give t) == [\"b\"]",
      "(each t in principal.tags give id(principal)) == [\"u\"]",
      "(count t in principal.tags where t != \"a\") == 1",
      "every f in principal.friends where f.n > 99",
      "not (some f in principal.friends where f.n > 0)",
      "principal.name.count == 3 and principal.name.startsWith(\"Zo\")",
      "principal.name.endsWith(\"\u{eb}\") and not principal.name.endsWith(\"e\u{308}\")",
      "principal.name.asciiLowercased == \"zo\u{eb}\"",
      "principal.name like \"Z*\" and not (principal.name like \"*x*\")",
      "principal.path matches path(\"/orders/{*}/items\")",
      "not (principal.path matches path(\"/orders/{*}\"))",
      "principal.path matches /\\/orders\\/[0-9]+\\/items/ and not (principal.path matches /orders/)",
      "principal.at + principal.span == 2026-03-29T02:00:00Z",
      "principal.at - 2026-03-29T00:00:00Z == 30m",
      "weekday(principal.at, \"Europe/London\") == sunday",
      "timeOfDay(principal.at + 1h, \"Europe/London\") == 150m",
      "timeOfDay(principal.at, \"UTC\") < 1h",
      "if principal.n > 5 then principal.tier == high else principal.tier == low",
      "principal is User and id(principal) == \"u\"",
    ])
  func hold(condition: String) throws {
    #expect(try holds(condition) == "true")
  }

  @Test(
    "err, each with its code",
    arguments: [
      ("principal.n + 9223372036854775807 > 0", "overflow"),
      ("-principal.min > 0", "overflow"),
      ("principal.min * principal.n > 0", "overflow"),
      ("principal.min - 1 < 0", "overflow"),
      ("twice(principal.n * 9223372036854775807) > 0", "overflow"),
      ("context has text and context.text matches path(\"/a\")", "path-not-normal"),
    ])
  func err(condition: String, code: String) throws {
    #expect(try holds(condition, context: #"{"text": "/a/../b"}"#) == code)
  }

  @Test("a subject longer than 4 KiB is too long for a regex")
  func longSubject() throws {
    func text(_ count: Int) -> String {
      #"{"text": "\#(String(repeating: "a", count: count))"}"#
    }
    let condition = "context has text and context.text matches /a*/"
    #expect(try holds(condition, context: text(4_096)) == "true")
    #expect(try holds(condition, context: text(4_097)) == "pattern-subject-too-long")
  }

  @Test("an address is written in any form and compared as what it is")
  func addresses() throws {
    let condition = "context has addr and context.addr in ip(\"2001:db8::/32\")"
    #expect(try holds(condition, context: #"{"addr": "2001:0DB8:0:0::1"}"#) == "true")
    #expect(try holds(condition, context: #"{"addr": "2001:db9::1"}"#) == "false")
    #expect(try holds(condition, context: #"{"addr": "10.0.0.1"}"#) == "false")
  }
}
