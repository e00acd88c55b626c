/// How a grant or a waiver breaks a limit.
public enum LimitProblem: Hashable, Sendable {
  /// It has no `from`, no `until`, or neither.
  case isOpen(hasFrom: Bool, hasUntil: Bool)
  case lastsLonger(than: Milliseconds)
  /// It is given to an account rather than to a group.
  case isToAccount(EntityUID)
  case isOnEverything

  /// Behind "this grant …": why the limit does not let it.
  package var reason: String {
    switch self {
    case .isOpen(hasFrom: false, hasUntil: false): "has neither `from` nor `until`"
    case .isOpen(hasFrom: false, hasUntil: true): "has no `from`"
    case .isOpen(hasFrom: true, hasUntil: _): "has no `until`"
    case .lastsLonger(let most): "lasts longer than \(most)"
    case .isToAccount(let account): "is given to the account `\(account)`, not to a group"
    case .isOnEverything: "is on everything"
    }
  }

  /// What a window that has to end within a time breaks, if anything.
  package static func ofWindow(
    from: Instant?, until: Instant?, within: Milliseconds
  ) -> LimitProblem? {
    guard let from, let until else {
      return .isOpen(hasFrom: from != nil, hasUntil: until != nil)
    }
    let (length, overflow) = until.milliseconds.subtractingReportingOverflow(from.milliseconds)
    return overflow || length > within.count ? .lastsLonger(than: within) : nil
  }
}

extension TypedLimit {
  /// How a grant breaks the limit by itself, if it does; how many hold a role is no matter of one
  /// grant.
  ///
  /// A grant of a role is also one of every role below it, so that a limit cannot be got round by
  /// granting a senior.
  ///
  /// - Parameters:
  ///   - given: the role of the grant, and every role below it.
  ///   - isAccount: whether an entity is of a type that can ask for anything.
  package func problem(
    of grant: TypedGrant, giving given: Set<RoleID>, isAccount: (EntityUID) -> Bool
  ) -> LimitProblem? {
    switch form {
    case .grantsExpire(let roles, let within):
      guard roles.contains(where: given.contains) else { return nil }
      return .ofWindow(from: grant.from, until: grant.until, within: within)
    case .grantsToGroupsOnly(let roles):
      guard roles.contains(where: given.contains) else { return nil }
      return grant.grantees.first(where: isAccount).map { .isToAccount($0) }
    case .grantsNeverOnEverything(let roles):
      guard roles.contains(where: given.contains) else { return nil }
      return grant.scope == .everything ? .isOnEverything : nil
    case .waiversExpire, .holders:
      return nil
    }
  }
}
