import RemitCompiler
import RemitEngine
import RemitModel
import Testing

@Suite("The effect graph")
struct EffectGraphTests {
  /// Rules that share a head and differ in one condition: what rule i asks, and a value that it
  /// accepts.
  struct Family: Sendable, CustomTestStringConvertible {
    let name: String
    let attribute: String
    let condition: @Sendable (Int) -> String
    let value: @Sendable (Int) -> String
    /// One that no rule accepts.
    let other: String

    var testDescription: String { name }
  }

  static let families = [
    Family(
      name: "string equality", attribute: "x?: String",
      condition: { "context.x == \"value-\($0)\"" }, value: { "\"value-\($0)\"" },
      other: "\"none\""),
    Family(
      name: "intervals", attribute: "x?: Int",
      condition: { "context.x >= \($0 * 10) and context.x < \($0 * 10 + 10)" },
      value: { "\($0 * 10 + 3)" }, other: "-1"),
    Family(
      name: "instants", attribute: "x?: Instant",
      condition: { "context.x == \(Instant(milliseconds: Int64($0) * 1_000))" },
      value: { "\"\(Instant(milliseconds: Int64($0) * 1_000))\"" },
      other: "\"2030-01-01T00:00:00Z\""),
    Family(
      name: "CIDR ranges", attribute: "x?: IP",
      condition: { "context.x in ip(\"10.\($0 / 256).\($0 % 256).0/24\")" },
      value: { "\"10.\($0 / 256).\($0 % 256).7\"" }, other: "\"11.0.0.1\""),
    Family(
      name: "prefixes", attribute: "x?: String",
      condition: { "context.x.startsWith(\"team-\($0)/\")" }, value: { "\"team-\($0)/build\"" },
      other: "\"crew-1/build\""),
    Family(
      name: "patterns that are suffixes", attribute: "x?: String",
      condition: { "context.x like \"*.zone-\($0)\"" }, value: { "\"host.zone-\($0)\"" },
      other: "\"host\""),
    Family(
      name: "path templates", attribute: "x?: String",
      condition: { "context.x matches path(\"/v1/{*}/service-\($0)/{**}\")" },
      value: { "\"/v1/eu/service-\($0)/items/3\"" }, other: "\"/v1/eu/other\""),
    Family(
      name: "enums", attribute: "x?: Kind", condition: { "context.x == k\($0)" },
      value: { "\"k\($0)\"" }, other: "\"none\""),
  ]

  private static func world(_ family: Family, rules: Int) throws -> World {
    let cases = (0..<rules).map { "k\($0)" }.joined(separator: ", ")
    var text = """
      module m
      enum Kind { \(cases), none }
      entity User
      entity Doc
      action read on Doc by User { \(family.attribute) }

      """
    for number in 0..<rules {
      text += "allow r\(number): User to read on Doc"
      text += " when context has x and \(family.condition(number))\n"
    }
    return try World(
      text,
      entities: """
        [{"uid": {"type": "User", "id": "u"}, "attrs": {}, "parents": []},
         {"uid": {"type": "Doc", "id": "d"}, "attrs": {}, "parents": []}]
        """)
  }

  /// Decides with all reasons and with one, and counts the nodes that were stepped on.
  private static func visits(
    _ world: World, _ context: String, expecting names: [String], short: [String]? = nil
  ) throws -> [Int] {
    try [false, true].map { namesOne in
      var scratch = DecisionScratch(world.snapshot)
      scratch.namesOneReason = namesOne
      let decision = try world.decide(
        """
        {"principal": {"type": "User", "id": "u"}, "action": "read",
         "resource": {"type": "Doc", "id": "d"}, "context": \(context)}
        """, scratch: &scratch)
      #expect(decision.determining == (namesOne ? short ?? names : names))
      #expect(decision.errors.isEmpty)
      return scratch.effectNodesVisited
    }
  }

