package import RemitModel

/// A policy compiled for deciding: flat arrays of fixed-size elements that refer to each other by
/// 32-bit ids.
///
/// It holds the *reason pass*: an index names the rules that can concern a request, and each of them
/// is a small program over shared, memoised nodes. Above it stands the *effect graph*, which tests
/// what the rules of one list ask of a request once for all of them, over the same nodes as atoms.
///
/// Constants have the first ids of the pool; an `EngineSnapshot` starts from it, so that ids in
/// nodes and keys are ids of the snapshot. Equal policies give equal graphs, whatever the process.
package struct DecisionGraph: Sendable {
  package internal(set) var policy: TypedPolicy
  /// `sha256:` and 64 hex digits, see `PolicyDigest`.
  package let digest: String
  package internal(set) var pool: ValuePool
  package internal(set) var nodes: [Node]
  package internal(set) var operands: [Operand]
  package internal(set) var tables: GraphTables
  package internal(set) var conditions: [ConditionBody]
  /// By rule of the policy.
  package let rules: [GraphRule]
  package let obligations: [GraphObligation]
  package let permissions: [GraphPermission]
  /// The grants that the policy declares, and those added with `adding(grants:)`.
  package internal(set) var grants: [GraphGrant]
  /// Grantees and scopes of the grants: entities of the pool.
  package internal(set) var grantEntities: [UInt32]
  /// What `grants` were made from, in the same order.
  package internal(set) var grantSources: [TypedGrant]
  package let entries: [Entry]
  package let index: CandidateIndex
  package let roles: RoleIndex
  /// By duty of the policy.
  package let duties: [GraphDuty]
  package let dutyIndex: DutyIndex
  package let separationPlan: SeparationPlan
  /// By separation: the operand that says who an account is, or none.
  package let identities: [UInt32]
  /// Empty where the compiler was told to leave it out.
  package private(set) var effect: EffectGraph
  /// Frame slots that any program needs, called conditions included.
  package internal(set) var frameSlotsMax: Int
}

extension DecisionGraph {
  /// The same graph with its reason pass alone, as if compiled without the effect graph.
  package var withoutEffectGraph: DecisionGraph {
    var graph = self
    graph.effect = EffectGraph()
    return graph
  }
}

/// One combination of principal type, action and resource type. Its number leads to its sides in
/// `CandidateIndex.sides` and to its permissions in `RoleIndex`.
package struct Entry: Hashable, Sendable {
  package let combination: Combination
}

/// A rule of the policy.
package struct GraphRule: Hashable, Sendable, BitwiseCopyable {
  package let program: Program
  package let isDeny: Bool
  package let firstObligation: UInt32
  package let obligationCount: UInt32
}

/// `oblige name { … }`: keys and operands are runs of equal length.
package struct GraphObligation: Hashable, Sendable {
  package let name: String
  /// In `GraphTables.keys`.
  package let firstKey: UInt32
  package let firstOperand: UInt32
  package let count: UInt32
}

/// A permission of a role.
package struct GraphPermission: Hashable, Sendable, BitwiseCopyable {
  package let role: UInt32
  package let program: Program
}

/// A grant with its entities as ids.
package struct GraphGrant: Hashable, Sendable, BitwiseCopyable {
  package let role: UInt32
  package let program: Program
  /// In `grantEntities`: grantees, then the entities of the scope.
  package let firstEntity: UInt32
  package let granteeCount: UInt32
  package let scopeCount: UInt32
  package let isEverywhere: Bool
  package let hasFrom: Bool
  package let hasUntil: Bool
  package let from: Int64
  package let until: Int64

  package init(
    role: UInt32, program: Program, firstEntity: UInt32, granteeCount: UInt32, scopeCount: UInt32,
    isEverywhere: Bool, from: Instant?, until: Instant?
  ) {
    self.role = role
    self.program = program
    self.firstEntity = firstEntity
    self.granteeCount = granteeCount
    self.scopeCount = scopeCount
    self.isEverywhere = isEverywhere
    hasFrom = from != nil
    hasUntil = until != nil
    self.from = from?.milliseconds ?? 0
    self.until = until?.milliseconds ?? 0
  }

  /// The same grant with its entities elsewhere.
  package func moved(to firstEntity: UInt32) -> GraphGrant {
    GraphGrant(
      role: role, program: program, firstEntity: firstEntity, granteeCount: granteeCount,
      scopeCount: scopeCount, isEverywhere: isEverywhere,
      from: hasFrom ? Instant(milliseconds: from) : nil,
      until: hasUntil ? Instant(milliseconds: until) : nil)
  }
}

/// What roles mean to entries.
@usableFromInline
package struct RoleIndex: Hashable, Sendable {
  /// By role: where its closure begins in `closures`; one more at the end.
  package var closureStarts: [UInt32] = [0]
  package var closures: [UInt32] = []
  /// (entry, role) → run of `permissionRuns`: the permissions that the role itself declares.
  package var permissions = IntTable()
  package var permissionRuns: [CandidateRun] = []
  package var permissionIDs: [UInt32] = []
  /// (entry, role) → how a grant of the role concerns the entry.
  package var concerns = IntTable()

  /// Bits of `concerns`: some role of the closure has a permission for the entry or is asked for by
  /// `holders of`, or by `holders of … anywhere`.
  @inlinable package static var here: UInt32 { 1 }
  @inlinable package static var anywhere: UInt32 { 2 }
  /// In place of a role in `concerns`: there, if some rule of the entry asks for holders anywhere.
  @inlinable package static var anyRole: UInt32 { .max }
}
