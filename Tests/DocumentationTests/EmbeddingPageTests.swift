import RemitTestSupport
import Testing

@Suite("Pages about the library")
struct EmbeddingPageTests {
  @Test(
    "show the examples that are compiled, word by word and in their order",
    arguments: [
      ("docs/embedding.md", "EmbeddingExamples"), ("docs/roles-as-data.md", "RolesAsDataExamples"),
    ])
  func blocksAreExamples(name: String, source: String) throws {
    let source = Pages.text(of: "Tests/DocumentationTests/\(source).swift")
    let examples = embeddingExamples(in: source)
    let page = Pages.text(of: name)
    var lines = page.split(separator: "\n", omittingEmptySubsequences: false)
    // From the last to the first, so that line numbers stay right.
    let blocks = Pages.blocks(of: page, page: name).filter { $0.language == "swift" }
    #expect(Set(blocks.compactMap(\.remarks.last)) == Set(examples.keys))
    for block in blocks.reversed() {
      let name = try #require(block.remarks.last, "line \(block.line) names no example")
      let example = try #require(examples[name], "there is no example \(name)")
      lines.replaceSubrange(block.range, with: example)
    }
    try Golden.expect(lines.joined(separator: "\n"), at: name)
  }
}

/// The lines between `// example: NAME` and `// end`, without their common indentation.
private func embeddingExamples(in source: String) -> [String: [Substring]] {
  var examples: [String: [Substring]] = [:]
  var open: (name: String, indentation: Int)?
  for line in source.split(separator: "\n", omittingEmptySubsequences: false) {
    let code = line.drop { $0 == " " }
    if code.hasPrefix("// example: ") {
      let name = String(code.dropFirst(12))
      open = (name, line.count - code.count)
      examples[name] = []
    } else if code == "// end", let example = open {
      while examples[example.name]?.last == "" { examples[example.name]?.removeLast() }
      open = nil
    } else if let example = open {
      examples[example.name]?.append(line.dropFirst(min(example.indentation, line.count)))
    }
  }
  return examples
}
