import RemitSource

/// Problems of bytes and tokens.
extension SyntaxProblem {
  static let textKinds: [DiagnosticKind] = [
    fileTooLargeKind, tooManyTokensKind, nestedTooDeeplyKind, tooManyProblemsKind,
    invalidUTF8Kind, controlCharacterKind, bidirectionalKind, invisibleKind, unassignedKind,
    unexpectedCharacterKind, nameBeyondASCIIKind, numberTouchesLetterKind, fractionKind,
    dateWithoutTimeKind, malformedInstantKind, compoundDurationKind, unterminatedStringKind,
    unterminatedRegexKind, badEscapeKind, starEscapeKind, foreignQuotesKind, foreignOperatorKind,
    foreignCommentKind, semicolonKind,
  ]

  // MARK: Bounds

  static let fileTooLargeKind = DiagnosticKind(
    1001, title: "file too large",
    explanation: "A source file may have 16 MB. Split it into several files of one module.",
    example: "")

  static func fileTooLarge(_ count: Int, max: Int, at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      fileTooLargeKind,
      "the file has \(count) bytes, more than the \(max) allowed",
      at: span, notes: [DiagnosticNote("split it into several files of the same module")])
  }

  static let tooManyTokensKind = DiagnosticKind(
    1002, title: "too many tokens",
    explanation: "A source file may have four million words, numbers and signs. Split it.",
    example: "")

  static func tooManyTokens(max: Int, at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      tooManyTokensKind, "the file has more than \(max) tokens", at: span,
      notes: [DiagnosticNote("split it into several files of the same module")])
  }

  static let nestedTooDeeplyKind = DiagnosticKind(
    1003, title: "nested too deeply",
    explanation: """
      Expressions and types may be nested 128 levels deep. A chain of `+`, `-`, `*` or of `.name` \
      nests one level with each step; `and` and `or` chains do not. Name parts with `let` or \
      `condition`.
      """,
    example: "let deep = " + String(repeating: "(", count: 129) + "1"
      + String(repeating: ")", count: 129) + "\n")

  static func nestedTooDeeply(at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      nestedTooDeeplyKind, "nested more than \(SyntaxLimits.nestingDepthMax) levels deep",
      at: span, notes: [DiagnosticNote("give parts of it a name with `let` or `condition`")])
  }

  static let tooManyProblemsKind = DiagnosticKind(
    1004, .note, title: "too many problems",
    explanation: "Only the first 100 errors and the first 100 warnings of a file are shown.",
    example: "")

  static func tooManyProblems(at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      tooManyProblemsKind,
      "only the first \(SyntaxLimits.problemsShownMax) problems of the file are shown", at: span)
  }

  // MARK: Characters

  static let invalidUTF8Kind = DiagnosticKind(
    1005, title: "not UTF-8",
    explanation: "A source file is UTF-8 throughout. Convert it to UTF-8 and save it again.",
    example: "")

  static func invalidUTF8(at span: SourceSpan) -> Diagnostic {
    Diagnostic(invalidUTF8Kind, "the file is not valid UTF-8 here", at: span)
  }

  static let controlCharacterKind = DiagnosticKind(
    1006, title: "control character",
    explanation: """
      Control characters other than tabs and line ends do not belong in a source text: editors \
      hide them or, as with a carriage return alone, show one line as two. In a string write \
      them `\\u{…}`.
      """,
    example: "let a = \"x\u{7}y\"\n")

  static func controlCharacter(_ byte: UInt8, at span: SourceSpan) -> Diagnostic {
    let what =
      switch byte {
      case 0: "a NUL byte"
      case 0x0D: "a carriage return without a line feed"
      default: "the control character \(codePoint(Unicode.Scalar(byte)))"
      }
    return Diagnostic(controlCharacterKind, "\(what) may not stand in a source text", at: span)
  }

  static let bidirectionalKind = DiagnosticKind(
    1007, title: "bidirectional control",
    explanation: """
      A character that changes the direction of text makes a reader see another policy than the \
      one that counts. In a string write it `\\u{…}`; elsewhere remove it.
      """,
    example: "let a = \"x\u{202E}y\"\n")

  static let invisibleKind = DiagnosticKind(
    1008, title: "invisible character",
    explanation: """
      A zero-width or otherwise invisible character makes two different texts look the same. In a \
      string write it `\\u{…}`; elsewhere remove it.
      """,
    example: "let a = \"x\u{200B}y\"\n")

  static let unassignedKind = DiagnosticKind(
    1009, title: "unassigned character",
    explanation: """
      The character has no meaning in Unicode yet, so nobody can say how it will look. In a \
      string write it `\\u{…}`; elsewhere remove it.
      """,
    example: "let a = \"x\u{0378}y\"\n")

  static func forbiddenCharacter(
    _ scalar: Unicode.Scalar, _ kind: ForbiddenCharacter, in place: CharacterPlace,
    at span: SourceSpan
  ) -> Diagnostic {
    let (entry, what) =
      switch kind {
      case .control: (controlCharacterKind, "the control character")
      case .bidirectional: (bidirectionalKind, "the bidirectional control")
      case .invisible: (invisibleKind, "the invisible character")
      case .unassigned: (unassignedKind, "the unassigned character")
      }
    let escape = "\\u{" + String(scalar.value, radix: 16, uppercase: true) + "}"
    let fix =
      place == .string
      ? FixIt(
        message: "write it as an escape", edits: [TextEdit(span: span, replacement: escape)])
      : FixIt(message: "remove it", edits: [TextEdit(span: span, replacement: "")])
    return Diagnostic(
      entry, "\(what) \(codePoint(scalar)) may not stand in a source text", at: span, fixes: [fix])
  }

  static let unexpectedCharacterKind = DiagnosticKind(
    1010, title: "unexpected character",
    explanation: "The character begins nothing in the language. Divisions, remainders, "
      + "annotations and bit operations do not exist.",
    example: "let a = 6 / 2\n")

  static func unexpectedCharacter(_ scalar: Unicode.Scalar, at span: SourceSpan) -> Diagnostic {
    var notes: [DiagnosticNote] = []
    var fixes: [FixIt] = []
    switch scalar {
    case "/":
      notes = [
        DiagnosticNote(
          "there is no division; a pattern between slashes stands only after `matches`")
      ]
    case "'": notes = [DiagnosticNote("a string stands between double quotes")]
    case "–", "—", "−":
      fixes = [
        FixIt(message: "write `-`", edits: [TextEdit(span: span, replacement: "-")])
      ]
    case _ where scalar.properties.generalCategory == .spaceSeparator:
      fixes = [
        FixIt(message: "write a space", edits: [TextEdit(span: span, replacement: " ")])
      ]
    default: break
    }
    let isVisible =
      scalar.properties.generalCategory != .spaceSeparator && scalar.value > 0x20
      && scalar.value != 0x60
    let shown = isVisible ? "`\(scalar)`" : codePoint(scalar)
    return Diagnostic(
      unexpectedCharacterKind, "unexpected character \(shown)", at: span, notes: notes,
      fixes: fixes)
  }

  static let nameBeyondASCIIKind = DiagnosticKind(
    1011, title: "name beyond ASCII",
    explanation: """
      Names are ASCII letters, digits, `_` and inner hyphens, so that no two names look alike. \
      Any text may stand in a string and in an entity's id.
      """,
    example: "let café = 1\n")

  static func nameBeyondASCII(_ name: String, at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      nameBeyondASCIIKind, "`\(name)` is no name: names are ASCII letters, digits, `_` and `-`",
      at: span)
  }

  static func codePoint(_ scalar: Unicode.Scalar) -> String {
    let digits = String(scalar.value, radix: 16, uppercase: true)
    return "U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  }
}
