import Foundation
import Remit
import RemitLedger
import RemitModel
import RemitTestSupport
import Testing

/// Two requests that each alone are allowed, and together break a separation.
@Suite("Racing performs")
struct RaceTests {
  /// Performs both at once, round after round and several rounds at a time, and counts the rounds in
  /// which other than one was allowed, and those that the first won.
  private func race(
    _ first: Engine, _ second: Engine, rounds: Int
  ) async throws -> (broken: Int, won: Int) {
    try await withThrowingTaskGroup(of: (broken: Int, won: Int).self) { group in
      let lanes = 16
      for lane in 0..<lanes {
        group.addTask {
          var result = (broken: 0, won: 0)
          for round in stride(from: lane, to: rounds, by: lanes) {
            // Whoever is started first is ahead.
            let (one, other) = round % 32 < 16 ? ("order", "pay") : ("pay", "order")
            async let ordered = first.perform(Desk.request("ada", Text(one), "b\(round)"))
            async let paid = second.perform(Desk.request("ada", Text(other), "b\(round)"))
            let allowed = [try await ordered.isAllowed, try await paid.isAllowed]
            if allowed[0] == allowed[1] { result.broken += 1 }
            if allowed[0] { result.won += 1 }
          }
          return result
        }
      }
      return try await group.reduce(into: (broken: 0, won: 0)) { sum, one in
        sum.broken += one.broken
        sum.won += one.won
      }
    }
  }

  @Test("of threads: exactly one is allowed, in memory")
  func threadsInMemory() async throws {
    let engine = try Desk.engine(.inMemory)
    let result = try await race(engine, engine, rounds: 2_000)
    #expect(result.broken == 0)
    #expect(engine.ledger.index.all.count == 2_000)
    print("races in memory: 2000, won by the first: \(result.won)")
  }

  @Test("of threads: exactly one is allowed, on disk")
  func threadsOnDisk() async throws {
    let desk = try Desk()
    let engine = try Desk.engine(try SQLiteLedger(path: desk.ledgerPath))
    let result = try await race(engine, engine, rounds: 2_000)
    #expect(result.broken == 0)
    #expect(try SQLiteLedger(path: desk.ledgerPath).index.all.count == 2_000)
    print("races on disk: 2000, won by the first: \(result.won)")
  }

  @Test("of two connections to one file: exactly one is allowed")
  func connections() async throws {
    let desk = try Desk()
    let first = try Desk.engine(try SQLiteLedger(path: desk.ledgerPath))
    let second = try Desk.engine(try SQLiteLedger(path: desk.ledgerPath))
    #expect(try await race(first, second, rounds: 1_000).broken == 0)
    let all = try SQLiteLedger(path: desk.ledgerPath).index.all
    #expect(all.map(\.position) == Array(1...1_000))
  }

  @Test("of sixteen at once are all recorded, and one of those with one key")
  func groups() async throws {
    let desk = try Desk()
    let ledger = try SQLiteLedger(path: desk.ledgerPath)
    let engine = try Desk.engine(ledger)
    try await withThrowingTaskGroup(of: Bool.self) { group in
      for one in 0..<160 {
        group.addTask {
          try await engine.perform(Desk.request("u\(one / 2)", "pay", "bill"), key: "k\(one / 2)")
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
    let workers = try [PerformWorker(desk), PerformWorker(desk)]
    let rounds = 2_000
    // So many rounds are under way at once; the pipes hold them.
    let ahead = 20
    var won = 0
    func lines(_ action: String, _ start: Int) -> String {
      (start..<start + ahead).map { Desk.line("ada", action, "b\($0)") }.joined()
    }
    for start in stride(from: 0, to: rounds, by: ahead) {
      try workers[0].send(lines("order", start))
      try workers[1].send(lines("pay", start))
      for bill in start..<start + ahead {
        let allowed = try workers.map { try $0.isAllowed() }
        #expect(allowed[0] != allowed[1], "b\(bill)")
        if allowed[0] { won += 1 }
      }
    }
    #expect(try workers.map { try $0.finish().status } == [0, 0])
    #expect(try SQLiteLedger(path: desk.ledgerPath).index.all.count == rounds)
    print("races of processes: \(rounds), won by the first: \(won)")
  }

  @Test("end in the middle: every line that was answered is in the ledger", arguments: 1...10)
  func killed(round: Int) throws {
    let desk = try Desk()
    let workers = try [PerformWorker(desk), PerformWorker(desk)]
    for (name, worker) in zip(["ada", "bob"], workers) {
      try worker.send((0..<200).map { Desk.line(name, "pay", "b\($0)") }.joined())
    }
    for _ in 0..<(7 * round) { _ = workers[0].line() }
    let rest = [workers[0].kill(), workers[1].kill()]
    let kept = Set(
      try SQLiteLedger(path: desk.ledgerPath).index.all.map { "\($0.person.id) \($0.object.id)" })
    for (name, answered) in [("ada", 7 * round + rest[0].count), ("bob", rest[1].count)] {
      let lost = (0..<answered).filter { !kept.contains("\(name) b\($0)") }
      #expect(lost.isEmpty, "\(name) of \(answered)")
    }
  }
}
