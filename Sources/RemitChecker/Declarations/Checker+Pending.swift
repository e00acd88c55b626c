import RemitModel
import RemitSource
import RemitSyntax

/// Duties, separations, waivers and limits: names are resolved, and the policy is marked as one
/// that cannot be decided yet.
extension Checker {
  /// The full name of the action or group that a duty is declared for, or `nil` with a diagnostic
  /// reported.
  func duty(_ name: NameSyntax, from tree: Int) -> String? {
    switch resolve(name, in: .actions, from: tree) {
    case .action(let index)?: actions[index].fullName
    case .actionGroup(let index)?:
      fullName(actionGroups[index].syntax.name, actionGroups[index].tree)
    case nil, .builtin, .alias, .enumeration, .entity, .role, .grant, .rule, .separation, .limit,
      .constant, .condition, .enumCase, .fixture:
      nil
    }
  }

  func checkPending() {
    for entry in duties {
      guard let name = duty(entry.syntax.action, from: entry.tree) else { continue }
      markPending("duty", name, entry.span)
    }
    for entry in separations { markPending(entry.keyword, entry.fullName, entry.span) }
    for entry in limits {
      markPending("limit", fullName(entry.syntax.name, entry.tree), entry.span)
    }
    for entry in waivers { markPending("waive", entry.syntax.separation.text, entry.span) }
  }

  /// Marks a declaration as one that is understood and waits for a later version.
  private func markPending(_ kind: String, _ name: String, _ span: SourceSpan) {
    pending.append(PendingDeclaration(kind: kind, name: name, span: span))
    report(CheckProblem.notDecidedYet(kind, in: name, at: span))
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
