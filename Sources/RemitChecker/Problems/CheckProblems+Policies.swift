import RemitModel
import RemitSource
import RemitSyntax

/// Problems of roles, grants, rules and obligations.
extension CheckProblem {
  static let policyKinds: [DiagnosticKind] = [
    holdersInObjectKind, emptyWindowKind, grantTwiceKind, notInObligationKind,
    obligationMayErrKind,
  ]

  static let holdersInObjectKind = DiagnosticKind(
    4001, title: "holders as an object",
    explanation: "`holders of` says who acts, so it stands before `to`, not behind `on`.",
    example: documents(
      "role reader { can read on Doc }\nallow a: User to read on holders of reader"))

  static func holdersInObject(at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      holdersInObjectKind, "`holders of` says who acts, and has no meaning behind `on`", at: span)
  }

  static let emptyWindowKind = DiagnosticKind(
    4002, title: "empty window",
    explanation: "A grant holds from its first instant until its last, so `from` is the earlier.",
    example: documents(
      """
      role reader { can read on Doc }
      grant reader to User::"ada" on everything
          from 2026-02-01T00:00:00Z until 2026-01-01T00:00:00Z
      """))

  static func emptyWindow(at span: SourceSpan) -> Diagnostic {
    Diagnostic(emptyWindowKind, "the window is empty: `from` is not before `until`", at: span)
  }

  static let grantTwiceKind = DiagnosticKind(
    4003, title: "grant written twice",
    explanation: """
      A grant without a name is named after its text, so the same grant written twice has one \
      name. Take one away, or name them.
      """,
    example: documents(
      """
      role reader { can read on Doc }
      grant reader to User::"ada" on everything
      grant reader to User::"ada" on everything
      """))

  static func grantTwice(at span: SourceSpan, first: SourceSpan) -> Diagnostic {
    Diagnostic(
      grantTwiceKind, "the same grant is written twice", at: span,
      notes: [DiagnosticNote("the first is here", at: first)])
  }

  static let notInObligationKind = DiagnosticKind(
    4010, title: "no part of an obligation",
    explanation: """
      What an obligation says cannot fail: literals, constants, `id(…)`, and attributes of \
      principal, resource and context that are there.
      """,
    example: documents(
      "allow a: User to read on Doc oblige log { later: resource.size + 1 }", doc: "size: Int"))

  static func notInObligation(at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      notInObligationKind,
      "an obligation is built from literals, constants, `id(…)` and attributes", at: span)
  }

  static let obligationMayErrKind = DiagnosticKind(
    4011, title: "obligation that may err",
    explanation: """
      What an obligation says must be there whenever the rule applies. A required attribute of an \
      entity that is only referred to may be missing, because the entity may not be stored: ask \
      with `has` in a clause of the rule. A deny applies also where a clause of it errs, so only \
      clauses that cannot err guard its obligations.
      """,
    example: documents(
      "allow a: User to read on Doc oblige log { size: resource.next.size }",
      doc: "next: Doc, size: Int"))

  static func obligationMayErr(_ code: RuntimeErrorCode, at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      obligationMayErrKind, "this part of the obligation may be missing (`\(code.rawValue)`)",
      at: span, notes: [DiagnosticNote("ask with `has` in a `when` of the rule")])
  }
}
