import Foundation
import Remit
import RemitTestSupport
import Synchronization
import Testing

/// One small policy with the four kinds of separation and a waiver.
@Suite("An explanation of a separation")
struct SeparationExplanationTests {
  @Test("says what meets, where it comes from, and what was looked at besides")
  func reads() async throws {
    let world = try World()
    var texts: [String] = []
    func show(_ decision: Decision) { texts.append(decision.explanation.description) }

    _ = try await world.perform("ada", "write", "c1")
    show(try await world.perform("ada", "review", "c1"))
    show(world.decide("bob", "review", "c1"))
    show(world.decide("bob", "review", "c2"))
    show(world.decide("ghost", "review", "c1"))
    _ = try await world.perform("bob", "review", "c1")
    show(world.decide("bob2", "merge", "c1", trial: false))
    show(world.decide("bob", "merge", "c1", trial: true))
    show(world.decide("ada", "merge", "c3"))
    world.pass(hours: 48)
    show(world.decide("bob", "merge", "c1"))
    _ = try await world.perform("eve", "write", "c3")
    show(try await world.perform("eve", "review", "c3"))
    let withdrawn = try #require(world.ledger.index.entries(about: Change.c1).first)
    _ = try await world.ledger.withdraw(entry: withdrawn.position, because: "amended", by: nil)
    show(world.decide("ada", "review", "c1"))
    show(world.decide("sam", "deploy", "web"))
    show(world.decide("eve", "audit", "web"))
    show(world.decide("dan", "deploy", "web", roles: ["chief", "developer"]))
    show(world.decide("dan", "deploy", "web"))
    show(world.decide("mal", "order", "web"))
    try Golden.expect(
      texts.joined(separator: "\n\n") + "\n", at: "Tests/Golden/explanations/separations.txt")
  }

  @Test("shows the ledger as the decision saw it, whatever came later")
  func keepsTime() async throws {
    let world = try World()
    let before = world.decide("ada", "review", "c1")
    #expect(before.isAllowed)
    let performed = try await world.perform("ada", "write", "c1")
    let entry = try #require(world.ledger.index.entries(about: Change.c1).first)
    _ = try await world.ledger.withdraw(entry: entry.position, because: "amended", by: nil)
    #expect(before.explanation.decision.isAllowed)
    #expect("\(before.explanation)".contains("nothing is recorded of write on Change::\"c1\""))
    // What is performed is not shown as performed before.
    #expect(performed.explanation.decision.isAllowed)
    #expect(!"\(performed.explanation)".contains("earlier:"))
    let after = world.decide("ada", "review", "c1").explanation.description
    #expect(after.contains("withdrawn") && after.hasPrefix("deny"))
  }

  @Test("is of the decision that was recorded, whatever time the request says")
  func keepsClock() async throws {
    let world = try World()
    var request = world.request("ada", "write", "c1")
    request.now = Instant(milliseconds: 0)
    let decision = try await world.engine.perform(request)
    #expect(decision.explanation.now == World.start)
    #expect(decision.explanation.decision.obligations == decision.obligations)
  }

  @Test("names a waiver in the decision only where it lifts a separation that would apply")
  func waivers() async throws {
    let world = try World()
    #expect(world.decide("eve", "deploy", "web").waivers == ["ops-and-audit"])
    #expect(world.decide("eve", "audit", "web").waivers == ["ops-and-audit"])
    #expect(world.decide("sam", "deploy", "web").waivers == [])
    #expect(world.decide("eve", "write", "c1").waivers == [])
    _ = try await world.perform("eve", "write", "c1")
    #expect(world.decide("eve", "review", "c1").waivers == ["four-eyes"])
    #expect(world.decide("ada", "review", "c1").waivers == [])
    // Later than the waivers.
    world.pass(hours: 24 * 100)
    #expect(world.decide("eve", "review", "c1").cause == .separated)
    #expect(world.decide("eve", "review", "c1").waivers == [])
    #expect(world.decide("eve", "deploy", "web").cause == .separated)
  }

  @Test("says that the ledger could not be asked")
  func unavailable() throws {
    let world = try World()
    let engine = try Engine(
      world.policy, entities: world.entities, ledger: Unavailable(), onViolation: .suspend)
    let explanation = engine.decide(world.request("ada", "review", "c1")).explanation
    #expect(explanation.decision.cause == .failed)
    #expect(
      explanation.description.contains(
        "the ledger cannot be asked what was performed on Change::\"c1\""))
  }
}

private enum Change {
  static let c1 = EntityUID(type: "Change", id: "c1")
}

/// The policy and data of Tests/Fixtures/separations, with a ledger and its clock.
private final class World: Sendable {
  static let start = Instant(milliseconds: 1_795_000_000_000)

  let policy: Policy
  let entities: Entities
  let engine: Engine
  let ledger: MemoryLedger
  private let clock: Clock

  private final class Clock: Sendable {
    let now = Mutex(World.start)
  }

  init() throws {
    let clock = Clock()
    let folder = Golden.root.appending(path: "Tests/Fixtures/separations")
    policy = try Policy(sources: [
      SourceFile(
        path: "policy.remit",
        bytes: [UInt8](try Data(contentsOf: folder.appending(path: "policy.remit"))))
    ])
    entities = try Entities(
      json: [UInt8](try Data(contentsOf: folder.appending(path: "entities.json"))))
    ledger = MemoryLedger { clock.now.withLock { $0 } }
    engine = try Engine(policy, entities: entities, ledger: ledger, onViolation: .suspend)
    self.clock = clock
  }

  func pass(hours: Int64) {
    clock.now.withLock { $0 = Instant(milliseconds: $0.milliseconds + hours * 3_600_000) }
  }

  func request(
    _ user: Text, _ action: Text, _ object: Text, trial: Bool? = nil, roles: [Text]? = nil
  ) -> Request {
    Request(
      principal: RequestEntity(EntityUID(type: "User", id: user)), action: action,
      resource: RequestEntity(
        EntityUID(type: object == "web" ? "Service" : "Change", id: object)),
      context: trial.map { ["trial": .bool($0)] } ?? [:], roles: roles)
  }

  func decide(
    _ user: Text, _ action: Text, _ object: Text, trial: Bool? = nil, roles: [Text]? = nil
  ) -> Decision {
    var request = request(user, action, object, trial: trial, roles: roles)
    request.now = clock.now.withLock { $0 }
    return engine.decide(request)
  }

  func perform(_ user: Text, _ action: Text, _ object: Text) async throws -> Decision {
    try await engine.perform(request(user, action, object))
  }
}

/// A ledger that cannot be reached.
private struct Unavailable: Ledger {
  let index = LedgerIndex()
  var isAvailable: Bool { false }

  func now() -> Instant { World.start }

  func append(
    _ performances: [Performance], decidedAt position: UInt64, about objects: Set<EntityUID>,
    time: Instant, key: Text?
  ) async throws(LedgerError) -> LedgerAppend { throw .unavailable("it is not there") }

  func entries(underKey key: Text) async throws(LedgerError) -> [LedgerEntry]? { nil }

  func withdraw(
    entry: UInt64, because: String, by principal: EntityUID?, decided: LedgerDecided?
  ) async throws(LedgerError) -> UInt64? { throw .unavailable("it is not there") }

  func refresh() async throws(LedgerError) {}
}
