import RemitModel
import RemitSource

extension Checker {
  /// Marks a declaration as one that is understood and waits for a later version.
  func markPending(_ kind: String, _ name: String, _ span: SourceSpan) {
    pending.append(PendingDeclaration(kind: kind, name: name, span: span))
    report(CheckProblem.notDecidedYet(kind, in: name, at: span))
  }
}
