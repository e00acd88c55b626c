import Foundation
import Remit
import RemitData
import RemitModel
import RemitTestSupport
import Testing

@testable import RemitAudit

@Suite("Decision records")
struct DecisionRecordTests {
  private let engine: Engine

  init() throws { engine = try Clinic.engine() }

  private func record(
    _ request: Request, _ rules: RecordingRules = RecordingRules(),
    context: RecordContext = RecordContext()
  ) async throws -> RecordTree {
    let recorder = try MemoryRecorder(rules)
    _ = try await engine.recording(to: recorder).decide(request, context: context)
    return try #require(recorder.last)
  }

  /// Duration and digests differ from machine to machine.
  private func stable(_ tree: RecordTree) -> String {
    guard case .object(let members) = tree else { return "" }
    let kept = members.map { member in
      switch member.key {
      case "duration_ns": RecordTree.Member(member.key, .int(1234))
      case "zones": RecordTree.Member(member.key, .string("2026a"))
      default: member
      }
    }
    return String(decoding: RecordTree.object(kept).bytes, as: UTF8.self) + "\n"
  }

  @Test("say everything that was asked, answered and seen, in one order")
  func golden() async throws {
    let from = RecordContext(
      requestID: "r-1", traceID: "4bf92f3577b34da6a3ce929d0e0e4736", spanID: "00f067aa0ba902b7",
      remoteAddress: "192.0.2.7:50344", caller: "CN=portal")
    var text = ""
    for level in [RecordLevel.metadata, .input, .full] {
      for request in [
        Clinic.request(context: ["reason": "round", "at": .instant(Clinic.now)]),
        Clinic.request(tags: ["pinned"], context: ["reason": "visit"]),
        Clinic.request("raed"), Clinic.request(principal: "eve"),
        Clinic.request(context: ["count": "three"]),
      ] {
        var request = request
        if level == .full { request.roles = ["attending", "chief"] }
        text += stable(try await record(request, RecordingRules(level: level), context: from))
      }
    }
    try Golden.expect(text, at: "Tests/RemitAuditTests/Golden/decisions.jsonl")
  }

  @Test("name the roles as the engine had them active")
  func roles() async throws {
    #expect(try await record(Clinic.request())["roles"]?.texts == ["attending", "chief"])
    var request = Clinic.request()
    request.roles = ["attending"]
    let record = try await record(request)
    #expect(record["roles"]?.texts == ["attending"])
    #expect(record["roles_sent"]?.texts == ["attending"])
    #expect(try await self.record(Clinic.request(principal: "eve"))["roles"]?.texts == [])
  }

  @Test("follow the first rule that matches, and record every deny")
  func levels() async throws {
    let rules = RecordingRules(
      level: .full,
      levels: [
        .init(.none, actions: ["read"], resourceTypes: ["Chart"]),
        .init(.metadata, principalTypes: ["Doctor"], isAllowed: true),
      ])
    let recorder = try MemoryRecorder(rules)
    let recorded = engine.recording(to: recorder)
    _ = try await recorded.decide(Clinic.request())
    #expect(recorder.records.isEmpty)
    _ = try await recorded.decide(Clinic.request(tags: ["pinned"]))
    #expect(recorder.last?["level"]?.text == "metadata")
    _ = try await recorded.decide(Clinic.request("sign"))
    #expect(recorder.last?["level"]?.text == "metadata")
    _ = try await recorded.decide(Clinic.request("sign", principal: "eve"))
    #expect(recorder.last?["level"]?.text == "full")
  }

  @Test("keep at level metadata nothing that a caller sent besides names")
  func metadata() async throws {
    let record = try await record(
      Clinic.request(tags: ["pinned"], context: ["reason": "canary", "count": "canary"]),
      RecordingRules(level: .metadata))
    #expect(!String(decoding: record.bytes, as: UTF8.self).contains("canary"))
    #expect(record["input"] == nil)
    #expect(record["input_bytes"]?.number ?? 0 > 20)
  }

