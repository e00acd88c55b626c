package import RemitCompiler
package import RemitEngine
public import RemitModel
import Synchronization

/// Answers requests by a policy and its data.
///
/// ```swift
/// let engine = try Engine(policy, entities: entities, grants: grants)
/// let decision = engine.decide(request)
/// if decision.isAllowed { … }
/// ```
///
/// Any number of threads may ask at once, also while another updates: a decision is made from one
/// policy and one version of the data, and an update that is refused leaves what was there.
public final class Engine: Sendable {
  /// What the snapshot was made from, for the update that keeps a part of it.
  private struct Sources: Sendable {
    var policy: Policy
    var entities: Entities
  }

  let places: DecisionPlaces
  /// Locked while an update is prepared, so that of two updates at once neither is lost.
  private let sources: Mutex<Sources>
  /// Where performed duties are kept.
  public let ledger: any Ledger
  /// The ledger's; asking the ledger for it would count a reference.
  let ledgerIndex: LedgerIndex

  /// Builds an engine.
  ///
  /// - Parameters:
  ///   - ledger: where performed duties are kept; without one, in memory.
  ///   - onViolation: what becomes of data that violates a static separation.
  /// - Throws: why the policy cannot be decided, every problem of the data, or what the ledger holds
  ///   of duties and types that the policy does not name.
  /// - Complexity: O(n log n) in the size of policy, data and ledger.
  public init(
    _ policy: Policy, entities: Entities = Entities(), grants: Grants = Grants(),
    ledger: any Ledger = .inMemory, onViolation: OnViolation = .reject
  ) throws(EngineErrors) {
    self.ledger = ledger
    ledgerIndex = ledger.index
    try policy.refuseUnknownNames(in: ledger)
    let made = try Snapshot(policy, entities, grants, at: Self.clock())
    try made.refuse(onViolation)
    places = DecisionPlaces(made.snapshot)
    sources = Mutex(
      Sources(policy: policy, entities: entities))
  }

  /// Decides a request: effect, cause, everything that determined it, obligations, errors.
  ///
  /// Where the request gives no time, the clock is read once, before deciding: to the system's tick,
  /// at most 10 ms, and exactly where the ledger is asked.
  public func decide(_ request: Request) -> Decision { decided(request, .complete) }

  @inline(__always)
  func decided(_ request: Request, _ reasons: Reasons) -> Decision {
    places.decide { scratch in
      scratch.namesOneReason = reasons == .none
      guard scratch.asksLedger else {
        return scratch.decide(request, now: Instant(milliseconds: Platform.tickSince1970()))
      }
      // Read before the clock, so that the time is none before that of an entry that is seen.
      let reading = scratch.reading(ledger, ledgerIndex)
      return scratch.decide(request, now: Self.clock(), reading: reading)
    }
  }

  /// Replaces the policy; data stays. A refused policy leaves the one that is there.
  ///
  /// - Throws: why the policy cannot be decided, every problem of the data under it, or what the
  ///   ledger holds of duties and types that the policy does not name.
  public func update(policy: Policy) throws(EngineErrors) {
    try policy.refuseUnknownNames(in: ledger)
    try update(.reject, grants: nil) { $0.policy = policy }
  }

  /// Replaces the data; the policy stays. Refused data leaves what is there.
  ///
  /// - Parameter onViolation: what becomes of data that violates a static separation anew;
  ///   violations that were there before keep nothing from being loaded.
  /// - Throws: every problem of the data.
  public func update(
    entities: Entities, grants: Grants, onViolation: OnViolation = .reject
  ) throws(EngineErrors) {
    try update(onViolation, grants: grants) { $0.entities = entities }
  }

  /// What is not wrong with the data but worth a look: references to entities that are not stored.
  public var warnings: [DataProblem] { snapshot.warnings }

  /// Who has more than a separation lets one person have, and holds none of it until that is cured.
  public var violations: [SeparationViolation] { snapshot.violations }

  /// What a request would be decided by now.
  public var inputsNow: DecisionInputs {
    let snapshot = snapshot
    return DecisionInputs(
      policyDigest: snapshot.graph.digest, dataVersion: snapshot.dataVersion,
      ledgerPosition: ledgerIndex.position, now: Self.clock(),
      timeZoneDataVersion: TimeZoneRules.dataVersion)
  }

  /// The policy that decides now.
  public var policy: Policy { sources.withLock { $0.policy } }

  package var snapshot: EngineSnapshot { places.snapshot }

  func change(_ changes: GrantChanges, _ onViolation: OnViolation) throws(EngineErrors) {
    guard !changes.isEmpty else { return }
    // What keeps the sources also keeps changes apart from each other.
    try sources.withLock { (_) throws(EngineErrors) in
      let before = snapshot
      do throws(EngineErrors) {
        let made = try Snapshot(before, changes, at: Self.clock())
        // Removals cannot add a violation.
        if !changes.added.isEmpty { try made.refuse(onViolation) }
        places.update(made.snapshot)
      } catch {
        before.forgetChanges()
        throw error
      }
    }
  }

  private func update(
    _ onViolation: OnViolation, grants: Grants?, _ change: (inout Sources) -> Void
  ) throws(EngineErrors) {
    try sources.withLock { (sources) throws(EngineErrors) in
      var next = sources
      change(&next)
      let made = try Snapshot(
        next.policy, next.entities, grants ?? Grants(snapshot.dataGrants), at: Self.clock(),
        besides: snapshot)
      try made.refuse(onViolation)
      sources = next
      places.update(made.snapshot, freesOld: true)
    }
  }

  /// Takes what has been made and judged elsewhere.
  func adopt(_ made: Snapshot, from policy: Policy, _ entities: Entities) {
    sources.withLock { sources in
      sources = Sources(policy: policy, entities: entities)
      places.update(made.snapshot)
    }
  }

  static func clock() -> Instant {
    Instant(milliseconds: Platform.millisecondsSince1970())
  }
}

extension Policy {
  /// What engines start from.
  package func decidableGraph() throws(EngineErrors) -> DecisionGraph {
    do throws(CompileRefusal) {
      return try graph.get()
    } catch {
      throw EngineErrors(error, files: files)
    }
  }

  /// The compiled programs as text, stable: for those who work on Remit.
  package var graphDump: String {
    get throws(EngineErrors) { try decidableGraph().dump }
  }
}
