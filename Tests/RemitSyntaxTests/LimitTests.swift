import RemitSource
import RemitSyntax
import Testing

@Suite("bounds of a source text")
struct LimitTests {
  private func codes(_ text: String) -> [Int] {
    Fixtures.tree(text).diagnostics.map(\.code.number)
  }

  /// Texts that nest as deeply as asked, each in another way.
  private static let nestings: [(String, @Sendable (Int) -> String)] = [
    ("parentheses", { wrap("(", "1", ")", $0) }),
    ("not", { wrap("not ", "a", "", $0) }),
    ("minus", { wrap("- ", "a", "", $0) }),
    ("sets", { wrap("[", "", "]", $0) }),
    ("records", { wrap("{ a: ", "1", " }", $0) }),
    ("if", { wrap("if a then b else ", "c", "", $0) }),
    ("quantifiers", { wrap("some x in a where ", "b", "", $0) }),
    ("each", { wrap("each x in a give ", "b", "", $0) }),
    ("sum", { wrap("", "a", " + a", $0) }),
    ("product", { wrap("", "a", " * a", $0) }),
    ("members", { wrap("", "a", ".b", $0) }),
    ("right sums", { wrap("a - (", "a", ")", $0 / 2) }),
    ("performed", { wrap("performed(a, ", "b", ")", $0) }),
  ]

  private static func wrap(_ before: String, _ inner: String, _ after: String, _ count: Int)
    -> String
  {
    String(repeating: before, count: count) + inner + String(repeating: after, count: count)
  }

  @Test("128 levels are accepted, 129 are one problem", arguments: nestings.indices)
  func nesting(_ index: Int) {
    let (name, make) = Self.nestings[index]
    let max = SyntaxLimits.nestingDepthMax
    #expect(codes("let a = " + make(max)) == [], "\(name)")
    for over in [max + 2, name == "parentheses" ? 200_000 : 2_000] {
      #expect(codes("let a = \(make(over))\nlet b = 1") == [1003], "\(name) \(over)")
    }
    #expect(dump(Fixtures.tree("let a = \(make(max + 2))\nlet b = 1")).hasSuffix("(let b 1)\n"))
  }

  @Test("the level past the bound is the one that is refused")
  func exact() {
    let max = SyntaxLimits.nestingDepthMax
    #expect(codes("let a = " + Self.wrap("(", "1", ")", max + 1)) == [1003])
    #expect(codes("let a = " + Self.wrap("", "1", " + 1", max + 1)) == [1003])
    #expect(codes("let a = 1 + " + Self.wrap("(", "1", ")", max)) == [1003])
    #expect(codes("let a = " + Self.wrap("(", "1", ")", max) + " + 1") == [1003])
    #expect(codes("type A = " + Self.wrap("Set<", "Int", ">", max)) == [])
    #expect(codes("type A = " + Self.wrap("Set<", "Int", ">", max + 1)) == [1003])
    #expect(codes("type A = " + Self.wrap("{ a: ", "Int", " }", max)) == [])
    #expect(codes("type A = " + Self.wrap("{ a: ", "Int", " }", max + 1)) == [1003])
  }

  @Test("chains of and and or are flat, however long")
  func flatChains() {
    #expect(codes("let a = b" + String(repeating: " and b or c", count: 5_000)) == [])
  }

  @Test("what is nested as deeply as allowed can be dumped and formatted")
  func deepestTrees() {
    for (name, make) in Self.nestings {
      let tree = Fixtures.tree("let a = " + make(SyntaxLimits.nestingDepthMax - 1))
      #expect(tree.diagnostics == [], "\(name)")
      #expect(!dump(tree).isEmpty)
      FormatCheck.expectSound(tree, name)
    }
  }

  @Test("where the style's parentheses would pass the bound, the text stays as it is")
  func parenthesesPastTheBound() {
    let deep = String(repeating: "not ", count: SyntaxLimits.nestingDepthMax)
    #expect(format(Fixtures.tree("let  a = \(deep)b == c")) == "let  a = \(deep)b == c")
    let less = String(repeating: "not ", count: SyntaxLimits.nestingDepthMax - 1)
    let formatted = format(Fixtures.tree("let  a = \(less)b == c"))
    #expect(formatted?.contains("not (") == true)
  }

  private func tree(_ text: String, bytesMax: Int = 1 << 20, tokensMax: Int = 1 << 20)
    -> SyntaxTree
  {
    parse(
      SourceFile(path: "policy.remit", text: text), as: SourceFileID(0),
      limits: TextLimits(sourceBytesMax: bytesMax, tokensMax: tokensMax))
  }

  @Test("a file may have sixteen megabytes; one with a byte more is not read")
  func fileSize() {
    #expect(SyntaxLimits.sourceBytesMax == 16 * 1024 * 1024)
    let text = "let a = 1\nlet b = 2"
    #expect(tree(text, bytesMax: text.utf8.count).diagnostics == [])
    let over = tree(text, bytesMax: text.utf8.count - 1)
    #expect(over.diagnostics.map(\.code.number) == [1001])
    #expect(over.tokens.count == 2)
    #expect(over.root.declarations.isEmpty)
    #expect(Fixtures.covered(over) == Array(text.utf8))
  }

  @Test("a file may have four million tokens; what is past them is not read")
  func tokenCount() {
    #expect(SyntaxLimits.tokensMax == 4_000_000)
    // Eight tokens, one for the rest that there may be, one for the end of the file.
    let text = "let a = 1\nlet b = 2"
    #expect(tree(text, tokensMax: 10).diagnostics == [])
    let over = tree(text + " // more\n+ 3", tokensMax: 10)
    #expect(over.diagnostics.map(\.code.number) == [1002])
    #expect(over.tokens.count == 10)
    #expect(Fixtures.covered(over) == over.source.bytes)
  }

  @Test("a hundred errors are shown, and a note that there are more")
  func problemCount() {
    let max = SyntaxLimits.problemsShownMax
    let line = "let a = 'b'\n"
    #expect(codes(String(repeating: line, count: max)).count == max)
    let over = Fixtures.tree(String(repeating: line, count: max + 1)).diagnostics
    #expect(over.count == max + 1)
    #expect(over.last?.code.number == 1004)
    #expect(over.last?.severity == .note)
  }

  @Test("no number of warnings hides an error")
  func warningsHideNothing() {
    let warning = "grant a to User::\"zoe\u{308}\" on everything\n"
    let text = String(repeating: warning, count: 500) + "let a = \n"
    #expect(Fixtures.tree(text).diagnostics.hasErrors)
  }
}
