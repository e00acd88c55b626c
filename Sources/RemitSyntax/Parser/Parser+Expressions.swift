import RemitSource

/// Expressions from `or` down to the operands of comparisons and sums.
extension Parser {
  /// `expr = conjunction { "or" conjunction }`
  mutating func expression() -> ExpressionSyntax {
    let start = self.start
    let first = conjunction()
    if at(.question) { questionMark() }
    guard at(.or) || at(.foreignOr) else { return first }
    var operands = [first]
    var tallest = height
    while consume(.or) || consume(.foreignOr) {
      operands.append(conjunction())
      tallest = max(tallest, height)
    }
    height = tallest
    return ExpressionSyntax(.or(operands), span: span(from: start))
  }

  /// `a ? b : c` of other languages: reported, and read over.
  private mutating func questionMark() {
    reportWithoutSilence(SyntaxProblem.questionMark(at: currentSpan))
    _ = nested(else: { $0.missingExpression() }) { parser in
      parser.advance()
      _ = parser.expression()
      guard parser.consume(.colon) else { return parser.missingExpression() }
      return parser.expression()
    }
  }

  /// `conjunction = negation { "and" negation }`
  private mutating func conjunction() -> ExpressionSyntax {
    let start = self.start
    let first = negation()
    guard at(.and) || at(.foreignAnd) else { return first }
    var operands = [first]
    var tallest = height
    while consume(.and) || consume(.foreignAnd) {
      operands.append(negation())
      tallest = max(tallest, height)
    }
    height = tallest
    return ExpressionSyntax(.and(operands), span: span(from: start))
  }

  /// `negation = "not" negation | comparison`
  private mutating func negation() -> ExpressionSyntax {
    guard at(.not) else { return comparison() }
    let start = self.start
    return nested(else: { $0.missingExpression() }) { parser in
      parser.advance()
      let operand = parser.negation()
      return ExpressionSyntax(.not(operand), span: parser.span(from: start))
    }
  }

  /// `comparison = sum [ comparison-rest ]`
  private mutating func comparison() -> ExpressionSyntax {
    let start = self.start
    let left = sum()
    let leftHeight = height
    guard let whole = comparisonRest(of: left, from: start) else { return left }
    height = max(height, leftHeight)
    if isComparisonOperator { chainedComparison(after: whole) }
    return whole
  }

  /// ```
  /// comparison-rest = ( "==" | "!=" | "<" | "<=" | ">" | ">=" | "in" ) sum
  ///                 | "has" ( word { "." word } | string ) | "is" type-ref
  ///                 | "like" string | "matches" ( regex | "path" "(" string ")" )
  /// ```
  private mutating func comparisonRest(
    of left: ExpressionSyntax, from start: Int
  ) -> ExpressionSyntax? {
    switch current {
    case .equal: return binary(.equal, left, from: start)
    case .notEqual: return binary(.notEqual, left, from: start)
    case .less: return binary(.less, left, from: start)
    case .lessOrEqual: return binary(.lessOrEqual, left, from: start)
    case .greater: return binary(.greater, left, from: start)
    case .greaterOrEqual: return binary(.greaterOrEqual, left, from: start)
    case .inWord:
      if endsAtInOneScope, peek() == .one, peek(2) == .scope { return nil }
      return binary(.in, left, from: start)
    case .has: return has(left, from: start)
    case .isWord: return isType(left, from: start)
    case .like: return like(left, from: start)
    case .matches: return matches(left, from: start)
    case .assign:
      reportWithoutSilence(SyntaxProblem.assignForEqual(at: currentSpan))
      return binary(.equal, left, from: start)
    case .not where peek() == .inWord:
      reportWithoutSilence(
        SyntaxProblem.notBeforeOperator(
          left: left.span, not: currentSpan, next: tokens[peekIndex()].span))
      advance()
      return comparisonRest(of: left, from: start)
    default: return nil
    }
  }

  private mutating func binary(
    _ op: BinaryOperator, _ left: ExpressionSyntax, from start: Int
  ) -> ExpressionSyntax {
    let operatorSpan = currentSpan
    advance()
    let right = sum()
    return ExpressionSyntax(
      .binary(op, left, right, operatorSpan: operatorSpan), span: span(from: start))
  }

  /// `"has" ( word { "." word } | string )`
  private mutating func has(_ left: ExpressionSyntax, from start: Int) -> ExpressionSyntax {
    advance()
    height = 0
    if at(.string) || at(.badString) {
      let key = takeString()
      return ExpressionSyntax(.hasKey(left, key), span: span(from: start))
    }
    var path = [attributeName()]
    while consume(.dot) { path.append(attributeName()) }
    return ExpressionSyntax(.hasPath(left, path), span: span(from: start))
  }

  /// `"is" type-ref`
  private mutating func isType(_ left: ExpressionSyntax, from start: Int) -> ExpressionSyntax {
    let keyword = currentSpan
    advance()
    height = 0
    if at(.not), peek().isName {
      reportWithoutSilence(
        SyntaxProblem.notBeforeOperator(left: left.span, not: currentSpan, next: keyword))
      advance()
    }
    let type = typeReference()
    return ExpressionSyntax(.isType(left, type), span: span(from: start))
  }

