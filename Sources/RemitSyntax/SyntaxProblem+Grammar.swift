import RemitSource

/// Problems of words in places.
extension SyntaxProblem {
  static let grammarKinds: [DiagnosticKind] = [
    missingKind, unexpectedKind, misspeltDeclarationKind, reservedDeclarationKind,
    foreignDeclarationKind, misplacedHeaderKind, misspeltKeywordKind, reservedNameKind, capitalKind,
    unclosedKind,
    trailingCommaKind, joinedGreaterAndEqualKind, notAPermissionKind, notAStepKind,
    repeatedClauseKind, misplacedClauseKind, clauseWithoutMeaningKind, separationOfOneKind,
    unionWithoutParenthesesKind, anyoneOrAnythingKind, bareEntityIDKind,
    doubleColonBetweenNamesKind, idNotComposedKind, idMixesScriptsKind, assignForEqualKind,
    chainedComparisonKind, notBeforeOperatorKind, ifWithoutElseKind, stringForPatternKind,
    pathOutsideMatchesKind, questionMarkKind,
  ]

  // MARK: Missing and unexpected

  static let missingKind = DiagnosticKind(
    1101, title: "something is missing",
    explanation: """
      The grammar wants a word, a sign or an expression here. The place is the end of what stands \
      before it.
      """,
    example: "grant viewer User::\"ada\" on everything\n")

  static func missing(
    _ what: String, found: String, notes: [DiagnosticNote] = [], fix: FixIt? = nil,
    _ span: SourceSpan
  ) -> Diagnostic {
    Diagnostic(
      missingKind, "expected \(what), found \(found)", at: span, notes: notes,
      fixes: fix.map { [$0] } ?? [])
  }

  static let unexpectedKind = DiagnosticKind(
    1102, title: "unexpected",
    explanation: "What stands here continues nothing before it and begins no declaration.",
    example: "let a = 1 2\n")

  static func unexpected(
    _ found: String, isAfterDeclaration: Bool, at span: SourceSpan
  ) -> Diagnostic {
    let message =
      isAfterDeclaration
      ? "\(found) continues nothing that stands before it"
      : "expected a declaration, found \(found)"
    return Diagnostic(unexpectedKind, message, at: span)
  }

  static func closesNothing(_ bracket: String, at span: SourceSpan) -> Diagnostic {
    Diagnostic(unexpectedKind, "`\(bracket)` closes nothing that is open", at: span)
  }

  static let misspeltDeclarationKind = DiagnosticKind(
    1103, title: "unknown declaration",
    explanation: "No declaration begins with this word; one begins with a word much like it.",
    example: "rol viewer { }\n")

  static func misspeltDeclaration(
    _ word: String, meant: String, at span: SourceSpan
  ) -> Diagnostic {
    Diagnostic(
      misspeltDeclarationKind, "no declaration begins with `\(word)`", at: span,
      fixes: [
        FixIt(
          message: "did you mean `\(meant)`?",
          edits: [TextEdit(span: span, replacement: meant)])
      ])
  }

  static let reservedDeclarationKind = DiagnosticKind(
    1104, title: "reserved declaration",
    explanation: """
      `layer`, `ceiling`, `override` and `import` are kept as first words of declarations for \
      policies made of several layers, which do not exist yet.
      """,
    example: "layer platform\n")

  static func reservedDeclaration(_ word: String, at span: SourceSpan) -> Diagnostic {
    var notes: [DiagnosticNote] = []
    if word == "import" {
      notes = [DiagnosticNote("another module is named with `use`, as in `use pipeline`")]
    }
    return Diagnostic(
      reservedDeclarationKind,
      "`\(word)` is reserved for policies of several layers and declares nothing yet", at: span,
      notes: notes)
  }

  static let foreignDeclarationKind = DiagnosticKind(
    1105, title: "declaration of another language",
    explanation: """
      Rules begin with `allow` or `deny`, a name and a colon: \
      `deny freeze: anyone to deploy on Service when …`.
      """,
    example: "permit (principal, action, resource)\n")

