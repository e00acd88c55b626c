import RemitSource

/// Strings and patterns.
extension Lexer {
  /// `"text"` on one line. Escapes are checked here; `StringLiteral.value` applies them.
  mutating func scanString() -> (TokenKind, Lexeme) {
    let start = position
    let isLikePattern = previous == .like
    position += 1
    var isSound = true
    while position < bytes.count {
      switch bytes[position] {
      case UInt8(ascii: "\""):
        position += 1
        return isSound ? (.string, .string) : (.invalid, .badString)
      case UInt8(ascii: "\\"):
        if !scanEscape(isLikePattern: isLikePattern) { isSound = false }
      case UInt8(ascii: "\n"):
        sink.report(SyntaxProblem.unterminatedString(at: span(start, position)))
        return (.invalid, .badString)
      case UInt8(ascii: "\r") where byte(position + 1) == UInt8(ascii: "\n"):
        sink.report(SyntaxProblem.unterminatedString(at: span(start, position)))
        return (.invalid, .badString)
      case 0x20..<0x7F:
        position += 1
      default:
        skipCheckedCharacter(in: .string)
      }
    }
    sink.report(SyntaxProblem.unterminatedString(at: span(start, position)))
    return (.invalid, .badString)
  }

  /// `\n \t \" \\ \u{…}`, and `\*` in the pattern of `like`. False if it is none of them.
  private mutating func scanEscape(isLikePattern: Bool) -> Bool {
    let start = position
    switch byte(position + 1) {
    case UInt8(ascii: "n"), UInt8(ascii: "t"), UInt8(ascii: "\""), UInt8(ascii: "\\"):
      position += 2
      return true
    case UInt8(ascii: "*"):
      position += 2
      if isLikePattern { return true }
      sink.report(SyntaxProblem.starEscape(at: span(start, position)))
      return false
    case UInt8(ascii: "u"):
      return scanUnicodeEscape()
    default:
      position += 1
      let isCharacter = byte(position) >= 0x20 && byte(position) < 0x7F
      if isCharacter { position += 1 }
      sink.report(SyntaxProblem.unknownEscape(text(start, position), at: span(start, position)))
      return false
    }
  }

  /// `\u{` one to six hexadecimal digits of a Unicode scalar `}`.
  private mutating func scanUnicodeEscape() -> Bool {
    let start = position
    position += 2
    guard byte(position) == UInt8(ascii: "{") else {
      sink.report(SyntaxProblem.badUnicodeEscape(at: span(start, position)))
      return false
    }
    position += 1
    var value: UInt32 = 0
    var digits = 0
    while let digit = hexadecimalDigit(byte(position)) {
      if digits < 7 { value = value << 4 | digit }
      digits += 1
      position += 1
    }
    let isClosed = byte(position) == UInt8(ascii: "}")
    if isClosed { position += 1 }
    if isClosed, (1...6).contains(digits), Unicode.Scalar(value) != nil { return true }
    sink.report(SyntaxProblem.badUnicodeEscape(at: span(start, position)))
    return false
  }

  /// `'text'` of other languages; a lone quote is one character.
  mutating func scanSingleQuoted() -> (TokenKind, Lexeme) {
    let start = position
    var end = position + 1
    while end < bytes.count, bytes[end] != UInt8(ascii: "'"), bytes[end] != UInt8(ascii: "\n") {
      end += bytes[end] == UInt8(ascii: "\\") ? 2 : 1
    }
    guard end < bytes.count, bytes[end] == UInt8(ascii: "'") else {
      position += 1
      sink.report(SyntaxProblem.unexpectedCharacter("'", at: span(start, position)))
      return (.invalid, .skipped)
    }
    position += 1
    while position < end { skipCheckedCharacter(in: .string) }
    position = max(position, end + 1)
    let content = bytes[(start + 1)..<end]
    let isPlain = content.allSatisfy { $0 >= 0x20 && $0 != 0x22 && $0 != 0x5C && $0 != 0x7F }
    let replacement =
      isPlain ? "\"" + String(decoding: content, as: UTF8.self) + "\"" : nil
    sink.report(
      SyntaxProblem.foreignQuotes(replacement: replacement, at: span(start, position)))
    return (.invalid, .badString)
  }

  /// `/regex/` on one line, a slash inside written `\/`.
  mutating func scanRegex() -> (TokenKind, Lexeme) {
    let start = position
    position += 1
    while position < bytes.count {
      switch bytes[position] {
      case UInt8(ascii: "/"):
        position += 1
        return (.regex, .regex)
      case UInt8(ascii: "\n"):
        sink.report(SyntaxProblem.unterminatedRegex(at: span(start, position)))
        return (.invalid, .badLiteral)
      case UInt8(ascii: "\r") where byte(position + 1) == UInt8(ascii: "\n"):
        sink.report(SyntaxProblem.unterminatedRegex(at: span(start, position)))
        return (.invalid, .badLiteral)
      case UInt8(ascii: "\\") where byte(position + 1) >= 0x20 && byte(position + 1) < 0x7F:
        position += 2
      default:
        skipCheckedCharacter(in: .regex)
      }
    }
    sink.report(SyntaxProblem.unterminatedRegex(at: span(start, position)))
    return (.invalid, .badLiteral)
  }
}

func hexadecimalDigit(_ byte: UInt8) -> UInt32? {
  switch byte {
  case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(byte - UInt8(ascii: "0"))
  case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt32(byte - UInt8(ascii: "a") + 10)
  case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt32(byte - UInt8(ascii: "A") + 10)
  default: nil
  }
}