  /// `"like" string`
  private mutating func like(_ left: ExpressionSyntax, from start: Int) -> ExpressionSyntax {
    advance()
    height = 0
    let place = currentSpan
    var runs = [""]
    if at(.string) {
      runs = StringLiteral.likeRuns(content(of: place))
      advance()
    } else if !consume(.badString) {
      missing("a pattern in a string, such as `\"web-*\"`")
    }
    let pattern = LikePatternSyntax(runs: runs, span: place)
    return ExpressionSyntax(.like(left, pattern), span: span(from: start))
  }

  /// `"matches" ( regex | "path" "(" string ")" )`
  private mutating func matches(_ left: ExpressionSyntax, from start: Int) -> ExpressionSyntax {
    advance()
    height = 0
    let place = currentSpan
    let pattern: MatchPatternSyntax
    if consume(.regex) {
      let inner = SourceSpan(file: file, lower: place.lower + 1, upper: place.upper - 1)
      pattern = .regex(text(inner), place)
    } else if at(.path), peek() == .leftParenthesis {
      advance()
      advance()
      let template = string("a path in a string, such as `\"/orders/{*}\"`")
      expect(.rightParenthesis)
      pattern = .path(template, span(from: place.lower))
    } else {
      if !consume(.badLiteral) {
        if at(.string) {
          report(SyntaxProblem.stringForPattern(at: currentSpan))
          advance()
        } else {
          missing("a pattern, such as `/web-[0-9]+/` or `path(\"/orders/{*}\")`")
        }
      }
      pattern = .missing(place)
    }
    return ExpressionSyntax(.matches(left, pattern), span: span(from: start))
  }

  // MARK: Chained comparisons

  private var isComparisonOperator: Bool {
    switch current {
    case .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual, .has, .isWord, .like,
      .matches:
      true
    case .inWord: !(endsAtInOneScope && peek() == .one && peek(2) == .scope)
    default: false
    }
  }

  /// `a < b < c`: reported once with what it may mean, and read over.
  private mutating func chainedComparison(after first: ExpressionSyntax) {
    let operatorSpan = currentSpan
    let isRelational = ![.has, .isWord, .like, .matches].contains(current)
    let start = self.start
    let tall = height
    var middle = ""
    if case .binary(_, _, let right, _) = first.form { middle = shortened(right.span) }
    let before = index
    _ = comparisonRest(of: missingExpression(), from: start)
    let rest = shortened(span(from: operatorSpan.lower))
    let suggestion =
      middle.isEmpty || !isRelational || index == before
      ? nil : "\(shortened(first.span)) and \(middle) \(rest)"
    reportWithoutSilence(SyntaxProblem.chainedComparison(suggestion, at: operatorSpan))
    while isComparisonOperator {
      _ = comparisonRest(of: missingExpression(), from: start)
    }
    height = tall
  }

  // MARK: Sums and products

  /// `sum = product { ( "+" | "-" ) product }`
  mutating func sum() -> ExpressionSyntax {
    let start = self.start
    var left = product()
    var tall = height
    while at(.plus) || at(.minus) {
      let op: BinaryOperator = at(.plus) ? .plus : .minus
      let operatorSpan = currentSpan
      advance()
      let right = product()
      tall = max(tall, height) + 1
      guard isWithinDepth(tall) else { return missingExpression() }
      left = ExpressionSyntax(
        .binary(op, left, right, operatorSpan: operatorSpan), span: span(from: start))
    }
    height = tall
    return left
  }

  /// `product = unary { "*" unary }`
  private mutating func product() -> ExpressionSyntax {
    let start = self.start
    var left = unary()
    var tall = height
    while at(.times) {
      let operatorSpan = currentSpan
      advance()
      let right = unary()
      tall = max(tall, height) + 1
      guard isWithinDepth(tall) else { return missingExpression() }
      left = ExpressionSyntax(
        .binary(.times, left, right, operatorSpan: operatorSpan), span: span(from: start))
    }
    height = tall
    return left
  }

  /// `unary = "-" unary | postfix`
  private mutating func unary() -> ExpressionSyntax {
    let isForeignNot = at(.foreignNot)
    guard at(.minus) || isForeignNot else { return postfix() }
    let start = self.start
    return nested(else: { $0.missingExpression() }) { parser in
      parser.advance()
      let operand = parser.unary()
      return ExpressionSyntax(
        isForeignNot ? .not(operand) : .negate(operand), span: parser.span(from: start))
    }
  }

  /// True if a node of that height still fits here; else the declaration is given up.
  mutating func isWithinDepth(_ height: Int) -> Bool {
    if depth + height <= SyntaxLimits.nestingDepthMax { return true }
    nestedTooDeeply()
    return false
  }

  func missingExpression() -> ExpressionSyntax {
    ExpressionSyntax(.missing, span: missingWord.span)
  }
}
