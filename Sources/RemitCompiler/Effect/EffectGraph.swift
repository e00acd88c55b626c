/// One step of the effect graph: 28 bytes in a flat array.
///
/// A test looks at one value of the request and leads on along one of its edges. The two nodes that
/// stand for a rule (or a permission) are no ends: whoever wants all reasons goes on behind them,
/// whoever wants the effect stops at the first.
/// INVARIANT: an edge leads to a node with a smaller number, so the array has no cycle.
@usableFromInline
package struct EffectNode: Hashable, Sendable, BitwiseCopyable {
  package enum Kind: UInt8, Sendable, BitwiseCopyable, CaseIterable {
    /// Nothing is left to test: fall through.
    case end
    /// A value was not what its type says. The reason pass has to do the whole list.
    case unknown
    /// `subject`: a rule or permission that applies; `yes`: what follows.
    case applies
    /// `subject`: one that the reason pass has to settle, because something that it asks erred;
    /// `yes`: what follows.
    case asks
    /// `subject`: a Bool.
    case test
    // Many-way tests. `subject`: the value; `no`: where it leads if no branch fits; `failed`: where
    // it leads if the value errs.
    /// By equality of interned values; `first`: the number of its table.
    case values
    /// By intervals of an Int, Instant, Duration or enum; `first` and `count`: its bounds; `yes`:
    /// where its targets begin, one more than bounds; `no`: which enum.
    case numbers
    /// By ranges of addresses.
    case addresses
    /// By how a string begins.
    case prefixes
    /// By how a string ends.
    case suffixes
    /// By path templates; `first`: the state of the automaton that it starts in.
    case paths
  }

  /// A rule that one request comes to by one list.
  @inlinable package static var rule: UInt8 { 0 }
  /// A rule that one request can come to by several lists.
  @inlinable package static var repeatedRule: UInt8 { 1 }
  @inlinable package static var permission: UInt8 { 2 }

  package let kind: Kind
  /// Of `applies` and `asks`: what `subject` is, see `rule` and what follows. Of `numbers`: the kind
  /// of the value.
  package let variant: UInt8
  package let subject: UInt32
  package let first: UInt32
  package let count: UInt32
  package let yes: UInt32
  package let no: UInt32
  package let failed: UInt32

  package init(
    _ kind: Kind, variant: UInt8 = 0, subject: UInt32 = 0, first: UInt32 = 0, count: UInt32 = 0,
    yes: UInt32 = 0, no: UInt32 = 0, failed: UInt32 = 0
  ) {
    self.kind = kind
    self.variant = variant
    self.subject = subject
    self.first = first
    self.count = count
    self.yes = yes
    self.no = no
    self.failed = failed
  }
}

/// A state of the automaton over the segments of a path.
@usableFromInline
package struct PathState: Hashable, Sendable, BitwiseCopyable {
  /// Where a segment leads that no branch names: a state, or none.
  package let other: UInt32
  /// Where a path leads that ends here: a node.
  package let target: UInt32

  /// No state. Not `IntTableView.none`: a step that leads nowhere is found.
  @inlinable package static var none: UInt32 { .max - 1 }
}

/// The lower bound of a range of addresses; IPv6 comes before IPv4.
@usableFromInline
package struct AddressBound: Hashable, Comparable, Sendable, BitwiseCopyable {
  @usableFromInline package let isV4: Bool
  @usableFromInline package let high: UInt64
  @usableFromInline package let low: UInt64

  @inlinable
  package init(isV4: Bool, high: UInt64, low: UInt64) {
    self.isV4 = isV4
    self.high = high
    self.low = low
  }

  @inlinable
  package static func < (a: AddressBound, b: AddressBound) -> Bool {
    if a.isV4 != b.isV4 { return b.isV4 }
    return a.high != b.high ? a.high < b.high : a.low < b.low
  }
}

/// A constant and where it leads.
package struct EffectBranch: Hashable, Sendable, BitwiseCopyable {
  package let constant: UInt32
  package let target: UInt32
}

/// What rules that share a head come to, as one diagram of tests for each list of candidates: an
/// expression that several rules ask is tested once, and rules that differ in the value they ask
/// for are told apart by one step.
///
/// Which lists a request meets is found by its own ancestors and roles, as for the reason pass: it
/// can have any number of these at once, so they are looked up and not tested one after another.
/// docs/decisions/0014-one-walk-for-effect-and-reasons.md.
@usableFromInline
package struct EffectGraph: Hashable, Sendable {
  /// The first two are `end` and `unknown`.
  package var nodes: [EffectNode] = [EffectNode(.end), EffectNode(.unknown)]
  /// By list of the candidate index: where it begins, or none.
  package var listRoots: [UInt32] = []
  /// By run of permissions.
  package var permissionRoots: [UInt32] = []
  /// By list and by run: whether rules there share a test. Where none do, the diagram is the same
  /// tests by a longer way, and the engine takes the reason pass.
  package var listShares: [Bool] = []
  package var permissionsShare: [Bool] = []
  /// (table, constant) → node
  package var values = IntTable()
  /// By table: the same in the order of the constants, for pictures and checks.
  package var valueTables: [UInt32: [EffectBranch]] = [:]
  package var targets: [UInt32] = []
  package var numberBounds: [Int64] = []
  package var addressBounds: [AddressBound] = []
  /// Bound i of strings is `textBytes[textEnds[i] ..< textEnds[i + 1]]`; of suffixes from the end.
  package var textBytes: [UInt8] = []
  package var textEnds: [UInt32] = [0]
  package var pathStates: [PathState] = []
  /// (state, string of the pool) → state
  package var pathSteps = IntTable()
  /// By side: whether a rule there has an obligation.
  package var mayOblige: [Bool] = []
  /// The frame that programs of rules need, at most: what they call lies above it.
  package var frameSize: UInt32 = 0
  /// How many lists and runs have only their reason pass, because their graph would be too large.
  package var withoutGraph = 0

  /// How much of it a compiler builds.
  package enum Extent: Sendable {
    case none
    /// The diagrams of several rules or permissions: nothing is shared, and so nothing saved, where
    /// there is one alone.
    case shared
    /// All of them, for pictures.
    case whole
  }

  @inlinable package static var end: UInt32 { 0 }
  @inlinable package static var unknown: UInt32 { 1 }
  @inlinable package static var none: UInt32 { .max }

  package init() {}
}

extension GraphLimit {
  /// Nodes of a policy's effect graph, many-way branches counted.
  package static let effectNodesMax = 4_000_000
  /// Steps that building it may take for each rule of a list. Past it the list keeps its reason
  /// pass: its rules overlap so much that a graph would not pay.
  package static let effectStepsPerRuleMax = 1_024
}
