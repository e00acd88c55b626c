import RemitChecker
import RemitSource
import RemitSyntax
import Testing

@Suite("The ambiguous part of a regex")
struct RegexSpanTests {
  @Test(
    "is underlined exactly, whatever stands before it",
    arguments: [
      ("/(a+)+b/", "(a+)+"), ("/é€😀(a+)+b/", "(a+)+"), ("/((é|é)*ü)*/", "(é|é)*"),
      ("/\\/x\\/(\\w+\\/?)*/", "(\\w+\\/?)*"), ("/(x(b|bb)+)+/", "(b|bb)+"),
      ("/[a-z]+(-[a-z]+)*(.*)*/", "(.*)*"), ("/e\u{301}(a|a)+?/", "(a|a)+?"),
      ("/(ab){2}((a|aa){3,}c)+/", "(a|aa){3,}"),
    ])
  func underlined(literal: String, part: String) throws {
    for lineEnd in ["\n", "\r\n"] {
      for before in ["", "// Größe 😀\(lineEnd)\t\t", "/// é\(lineEnd)"] {
        let text =
          before + "condition a(s: String) =\(lineEnd)\t\ts.count > 1 and\t s matches \(literal)"
          + lineEnd
        let file = SourceFile(path: "policy.remit", text: text)
        var files = SourceFiles()
        let tree = parse(file, as: files.add(file))
        let found = check([tree], files: files, vocabularies: []).diagnostics
        let diagnostic = try #require(found.first { $0.code.number == 3025 })
        let span = try #require(diagnostic.span)
        let underlined = Array(text.utf8)[span.lower..<span.upper]
        #expect(String(decoding: underlined, as: UTF8.self) == part)
        // Nor is it found anywhere but in the literal.
        #expect(span.lower > (text.utf8.count - literal.utf8.count - lineEnd.utf8.count))
      }
    }
  }
}
