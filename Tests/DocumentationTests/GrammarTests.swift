import Foundation
import RemitTestSupport
import Testing

/// The grammar stands twice: whole in docs/language.md, and production by production above the
/// parse methods. They are one.
@Suite("The grammar")
struct GrammarTests {
  private static let page: [String: String] = {
    let blocks = Pages.blocks.filter { $0.language == "grammar" }
    return productions(in: blocks.map(\.text).joined(separator: "\n"))
  }()

  private static let parser: [String: String] = {
    let folder = Golden.root.appending(path: "Sources/RemitSyntax/Parser")
    let files = FileManager.default.enumerator(atPath: folder.path(percentEncoded: false))
    var found: [String: String] = [:]
    while let file = files?.nextObject() as? String {
      let text = Pages.text(of: "Sources/RemitSyntax/Parser/\(file)")
      found.merge(parserProductions(in: text)) { first, _ in first }
    }
    return found
  }()

  @Test("every production above a parse method stands in docs/language.md, word by word")
  func parserIsDocumented() {
    #expect(Self.parser.count > 40)
    for (name, body) in Self.parser.sorted(by: { $0.key < $1.key }) {
      #expect(Self.page[name] == body, "\(name)")
    }
  }

  @Test("every production of docs/language.md has its parse method")
  func pageIsParsed() {
    // Read by methods that have another production above them.
    let withoutMethod: Set = ["literal", "type-ref"]
    let missing = Set(Self.page.keys).subtracting(Self.parser.keys).subtracting(withoutMethod)
    #expect(missing.isEmpty)
  }

  @Test("every name in a production is a production or a token")
  func namesAreDefined() throws {
    let tokens: Set = ["name", "Name", "word", "string", "int", "instant", "duration", "regex"]
    for (name, body) in Self.page {
      let bare = body.replacing(/"[^"]*"/, with: " ")
      for match in bare.matches(of: /[A-Za-z][A-Za-z-]*/) {
        let used = String(match.output)
        #expect(Self.page[used] != nil || tokens.contains(used), "\(name) uses \(used)")
      }
    }
  }
}

/// `name = body`, where further lines of the body are indented and `//` starts a comment.
private func productions(in text: String) -> [String: String] {
  var found: [String: String] = [:]
  var current: String?
  for line in text.split(separator: "\n") {
    let code = withoutComment(line)
    if let head = code.firstMatch(of: /^([a-z][a-z-]*) +=\s(.*)$/) {
      current = String(head.output.1)
      found[String(head.output.1)] = normalised(String(head.output.2))
    } else if let name = current, code.hasPrefix(" ") {
      found[name] = normalised((found[name] ?? "") + " " + code)
    } else {
      current = nil
    }
  }
  return found
}

/// Productions of doc comments: in backticks on one line, or in a fenced block.
private func parserProductions(in text: String) -> [String: String] {
  var found: [String: String] = [:]
  var fenced: [String]?
  for line in text.split(separator: "\n") {
    guard let comment = line.firstMatch(of: /^ *\/\/\/ ?(.*)$/)?.output.1 else {
      fenced = nil
      continue
    }
    if comment.hasPrefix("```") {
      if let lines = fenced {
        found.merge(productions(in: lines.joined(separator: "\n"))) { first, _ in first }
        fenced = nil
      } else {
        fenced = []
      }
    } else if fenced != nil {
      fenced?.append(String(comment))
    } else {
      for match in comment.matches(of: /`([a-z][a-z-]* = [^`]*)`/) {
        found.merge(productions(in: String(match.output.1))) { first, _ in first }
      }
    }
  }
  return found
}

private func withoutComment(_ line: Substring) -> String {
  line.range(of: " // ").map { String(line[..<$0.lowerBound]) } ?? String(line)
}

private func normalised(_ text: String) -> String {
  text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
}
