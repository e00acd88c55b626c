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
    var grants: Grants
    var warnings: [DataProblem]
  }

  /// Locked only for as long as it takes to copy or replace a reference.
  private let current: Mutex<Serving>
  /// Locked while an update is prepared, so that of two updates at once neither is lost.
  private let sources: Mutex<Sources>
  /// Where performed duties are kept.
  public let ledger: any Ledger

  /// Builds an engine.
  ///
  /// - Parameter ledger: where performed duties are kept; without one, in memory.
  /// - Throws: why the policy cannot be decided, or every problem of the data.
  /// - Complexity: O(n log n) in the size of policy and data.
  public init(
    _ policy: Policy, entities: Entities = Entities(), grants: Grants = Grants(),
    ledger: any Ledger = .inMemory
  ) throws(EngineErrors) {
    self.ledger = ledger
    let (snapshot, warnings) = try Self.snapshot(policy, entities, grants)
    current = Mutex(Serving(snapshot))
    sources = Mutex(
      Sources(policy: policy, entities: entities, grants: grants, warnings: warnings))
  }

  /// Decides a request: effect, cause, everything that determined it, obligations, errors.
  ///
  /// Where the request gives no time, the clock is read once, before deciding.
  public func decide(_ request: Request) -> Decision {
    let serving = serving
    var decision = serving.decide(request, now: request.now ?? Self.clock(), ledger: ledger)
    decision.origin = (serving.snapshot, request)
    return decision
  }

  /// Replaces the policy; data stays. A refused policy leaves the one that is there.
  ///
  /// - Throws: why the policy cannot be decided, or every problem of the data under it.
  public func update(policy: Policy) throws(EngineErrors) {
    try update { $0.policy = policy }
  }

  /// Replaces the data; the policy stays. Refused data leaves what is there.
  ///
  /// - Throws: every problem of the data.
  public func update(entities: Entities, grants: Grants) throws(EngineErrors) {
    try update {
      $0.entities = entities
      $0.grants = grants
    }
  }

  /// What is not wrong with the data but worth a look: references to entities that are not stored.
  public var warnings: [DataProblem] { sources.withLock { $0.warnings } }

  /// The policy that decides now.
  public var policy: Policy { sources.withLock { $0.policy } }

  var serving: Serving { current.withLock { $0 } }

  package var snapshot: EngineSnapshot { serving.snapshot }

  private func update(_ change: (inout Sources) -> Void) throws(EngineErrors) {
    try sources.withLock { (sources) throws(EngineErrors) in
      var next = sources
      change(&next)
      let (snapshot, warnings) = try Self.snapshot(next.policy, next.entities, next.grants)
      next.warnings = warnings
      sources = next
      current.withLock { $0 = Serving(snapshot) }
    }
  }

  private static func snapshot(
    _ policy: Policy, _ entities: Entities, _ grants: Grants
  ) throws(EngineErrors) -> (EngineSnapshot, warnings: [DataProblem]) {
    let built = EngineSnapshot.build(
      graph: try policy.decidableGraph(), entities: entities, grants: grants)
    guard let snapshot = built.snapshot else { throw .data(built.problems) }
    return (snapshot, built.problems)
  }

  private static func clock() -> Instant {
    Instant(milliseconds: Platform.millisecondsSince1970())
  }
}

extension Engine {
  /// Everything that is wrong with data under a policy, warnings too.
  ///
  /// - Parameter isStrict: whether a reference to an entity that is not stored is an error.
  package static func problems(
    of entities: Entities, grants: Grants, under policy: Policy, isStrict: Bool
  ) throws(EngineErrors) -> [DataProblem] {
    EngineSnapshot.build(
      graph: try policy.decidableGraph(), entities: entities, grants: grants,
      options: SnapshotOptions(strictReferences: isStrict)
    ).problems
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
