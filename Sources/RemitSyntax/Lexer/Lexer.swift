import RemitSource

/// Cuts the bytes of one file into tokens, losing none.
///
/// Whatever the bytes are, the trivia and texts of the tokens concatenated are the file. What is no
/// token is an `.invalid` one with a diagnostic. One pass, O(bytes).
struct Lexer {
  let bytes: UnsafeBufferPointer<UInt8>
  let file: SourceFileID
  let limits: TextLimits
  let keywords = KeywordTable()
  var position = 0
  var tokens: [Token] = []
  var lexemes: [Lexeme] = []
  let sink = DiagnosticSink()
  /// The last token that the parser will see; `matches` and `like` change what may follow them.
  var previous = Lexeme.endOfFile

  /// Up to here no closing `”` or `’` follows an opening one.
  var smartQuotesEnd = 0

  init(bytes: UnsafeBufferPointer<UInt8>, file: SourceFileID, limits: TextLimits) {
    self.bytes = bytes
    self.file = file
    self.limits = limits
    // A dense text; what is not used of it takes no memory.
    tokens.reserveCapacity(bytes.count / 4 + 1)
    lexemes.reserveCapacity(bytes.count / 4 + 1)
  }

  mutating func run() {
    guard bytes.count <= limits.sourceBytesMax else {
      sink.report(
        SyntaxProblem.fileTooLarge(bytes.count, max: limits.sourceBytesMax, at: span(0, 0)))
      takeRest()
      return
    }
    if byte(0) == 0xEF, byte(1) == 0xBB, byte(2) == 0xBF { position = 3 }
    var triviaStart = 0
    while true {
      skipTrivia()
      let start = position
      guard start < bytes.count else { break }
      guard tokens.count < limits.tokensMax - 2 else {
        sink.report(
          SyntaxProblem.tooManyTokens(max: limits.tokensMax, at: span(start, start + 1)))
        position = triviaStart
        takeRest()
        return
      }
      let (kind, lexeme) = scanToken()
      // INVARIANT: every round consumes at least one byte.
      if position == start { position += 1 }
      tokens.append(Token(kind: kind, triviaStart: triviaStart, span: span(start, position)))
      lexemes.append(lexeme)
      if lexeme != .skipped { previous = lexeme }
      triviaStart = position
    }
    appendEnd(triviaStart: triviaStart)
  }

  /// The rest of the file as one invalid token.
  private mutating func takeRest() {
    if position < bytes.count {
      tokens.append(
        Token(kind: .invalid, triviaStart: position, span: span(position, bytes.count)))
      lexemes.append(.skipped)
    }
    position = bytes.count
    appendEnd(triviaStart: bytes.count)
  }

  private mutating func appendEnd(triviaStart: Int) {
    let end = span(bytes.count, bytes.count)
    tokens.append(Token(kind: .endOfFile, triviaStart: triviaStart, span: end))
    lexemes.append(.endOfFile)
  }

  /// White space and `//` comments.
  private mutating func skipTrivia() {
    while position < bytes.count {
      switch bytes[position] {
      case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\n"):
        position += 1
      case UInt8(ascii: "\r") where byte(position + 1) == UInt8(ascii: "\n"):
        position += 2
      case UInt8(ascii: "/") where byte(position + 1) == UInt8(ascii: "/"):
        skipLine()
      default:
        return
      }
    }
  }

  /// Up to the end of the line, checking each character.
  mutating func skipLine() {
    while position < bytes.count {
      let next = bytes[position]
      if next == UInt8(ascii: "\n") { return }
      if next == UInt8(ascii: "\r"), byte(position + 1) == UInt8(ascii: "\n") { return }
      skipCheckedCharacter(in: .comment)
    }
  }

