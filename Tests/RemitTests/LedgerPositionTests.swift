import Foundation
import Remit
import RemitEngine
import RemitModel
import RemitTestSupport
import Synchronization
import Testing

/// What a decision sees of a ledger that goes on.
@Suite("A decision at a position of the ledger")
struct LedgerPositionTests {
  private static let policy = """
    module bills
    entity Person
    entity User { person?: Person }
    entity Bill { revision: String, owner?: Person }
    action write, review, pay on Bill by User

    duty write of Bill = resource by principal.person known as object.owner
    duty review of Bill = resource version object.revision by principal.person
    duty pay of Bill = resource by principal.person

    allow work: User to write, review, pay on Bill
    separate duties four-eyes: write, review, pay
    separate duties lately: review, pay within 10ms
    deny unreviewed: User to pay on Bill
        when performed(review, resource).count < 2
    """

  private static let users = 5
  private static let bills = 4

  private static func data(_ random: inout SplitMix64) -> Entities {
    var stored: [EntityRecord] = []
    for number in 0..<users {
      let person = EntityUID(type: "Person", id: Text("p\(number / 2)"))
      if number.isMultiple(of: 2) { stored.append(EntityRecord(person)) }
      stored.append(
        EntityRecord(
          EntityUID(type: "User", id: Text("u\(number)")),
          attributes: number == users - 1 ? [:] : ["person": .entity(person)]))
    }
    for number in 0..<bills {
      var attributes: [Text: Value] = ["revision": .string(random.pick(["r1", "r2"]))]
      if random.chance(70) { attributes["owner"] = .entity(EntityUID(type: "Person", id: "p0")) }
      stored.append(
        EntityRecord(EntityUID(type: "Bill", id: Text("b\(number)")), attributes: attributes))
    }
    return Entities(stored)
  }

  private typealias Given = (performance: Performance, time: Instant, isWithdrawn: Bool)

  /// Entries of persons and accounts that are there, are not there any more, or are of types that
  /// the policy does not declare.
  private static func given(_ random: inout SplitMix64) -> Given {
    let person = EntityUID(
      type: random.pick(["Person", "Person", "Person", "Alien"]), id: Text("p\(random.below(4))"))
    let account = EntityUID(
      type: random.pick(["User", "User", "User", "Robot"]), id: Text("u\(random.below(users + 2))"))
    let performance = Performance(
      duty: random.pick(["write", "review", "pay", "file"]),
      object: EntityUID(type: "Bill", id: Text("b\(random.below(bills))")),
      version: random.pick([nil, "r1", "r2"]), person: person, principal: account, action: "x",
      decision: "")
    return (
      performance, Instant(milliseconds: Int64(random.below(20))), random.chance(30)
    )
  }

  @Test("sees exactly what came before it, as if nothing else had been recorded")
  func positions() throws {
    let seed = testSeed()
    var random = SplitMix64(seed: seed)
    for _ in 0..<5 {
      let engine = try Engine(Policy(source: Self.policy), entities: Self.data(&random))
      let history = (0..<25).map { _ in Self.given(&random) }
      let whole = MemoryLedger { Instant(milliseconds: 0) }
      whole.preload(history)
      for count in stride(from: 0, through: history.count, by: 3) {
        let past = MemoryLedger { Instant(milliseconds: 0) }
        past.preload(Array(history.prefix(count)))
        try expectSame(
          engine, LedgerReading(whole, before: past.index.position + 1), LedgerReading(past),
          &random, "seed \(seed), \(count) entries")
      }
    }
  }

  private func expectSame(
    _ engine: Engine, _ reading: LedgerReading, _ plain: LedgerReading,
    _ random: inout SplitMix64, _ place: Comment
  ) throws {
    let now = Instant(milliseconds: Int64(random.between(10, 25)))
    var scratch = DecisionScratch(engine.snapshot)
    for user in 0..<Self.users {
      for action: Text in ["write", "review", "pay"] {
        let request = Request(
          principal: RequestEntity(type: "User", id: Text("u\(user)")), action: action,
          resource: RequestEntity(type: "Bill", id: Text("b\(random.below(Self.bills))")))
        let one = scratch.attempt(request, now: now, reading: reading)
        let other = scratch.attempt(request, now: now, reading: plain)
        #expect(one.decision.cause == other.decision.cause, place)
        #expect(one.decision.determining == other.decision.determining, place)
        #expect(one.decision.errors == other.decision.errors, place)
        #expect(one.performances == other.performances, place)
        #expect(one.objects == other.objects, place)
        // Nothing is looked up for somebody whose person is unknown.
        #expect(user == Self.users - 1 || one.objects.contains(request.resource.uid), place)
      }
    }
  }

  @Test("sees everything before it and nothing after, while others perform")
  func races() async throws {
    let count = 1_000
    var stored: [EntityRecord] = []
    for number in 0..<count {
      let person = EntityUID(type: "Person", id: Text("p\(number)"))
      stored.append(EntityRecord(person))
      stored.append(
        EntityRecord(
          EntityUID(type: "User", id: Text("u\(number)")), attributes: ["person": .entity(person)]))
      stored.append(
        EntityRecord(
          EntityUID(type: "Bill", id: Text("b\(number)")), attributes: ["revision": .string("r")]))
    }
    let source = """
      module bills
      entity Person
      entity User { person: Person }
      entity Bill { revision: String }
      action write, pay on Bill by User
      duty write of Bill = resource by principal.person
      duty pay of Bill = resource by principal.person
      allow work: User to write, pay on Bill
      separate duties four-eyes: write, pay
      """
    let engine = try Engine(Policy(source: source), entities: Entities(stored))
    let isDone = Atomic<Bool>(false)
    @Sendable func request(_ action: Text, _ number: Int) -> Request {
      Request(
        principal: RequestEntity(type: "User", id: Text("u\(number)")), action: action,
        resource: RequestEntity(type: "Bill", id: Text("b\(number)")))
    }
    let wrong = Mutex<[String]>([])
    let reader = Thread {
      var number = 0
      repeat {
        number = (number &* 17 &+ 5) % count
        let decision = engine.decide(request("pay", number))
        // Bill n was written by user n at position n + 1.
        let isWritten = decision.inputs.ledgerPosition > UInt64(number)
        if decision.isAllowed == isWritten {
          wrong.withLock {
            $0.append("\(number) at \(decision.inputs.ledgerPosition): \(decision.cause)")
          }
        }
      } while !isDone.load(ordering: .acquiring)
    }
    reader.start()
    for number in 0..<count {
      let decision = try await engine.perform(request("write", number))
      #expect(decision.isAllowed)
    }
    isDone.store(true, ordering: .releasing)
    while !reader.isFinished { try await Task.sleep(for: .milliseconds(1)) }
    #expect(wrong.withLock { $0.prefix(5) } == [])
    #expect(engine.ledger.index.problem == nil)
  }
}
