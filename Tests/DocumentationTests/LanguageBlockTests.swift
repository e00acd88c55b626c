import Foundation
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

  @Test("check without errors, or with exactly the ones they show", arguments: blocks)
  func blockIsRight(block: MarkdownBlock) throws {
    var sources: [SourceFile] = []
    if let prelude = block.remark("prelude") {
      let path = "Tests/DocumentationTests/Preludes/\(prelude).remit"
      let text = Pages.text(of: path)
      try #require(!text.isEmpty, "there is no \(path)")
      sources.append(SourceFile(path: path, text: text))
    }
    sources.append(SourceFile(path: "\(block.page):\(block.line)", text: block.text))
    let (diagnostics, files) = checked(sources)
    let errors = diagnostics.filter { $0.severity == .error }
    let wanted = block.remarks.compactMap { $0.hasPrefix("error=") ? $0.dropFirst(6) : nil }
    let shown = errors.map { error in
      let line = error.span.flatMap { span in files[span.file]?.position(at: span.lower).line }
      return "\(block.page):\(block.line - 1 + (line ?? 0)): \(error.code) \(error.message)"
    }
    #expect(
      errors.map { "\($0.code)" }.sorted() == wanted.map(String.init).sorted(),
      "\(shown.joined(separator: "\n"))")
  }

  @Test("are laid out as `remit fmt` lays them out", arguments: Set(blocks.map(\.page)).sorted())
  func blocksAreFormatted(page: String) throws {
    var lines = Pages.text(of: page).split(separator: "\n", omittingEmptySubsequences: false)
    // From the last to the first, so that line numbers stay right.
    for block in Self.blocks.reversed() where block.page == page {
      let file = SourceFile(path: page, text: block.text)
      guard let formatted = format(parse(file, as: SourceFileID(0))) else { continue }
      lines.replaceSubrange(
        block.range,
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
