import RemitSource
import RemitSyntax
import Testing

/// A text in which `⟦` and `⟧` mark the spans of the problems it must cause, in order.
struct Marked {
  let text: String
  let spans: [Range<Int>]

  init(_ marked: String) {
    var text: [UInt8] = []
    var spans: [Range<Int>] = []
    var open: [Int] = []
    for scalar in marked.unicodeScalars {
      switch scalar {
      case "⟦": open.append(text.count)
      case "⟧": if let lower = open.popLast() { spans.append(lower..<text.count) }
      default: text += Array(String(scalar).utf8)
      }
    }
    self.text = String(decoding: text, as: UTF8.self)
    self.spans = spans.sorted { ($0.lowerBound, $0.upperBound) < ($1.lowerBound, $1.upperBound) }
  }
}

/// Expects a text to cause exactly the problems of these codes at the marked places.
func expectProblems(
  _ marked: String, _ codes: [Int], sourceLocation: SourceLocation = #_sourceLocation
) {
  let text = Marked(marked)
  let problems = Fixtures.tree(text.text).diagnostics
  #expect(problems.map(\.code.number) == codes, sourceLocation: sourceLocation)
  let spans = problems.compactMap { $0.span.map { $0.lower..<$0.upper } }
  #expect(spans == text.spans, sourceLocation: sourceLocation)
}

/// Expects the fix-its of a text, applied, to give another text, which has no problems.
func expectFixed(
  _ text: String, _ fixed: String, sourceLocation: SourceLocation = #_sourceLocation
) {
  let tree = Fixtures.tree(text)
  #expect(tree.diagnostics.hasErrors, sourceLocation: sourceLocation)
  var bytes = Array(text.utf8)
  let edits = tree.diagnostics.compactMap(\.fixes.first).flatMap(\.edits)
  for edit in edits.sorted(by: { $0.span > $1.span }) {
    bytes.replaceSubrange(edit.span.lower..<edit.span.upper, with: Array(edit.replacement.utf8))
  }
  #expect(String(decoding: bytes, as: UTF8.self) == fixed, sourceLocation: sourceLocation)
  #expect(Fixtures.tree(bytes).diagnostics == [], sourceLocation: sourceLocation)
}
