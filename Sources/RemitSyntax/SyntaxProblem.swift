package import RemitSource

/// The catalogue of what the lexer and the parser report: codes RMT1001 to RMT1999.
///
/// Kinds and constructors stand in `SyntaxProblem+Text.swift` (bytes and tokens) and
/// `SyntaxProblem+Grammar.swift` (everything above).
package enum SyntaxProblem {
  /// Every kind, by code.
  package static let all: [DiagnosticKind] = textKinds + grammarKinds
}