  @Test("hold no secrets, whatever they are called, nor where they come back")
  func secrets() async throws {
    let words = RecordingRules(
      level: .full, masked: ["/input/context/reason"], erased: ["/input/context/note"])
    let request = Clinic.request(
      tags: ["pinned"],
      context: [
        "password": "canary-1", "reason": "canary-2", "note": "canary-3", "has-secret": true,
        "details": .record(["card": "4111", "login-token": "canary-4"]),
        "count": "canary-5",
      ])
    var wrong = request
    wrong.context["password"] = .int(1)
    wrong.context["x-api-keys"] = .set(["canary-6"])
    for one in [request, wrong] {
      let record = try await record(one, words)
      let text = String(decoding: record.bytes, as: UTF8.self)
      for number in [1, 2, 3, 4, 6] { #expect(!text.contains("canary-\(number)"), "\(text)") }
      #expect(record["masked"]?.texts.contains("/input/context/password") == true)
      #expect(record["erased"]?.texts.first == "/input/context/note")
      #expect(record[JSONPointer("/input/context/has-secret")!] != nil)
      #expect(record["errors"]?.elements?.allSatisfy { $0["message"] == nil } == true)
    }
    #expect(SecretNames(besides: ["PIN"]).match("card_pin"))
    #expect(!SecretNames(besides: []).match("token_count"))
    #expect(!SecretNames(besides: []).match("secretary"))
    #expect(SecretNames(besides: []).match("Set-Cookies"))
  }

  @Test("refuse rules that hide what was decided, or that nobody knows")
  func rules() throws {
    for text in [
      #"{"mask": ["/principal/id"]}"#, #"{"mask": ["input"]}"#, #"{"mask": ["/input/~2"]}"#,
      #"{"erase": ["/effect"]}"#, #"{"pseudonyms": ["/action"]}"#, #"{"level": "all"}"#,
      #"{"levels": [{"actions": ["read"]}]}"#, #"{"levels": [{"level": "none", "actoins": []}]}"#,
      #"{"seal": [{"subject": "principal"}]}"#, #"{"mask": "x"}"#, "[]", "{", "",
    ] {
      #expect(throws: RecordingRulesError.self) { try RecordingRules(json: Array(text.utf8)) }
    }
    let rules = try RecordingRules(
      json: Array(
        #"""
        {"level": "metadata", "levels": [{"level": "none", "actions": ["read"], "effect": "allow"}],
         "mask": ["/input/context/a~1b"], "erase": [], "pseudonyms": ["/principal/id"],
         "seal": [{"pointer": "/input/context/x", "subject": "resource"}], "secrets": ["pin"]}
        """#.utf8))
    #expect(rules.level == .metadata && rules.levels[0].isAllowed == true)
    #expect(rules.sealed == [.init("/input/context/x", subject: .resource)])
  }

  @Test(
    "are at most 16 KiB and always parse, whatever is sent", arguments: [1, 200, 60_000])
  func hostile(times: Int) async throws {
    let unit = "\"\\\n\u{0}\u{2028}\u{85}é🦀"
    let long = Text(String(repeating: unit, count: max(1, times / unit.utf8.count)))
    var deep = Value.string(long)
    for _ in 0..<(times == 1 ? 1 : 70) {
      deep = .record(["k": deep, Text(String(long.string.prefix(200))): .int(1)])
    }
    var many: [Text: Value] = [:]
    for index in 0..<min(times, 3_000) {
      many[Text("\(long.string.prefix(10))\(index)token")] = .record(["a": "b"])
    }
    for context in [[long: .string(long)], ["deep": deep], many, ["one": .string(long)]] {
      for roles in [nil, [long, "x"]] as [[Text]?] {
        let request = Request(
          principal: RequestEntity(
            EntityUID(type: long, id: long), attributes: ["a": .string(long)],
            parents: Array(repeating: EntityUID(type: "T", id: long), count: 3)),
          action: long, resource: RequestEntity(EntityUID(type: "Chart", id: long)),
          context: context, roles: roles, now: Clinic.now)
        let recorder = try MemoryRecorder(RecordingRules(level: .full))
        let from = RecordContext(
          requestID: long.string, traceID: long.string, spanID: long.string,
          remoteAddress: long.string, caller: long.string)
        _ = try await engine.recording(to: recorder).decide(request, context: from)
        let bytes = try #require(recorder.records.last).bytes
        #expect(bytes.count <= RecordCap.bytesMax)
        #expect(!bytes.contains { $0 < 0x20 || $0 == 0x7F })
        let record = try #require(RecordTree(reading: bytes))
        let other = try JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any]
        #expect(other?["effect"] as? String == "deny")
        for key in ["principal", "action", "resource", "effect", "cause", "determining"] {
          #expect(record[key] != nil)
        }
        guard bytes.count > 8_000, times > 1_000 else { continue }
        let id = record[JSONPointer("/principal/id")!]
        #expect(id?["bytes"]?.number == Int64(long.string.utf8.count) || id?.text == long.string)
        #expect(record["left_out"]?.texts.isEmpty == false)
      }
    }
  }

  @Test("keep the first of very many names, and the digest of all")
  func manyNames() async throws {
    var source = """
      entity User
      entity Doc
      action read on Doc by User

      """
    for index in 0..<1_000 {
      source += "deny a-rather-long-name-of-this-rule\(index): anyone to read on Doc\n"
    }
    let engine = try Engine(
      Policy(source: source),
      entities: Entities([
        EntityRecord(EntityUID("User", "ada")), EntityRecord(EntityUID("Doc", "d")),
      ]))
    let recorder = try MemoryRecorder()
    _ = try await engine.recording(to: recorder).decide(
      Request(
        principal: RequestEntity(type: "User", id: "ada"), action: "read",
        resource: RequestEntity(type: "Doc", id: "d")))
    let record = try #require(recorder.last)
    let names = try #require(record["determining"])
    #expect(names["count"]?.number == 1_000)
    #expect(names["first"]?.texts.first == "a-rather-long-name-of-this-rule0")
    #expect(record["left_out"]?.texts == ["/determining"])
  }
}
