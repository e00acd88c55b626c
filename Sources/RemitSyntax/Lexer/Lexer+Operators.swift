import RemitSource

/// Operators, and what other languages write in their place.
extension Lexer {
  mutating func scanEquals() -> (TokenKind, Lexeme) {
    if byte(position + 1) == UInt8(ascii: "=") {
      if byte(position + 2) == UInt8(ascii: "=") { return foreign(3, .equal) }
      position += 2
      return (.punctuation, .equal)
    }
    if byte(position + 1) == UInt8(ascii: "~") { return foreign(2, .matches) }
    position += 1
    return (.punctuation, .assign)
  }

  mutating func scanExclamation() -> (TokenKind, Lexeme) {
    guard byte(position + 1) == UInt8(ascii: "=") else { return foreign(1, .foreignNot) }
    if byte(position + 2) == UInt8(ascii: "=") { return foreign(3, .notEqual) }
    position += 2
    return (.punctuation, .notEqual)
  }

  mutating func scanBar() -> (TokenKind, Lexeme) {
    if byte(position + 1) == UInt8(ascii: "|") { return foreign(2, .foreignOr) }
    position += 1
    return (.punctuation, .bar)
  }

  mutating func scanAmpersand() -> (TokenKind, Lexeme) {
    if byte(position + 1) == UInt8(ascii: "&") { return foreign(2, .foreignAnd) }
    return scanUnexpected()
  }

  /// An operator of another language: reported, and read as the one that is meant.
  private mutating func foreign(_ length: Int, _ meant: Lexeme) -> (TokenKind, Lexeme) {
    let start = position
    position += length
    let ours =
      switch meant {
      case .foreignAnd: "and"
      case .foreignOr: "or"
      case .foreignNot: "not"
      default: meant.rawValue
      }
    let isTight = CharacterClass.of(byte(position)) != .other || byte(position) == 0x28
    sink.report(
      SyntaxProblem.foreignOperator(
        text(start, position), ours: ours,
        replacement: meant == .foreignNot && isTight ? ours + " " : ours,
        at: span(start, position)))
    return (.invalid, meant)
  }

  /// A pattern after `matches`, else a mistake; `//` never gets here.
  mutating func scanSlash() -> (TokenKind, Lexeme) {
    if previous == .matches { return scanRegex() }
    let start = position
    if byte(position + 1) == UInt8(ascii: "*") {
      position += 2
      while position < bytes.count,
        !(bytes[position] == UInt8(ascii: "*") && byte(position + 1) == UInt8(ascii: "/"))
      {
        position += 1
      }
      position = min(bytes.count, position + 2)
      sink.report(SyntaxProblem.blockComment(at: span(start, position)))
      return (.invalid, .skipped)
    }
    position += 1
    sink.report(SyntaxProblem.unexpectedCharacter("/", at: span(start, position)))
    return (.invalid, .skipped)
  }
}
