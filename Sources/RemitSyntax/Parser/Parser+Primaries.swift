import RemitSource

/// Operands: literals, names, calls, and the expressions that begin with a word of their own.
extension Parser {
  /// `postfix = primary { "." word | "[" expr "]" | "(" [ expr { "," expr } ] ")" }`
  mutating func postfix() -> ExpressionSyntax {
    let start = self.start
    let before = index
    var base = primary()
    var tall = height
    // What is not there has no members.
    guard index > before else { return base }
    while true {
      switch current {
      case .dot:
        advance()
        let name = attributeName()
        base = ExpressionSyntax(.member(base, name), span: span(from: start))
      case .leftBracket:
        let key = bracketed(until: .rightBracket, else: missingExpression()) { $0.expression() }
        tall = max(tall, height)
        base = ExpressionSyntax(.subscripted(base, key), span: span(from: start))
      case .leftParenthesis where isCall(base):
        let arguments = bracketed(until: .rightParenthesis, else: []) { $0.arguments() }
        tall = max(tall, height)
        base = ExpressionSyntax(.call(base, arguments), span: span(from: start))
      default:
        height = tall
        return base
      }
      tall += 1
      guard isWithinDepth(tall) else { return missingExpression() }
    }
  }

  /// Only names and members are called; a parenthesis after anything else is a mistake of its own.
  private func isCall(_ base: ExpressionSyntax) -> Bool {
    switch base.form {
    case .name, .member: true
    default: false
    }
  }

  /// An opening bracket, something one level deeper, and the closing bracket.
  private mutating func bracketed<Node>(
    until closing: Lexeme, else fallback: Node, _ body: (inout Parser) -> Node
  ) -> Node {
    let opener = currentSpan
    let outer = endsAtInOneScope
    endsAtInOneScope = false
    defer { endsAtInOneScope = outer }
    return nested(else: { _ in fallback }) { parser in
      parser.advance()
      let node = body(&parser)
      parser.close(closing, opener: opener)
      return node
    }
  }

  /// `[ expr { "," expr } ]`
  private mutating func arguments() -> [ExpressionSyntax] {
    height = 0
    guard !at(.rightParenthesis) else { return [] }
    var arguments: [ExpressionSyntax] = []
    var tall = 0
    repeat {
      arguments += list { parser in
        let argument = parser.expression()
        tall = max(tall, parser.height)
        return argument
      }
    } while !at(.rightParenthesis) && startsElement(before: .rightParenthesis) && !expect(.comma)
    height = tall
    return arguments
  }

  /// Steps over a closing bracket, or reports that the opening one is not closed.
  mutating func close(_ closing: Lexeme, opener: SourceSpan) {
    if consume(closing) { return }
    let place = SourceSpan(file: file, lower: previousUpper, upper: previousUpper)
    report(
      SyntaxProblem.unclosed(
        text(opener), closing.rawValue, found: describeCurrent(), opener: opener, at: place))
  }

  /// ```
  /// primary = literal | entity-lit | name | "(" expr ")" | set | record | conditional
  ///         | quantified | each | performed
  /// ```
  private mutating func primary() -> ExpressionSyntax {
    height = 0
    let place = currentSpan
    switch current {
    case .trueWord: return leaf(.boolean(true))
    case .falseWord: return leaf(.boolean(false))
    case .integer: return leaf(.integer(text(place)))
    case .instant: return leaf(.instant(text(place)))
    case .duration: return leaf(.duration(text(place)))
    case .string, .badString:
      let isSound = at(.string)
      let string = takeString()
      return ExpressionSyntax(isSound ? .string(string.value) : .missing, span: place)
    case .badLiteral, .regex, .badWord: return leaf(.missing)
    case .now, .principal, .resource, .context: return leaf(.name(wordHere))
    case .leftParenthesis: return parenthesized()
    case .leftBracket: return set()
    case .leftBrace: return recordExpression()
    case .ifWord: return conditional()
    case .some: return quantified(.some)
    case .every: return quantified(.every)
    case .count: return quantified(.count)
    case .each: return each()
    case .performed: return performed()
    default:
      guard current.isName, !startsSomethingElse() else {
        return noExpression()
      }
      return nameOrEntity()
    }
  }

  private var wordHere: WordSyntax { WordSyntax(text: text(currentSpan), span: currentSpan) }

  private mutating func leaf(_ form: ExpressionSyntax.Form) -> ExpressionSyntax {
    let place = currentSpan
    advance()
    return ExpressionSyntax(form, span: place)
  }

  private mutating func noExpression() -> ExpressionSyntax {
    let isNear = previousIndex >= 0 && !isFirstOnLine(index)
    if isNear, !isClauseWord, !at(.endOfFile) {
      report(
        SyntaxProblem.missing("an expression", found: describeCurrent(), currentSpan))
    } else {
      missing("an expression")
    }
    return missingExpression()
  }

  private var isClauseWord: Bool {
    switch current {
    case .when, .unless, .because, .oblige, .by, .can, .to, .on, .rightBrace, .rightBracket,
      .rightParenthesis, .comma, .then, .elseWord, .whereWord, .give:
      true
    default: false
    }
  }

  /// True where a word that could be a name plainly begins the next clause or declaration instead.
  private func startsSomethingElse() -> Bool {
    switch current {
    case .because: peek() == .string
    case .from, .until: peek() == .instant
    case .oblige: peek().isName
    default: isDeclarationStart(index)
    }
  }

