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

  @Test("tokens and trivia give back every byte", arguments: Fixtures.policies)
  func lossless(_ name: String) throws {
    let bytes = try Fixtures.bytes(of: name)
    #expect(Fixtures.covered(Fixtures.tree(bytes)) == bytes)
  }
}
