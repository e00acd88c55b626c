package import RemitSource

/// Parses one file. Never throws, never stops at the first problem: a tree and all diagnostics.
///
/// O(bytes); recursion is bounded by `SyntaxLimits.nestingDepthMax`, whatever the bytes are.
///
/// - Parameter keepsTokens: whether a tree without errors has its tokens, which are larger than the
///   rest of it. Formatting and colouring need them.
package func parse(
  _ source: SourceFile, as file: SourceFileID, limits: TextLimits = TextLimits(),
  keepsTokens: Bool = true
) -> SyntaxTree {
  source.bytes.withUnsafeBufferPointer { bytes in
    var lexer = Lexer(bytes: bytes, file: file, limits: limits)
    lexer.run()
    var parser = Parser(
      bytes: bytes, file: file, tokens: lexer.tokens, lexemes: lexer.lexemes)
    let root = parser.policy()
    let end = SourceSpan(file: file, lower: bytes.count, upper: bytes.count)
    let diagnostics = DiagnosticSink.merge(lexer.sink, parser.sink, endOfFile: end)
    return SyntaxTree(
      file: file, source: source,
      tokens: keepsTokens || diagnostics.hasErrors ? lexer.tokens : [], root: root,
      diagnostics: diagnostics)
  }
}

/// Cuts one file into tokens, as `parse` does before all else: for what colours or counts a text.
///
/// - Returns: tokens that cover the file, the last of them `.endOfFile`; and the problems of the
///   lexer alone, sorted by place.
/// - Complexity: O(bytes).
package func lex(
  _ source: SourceFile, as file: SourceFileID, limits: TextLimits = TextLimits()
) -> (tokens: [Token], diagnostics: [Diagnostic]) {
  source.bytes.withUnsafeBufferPointer { bytes in
    var lexer = Lexer(bytes: bytes, file: file, limits: limits)
    lexer.run()
    let end = SourceSpan(file: file, lower: bytes.count, upper: bytes.count)
    let problems = DiagnosticSink.merge(lexer.sink, DiagnosticSink(), endOfFile: end)
    return (lexer.tokens, problems)
  }
}
