import RemitModel

/// Roles by the names that data and requests may use.
struct RoleNames: Sendable {
  enum Answer {
    case found(RoleID)
    /// The full names of the roles that have the short name.
    case ambiguous([String])
    /// With a suggestion, or empty.
    case unknown(String)
  }

  private var full: [Text: RoleID] = [:]
  private var short: [Text: [RoleID]] = [:]
  private let policy: TypedPolicy

  init(_ policy: TypedPolicy) {
    self.policy = policy
    for (number, role) in policy.roles.enumerated() {
      full[Text(role.name)] = RoleID(number)
      let bytes = role.name.utf8
      // Every suffix of whole words: `payments.viewer` is also `viewer`.
      for index in bytes.indices where bytes[index] == UInt8(ascii: ".") {
        let rest = String(role.name[bytes.index(after: index)...])
        short[Text(rest), default: []].append(RoleID(number))
      }
    }
  }

  func find(_ name: Text) -> Answer {
    if let role = full[name] { return .found(role) }
    guard let roles = short[name] else {
      return .unknown(Conformer.suggestion(for: name, among: Array(full.keys) + short.keys))
    }
    return roles.count == 1 ? .found(roles[0]) : .ambiguous(roles.map { policy[$0].name })
  }
}
