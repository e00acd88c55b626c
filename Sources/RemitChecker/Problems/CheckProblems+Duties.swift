import RemitModel
import RemitSource
import RemitSyntax

/// Problems of duties, separations, waivers and limits.
extension CheckProblem {
  static let dutyKinds: [DiagnosticKind] = [notDecidedYetKind]

  static let notDecidedYetKind = DiagnosticKind(
    6001, .note, title: "not enforced by this version",
    explanation: """
      Duties, separations, waivers, limits and `performed` are checked for names, but this version \
      does not enforce them. So that nothing is allowed that they would forbid, `decide` and \
      `test` refuse a policy that has any.
      """,
    example: documents(
      """
      role reader { can read on Doc }
      role keeper { can read on Doc }
      separate roles apart: reader, keeper
      """))

  static func notDecidedYet(_ kind: String, in name: String, at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      notDecidedYetKind,
      "`\(kind)` in `\(name)` is understood but not enforced by this version; decide and test "
        + "refuse this policy", at: span)
  }
}
