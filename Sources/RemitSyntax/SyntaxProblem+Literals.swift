import RemitSource

/// Problems of literals, and what other languages write in place of ours.
extension SyntaxProblem {
  // MARK: Numbers, durations, instants

  static let numberTouchesLetterKind = DiagnosticKind(
    1020, title: "number touches a letter",
    explanation: """
      A number ends where its digits end; the only letters that may follow are the units of a \
      duration, `w d h m s ms`. There are no exponents, no other bases and no digit groups.
      """,
    example: "let a = 5min\n")

  static func numberTouchesLetter(
    _ text: String, digits: String, rest: String, at span: SourceSpan
  ) -> Diagnostic {
    var fixes: [FixIt] = []
    if let unit = meantUnit(rest) {
      fixes = [
        FixIt(
          message: "write `\(digits)\(unit.rawValue)`",
          edits: [TextEdit(span: span, replacement: digits + unit.rawValue)])
      ]
    }
    return Diagnostic(
      numberTouchesLetterKind, "`\(text)` is neither a number nor a duration", at: span,
      notes: [
        DiagnosticNote("a duration is one number and one of the units `w d h m s ms`, as in `90d`")
      ],
      fixes: fixes)
  }

  private static func meantUnit(_ text: String) -> DurationUnit? {
    switch text {
    case "W", "week", "weeks", "wk": .week
    case "D", "day", "days": .day
    case "H", "hr", "hrs", "hour", "hours": .hour
    case "min", "mins", "minute", "minutes": .minute
    case "S", "sec", "secs", "second", "seconds": .second
    case "MS", "Ms", "msec", "millis", "millisecond", "milliseconds": .millisecond
    default: nil
    }
  }

  static let fractionKind = DiagnosticKind(
    1021, title: "fraction",
    explanation: """
      Numbers are whole. Choose a smaller unit: cents rather than euros, `1500ms` rather than \
      one and a half seconds.
      """,
    example: "let a = 1.5\n")

