import Foundation
import RemitTestSupport
import Remit
import RemitSource
import Testing

@Suite("Links in the documentation")
struct LinkTests {
  @Test("lead to a file of the repository, and to a heading that is there", arguments: Pages.all)
  func linksLeadSomewhere(page: String) {
    for link in links(of: Pages.text(of: page)) where !link.contains("://") {
      let parts = link.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
      let target = parts[0].isEmpty ? page : resolved(String(parts[0]), from: page)
      let path = Golden.root.appending(path: target).path(percentEncoded: false)
      #expect(FileManager.default.fileExists(atPath: path), "\(page): \(link)")
      if parts.count == 2, target.hasSuffix(".md") {
        #expect(
          anchors(of: Pages.text(of: target)).contains(String(parts[1])), "\(page): \(link)")
      }
    }
  }

  @Test("of reports lead to the messages they are about")
  func diagnosticsHaveAnchors() {
    let anchors = anchors(of: Pages.text(of: "docs/diagnostics.md"))
    for kind in DiagnosticCatalogue.all {
      #expect(anchors.contains(DiagnosticCatalogue.anchor(of: kind)), "\(kind.code)")
    }
  }

  @Test("are found, with their headings")
  func scannerFinds() {
    #expect(
      links(of: "see [a](b.md#c), `[x](y)` and [d](#e)\n```\n[n](o)\n```\n") == ["b.md#c", "#e"])
    #expect(
      anchors(of: "## 5. Describing the world\n### `like`\n") == ["5-describing-the-world", "like"])
    #expect(resolved("../b/c.md", from: "docs/x/a.md") == "docs/b/c.md")
  }
}

private func links(of text: String) -> [String] {
  prose(text).flatMap { line in
    line.replacing(/`[^`]*`/, with: "").matches(of: /\]\(([^)\s]+)\)/).map { String($0.output.1) }
  }
}

/// The anchors that hosts make from headings: small letters, digits and hyphens.
private func anchors(of text: String) -> Set<String> {
  Set(
    prose(text).filter { $0.hasPrefix("#") }.map { line in
      let heading = line.drop { $0 == "#" }.drop { $0 == " " }.lowercased()
      return String(
        heading.compactMap { character -> Character? in
          if character == " " { return "-" }
          return character.isLetter || character.isNumber || "-_".contains(character)
            ? character : nil
        })
    })
}

/// The lines outside of fenced blocks.
private func prose(_ text: String) -> [Substring] {
  var isFenced = false
  return text.split(separator: "\n").filter { line in
    if line.hasPrefix("```") {
      isFenced.toggle()
      return false
    }
    return !isFenced
  }
}

private func resolved(_ link: String, from page: String) -> String {
  var parts = page.split(separator: "/").dropLast().map(String.init)
  for part in link.split(separator: "/") {
    if part == ".." {
      _ = parts.popLast()
    } else if part != "." {
      parts.append(String(part))
    }
  }
  return parts.joined(separator: "/")
}
