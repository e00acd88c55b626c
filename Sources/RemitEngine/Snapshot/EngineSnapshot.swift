package import RemitCompiler
package import RemitModel

/// A policy and its data, ready to decide: immutable, shared by any number of threads.
///
/// Its memory is flat arrays at fixed addresses; `view` holds the addresses.
package final class EngineSnapshot: Sendable {
  /// What changes of grants leave as it is.
  struct Fixed: Sendable {
    let graph: DecisionGraph
    let options: SnapshotOptions
    let reader: GrantReader
    /// Request-side declarations by interned names.
    let requests: RequestTables
    let storedEntityCount: Int
    /// Entities below are known to policy or entities; others only to grants, which may be gone.
    let spokenOfCount: UInt32
    let entitiesDigest: SHA256.Digest
    /// Those that do not belong to a grant that is there.
    let looseWarnings: [DataProblem]
    let memory: SnapshotMemory
    let below = DescendantCache()
    let holdingPlan: HoldingPlan
    /// Types that can ask for anything.
    let accountTypes: Set<EntityTypeID>

    init(
      graph: DecisionGraph, options: SnapshotOptions, reader: GrantReader,
      requests: RequestTables, storedEntityCount: Int, spokenOfCount: UInt32,
      entitiesDigest: SHA256.Digest,
      looseWarnings: [DataProblem], memory: SnapshotMemory
    ) {
      (self.graph, self.options, self.reader) = (graph, options, reader)
      (self.requests, self.storedEntityCount) = (requests, storedEntityCount)
      (self.entitiesDigest, self.looseWarnings) = (entitiesDigest, looseWarnings)
      self.memory = memory
      self.spokenOfCount = spokenOfCount
      holdingPlan = HoldingPlan(graph)
      accountTypes = graph.policy.schema.actions.reduce(into: []) { $0.formUnion($1.principals) }
    }
  }

  let fixed: Fixed
  let growing: GrowingMemory
  package let graph: DecisionGraph
  /// `sha256:` and 64 hex digits, see `DataVersion`.
  package let dataVersion: String
  /// Valid as long as this object lives.
  let view: SnapshotView
  /// What is known of static separations, once they were looked at.
  let separations: SeparationState?
  let suspensions: Suspensions

  let hasSuspensions: Bool
  let hasActiveSeparations: Bool
  /// Whether requests may perform anything: then the ledger is asked.
  package let hasDuties: Bool
  let hasObligations: Bool

  package var policy: TypedPolicy { graph.policy }
  package var storedEntityCount: Int { fixed.storedEntityCount }
  var roleNames: RoleNames { fixed.reader.roles }
  var requests: RequestTables { fixed.requests }
  var accountTypes: Set<EntityTypeID> { fixed.accountTypes }

  /// A grant of the policy or of the data, by the number that decisions know it by.
  func grant(_ number: Int) -> TypedGrant { growing.grants.sources[number].grant }

  /// The grants of policy and data. O(grants).
  package var grants: [TypedGrant] { growing.grants.numbers.map { grant(Int($0)) } }

  /// Those of the data as they were given, each with its id. O(n log n).
  package var dataGrants: [GrantRecord] {
    growing.grants.numbers.compactMap { growing.grants.sources[Int($0)].record }
  }

  /// What is worth a look, though it refuses nothing. O(grants) where any grant has such a thing.
  package var warnings: [DataProblem] {
    guard growing.grants.hasWarnings else { return fixed.looseWarnings }
    return fixed.looseWarnings
      + growing.grants.numbers.flatMap { growing.grants.sources[Int($0)].warnings }
  }

  convenience init(_ fixed: Fixed, _ growing: GrowingMemory) {
    var growing = growing
    let version = DataVersion.version(fixed.entitiesDigest, growing.grants.digest())
    self.init(fixed, growing, dataVersion: version, separations: nil)
  }

  private init(
    _ fixed: Fixed, _ growing: GrowingMemory, dataVersion: String, separations: SeparationState?
  ) {
    self.fixed = fixed
    self.growing = growing
    self.dataVersion = dataVersion
    self.separations = separations
    graph = fixed.graph
    suspensions = separations?.suspensions ?? Suspensions()
    let address = UnsafeMutablePointer<SnapshotAddresses>.allocate(capacity: 1)
    address.initialize(to: fixed.memory.addresses(growing))
    view = SnapshotView(base: address)
    hasSuspensions = !suspensions.isEmpty
    hasDuties = !graph.policy.duties.isEmpty
    hasObligations = hasDuties || !graph.obligations.isEmpty
    hasActiveSeparations = graph.policy.separations.contains {
      if case .activeRoles = $0.members { true } else { false }
    }
  }

  deinit {
    view.base.deallocate()
  }

  /// The same snapshot, with what was found of separations.
  func with(_ separations: SeparationState) -> EngineSnapshot {
    EngineSnapshot(fixed, growing, dataVersion: dataVersion, separations: separations)
  }

  /// What `build` gives: a snapshot unless there are errors, and all problems either way.
  package typealias BuildResult = (snapshot: EngineSnapshot?, problems: [DataProblem])

  /// Compiles a policy and takes its data.
  ///
  /// - Throws: a refusal of the policy, see `DecisionGraph.compile`.
  package static func build(
    policy: TypedPolicy, entities: Entities, grants: Grants = Grants(),
    options: SnapshotOptions = SnapshotOptions()
  ) throws(CompileRefusal) -> BuildResult {
    build(
      graph: try DecisionGraph.compile(policy), entities: entities, grants: grants,
      options: options)
  }

  /// Takes data under a compiled policy.
  ///
  /// - Returns: no snapshot if any problem is an error; warnings alone do not refuse the data.
  /// - Complexity: O(n log n) in the size of the data.
  package static func build(
    graph: DecisionGraph, entities: Entities, grants: Grants = Grants(),
    options: SnapshotOptions = SnapshotOptions()
  ) -> BuildResult {
    var builder = SnapshotBuilder(graph, options)
    return builder.build(entities, grants)
  }
}