  static func foreignDeclaration(_ word: String, at span: SourceSpan) -> Diagnostic {
    let ours = word == "forbid" ? "deny" : "allow"
    return Diagnostic(
      foreignDeclarationKind, "no declaration begins with `\(word)`", at: span,
      notes: [
        DiagnosticNote("a rule is written `\(ours) name: User to read on Document when …`")
      ])
  }

  static let misplacedHeaderKind = DiagnosticKind(
    1106, title: "module or use out of place",
    explanation: "A file begins with at most one `module`, then come all its `use`, then the rest.",
    example: "let a = 1\nuse pipeline\n")

  static func misplacedHeader(_ word: String, isSecond: Bool, at span: SourceSpan) -> Diagnostic {
    let message =
      isSecond
      ? "a file has one `module`, and this is the second"
      : "`\(word)` stands at the top of the file, before every declaration"
    return Diagnostic(misplacedHeaderKind, message, at: span)
  }

  static let misspeltKeywordKind = DiagnosticKind(
    1107, title: "misspelt keyword",
    explanation: "The word is no keyword, but one that may stand here is much like it.",
    example: "deny a: anyone to read on Document becuase \"b\"\n")

  static func misspeltKeyword(_ word: String, meant: String, at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      misspeltKeywordKind, "`\(word)` is no keyword here", at: span,
      fixes: [
        FixIt(
          message: "did you mean `\(meant)`?",
          edits: [TextEdit(span: span, replacement: meant)])
      ])
  }

  // MARK: Names

  static let reservedNameKind = DiagnosticKind(
    1110, title: "reserved word as a name",
    explanation: """
      The words of expressions and of every clause are reserved: `true false not and or in has is \
      like matches if then else some every count each where give now principal resource context \
      performed anything to on by of as when unless can`. Attributes alone may have any name.
      """,
    example: "let when = 1\n")

  static func reservedName(_ word: String, at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      reservedNameKind, "`\(word)` is a reserved word and cannot be a name", at: span)
  }

  static let capitalKind = DiagnosticKind(
    1111, title: "capital letter",
    explanation: "The name of a type starts with a capital letter, and no other name does.",
    example: "entity user\n")

  static func typeNameWithoutCapital(_ word: WordSyntax) -> Diagnostic {
    Diagnostic(
      capitalKind, "the type's name `\(word.text)` does not start with a capital letter",
      at: word.span,
      notes: [DiagnosticNote("names on the wire are free: `entity User as \"user\"`")])
  }

  static func nameWithCapital(_ word: WordSyntax) -> Diagnostic {
    Diagnostic(
      capitalKind, "`\(word.text)` starts with a capital letter, which only types do",
      at: word.span)
  }

  // MARK: Brackets and commas

  static let unclosedKind = DiagnosticKind(
    1112, title: "bracket not closed",
    explanation: "An opening bracket has no closing one. The note shows where it was opened.",
    example: "let a = [1, 2\n")

  static func unclosed(
    _ opening: String, _ closing: String, found: String, opener: SourceSpan, at span: SourceSpan
  ) -> Diagnostic {
    Diagnostic(
      unclosedKind, "expected `\(closing)`, found \(found)", at: span,
      notes: [DiagnosticNote("`\(opening)` was opened here", at: opener)])
  }

  static let trailingCommaKind = DiagnosticKind(
    1113, title: "trailing comma",
    explanation: "A comma after the last element is allowed in `[ ]`, `{ }` and enums alone.",
    example: "actions ship = deploy, rollback,\n")

  static func trailingComma(at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      trailingCommaKind, "nothing follows this comma", at: span,
      fixes: [FixIt(message: "remove it", edits: [TextEdit(span: span, replacement: "")])])
  }

  static let joinedGreaterAndEqualKind = DiagnosticKind(
    1114, title: "joined signs",
    explanation: "`>=` is one sign. After a type put a space between `>` and `=`.",
    example: "let a: Set<Int>= [1]\n")

  static func joinedGreaterAndEqual(at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      joinedGreaterAndEqualKind, "`>=` is one sign here", at: span,
      fixes: [
        FixIt(message: "write `> =`", edits: [TextEdit(span: span, replacement: "> =")])
      ])
  }

  // MARK: Blocks

  static let notAPermissionKind = DiagnosticKind(
    1115, title: "not a permission",
    explanation: "A role holds permissions: `can read, list on Document when …`.",
    example: "role viewer { read on Document }\n")

  static func notAPermission(_ found: String, at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      notAPermissionKind, "expected a permission or `}`, found \(found)", at: span,
      notes: [DiagnosticNote("a permission begins with `can`, as in `can read on Document`")])
  }

  static let notAStepKind = DiagnosticKind(
    1116, title: "not a step of a test",
    explanation: """
      A test holds what is given (`entity`, `grant`, `waive`, `at`, `performed`, `withdrawn`) and \
      what is expected (`expect`); a fixture holds what is given.
      """,
    example: "test \"a\" {\n    given User::\"ada\"\n}\n")

  static func notAStep(_ found: String, isFixture: Bool, at span: SourceSpan) -> Diagnostic {
    let steps = "`entity`, `grant`, `waive`, `at`, `performed` or `withdrawn`"
    return Diagnostic(
      notAStepKind,
      isFixture
        ? "expected \(steps), found \(found)"
        : "expected `expect` or one of \(steps), found \(found)",
      at: span)
  }

  static func expectInFixture(at span: SourceSpan) -> Diagnostic {
    Diagnostic(notAStepKind, "a fixture expects nothing; only a test does", at: span)
  }

  // MARK: Clauses

  static let repeatedClauseKind = DiagnosticKind(
    1117, title: "repeated clause",
    explanation: "Only `when`, `unless` and `oblige` may stand several times in one declaration.",
    example: "separate roles a: b, c at most 1 at most 2\n")

  static func repeatedClause(_ word: String, at span: SourceSpan) -> Diagnostic {
    Diagnostic(repeatedClauseKind, "`\(word)` stands here for the second time", at: span)
  }

  static let misplacedClauseKind = DiagnosticKind(
    1118, title: "clause out of order",
    explanation: """
      The clauses of a rule stand in the order `when`/`unless`, `because`, `oblige`; those of a \
      grant in the order `from`, `until`, `when`/`unless`, `because`.
      """,
    example: "deny a: anyone to read on Document because \"b\" when true\n")

  static func misplacedClause(_ word: String, before: String, at span: SourceSpan) -> Diagnostic {
    Diagnostic(misplacedClauseKind, "`\(word)` stands before `\(before)`", at: span)
  }

  static let clauseWithoutMeaningKind = DiagnosticKind(
    1119, title: "clause without meaning",
    explanation: """
      Roles: `at most`, `in one scope`, `by`, `because`. Active roles and permissions: `at most`, \
      `by`, `because`. Duties: `at most`, `within`, `because`.
      """,
    example: "separate duties a: b, c in one scope\n")

  static func clauseWithoutMeaning(
    _ clause: String, of kind: Lexeme, at span: SourceSpan
  ) -> Diagnostic {
    let what = kind == .active ? "active roles" : kind.rawValue
    return Diagnostic(
      clauseWithoutMeaningKind, "`\(clause)` means nothing for a separation of \(what)", at: span)
  }

  static let separationOfOneKind = DiagnosticKind(
    1120, title: "separation of one",
    explanation: "A separation keeps at least two roles, duties or permissions apart.",
    example: "separate roles a: b\n")

  static func separationOfOne(at span: SourceSpan) -> Diagnostic {
    Diagnostic(separationOfOneKind, "a separation keeps at least two things apart", at: span)
  }

  // MARK: Subjects, objects, entities

  static let unionWithoutParenthesesKind = DiagnosticKind(
    1121, title: "types without parentheses before in",
    explanation: """
      `User, Bot in Group::"ops"` could mean every `User` and the bots of the group, or the users \
      and bots of the group. Write `(User, Bot) in Group::"ops"`, or put the other first.
      """,
    example: "deny a: User, Bot in Group::\"ops\" to read on Document\n")

  static func unionWithoutParentheses(
    _ names: [String], in entity: String, first: SourceSpan, last: SourceSpan, at span: SourceSpan
  ) -> Diagnostic {
    let all = names.joined(separator: ", ")
    let opening = SourceSpan(file: first.file, lower: first.lower, upper: first.lower)
    let closing = SourceSpan(file: last.file, lower: last.upper, upper: last.upper)
    return Diagnostic(
      unionWithoutParenthesesKind, "`in` after several types needs parentheses around them",
      at: span,
      notes: [DiagnosticNote("if only the last is meant, put it first")],
      fixes: [
        FixIt(
          message: "write `(\(all)) in \(entity)`",
          edits: [
            TextEdit(span: opening, replacement: "("), TextEdit(span: closing, replacement: ")"),
          ])
      ])
  }

  static let anyoneOrAnythingKind = DiagnosticKind(
    1122, title: "anyone or anything",
    explanation: "Every subject is `anyone`; every action and every object is `anything`.",
    example: "deny a: anything to read on Document\n")

  static func anyoneOrAnything(_ word: String, meant: String, at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      anyoneOrAnythingKind, "`\(word)` does not stand here; `\(meant)` does", at: span,
      fixes: [
        FixIt(message: "write `\(meant)`", edits: [TextEdit(span: span, replacement: meant)])
      ])
  }

  static let bareEntityIDKind = DiagnosticKind(
    1123, title: "entity id without quotes",
    explanation: "An entity's id is a string: `User::\"ada\"`.",
    example: "grant viewer to User::ada on everything\n")

  static func bareEntityID(_ shown: String, _ id: String, at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      bareEntityIDKind, "an entity's id is a string, and `\(shown)` has no quotes", at: span,
      fixes: [
        FixIt(
          message: "write `\"\(shown)\"`",
          edits: [TextEdit(span: span, replacement: "\"" + id + "\"")])
      ])
  }

  static let doubleColonBetweenNamesKind = DiagnosticKind(
    1124, title: "double colon between names",
    explanation: "Modules and types are joined by a dot: `pipeline.User::\"ada\"`.",
    example: "grant viewer to pipeline::User::\"ada\" on everything\n")

  static func doubleColonBetweenNames(at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      doubleColonBetweenNamesKind, "names are joined by a dot; `::` stands before an id", at: span,
      fixes: [FixIt(message: "write `.`", edits: [TextEdit(span: span, replacement: ".")])])
  }

  static let idNotComposedKind = DiagnosticKind(
    1125, .warning, title: "id not in composed form",
    explanation: """
      The id has a letter and a mark where Unicode has one character for both (NFC). Ids compare \
      by their bytes, so the same word typed on another keyboard is another entity.
      """,
    example: "grant viewer to User::\"zoe\u{308}\" on everything\n")

  static func idNotComposed(at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      idNotComposedKind, "the id is not in Unicode's composed form (NFC)", at: span,
      notes: [DiagnosticNote("ids compare by their bytes: composed, it is another entity")])
  }

  static let idMixesScriptsKind = DiagnosticKind(
    1126, .warning, title: "id mixes scripts",
    explanation: """
      The id has letters of two scripts whose letters look alike, so it may be read as another.
      """,
    example: "grant viewer to User::\"\u{430}da\" on everything\n")

  static func idMixesScripts(
    _ one: EntityIDWarnings.Script, _ other: EntityIDWarnings.Script, at span: SourceSpan
  ) -> Diagnostic {
    Diagnostic(
      idMixesScriptsKind, "the id mixes \(one.rawValue) and \(other.rawValue) letters", at: span)
  }
}
