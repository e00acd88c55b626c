import Foundation
import RemitTestSupport
import Testing

@Suite("remit decide")
struct DecideCommandTests {
  private func decide(_ shop: Shop, _ arguments: String...) throws -> RemitProcess {
    try RemitProcess.run(
      arguments: ["decide", shop.policy, "--entities", shop.entities] + arguments)
  }

  @Test("allows with exit code 0 and denies with 1, a JSON line with its five keys either way")
  func allowsAndDenies() throws {
    let shop = try Shop()
    let allow = try decide(
      shop, "--principal", "user::ada", "--action", "deploy", "--resource", "Service::web")
    #expect(allow.status == 0)
    #expect(
      allow.output == #"""
        {"decision": true, "cause": "permitted", "determining": ["shop.developer", "shop.devs"], "obligations": [], "errors": []}

        """#)
    let deny = try decide(
      shop, "--principal", "user::bob", "--action", "deploy", "--resource", "Service::pay")
    #expect(deny.status == 1)
    #expect(
      deny.output == #"""
        {"decision": false, "cause": "forbidden", "determining": ["shop.frozen"], "obligations": [{"name": "notify", "record": {"channel": "#ops", "tier": "production"}, "by": ["shop.frozen"]}], "errors": []}

        """#)
  }

  @Test("names a waiver that was used, in JSON and in words")
  func namesWaivers() throws {
    let shop = try Shop()
    let policy = try shop.folder.write(Self.waived, to: "waived.remit")
    let asked = [
      "decide", policy, "--principal", #"User::"eve""#, "--action", "pay", "--resource",
      #"Service::"web""#, "--entities",
      try shop.folder.write(
        #"[{"uid": {"type": "User", "id": "eve"}}, {"uid": {"type": "Service", "id": "web"}}]"#,
        to: "waived.json"),
    ]
    let json = try RemitProcess.run(arguments: asked)
    #expect(json.output.hasSuffix(#""errors": [], "waivers": ["apart"]}"# + "\n"))
    let text = try RemitProcess.run(arguments: asked + ["--format", "text"])
    #expect(text.output.contains("\n  apart is waived\n"))
  }

  private static let waived = """
    entity User
    entity Service
    action order, pay on Service by User
    role buyer { can order on Service }
    role cashier { can pay on Service }
    grant buyer as buys to User::"eve" on everything
    grant cashier as pays to User::"eve" on everything
    separate roles apart: buyer, cashier
    waive apart for User::"eve" until 2100-01-01T00:00:00Z because "a small team"
    """

  @Test(
    "knows entities by TYPE::id, TYPE::\"id\" and JSON, types by wire name and by Remit name",
    arguments: [
      "user::bob", #"user::"bob""#, "User::bob", #"shop.User::"bob""#,
      #"{"type": "user", "id": "bob"}"#, #" {"type": "User", "id": "bob", "attrs": {}}"#,
    ])
  func knowsEntities(_ principal: String) throws {
    let shop = try Shop()
    let result = try decide(
      shop, "--principal", principal, "--action", "shop.deploy", "--resource", "Service::web")
    #expect(result.status == 0)
    #expect(result.output.contains(#""record": {"who": {"type": "user", "id": "bob"}}"#))
  }

  @Test("takes the context as JSON and from a file")
  func takesContext() throws {
    let shop = try Shop()
    let context = #"{"incident": "I-1"}"#
    let file = try shop.folder.write(context, to: "context.json")
    for argument in [context, "@\(file)"] {
      let result = try decide(
        shop, "--principal", "user::bob", "--action", "deploy", "--resource", "Service::pay",
        "--context", argument)
      #expect(result.status == 0)
    }
    let bad = try decide(
      shop, "--principal", "user::bob", "--action", "deploy", "--resource", "Service::pay",
      "--context", #"{"incident": 1.5}"#)
    #expect(bad.status == 2)
    #expect(bad.errors.contains("context.incident"))
  }

  @Test("takes grants from files, judged at --now, and the roles that are active")
  func takesGrants() throws {
    let shop = try Shop()
    func decideAt(_ now: String, _ more: String...) throws -> RemitProcess {
      try RemitProcess.run(
        arguments: [
          "decide", shop.policy, "--entities", shop.entities, "--grants", shop.grants,
          "--principal", "user::cyd", "--action", "deploy", "--resource", "Service::web", "--now",
          now,
        ] + more)
    }
    let before = try decideAt("2026-11-30T23:59:59Z")
    #expect(before.status == 0)
    #expect(before.output.contains(#""determining": ["cyd-dev", "shop.developer"]"#))
    #expect(try decideAt("2026-12-01T00:00:00Z").status == 1)
    #expect(try decideAt("2026-11-30T23:59:59Z", "--roles", "developer").status == 0)
    #expect(try decideAt("2026-11-30T23:59:59Z", "--roles", "").status == 1)
    #expect(try decideAt("2026-11-30T23:59:59Z", "--roles", "developr").status == 2)
  }

  @Test("of an invalid request says what does not fit, exit code 2")
  func saysInvalid() throws {
    let shop = try Shop()
    let result = try decide(
      shop, "--principal", "user::bob", "--action", "deploi", "--resource", "Service::web")
    #expect(result.status == 2)
    #expect(result.output.contains(#""cause": "invalid""#))
    #expect(result.output.contains(#""code": "undeclared-action""#))
  }

  @Test("decides a file line by line; an invalid line says so and the rest go on")
  func decidesLines() throws {
    let shop = try Shop()
    let good =
      #"{"principal": {"type": "user", "id": "bob"}, "action": "read", "resource": {"type": "Service", "id": "web"}}"#
    let allowed = good.replacing("read", with: "deploy")
    let file = try shop.folder.write(
      "\(good)\r\n\n{\"principal\": 1}\nnot json\n\(allowed)", to: "requests.jsonl")
    let result = try decide(shop, "--requests", file)
    #expect(result.status == 2)
    let causes = try result.lines.map { line in
      let json = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
      #expect(
        json.map { Set($0.keys) } == ["decision", "cause", "determining", "obligations", "errors"])
      return json?["cause"] as? String
    }
    #expect(causes == ["unmatched", "invalid", "invalid", "permitted"])
    let fine = try shop.folder.write("\(good)\n\(allowed)\n", to: "fine.jsonl")
    #expect(try decide(shop, "--requests", fine).status == 0)
    let standardInput = try RemitProcess.run(
      arguments: ["decide", shop.policy, "--entities", shop.entities, "--requests", "-"],
      input: allowed)
    #expect(standardInput.status == 0)
    #expect(standardInput.lines.count == 1)
  }

  @Test("refuses a line past 256 KB and goes on")
  func boundsLines() throws {
    let shop = try Shop()
    let good =
      #"{"principal": "user::\"bob\"", "action": "deploy", "resource": "Service::\"web\""}"#
    let padding = String(repeating: " ", count: 256 * 1_024 - good.utf8.count)
    let file = try shop.folder.write("\(good)\(padding)\n\(good)\(padding) \n\(good)\n", to: "r")
    let result = try decide(shop, "--requests", file)
    #expect(result.status == 2)
    #expect(result.lines.map { $0.contains("permitted") } == [true, false, true])
  }

  @Test("measures itself with --stats, on standard error")
  func measures() throws {
    let shop = try Shop()
    let result = try decide(
      shop, "--principal", "user::bob", "--action", "deploy", "--resource", "Service::web",
      "--stats")
    #expect(result.status == 0)
    #expect(result.lines.count == 1)
    let stats =
      try JSONSerialization.jsonObject(with: Data(result.errors.utf8)) as? [String: Any]
    #expect(stats?["decisions"] as? Int == 1)
    let times = stats?["nanoseconds"] as? [String: Int]
    #expect(times.map { Set($0.keys) } == ["median", "p99", "mean_wall"])
    #expect((times?["median"] ?? 0) > 0)
    #expect((stats?["load_ms"] as? Double ?? 0) > 0)
  }

  @Test("tells people in words with --format text")
  func tellsPeople() throws {
    let shop = try Shop()
    let words = try decide(
      shop, "--principal", "user::bob", "--action", "deploy", "--resource", "Service::pay",
      "--format", "text")
    #expect(
      words.output == """
        deny (forbidden)
          by shop.frozen
          oblige notify {"channel": "#ops", "tier": "production"}

        """)
  }

  @Test("says why with --explain, and so does remit explain")
  func saysWhy() throws {
    let shop = try Shop()
    let request = [
      "--principal", "user::bob", "--action", "deploy", "--resource", "Service::pay",
    ]
    let decided = try RemitProcess.run(
      arguments: ["decide", shop.policy, "--entities", shop.entities, "--explain"] + request)
    #expect(decided.status == 1)
    #expect(decided.lines.count == 1)
    #expect(decided.output.contains(#", "explanation": ""#))
    let explained = try RemitProcess.run(
      arguments: ["explain", shop.policy, "--entities", shop.entities] + request)
    #expect(explained.status == 1)
    #expect(explained.output.contains("shop.frozen"))
    #expect(explained.output.contains("nothing goes live during the freeze"))
    #expect(explained.output.contains("resource.tier == live"))
  }

  @Test("refuses options that do not go together or are not there, exit code 2")
  func refusesUsage() throws {
    let shop = try Shop()
    let results = [
      try decide(shop), try decide(shop, "--principal", "user::bob"),
      try decide(shop, "--principal", "bob", "--action", "read", "--resource", "Service::web"),
      try decide(shop, "--requests", "x", "--principal", "user::bob"),
      try decide(shop, "--requests", shop.folder.path + "/none"),
      try decide(shop, "--now", "noon", "--requests", "-"),
    ]
    for result in results {
      #expect(result.status == 2)
      #expect(result.output.isEmpty)
      #expect(!result.errors.isEmpty)
    }
  }

  @Test("refuses data that does not fit with every problem, exit code 2")
  func refusesData() throws {
    let shop = try Shop()
    for text in [
      "[{\"uid\": 1}, {\"uid\": 2}]", #"[{"uid": "nope::\"a\""}, {"uid": "nah::\"b\""}]"#,
    ] {
      let file = try shop.folder.write(text, to: "bad.json")
      let result = try RemitProcess.run(
        "decide", shop.policy, "--entities", file, "--principal", "user::bob", "--action", "read",
        "--resource", "Service::web")
      #expect(result.status == 2)
      #expect(result.errors.contains("\(file):$[0]"))
      #expect(result.errors.contains("\(file):$[1]"))
    }
  }

  @Test("ends when the reader of its output goes, however much is left")
  func survivesBrokenPipe() throws {
    let shop = try Shop()
    let result = try RemitProcess.shell(
      """
      for i in {1..20000}; do echo '{"principal": 1}'; done |
        remit decide '\(shop.policy)' --requests - 2>&1 | head -1 | wc -l
      """)
    #expect(result.output.trimmingCharacters(in: .whitespaces) == "1\n")
  }
}
