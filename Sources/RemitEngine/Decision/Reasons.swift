import RemitCompiler
import RemitModel

/// What determines the decision under way, as ids; names are made at the end.
///
/// Everything is `mutating`: what is not would be called with a copy of all of it.
struct Reasons: ~Copyable {
  struct Failure {
    let subject: Consideration.Subject
    let error: EvaluationError
  }

  /// Denies that apply, by error too.
  var denies = Stack<UInt32>(capacity: 8)
  var hasHoldingDeny = false
  var allows = Stack<UInt32>(capacity: 8)
  /// Roles of permissions that apply.
  var roles = Stack<UInt32>(capacity: 8)
  var failures: [Failure] = []
  /// Separations that are violated.
  var separations = Stack<UInt32>(capacity: 8)
  /// Separations that the ledger could not be asked about.
  var unanswered = Stack<UInt32>(capacity: 8)
  /// Separations that a waiver lifts.
  var waived: Set<UInt32> = []
  /// Named roles that are not authorized.
  var unauthorizedRoles = Stack<UInt32>(capacity: 8)

  @inline(__always)
  mutating func hasErrors() -> Bool {
    !failures.isEmpty || !unanswered.isEmpty || !unauthorizedRoles.isEmpty
  }

  /// Whether there are neither errors nor waivers.
  @inline(__always)
  mutating func isPlain() -> Bool { waived.isEmpty && !hasErrors() }

  /// Why the request is denied, if a deny or a separation applies.
  @inline(__always)
  mutating func causeOfDeny() -> Decision.Cause? {
    if hasHoldingDeny { return .forbidden }
    if !separations.isEmpty { return .separated }
    return denies.isEmpty && unanswered.isEmpty ? nil : .failed
  }

  @inline(__always)
  mutating func removeAll() {
    denies.removeAll()
    hasHoldingDeny = false
    allows.removeAll()
    roles.removeAll()
    if !failures.isEmpty { failures.removeAll(keepingCapacity: true) }
    separations.removeAll()
    unanswered.removeAll()
    if !waived.isEmpty { waived.removeAll(keepingCapacity: true) }
    unauthorizedRoles.removeAll()
  }
}
