import Foundation
import RemitAudit
import RemitModel
import RemitTestSupport
import Testing

@testable import RemitCommands

@Suite("An answer without a record, in the command")
struct UnrecordedAnswerTests {
  private let folder: TemporaryFolder
  private let policy: String
  private let policyWithDuties: String
  private let requests: String
  private let sealing: String
  private var trail: String { folder.path + "/trail" }
  private var ledger: String { folder.path + "/duties.db" }

  init() throws {
    folder = try TemporaryFolder()
    let text = """
      open entity User
      open entity Doc
      action read, write on Doc by User { reason?: String }
      allow all: anyone to read, write on Doc

      """
    policy = try folder.write(text, to: "policy/a.remit")
    policyWithDuties = try folder.write(
      text + """
        duty read of Doc = resource by principal
        duty write of Doc = resource by principal
        separate duties apart: read, write

        """, to: "duties/a.remit")
    requests = try folder.write(
      [
        #"{"principal": "User::\"ada\"", "action": "read", "resource": "Doc::\"d\""}"#,
        #"{"principal": "User::\"ada\"", "action": "read", "resource": "Doc::\"d\"", "#
          + #""context": {"reason": "canary"}}"#,
        #"{"principal": "User::\"eve\"", "action": "read", "resource": "Doc::\"d\""}"#,
      ].joined(separator: "\n"), to: "requests.jsonl")
    sealing = try folder.write(
      #"{"seal": [{"pointer": "/input/context/reason"}]}"#, to: "sealing.json")
  }

  private func decide(_ more: String...) throws -> RemitProcess {
    try RemitProcess.run(arguments: ["decide", policy] + more)
  }

  private func records(of kind: String) throws -> [String] {
    try RemitProcess.run("audit", "export", trail, "--as", "ndjson").lines.filter {
      $0.contains("\"kind\":\"\(kind)\"")
    }
  }

  private func hasID(_ answer: String) -> Bool { answer.contains(#""id": ""#) }

  /// Makes the keys of all subjects such that nobody can read them.
  private func damageKeys() throws {
    let subjects = trail + ".subjects"
    for name in try FileManager.default.contentsOfDirectory(atPath: subjects)
    where name != "store.key" {
      let file = try FileHandle(forUpdating: URL(filePath: subjects + "/" + name))
      try file.seekToEnd()
      try file.write(contentsOf: Data([1]))
      try file.close()
    }
  }

  @Test(
    "where a subject's key cannot be read is none, a deny, or counted",
    arguments: ["closed", "deny", "open"])
  func unreadableKey(mode: String) throws {
    _ = try decide("--requests", requests, "--trail", trail, "--trail-rules", sealing)
    let before = try records(of: "decision").count
    #expect(before == 3)
    try damageKeys()
    let again = try decide(
      "--requests", requests, "--trail", trail, "--trail-rules", sealing, "--trail-mode", mode)
    let recorded = try records(of: "decision").dropFirst(before)
    let answers = again.lines
    if mode == "closed" {
      #expect(again.status == 2 && again.errors.contains("the key of a subject"))
      #expect(answers.count == 1 && recorded.count == 1)
      #expect(try records(of: "trail.gap").isEmpty)
    } else {
      #expect(again.status == 0, "\(again.errors)")
      try #require(answers.count == 3)
      #expect(hasID(answers[0]) && !hasID(answers[1]) && hasID(answers[2]))
      #expect(answers[1].contains("audit-unavailable") == (mode == "deny"))
      #expect(answers[1].contains(#""decision": false"#) == (mode == "deny"))
      #expect(recorded.count == 2)
      #expect(try records(of: "trail.gap").count == 1)
    }
    // Whatever has a name is in the trail.
    for answer in answers where hasID(answer) {
      let id = try #require(answer.components(separatedBy: #""id": ""#).last?.prefix(36))
      #expect(recorded.contains { $0.contains(id) })
    }
  }

  @Test("where nothing is to be recorded has no name")
  func levelNone() throws {
    let rules = try folder.write(#"{"level": "none"}"#, to: "none.json")
    let result = try decide("--requests", requests, "--trail", trail, "--trail-rules", rules)
    #expect(result.status == 0 && result.lines.count == 3)
    #expect(!result.lines.contains(where: hasID))
    #expect(try records(of: "decision").isEmpty)
  }

  // MARK: - While a trail takes nothing

  private func session(
    _ mode: TrailMode, performs: Bool, rules: String? = nil
  ) throws -> DecisionSession {
    var options = TrailArguments()
    options.folder = trail
    options.keys = []
    options.shardRecords = nil
    options.mode = mode
    options.rules = rules
    var data = DataOptions()
    data.entityFiles = []
    data.grantFiles = []
    var duties = LedgerOptions()
    duties.file = performs ? ledger : nil
    return try DecisionSession(
      policy: performs ? policyWithDuties : policy, data: data, ledger: duties, performs: performs,
      style: DecisionStyle(format: .json, explains: false), trail: try options.open())
  }

  private func request(_ action: String, of session: DecisionSession) throws -> Request {
    let line = #"{"principal": "User::\"ada\"", "action": "\#(action)", "resource": "Doc::\"d\""}"#
    let reading = session.read(.bytes(Array(line.utf8)), now: Instant(milliseconds: 1))
    guard case .request(let request) = reading else { throw CommandFailure("no request") }
    return request
  }

  /// The answers to one request once the trail is closed, and how many the trail lacks then.
  ///
  /// The command waits for what the pool of threads does, so it must not have one of them.
  private func answers(
    _ mode: TrailMode, performs: Bool, rules: String? = nil
  ) async throws -> (answers: [String], dropped: UInt64) {
    try await withCheckedThrowingContinuation { continuation in
      Thread.detachNewThread {
        continuation.resume(
          with: Result {
            let session = try self.session(mode, performs: performs, rules: rules)
            guard let trail = session.trail?.trail else { throw CommandFailure("no trail") }
            try waiting { try await trail.close() }
            var group = session.group
            try group.take(try self.request("read", of: session))
            let answers = try group.finish().map { String(decoding: $0.bytes, as: UTF8.self) }
            return (answers, trail.health.droppedTotal)
          })
      }
    }
  }

  @Test("is a deny in the mode `deny`, and nothing is performed")
  func performsNothing() async throws {
    let (answers, dropped) = try await answers(.deny, performs: true)
    #expect(answers.count == 1 && dropped == 1)
    #expect(answers.allSatisfy { $0.contains("audit-unavailable") && !hasID($0) })
    // Had the reading been performed, the two duties would be one person's.
    let write = try RemitProcess.run(
      "decide", policyWithDuties, "--ledger", ledger, "--principal", #"User::"ada""#, "--action",
      "write", "--resource", #"Doc::"d""#)
    #expect(write.status == 0, "\(write.output)\(write.errors)")
  }

  @Test("is none in the mode `closed`, and nothing is performed")
  func refusesToPerform() async throws {
    await #expect(throws: CommandFailure.self) { try await answers(.closed, performs: true) }
  }

  @Test("is given where none is to be recorded", arguments: [TrailMode.closed, .deny])
  func needsNoTrail(mode: TrailMode) async throws {
    let rules = try folder.write(#"{"level": "none"}"#, to: "none.json")
    let (answers, dropped) = try await answers(mode, performs: false, rules: rules)
    #expect(answers.count == 1 && dropped == 0)
    #expect(answers.allSatisfy { $0.contains(#""decision": true"#) && !hasID($0) })
  }
}

@Suite("The keys of a trail")
struct TrailKeyTests {
  private let folder: TemporaryFolder
  private let policy: String
  private var trail: String { folder.path + "/trail" }
  private var hasKey: Bool { FileManager.default.fileExists(atPath: trail + ".key") }

  init() throws {
    folder = try TemporaryFolder()
    policy = try folder.write(
      """
      open entity User
      open entity Doc
      action read on Doc by User
      allow all: anyone to read on Doc

      """, to: "a.remit")
  }

  private func decide() throws -> RemitProcess {
    try RemitProcess.run(
      "decide", policy, "--principal", #"User::"ada""#, "--action", "read", "--resource",
      #"Doc::"d""#, "--trail", trail)
  }

  @Test("are not made anew for a trail that cannot be read")
  func damagedTrail() throws {
    #expect(try decide().status == 0)
    for name in [".key", ".vkey"] { try FileManager.default.removeItem(atPath: trail + name) }
    try Data("nonsense".utf8).write(to: URL(filePath: trail + "/remit-trail.json"))
    let result = try decide()
    #expect(result.status == 2 && result.output.isEmpty)
    #expect(result.errors.contains("is missing"), "\(result.errors)")
    #expect(!hasKey)
  }

  @Test("are not made where one of the two is there")
  func lostKey() throws {
    try folder.write("somebody relies on it", to: "trail.vkey")
    let result = try decide()
    #expect(result.status == 2 && result.output.isEmpty)
    #expect(result.errors.contains("trail.vkey belongs to it"), "\(result.errors)")
    #expect(!hasKey)
  }
}
