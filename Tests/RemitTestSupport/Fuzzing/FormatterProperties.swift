import RemitChecker
import RemitCompiler
import RemitSource
import RemitSyntax

/// What must hold of the canonical style of any text that parses.
enum FormatterProperties {
  static func check(_ bytes: [UInt8]) throws(BrokenProperty) {
    let tree = tree(of: bytes)
    guard !tree.diagnostics.hasErrors else { return }
    guard let text = format(tree) else { throw BrokenProperty("there is no canonical style") }
    let again = Self.tree(of: Array(text.utf8))
    try hold(!again.diagnostics.hasErrors, "the canonical style does not parse:\n\(text)")
    try hold(dump(again) == dump(tree), "the canonical style is another tree:\n\(text)")
    let twice = format(again)
    try hold(
      twice?.utf8.elementsEqual(text.utf8) ?? false,
      "the canonical style has another canonical style:\n\(text)\n-- and --\n\(twice ?? "none")")
    try checkLayout(tree, text)
    let (old, new) = (comments(of: tree), comments(of: again))
    try hold(old == new, "the comments \(old) became \(new)")
    try checkMeaning(tree, again)
  }

  /// Where there are no comments, blank lines are all that the canonical style keeps of the layout.
  private static func checkLayout(_ tree: SyntaxTree, _ text: String) throws(BrokenProperty) {
    guard comments(of: tree).isEmpty else { return }
    let tokens = tree.tokens.map { tree.source.bytes[$0.span.lower..<$0.span.upper] }
    let line = tokens.joined(separator: [UInt8(ascii: " ")])
    guard let flat = format(Self.tree(of: Array(line))) else {
      throw BrokenProperty("with single blanks between its tokens it does not parse")
    }
    let lines = text.split(separator: "\n")
    try hold(
      lines == flat.split(separator: "\n"),
      "the canonical style depends on the layout:\n\(text)\n-- and --\n\(flat)")
  }

  private static func tree(of bytes: [UInt8]) -> SyntaxTree {
    parse(SourceFile(path: "fuzz.remit", bytes: bytes), as: SourceFileID(0))
  }

  /// A policy without problems has none in the canonical style, and means the same.
  private static func checkMeaning(
    _ tree: SyntaxTree, _ again: SyntaxTree
  ) throws(BrokenProperty) {
    let old = CheckedPolicy([tree], vocabularies: true)
    guard let policy = old.policy else { return }
    let new = CheckedPolicy([again], vocabularies: true)
    guard let formatted = new.policy else {
      throw BrokenProperty("the canonical style has errors: \(new.errors)")
    }
    try hold(
      PolicyDigest.digest(of: policy) == PolicyDigest.digest(of: formatted),
      "the canonical style means something else")
    let (before, after) = (codes(old), codes(new))
    try hold(before == after, "formatting changes the warnings \(before) to \(after)")
  }

  private static func codes(_ checked: CheckedPolicy) -> [String] {
    checked.diagnostics.map(\.code.description).sorted()
  }

  /// All comments, without the blanks around them, sorted.
  private static func comments(of tree: SyntaxTree) -> [[UInt8]] {
    var comments: [[UInt8]] = []
    for token in tree.tokens {
      let trivia = tree.source.bytes[token.triviaStart..<token.span.lower]
      for line in trivia.split(separator: UInt8(ascii: "\n")) {
        guard let start = line.firstIndex(of: UInt8(ascii: "/")) else { continue }
        let end = line.lastIndex { !blanks.contains($0) } ?? start
        comments.append(Array(line[start...end]))
      }
    }
    return comments.sorted { $0.lexicographicallyPrecedes($1) }
  }

  private static let blanks: Set<UInt8> = [0x20, 0x09, 0x0D]
}
