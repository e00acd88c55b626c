import RemitSource

/// The canonical style of a file: 100 columns, four spaces, as few parentheses as read well, every
/// comment kept, at most one blank line between things.
///
/// `nil` if the file has errors: what does not parse is never changed. The result parses to the
/// same tree, and formatting it again changes nothing. A text nested so deeply that the
/// parentheses of the style would pass the bound is given back as it stands. O(bytes).
package func format(_ tree: SyntaxTree) -> String? {
  guard !tree.diagnostics.hasErrors else { return nil }
  var printer = TreePrinter(tree: tree)
  printer.policy(tree.root)
  guard !printer.isLost else { return nil }
  // Each level may gain one pair of parentheses, so only deep texts can pass the bound.
  if printer.deepestLevel * 2 > SyntaxLimits.nestingDepthMax {
    let again = parse(SourceFile(path: tree.source.path, text: printer.output), as: tree.file)
    if again.diagnostics.hasErrors { return String(decoding: tree.source.bytes, as: UTF8.self) }
  }
  return printer.output
}

/// A grant on one line in the canonical style, without comments. Strings are spelt by their value,
/// so that equal grants have equal texts: the name of an unnamed grant is made of it.
package func canonicalText(of grant: GrantSyntax) -> String {
  var printer = TreePrinter()
  printer.grant(grant)
  printer.finish()
  return printer.output
}

/// An expression on one line in the canonical style, without comments.
package func canonicalText(of expression: ExpressionSyntax) -> String {
  var printer = TreePrinter()
  printer.expression(expression)
  printer.finish()
  return printer.output
}
