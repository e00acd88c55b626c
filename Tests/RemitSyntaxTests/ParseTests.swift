import RemitSource
import RemitSyntax
import Testing

@Suite("parsing real policies")
struct ParseTests {
  @Test("a real policy parses without a problem", arguments: Fixtures.policies)
  func parses(_ name: String) throws {
    let tree = Fixtures.tree(try Fixtures.bytes(of: name))
    #expect(tree.diagnostics == [])
    #expect(tree.root.declarations.count > 5)
  }

  @Test("a tree may let its tokens go, unless it has errors to look at")
  func tokensLetGo() {
    func tree(_ text: String) -> SyntaxTree {
      parse(SourceFile(path: "p", text: text), as: SourceFileID(0), keepsTokens: false)
    }
    #expect(tree("entity User").tokens.isEmpty)
    #expect(tree("entity User").root.declarations.count == 1)
    #expect(!tree("entity").tokens.isEmpty)
  }

  @Test("what a tree has many of is small")
  func sizes() {
    #expect(MemoryLayout<SourceSpan>.size == 12)
    #expect(MemoryLayout<Token>.stride == 20)
    #expect(MemoryLayout<DeclarationSyntax>.stride <= 32)
  }

  @Test("tokens and trivia give back every byte", arguments: Fixtures.policies)
  func lossless(_ name: String) throws {
    let bytes = try Fixtures.bytes(of: name)
    #expect(Fixtures.covered(Fixtures.tree(bytes)) == bytes)
  }
}
