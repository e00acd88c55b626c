import RemitSource
import RemitSyntax
import RemitTestSupport
import Testing

@Suite("Blocks of Remit in the documentation")
struct LanguageBlockTests {
  private static let blocks = Pages.blocks.filter { $0.language == "remit" }

  @Test("are there")
  func blocksAreFound() {
    #expect(Self.blocks.count >= 10)
  }

  @Test("parse, and say what they are said to say", arguments: blocks)
  func blockIsRight(block: MarkdownBlock) {
    let tree = parse(
      SourceFile(path: block.testDescription, text: block.text), as: SourceFileID(0))
    let errors = tree.diagnostics.filter { $0.severity == .error }
    if let wanted = block.remark("error"), wanted.hasPrefix("RMT1") {
      #expect(errors.map { "\($0.code)" } == [wanted])
    } else {
      let shown = errors.map { error in
        let line = error.span.map { tree.source.position(at: $0.lower).line + block.line - 1 }
        return "\(block.page):\(line ?? 0): \(error.code) \(error.message)"
      }
      #expect(shown.isEmpty, "\(shown.joined(separator: "\n"))")
    }
  }

  @Test("carry only remarks that are known")
  func remarksAreKnown() {
    for block in Self.blocks {
      for remark in block.remarks {
        let key = String(remark.prefix { $0 != "=" })
        #expect(
          ["remit:", "prelude", "error"].contains(key), "\(block.page):\(block.line): \(remark)")
      }
    }
  }
}
