import Foundation
public import Remit
import Synchronization

/// Changes that are written, reviewed, approved and deployed by four different persons each, and
/// requests to approve them: half by a person who wrote the change.
public struct SeparatedChanges: Sendable {
  /// Whose performances the ledger of `separated` has.
  public let entries: Int
  /// Under `separate duties`, over the ledger.
  public let separated: Engine
  /// The same policy and entities, over an empty ledger.
  public let empty: Engine
  /// The same entities and ledger, without the separation.
  public let free: Engine
  /// Every other one is denied where the ledger has entries, from the first on.
  public let requests: [Request]

  public struct Problem: Error, CustomStringConvertible {
    public let description: String
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
  private static let actions = ["write", "review", "approve", "deploy"]

  /// Performs `entries` requests, one after the other.
  ///
  /// - Throws: what keeps engines from loading, or what was not answered as it must be.
  public init(entries: Int, persons: Int, requests count: Int = 1_000) throws {
    self.entries = entries
    let changes = max((entries + Self.actions.count - 1) / Self.actions.count, 1)
    let data = Self.data(persons: persons, changes: changes)
    let ledger = MemoryLedger { Universe.now }
    free = try Engine(Policy(source: Self.head), entities: data, ledger: ledger)
    try Self.fill(free, entries: entries, persons: persons)
    let policy = try Policy(source: Self.head + Self.separation)
    separated = try Engine(policy, entities: data, ledger: ledger)
    empty = try Engine(policy, entities: data)
    requests = (0..<count).map { number in
      let change = (number &* 7_919) % changes
      let offset = number.isMultiple(of: 2) ? 0 : 5
      return Self.request(person: (change &* 31 &+ offset) % persons, "approve", change)
    }
    let denied = requests.count { !separated.decide($0).isAllowed }
    guard denied == (entries == 0 ? 0 : requests.count / 2),
      requests.allSatisfy({ free.decide($0).isAllowed && empty.decide($0).isAllowed })
    else { throw Problem(description: "\(denied) of \(requests.count) were denied") }
  }

  /// Those that no engine denies.
  public var allowed: [Request] {
    requests.indices.filter { !$0.isMultiple(of: 2) }.map { requests[$0] }
  }

  private static func data(persons: Int, changes: Int) -> Entities {
    var stored: [EntityRecord] = []
    for number in 0..<persons {
      let person = EntityUID(type: "Person", id: Text("p\(number)"))
      stored.append(EntityRecord(person))
      stored.append(
        EntityRecord(
          EntityUID(type: "User", id: Text("u\(number)")), attributes: ["person": .entity(person)]))
    }
    for number in 0..<changes {
      stored.append(EntityRecord(EntityUID(type: "Change", id: Text("c\(number)"))))
    }
    return Entities(stored)
  }

  private static func fill(_ engine: Engine, entries: Int, persons: Int) throws {
    let refused = Mutex<String?>(nil)
    let done = DispatchSemaphore(value: 0)
    Task.detached {
      do {
        for number in 0..<entries {
          let change = number / actions.count
          let person = (change &* 31 &+ number % actions.count) % persons
          let decision = try await engine.perform(
            request(person: person, actions[number % actions.count], change))
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
    if let text = refused.withLock({ $0 }) { throw Problem(description: text) }
  }

  private static func request(person: Int, _ action: String, _ change: Int) -> Request {
    Request(
      principal: RequestEntity(type: "User", id: Text("u\(person)")),
      action: Text(action), resource: RequestEntity(type: "Change", id: Text("c\(change)")),
      now: Universe.now)
  }
}
