import Foundation
import GRDB
import Remit
import RemitLedger
import RemitModel
import RemitTestSupport
import Testing

@Suite("A ledger that may lag so long")
struct LagTests {
  private static let text = """
    module desk

    open entity User { n?: Int }
    open entity Bill { n?: Int }
    action order, pay, inspect, file on Bill by User

    allow work: User to order, pay, inspect, file on Bill
    deny untouched: anyone to inspect on Bill unless performed(order, resource).count >= 1

    duty order of Bill = resource by principal
    duty pay of Bill = resource by principal

    separate duties apart: order, pay

    """

  /// Waits until something holds, for as long as a slow machine may need.
  private func eventually(_ holds: () async throws -> Bool) async throws -> Bool {
    let start = ContinuousClock.now
    while ContinuousClock.now - start < .seconds(120) {
      if try await holds() { return true }
      try await Task.sleep(for: .milliseconds(20))
    }
    return false
  }

  /// Performs a request. It is sent again where it was refused because a busy machine was late with
  /// the refresh, which records nothing.
  private func perform(_ request: Request, _ engine: Engine) async throws -> Decision {
    while true {
      let decision = try await engine.perform(request)
      guard Set(decision.errors.map(\.code)) == [.ledgerUnavailable] else { return decision }
      try await Task.sleep(for: .milliseconds(20))
    }
  }

  @Test(
    "counts as unavailable while its refresh is blocked, allows nothing, and recovers",
    .timeLimit(.minutes(20)))
  func blocked() async throws {
    let desk = try Desk()
    let ledger = try SQLiteLedger(
      path: desk.ledgerPath, busyTimeout: .seconds(300), maxLag: .seconds(8))
    let engine = try Engine(try Policy(source: Self.text), ledger: ledger)
    #expect(try await perform(Desk.request("ada", "order", "b"), engine).isAllowed)

    // Another writer keeps the lock; a perform waits for it on the file's queue, and so does what
    // would bring the index up to date.
    var configuration = Configuration()
    configuration.allowsUnsafeTransactions = true
    let other = try DatabaseQueue(path: desk.ledgerPath, configuration: configuration)
    try await other.writeWithoutTransaction { try $0.execute(sql: "BEGIN IMMEDIATE") }
    async let waiting = perform(Desk.request("bob", "pay", "b"), engine)
    #expect(try await eventually { !ledger.isAvailable })

    let cases: [(action: Text, cause: Decision.Cause)] = [
      ("pay", .failed), ("order", .failed), ("inspect", .failed), ("file", .permitted),
    ]
    for (action, cause) in cases {
      let decision = engine.decide(Desk.request("cyd", action, "b"))
      #expect(decision.cause == cause, "\(action)")
      let codes = Set(decision.errors.map(\.code))
      #expect(codes == (cause == .failed ? [.ledgerUnavailable] : []), "\(action)")
    }

    try await other.writeWithoutTransaction { try $0.execute(sql: "ROLLBACK") }
    #expect(try await waiting.isAllowed)
    #expect(
      try await eventually {
        engine.decide(Desk.request("cyd", "inspect", "b")).cause == .permitted
          && engine.decide(Desk.request("bob", "order", "b")).cause == .separated
      })
    #expect(try SQLiteLedger(path: desk.ledgerPath).index.all.count == 2)
  }

  @Test("follows another process while it is asked all the time")
  func follows() async throws {
    let desk = try Desk()
    let here = try SQLiteLedger(path: desk.ledgerPath, maxLag: .seconds(2))
    let asking = try Desk.engine(here)
    let there = try Desk.engine(try SQLiteLedger(path: desk.ledgerPath))
    #expect(
      try await eventually { asking.decide(Desk.request("ada", "pay", "b")).isAllowed })
    #expect(try await there.perform(Desk.request("ada", "order", "b")).isAllowed)
    #expect(
      try await eventually {
        asking.decide(Desk.request("ada", "pay", "b")).cause == .separated
      })
  }
}
