import Foundation
import Remit
import RemitLedger
import RemitModel
import RemitTestSupport
import Testing

/// A payment that needs an approval, while the approval is taken back.
@Suite("A withdrawal beside a perform")
struct WithdrawalRaceTests {
  static let text = """
    module desk

    open entity User { n?: Int }
    open entity Bill { n?: Int }
    action approve, pay on Bill by User

    allow work: User to approve, pay on Bill
    deny unapproved: anyone to pay on Bill unless performed(approve, resource).count >= 1

    duty approve of Bill = resource by principal
    duty pay of Bill = resource by principal

    """

  /// What became of the two: both may have happened only with the payment first.
  private struct Tally: Sendable {
    var paidFirst = 0
    var withdrawnFirst = 0
    var unexplained: [String] = []

    mutating func add(_ index: LedgerIndex, _ bill: String, isPaid: Bool) {
      let about = index.entries(about: EntityUID(type: "Bill", id: Text(bill)))
      let approval = about.first { $0.duty == "approve" }
      let payment = about.first { $0.duty == "pay" }
      guard let approval, let withdrawn = approval.withdrawnAt, (payment != nil) == isPaid else {
        unexplained.append("\(bill): \(about)")
        return
      }
      guard let payment else {
        withdrawnFirst += 1
        return
      }
      paidFirst += 1
      if payment.position > withdrawn { unexplained.append("\(bill): \(about)") }
    }
  }

  private func race(_ first: Engine, _ second: any Ledger, rounds: Int) async throws -> Tally {
    var tally = Tally()
    for round in 0..<rounds {
      let bill = "b\(round)"
      #expect(try await first.perform(Desk.request("ada", "approve", bill)).isAllowed)
      try await second.refresh()
      let about = second.index.entries(about: EntityUID(type: "Bill", id: Text(bill)))
      let approval = try #require(about.first)
      let request = Desk.request("bob", "pay", bill)
      let isPaid: Bool
      if round % 2 == 0 {
        async let paid = first.perform(request)
        async let withdrawn = second.withdraw(entry: approval.position, because: "race", by: nil)
        (isPaid, _) = try await (paid.isAllowed, withdrawn)
      } else {
        async let withdrawn = second.withdraw(entry: approval.position, because: "race", by: nil)
        async let paid = first.perform(request)
        (isPaid, _) = try await (paid.isAllowed, withdrawn)
      }
      try await first.ledger.refresh()
      tally.add(first.ledger.index, bill, isPaid: isPaid)
    }
    return tally
  }

  @Test("comes before it or after it, in memory")
  func inMemory() async throws {
    let engine = try Engine(try Policy(source: Self.text), ledger: .inMemory)
    let tally = try await race(engine, engine.ledger, rounds: 400)
    #expect(tally.unexplained.isEmpty)
    print("withdrawals in memory: \(tally.paidFirst) after, \(tally.withdrawnFirst) before")
  }

  @Test("comes before it or after it, on disk, by two connections")
  func onDisk() async throws {
    let desk = try Desk(isInMemory: true)
    let ledger = try SQLiteLedger(path: desk.ledgerPath)
    let engine = try Engine(try Policy(source: Self.text), ledger: ledger)
    let tally = try await race(
      engine, try SQLiteLedger(path: desk.ledgerPath), rounds: 300)
    #expect(tally.unexplained.isEmpty)
    print("withdrawals on disk: \(tally.paidFirst) after, \(tally.withdrawnFirst) before")
  }

  @Test("comes before it or after it, from another process")
  func processes() async throws {
    let desk = try Desk(isInMemory: true)
    try desk.folder.write(Self.text, to: "desk.remit")
    let ledger = try SQLiteLedger(path: desk.ledgerPath)
    let engine = try Engine(try Policy(source: Self.text), ledger: ledger)
    let worker = try PerformWorker(desk)
    var tally = Tally()
    for round in 0..<300 {
      let bill = "b\(round)"
      #expect(try await engine.perform(Desk.request("ada", "approve", bill)).isAllowed)
      let approval = ledger.index.position
      try worker.send(Desk.line("bob", "pay", bill))
      // From before the other process has read the line until after it has answered.
      usleep(UInt32(round % 10) * 150)
      _ = try await ledger.withdraw(entry: approval, because: "a race", by: nil)
      let isPaid = try worker.isAllowed()
      try await ledger.refresh()
      tally.add(ledger.index, bill, isPaid: isPaid)
    }
    #expect(try worker.finish().status == 0)
    #expect(tally.unexplained.isEmpty)
    #expect(tally.paidFirst > 0 && tally.withdrawnFirst > 0)
    print("withdrawals by processes: \(tally.paidFirst) after, \(tally.withdrawnFirst) before")
  }
}
