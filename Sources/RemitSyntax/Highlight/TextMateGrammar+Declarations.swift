/// Contextual keywords: each beside what makes it one.
extension TextMateGrammar {
  private static let low = TextMateRule.lowName
  private static let typeName = TextMateRule.typeName
  private static let end = TextMateRule.wordEnd

  /// A small word, no reserved one, after blanks.
  private static let lowAhead = "[ \\t]+\(TextMateRule.notReserved)[a-z_]"
  private static let colon: TextMateRule.Part = .some(":(?!:)", .punctuation)

  /// A name, with a wire name behind it or without.
  private static func wired(_ kind: HighlightKind) -> [TextMateRule] {
    let name = kind == .declaredType ? typeName : low
    return comments + [string, comma, .match(.word(.as)), .match(.some(name, kind))]
  }

  static let declarations: [TextMateRule] =
    [
      .match(
        .words([.module, .use]),
        .cut(
          low + "(?:\\.\(low))*",
          [.match(.some("\\.", .punctuation)), .match(.some(low, .module))])),
      .match(.word(.type), .some(typeName, .declaredType), .ahead("[ \\t]*=")),
      .region(
        [.word(.enumeration), .some(typeName, .declaredType), .blanks, .some("\\{", .punctuation)],
        until: [.some("\\}", .punctuation)], wired(.declaredName)),
      .match(.word(.open), .ahead("[ \\t]+\(Lexeme.entity.rawValue)\(end)")),
      // An entity of a test is a literal, with its id.
      .match(.word(.entity), .ahead("[ \\t]+(?:\(low)\\.)*\(typeName)[ \\t]*::")),
      .region(
        [.word(.entity), .ahead("[ \\t]+[A-Z]")],
        until: [.ahead("[{}]|(?<![A-Za-z0-9_])(?!as\(end))[a-z_]")], wired(.declaredType)),
      .region(
        [.word(.action), .ahead(lowAhead)],
        until: [.ahead("[{}=]|(?<![A-Za-z0-9_])(?:on|by)\(end)")], wired(.declaredName)),
      .match(.word(.actions), .some(low, .declaredName), .ahead("[ \\t]*(?:=|$)")),
      .match(.word(.let), .some(low, .declaredName), .ahead("[ \\t]*(?:[:=]|$)")),
      .region(
        [.word(.condition), .some(low, .declaredName), .blanks, .some("\\(", .punctuation)],
        until: [.some("\\)", .punctuation)],
        comments + [
          comma, .match(.some(low, .parameter), .ahead("[ \\t]*:")), colonRule,
          .match(.some("[<>|]", .sign)), .match(.some("\\.", .punctuation)),
          .match(.some(whole(BuiltinWords.types), .builtinType)),
          .match(.some(typeName, .type)), .match(.some(low, .module), .ahead("\\.[A-Z]")),
        ]),
      .match(.word(.condition), .some(low, .declaredName), .ahead("[ \\t]*(?:=|$)")),
      .match(
        .word(.role), .some(low, .declaredName),
        .ahead("[ \\t]*(?:\\{|$|\(Lexeme.extends.rawValue)\(end))")),
      .match(.word(.fixture), .some(low, .declaredName), .ahead("[ \\t]*(?:\\{|$)")),
      .match(.words([.allow, .deny]), .some(low, .declaredName), .blanks, colon),
      .match(.word(.limit), .some(low, .declaredName), .blanks, colon),
      .match(
        .word(.separate), .word(.active), .word(.roles), .some(low, .declaredName), .blanks, colon
      ),
      .match(
        .word(.separate), .words([.roles, .duties, .permissions]), .some(low, .declaredName),
        .blanks, colon),
      .region(
        [.word(.grant), .ahead(lowAhead)], until: [.ahead("(?<![A-Za-z0-9_])to\(end)|[{}:]")],
        comments + [
          .match(.word(.as), .some(low, .declaredName)),
          .match(
            .some(low, .module), .some("\\.", .punctuation), .some(low, .name)),
          .match(.some(low, .name)),
        ]),
      .match(.word(.retire), .word(.duty), .ahead("[ \\t]*(?:\"|$)")),
      .match(.words([.duty, .waive]), .ahead(lowAhead)),
      .match(.word(.test), .ahead("[ \\t]*\"")),
      .match(.words([.layer, .ceiling, .override, .importWord]), .ahead(lowAhead)),
      expectation,
    ]

  private static let colonRule: TextMateRule = .match(colon)

  private static let expectation: TextMateRule = .region(
    [.word(.expect), .words([.allow, .deny])],
    until: [.some(":(?!:)|(?=[{}])", .punctuation)], outcome)

  private static let outcome: [TextMateRule] =
    comments + [
      comma, .match(.words([.by, .exactly, .oblige])),
      .match(.some(low, .module), .some("\\.", .punctuation), .some(low, .name)),
      .match(.some(low, .name)),
    ]

  static let clauses: [TextMateRule] = [
    .region(
      [.word(.expect), .word(.invalid)], until: [.some(":(?!:)|(?=[{}])", .punctuation)], outcome),
    .match(.word(.because), .ahead("[ \\t]*(?:\"|$)")),
    .match(.word(.oblige), .some(low, .name)),
    .match(.word(.from), .word(.request)),
    .match(.words([.from, .until]), .ahead("[ \\t]+[0-9]|[ \\t]*$")),
    .match(.word(.at), .word(.most)),
    .match(.words([.at, .within]), .ahead("[ \\t]+[0-9]")),
    .match(.word(.inWord), .word(.one), .word(.scope)),
    .match(.word(.never), .word(.on), .word(.everything)),
    .match(.word(.on), .word(.everything)),
    .match(.word(.to), .word(.groups), .word(.only)),
    .match(.words([.grants, .holders]), .word(.of)),
    .match(.word(.anywhere), .ahead("[ \\t]*(?:,|$|to\(end))")),
    .match(.word(.waivers), .word(.expire), .word(.within)),
    .match(.word(.expire), .word(.within)),
    .match(.word(.known), .word(.as)),
    .match(.words([.extends, .using]), .ahead("\(lowAhead)|[ \\t]*$")),
    .match(.word(.anyone), .ahead("[ \\t]+to\(end)|[ \\t]*$")),
    .match(.word(.with), .ahead("[ \\t]*\\{")),
    .match(.word(.withdrawn), .ahead(lowAhead)),
    .match(.word(.for), .ahead("[ \\t]+(?:\(low)\\.)*[A-Z]")),
    .match(
      .word(.version),
      .ahead("[ \\t]+(?:\"|\(TextMateRule.notReserved)[a-z_]|(?:principal|resource|context)\(end))")
    ),
    .match(
      .words([.some, .every, .count, .each]), .some(low, .parameter),
      .ahead("[ \\t]+\(Lexeme.inWord.rawValue)\(end)")),
  ]
}
