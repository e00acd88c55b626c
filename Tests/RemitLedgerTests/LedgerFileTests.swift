import Foundation
import GRDB
import Remit
import RemitLedger
import RemitModel
import RemitTestSupport
import Synchronization
import Testing

@Suite("The ledger's file")
struct LedgerFileTests {
  private func filled() async throws -> Desk {
    let desk = try Desk()
    let engine = try Desk.engine(try SQLiteLedger(path: desk.ledgerPath))
    for bill in 1...3 {
      #expect(try await engine.perform(Desk.request("ada", "order", "b\(bill)")).isAllowed)
    }
    return desk
  }

  private func failure(_ path: String, _ opening: SQLiteLedger.Opening = .creating) -> LedgerError?
  {
    do throws(LedgerError) {
      _ = try SQLiteLedger(path: path, opening: opening, busyTimeout: .milliseconds(50))
      return nil
    } catch {
      return error
    }
  }

  @Test("keeps names byte for byte, empty ones and those with a NUL too")
  func names() async throws {
    let desk = try Desk()
    let engine = try Desk.engine(try SQLiteLedger(path: desk.ledgerPath))
    for id in ["a", "a\u{0}b", "", "é", "e\u{301}"] {
      #expect(try await engine.perform(Desk.request("ada", "order", id)).isAllowed)
    }
    let again = try SQLiteLedger(path: desk.ledgerPath)
    #expect(again.index.all == engine.ledger.index.all)
    #expect(Set(again.index.all.map(\.object)).count == 5)
  }

  @Test("is refused where it is none, and not touched", arguments: ["garbage", ""])
  func garbage(text: String) throws {
    let folder = try TemporaryFolder()
    let whole = String(repeating: text, count: 1_000)
    let path = try folder.write(whole, to: "duties.db")
    guard case .unreadable? = failure(path) else {
      Issue.record("\(String(describing: failure(path)))")
      return
    }
    #expect(try Data(contentsOf: URL(filePath: path)) == Data(whole.utf8))
  }

  @Test("is refused where a part is missing")
  func torn() async throws {
    let desk = try await filled()
    let whole = try Data(contentsOf: URL(filePath: desk.ledgerPath))
    let path = desk.folder.path + "/torn.db"
    try whole.prefix(whole.count / 2).write(to: URL(filePath: path))
    guard case .unreadable? = failure(path) else {
      Issue.record("\(String(describing: failure(path)))")
      return
    }
  }

  @Test("is refused where it is of a newer version, another kind, or has lost an entry")
  func otherKinds() async throws {
    let changes = [
      "PRAGMA user_version = 2", "PRAGMA application_id = 7",
      "DROP TRIGGER entry_is_not_deleted; DELETE FROM entry WHERE position = 2",
    ]
    for change in changes {
      let desk = try await filled()
      let queue = try DatabaseQueue(path: desk.ledgerPath)
      try await queue.write { try $0.execute(sql: change) }
      guard case .unreadable? = failure(desk.ledgerPath) else {
        Issue.record("\(change): \(String(describing: failure(desk.ledgerPath)))")
        continue
      }
    }
  }

