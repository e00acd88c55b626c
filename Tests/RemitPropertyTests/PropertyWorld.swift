import Remit
import RemitCompiler
import RemitEngine
import RemitModel
import RemitTestSupport

/// A random policy with separations, data and a history, and more of each to change it with.
struct PropertyWorld {
  let policy: TypedPolicy
  private let graph: DecisionGraph
  private let draft: DraftPolicy
  private var data: SeparationData
  let entities: Entities
  private(set) var grants: Grants
  /// To add to those of the world.
  private(set) var otherGrants = Grants()
  let history: [SeparationData.Entry]
  /// To add to that of the world.
  let otherHistory: [SeparationData.Entry]
  private let engine: EngineSnapshot
  private let checkedAt: Instant
  var random: SplitMix64

  /// - Returns: `nil` where the seed gives no policy.
  init?(seed: UInt64) throws {
    var policies = SeparationPolicy(seed: seed)
    guard let (draft, policy) = policies.makeChecked() else { return nil }
    self.draft = draft
    self.policy = policy
    graph = try DecisionGraph.compile(policy)
    data = SeparationData(seed: seed)
    random = SplitMix64(seed: seed ^ 0x5EED)
    checkedAt = SeparationPolicy.day(Int(seed % 4))
    entities = data.entities()
    grants = data.grants(4)
    history = data.history(policy)
    otherHistory = data.history(policy)
    engine = try Self.snapshot(graph, entities, grants, checkedAt).snapshot
    redraw()
  }

  mutating func redraw() {
    if !otherGrants.records.isEmpty { grants = data.grants(4) }
    otherGrants = data.grants(2)
    for index in otherGrants.records.indices {
      otherGrants.records[index].id = Text("more-\(index)")
    }
  }

  var text: String {
    let entries = history.map { entry in
      let one = entry.performance
      return "\(one.duty) on \(one.object) by \(one.person) as \(one.principal) at \(entry.time)"
    }
    return
      ([draft.text] + entities.records.map { "\($0)" } + grants.records.map { "\($0)" } + entries
      + ["checked at \(checkedAt)"]).joined(separator: "\n")
  }

  // MARK: - Asking

  mutating func question() -> (Request, Instant) {
    (data.request(), max(data.moment(), checkedAt))
  }

  func ledger(_ history: [SeparationData.Entry]) -> MemoryLedger {
    let checkedAt = checkedAt
    let ledger = MemoryLedger { checkedAt }
    ledger.preload(history)
    return ledger
  }

  func decide(_ request: Request, _ now: Instant, _ history: [SeparationData.Entry]) -> Decision {
    engine.decide(request, now: now, ledger: ledger(history))
  }

  /// The separations of duties that determined a decision.
  func dutySeparations(in decision: Decision) -> Set<String> {
    let names = policy.separations.filter {
      if case .duties = $0.members { true } else { false }
    }.map(\.name)
    return Set(names).intersection(decision.determining)
  }

  /// Those that tell persons from accounts.
  var separationsByPerson: Set<String> {
    Set(
      policy.separations.filter { separation in
        switch separation.members {
        case .roles, .permissions: separation.identity != nil
        case .duties: policy.duties.allSatisfy { $0.personTypes.count == 1 }
        case .activeRoles: false
        }
      }.map(\.name))
  }

  // MARK: - Other data

  func snapshot(grants: Grants) throws -> EngineSnapshot {
    try Self.snapshot(graph, entities, grants, checkedAt).snapshot
  }

  /// Separations and persons.
  func violations(grants: Grants) throws -> Set<String> {
    Set(try Self.snapshot(graph, entities, grants, checkedAt).violations)
  }

  /// Takes grants away one by one from data that is taken with its violations.
  mutating func takenAway(_ all: Grants) throws -> String? {
    let source = draft.files.map(\.text).joined(separator: "\n")
    guard let policy = try? Policy(source: source),
      let engine = try? Engine(policy, entities: entities, grants: all, onViolation: .suspend)
    else { return nil }
    var left = all
    while !left.records.isEmpty {
      left.records.remove(at: random.below(left.records.count))
      do {
        try engine.update(entities: entities, grants: left)
      } catch {
        return "taking away down to \(left.records) is refused: \(error)"
      }
    }
    return nil
  }

  private static func snapshot(
    _ graph: DecisionGraph, _ entities: Entities, _ grants: Grants, _ checkedAt: Instant
  ) throws -> (snapshot: EngineSnapshot, violations: [String]) {
    let built = EngineSnapshot.build(graph: graph, entities: entities, grants: grants)
    guard let snapshot = built.snapshot else { throw Pair.Refusal.data(built.problems) }
    let separated = snapshot.separated(at: checkedAt)
    return (separated.snapshot, separated.violations.map { "\($0.separation) \($0.person)" })
  }

  // MARK: - One person's accounts

  struct Accounts {
    let violations: [String]
    let decide: (Request, Instant) -> Decision
  }

  /// The same world in which `p0` is `u0`, `u1` and `u2`, or `u0` with all that they have.
  func accounts(joined: Bool) throws -> Accounts {
    let accounts = ["u0", "u1", "u2"].map { EntityUID(type: "User", id: $0) }
    let person = EntityUID(type: "Person", id: "p0")
    var entities = entities
    let mine = entities.records.filter { accounts.contains($0.uid) }
    entities.records.removeAll { accounts.contains($0.uid) }
    // Nobody else is that person, so that the three are all its accounts.
    for index in entities.records.indices
    where entities.records[index].attributes["person"] == .entity(person) {
      entities.records[index].attributes["person"] = .entity(EntityUID(type: "Person", id: "p9"))
    }
    entities.records.append(EntityRecord(EntityUID(type: "Person", id: "p9")))
    let parents = joined ? Array(Set(mine.flatMap(\.parents))).sorted() : nil
    for record in joined ? Array(mine.prefix(1)) : mine {
      entities.records.append(
        EntityRecord(
          record.uid, attributes: ["person": .entity(person)], parents: parents ?? record.parents))
    }
    var grants = grants
    var history = history
    if joined {
      func moved(_ uid: EntityUID) -> EntityUID { accounts.contains(uid) ? accounts[0] : uid }
      for index in grants.records.indices {
        let grantees = Set(grants.records[index].grantees.map(moved))
        grants.records[index].grantees = grantees.sorted()
      }
      history = history.map { entry in
        let one = entry.performance
        let performance = Performance(
          duty: one.duty, object: one.object, version: one.version, person: moved(one.person),
          principal: moved(one.principal), action: one.action, decision: one.decision)
        return (performance, entry.time, entry.isWithdrawn)
      }
    }
    let made = try Self.snapshot(graph, entities, grants, checkedAt)
    let ledger = ledger(history)
    return Accounts(violations: made.violations) { request, now in
      made.snapshot.decide(request, now: now, ledger: ledger)
    }
  }
}
