import RemitModel
import RemitSource
import RemitSyntax

/// Grants written in the policy, and those given in tests.
extension Checker {
  func checkGrants() {
    var spans: [String: SourceSpan] = [:]
    for entry in grants {
      guard let typed = checkGrant(entry.syntax, entry.span, from: entry.tree) else { continue }
      if let first = spans.updateValue(entry.span, forKey: typed.name), entry.syntax.name == nil {
        report(CheckProblem.grantTwice(at: entry.span, first: first))
      }
      typedGrants.append(typed)
    }
  }

  /// - Returns: `nil` where the role or the window was not understood.
  func checkGrant(_ grant: GrantSyntax, _ span: SourceSpan, from tree: Int) -> TypedGrant? {
    let role = role(grant.role, from: tree)
    let grantees = grant.grantees.compactMap { entity($0, from: tree) }
    var isWhole = role != nil && grantees.count == grant.grantees.count
    var scopes: [(uid: EntityUID, type: EntityTypeID)]?
    if case .entities(let syntax) = grant.scope {
      scopes = syntax.compactMap { entity($0, from: tree) }
      if scopes?.count != syntax.count { isWhole = false }
    }
    let from = grant.from.flatMap(instant)
    let until = grant.until.flatMap(instant)
    if let from, let until, from >= until {
      report(CheckProblem.emptyWindow(at: grant.until?.span ?? span))
    }
    if from != nil || until != nil { dependsOnTime = true }
    let builder = NodeBuilder(self, tree: tree, setting: .request)
    let body = Body(builder, grant.clauses)
    guard let role else { return nil }
    if isWhole { warnAboutReach(grant, role, grantees.map(\.type), scopes?.map(\.type)) }
    let query = CombinationQuery(
      source: .role(role), principals: typesBelow(grantees.map(\.type)),
      resources: scopes.map { typesBelow($0.map(\.type)) },
      mentions: builder.mentions.ofCombination)
    let typing = type(body, builder, query, isWhole: isWhole)
    let name = grant.name?.text ?? roles[role].syntax.name.text
    noteErrors(typing, of: "grant", named: name, at: grant.role.span)
    checkMeasure(body.measure(conditions), at: grant.role.span)
    noteUse(builder, of: name)
    return TypedGrant(
      name: fullName(of: grant, tree), role: RoleID(role), grantees: grantees.map(\.uid),
      scope: scopes.map { .entities($0.map(\.uid)) } ?? .everything, from: from, until: until,
      clauses: typing.clauses, frameSize: builder.frameSize, because: grant.because?.value,
      span: span)
  }

  func instant(_ syntax: InstantSyntax) -> Instant? {
    if syntax.text.isEmpty { return nil }
    switch Instant.parse(syntax.text) {
    case .success(let instant):
      return instant
    case .failure(let error):
      report(CheckProblem.badInstant(syntax.text, error.message, at: syntax.span))
      return nil
    }
  }

  private func fullName(of grant: GrantSyntax, _ tree: Int) -> String {
    if let name = grant.name { return fullName(name, tree) }
    let module = modules[scopes[tree].module]
    let digest = GrantDigest.hexDigits(of: grant)
    return module.fullName("\(grant.role.last)@\(digest)")
  }

  /// The types whose entities can be, or lie in, an entity of one of these.
  private func typesBelow(_ types: [EntityTypeID]) -> [EntityTypeID] {
    let above = Set(types)
    if let known = typesBelowCache[above] { return known }
    let below = entities.indices.map { EntityTypeID($0) }.filter { type in
      above.contains { schema.canLie(type, in: $0) }
    }
    typesBelowCache[above] = below
    return below
  }

  /// Says which grantees can never act, and which scopes never hold what the role is about.
  private func warnAboutReach(
    _ grant: GrantSyntax, _ role: Int, _ grantees: [EntityTypeID], _ scopes: [EntityTypeID]?
  ) {
    let reach = reach(ofRole: role)
    // A role without permissions has nothing that it could miss.
    guard !reach.principals.isEmpty else { return }
    for (type, syntax) in zip(grantees, grant.grantees)
    where !canBeOrHold(type, anyOf: reach.principals) {
      report(
        CheckProblem.granteeNeverActs(
          name(of: type), role: roles[role].syntax.name.text, at: syntax.span))
    }
    guard let scopes, case .entities(let syntax) = grant.scope else { return }
    for (type, syntax) in zip(scopes, syntax)
    where !canBeOrHold(type, anyOf: reach.resources) {
      report(
        CheckProblem.scopeHoldsNothing(
          name(of: type), role: roles[role].syntax.name.text, at: syntax.span))
    }
  }

  private func canBeOrHold(_ type: EntityTypeID, anyOf members: Set<EntityTypeID>) -> Bool {
    members.contains { schema.canLie($0, in: type) }
  }

  /// The types that the permissions of a role, its juniors' included, are about.
  private func reach(ofRole role: Int) -> RoleReach {
    if let known = reachOfRole[role] { return known }
    var reach = RoleReach()
    for junior in roles[role].closure {
      for permission in roles[junior].permissions {
        for action in permission.actions {
          let resources = permission.resources.filter { schema[action].resources.contains($0) }
          if resources.isEmpty { continue }
          reach.resources.formUnion(resources)
          reach.principals.formUnion(schema[action].principals)
        }
      }
    }
    reachOfRole[role] = reach
    return reach
  }
}

struct RoleReach {
  var principals: Set<EntityTypeID> = []
  var resources: Set<EntityTypeID> = []
}
