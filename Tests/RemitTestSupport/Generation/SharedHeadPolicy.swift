package import RemitModel

/// Policies of many rules that share their heads and differ in what they ask of a few values: what
/// the effect graph puts behind shared and many-way tests. Values that err come up often.
package struct SharedHeadPolicy {
  private var random: SplitMix64
  /// Whether conditions ask little more than one value each, mostly the same in the same way, so
  /// that many-way tests have many branches.
  private let isNarrow: Bool
  private let focus: Int
  private let form: Int

  package init(seed: UInt64) {
    random = SplitMix64(seed: seed)
    isNarrow = random.chance(60)
    focus = random.below(8)
    form = random.below(5)
  }

  private static let world = """
    module m
    enum Tier { low, mid, high, top }
    entity Group
    entity User in Group { level: Int, name: String, tier: Tier, weight?: Int }
    entity Doc in Group { kind: String, owner: User, tags: Set<String>, secret: Bool, path: String }
    action read, write on Doc by User {
        from?: IP, n?: Int, word?: String, path?: String, tier?: Tier, at?: Instant
    }
    role reader { can read on Doc when resource.secret }
    condition steep = now > 2026-06-01T00:00:00Z
    condition over(n: Int) = n + 9223372036854775803 > 3

    """

  /// The declarations, one text each: a smaller policy leaves some out.
  package mutating func declarations() -> [String] {
    var all = (0..<random.between(3, 24)).map { rule($0) }
    all.append(role())
    return all
  }

  package static func text(_ declarations: [String]) -> String {
    world + declarations.joined(separator: "\n")
  }

  // MARK: Declarations

  private mutating func rule(_ number: Int) -> String {
    let effect = random.chance(50) ? "allow" : "deny"
    let subject = random.pick([
      "User", "User", "User", "anyone", "User in Group::\"g0\"",
      "User in Group::\"g0\", User in Group::\"g1\"", "holders of reader",
    ])
    let object = random.pick([
      "Doc", "Doc", "Doc", "anything", "Doc in Group::\"g1\"", "Doc::\"d0\"",
    ])
    let actions = random.pick(["read", "read", "anything", "write"])
    var text = "\(effect) r\(number): \(subject) to \(actions) on \(object)\(clauses())"
    if random.chance(3) { text += " oblige log { id: id(resource) }" }
    return text
  }

  private mutating func role() -> String {
    let permissions = (0..<random.between(1, 6)).map { _ in
      "can \(random.pick(["read", "read, write"])) on Doc\(clauses())"
    }
    return "role other { \(permissions.joined(separator: "\n")) }"
  }

  private mutating func clauses() -> String {
    let count = isNarrow ? random.pick([1, 1, 1, 2]) : random.between(0, 3)
    return (0..<count).map { _ in
      let word = isNarrow ? "when" : random.pick(["when", "when", "unless"])
      let depth = isNarrow ? 0 : random.pick([0, 0, 1, 2])
      return " \(word) \(condition(depth))"
    }.joined()
  }

  // MARK: Conditions

  private mutating func condition(_ depth: Int) -> String {
    guard depth > 0 else { return atom() }
    switch random.below(4) {
    case 0: return "not (\(condition(depth - 1)))"
    case 1: return "(" + parts(depth).joined(separator: " and ") + ")"
    case 2: return "(" + parts(depth).joined(separator: " or ") + ")"
    default: return atom()
    }
  }

  private mutating func parts(_ depth: Int) -> [String] {
    (0..<random.between(2, 3)).map { _ in "(\(condition(depth - 1)))" }
  }

  private mutating func atom() -> String {
    if isNarrow, random.chance(85) { return random.chance(90) ? focused() : guarded() }
    switch random.below(13) {
    case 0: return text(of: "principal.name")
    case 1: return number(of: "principal.level")
    case 2: return tier(of: "principal.tier")
    case 3: return text(of: random.pick(["resource.kind", "resource.kind", "id(resource)"]))
    // Owners are often not stored.
    case 4: return number(of: "resource.owner.level")
    case 5: return tier(of: "resource.owner.tier")
    case 6: return path(of: "resource.path")
    case 7, 8: return guarded()
    case 9: return "resource.tags.contains(\(word()))"
    case 10: return random.pick(["resource.secret", "not resource.secret", "steep"])
    case 11:
      return random.pick([
        "over(principal.level)", "principal.level + 9223372036854775803 > 3",
        "principal in Group::\"g1\"",
        "some t in resource.tags where t == \"ab\"", "resource.owner == principal",
        "resource.owner in [User::\"u0\", User::\"u1\"]", "principal.level > resource.owner.level",
      ])
    default: return moment(of: "now")
    }
  }

  private mutating func focused() -> String {
    switch focus {
    case 0, 1: guarded("from")
    case 2: guarded("word")
    case 3: text(of: "principal.name")
    case 4: guarded("path")
    case 5: number(of: random.pick(["principal.level", "resource.owner.level"]))
    case 6: tier(of: "resource.owner.tier")
    default: text(of: "resource.kind")
    }
  }

  private mutating func guarded() -> String {
    guarded(random.pick(["from", "n", "word", "path", "tier", "at"]))
  }

  private mutating func guarded(_ name: String) -> String {
    let value = "context.\(name)"
    let asked: String
    switch name {
    case "from": asked = address(of: value)
    case "n": asked = number(of: value)
    case "word": asked = text(of: value)
    case "path": asked = path(of: value)
    case "tier": asked = tier(of: value)
    default: asked = moment(of: value)
    }
    return random.chance(80)
      ? "(context has \(name) and \(asked))" : "(not context has \(name) or \(asked))"
  }

  private mutating func number(of value: String) -> String {
    let a = random.below(6)
    switch random.below(5) {
    case 0: return "\(value) == \(a)"
    case 1: return "\(value) in [\(a), \(random.below(6))]"
    case 2: return "(\(value) >= \(a) and \(value) < \(a + random.between(1, 3)))"
    case 3: return "\(a) \(random.pick(["<", "<=", ">", ">="])) \(value)"
    default: return "\(value) \(random.pick(["<", "<=", ">", ">=", "!="])) \(a)"
    }
  }

  private mutating func tier(of value: String) -> String {
    let one = random.pick(["low", "mid", "high", "top"])
    return random.chance(50)
      ? "\(value) == \(one)" : "\(value) \(random.pick(["<", ">=", "!=", ">"])) \(one)"
  }

  private mutating func word() -> String { quoted(random.pick(Self.words)) }
  private static let words = ["a", "ab", "abc", "b", "ba", "é", "abab", ""]

  private mutating func text(of value: String) -> String {
    switch isNarrow && random.chance(80) ? form : random.below(6) {
    case 0: return "\(value).startsWith(\(word()))"
    case 1: return "\(value).endsWith(\(word()))"
    case 2:
      return "\(value) like \(random.pick(["\"a*\"", "\"*b\"", "\"ab\"", "\"a*b\"", "\"*\""]))"
    case 3: return "\(value) in [\(word()), \(word())]"
    case 4: return "[\(word()), \(word())].contains(\(value))"
    default: return "\(value) == \(word())"
    }
  }

  private mutating func path(of value: String) -> String {
    "\(value) matches path(\(quoted(random.pick(Self.templates))))"
  }
  private static let templates = [
    "/a", "/a/", "/a/{*}", "/a/{**}", "/{*}", "/{**}", "/{*}/b", "/a/b", "/a/{*}/c", "/{*}/{*}",
    "/b/{*}", "/",
  ]

  private mutating func address(of value: String) -> String {
    let ranges = [
      "10.0.0.0/8", "10.1.0.0/16", "10.1.2.0/24", "0.0.0.0/0", "255.0.0.0/8", "::/0",
      "2001:db8::/32", "2001:db8:0:1::/64", "ffff::/16",
    ]
    switch random.below(4) {
    case 0: return "\(value) == ip(\"10.1.2.3\")"
    case 1:
      return "\(value) in [ip(\(quoted(random.pick(ranges)))), ip(\(quoted(random.pick(ranges))))]"
    default: return "\(value) in ip(\(quoted(random.pick(ranges))))"
    }
  }

  private mutating func moment(of value: String) -> String {
    switch random.below(3) {
    case 0: return "weekday(\(value), \"UTC\") in [monday, \(random.pick(["sunday", "friday"]))]"
    case 1: return "timeOfDay(\(value), \"UTC\") < \(random.pick([6, 12, 18]))h"
    default:
      return "\(value) \(random.pick(["<", ">="])) 2026-0\(random.between(1, 9))-01T00:00:00Z"
    }
  }

  // MARK: Data and requests

  private func uid(_ type: String, _ id: String) -> EntityUID {
    EntityUID(type: Text(type), id: Text(id))
  }

  private mutating func someWord() -> Value {
    .string(Text(random.pick(Self.words + ["abd", "z"])))
  }

  package mutating func entities() -> Entities {
    var records = (0..<2).map { EntityRecord(uid("Group", "g\($0)")) }
    for index in 0..<3 {
      records.append(
        EntityRecord(
          uid("User", "u\(index)"),
          attributes: [
            "level": .int(Int64(random.below(9)) - 1), "name": someWord(),
            "tier": tierValue(),
          ], parents: groups()))
    }
    for index in 0..<3 {
      let tags = (0..<random.below(3)).map { _ in someWord() }
      records.append(
        EntityRecord(
          uid("Doc", "d\(index)"),
          attributes: [
            "kind": someWord(), "owner": .entity(uid("User", "u\(random.below(5))")),
            "tags": .set(Set(tags)), "secret": .bool(random.chance(50)), "path": somePath(),
          ], parents: groups()))
    }
    return Entities(records)
  }

  private mutating func groups() -> [EntityUID] {
    random.some([0, 1], percent: 60).map { uid("Group", "g\($0)") }
  }

  /// As written on the wire.
  private mutating func tierValue() -> Value {
    .string(Text(random.pick(["low", "mid", "high", "top"])))
  }

  private mutating func somePath() -> Value {
    .string(
      Text(
        random.pick([
          "/", "/a", "/a/", "/a/b", "/a/b/c", "/a/z", "/b", "/b/a", "/z", "/a/b/c/d", "a", "/a//b",
          "/a/../b", "",
        ])))
  }

  package mutating func grants() -> Grants {
    Grants(
      (0..<random.below(3)).map { index in
        GrantRecord(
          id: Text("g-\(index)"), role: random.pick(["reader", "other"]),
          to: [uid("Group", "g\(random.below(2))")],
          on: random.chance(50) ? .everything : .entities([uid("Group", "g1")]))
      })
  }

  package mutating func request() -> (request: Request, now: Instant) {
    var context: [Text: Value] = [:]
    if random.chance(60) { context["n"] = .int(Int64(random.below(9)) - 1) }
    if random.chance(60) { context["word"] = someWord() }
    if random.chance(60) { context["path"] = somePath() }
    if random.chance(60) { context["tier"] = tierValue() }
    if random.chance(60) {
      context["from"] = .string(
        random.pick([
          "10.1.2.3", "10.1.2.255", "10.1.3.0", "10.2.0.1", "9.255.255.255", "255.255.255.255",
          "0.0.0.0", "::", "2001:db8::1", "2001:db8:0:1::5", "2001:db9::",
          "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "::ffff:10.1.2.3",
        ]))
    }
    let now = Instant(
      milliseconds: 1_767_225_600_000 + Int64(random.below(280)) * 86_400_000 + Int64(
        random.below(24)) * 3_600_000)
    if random.chance(60) { context["at"] = .string(Text("\(now)")) }
    let request = Request(
      principal: RequestEntity(uid("User", "u\(random.below(3))")),
      action: random.pick(["read", "read", "write"]),
      resource: RequestEntity(uid("Doc", "d\(random.below(3))")), context: context,
      roles: random.chance(10) ? ["reader"] : nil)
    return (request, now)
  }
}