  /// A name, or the type of an entity literal.
  private mutating func nameOrEntity() -> ExpressionSyntax {
    let start = self.start
    if at(.path), peek() == .leftParenthesis {
      report(SyntaxProblem.pathOutsideMatches(at: currentSpan))
      advance()
      _ = bracketed(until: .rightParenthesis, else: []) { $0.arguments() }
      height = 0
      return ExpressionSyntax(.missing, span: span(from: start))
    }
    guard peek() == .doubleColon || isQualifiedEntity() else { return leaf(.name(wordHere)) }
    let entity = entity()
    return ExpressionSyntax(.entity(entity), span: entity.span)
  }

  /// Looks past `{ "." word }` for the `::` of an entity literal.
  private func isQualifiedEntity() -> Bool {
    var at = index + 1
    while lexemes[at] == .dot, lexemes[at + 1].isName { at += 2 }
    return lexemes[at] == .doubleColon
  }

  /// `"(" expr ")"`
  private mutating func parenthesized() -> ExpressionSyntax {
    let start = self.start
    let inner = bracketed(until: .rightParenthesis, else: missingExpression()) {
      $0.expression()
    }
    return ExpressionSyntax(.parenthesized(inner), span: span(from: start))
  }

  /// `set = "[" [ expr { "," expr } [ "," ] ] "]"`
  private mutating func set() -> ExpressionSyntax {
    let start = self.start
    let elements: [ExpressionSyntax] = bracketed(until: .rightBracket, else: []) { parser in
      var elements: [ExpressionSyntax] = []
      var tall = 0
      while !parser.at(.rightBracket) {
        let before = parser.index
        elements.append(parser.expression())
        tall = max(tall, parser.height)
        if parser.continues(before: .rightBracket, since: before) { continue }
        break
      }
      parser.height = tall
      return elements
    }
    return ExpressionSyntax(.set(elements), span: span(from: start))
  }

  /// After an element of `[ ]` or `{ }`: true if another may follow, its comma taken or imagined.
  mutating func continues(before closing: Lexeme, since before: Int) -> Bool {
    if consume(.comma) { return !at(closing) }
    if at(closing) || at(.endOfFile) { return false }
    guard index > before, startsElement(before: closing) else { return false }
    expect(.comma)
    return true
  }

  private func startsElement(before closing: Lexeme) -> Bool {
    switch current {
    case .integer, .string, .instant, .duration, .badLiteral, .badString, .leftBracket,
      .leftBrace, .leftParenthesis:
      return true
    default:
      guard current.isAnyWord, !startsSomethingElse() else { return false }
      if closing == .rightBrace { return peek() == .colon }
      return current.isName
    }
  }

  /// `conditional = "if" expr "then" expr "else" expr`
  private mutating func conditional() -> ExpressionSyntax {
    let start = self.start
    return nested(else: { $0.missingExpression() }) { parser in
      let keyword = parser.currentSpan
      parser.advance()
      let condition = parser.expression()
      var tall = parser.height
      parser.expect(.then)
      let then = parser.expression()
      tall = max(tall, parser.height)
      var otherwise = parser.missingExpression()
      if parser.at(.elseWord) || parser.isMisspelt(as: [.elseWord]) {
        parser.advance()
        otherwise = parser.expression()
        tall = max(tall, parser.height)
      } else {
        parser.missingElse(of: keyword)
      }
      parser.height = tall
      return ExpressionSyntax(
        .conditional(condition: condition, then: then, otherwise: otherwise),
        span: parser.span(from: start))
    }
  }

  private mutating func missingElse(of keyword: SourceSpan) {
    let place = SourceSpan(file: file, lower: previousUpper, upper: previousUpper)
    report(SyntaxProblem.ifWithoutElse(keyword, at: place))
  }

  /// `quantified = ( "some" | "every" | "count" ) name "in" sum "where" expr`
  private mutating func quantified(_ quantifier: Quantifier) -> ExpressionSyntax {
    let start = self.start
    return nested(else: { $0.missingExpression() }) { parser in
      parser.advance()
      let variable = parser.newName("a name for the element")
      parser.expect(.inWord)
      let source = parser.sum()
      var tall = parser.height
      parser.expect(.whereWord)
      let condition = parser.expression()
      tall = max(tall, parser.height)
      parser.height = tall
      return ExpressionSyntax(
        .quantified(quantifier, variable: variable, source: source, condition: condition),
        span: parser.span(from: start))
    }
  }

  /// `each = "each" name "in" sum [ "where" expr ] "give" expr`
  private mutating func each() -> ExpressionSyntax {
    let start = self.start
    return nested(else: { $0.missingExpression() }) { parser in
      parser.advance()
      let variable = parser.newName("a name for the element")
      parser.expect(.inWord)
      let source = parser.sum()
      var tall = parser.height
      var condition: ExpressionSyntax?
      if parser.consume(.whereWord) {
        condition = parser.expression()
        tall = max(tall, parser.height)
      }
      parser.expect(.give)
      let give = parser.expression()
      tall = max(tall, parser.height)
      parser.height = tall
      return ExpressionSyntax(
        .each(variable: variable, source: source, condition: condition, give: give),
        span: parser.span(from: start))
    }
  }

  /// `performed = "performed" "(" ref "," expr ")"`
  private mutating func performed() -> ExpressionSyntax {
    let start = self.start
    return nested(else: { $0.missingExpression() }) { parser in
      parser.advance()
      let opener = parser.currentSpan
      guard parser.expect(.leftParenthesis) else { return parser.missingExpression() }
      let duty = parser.reference("a duty")
      parser.expect(.comma)
      let object = parser.expression()
      parser.close(.rightParenthesis, opener: opener)
      return ExpressionSyntax(
        .performed(duty: duty, object: object), span: parser.span(from: start))
    }
  }
}
