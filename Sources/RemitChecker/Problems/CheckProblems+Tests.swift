import RemitModel
import RemitSource
import RemitSyntax

/// Problems of tests and fixtures.
extension CheckProblem {
  static let testKinds: [DiagnosticKind] = [
    unusedFixtureKind, severalTimesKind, givenTwiceKind, nothingExpectedKind, timeNotGivenKind,
    parentNotDeclaredKind, unknownObligationKind, actionDoesNotApplyKind, contextIncompleteKind,
    notFromRequestKind,
  ]

  static let unusedFixtureKind = DiagnosticKind(
    5001, title: "unused fixture",
    explanation: "No test says `using` this fixture, so nothing of it is ever tested.",
    example: documents("fixture people { entity User::\"ada\" }"))

  static func unusedFixture(_ name: WordSyntax) -> Diagnostic {
    Diagnostic(unusedFixtureKind, "no test uses the fixture `\(name.text)`", at: name.span)
  }

  static let severalTimesKind = DiagnosticKind(
    5002, title: "several times",
    explanation: """
      A test happens at one instant. Its own `at` replaces those of its fixtures; two in one block, \
      or two fixtures with different ones, leave open which holds.
      """,
    example: documents(
      """
      test "a" {
          at 2026-01-01T00:00:00Z
          at 2026-02-01T00:00:00Z
          expect deny: User::"ada" to read on Doc::"plan"
      }
      """))

  static func severalTimes(_ span: SourceSpan) -> Diagnostic {
    Diagnostic(severalTimesKind, "several times are given here, and a test has one", at: span)
  }

  static let givenTwiceKind = DiagnosticKind(
    5003, title: "entity given twice",
    explanation: "A test gives each entity once, its fixtures included.",
    example: documents(
      """
      test "a" {
          entity User::"ada"
          entity User::"ada"
          expect deny: User::"ada" to read on Doc::"plan"
      }
      """))

  static func givenTwice(_ uid: EntityUID, at span: SourceSpan, first: SourceSpan) -> Diagnostic {
    Diagnostic(
      givenTwiceKind, "`\(uid)` is given twice", at: span,
      notes: [DiagnosticNote("it is given here too", at: first)])
  }

  static let nothingExpectedKind = DiagnosticKind(
    5004, title: "test without expectation",
    explanation: "A test that expects nothing passes whatever the policy says.",
    example: documents("test \"a\" { entity User::\"ada\" }"))

  static func nothingExpected(_ span: SourceSpan) -> Diagnostic {
    Diagnostic(nothingExpectedKind, "this test expects nothing", at: span)
  }

  static let timeNotGivenKind = DiagnosticKind(
    5005, title: "test without a time",
    explanation: """
      The policy reads `now` or has grants with windows, so what it decides depends on the time. \
      Give the test one with `at`.
      """,
    example: documents(
      """
      allow a: User to read on Doc when now > 2026-01-01T00:00:00Z
      test "a" { expect deny: User::"ada" to read on Doc::"plan" }
      """))

  static func timeNotGiven(_ span: SourceSpan) -> Diagnostic {
    Diagnostic(
      timeNotGivenKind, "the policy depends on the time, and this test does not say `at`", at: span,
      notes: [DiagnosticNote("give it one, as in `at 2026-11-20T09:00:00Z`")])
  }

  static let parentNotDeclaredKind = DiagnosticKind(
    5006, title: "parent of an undeclared type",
    explanation: "The types that an entity's parents may have are declared behind `in`.",
    example: documents(
      """
      test "a" {
          entity User::"ada" in Doc::"plan"
          expect deny: User::"ada" to read on Doc::"plan"
      }
      """))

  static func parentNotDeclared(
    _ type: String, parent: String, declared: [String], at span: SourceSpan
  ) -> Diagnostic {
    Diagnostic(
      parentNotDeclaredKind, "a `\(type)` has no parent of type `\(parent)`", at: span,
      notes: [
        DiagnosticNote(
          declared.isEmpty
            ? "`\(type)` is declared without parents"
            : "its parents are of type \(list(declared, "or"))")
      ])
  }

  static let unknownObligationKind = DiagnosticKind(
    5007, title: "unknown obligation",
    explanation: "No rule has an obligation of this name, so no decision ever brings it.",
    example: documents(
      "test \"a\" { expect deny oblige log: User::\"ada\" to read on Doc::\"plan\" }"))

  static func unknownObligation(_ name: NameSyntax, suggestion: String?) -> Diagnostic {
    Diagnostic(
      unknownObligationKind, "no rule has an obligation `\(name.text)`", at: name.span,
      notes: didYouMean(suggestion), fixes: replacing(name.span, by: suggestion))
  }

  static let actionDoesNotApplyKind = DiagnosticKind(
    5008, title: "action that does not apply",
    explanation: """
      The action is not declared for these types, so the request is not valid. To test just that, \
      write `expect invalid`.
      """,
    example: documents("test \"a\" { expect deny: Doc::\"plan\" to read on Doc::\"plan\" }"))

  static func actionDoesNotApply(
    _ action: String, to type: String, declared: [String], at span: SourceSpan
  ) -> Diagnostic {
    Diagnostic(
      actionDoesNotApplyKind, "`\(action)` does not apply to a `\(type)`", at: span,
      notes: [DiagnosticNote("it applies to \(list(declared))")])
  }

  static func actionNotBy(
    _ action: String, _ type: String, declared: [String], at span: SourceSpan
  ) -> Diagnostic {
    Diagnostic(
      actionDoesNotApplyKind, "`\(action)` is not done by a `\(type)`", at: span,
      notes: [DiagnosticNote("it is done by \(list(declared))")])
  }

  static let contextIncompleteKind = DiagnosticKind(
    5009, title: "incomplete context",
    explanation: "A request brings every required attribute of its action's context.",
    example: """
      entity User
      entity Doc
      action read on Doc by User { purpose: String }
      test "a" { expect deny: User::"ada" to read on Doc::"plan" }
      """)

  static func contextIncomplete(
    _ action: String, missing: [String], at span: SourceSpan
  ) -> Diagnostic {
    Diagnostic(
      contextIncompleteKind, "the context of `\(action)` lacks \(list(missing))", at: span,
      notes: [DiagnosticNote("add it with `with { \(missing[0]): … }`")])
  }

  static let notFromRequestKind = DiagnosticKind(
    5010, title: "attribute that no request supplies",
    explanation: """
      Of an entity whose type is not `open` a request supplies only attributes marked `from \
      request`; others make it invalid. To test just that, write `expect invalid`.
      """,
    example: documents(
      "test \"a\" { expect deny: User::\"ada\" to read on Doc::\"a\" { owner: User::\"ada\" } }"))

  static func notFromRequest(_ key: RecordKeySyntax, of type: String) -> Diagnostic {
    Diagnostic(
      notFromRequestKind, "a request does not supply `\(key.text)` of a `\(type)`", at: key.span,
      notes: [DiagnosticNote("it could if it were declared `\(key.text) from request?: …`")])
  }
}