  @Test("takes no change and no deletion of an entry")
  func isAppendOnly() async throws {
    let desk = try await filled()
    let queue = try DatabaseQueue(path: desk.ledgerPath)
    for change in ["DELETE FROM entry", "UPDATE entry SET time = 0"] {
      await #expect(throws: DatabaseError.self) {
        try await queue.write { try $0.execute(sql: change) }
      }
    }
  }

  @Test("that is locked is waited for so long and no longer; nothing is allowed, and then all is")
  func locked() async throws {
    let desk = try await filled()
    let ledger = try SQLiteLedger(path: desk.ledgerPath, busyTimeout: .milliseconds(50))
    let engine = try Desk.engine(ledger)
    var configuration = Configuration()
    configuration.allowsUnsafeTransactions = true
    let other = try DatabaseQueue(path: desk.ledgerPath, configuration: configuration)
    try await other.writeWithoutTransaction { try $0.execute(sql: "BEGIN IMMEDIATE") }
    await #expect(throws: LedgerError.self) {
      try await engine.perform(Desk.request("bob", "pay", "b1"))
    }
    #expect(engine.decide(Desk.request("bob", "pay", "b1")).isAllowed)
    try await other.writeWithoutTransaction { try $0.execute(sql: "ROLLBACK") }
    #expect(ledger.index.all.count == 3)
    #expect(try await engine.perform(Desk.request("bob", "pay", "b1")).isAllowed)
  }

  @Test("that has no place left, or may only be read, allows nothing")
  func cannotBeWritten() async throws {
    let desk = try await filled()
    let reading = try SQLiteLedger(path: desk.ledgerPath, opening: .reading)
    #expect(reading.index.all.count == 3)
    let engine = try Desk.engine(reading)
    #expect(engine.decide(Desk.request("bob", "pay", "b1")).isAllowed)
    #expect(!engine.decide(Desk.request("ada", "pay", "b1")).isAllowed)
    await #expect(throws: LedgerError.self) {
      try await engine.perform(Desk.request("bob", "pay", "b1"))
    }
    for path in ["/proc/duties.db", desk.folder.path + "/none/duties.db", desk.folder.path] {
      #expect(failure(path) != nil)
    }
    #expect(failure(desk.folder.path + "/none.db", .existing) != nil)
  }

  @Test("has a clock that does not go back, after it is opened again too")
  func clock() async throws {
    let desk = try Desk()
    let time = Mutex(Instant(milliseconds: 2_000))
    let engine = try Desk.engine(
      try SQLiteLedger(path: desk.ledgerPath) { time.withLock { $0 } })
    #expect(try await engine.perform(Desk.request("ada", "order", "b")).isAllowed)
    time.withLock { $0 = Instant(milliseconds: 1_000) }
    let again = try SQLiteLedger(path: desk.ledgerPath) { time.withLock { $0 } }
    #expect(again.now() == Instant(milliseconds: 2_000))
  }

  @Test("keeps withdrawals with their reasons; another process sees them on refresh")
  func withdrawals() async throws {
    let desk = try await filled()
    let here = try SQLiteLedger(path: desk.ledgerPath)
    let there = try SQLiteLedger(path: desk.ledgerPath)
    #expect(try await here.withdraw(entry: 2, because: "by mistake", by: nil) == 4)
    #expect(there.index.entry(at: 2)?.withdrawnAt == nil)
    try await there.refresh()
    #expect(there.index.entry(at: 2)?.withdrawnAt == 4)
    #expect(try await there.withdrawals()[2]?.because == "by mistake")
    await #expect(throws: LedgerError.withdrawnBefore(2)) {
      try await there.withdraw(entry: 2, because: "again", by: nil)
    }
    await #expect(throws: LedgerError.noSuchEntry(9)) {
      try await there.withdraw(entry: 9, because: "none", by: nil)
    }
    let again = try SQLiteLedger(path: desk.ledgerPath)
    #expect(again.index.all == there.index.all)
  }

  @Test("counts as unavailable once it lags, until it is read again")
  func lag() async throws {
    let desk = try await filled()
    let lagging = try SQLiteLedger(path: desk.ledgerPath, maxLag: .nanoseconds(1))
    #expect(!lagging.isAvailable)
    #expect(try SQLiteLedger(path: desk.ledgerPath, maxLag: .seconds(60)).isAvailable)
  }

  @Test("keeps a policy from loading that would forget a duty, unless the duty is retired")
  func forgottenDuties() async throws {
    let desk = try await filled()
    let ledger = try SQLiteLedger(path: desk.ledgerPath)
    let without = """
      module desk
      open entity User { n?: Int }
      open entity Bill { n?: Int }
      action order, pay on Bill by User
      allow work: User to order, pay on Bill

      """
    let engine = try Desk.engine(ledger)
    let policy = try Policy(source: without)
    let refusal = #expect(throws: EngineErrors.self) { try engine.update(policy: policy) }
    #expect(refusal?.description.contains("3 entries of the duty \"order\"") == true)
    let retired = without + "retire duty \"order\" because \"orders are not kept apart now\"\n"
    try engine.update(policy: try Policy(source: retired))
  }
}
