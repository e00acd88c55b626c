import Foundation
import Remit
import RemitData
import RemitLedger
import RemitModel
import RemitTestSupport
import Synchronization
import Testing

/// The histories of the independent model, performed on the disk. Between two batches the ledger is
/// opened anew, so that all it knows comes from the file.
@Suite("Histories of duties on disk")
struct SQLiteHistoryTests {
  private struct Expected: Decodable {
    let decision: Bool
    let cause: String?
    let determining: [String]?
    let errors: [String]?
  }

  @Test("are performed and asked as an independent model says", arguments: 1...8)
  func history(number: Int) async throws {
    let temporary = try TemporaryFolder()
    let folder = Golden.root.appending(path: "Tests/Fixtures/duties/0\(number)")
    let clock = Mutex(Instant(milliseconds: 1_793_800_000_000))
    let policy = try Policy(contentsOf: folder.appending(path: "policy.remit"))
    for batch in 1...3 {
      let ledger = try SQLiteLedger(path: temporary.path + "/duties.db") {
        clock.withLock { $0 }
      }
      let entities = readEntities(try bytes(folder, "entities\(batch).json"), file: "entities")
      let engine = try Engine(policy, entities: entities.value, ledger: ledger)
      let lines = try lines(folder, "requests\(batch).jsonl")
      let answers = try self.lines(folder, "expected\(batch).jsonl")
      #expect(lines.count == answers.count && !lines.isEmpty)
      for (line, (text, answer)) in zip(lines, answers).enumerated() {
        let (request, hours) = try read(text)
        let wanted = try JSONDecoder().decode(Expected.self, from: Data(answer.utf8))
        let decision: Decision
        if batch < 3 {
          decision = try await engine.perform(request)
        } else {
          var asked = request
          asked.now = Instant(
            milliseconds: clock.withLock { $0 }.milliseconds + Int64((hours ?? 0) * 3_600_000))
          decision = engine.decide(asked)
        }
        let place: Comment = "\(number), batch \(batch), line \(line + 1): \(decision.cause)"
        #expect(decision.isAllowed == wanted.decision, place)
        if let cause = wanted.cause { #expect(decision.cause.rawValue == cause, place) }
        if let names = wanted.determining { #expect(decision.determining == names, place) }
        if let errors = wanted.errors {
          #expect(decision.errors.map(\.code.rawValue) == errors, place)
        }
      }
    }
  }

  private func bytes(_ folder: URL, _ name: String) throws -> [UInt8] {
    Array(try Data(contentsOf: folder.appending(path: name)))
  }

  private func lines(_ folder: URL, _ name: String) throws -> [String] {
    String(decoding: try bytes(folder, name), as: UTF8.self)
      .split(separator: "\n").map(String.init)
  }

  private func read(_ line: String) throws -> (Request, hours: Double?) {
    var object = try #require(
      try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
    let hours = (object.removeValue(forKey: "hours_later") as? NSNumber)?.doubleValue
    let bytes = try JSONSerialization.data(withJSONObject: object)
    let reading = readRequest(Array(bytes))
    return (try #require(reading.value, "\(reading.problems)"), hours)
  }
}
