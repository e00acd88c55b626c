import RemitModel
import RemitSource
import RemitSyntax

/// Declarations that nothing refers to.
extension Checker {
  /// Says nothing about vocabularies, nor about a policy that declares only: it is meant for others.
  /// Where there are errors, what looks unused may be what a mistake was meant for.
  func warnAboutUnused() {
    if diagnostics.hasErrors || trees.contains(where: \.diagnostics.hasErrors) { return }
    guard !(rules.isEmpty && roles.isEmpty && grants.isEmpty && tests.isEmpty) else { return }
    for entry in aliases where !entry.isUsed && !isVocabulary(tree: entry.tree) {
      warn(entry.syntax.name, "type")
    }
    for entry in enums {
      guard let tree = entry.tree, !entry.isUsed, !isVocabulary(tree: tree) else { continue }
      warn(entry.syntax.name, "enum")
    }
    for entry in entities where !entry.isUsed {
      if !isVocabulary(tree: entityDeclarations[entry.declaration].tree) {
        warn(entry.name, "entity type")
      }
    }
    for entry in actionGroups where !entry.isUsed && !isVocabulary(tree: entry.tree) {
      warn(entry.syntax.name, "action group")
    }
    for entry in constants where !entry.isUsed && !isVocabulary(tree: entry.tree) {
      warn(entry.syntax.name, "let")
    }
    for entry in conditions where !entry.isUsed && !isVocabulary(tree: entry.tree) {
      warn(entry.syntax.name, "condition")
    }
  }

  private func warn(_ name: WordSyntax, _ kind: String) {
    if !name.text.isEmpty { report(CheckProblem.unused(name, kind)) }
  }
}
