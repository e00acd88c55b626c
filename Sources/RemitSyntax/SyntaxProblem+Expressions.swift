import RemitSource

/// Problems of expressions.
extension SyntaxProblem {
  static let assignForEqualKind = DiagnosticKind(
    1140, title: "= for ==",
    explanation: "Equality is `==`. A single `=` gives a declaration its value.",
    example: "condition a(x: Int) = x = 1\n")

  static func assignForEqual(at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      assignForEqualKind, "equality is written `==`", at: span,
      fixes: [FixIt(message: "write `==`", edits: [TextEdit(span: span, replacement: "==")])])
  }

  static let chainedComparisonKind = DiagnosticKind(
    1141, title: "chained comparison",
    explanation: "Comparisons are not chained. Write `a < b and b < c` for `a < b < c`.",
    example: "condition a(x: Int) = 1 < x < 9\n")

  static func chainedComparison(_ suggestion: String?, at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      chainedComparisonKind, "comparisons are not chained", at: span,
      notes: [
        DiagnosticNote(
          suggestion.map { "if both are meant, write `\($0)`" }
            ?? "join them with `and`, or put one in parentheses")
      ])
  }

  static let notBeforeOperatorKind = DiagnosticKind(
    1142, title: "not before an operator",
    explanation: "`not` stands before the whole comparison: `not a in b`, `not a is T`.",
    example: "condition a(x: Int) = x not in [1, 2]\n")

  static func notBeforeOperator(
    left: SourceSpan, not: SourceSpan, next: SourceSpan
  ) -> Diagnostic {
    let before = SourceSpan(file: left.file, lower: left.lower, upper: left.lower)
    let removed =
      next.lower > not.lower
      ? SourceSpan(file: not.file, lower: not.lower, upper: next.lower)
      : SourceSpan(file: not.file, lower: next.upper, upper: not.upper)
    return Diagnostic(
      notBeforeOperatorKind, "`not` stands before the whole comparison", at: not,
      fixes: [
        FixIt(
          message: "put `not` before the left side",
          edits: [
            TextEdit(span: before, replacement: "not "), TextEdit(span: removed, replacement: ""),
          ])
      ])
  }

  static let ifWithoutElseKind = DiagnosticKind(
    1143, title: "if without else",
    explanation: "`if c then a else b` has a value in both cases, so `else` is required.",
    example: "condition a(x: Bool) = if x then true\n")

  static func ifWithoutElse(_ keyword: SourceSpan, at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      ifWithoutElseKind, "`if` has no `else`", at: span,
      notes: [
        DiagnosticNote("this `if` needs a value for both cases", at: keyword),
        DiagnosticNote("where only one case matters, write `not c or a` or `c and a`"),
      ])
  }

  static let stringForPatternKind = DiagnosticKind(
    1144, title: "string for a pattern",
    explanation: """
      `matches` takes a pattern between slashes or a path: `s matches /web-[0-9]+/`, \
      `s matches path("/orders/{*}")`. A string with stars goes after `like`.
      """,
    example: "condition a(s: String) = s matches \"a.*\"\n")

  static func stringForPattern(at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      stringForPatternKind, "`matches` takes `/…/` or `path(\"…\")`, not a string", at: span,
      notes: [DiagnosticNote("a string with stars goes after `like`")])
  }

  static let pathOutsideMatchesKind = DiagnosticKind(
    1145, title: "path outside of matches",
    explanation: "`path(…)` is a pattern and stands only after `matches`.",
    example: "let a = path(\"/orders/{*}\")\n")

  static func pathOutsideMatches(at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      pathOutsideMatchesKind, "`path(…)` stands only after `matches`", at: span)
  }

  static let questionMarkKind = DiagnosticKind(
    1146, title: "question mark for if",
    explanation: "A choice between two values is written `if c then a else b`.",
    example: "condition a(x: Bool) = x ? 1 : 2\n")

  static func questionMark(at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      questionMarkKind, "a choice between two values is written `if c then a else b`", at: span)
  }
}
