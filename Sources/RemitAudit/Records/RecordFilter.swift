package import RemitModel

/// Which records somebody looks for: those that match every condition that is given.
package struct RecordFilter: Sendable {
  package var id: RecordID?
  package var kind: String?
  package var principal: EntityUID?
  package var action: String?
  package var resource: EntityUID?
  package var effect: String?
  package var cause: String?
  /// A rule, role, grant or separation that determined the decision.
  package var determining: String?
  /// A role that was active.
  package var role: String?
  /// `sha256:` and 64 hexadecimal digits, or a beginning of them.
  package var policy: String?
  /// RFC 3339 with nanoseconds, inclusive.
  package var from: String?
  /// Exclusive.
  package var until: String?

  package init() {}

  /// Whether only decisions can match.
  package var wantsDecisions: Bool {
    principal != nil || action != nil || resource != nil || effect != nil || cause != nil
      || determining != nil || role != nil || policy != nil
  }

  package func matches(_ record: StoredRecord) -> Bool {
    if let id, record.id != id { return false }
    if let kind, !Self.same(kind, record.kind) { return false }
    if let from, record.time < from { return false }
    if let until, record.time >= until { return false }
    guard wantsDecisions else { return true }
    guard record.isDecision else { return false }
    if let principal, !Self.same(principal, record.principal) { return false }
    if let resource, !Self.same(resource, record.resource) { return false }
    if let action, !Self.same(action, record.action) { return false }
    if let effect, !Self.same(effect, record.effect) { return false }
    if let cause, !Self.same(cause, record.cause) { return false }
    if let determining, !record.determining.contains(where: { Self.same(determining, $0) }) {
      return false
    }
    if let role, !record.roles.contains(where: { Self.same(role, $0) }) { return false }
    if let policy, !record.policy.utf8.starts(with: policy.utf8) { return false }
    return true
  }

  private static func same(_ wanted: String, _ found: String) -> Bool {
    Text(wanted) == Text(found)
  }

  private static func same(_ wanted: EntityUID, _ found: (type: String, id: String)) -> Bool {
    wanted.type == Text(found.type) && wanted.id == Text(found.id)
  }
}
