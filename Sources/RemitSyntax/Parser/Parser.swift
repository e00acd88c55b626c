import RemitSource

/// A recursive-descent parser that goes on after every mistake.
///
/// What is missing is reported at the end of the token before it and imagined; what is unexpected
/// is reported once and skipped up to a place where the grammar starts afresh. Two problems at one
/// token, or next to bytes that the lexer has refused, count as one.
struct Parser {
  let bytes: UnsafeBufferPointer<UInt8>
  let file: SourceFileID
  let tokens: [Token]
  let lexemes: [Lexeme]
  let sink = DiagnosticSink()

  /// The index of the current token; never one of `.skipped`.
  private(set) var index = 0
  private(set) var current: Lexeme
  /// The index of the token before the current one, -1 at the start.
  private(set) var previousIndex = -1
  /// Where the token before the current one ends.
  private(set) var previousUpper = 0

  /// Levels of nesting around the current place.
  var depth = 0
  /// Levels of nesting inside the expression or type that was parsed last.
  var height = 0
  /// The column of the declaration or step being read: what stands to the right of it belongs to it.
  var anchorColumn = 0
  /// True between the braces of a test or fixture.
  var isInSteps = false
  /// The token after a `>=` that ended a type: an `=` before it has been read.
  var joinedAssignIndex = -1
  /// True inside the `by` of a separation, where `in one scope` begins the next clause.
  var endsAtInOneScope = false

  init(
    bytes: UnsafeBufferPointer<UInt8>, file: SourceFileID, tokens: [Token], lexemes: [Lexeme]
  ) {
    self.bytes = bytes
    self.file = file
    self.tokens = tokens
    self.lexemes = lexemes
    self.current = lexemes[0]
    skipGarbage()
  }

  // MARK: Moving

  /// Steps to the next token; the end of the file is never passed.
  mutating func advance() {
    guard current != .endOfFile else { return }
    previousIndex = index
    previousUpper = tokens[index].span.upper
    index += 1
    current = lexemes[index]
    if current == .skipped { skipGarbage() }
  }

  /// Steps over bytes that the lexer has reported; the token after them gets no second message.
  private mutating func skipGarbage() {
    guard current == .skipped else { return }
    while lexemes[index] == .skipped { index += 1 }
    current = lexemes[index]
    sink.silentIndex = index
  }

  /// The lexeme `count` tokens after the current one.
  func peek(_ count: Int = 1) -> Lexeme { lexemes[peekIndex(count)] }

  func peekIndex(_ count: Int = 1) -> Int {
    var at = index
    for _ in 0..<count where lexemes[at] != .endOfFile {
      at += 1
      while lexemes[at] == .skipped { at += 1 }
    }
    return at
  }

  func at(_ lexeme: Lexeme) -> Bool { current == lexeme }

  /// Takes the current word for a keyword that it resembles.
  mutating func readCurrent(as keyword: Lexeme) { current = keyword }

  /// Steps over the lexeme if it is there.
  mutating func consume(_ lexeme: Lexeme) -> Bool {
    guard current == lexeme else { return false }
    advance()
    return true
  }

  /// Steps over the lexeme, or reports that it is missing.
  @discardableResult
  mutating func expect(_ lexeme: Lexeme) -> Bool {
    if consume(lexeme) { return true }
    if lexeme == .assign, joinedAssignIndex == index { return true }
    if isMisspelt(as: [lexeme], isWanted: true) {
      advance()
      return true
    }
    missing("`\(lexeme.rawValue)`", fix: insertion(of: lexeme))
    return false
  }

  /// A fix-it that inserts a missing word or sign, where what follows it is there.
  private func insertion(of lexeme: Lexeme) -> FixIt? {
    guard previousIndex >= 0, !isFirstOnLine(index) else { return nil }
    switch current {
    case .rightBrace, .rightBracket, .rightParenthesis, .comma, .colon, .doubleColon, .dot,
      .assign, .endOfFile:
      return nil
    default: break
    }
    let text: String
    switch lexeme {
    case .comma, .colon: text = lexeme.rawValue
    case .assign: text = " ="
    default:
      guard lexeme.isAnyWord else { return nil }
      text = " " + lexeme.rawValue
    }
    let place = SourceSpan(file: file, lower: previousUpper, upper: previousUpper)
    return FixIt(
      message: "insert `\(lexeme.rawValue)`", edits: [TextEdit(span: place, replacement: text)])
  }

