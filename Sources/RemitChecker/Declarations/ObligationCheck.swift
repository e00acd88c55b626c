import RemitModel
import RemitSource

/// Holds the expressions of obligations to what cannot err.
///
/// Literals, constants, ids, and attributes of principal, resource and context that are proved
/// present. A deny also applies where one of its clauses errs. Then only clauses that cannot err
/// themselves have proved anything: if one of those were false, the deny would not apply.
struct ObligationCheck {
  let body: Body
  let isDeny: Bool
  private var found: [Int: Diagnostic] = [:]

  init(body: Body, isDeny: Bool) {
    self.body = body
    self.isDeny = isDeny
  }

  mutating func type(_ entries: [Node.RecordEntry], with typer: Typer) {
    if entries.isEmpty { return }
    let facts = typer.facts
    let errors = typer.possibleErrors
    if isDeny, !errors.isEmpty { typer.facts = factsThatCannotErr(typer) }
    for entry in entries {
      if let foreign = entry.value.firstNotInObligation {
        found[foreign.number] = CheckProblem.notInObligation(at: foreign.span)
        typer.visitQuietly(entry.value)
        continue
      }
      typer.possibleErrors = []
      typer.type(entry.value)
      for error in typer.possibleErrors where found[error.node] == nil {
        found[error.node] = CheckProblem.obligationMayErr(
          error.code, at: typer.checker.sites[body.builder.firstSite + error.node])
      }
    }
    typer.possibleErrors = errors
    typer.facts = facts
  }

  func report(to checker: Checker) {
    for diagnostic in found.values { checker.report(diagnostic) }
  }

  /// What the clauses prove, those aside that may err.
  private func factsThatCannotErr(_ typer: Typer) -> Facts {
    typer.facts = Facts()
    typer.isQuiet = true
    for clause in body.clauses { learn(clause.node, isTrue: !clause.isUnless, typer) }
    typer.isQuiet = false
    return typer.facts
  }

  private func learn(_ node: Node, isTrue: Bool, _ typer: Typer) {
    switch (node.form, isTrue) {
    case (.and(let operands), true), (.or(let operands), false):
      for operand in operands { learn(operand, isTrue: isTrue, typer) }
    case (.not(let operand), _):
      learn(operand, isTrue: !isTrue, typer)
    default:
      typer.possibleErrors = []
      typer.hadQuietProblem = false
      let outcome = typer.type(node)
      guard typer.possibleErrors.isEmpty, !typer.hadQuietProblem else { return }
      typer.facts.learn(isTrue ? outcome.ifTrue : outcome.ifFalse)
    }
  }
}

extension Typer {
  /// Counts a part as looked at, where a problem with it has been reported already.
  func visitQuietly(_ node: Node) {
    visits[node.number] += 1
    for child in node.children { visitQuietly(child) }
  }
}

extension Node {
  /// The first part that no obligation may have.
  var firstNotInObligation: Node? {
    switch form {
    case .broken, .constant, .bareCase, .variable(.principal), .variable(.resource),
      .variable(.context):
      nil
    case .set, .record, .attribute, .mapValue, .id:
      children.lazy.compactMap(\.firstNotInObligation).first
    case .variable(.now), .object, .local, .call, .method, .weekday, .timeOfDay, .not, .negate,
      .and, .or, .binary, .has, .hasKey, .isType, .like, .matchesRegex, .matchesPath,
      .conditional, .quantified, .each, .performed:
      self
    }
  }
}
