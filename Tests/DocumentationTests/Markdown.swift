import Foundation
import RemitTestSupport
import Testing

/// A fenced block of a Markdown page, with what a comment directly above it says of it:
/// `<!-- remit: prelude=documents error=RMT3001 -->`, `<!-- run -->`.
struct MarkdownBlock: Sendable, CustomTestStringConvertible {
  let page: String
  /// The 1-based line of the first line inside.
  let line: Int
  /// The lines inside.
  let lineCount: Int
  /// What stands behind the opening fence.
  let language: String
  let text: String
  /// The words of the comment, `key=value` or bare.
  let remarks: [String]

  /// Its lines, as indices into the lines of the page.
  var range: Range<Int> { (line - 1)..<(line - 1 + lineCount) }

  func remark(_ key: String) -> String? {
    remarks.first { $0.hasPrefix(key + "=") }.map { String($0.dropFirst(key.count + 1)) }
  }

  var testDescription: String { "\(page):\(line)" }
}

enum Pages {
  /// Every page that users read, relative to the package.
  static let all: [String] = {
    var pages = ["README.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md"]
    for folder in ["docs", "policies", "Benchmarks"] {
      let found = FileManager.default.enumerator(
        atPath: Golden.root.appending(path: folder).path(percentEncoded: false))
      while let path = found?.nextObject() as? String {
        if path.hasSuffix(".md") { pages.append("\(folder)/\(path)") }
      }
    }
    return pages.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }()

  static func text(of page: String) -> String {
    let url = Golden.root.appending(path: page)
    guard let data = FileManager.default.contents(atPath: url.path(percentEncoded: false)) else {
      return ""
    }
    return String(decoding: data, as: UTF8.self)
  }

  static let blocks: [MarkdownBlock] = all.flatMap { blocks(of: text(of: $0), page: $0) }

  static func blocks(of text: String, page: String) -> [MarkdownBlock] {
    var blocks: [MarkdownBlock] = []
    var open: (language: String, line: Int, text: [Substring])?
    var remarks: [String] = []
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    for (index, line) in lines.enumerated() {
      if let block = open {
        if line == "```" {
          blocks.append(
            MarkdownBlock(
              page: page, line: block.line, lineCount: block.text.count,
              language: block.language,
              text: block.text.joined(separator: "\n") + "\n", remarks: remarks))
          open = nil
          remarks = []
        } else {
          open?.text.append(line)
        }
      } else if line.hasPrefix("```") {
        open = (String(line.dropFirst(3)), index + 2, [])
      } else {
        remarks = comment(line)
      }
    }
    return blocks
  }

  private static func comment(_ line: Substring) -> [String] {
    guard line.hasPrefix("<!-- "), line.hasSuffix(" -->") else { return [] }
    return line.dropFirst(5).dropLast(4).split(separator: " ").map(String.init)
  }
}
