import RemitModel
import RemitSource
import RemitSyntax

/// Warnings and notes about policies that are well formed.
extension CheckProblem {
  static let warningKinds: [DiagnosticKind] = [
    ruleMeetsNothingKind, permissionMeetsNothingKind, cannotLieInKind, granteeNeverActsKind,
    scopeHoldsNothingKind, alwaysTrueKind, alwaysFalseKind, shadowedRuleKind, unusedKind,
    neverReachedKind, canStillErrKind,
  ]

  static let ruleMeetsNothingKind = DiagnosticKind(
    7001, .warning, title: "rule that nothing can meet",
    explanation: """
      No action of the rule applies to the types that its head allows, so no request ever meets it.
      """,
    example: """
      entity User
      entity Doc
      entity Image
      action read on Doc by User
      allow a: User to read on Image
      """)

  static func ruleMeetsNothing(_ name: WordSyntax) -> Diagnostic {
    Diagnostic(
      ruleMeetsNothingKind,
      "no request can meet `\(name.text)`: none of its actions applies to these types",
      at: name.span)
  }

  static let permissionMeetsNothingKind = DiagnosticKind(
    7002, .warning, title: "permission that nothing can meet",
    explanation: "No action of the permission applies to one of its types.",
    example: """
      entity User
      entity Doc
      entity Image
      action read on Doc by User
      role reader { can read on Image }
      """)

  static func permissionMeetsNothing(at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      permissionMeetsNothingKind, "none of these actions applies to these types", at: span)
  }

  static let cannotLieInKind = DiagnosticKind(
    7003, .warning, title: "type that never lies there",
    explanation: """
      The entity type has no parents that lead to the type behind `in`, so nothing of it is ever \
      there.
      """,
    example: """
      entity Group
      entity User in Group
      entity Bot
      entity Doc
      action read on Doc by User, Bot
      allow a: (User, Bot) in Group::"staff" to read on Doc
      """)

  static func cannotLieIn(_ type: String, _ ancestor: String, at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      cannotLieInKind, "no `\(type)` ever lies in a `\(ancestor)`", at: span,
      notes: [DiagnosticNote("the types that its parents may have are declared with `in`")])
  }

  static let granteeNeverActsKind = DiagnosticKind(
    7004, .warning, title: "grantee that never acts",
    explanation: """
      The grantee can neither be nor hold anybody who may do what the role permits.
      """,
    example: """
      entity User
      entity Doc
      action read on Doc by User
      role reader { can read on Doc }
      grant reader to Doc::"plan" on everything
      """)

  static func granteeNeverActs(_ type: String, role: String, at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      granteeNeverActsKind,
      "a `\(type)` neither is nor holds anybody who acts as `\(role)`", at: span)
  }

  static let scopeHoldsNothingKind = DiagnosticKind(
    7005, .warning, title: "scope that holds nothing",
    explanation: "Nothing that the role is about can be, or lie in, the entity of the scope.",
    example: """
      entity User
      entity Doc
      entity Folder
      action read on Doc by User
      role reader { can read on Doc }
      grant reader to User::"ada" on Folder::"plans"
      """)

  static func scopeHoldsNothing(_ type: String, role: String, at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      scopeHoldsNothingKind,
      "a `\(type)` neither is nor holds anything that `\(role)` is about", at: span)
  }

  static let alwaysTrueKind = DiagnosticKind(
    7010, .warning, title: "always true",
    explanation: """
      For every combination of types that the declaration meets, the answer is yes: the attribute \
      is required, the type is the only one, or the two sides can never be equal.
      """,
    example: documents("allow a: User to read on Doc when principal is User"))

  static func alwaysTrue(at span: SourceSpan) -> Diagnostic {
    Diagnostic(alwaysTrueKind, "this is always true", at: span)
  }

  static let alwaysFalseKind = DiagnosticKind(
    7011, .warning, title: "always false",
    explanation: """
      For every combination of types that the declaration meets, the answer is no: the type is \
      another one, or the two sides are entities that can never be the same or lie in each other.
      """,
    example: documents("allow a: User to read on Doc when principal == resource"))

  static func alwaysFalse(at span: SourceSpan) -> Diagnostic {
    Diagnostic(alwaysFalseKind, "this is always false", at: span)
  }

  static let shadowedRuleKind = DiagnosticKind(
    7012, .warning, title: "shadowed rule",
    explanation: """
      Another rule of the same effect and head asks the same or nothing at all, and this one brings \
      no obligation of its own: it never makes a difference.
      """,
    example: documents("allow a: User to read on Doc\nallow b: User to read on Doc"))

  static func shadowedRule(_ name: WordSyntax, by other: String, at span: SourceSpan) -> Diagnostic
  {
    Diagnostic(
      shadowedRuleKind, "`\(name.text)` adds nothing to `\(other)`", at: name.span,
      notes: [DiagnosticNote("`\(other)` is here", at: span)])
  }

  static let unusedKind = DiagnosticKind(
    7013, .warning, title: "unused declaration",
    explanation: "Nothing refers to it. Take it away, or use it.",
    example: documents("let forgotten = 1\nallow a: User to read on Doc"))

  static func unused(_ name: WordSyntax, _ kind: String) -> Diagnostic {
    Diagnostic(unusedKind, "the \(kind) `\(name.text)` is never used", at: name.span)
  }

  static let neverReachedKind = DiagnosticKind(
    7014, .warning, title: "never reached",
    explanation: """
      For every combination of types that the declaration meets, something before this part has \
      decided already: a test with `is` or `has` that always has the same answer, or a literal. So \
      the types of the part have not been checked; it can never matter. Take it away, or the test \
      before it.
      """,
    example: documents(
      "allow a: User to read on Doc when principal is User or resource has owner"))

  static func neverReached(at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      neverReachedKind, "this is never reached: what stands before it always decides", at: span)
  }

  static let canStillErrKind = DiagnosticKind(
    7020, .note, title: "can still err",
    explanation: """
      Evaluation can end in an error: overflow, a required attribute of an entity that is referred \
      to but not stored, a pattern's subject that is too long, a path that is not in normal form. \
      A deny whose condition errs applies; an allow, permission or grant does not.
      """,
    example: documents(
      "allow a: User to read on Doc when resource.size + 1 > 2", doc: "size: Int"))

  static func canStillErr(
    _ kind: String, _ name: String, _ places: [(code: RuntimeErrorCode, text: String)],
    at span: SourceSpan
  ) -> Diagnostic {
    let reasons = places.map { "\($0.code.rawValue) in `\($0.text)`" }.joined(separator: "; ")
    return Diagnostic(
      canStillErrKind, "the \(kind) `\(name)` can still err: \(reasons)", at: span)
  }
}
