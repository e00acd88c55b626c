import Foundation
import Remit
import RemitModel
@testable import RemitReplay
import RemitSource
import RemitTestSupport
import Testing

@testable import RemitAudit

@Suite("A replay")
struct ReplayTests {
  private let source = """
    entity User { team: String }
    entity Doc { team: String }
    action read, write on Doc by User { reason?: String }
    allow team: anyone to read on Doc when resource.team == principal.team
    allow told: anyone to write on Doc when context has reason and context.reason == "fix"
    duty write of Doc = resource by principal
    duty read of Doc = resource by principal
    separate duties apart: read, write
    """
  private let entities = Entities([
    EntityRecord(EntityUID("User", "ada"), attributes: ["team": "a"]),
    EntityRecord(EntityUID("User", "bob"), attributes: ["team": "b"]),
    EntityRecord(EntityUID("Doc", "plan"), attributes: ["team": "a"]),
  ])

  private func request(_ user: Text, _ action: Text, _ reason: String? = nil) -> Request {
    Request(
      principal: RequestEntity(type: "User", id: user), action: action,
      resource: RequestEntity(type: "Doc", id: "plan"),
      context: reason.map { ["reason": .string(Text($0))] } ?? [:])
  }

  @Test("gives every answer again, and says what a candidate changes, with an example")
  func candidate() async throws {
    let policy = try Policy(source: source)
    let archive = try Archive()
    try archive.keep([("a.remit", source)], digest: policy.digest)
    let list = try RecordList()
    let recorded = try Engine(policy, entities: entities).recording(to: list)
    for user in ["ada", "bob", "eve"] as [Text] {
      for action in ["read", "write", "raed"] as [Text] {
        _ = try await recorded.decide(request(user, action, "fix"))
      }
    }
    var replay = try Replay(archive: archive.path, entities: entities)
    for record in list.records { replay.take(record) }
    #expect(replay.report.isSame && replay.report.same == 9 && replay.report.otherData == 0)

    let other = try Policy(
      source: source.replacing(#"allow told: anyone"#, with: #"allow told: User::"bob""#)
        + "\ndeny bob: User::\"bob\" to read on Doc\nallow all-read: anyone to read on Doc\n")
    var changed = try Replay(archive: nil, entities: entities, candidate: other)
    for record in list.records { changed.take(record) }
    let report = changed.report
    #expect(report.replayed == 9)
    #expect(report.effects.mapValues(\.count) == [.init(before: "allow", after: "deny"): 1])
    #expect(report.effects.values.first?.example?.question.contains("ada") == true)
    #expect(report.effects.values.first?.example?.explanation.isEmpty == false)
    // bob's read is denied by a rule now, ada's is allowed by two.
    #expect(report.reasons.count == 2)
    #expect(
      Set(report.names.keys.map { "\($0.isNew ? "+" : "-")\($0.name)" })
        == ["-told", "+bob", "+all-read"])
    #expect(!report.isSame)
  }

  @Test("reads the ledger as it stood, also for what was performed")
  func ledger() async throws {
    let policy = try Policy(source: source)
    let archive = try Archive()
    try archive.keep([("a.remit", source)], digest: policy.digest)
    let list = try RecordList()
    let engine = try Engine(policy, entities: entities)
    let recorded = engine.recording(to: list)
    for action in ["read", "write", "read"] as [Text] {
      _ = try await recorded.perform(request("ada", action, "fix"))
      _ = try await recorded.decide(request("ada", action, "fix"))
    }
    var replay = try Replay(archive: archive.path, entities: entities, ledger: engine.ledger)
    for record in list.records { replay.take(record) }
    #expect(replay.report.isSame && replay.report.same == 6, "\(replay.report)")
    var without = try Replay(archive: archive.path, entities: entities)
    for record in list.records { without.take(record) }
    #expect(without.report.same == 1)
    #expect(without.report.obstacles[.ledgerMissing]?.count == 5)
  }

  @Test("counts what cannot be decided again, with the reason")
  func obstacles() async throws {
    let policy = try Policy(source: source)
    let archive = try Archive()
    let engine = try Engine(policy, entities: entities)
    func report(
      _ rules: RecordingRules, _ request: Request
    ) async throws -> [ReplayObstacle: Int] {
      let list = try RecordList(rules)
      _ = try await engine.recording(to: list).decide(request)
      var replay = try Replay(archive: archive.path, entities: entities)
      for record in list.records { replay.take(record) }
      #expect(replay.report.decisions == 1 && replay.report.replayed == 0)
      return replay.report.obstacles.mapValues(\.count)
    }
    let plain = request("ada", "write", "fix")
    #expect(try await report(.init(), plain) == [.policyMissing: 1])
    try archive.keep([("a.remit", source + "// more\n")], digest: policy.digest)
    #expect(try await report(.init(level: .metadata), plain) == [.inputNotKept: 1])
    #expect(try await report(.init(masked: ["/input/context/reason"]), plain) == [.masked: 1])
    #expect(try await report(.init(erased: ["/input/context/reason"]), plain) == [.erased: 1])
    let long = request("ada", "write", String(repeating: "x", count: 20_000))
    #expect(try await report(.init(), long) == [.tooLong: 1])
    // Another policy in its place.
    try archive.keep([("b.remit", "allow b: anyone to read on Doc\n")], digest: policy.digest)
    #expect(try await report(.init(), plain) == [.policyDamaged: 1])
    try archive.keep([("b.remit", "allow")], digest: policy.digest)
    #expect(try await report(.init(), plain) == [.policyRefused: 1])
  }

  @Test("agrees with every recorded decision of random policies")
  func random() async throws {
    let seed = testSeed()
    var decisions = 0
    for offset in 0..<UInt64(30) {
      let seed = seed &+ offset
      var generator = PolicyGenerator(seed: seed)
      let draft = generator.make()
      var data = DataGenerator(seed: seed, draft)
      let (entities, grants) = (data.entities(), data.grants())
      let sources = draft.files.map { SourceFile(path: $0.path, text: $0.text) }
      guard let policy = try? Policy(sources: sources),
        let engine = try? Engine(
          policy, entities: entities, grants: grants, onViolation: .suspend)
      else { continue }
      let archive = try Archive()
      try archive.keep(
        draft.files.enumerated().map { ("\($0)-\($1.path)", $1.text) }, digest: policy.digest)
      let list = try RecordList()
      let recorded = engine.recording(to: list)
      for (request, now) in data.requests(40) {
        var request = request
        request.now = request.now ?? now
        _ = try await recorded.decide(request)
      }
      var replay = try Replay(archive: archive.path, entities: entities, grants: grants)
      for record in list.records {
        // With another reader too.
        #expect((try? JSONSerialization.jsonObject(with: Data(record.bytes))) != nil)
        replay.take(record)
      }
      let report = replay.report
      #expect(report.same == report.replayed, "seed \(seed): \(report)\n\(draft.text)")
      #expect(report.otherData == 0, "seed \(seed)")
      decisions += report.same
    }
    #expect(decisions > 200, "seed \(seed): only \(decisions) decisions")
  }
}
