import RemitModel
import RemitSource
import RemitSyntax

/// Separations: what is kept apart, by whom, and whether the number means something.
extension Checker {
  func checkSeparations() {
    for entry in separations {
      typedSeparations.append(separation(entry))
    }
  }

  /// - Returns: `nil` where a member, the number or `by` was not understood.
  private func separation(_ entry: SeparationEntry) -> TypedSeparation? {
    let clauses = SeparationClauses(entry.syntax.clauses)
    let members = members(of: entry)
    let most = most(clauses, of: entry)
    let identity = clauses.by.map { self.identity($0, from: entry.tree) }
    let within = clauses.within.map { duration($0) }
    guard let members, let most else { return nil }
    if case .some(.none) = identity { return nil }
    if case .some(.none) = within { return nil }
    let typed = TypedSeparation(
      name: entry.fullName, members: members, most: most, inOneScope: clauses.isInOneScope,
      identity: identity??.value, within: within ?? nil, because: clauses.because,
      documentation: entry.documentation, span: entry.span)
    checkRoles(under: typed, entry)
    return typed
  }

  // MARK: Members

  private func members(of entry: SeparationEntry) -> TypedSeparation.Members? {
    switch entry.syntax.members {
    case .roles(let names):
      return roles(names, of: entry).map { .roles($0) }
    case .activeRoles(let names):
      return roles(names, of: entry).map { .activeRoles($0) }
    case .permissions(let members):
      let typed = members.compactMap { permission($0.actions, $0.type, of: entry) }
      return typed.count == members.count ? .permissions(typed) : nil
    case .duties(let names):
      let members = names.map { (name: $0, index: dutyIfDeclared($0, from: entry.tree)) }
      guard areDistinct(members.map { ($0.name, $0.index) }) else { return nil }
      let known = members.compactMap { member in member.index.map { (member.name, $0) } }
      guard known.count == names.count else { return nil }
      return areAlike(known) ? .duties(known.map { DutyID($0.1) }) : nil
    }
  }

  private func roles(_ names: [NameSyntax], of entry: SeparationEntry) -> [RoleID]? {
    let members = names.map { ($0, role($0, from: entry.tree)) }
    guard areDistinct(members) else { return nil }
    let known = members.compactMap { $0.1 }
    return known.count == names.count ? known.map { RoleID($0) } : nil
  }

  private func permission(
    _ actionList: ActionListSyntax, _ type: NameSyntax, of entry: SeparationEntry
  ) -> TypedSeparation.PermissionMember? {
    let list = actions(of: actionList, from: entry.tree)
    guard let types = entityTypes(of: type, from: entry.tree), list.isWhole else { return nil }
    let meets = list.actions.contains { schema[$0].resources.contains(where: types.contains) }
    if !meets { report(CheckProblem.permissionMeetsNothing(at: type.span)) }
    return TypedSeparation.PermissionMember(actions: list.actions, resources: types.sorted())
  }

  /// Reports a member that is named a second time.
  private func areDistinct<Member: Hashable>(_ members: [(name: NameSyntax, Member?)]) -> Bool {
    var seen: Set<Member> = []
    var areDistinct = true
    for (name, member) in members {
      guard let member, !seen.insert(member).inserted else { continue }
      report(CheckProblem.memberTwice(name))
      areDistinct = false
    }
    return areDistinct
  }

  /// Duties of one separation are performed on one type of object by one type of person; else
  /// nobody could have performed two of them.
  private func areAlike(_ members: [(name: NameSyntax, index: Int)]) -> Bool {
    guard let first = members.first.map({ duties[$0.index] }) else { return true }
    var areAlike = true
    for (name, index) in members.dropFirst() {
      let duty = duties[index]
      if let types = duty.objectTypes, let wanted = first.objectTypes,
        Set(types) != Set(wanted)
      {
        report(
          CheckProblem.dutiesDiffer(
            name, "are performed on", duty.syntax.objectType.text, first.syntax.action.text,
            first.syntax.objectType.text))
        areAlike = false
      } else if let types = duty.personTypes, let wanted = first.personTypes, types != wanted,
        !(types.count > 1 && wanted.count > 1)
      {
        report(
          CheckProblem.dutiesDiffer(
            name, "are performed by", names(of: types), first.syntax.action.text,
            names(of: wanted)))
        areAlike = false
      }
    }
    return areAlike
  }

