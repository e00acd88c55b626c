import RemitSource
import RemitSyntax
import RemitTestSupport
import Testing

@Suite("Formatting random policies")
struct FormattingTests {
  private func tree(_ text: String) -> SyntaxTree {
    parse(SourceFile(path: "p.remit", text: text), as: SourceFileID(0))
  }

  @Test("keeps the tree, and formatting the result again changes nothing")
  func roundTrip() throws {
    for seed in 1...250 as ClosedRange<UInt64> {
      var generator = PolicyGenerator(seed: seed)
      for file in generator.make().files {
        let original = tree(file.text)
        let printed = try #require(format(original), "seed \(seed)")
        let again = tree(printed)
        #expect(!again.diagnostics.hasErrors, "seed \(seed)\n\(printed)")
        #expect(dump(again) == dump(original), "seed \(seed)\n\(file.text)\n\(printed)")
        #expect(format(again) == printed, "seed \(seed)\n\(printed)")
      }
    }
  }
}