  private mutating func scanToken() -> (TokenKind, Lexeme) {
    let first = bytes[position]
    switch CharacterClass.of(first) {
    case .letter: return scanWord()
    case .digit: return scanNumber()
    case .other: break
    }
    switch first {
    case UInt8(ascii: "\""): return scanString()
    case UInt8(ascii: "{"): return punctuation(.leftBrace)
    case UInt8(ascii: "}"): return punctuation(.rightBrace)
    case UInt8(ascii: "["): return punctuation(.leftBracket)
    case UInt8(ascii: "]"): return punctuation(.rightBracket)
    case UInt8(ascii: "("): return punctuation(.leftParenthesis)
    case UInt8(ascii: ")"): return punctuation(.rightParenthesis)
    case UInt8(ascii: ","): return punctuation(.comma)
    case UInt8(ascii: "."): return punctuation(.dot)
    case UInt8(ascii: "?"): return punctuation(.question)
    case UInt8(ascii: "+"): return punctuation(.plus)
    case UInt8(ascii: "-"): return punctuation(.minus)
    case UInt8(ascii: "*"): return punctuation(.times)
    case UInt8(ascii: ":"):
      return pair(UInt8(ascii: ":"), .doubleColon, else: .colon)
    case UInt8(ascii: "<"): return pair(UInt8(ascii: "="), .lessOrEqual, else: .less)
    case UInt8(ascii: ">"): return pair(UInt8(ascii: "="), .greaterOrEqual, else: .greater)
    case UInt8(ascii: "="): return scanEquals()
    case UInt8(ascii: "!"): return scanExclamation()
    case UInt8(ascii: "|"): return scanBar()
    case UInt8(ascii: "&"): return scanAmpersand()
    case UInt8(ascii: "/"): return scanSlash()
    case UInt8(ascii: "'"): return scanSingleQuoted()
    default: return scanUnexpected()
    }
  }

  private mutating func punctuation(_ lexeme: Lexeme) -> (TokenKind, Lexeme) {
    position += 1
    return (.punctuation, lexeme)
  }

  private mutating func pair(
    _ second: UInt8, _ both: Lexeme, else single: Lexeme
  ) -> (TokenKind, Lexeme) {
    if byte(position + 1) == second {
      position += 2
      return (.punctuation, both)
    }
    position += 1
    return (.punctuation, single)
  }

  /// `[A-Za-z_][A-Za-z0-9_]*` with inner hyphens, each followed by a letter.
  private mutating func scanWord() -> (TokenKind, Lexeme) {
    let start = position
    var isPlain = true
    while position < bytes.count {
      let next = bytes[position]
      if CharacterClass.of(next) != .other {
        position += 1
      } else if next == UInt8(ascii: "-"), CharacterClass.isLetter(byte(position + 1)) {
        isPlain = false
        position += 2
      } else if next >= 0x80, isNameLikeScalar(at: position) {
        return scanNonASCIIWord(from: start)
      } else {
        break
      }
    }
    guard isPlain else { return (.word, .word) }
    return (.word, keywords.lexeme(bytes, from: start, to: position))
  }

  // MARK: Bytes

  /// The byte at an offset, 0 past the end; a NUL in the text is an error of its own anyway.
  func byte(_ offset: Int) -> UInt8 {
    offset < bytes.count ? bytes[offset] : 0
  }

  func span(_ lower: Int, _ upper: Int) -> SourceSpan {
    SourceSpan(file: file, lower: lower, upper: upper)
  }

  /// The text of a range for a message: valid UTF-8, at most some forty bytes of it.
  func text(_ lower: Int, _ upper: Int) -> String {
    let end = min(upper, lower + 40)
    let shown = String(decoding: UnsafeBufferPointer(rebasing: bytes[lower..<end]), as: UTF8.self)
    return end < upper ? shown + "…" : shown
  }
}

/// What a byte can begin or continue.
enum CharacterClass {
  case letter
  case digit
  case other

  static func of(_ byte: UInt8) -> CharacterClass {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "_"):
      .letter
    case UInt8(ascii: "0")...UInt8(ascii: "9"): .digit
    default: .other
    }
  }

  /// A letter proper: what must follow a hyphen inside a name.
  static func isLetter(_ byte: UInt8) -> Bool {
    let lowered = byte | 0x20
    return lowered >= UInt8(ascii: "a") && lowered <= UInt8(ascii: "z")
  }

  static func isDigit(_ byte: UInt8) -> Bool {
    byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
  }
}
