import RemitCompiler
import RemitModel

/// What determines the decision under way, as ids; names are made at the end.
struct Reasons {
  struct Failure {
    let subject: Consideration.Subject
    let error: EvaluationError
  }

  /// Denies that apply, by error too.
  var denies: [UInt32] = []
  var hasHoldingDeny = false
  var allows: [UInt32] = []
  /// Roles of permissions that apply.
  var roles: [UInt32] = []
  var failures: [Failure] = []
  /// Separations that are violated.
  var separations: [UInt32] = []
  /// Separations that the ledger could not be asked about.
  var unanswered: [UInt32] = []
  /// Separations that a waiver lifts.
  var waived: Set<UInt32> = []
  /// Named roles that are not authorized.
  var unauthorizedRoles: [UInt32] = []

  /// Why the request is denied, if a deny or a separation applies.
  var causeOfDeny: Decision.Cause? {
    if hasHoldingDeny { return .forbidden }
    if !separations.isEmpty { return .separated }
    return denies.isEmpty && unanswered.isEmpty ? nil : .failed
  }

  mutating func removeAll() {
    denies.removeAll(keepingCapacity: true)
    hasHoldingDeny = false
    allows.removeAll(keepingCapacity: true)
    roles.removeAll(keepingCapacity: true)
    failures.removeAll(keepingCapacity: true)
    separations.removeAll(keepingCapacity: true)
    unanswered.removeAll(keepingCapacity: true)
    waived.removeAll(keepingCapacity: true)
    unauthorizedRoles.removeAll(keepingCapacity: true)
  }
}
