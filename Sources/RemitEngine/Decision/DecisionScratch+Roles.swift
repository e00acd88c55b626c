import RemitCompiler
import RemitModel

// Grants and roles: docs/language.md, section 3.
extension DecisionScratch {
  /// Evaluates every grant that can concern the request, and authorizes roles.
  mutating func takeGrants() {
    let isByScope = !asksAnywhere()
    let principal = evaluator.facts.principal
    takeGrants(to: principal, isByScope)
    for ancestor in evaluator.storedAncestors(of: principal) { takeGrants(to: ancestor, isByScope) }
    guard evaluator.facts.sendsParents else { return }
    for ancestor in evaluator.ancestorsAndSelf(of: principal) {
      takeGrants(to: ancestor, isByScope)
    }
  }

  /// - Parameter isByScope: whether only grants matter whose scope holds the resource.
  private mutating func takeGrants(to grantee: UInt32, _ isByScope: Bool) {
    guard grantee < evaluator.view.pool.entityCount else { return }
    let entry = evaluator.view.grants.entry(of: grantee)
    for id in evaluator.view.grants.ids(entry.everywhere) { take(id) }
    guard let scopes = entry.scopes, isByScope else {
      for id in evaluator.view.grants.ids(entry.scoped) { take(id) }
      return
    }
    let resource = evaluator.facts.resource
    for id in ScopeTable.find(resource, in: scopes) { take(id) }
    for scope in evaluator.storedAncestors(of: resource) {
      for id in ScopeTable.find(scope, in: scopes) { take(id) }
    }
    guard evaluator.facts.sendsParents else { return }
    for scope in evaluator.ancestorsAndSelf(of: resource) {
      for id in ScopeTable.find(scope, in: scopes) { take(id) }
    }
  }

  /// Whether some rule that can meet the request asks for holders of a role at any scope.
  private mutating func asksAnywhere() -> Bool {
    evaluator.view.roles.concerns.find(evaluator.facts.entry, RoleIndex.anyRole) != .max
  }

  private mutating func take(_ id: UInt32) {
    guard seenGrants.insert(id, 1) == 0 else { return }
    let grant = evaluator.view.grants.grants[Int(id)]
    let now = evaluator.facts.now
    if grant.hasFrom && now < grant.from || grant.hasUntil && now >= grant.until { return }
    let found = evaluator.view.roles.concerns.find(evaluator.facts.entry, grant.role)
    let concerns = found == IntTableView.none ? 0 : found
    // Conditions are checked only for the requests that the role is about. Where a request does no
    // more than name the role, a grant with conditions does not apply.
    let isAskedHere =
      concerns & RoleIndex.here != 0 || grant.program.count == 0 && isNamed(grant.role)
    let isHere = holdsResource(grant)
    guard isHere && isAskedHere || concerns & RoleIndex.anywhere != 0,
      applies(evaluator.holds(grant.program), .grant(Int(id)))
    else { return }
    for role in evaluator.view.roles.closure(of: grant.role)
    where !isSuspended(role, isHere: isHere) {
      if roleMarks.insert(role, RoleMark.anywhere) & RoleMark.anywhere == 0 {
        anywhereRoles.append(role)
      }
      guard isHere else { continue }
      if roleMarks.insert(role, RoleMark.authorized) & RoleMark.authorized == 0 {
        authorizedRoles.append(role)
      }
    }
    if isHere { applyingGrants.append(id) }
  }

  /// Whether the closure of a role has one that the request names.
  private mutating func isNamed(_ role: UInt32) -> Bool {
    guard let named = evaluator.facts.roles, !named.isEmpty else { return false }
    return evaluator.view.roles.closure(of: role).contains { named.contains($0) }
  }

  private mutating func holdsResource(_ grant: GraphGrant) -> Bool {
    if grant.isEverywhere { return true }
    let first = Int(grant.firstEntity + grant.granteeCount)
    for index in first..<first + Int(grant.scopeCount)
    where evaluator.lies(evaluator.facts.resource, in: evaluator.view.grants.entities[index]) {
      return true
    }
    return false
  }

  /// Active are the named roles that are authorized, closed downwards; all authorized ones where
  /// the request names none.
  mutating func activateRoles() {
    guard let named = evaluator.facts.roles else {
      for index in 0..<authorizedRoles.count { activeRoles.append(authorizedRoles[index]) }
      return
    }
    for role in named {
      guard roleMarks.bits(role) & RoleMark.authorized != 0 else {
        reasons.unauthorizedRoles.append(role)
        continue
      }
      for junior in evaluator.view.roles.closure(of: role)
      where roleMarks.insert(junior, RoleMark.active) & RoleMark.active == 0 {
        activeRoles.append(junior)
      }
    }
  }

  /// Full names of the roles that were active in the last decision, sorted by bytes.
  ///
  /// Of a request that was invalid, or whose principal is unknown, none.
  package mutating func activeRoleNames() -> [String] {
    if activeRoles.isEmpty { return [] }
    return activeRoles.array.map { Text(snapshot.policy.roles[Int($0)].name) }.sorted()
      .map(\.string)
  }
}
