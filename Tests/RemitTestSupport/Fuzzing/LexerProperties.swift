import RemitSource
import RemitSyntax

/// What must hold of the tokens of any text.
enum LexerProperties {
  static func check(_ bytes: [UInt8]) throws(BrokenProperty) {
    let file = SourceFile(path: "fuzz.remit", bytes: bytes)
    let whole = lex(file, as: SourceFileID(0))
    try checkCover(whole.tokens, of: bytes)
    try Places.check(whole.diagnostics, in: SourceFiles([file]))
    // Where reading stops early, nothing is lost either.
    let few = TextLimits(tokensMax: 2 + bytes.count % 16)
    try checkCover(lex(file, as: SourceFileID(0), limits: few).tokens, of: bytes)
    let short = TextLimits(sourceBytesMax: bytes.count / 2)
    try checkCover(lex(file, as: SourceFileID(0), limits: short).tokens, of: bytes)
    if !whole.diagnostics.hasErrors { try checkTrivia(whole.tokens, of: bytes) }
  }

  /// Trivia and texts of the tokens are the file, byte for byte and in order.
  static func checkCover(_ tokens: [Token], of bytes: [UInt8]) throws(BrokenProperty) {
    var end = 0
    for (index, token) in tokens.enumerated() {
      try hold(token.triviaStart == end, "token \(index) does not begin where the last one ended")
      try hold(
        token.span.lower >= end && token.span.upper >= token.span.lower,
        "token \(index) ends before it begins")
      let isLast = index == tokens.count - 1
      try hold((token.kind == .endOfFile) == isLast, "token \(index) is at the wrong place")
      try hold(isLast || token.span.upper > token.span.lower, "token \(index) is empty")
      end = token.span.upper
    }
    try hold(!tokens.isEmpty && end == bytes.count, "the tokens do not reach the file's end")
  }

  /// White space and comments do no more than separate: with a line feed in the place of each,
  /// the tokens are the same.
  private static func checkTrivia(_ tokens: [Token], of bytes: [UInt8]) throws(BrokenProperty) {
    var text: [UInt8] = []
    for token in tokens {
      if token.span.lower > token.triviaStart { text.append(UInt8(ascii: "\n")) }
      text += bytes[token.span.lower..<token.span.upper]
    }
    let again = lex(SourceFile(path: "fuzz.remit", bytes: text), as: SourceFileID(0)).tokens
    try hold(
      again.map(\.kind) == tokens.map(\.kind), "tokens depend on the white space between them")
    for (old, new) in zip(tokens, again) {
      try hold(
        bytes[old.span.lower..<old.span.upper].elementsEqual(text[new.span.lower..<new.span.upper]),
        "a token depends on the white space before it")
    }
  }
}