  static func fraction(_ text: String, at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      fractionKind, "`\(text)` has a fraction, but numbers are whole", at: span,
      notes: [DiagnosticNote("choose a smaller unit, such as cents or `ms`")])
  }

  static let dateWithoutTimeKind = DiagnosticKind(
    1022, title: "date without a time",
    explanation: """
      An instant has a day, a time and an offset: `2026-11-20T09:00:00Z`. A day alone begins at \
      different instants in different places. (For a subtraction put spaces around the minus.)
      """,
    example: "let a = 2026-11-20\n")

  static func dateWithoutTime(_ text: String, at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      dateWithoutTimeKind, "`\(text)` is a day without a time", at: span,
      notes: [DiagnosticNote("an instant has a time and an offset, as in `\(text)T09:00:00Z`")],
      fixes: [
        FixIt(
          message: "write the start of that day in UTC",
          edits: [TextEdit(span: span, replacement: text + "T00:00:00Z")])
      ])
  }

  static let malformedInstantKind = DiagnosticKind(
    1023, title: "malformed instant",
    explanation: """
      An instant is written as RFC 3339 has it, with capital `T` and `Z`, seconds, at most three \
      fraction digits, and an offset: `2026-11-20T09:00:00Z`, `2026-11-20T10:00:00.250+01:00`.
      """,
    example: "let a = 2026-11-20T09:00Z\n")

  static func malformedInstant(_ text: String, at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      malformedInstantKind, "`\(text)` is no instant", at: span,
      notes: [
        DiagnosticNote(
          "an instant has seconds and an offset, as in `2026-11-20T09:00:00Z` or "
            + "`2026-11-20T10:00:00.250+01:00`")
      ])
  }

  static let compoundDurationKind = DiagnosticKind(
    1024, title: "compound duration",
    explanation: "A duration is one number and one unit. Write `90m` or `1h + 30m` for `1h30m`.",
    example: "let a = 1h30m\n")

  static func compoundDuration(
    _ text: String, _ parts: [(Int64, DurationUnit)], at span: SourceSpan
  ) -> Diagnostic {
    let sum = parts.map { "\($0.0)\($0.1.rawValue)" }.joined(separator: " + ")
    var fixes: [FixIt] = []
    if let single = singleDuration(parts) {
      fixes = [
        FixIt(
          message: "write `\(single)`", edits: [TextEdit(span: span, replacement: single)])
      ]
    }
    return Diagnostic(
      compoundDurationKind, "`\(text)` has several units, but a duration has one", at: span,
      notes: [DiagnosticNote("a sum of durations is written `\(sum)`")], fixes: fixes)
  }

  /// The sum in its smallest unit, or `nil` if it is too large.
  private static func singleDuration(_ parts: [(Int64, DurationUnit)]) -> String? {
    guard let smallest = parts.map(\.1).min(by: { $0.milliseconds < $1.milliseconds }) else {
      return nil
    }
    var total: Int64 = 0
    for (number, unit) in parts {
      let (product, overflow) = number.multipliedReportingOverflow(
        by: unit.milliseconds / smallest.milliseconds)
      let (sum, isPast) = total.addingReportingOverflow(product)
      if overflow || isPast { return nil }
      total = sum
    }
    return "\(total)\(smallest.rawValue)"
  }

  // MARK: Strings and patterns

  static let unterminatedStringKind = DiagnosticKind(
    1030, title: "unterminated string",
    explanation: "A string ends with `\"` on the line on which it begins; a line end is `\\n`.",
    example: "let a = \"text\n")

  static func unterminatedString(at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      unterminatedStringKind, "the string does not end on this line", at: span,
      notes: [DiagnosticNote("a line end inside a string is written `\\n`")])
  }

  static let unterminatedRegexKind = DiagnosticKind(
    1031, title: "unterminated pattern",
    explanation: "A pattern ends with `/` on the line on which it begins; a slash inside is `\\/`.",
    example: "condition a(s: String) = s matches /ab\n")

  static func unterminatedRegex(at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      unterminatedRegexKind, "the pattern does not end on this line", at: span,
      notes: [DiagnosticNote("a slash inside a pattern is written `\\/`")])
  }

  static let badEscapeKind = DiagnosticKind(
    1032, title: "unknown escape",
    explanation: """
      In strings a backslash begins one of `\\n`, `\\t`, `\\"`, `\\\\` and `\\u{…}` with one to six \
      hexadecimal digits of a Unicode scalar.
      """,
    example: "let a = \"C:\\dir\"\n")

  static func unknownEscape(_ text: String, at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      badEscapeKind, "`\(text)` is no escape", at: span,
      notes: [DiagnosticNote("escapes are `\\n`, `\\t`, `\\\"`, `\\\\` and `\\u{…}`")],
      fixes: [
        FixIt(
          message: "write a backslash as `\\\\`",
          edits: [TextEdit(span: span, replacement: "\\" + text)])
      ])
  }

  static func badUnicodeEscape(at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      badEscapeKind, "the escape names no character", at: span,
      notes: [
        DiagnosticNote("write `\\u{` one to six hexadecimal digits `}`, as in `\\u{1F512}`")
      ])
  }

  static let starEscapeKind = DiagnosticKind(
    1033, title: "escaped star outside of like",
    explanation: "`\\*` is a literal star in the pattern of `like`. Elsewhere a star is a star.",
    example: "let a = \"5 \\* 3\"\n")

  static func starEscape(at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      starEscapeKind, "`\\*` is an escape only in the pattern of `like`", at: span,
      fixes: [FixIt(message: "write `*`", edits: [TextEdit(span: span, replacement: "*")])])
  }

  static let foreignQuotesKind = DiagnosticKind(
    1034, title: "other quotes",
    explanation: "A string stands between double quotes: `\"text\"`.",
    example: "let a = 'text'\n")

  static func foreignQuotes(replacement: String? = nil, at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      foreignQuotesKind, "a string stands between double quotes `\"`", at: span,
      fixes: replacement.map {
        [FixIt(message: "write `\($0)`", edits: [TextEdit(span: span, replacement: $0)])]
      } ?? [])
  }

  // MARK: Other languages

  static let foreignOperatorKind = DiagnosticKind(
    1040, title: "operator of another language",
    explanation: "Logic is written `and`, `or`, `not`; comparison `==`, `!=`, `matches`.",
    example: "condition a(x: Bool, y: Bool) = x && y\n")

  static func foreignOperator(
    _ text: String, ours: String, replacement: String, at span: SourceSpan
  ) -> Diagnostic {
    Diagnostic(
      foreignOperatorKind, "`\(text)` is written `\(ours)`", at: span,
      fixes: [
        FixIt(
          message: "write `\(ours)`", edits: [TextEdit(span: span, replacement: replacement)])
      ])
  }

  static let foreignCommentKind = DiagnosticKind(
    1041, title: "comment of another language",
    explanation: "A comment begins with `//` and ends with the line.",
    example: "# the payments team\nmodule payments\n")

  static func hashComment(at span: SourceSpan) -> Diagnostic {
    let hash = SourceSpan(file: span.file, lower: span.lower, upper: span.lower + 1)
    return Diagnostic(
      foreignCommentKind, "a comment begins with `//`", at: span,
      fixes: [FixIt(message: "write `//`", edits: [TextEdit(span: hash, replacement: "//")])])
  }

  static func blockComment(at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      foreignCommentKind, "a comment begins with `//` and ends with the line", at: span)
  }

  static let semicolonKind = DiagnosticKind(
    1042, title: "semicolon",
    explanation: "Declarations end by themselves. Remove the semicolon.",
    example: "let a = 1;\n")

  static func semicolon(at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      semicolonKind, "declarations end without `;`", at: span,
      fixes: [FixIt(message: "remove it", edits: [TextEdit(span: span, replacement: "")])])
  }
}
