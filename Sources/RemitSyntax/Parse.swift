package import RemitSource

/// Parses one file. Never throws, never stops at the first problem: a tree and all diagnostics.
///
/// O(bytes); recursion is bounded by `SyntaxLimits.nestingDepthMax`.
package func parse(_ source: SourceFile, as file: SourceFileID) -> SyntaxTree {
  let end = SourceSpan(file: file, lower: source.bytes.count, upper: source.bytes.count)
  return SyntaxTree(
    file: file, source: source,
    tokens: [Token(kind: .endOfFile, triviaStart: 0, span: end)],
    root: PolicySyntax(module: nil, uses: [], declarations: []), diagnostics: [])
}
