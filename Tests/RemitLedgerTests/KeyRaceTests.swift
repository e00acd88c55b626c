import Remit
import RemitLedger
import RemitModel
import RemitTestSupport
import Testing

/// Requests that are sent again, at once and later, under a key.
@Suite("Idempotency keys")
struct KeyRaceTests {
  private enum Answer: Hashable {
    case allowed
    case denied
    case refused
  }

  private func perform(_ engine: Engine, _ request: Request, _ key: String) async throws -> Answer {
    do {
      return try await engine.perform(request, key: key).isAllowed ? .allowed : .denied
    } catch LedgerError.keyOfAnotherRequest {
      return .refused
    }
  }

  private func engines(_ desk: Desk) throws -> [(Engine, Engine)] {
    let memory = try Desk.engine(.inMemory)
    return [
      (memory, memory),
      (
        try Desk.engine(try SQLiteLedger(path: desk.ledgerPath)),
        try Desk.engine(try SQLiteLedger(path: desk.ledgerPath))
      ),
    ]
  }

  @Test("let one request be recorded once, however often it is sent at once")
  func sameRequest() async throws {
    let desk = try Desk(isInMemory: true)
    for (first, second) in try engines(desk) {
      for round in 0..<150 {
        let request = Desk.request("ada", "pay", "b\(round)")
        async let one = perform(first, request, "k\(round)")
        async let two = perform(second, request, "k\(round)")
        let answers = try await [one, two]
        #expect(answers == [.allowed, .allowed], "round \(round)")
      }
      try await first.ledger.refresh()
      #expect(first.ledger.index.all.count == 150)
    }
  }

  @Test("let one of two requests be allowed that are sent at once under one key")
  func otherRequest() async throws {
    let desk = try Desk(isInMemory: true)
    for (first, second) in try engines(desk) {
      for round in 0..<150 {
        async let one = perform(first, Desk.request("ada", "pay", "b\(round)"), "k\(round)")
        async let two = perform(second, Desk.request("ada", "pay", "c\(round)"), "k\(round)")
        #expect(try await Set([one, two]) == [.allowed, .refused])
      }
      try await first.ledger.refresh()
      #expect(first.ledger.index.all.count == 150)
    }
  }

  /// Else whoever used a key twice would do the second without a trace, and then what that forbids.
  @Test("allow nothing that would not be recorded: another account, action or object is refused")
  func unrecorded() async throws {
    let desk = try Desk(isInMemory: true)
    for (engine, _) in try engines(desk) {
      let first = Desk.request("ada", "pay", "b1")
      #expect(try await perform(engine, first, "k") == .allowed)
      for other in [
        Desk.request("bob", "pay", "b1"), Desk.request("ada", "pay", "b2"),
        Desk.request("ada", "order", "b1"), Desk.request("ada", "order", "b2"),
      ] {
        #expect(try await perform(engine, other, "k") == .refused)
      }
      #expect(try await perform(engine, first, "k") == .allowed)
      #expect(engine.ledger.index.all.count == 1)
      #expect(try await engine.perform(Desk.request("ada", "order", "b2")).isAllowed)
    }
  }
}
