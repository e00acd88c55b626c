import RemitModel
import RemitSource
import Testing

@testable import RemitData

private let schema = Schema(
  entityTypes: [],
  enumTypes: [EnumType(name: "Tier", cases: [("staging", "staging"), ("live", "production")])],
  actions: [])

/// Knows rules by the names that a test gives them.
private final class Names: DecisionSource {
  private let names: [String]

  init(_ names: [String]) {
    self.names = names
  }

  var policyDigest: String { "" }
  var dataVersion: String { "" }
  let schema = Schema(entityTypes: [], enumTypes: [], actions: [])
  func name(of id: DeterminingID) -> String { names[id.number] }

  func explain(_ origin: DecisionOrigin, _ inputs: DecisionInputs) -> Explanation {
    Explanation(of: decision(.unmatched))
  }
}

private func decision(
  _ cause: Decision.Cause, _ names: [String] = [], _ obligations: [Obligation] = [],
  _ errors: [DecisionError] = [], waivers: [String] = []
) -> Decision {
  Decision(
    cause: cause,
    reasons: DeterminingIDs(names.indices.reversed().map { DeterminingID(.rule, UInt32($0)) }),
    obligations: obligations, errors: errors, waivers: waivers, source: Names(names),
    origin: DecisionOrigin(
      Request(
        principal: RequestEntity(type: "User", id: "ada"), action: "read",
        resource: RequestEntity(type: "Doc", id: "plan")), ledger: nil),
    ledgerPosition: 0, now: Instant(milliseconds: 0))
}

@Suite("The JSON writer")
struct JSONWriterTests {
  @Test("writes a decision with its five keys, whatever they hold")
  func writesDecision() {
    var json = JSONWriter()
    json.decision(decision(.unmatched), schema: schema)
    #expect(
      json.text
        == #"{"decision": false, "cause": "unmatched", "determining": [], "obligations": [], "errors": []}"#
    )
  }

  @Test("names waivers where some were used")
  func writesWaivers() {
    var json = JSONWriter()
    json.decision(
      decision(.permitted, ["own"], waivers: ["a.apart", "b.apart"]), schema: schema)
    #expect(
      json.text
        == #"{"decision": true, "cause": "permitted", "determining": ["own"], "obligations": [], "errors": [], "waivers": ["a.apart", "b.apart"]}"#
    )
  }

  @Test("writes obligations and errors, values in the forms in which data is read")
  func writesObligations() {
    var json = JSONWriter()
    let tier = Value.enumCase(EnumCase(type: EnumTypeID(0), ordinal: 1))
    json.decision(
      decision(
        .permitted, ["a.b", "a.c"],
        [
          Obligation(
            name: "notify",
            record: [
              "z": .set([.int(2), .int(10), .bool(true)]), "at": .instant(Instant(milliseconds: 0)),
              "for": .duration(Milliseconds(5_400_000)), "tier": tier,
              "who": .entity(EntityUID(type: "User", id: "a\"\n")),
            ], by: ["a.b"])
        ],
        [
          DecisionError(code: .overflow, name: "a.c", message: "m"),
          DecisionError(code: .wrongType, message: "m", path: "context.x"),
        ]), schema: schema)
    #expect(
      json.text == """
        {"decision": true, "cause": "permitted", "determining": ["a.b", "a.c"], \
        "obligations": [{"name": "notify", "record": {"at": "1970-01-01T00:00:00Z", \
        "for": "90m", "tier": "production", "who": {"type": "User", "id": "a\\"\\n"}, \
        "z": [10, 2, true]}, "by": ["a.b"]}], \
        "errors": [{"code": "overflow", "name": "a.c", "message": "m"}, \
        {"code": "wrong-type", "message": "m", "path": "context.x"}]}
        """)
  }

  @Test("writes a line that could not be read as an invalid decision")
  func writesInvalid() {
    var json = JSONWriter()
    json.invalid([DataProblem(code: .badJSON, path: "", message: "m")])
    #expect(
      json.text
        == #"{"decision": false, "cause": "invalid", "determining": [], "obligations": [], "errors": [{"code": "bad-json", "message": "m"}]}"#
    )
  }

  @Test(
    "writes measured times with three decimals",
    arguments: [
      (0, "0.000"), (7, "0.007"), (1_050, "1.050"), (-1, "-0.001"),
    ] as [(Int64, String)])
  func writesDecimals(_ thousandths: Int64, _ expected: String) {
    var json = JSONWriter()
    json.decimal(thousandths: thousandths)
    #expect(json.text == expected)
  }

  @Test("what is written is read back equal, for 2,000 random values")
  func roundTrips() {
    var seed: UInt64 = 20_261_120
    func next(_ bound: UInt64) -> Int {
      seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int((seed >> 33) % bound)
    }
    let strings = ["", "a", "é", "e\u{301}", "\"\\/\u{0}\u{1f}\u{7f}", "😀\u{2028}", "User::\"x\""]
    func value(_ depth: Int) -> Value {
      switch next(depth > 3 ? 3 : 5) {
      case 0: return .bool(next(2) == 0)
      case 1: return .int([0, -1, .max, .min, Int64(next(1_000_000))][next(5)])
      case 2: return .string(Text(strings[next(UInt64(strings.count))]))
      case 3: return .set(Set((0..<next(4)).map { _ in value(depth + 1) }))
      default:
        return .record(
          Dictionary(
            (0..<next(4)).map { _ in (Text(strings[next(7)] + "k"), value(depth + 1)) },
            uniquingKeysWith: { first, _ in first }))
      }
    }
    for round in 0..<2_000 {
      let original = Value.record(["v": value(0)])
      var json = JSONWriter()
      json.value(original, schema: schema)
      let reading = readContext(json.bytes)
      #expect(reading.problems.isEmpty, "round \(round), seed 20261120: \(json.text)")
      #expect(.record(reading.value) == original, "round \(round), seed 20261120: \(json.text)")
    }
  }

  @Test("writes without white space and without hidden line ends where it is compact")
  func writesCompact() {
    var json = JSONWriter(isCompact: true)
    json.object { json in
      json.member("a\u{2028}") { $0.strings(["\u{85}é\u{2029}", "\u{2027}\u{A0}\u{7F}"]) }
      json.member("b") { $0.value(.set([.int(1), .record(["k": .int(2)])]), schema: schema) }
    }
    #expect(
      json.text
        == #"{"a\u2028":["\u0085é\u2029","\#u{2027}\#u{A0}\u007f"],"b":[1,{"k":2}]}"#)
  }
}
