package import RemitSource

/// The catalogue of what the checker reports.
///
/// RMT2xxx names and declarations · RMT3xxx types and expressions · RMT4xxx roles, grants, rules ·
/// RMT5xxx tests · RMT6xxx duties, separations, waivers and limits (6001 was used once and is not given again) · RMT7xxx warnings and notes
/// about a policy that is well formed. Each kind stands beside the constructor that uses it.
package enum CheckProblem {
  /// Every kind, by code.
  package static let all: [DiagnosticKind] =
    nameKinds + declarationKinds + typeKinds + expressionKinds + operatorKinds + policyKinds
    + testKinds + dutyKinds + warningKinds

  /// The note of a "did you mean", if there is a candidate.
  static func didYouMean(_ suggestion: String?) -> [DiagnosticNote] {
    suggestion.map { [DiagnosticNote("did you mean `\($0)`?")] } ?? []
  }

  static func replacing(_ span: SourceSpan, by suggestion: String?) -> [FixIt] {
    suggestion.map {
      [
        FixIt(
          message: "write `\($0)`", edits: [TextEdit(span: span, replacement: $0)])
      ]
    } ?? []
  }

  /// Names in words: a, b and c, each in backticks.
  static func list(_ names: [String], _ conjunction: String = "and") -> String {
    let quoted = names.map { "`\($0)`" }
    guard let last = quoted.last, quoted.count > 1 else { return quoted.first ?? "" }
    return quoted.dropLast().joined(separator: ", ") + " \(conjunction) " + last
  }
}