  @Test(
    "takes as many tests for 512 rules that differ in one condition as for 8",
    arguments: families)
  func flat(family: Family) throws {
    var counts: [[Int]] = []
    for rules in [8, 64, 512] {
      let world = try Self.world(family, rules: rules)
      let last = rules - 1
      var visits = try Self.visits(
        world, "{\"x\": \(family.value(last))}", expecting: ["m.r\(last)"])
      visits += try Self.visits(world, "{\"x\": \(family.other)}", expecting: [])
      visits += try Self.visits(world, "{}", expecting: [])
      counts.append(visits)
    }
    #expect(counts[0] == counts[1] && counts[1] == counts[2])
    // The guard, the value, the rule, the end.
    #expect(counts[0].max() == 4)
  }

  @Test("asks a condition that rules share once")
  func shared() throws {
    var text = """
      module m
      entity User { on: Bool, name: String }
      entity Doc
      action read on Doc by User

      """
    for number in 0..<40 {
      text += "allow r\(number): User to read on Doc"
      text += " when principal.on and principal.name like \"*\(number)*\"\n"
    }
    let world = try World(
      text,
      entities: """
        [{"uid": {"type": "User", "id": "u"}, "attrs": {"on": false, "name": "7"}, "parents": []},
         {"uid": {"type": "Doc", "id": "d"}, "attrs": {}, "parents": []}]
        """)
    #expect(try Self.visits(world, "{}", expecting: []) == [2, 2])
  }

  @Test("stops at the first rule that settles the effect, where one reason is enough")
  func stops() throws {
    let world = try World(
      """
      module m
      entity User { on: Bool }
      entity Doc
      action read on Doc by User
      allow a: User to read on Doc when principal.on
      allow b: User to read on Doc when principal.on
      """,
      entities: """
        [{"uid": {"type": "User", "id": "u"}, "attrs": {"on": true}, "parents": []},
         {"uid": {"type": "Doc", "id": "d"}, "attrs": {}, "parents": []}]
        """)
    var scratch = DecisionScratch(world.snapshot)
    scratch.namesOneReason = true
    let request = """
      {"principal": {"type": "User", "id": "u"}, "action": "read",
       "resource": {"type": "Doc", "id": "d"}, "context": {}}
      """
    #expect(try world.decide(request, scratch: &scratch).determining == ["m.a"])
    #expect(scratch.effectNodesVisited == 2)
    scratch.namesOneReason = false
    #expect(try world.decide(request, scratch: &scratch).determining == ["m.a", "m.b"])
  }

  @Test("is not walked where rules share no test")
  func nothingShared() throws {
    let world = try World(
      """
      module m
      entity User { on: Bool }
      entity Doc { on: Bool }
      action read on Doc by User
      allow a: User to read on Doc when principal.on
      allow b: User to read on Doc when resource.on
      """,
      entities: """
        [{"uid": {"type": "User", "id": "u"}, "attrs": {"on": true}, "parents": []},
         {"uid": {"type": "Doc", "id": "d"}, "attrs": {"on": true}, "parents": []}]
        """)
    #expect(world.snapshot.graph.effect.withoutGraph == 0)
    #expect(try Self.visits(world, "{}", expecting: ["m.a", "m.b"], short: ["m.a"]) == [0, 0])
  }

  @Test("of a list that would be too large is left out, and the reason pass decides")
  func tooLarge() throws {
    // Intervals that all overlap, of rules that differ in what else they ask.
    var text = """
      module m
      entity User { name: String }
      entity Doc
      action read on Doc by User { a: Int, b: Int, c: Int }

      """
    for n in 0..<120 {
      text += "allow r\(n): User to read on Doc when context.a >= \(n) and context.b < \(n)"
      text += " and context.c >= \(n * 7 % 120)\n"
    }
    let world = try World(
      text,
      entities: """
        [{"uid": {"type": "User", "id": "u"}, "attrs": {"name": "7"}, "parents": []},
         {"uid": {"type": "Doc", "id": "d"}, "attrs": {}, "parents": []}]
        """)
    #expect(world.snapshot.graph.effect.withoutGraph == 1)
    #expect(
      try Self.visits(world, "{\"a\": 50, \"b\": 49, \"c\": 500}", expecting: ["m.r50"])
        == [0, 0])
  }
}
