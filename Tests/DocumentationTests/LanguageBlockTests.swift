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

  @Test("are laid out as `remit fmt` lays them out", arguments: Set(blocks.map(\.page)).sorted())
  func blocksAreFormatted(page: String) throws {
    var lines = Pages.text(of: page).split(separator: "\n", omittingEmptySubsequences: false)
    // From the last to the first, so that line numbers stay right.
    for block in Self.blocks.reversed() where block.page == page {
      let file = SourceFile(path: page, text: block.text)
      guard let formatted = format(parse(file, as: SourceFileID(0))) else { continue }
      let count = block.text.split(separator: "\n", omittingEmptySubsequences: false).count - 1
      let start = block.line - 1
      lines.replaceSubrange(
        start..<(start + count),
        with: formatted.dropLast().split(separator: "\n", omittingEmptySubsequences: false))
    }
    try Golden.expect(lines.joined(separator: "\n"), at: page)
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
