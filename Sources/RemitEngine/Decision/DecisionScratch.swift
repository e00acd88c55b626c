package import RemitModel

/// Working memory of decisions, to be used again from one to the next by one thread at a time.
package struct DecisionScratch: ~Copyable {
  /// What was evaluated for the last decision, if `isRecording`.
  package internal(set) var trace = DecisionTrace()
  /// Whether decisions leave a trace.
  package var isRecording = false
  /// Whether an allow will be recorded in the ledger, so that nobody has to be told to.
  package var isPerforming = false
  /// Whether one reason is enough: decisions may stop at the first that settles the effect.
  package var namesOneReason = false

  let snapshot: EngineSnapshot
  /// What decisions refer to: an object of this memory's own, so that threads that decide at the
  /// same time do not count references to one.
  let source: any DecisionSource
  var evaluator: Evaluator
  /// Rules that the index names.
  var candidates = Stack<UInt32>()
  var met = RequestMap<UInt32>()
  /// Grants that were looked at.
  var seenGrants = RequestMap<UInt32>()
  /// Grants that apply at a scope that holds the resource.
  var applyingGrants = Stack<UInt32>()
  /// By role: bits of `RoleMark`.
  var roleMarks = RequestMap<UInt32>()
  var authorizedRoles = Stack<UInt32>()
  var activeRoles = Stack<UInt32>()
  /// Roles of grants that apply at any scope.
  var anywhereRoles = Stack<UInt32>()
  /// Separations by which the principal's person has too much, and those that a waiver lifts.
  var suspended = Stack<UInt32>()
  var liftedSuspensions = Stack<UInt32>()
  /// What the request performs.
  var performing = Stack<PerformedDuty>()
  var dutySeparations = Stack<UInt32>()
  var performObligations = PerformObligations()
  var ledgerReference: LedgerReference?
  var reasons = Reasons()
  var walk = EffectWalk()

  /// How many nodes of the effect graph the last decision stepped on.
  package var effectNodesVisited: Int { walk.visits }

  package init(_ snapshot: EngineSnapshot) {
    self.snapshot = snapshot
    source = SnapshotReference(snapshot)
    evaluator = Evaluator(snapshot)
  }

  @inline(__always)
  mutating func reset() {
    evaluator.reset()
    candidates.removeAll()
    met.removeAll()
    seenGrants.removeAll()
    applyingGrants.removeAll()
    roleMarks.removeAll()
    authorizedRoles.removeAll()
    activeRoles.removeAll()
    anywhereRoles.removeAll()
    suspended.removeAll()
    liftedSuspensions.removeAll()
    performing.removeAll()
    reasons.removeAll()
    if !trace.considerations.isEmpty { trace = DecisionTrace() }
    walk = EffectWalk()
  }
}

enum RoleMark {
  static let authorized: UInt32 = 1
  static let active: UInt32 = 2
  static let anywhere: UInt32 = 4
}

/// What a rule, permission or grant came to.
package struct Consideration: Hashable, Sendable {
  package enum Subject: Hashable, Sendable {
    /// An index into the policy's rules.
    case rule(Int)
    /// An index into the graph's permissions.
    case permission(Int)
    /// An index into the snapshot's grants.
    case grant(Int)
  }

  package enum Outcome: Hashable, Sendable {
    case applied
    case didNotApply
    case erred(EvaluationError)
  }

  package let subject: Subject
  package let outcome: Outcome

  package init(subject: Subject, outcome: Outcome) {
    self.subject = subject
    self.outcome = outcome
  }
}

/// Everything that was evaluated for one decision, in the order of evaluation. What is not in it
/// was not looked at: its head does not fit, a conjunct that the index knows is false, or (allows)
/// a deny applied before.
package struct DecisionTrace: Hashable, Sendable {
  package internal(set) var considerations: [Consideration] = []

  package init() {}
}
