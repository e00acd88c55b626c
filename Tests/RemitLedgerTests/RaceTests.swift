import Foundation
import Remit
import RemitLedger
import RemitModel
import RemitTestSupport
import Testing

/// Two requests that each alone are allowed, and together break a separation.
@Suite("Racing performs")
struct RaceTests {
  /// Performs both at once, round after round, and counts the rounds in which other than one was
  /// allowed.
  private func race(_ first: Engine, _ second: Engine, rounds: Int) async throws -> Int {
    var broken = 0
    for round in 0..<rounds {
      async let ordered = first.perform(Desk.request("ada", "order", "b\(round)"))
      async let paid = second.perform(Desk.request("ada", "pay", "b\(round)"))
      let allowed = [try await ordered, try await paid].count { $0.isAllowed }
      if allowed != 1 { broken += 1 }
    }
    return broken
  }

  @Test("of threads: exactly one is allowed, in memory")
  func threadsInMemory() async throws {
    let engine = try Desk.engine(.inMemory)
    #expect(try await race(engine, engine, rounds: 500) == 0)
    #expect(engine.ledger.index.all.count == 500)
  }

  @Test("of threads: exactly one is allowed, on disk")
  func threadsOnDisk() async throws {
    let desk = try Desk()
    let engine = try Desk.engine(try SQLiteLedger(path: desk.ledgerPath))
    #expect(try await race(engine, engine, rounds: 200) == 0)
    #expect(try SQLiteLedger(path: desk.ledgerPath).index.all.count == 200)
  }

  @Test("of two connections to one file: exactly one is allowed")
  func connections() async throws {
    let desk = try Desk()
    let first = try Desk.engine(try SQLiteLedger(path: desk.ledgerPath))
    let second = try Desk.engine(try SQLiteLedger(path: desk.ledgerPath))
    #expect(try await race(first, second, rounds: 200) == 0)
    let all = try SQLiteLedger(path: desk.ledgerPath).index.all
    #expect(all.map(\.position) == Array(1...200))
  }

  @Test("of sixteen at once are all recorded, and one of those with one key")
  func groups() async throws {
    let desk = try Desk()
    let ledger = try SQLiteLedger(path: desk.ledgerPath)
    let engine = try Desk.engine(ledger)
    try await withThrowingTaskGroup(of: Bool.self) { group in
      for one in 0..<160 {
        group.addTask {
          try await engine.perform(Desk.request("u\(one)", "pay", "bill"), key: "k\(one / 2)")
            .isAllowed
        }
      }
      for try await isAllowed in group { #expect(isAllowed) }
    }
    let again = try SQLiteLedger(path: desk.ledgerPath)
    #expect(again.index.all.count == 80)
    #expect(again.index.all == ledger.index.all)
  }

  @Test("of processes: what one person does is one of the two, whoever asks first")
  func processes() async throws {
    let desk = try Desk()
    _ = try SQLiteLedger(path: desk.ledgerPath)
    let bills = (0..<60).map { "b\($0)" }
    let inputs = ["order", "pay"].map { action in
      bills.map { Desk.line("ada", action, $0) }.joined()
    }
    let runs = try inputs.map { try PerformProcess(desk, input: $0) }
    let answers = try runs.map { try $0.finish() }
    #expect(answers.map(\.status) == [0, 0])
    for (bill, pair) in zip(bills, zip(answers[0].lines, answers[1].lines)) {
      let allowed = [pair.0, pair.1].count { $0.contains(#""decision": true"#) }
      #expect(allowed == 1, "\(bill): \(pair)")
    }
    #expect(answers.allSatisfy { $0.lines.count == bills.count })
    #expect(try SQLiteLedger(path: desk.ledgerPath).index.all.count == bills.count)
  }

  @Test("end in the middle: every line that was answered is in the ledger", arguments: 1...3)
  func killed(round: Int) throws {
    let desk = try Desk()
    let input = (0..<20_000).map { Desk.line("ada", "pay", "b\($0)") }.joined()
    let run = try PerformProcess(desk, input: input)
    // Not a task's sleep: among many tests it would wake when all lines are long answered.
    while run.lineCount < 20 * round { usleep(1_000) }
    let answers = run.kill()
    #expect(answers.count >= 20 && answers.count < 20_000)
    let kept = Set(try SQLiteLedger(path: desk.ledgerPath).index.all.map(\.object.id.string))
    let lost = answers.indices.filter { !kept.contains("b\($0)") }
    #expect(lost.isEmpty)
  }
}
