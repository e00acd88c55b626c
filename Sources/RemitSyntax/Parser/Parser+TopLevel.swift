import RemitSource

/// What stands between declarations and is none.
extension Parser {
  /// Reports whatever is here and goes on at the next declaration, or reads a misspelt one.
  mutating func unexpectedAtTopLevel(_ policy: inout PolicySyntax) {
    switch current {
    case .rightBrace, .rightBracket, .rightParenthesis:
      report(SyntaxProblem.closesNothing(current.rawValue, at: currentSpan))
      advance()
    case .layer, .ceiling, .override, .importWord:
      report(SyntaxProblem.reservedDeclaration(current.rawValue, at: currentSpan))
      skipToDeclaration()
    default:
      if misspeltDeclaration(&policy) { return }
      reportUnexpected()
      skipToDeclaration()
    }
  }

  private mutating func skipToDeclaration() {
    advance()
    synchronise()
  }

  private mutating func reportUnexpected() {
    let word = current.isAnyWord ? shortened(currentSpan) : ""
    switch word {
    case "permit", "forbid", "policy", "rule":
      report(SyntaxProblem.foreignDeclaration(word, at: currentSpan))
    default:
      report(
        SyntaxProblem.unexpected(
          describeCurrent(), isAfterDeclaration: previousIndex >= 0 && !isFirstOnLine(index),
          at: currentSpan))
    }
  }

  /// `rol viewer { … }`: reported with what is meant, and read as that.
  private mutating func misspeltDeclaration(_ policy: inout PolicySyntax) -> Bool {
    guard at(.word), isFirstOnLine(index), column(index) <= anchorColumn else { return false }
    guard peek().isName || peek() == .string else { return false }
    let word = shortened(currentSpan)
    guard word.utf8.count >= 3,
      let meant = nearest(word, in: Parser.declarationWords),
      let keyword = Lexeme(rawValue: meant)
    else { return false }
    // What was missing before it is another mistake, even where it was found missing here.
    reportWithoutSilence(SyntaxProblem.misspeltDeclaration(word, meant: meant, at: currentSpan))
    readCurrent(as: keyword)
    if let declaration = declaration() { policy.declarations.append(declaration) }
    return true
  }

  private static let declarationWords = Lexeme.allCases.filter(\.isDeclarationKeyword).map(
    \.rawValue)
}
