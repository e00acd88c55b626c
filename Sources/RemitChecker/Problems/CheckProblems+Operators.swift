import RemitModel
import RemitSource
import RemitSyntax

/// Problems of operators and of values that have to agree.
extension CheckProblem {
  static let operatorKinds: [DiagnosticKind] = [
    incomparableKind, recordsDifferKind, unorderedKind, notAnElementKind, notAContainerKind,
    noSuchOperationKind, notNegatableKind, mixedSetKind, mixedMapKind, branchesDifferKind,
    notASetKind,
  ]

  static let incomparableKind = DiagnosticKind(
    3060, title: "comparison of different types",
    explanation: """
      Both sides of a comparison are of one type. A number, a string and an enum never compare, \
      nor do an address and a range.
      """,
    example: documents("allow a: User to read on Doc when resource.size == \"1\"", doc: "size: Int")
  )

  static func incomparable(_ left: String, _ right: String, at span: SourceSpan) -> Diagnostic {
    Diagnostic(incomparableKind, "\(left) and \(right) do not compare", at: span)
  }

  /// An enum compared with a string that spells one of its cases.
  static func quotedCase(_ name: String, of enumeration: String, at span: SourceSpan) -> Diagnostic
  {
    Diagnostic(
      incomparableKind, "a string and a case of `\(enumeration)` do not compare", at: span,
      notes: [DiagnosticNote("an enum case is written without quotes: `\(name)`")],
      fixes: replacing(span, by: name))
  }

  static let recordsDifferKind = DiagnosticKind(
    3061, title: "comparison of different records",
    explanation: """
      Two records are compared attribute by attribute. One that only one side has must be optional \
      there.
      """,
    example: documents(
      "allow a: User to read on Doc when resource.box == { x: 1 }", doc: "box: { x: Int, y: Int }"))

  static func recordsDiffer(_ name: String, at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      recordsDifferKind, "the two records can never be equal: they differ in `\(name)`", at: span)
  }

  static let unorderedKind = DiagnosticKind(
    3062, title: "no order",
    explanation: "`< <= > >=` take numbers, instants, durations, and cases of one enum.",
    example: "condition a(s: String) = s < \"b\"\n")

  static func unordered(_ symbol: String, _ type: String, at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      unorderedKind,
      "`\(symbol)` takes numbers, instants, durations or enum cases, and this is "
        + type, at: span)
  }

  static let notAnElementKind = DiagnosticKind(
    3063, title: "never an element",
    explanation: "The set holds values of another type.",
    example: "condition a(n: Int) = n in [\"a\", \"b\"]\n")

  static func notAnElement(_ element: String, _ set: String, at span: SourceSpan) -> Diagnostic {
    Diagnostic(notAnElementKind, "\(element) is never in \(set)", at: span)
  }

  static let notAContainerKind = DiagnosticKind(
    3064, title: "in without a set",
    explanation: """
      To the right of `in` stands a set, or an entity for an entity, or a range for an address.
      """,
    example: "condition a(n: Int) = n in 3\n")

  static func notAContainer(_ left: String, _ right: String, at span: SourceSpan) -> Diagnostic {
    Diagnostic(notAContainerKind, "`in` does not take \(left) and \(right)", at: span)
  }

  static let noSuchOperationKind = DiagnosticKind(
    3065, title: "no such operation",
    explanation: """
      `+ - *` take two numbers; `+ -` also an instant and a duration, two durations, two sets of \
      one type; `-` two instants.
      """,
    example: "condition a(s: String) = s + \"b\" == \"ab\"\n")

  static func noSuchOperation(
    _ symbol: String, _ left: String, _ right: String, at span: SourceSpan
  ) -> Diagnostic {
    Diagnostic(noSuchOperationKind, "`\(symbol)` does not take \(left) and \(right)", at: span)
  }

  static let notNegatableKind = DiagnosticKind(
    3066, title: "no negative",
    explanation: "The unary minus takes a number or a duration.",
    example: "condition a(s: String) = -s == s\n")

  static func notNegatable(_ type: String, at span: SourceSpan) -> Diagnostic {
    Diagnostic(notNegatableKind, "there is no negative of \(type)", at: span)
  }

  static let mixedSetKind = DiagnosticKind(
    3067, title: "set of different types",
    explanation: "The elements of a set are of one type, or all entities.",
    example: "let mixed = [1, \"a\"]\n")

  static func mixedSet(_ first: String, _ other: String, at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      mixedSetKind, "the elements before are each \(first), and this is \(other)", at: span)
  }

  static let mixedMapKind = DiagnosticKind(
    3068, title: "map of different types",
    explanation: "The values of a map are of one type.",
    example: "let mixed = { \"a/b\": 1, \"c/d\": \"x\" }\n")

  static func mixedMap(_ first: String, _ other: String, at span: SourceSpan) -> Diagnostic {
    Diagnostic(mixedMapKind, "the values before are each \(first), and this is \(other)", at: span)
  }

  static let branchesDifferKind = DiagnosticKind(
    3069, title: "branches of different types",
    explanation: "Both branches of an `if` give values of one type.",
    example: "condition a(b: Bool) = (if b then 1 else \"x\") == 1\n")

  static func branchesDiffer(_ first: String, _ other: String, at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      branchesDifferKind, "the branch after `then` gives \(first), and this one \(other)", at: span)
  }

  static let notASetKind = DiagnosticKind(
    3070, title: "not a set",
    explanation: "`some`, `every`, `count` and `each` go through a set.",
    example: "condition a(n: Int) = some x in n where x > 1\n")

  static func notASet(_ type: String, at span: SourceSpan) -> Diagnostic {
    Diagnostic(notASetKind, "a quantifier goes through a set, and this is \(type)", at: span)
  }
}
