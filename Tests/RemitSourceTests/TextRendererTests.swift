import RemitSource
import Testing

private let kind = DiagnosticKind(9_001, title: "t", explanation: "e", example: "x")

/// Renders one diagnostic on the text between `⟦` and `⟧`.
private func rendered(_ marked: String, _ message: String = "m") -> String {
  let parts = marked.split(separator: "⟦", maxSplits: 1, omittingEmptySubsequences: false)
  let rest = parts[1].split(separator: "⟧", maxSplits: 1, omittingEmptySubsequences: false)
  let lower = parts[0].utf8.count
  var files = SourceFiles()
  let id = files.add(SourceFile(path: "p.remit", text: parts[0] + rest.joined()))
  let span = SourceSpan(file: id, lower: lower, upper: lower + rest[0].utf8.count)
  return render([Diagnostic(kind, message, at: span)], in: files)
}

@Suite("Diagnostics as text")
struct TextRendererTests {
  @Test("point at the words they are about")
  func pointsAtWords() {
    #expect(
      rendered("deny a: anyone\n    when ⟦ownr⟧ == x\n") == """
        p.remit:2:10: error[RMT9001]: m
          2 |     when ownr == x
            |          ^^^^

        """)
  }

  @Test("keep carets under wide letters, combining marks and tabs")
  func keepsCaretsInPlace() {
    #expect(rendered("日本 ⟦語⟧").contains("  1 | 日本 語\n    |      ^^\n"))
    #expect(rendered("e\u{301} ⟦x⟧").contains("\n    |   ^\n"))
    #expect(rendered("\t⟦x⟧").contains("\n    | \t^\n"))
  }

  @Test("point at the end of a line, at an empty file, and at the first line of several")
  func pointsAtEdges() {
    #expect(rendered("ab⟦⟧").contains("  1 | ab\n    |   ^\n"))
    #expect(rendered("⟦⟧").contains("  1 | \n    | ^\n"))
    #expect(rendered("a ⟦bc\nd⟧ e").contains("  1 | a bc\n    |   ^^\n"))
  }

  @Test("show characters that could deceive by their code")
  func showsHiddenCharacters() {
    let text = rendered("a\u{202E}b\u{1B}[31m ⟦x⟧", "bad \u{200B}")
    #expect(text.contains("bad \\u{200b}\n"))
    #expect(text.contains("  1 | a\\u{202e}b\\u{1b}[31m x\n"))
    #expect(text.hasSuffix("    | " + String(repeating: " ", count: 21) + "^\n"))
  }

  @Test("cut a long line around the place")
  func cutsLongLines() {
    let long = String(repeating: "a", count: 5_000)
    let text = rendered(long + "⟦b⟧" + long)
    #expect(text.utf8.count < 500)
    let lines = text.split(separator: "\n")
    #expect(lines[1].contains("…") && lines[1].hasSuffix("…"))
    let caret = lines[2].distance(from: lines[2].startIndex, to: lines[2].firstIndex(of: "^")!)
    let place = lines[1].distance(from: lines[1].startIndex, to: lines[1].firstIndex(of: "b")!)
    #expect(caret == place)
  }

  @Test("list notes and fix-its, places of other lines shown")
  func listsNotes() {
    var files = SourceFiles()
    let id = files.add(SourceFile(path: "p.remit", text: "one\ntwo\n"))
    let one = SourceSpan(file: id, lower: 0, upper: 3)
    let two = SourceSpan(file: id, lower: 4, upper: 7)
    let diagnostic = Diagnostic(
      kind, "m", at: two,
      notes: [DiagnosticNote("declared here", at: one), DiagnosticNote("did you mean `one`?")],
      fixes: [FixIt(message: "write `one`", edits: [])])
    #expect(
      render([diagnostic], in: files) == """
        p.remit:2:1: error[RMT9001]: m
          2 | two
            | ^^^
            = p.remit:1:1: declared here
          1 | one
            | ^^^
            = did you mean `one`?
            = fix: write `one`

        """)
  }

  @Test("as JSON have every member that programs rely on")
  func rendersJSON() {
    var files = SourceFiles()
    let id = files.add(SourceFile(path: "p.remit", text: "é one\n"))
    let span = SourceSpan(file: id, lower: 3, upper: 6)
    let fix = FixIt(message: "f", edits: [TextEdit(span: span, replacement: "two")])
    var json = JSONWriter()
    json.array(
      [Diagnostic(kind, "m", at: span, notes: [DiagnosticNote("n")], fixes: [fix])]
        + [Diagnostic(kind, "m", at: nil)]
    ) { $0.diagnostic($1, in: files) }
    let place = #""file": "p.remit", "line": 1, "column": 3, "endLine": 1, "endColumn": 6"#
    #expect(
      json.text == """
        [{"code": "RMT9001", "severity": "error", "message": "m", \(place), \
        "notes": [{"message": "n"}], "fixes": [{"message": "f", \
        "edits": [{\(place), "replacement": "two"}]}]}, \
        {"code": "RMT9001", "severity": "error", "message": "m", "file": null, "line": null, \
        "column": null, "endLine": null, "endColumn": null, "notes": [], "fixes": []}]
        """)
  }
}
