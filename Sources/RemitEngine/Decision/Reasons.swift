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
  /// Named roles that are not authorized.
  var unauthorizedRoles: [UInt32] = []

  mutating func removeAll() {
    denies.removeAll(keepingCapacity: true)
    hasHoldingDeny = false
    allows.removeAll(keepingCapacity: true)
    roles.removeAll(keepingCapacity: true)
    failures.removeAll(keepingCapacity: true)
    unauthorizedRoles.removeAll(keepingCapacity: true)
  }
}
