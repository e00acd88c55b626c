import RemitModel
import RemitSource
import RemitSyntax

/// Problems of tests and fixtures.
extension CheckProblem {
  static let testKinds: [DiagnosticKind] = []
}
