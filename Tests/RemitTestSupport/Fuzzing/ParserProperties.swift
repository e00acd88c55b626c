import RemitSource
import RemitSyntax

/// What must hold of the tree of any text.
enum ParserProperties {
  static func check(_ bytes: [UInt8]) throws(BrokenProperty) {
    let file = SourceFile(path: "fuzz.remit", bytes: bytes)
    let tree = parse(file, as: SourceFileID(0))
    try LexerProperties.checkCover(tree.tokens, of: bytes)
    try Places.check(tree.diagnostics, in: SourceFiles([file]))
    try hold(
      tree.diagnostics.count <= 2 * SyntaxLimits.problemsShownMax + 1, "too many diagnostics")
    try hold(
      tree.diagnostics.sortedByPlace().count == tree.diagnostics.count,
      "a diagnostic is given twice")
    _ = dump(tree)
    try hold(
      (format(tree) == nil) == tree.diagnostics.hasErrors,
      "the canonical style is there, or not, against the errors")
    try checkFixes(tree)
  }

  /// What a fix makes of the text can be parsed like any text, and has not the same problem.
  private static func checkFixes(_ tree: SyntaxTree) throws(BrokenProperty) {
    // Where not all problems are given, another may take the place of the one that is gone.
    guard tree.diagnostics.count < SyntaxLimits.problemsShownMax else { return }
    let fixes = tree.diagnostics.flatMap { problem in problem.fixes.map { (problem, $0) } }
    for (problem, fix) in fixes.prefix(2) {
      var bytes = tree.source.bytes
      for edit in fix.edits.sorted(by: { $0.span > $1.span }) {
        bytes.replaceSubrange(edit.span.lower..<edit.span.upper, with: edit.replacement.utf8)
      }
      try hold(bytes != tree.source.bytes, "a fix changes nothing: \(fix.message)")
      let fixed = parse(SourceFile(path: "fixed.remit", bytes: bytes), as: SourceFileID(0))
      try LexerProperties.checkCover(fixed.tokens, of: bytes)
      // Removing the first of two alike brings the second to its place.
      let isStillThere =
        fixed.diagnostics.contains { isAlike($0, problem) && $0.span?.lower == problem.span?.lower }
        && fixed.diagnostics.count { isAlike($0, problem) }
          >= tree.diagnostics.count { isAlike($0, problem) }
      try hold(!isStillThere, "a fix of \(problem.code) does not help: \(fix.message)")
    }
  }

  private static func isAlike(_ a: Diagnostic, _ b: Diagnostic) -> Bool {
    a.code == b.code && a.message == b.message
  }
}
