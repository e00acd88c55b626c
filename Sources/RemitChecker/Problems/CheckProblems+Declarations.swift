import RemitModel
import RemitSource
import RemitSyntax

/// Problems of types, entity types, enums and actions where they are declared.
extension CheckProblem {
  static let declarationKinds: [DiagnosticKind] = [
    wireTakenKind, actionWireTakenKind, typeTooLargeKind, notAnEntityTypeKind,
    unionInEntityLiteralKind, unionInTypeTestKind, fromRequestNotOptionalKind,
    fromRequestMisplacedKind, tooManyAttributesKind,
  ]

  static let wireTakenKind = DiagnosticKind(
    2020, title: "wire name taken",
    explanation: """
      The name that data and requests use must say which one is meant: it is unique among the \
      entity types of a policy, the cases of an enum, and the attributes of a record. Without `as` \
      it is the declared name.
      """,
    example: "entity User as \"user\"\nentity Account as \"user\"\n")

  static func wireTaken(
    _ wire: Text, by kind: String, at span: SourceSpan, first: SourceSpan
  ) -> Diagnostic {
    Diagnostic(
      wireTakenKind, "another \(kind) has the wire name `\(wire)`", at: span,
      notes: [
        DiagnosticNote("the first is here", at: first),
        DiagnosticNote("give one of them a wire name of its own with `as \"…\"`"),
      ])
  }

  static let actionWireTakenKind = DiagnosticKind(
    2021, title: "wire name of an action taken",
    explanation: """
      Two actions may share a wire name only where no resource type takes both: a request names \
      the action by its wire name and the type of the resource.
      """,
    example: """
      entity User
      entity Doc
      action read on Doc by User
      action view as "read" on Doc by User
      """)

  static func actionWireTaken(
    _ wire: Text, _ name: WordSyntax, on type: String, first: WordSyntax
  ) -> Diagnostic {
    Diagnostic(
      actionWireTakenKind,
      "`\(first.text)` is called `\(wire)` on the wire too, and both apply to `\(type)`",
      at: name.span, notes: [DiagnosticNote("the first is here", at: first.span)])
  }

  static let typeTooLargeKind = DiagnosticKind(
    2022, title: "type too large",
    explanation: """
      With its aliases written out a type has at most 10,000 attributes, nested at most 64 levels \
      deep.
      """,
    example: "")

  static func typeTooLarge(at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      typeTooLargeKind,
      "with its aliases written out this type is larger than \(CheckLimits.typeNodesMax) attributes "
        + "or deeper than \(CheckLimits.typeDepthMax) levels", at: span)
  }

  static let notAnEntityTypeKind = DiagnosticKind(
    2023, title: "not an entity type",
    explanation: """
      Principals, resources, parents, unions, patterns and entity literals are about entity types, \
      or about an alias of some.
      """,
    example: "entity User\nenum Tier { low, high }\naction read on Tier by User\n")

  static func notAnEntityType(_ name: NameSyntax, found: String) -> Diagnostic {
    Diagnostic(
      notAnEntityTypeKind, "`\(name.text)` is \(found), and an entity type is wanted here",
      at: name.span)
  }

  static let unionInEntityLiteralKind = DiagnosticKind(
    2024, title: "union in an entity literal",
    explanation: "An entity has one type. Name the member of the union that is meant.",
    example: """
      entity User
      entity Bot
      type Account = User | Bot
      let admin = Account::"ada"
      """)

  static func unionInEntityLiteral(_ name: NameSyntax) -> Diagnostic {
    Diagnostic(
      unionInEntityLiteralKind,
      "`\(name.text)` stands for several entity types, and an entity has "
        + "one", at: name.span)
  }

  static let unionInTypeTestKind = DiagnosticKind(
    2025, title: "union after is",
    explanation: "`is` tests for one entity type. Join several tests with `or`.",
    example: """
      entity User
      entity Bot
      entity Doc { owner: User | Bot }
      type Account = User | Bot
      action read on Doc by User
      allow a: User to read on Doc when resource.owner is Account
      """)

  static func unionInTypeTest(_ name: NameSyntax) -> Diagnostic {
    Diagnostic(
      unionInTypeTestKind, "`\(name.text)` stands for several entity types; `is` tests for one",
      at: name.span)
  }

  static let fromRequestNotOptionalKind = DiagnosticKind(
    2026, title: "from request and required",
    explanation: """
      What a request may supply may also be missing, so an attribute marked `from request` is \
      optional.
      """,
    example: "entity User { role from request: String }\n")

  static func fromRequestNotOptional(_ word: WordSyntax) -> Diagnostic {
    Diagnostic(
      fromRequestNotOptionalKind,
      "`\(word.text)` may come from the request, so it must be optional", at: word.span,
      notes: [DiagnosticNote("write `\(word.text) from request?: …`")])
  }

  static let fromRequestMisplacedKind = DiagnosticKind(
    2027, title: "from request out of place",
    explanation: """
      `from request` marks attributes of an entity type. A context always comes from the request, \
      and a record inside a value comes with the value.
      """,
    example: """
      entity User
      entity Doc
      action read on Doc by User { reason from request?: String }
      """)

  static func fromRequestMisplaced(_ word: WordSyntax, isContext: Bool) -> Diagnostic {
    Diagnostic(
      fromRequestMisplacedKind,
      isContext
        ? "the context always comes from the request; leave `from request` away"
        : "`from request` marks attributes of entity types only", at: word.span)
  }

  static let tooManyAttributesKind = DiagnosticKind(
    2028, title: "too many attributes",
    explanation: "An entity type, a context or a record has at most 1,000 attributes.",
    example: "")

  static func tooManyAttributes(_ count: Int, at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      tooManyAttributesKind,
      "there are \(count) attributes here, and \(CheckLimits.attributesMax) are allowed", at: span,
      notes: [DiagnosticNote("a `Map` holds any number of keys")])
  }
}