  // MARK: Places

  /// Where the current token starts.
  var start: Int { tokens[index].span.lower }

  var currentSpan: SourceSpan { tokens[index].span }

  /// From an offset to the end of the last token.
  func span(from lower: Int) -> SourceSpan {
    SourceSpan(file: file, lower: lower, upper: previousUpper)
  }

  func text(_ span: SourceSpan) -> String {
    String(decoding: UnsafeBufferPointer(rebasing: bytes[span.lower..<span.upper]), as: UTF8.self)
  }

  /// True if only white space and comments stand before the token on its line.
  func isFirstOnLine(_ at: Int) -> Bool {
    let token = tokens[at]
    guard token.triviaStart > 0 else { return true }
    return bytes[token.triviaStart..<token.span.lower].contains(UInt8(ascii: "\n"))
  }

  // MARK: Reporting

  /// Reports a problem at the current token, unless something has been said there already.
  func report(_ diagnostic: @autoclosure () -> Diagnostic) {
    guard sink.silentIndex != index else { return }
    sink.silentIndex = index
    sink.report(diagnostic())
  }

  /// Reports a problem about a place that parsed well enough to go on.
  func reportWithoutSilence(_ diagnostic: @autoclosure () -> Diagnostic) {
    sink.report(diagnostic())
  }

  var isSilent: Bool { sink.silentIndex == index }

  /// Reports at the end of the token before the current one that something should follow it.
  func missing(_ what: String, fix: FixIt? = nil) {
    let end = SourceSpan(file: file, lower: previousUpper, upper: previousUpper)
    report(
      SyntaxProblem.missing(
        what, found: describeCurrent(), notes: hyphenNote(), fix: fix,
        previousIndex < 0 ? currentSpan : end))
  }

  /// `rule-1` is no name, which its author may not know.
  private func hyphenNote() -> [DiagnosticNote] {
    guard at(.minus), previousIndex >= 0, lexemes[previousIndex].isAnyWord,
      previousUpper == start, peek() == .integer || peek() == .duration || peek() == .badLiteral
    else { return [] }
    return [DiagnosticNote("in a name a hyphen stands before a letter")]
  }

  /// The current token in the words of a message.
  func describeCurrent() -> String { describe(index) }

  func describe(_ at: Int) -> String {
    switch lexemes[at] {
    case .endOfFile, .string, .badString, .regex, .badLiteral, .skipped, .badWord:
      lexemes[at].rawValue
    case .word, .integer, .instant, .duration:
      "`\(shortened(tokens[at].span))`"
    default:
      "`\(lexemes[at].rawValue)`"
    }
  }

  /// The text of a token for a message: some forty characters of it at most.
  func shortened(_ span: SourceSpan) -> String {
    guard span.upper - span.lower > 40 else { return text(span) }
    let head = SourceSpan(file: file, lower: span.lower, upper: span.lower + 40)
    return text(head) + "…"
  }

  // MARK: Nesting

  /// Reports excessive nesting once, and gives the declaration up.
  mutating func nestedTooDeeply() {
    report(SyntaxProblem.nestedTooDeeply(at: currentSpan))
    synchronise()
  }

  /// Runs `body` one level deeper, unless that is one too many.
  mutating func nested<Node>(
    else fallback: (inout Parser) -> Node, _ body: (inout Parser) -> Node
  ) -> Node {
    guard depth < SyntaxLimits.nestingDepthMax else {
      nestedTooDeeply()
      height = 0
      return fallback(&self)
    }
    depth += 1
    let node = body(&self)
    depth -= 1
    height += 1
    return node
  }
}
