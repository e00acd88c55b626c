/// How large a source text may be. Each bound has a diagnostic and tests at the bound and one past.
package enum SyntaxLimits {
  /// Bytes in one file; a larger file is not read at all.
  package static let sourceBytesMax = 16 << 20
  /// Tokens in one file, the end of the file included. A node of the tree covers at least one
  /// token that no sibling covers, so this bounds the nodes as well.
  package static let tokensMax = 4_000_000
  /// Levels of parentheses, `not`, unary minus, `if`, quantifiers, sets, records and types inside
  /// each other, and operands in one chain of `+ - *` or of `.name`, `["key"]` and calls: what
  /// makes a tree tall. Between two levels lie at most four nodes that are not counted.
  package static let nestingDepthMax = 128
  /// Errors shown for one file, and likewise warnings; a note says that there were more.
  package static let problemsShownMax = 100
}

/// The bounds that decide how much of a text is read at all; tests choose small ones.
package struct TextLimits: Sendable {
  package let sourceBytesMax: Int
  package let tokensMax: Int

  package init(
    sourceBytesMax: Int = SyntaxLimits.sourceBytesMax, tokensMax: Int = SyntaxLimits.tokensMax
  ) {
    self.sourceBytesMax = sourceBytesMax
    self.tokensMax = tokensMax
  }
}
