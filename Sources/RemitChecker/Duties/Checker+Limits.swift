import RemitModel
import RemitSource
import RemitSyntax

/// Waivers and limits. What the policy itself gives is held against its limits here; what is given
/// at run time, when it is given.
extension Checker {
  func checkWaivers() {
    for entry in waivers {
      if let waiver = waiver(entry.syntax, entry.span, from: entry.tree) {
        typedWaivers.append(waiver)
      }
    }
  }

  func waiver(_ waiver: WaiverSyntax, _ span: SourceSpan, from tree: Int) -> TypedWaiver? {
    let separation = separationIndex(waiver.separation, from: tree)
    let person = entity(waiver.person, from: tree)
    let scope = waiver.scope.flatMap { entity($0, from: tree) }
    let from = waiver.from.flatMap(instant)
    let until = instant(waiver.until)
    if let until, let from, from >= until {
      report(CheckProblem.emptyWindow(at: waiver.until.span))
    }
    guard let separation, let person, let until else { return nil }
    if waiver.scope != nil, scope == nil { return nil }
    let wanted = personTypes(of: separation)
    if let wanted, !wanted.contains(person.type) {
      report(
        CheckProblem.waiverForStranger(
          waiver.separation, name(of: person.type), wanted: wanted.map { name(of: $0) },
          at: waiver.person.span))
    }
    checkLimits(from: from, until: until, at: waiver.until.span)
    return TypedWaiver(
      separation: SeparationID(separation), person: person.uid, scope: scope?.uid, from: from,
      until: until, because: waiver.because.value, span: span)
  }

  private func separationIndex(_ name: NameSyntax, from tree: Int) -> Int? {
    guard let symbol = resolve(name, in: .policies, from: tree, what: "separation") else {
      return nil
    }
    guard case .separation(let index) = symbol else {
      report(CheckProblem.wrongKind(name, found: symbol.kind, wanted: "separation"))
      return nil
    }
    return index
  }

  /// Persons of a separation, and the accounts that may stand for themselves: every type that can
  /// ask for anything. `nil` where the separation was not understood.
  private func personTypes(of index: Int) -> [EntityTypeID]? {
    guard let separation = typedSeparations[index] else { return nil }
    var types = Set(accountTypes)
    if case .duties(let duties) = separation.members {
      for duty in duties { types.formUnion(self.duties[duty.int].personTypes ?? []) }
    }
    types.formUnion(separation.identity?.personTypes ?? [])
    return types.sorted()
  }

  private func checkLimits(from: Instant?, until: Instant, at span: SourceSpan) {
    for limit in typedLimits {
      guard case .waiversExpire(let within) = limit.form else { continue }
      if let problem = LimitProblem.ofWindow(from: from, until: until, within: within) {
        report(CheckProblem.limitBroken(limit.name, by: "waiver", problem, at: span))
      }
    }
  }

  // MARK: Limits

  func checkLimits() {
    for entry in limits {
      let name = fullName(entry.syntax.name, entry.tree)
      if let form = form(of: entry) {
        typedLimits.append(
          TypedLimit(name: name, form: form, documentation: entry.documentation, span: entry.span))
      }
    }
    for grant in typedGrants { checkLimits(of: grant) }
  }

  private func form(of entry: LimitEntry) -> TypedLimit.Form? {
    switch entry.syntax.form {
    case .grantsExpire(let names, let within):
      let roles = roles(names, of: entry)
      let within = duration(within)
      guard let roles, let within else { return nil }
      return .grantsExpire(roles, within: within)
    case .grantsToGroupsOnly(let names):
      return roles(names, of: entry).map { .grantsToGroupsOnly($0) }
    case .grantsNeverOnEverything(let names):
      return roles(names, of: entry).map { .grantsNeverOnEverything($0) }
    case .waiversExpire(let within):
      return duration(within).map { .waiversExpire(within: $0) }
    case .holders(let name, let most):
      let role = role(name, from: entry.tree)
      let most = integer(most)
      guard let role, let most else { return nil }
      return .holders(RoleID(role), most: most)
    }
  }

  private func roles(_ names: [NameSyntax], of entry: LimitEntry) -> [RoleID]? {
    let known = names.compactMap { role($0, from: entry.tree) }
    return known.count == names.count ? known.map { RoleID($0) } : nil
  }

  /// Holds a grant written in the policy against the limits. Tests may give what no limit lets in.
  private func checkLimits(of grant: TypedGrant) {
    let given = Set(roles[grant.role.int].closure.map { RoleID($0) })
    for limit in typedLimits {
      guard let problem = limit.problem(of: grant, giving: given, isAccount: isAccount) else {
        continue
      }
      report(
        CheckProblem.limitBroken(limit.name, by: "grant", problem, at: grant.span ?? limit.span))
    }
  }

  private func isAccount(_ uid: EntityUID) -> Bool {
    schema.entityType(wire: uid.type).map(accountTypes.contains) ?? false
  }
}
