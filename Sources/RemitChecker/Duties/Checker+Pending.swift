import RemitModel
import RemitSource
import RemitSyntax

/// Separations, waivers and limits: names are resolved, and the policy is marked as one that cannot
/// be decided yet.
extension Checker {
  func checkPending() {
    for index in duties.indices { checkDuty(index) }
    checkRetiredDuties()
    for entry in separations {
      checkSeparation(entry)
      markPending(entry.keyword, entry.fullName, entry.syntax.name.span)
    }
    for entry in limits {
      checkLimit(entry)
      markPending("limit", fullName(entry.syntax.name, entry.tree), entry.syntax.name.span)
    }
    for entry in waivers {
      checkWaiver(entry.syntax, from: entry.tree)
      markPending("waive", entry.syntax.separation.text, entry.syntax.separation.span)
    }
  }

  /// Marks a declaration as one that is understood and waits for a later version.
  func markPending(_ kind: String, _ name: String, _ span: SourceSpan) {
    pending.append(PendingDeclaration(kind: kind, name: name, span: span))
    report(CheckProblem.notDecidedYet(kind, in: name, at: span))
  }

  // MARK: Separations

  private func checkSeparation(_ entry: SeparationEntry) {
    let count: Int
    switch entry.syntax.members {
    case .roles(let names), .activeRoles(let names):
      checkDistinct(names.map { ($0, role($0, from: entry.tree)) })
      count = names.count
    case .duties(let names):
      checkDistinct(names.map { ($0, dutyIfDeclared($0, from: entry.tree)) })
      count = names.count
    case .permissions(let members):
      for member in members {
        _ = actions(of: member.actions, from: entry.tree)
        _ = entityTypes(of: member.type, from: entry.tree)
      }
      count = members.count
    }
    for clause in entry.syntax.clauses {
      switch clause {
      case .atMost(let number, _):
        if let most = integer(number), most >= count {
          report(CheckProblem.separationNeverBites(most, of: count, at: number.span))
        }
      case .by(let expression, _):
        let builder = NodeBuilder(self, tree: entry.tree, setting: .request)
        _ = builder.build(expression)
        builder.reportUnknownNames()
      case .within(let duration, _):
        _ = self.duration(duration)
      case .inOneScope, .because:
        break
      }
    }
  }

  /// Reports a member that is named a second time.
  private func checkDistinct<Member: Hashable>(_ members: [(name: NameSyntax, Member?)]) {
    var seen: Set<Member> = []
    for (name, member) in members {
      guard let member, !seen.insert(member).inserted else { continue }
      report(CheckProblem.memberTwice(name))
    }
  }

  private func integer(_ syntax: IntegerSyntax) -> Int? {
    if syntax.text.isEmpty { return nil }
    guard let number = Int(syntax.text) else {
      report(CheckProblem.integerOutOfRange(syntax.text, at: syntax.span))
      return nil
    }
    return number
  }

  private func duration(_ syntax: DurationSyntax) -> Milliseconds? {
    if syntax.text.isEmpty { return nil }
    switch Milliseconds.parse(syntax.text) {
    case .success(let duration):
      return duration
    case .failure(let error):
      report(CheckProblem.badDuration(syntax.text, error.message, at: syntax.span))
      return nil
    }
  }

  // MARK: Waivers and limits

  func checkWaiver(_ waiver: WaiverSyntax, from tree: Int) {
    if let symbol = resolve(waiver.separation, in: .policies, from: tree, what: "separation") {
      if case .separation = symbol {
      } else {
        report(
          CheckProblem.wrongKind(waiver.separation, found: symbol.kind, wanted: "separation"))
      }
    }
    _ = entity(waiver.person, from: tree)
    _ = waiver.scope.flatMap { entity($0, from: tree) }
    let from = waiver.from.flatMap(instant)
    if let until = instant(waiver.until), let from, from >= until {
      report(CheckProblem.emptyWindow(at: waiver.until.span))
    }
  }

  private func checkLimit(_ entry: LimitEntry) {
    switch entry.syntax.form {
    case .grantsExpire(let names, let within):
      for name in names { _ = role(name, from: entry.tree) }
      _ = duration(within)
    case .grantsToGroupsOnly(let names), .grantsNeverOnEverything(let names):
      for name in names { _ = role(name, from: entry.tree) }
    case .waiversExpire(let within):
      _ = duration(within)
    case .holders(let name, let most):
      _ = role(name, from: entry.tree)
      _ = integer(most)
    }
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