  private func names(of types: [EntityTypeID]) -> String {
    types.map { name(of: $0) }.joined(separator: " | ")
  }

  // MARK: The number

  /// 1 where nothing is said.
  private func most(_ clauses: SeparationClauses, of entry: SeparationEntry) -> Int? {
    guard let syntax = clauses.most else { return 1 }
    guard let most = integer(syntax) else { return nil }
    let count = entry.syntax.members.count
    if most >= count {
      report(CheckProblem.separationNeverBites(most, of: count, at: syntax.span))
    } else if most == 0 {
      report(CheckProblem.separationForbidsAll(at: syntax.span))
    }
    return most
  }

  func integer(_ syntax: IntegerSyntax) -> Int? {
    if syntax.text.isEmpty { return nil }
    guard let number = Int(syntax.text) else {
      report(CheckProblem.integerOutOfRange(syntax.text, at: syntax.span))
      return nil
    }
    return number
  }

  func duration(_ syntax: DurationSyntax) -> Milliseconds? {
    if syntax.text.isEmpty { return nil }
    switch Milliseconds.parse(syntax.text) {
    case .success(let duration):
      return duration
    case .failure(let error):
      report(CheckProblem.badDuration(syntax.text, error.message, at: syntax.span))
      return nil
    }
  }

  // MARK: Roles that nobody can have

  /// A role whose holder has more of the members than one person may is reported where it is
  /// declared.
  private func checkRoles(under separation: TypedSeparation, _ entry: SeparationEntry) {
    guard separation.most > 0 else { return }
    let held = roles.indices.map { membersHeld(with: $0, separation) }
    let tooMany = Set(roles.indices.filter { held[$0].count > separation.most })
    for role in tooMany.sorted() {
      let had = held[role]
      // A role above one that cannot be had says nothing new.
      if roles[role].juniors.contains(where: tooMany.contains) { continue }
      report(
        CheckProblem.roleNeverHeld(
          roles[role].syntax.name, has: had, separation: entry.syntax.name.text,
          most: separation.most, isActivation: separation.isOfActiveRoles, at: entry.span))
    }
  }

  /// The members that whoever has the role has, in words.
  private func membersHeld(with role: Int, _ separation: TypedSeparation) -> [String] {
    let closure = Set(roles[role].closure)
    switch separation.members {
    case .roles(let members), .activeRoles(let members):
      return members.filter { closure.contains($0.int) }.map { roles[$0.int].syntax.name.text }
    case .permissions(let members):
      return members.filter { member in
        closure.contains { junior in
          roles[junior].permissions.contains { permission in
            permission.actions.contains { action in
              member.actions.contains(action)
                && schema[action].resources.contains {
                  member.resources.contains($0) && permission.resources.contains($0)
                }
            }
          }
        }
      }.map { describe($0) }
    case .duties:
      return []
    }
  }

  private func describe(_ member: TypedSeparation.PermissionMember) -> String {
    let actions = member.actions.sorted().map { self.actions[$0.int].name.text }
    return "\(actions.joined(separator: ", ")) on \(names(of: member.resources))"
  }
}

/// The clauses of a separation, each at most once; the parser has seen to where each may stand.
private struct SeparationClauses {
  var most: IntegerSyntax?
  var isInOneScope = false
  var by: ExpressionSyntax?
  var within: DurationSyntax?
  var because: String?

  init(_ clauses: [SeparationSyntax.Clause]) {
    for clause in clauses {
      switch clause {
      case .atMost(let number, _): most = number
      case .inOneScope: isInOneScope = true
      case .by(let expression, _): by = expression
      case .within(let duration, _): within = duration
      case .because(let reason, _): because = reason.value
      }
    }
  }
}

extension SeparationSyntax.Members {
  var count: Int {
    switch self {
    case .roles(let names), .activeRoles(let names), .duties(let names): names.count
    case .permissions(let members): members.count
    }
  }
}

extension TypedSeparation {
  var isOfActiveRoles: Bool {
    if case .activeRoles = members { return true }
    return false
  }
}

extension SeparationEntry {
  /// How the declaration begins.
  var keyword: String {
    switch syntax.members {
    case .roles: "separate roles"
    case .activeRoles: "separate active roles"
    case .duties: "separate duties"
    case .permissions: "separate permissions"
    }
  }
}
