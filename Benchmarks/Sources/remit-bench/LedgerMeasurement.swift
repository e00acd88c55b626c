import ArgumentParser
import BenchmarkSupport
import Foundation
import Remit
import Synchronization

/// `remit-bench ledger`: what separation of duties costs over a long ledger.
struct LedgerMeasurement: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ledger",
    abstract: "Decisions with and without `separate duties`, over a ledger in memory.")

  @Option(help: "How many entries the ledger has.") var entries = 1_000_000
  @Option(help: "How often each request is timed; at least 5.") var passes = 11
  @Option(help: "How many persons there are.") var persons = 1_000

  private struct Row: Encodable {
    let entries: Int
    let with: Latencies
    let without: Latencies
    let added: Int
  }

  private static let head = """
    module changes
    entity Person
    entity User { person: Person }
    entity Change
    action write, review, approve, deploy on Change by User

    duty write of Change = resource by principal.person
    duty review of Change = resource by principal.person
    duty approve of Change = resource by principal.person
    duty deploy of Change = resource by principal.person

    allow engineers: User to write, review, approve, deploy on Change

    """
  private static let separation = """
    separate duties four-eyes: write, approve, deploy because "nobody does both"

    """

  func run() throws {
    var stored: [EntityRecord] = []
    for number in 0..<persons {
      let person = EntityUID(type: "Person", id: Text("p\(number)"))
      stored.append(EntityRecord(person))
      stored.append(
        EntityRecord(
          EntityUID(type: "User", id: Text("u\(number)")), attributes: ["person": .entity(person)]))
    }
    // Each change is written, reviewed, approved and deployed by four different persons.
    let actions = ["write", "review", "approve", "deploy"]
    let changes = (entries + actions.count - 1) / actions.count
    for number in 0..<changes {
      stored.append(EntityRecord(EntityUID(type: "Change", id: Text("c\(number)"))))
    }
    let ledger = MemoryLedger { Universe.now }
    let data = Entities(stored)
    let without = try Engine(Policy(source: Self.head), entities: data, ledger: ledger)
    let request = Requests(persons: persons)
    try fill(without) { number in
      let change = number / actions.count
      return request(person: change &* 31 &+ number % 4, actions[number % 4], change)
    }
    let with = try Engine(
      Policy(source: Self.head + Self.separation), entities: data, ledger: ledger)
    // Every other request is by a person who has written what they ask to approve.
    let requests = (0..<1_000).map { number in
      let change = (number &* 7_919) % changes
      return request(person: change &* 31 &+ (number.isMultiple(of: 2) ? 0 : 5), "approve", change)
    }
    let denied = requests.count { !with.decide($0).isAllowed }
    guard denied == requests.count / 2, requests.allSatisfy({ without.decide($0).isAllowed }) else {
      throw ValidationError("\(denied) of \(requests.count) were denied, not half of them")
    }
    let base = Latencies(without, requests, reasons: .complete, passes: passes)
    let separated = Latencies(with, requests, reasons: .complete, passes: passes)
    try report(
      Row(
        entries: entries, with: separated, without: base,
        added: Int(separated.median) - Int(base.median)))
  }

  /// Performs `entries` requests, one after the other.
  private func fill(_ engine: Engine, _ request: @escaping @Sendable (Int) -> Request) throws {
    let refused = Mutex<String?>(nil)
    let done = DispatchSemaphore(value: 0)
    Task.detached { [entries] in
      do {
        for number in 0..<entries {
          let decision = try await engine.perform(request(number))
          if !decision.isAllowed {
            refused.withLock { $0 = "entry \(number) was refused: \(decision.cause)" }
            break
          }
        }
      } catch {
        refused.withLock { $0 = "\(error)" }
      }
      done.signal()
    }
    done.wait()
    if let text = refused.withLock({ $0 }) { throw ValidationError(text) }
  }

  private struct Requests: Sendable {
    let persons: Int

    func callAsFunction(person: Int, _ action: String, _ change: Int) -> Request {
      Request(
        principal: RequestEntity(type: "User", id: Text("u\(person % persons)")),
        action: Text(action), resource: RequestEntity(type: "Change", id: Text("c\(change)")),
        now: Universe.now)
    }
  }
}
