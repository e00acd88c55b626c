/// The TextMate grammar of Remit, for editors and for GitHub, made from the lexer's own tables.
///
/// A regular grammar cannot know everything that the parser knows. It takes a contextual keyword for
/// one where what stands beside it says so, on the same line.
package enum TextMateGrammar {
  package static let scope = "source.remit"

  /// The file `remit.tmLanguage.json`.
  package static var text: String {
    """
    {
      "information_for_contributors": "Made by `remit debug textmate` from the tables of the lexer: change those.",
      "name": "Remit",
      "scopeName": "\(scope)",
      "fileTypes": ["remit"],
      "patterns": \(TextMateRule.list(rules, indent: "  "))
    }

    """
  }

  /// Every regular expression in it.
  package static var expressions: [String] { rules.flatMap(\.expressions) }

  /// Words that are keywords somewhere.
  package static var keywords: [String] {
    Lexeme.allCases.filter { $0.keywordKind != nil }.map(\.rawValue)
  }

  /// In the order in which they are tried where several match at one place.
  private static let rules: [TextMateRule] =
    comments + literals + declarations + clauses + members + words + signs

  static let comments: [TextMateRule] = [
    .match(.some("///(?!/).*$", .documentation)),
    .match(.some("//.*$", .comment)),
  ]

  static let string: TextMateRule = .region(
    [.some("\"", .string)], until: [.some("\"|$", .string)],
    name: HighlightKind.string.textMateScope,
    [
      .match(.some("\\\\(?:[nt\"\\\\]|u\\{[0-9A-Fa-f]{1,6}\\})", .escape)),
      .match(.some("\\\\.", .invalid)),
    ])

  private static let literals: [TextMateRule] = [
    .region(
      [.word(.matches), .blanks, .some("/", .regex)], until: [.some("/|$", .regex)],
      name: HighlightKind.regex.textMateScope,
      [.match(.some("\\\\.", .regex))]),
    .region(
      [.word(.like), .blanks, .some("\"", .string)], until: [.some("\"|$", .string)],
      name: HighlightKind.string.textMateScope,
      [
        .match(.some("\\\\(?:[nt\"\\\\*]|u\\{[0-9A-Fa-f]{1,6}\\})|\\*", .escape)),
        .match(.some("\\\\.", .invalid)),
      ]),
    string,
    .match(
      .some(
        "[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\\.[0-9]{1,3})?"
          + "(?:Z|[+-][0-9]{2}:[0-9]{2})(?![A-Za-z0-9_])", .instant)),
    .match(
      .some(
        "[0-9]+(?:\(DurationUnit.allCases.map(\.rawValue).joined(separator: "|")))"
          + "(?![A-Za-z0-9_])", .duration)),
    .match(.some("[0-9]+(?![A-Za-z0-9_]|\\.[0-9])", .number)),
    .match(.some("[0-9][A-Za-z0-9_]*(?:[.:][0-9][A-Za-z0-9_]*)*", .invalid)),
  ]

  static let comma: TextMateRule = .match(.some(",", .punctuation))

  private static let members: [TextMateRule] = [
    .match(
      .some(TextMateRule.name, .attribute),
      .ahead(
        "(?:[ \\t]+as[ \\t]+\"[^\"]*\")?(?:[ \\t]+from[ \\t]+request)?[ \\t]*\\??[ \\t]*:(?!:)")),
    // Any word is an attribute here, a reserved one, too.
    .match(.word(.has), .blanks, .some(TextMateRule.name, .attribute)),
    .match(
      .some("\\.", .punctuation), .blanks,
      .some(whole(BuiltinWords.methods), .builtinFunction), .ahead("\\(")),
    .match(
      .some("\\.", .punctuation), .blanks, .some(TextMateRule.lowName, .call), .ahead("\\(")),
    .match(.some("\\.", .punctuation), .blanks, .some(TextMateRule.typeName, .type)),
    .match(.some("\\.", .punctuation), .blanks, .some(TextMateRule.lowName, .attribute)),
  ]

  /// Words that are keywords wherever they stand, and names.
  private static let words: [TextMateRule] = {
    var rules: [TextMateRule] = []
    for kind in HighlightKind.allCases {
      let reserved = Lexeme.allCases.filter { $0.isReserved && $0.keywordKind == kind }
      if !reserved.isEmpty { rules.append(.match(.words(reserved))) }
    }
    return rules + [
      .match(.some(whole([BuiltinWords.variable]), .languageVariable)),
      .match(.some(whole(BuiltinWords.types), .builtinType)),
      .match(.some(TextMateRule.typeName, .type)),
      .match(.some(TextMateRule.lowName, .module), .ahead("\\.[A-Z]")),
      .match(.some(whole(BuiltinWords.functions), .builtinFunction), .ahead("[ \\t]*\\(")),
      .match(.some(TextMateRule.lowName, .call), .ahead("\\(")),
      .match(.some(TextMateRule.lowName, .name)),
    ]
  }()

  private static let signs: [TextMateRule] = [
    .match(.some("&&|\\|\\||!(?!=)|===|!==|=~|;|#.*$|'[^']*'", .invalid)),
    .match(.some("::|[{}\\[\\](),.:]", .punctuation)),
    .match(.some("==|!=|<=|>=|[<>=+*|?-]", .sign)),
  ]

  static func whole(_ words: [String]) -> String {
    "(?<![A-Za-z0-9_])(?:\(words.joined(separator: "|")))\(TextMateRule.wordEnd)"
  }
}
