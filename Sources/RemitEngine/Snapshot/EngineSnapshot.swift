package import RemitCompiler
package import RemitModel

/// A policy and its data, ready to decide: immutable, shared by any number of threads.
///
/// Its memory is flat arrays at fixed addresses; `view` holds the addresses.
package final class EngineSnapshot: Sendable {
  package let graph: DecisionGraph
  /// The grants of the policy and of the data, in the order in which decisions number them.
  package let grants: [TypedGrant]
  /// Those of the data as they were given, each with its id.
  package let dataGrants: [GrantRecord]
  /// `sha256:` and 64 hex digits of the canonical bytes of entities and grants.
  package let dataVersion: String
  package let storedEntityCount: Int
  let roleNames: RoleNames
  /// Valid as long as this object lives.
  nonisolated(unsafe) let viewAddress: UnsafePointer<SnapshotView>
  /// Request-side declarations by interned names.
  let requests: RequestTables
  /// Types that can ask for anything.
  let accountTypes: Set<EntityTypeID>
  let suspensions: Suspensions
  let hasSuspensions: Bool
  let hasActiveSeparations: Bool
  /// Whether requests may perform anything: then the ledger is asked.
  package let hasDuties: Bool
  let hasObligations: Bool
  private let memory: SnapshotMemory

  var view: SnapshotView {
    @inline(__always) unsafeAddress { viewAddress }
  }

  package var policy: TypedPolicy { graph.policy }

  init(
    graph: DecisionGraph, grants: [TypedGrant], dataGrants: [GrantRecord], dataVersion: String,
    storedEntityCount: Int,
    roleNames: RoleNames, requests: RequestTables, memory: SnapshotMemory,
    suspensions: Suspensions = Suspensions()
  ) {
    self.graph = graph
    self.grants = grants
    self.dataGrants = dataGrants
    self.dataVersion = dataVersion
    self.storedEntityCount = storedEntityCount
    self.roleNames = roleNames
    self.requests = requests
    self.memory = memory
    self.suspensions = suspensions
    accountTypes = graph.policy.schema.actions.reduce(into: []) { $0.formUnion($1.principals) }
    viewAddress = memory.view
    hasSuspensions = !suspensions.isEmpty
    hasDuties = !graph.policy.duties.isEmpty
    hasObligations = hasDuties || !graph.obligations.isEmpty
    hasActiveSeparations = graph.policy.separations.contains {
      if case .activeRoles = $0.members { true } else { false }
    }
  }

  /// The same snapshot, with persons who are to hold less than they are granted.
  func suspending(_ suspensions: Suspensions) -> EngineSnapshot {
    EngineSnapshot(
      graph: graph, grants: grants, dataGrants: dataGrants, dataVersion: dataVersion,
      storedEntityCount: storedEntityCount, roleNames: roleNames, requests: requests,
      memory: memory, suspensions: suspensions)
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
