import Remit
import RemitModel
import RemitTestSupport
import Testing

@Suite("Entries of a ledger are taken back")
struct WithdrawalTests {
  private static let text = """
    module desk
    open entity User { boss?: Bool }
    open entity Bill
    action order, pay on Bill by User
    allow work: User to order, pay on Bill
    duty order of Bill = resource by principal
    duty pay of Bill = resource by principal
    separate duties apart: order, pay
    allow undo: User to remit.withdraw on Bill
        when principal in performed(order, resource) and context.duty == "order"
    deny late: anyone to remit.withdraw on Bill when performed(pay, resource).count > 0
    deny bosses: anyone to anything on anything when principal has boss and principal.boss

    test "who ordered takes it back until it is paid" {
        performed order of Bill::"b" by User::"ada"
        expect allow by exactly undo:
            User::"ada" to remit.withdraw on Bill::"b" with { duty: "order", entry: 1 }
        expect deny: User::"bob" to remit.withdraw on Bill::"b" with { duty: "order", entry: 1 }
    }
    """

  private let engine: Engine

  init() throws {
    engine = try Engine(try Policy(source: Self.text))
  }

  private func user(_ id: Text) -> RequestEntity { RequestEntity(type: "User", id: id) }

  private func perform(_ action: Text, _ id: Text) async throws -> Decision {
    try await engine.perform(
      Request(
        principal: user(id), action: action, resource: RequestEntity(type: "Bill", id: "b")))
  }

  @Test("by whom the policy lets, once, and a withdrawn entry still counts for separations")
  func allowed() async throws {
    #expect(try await perform("order", "ada").isAllowed)
    let denied = try await engine.withdraw(entry: 1, by: user("bob"), because: "no")
    #expect(denied.cause == .unmatched)
    #expect(engine.ledger.index.entry(at: 1)?.withdrawnAt == nil)
    let done = try await engine.withdraw(entry: 1, by: user("ada"), because: "a slip")
    #expect(done.determining == ["desk.undo"])
    #expect(engine.ledger.index.entry(at: 1)?.withdrawnAt == 2)
    await #expect(throws: LedgerError.withdrawnBefore(1)) {
      try await engine.withdraw(entry: 1, by: user("ada"), because: "again")
    }
    await #expect(throws: LedgerError.noSuchEntry(9)) {
      try await engine.withdraw(entry: 9, by: user("ada"), because: "none")
    }
    #expect(try await perform("pay", "ada").cause == .separated)
  }

  @Test("denies about it, and about anything, hold")
  func denied() async throws {
    _ = try await perform("order", "ada")
    var boss = user("ada")
    boss.attributes["boss"] = .bool(true)
    let decision = try await engine.withdraw(entry: 1, by: boss, because: "x")
    #expect(decision.determining == ["desk.bosses"])
    _ = try await perform("pay", "bob")
    let late = try await engine.withdraw(entry: 1, by: user("ada"), because: "x")
    #expect(late.determining == ["desk.late"])
  }

  @Test("by nobody under a policy that does not name it")
  func unnamed() async throws {
    let lines = Self.text.split(separator: "\n")
    let start = lines.firstIndex { $0.contains("allow undo") } ?? 0
    let engine = try Engine(try Policy(source: lines[..<start].joined(separator: "\n")))
    _ = try await engine.perform(
      Request(
        principal: user("ada"), action: "order", resource: RequestEntity(type: "Bill", id: "b")))
    let decision = try await engine.withdraw(entry: 1, by: user("ada"), because: "x")
    #expect(decision.cause == .unmatched)
    #expect(decision.errors.isEmpty)
  }

  @Test("of a payment and a withdrawal that exclude each other exactly one succeeds")
  func races() async throws {
    for round in 0..<200 {
      let engine = try Engine(try Policy(source: Self.racing))
      let bill = RequestEntity(type: "Bill", id: "b")
      _ = try await engine.perform(
        Request(principal: user("ada"), action: "order", resource: bill))
      async let paid = engine.perform(
        Request(principal: user("bob"), action: "pay", resource: bill))
      async let taken = engine.withdraw(entry: 1, by: user("ada"), because: "x")
      let both = try await [paid.isAllowed, taken.isAllowed]
      #expect(both.count(where: { $0 }) == 1, "round \(round)")
    }
  }

  /// Paid is what is ordered; taken back what is not paid.
  private static let racing =
    text.replacing(
      "allow work: User to order, pay on Bill\n",
      with: "allow work: User to order on Bill\n"
        + "allow pays: User to pay on Bill when performed(order, resource).count > 0\n")
}
