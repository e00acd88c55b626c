/// Diagnostics for a person: place, code, sentence, the line with carets, notes, fix-its.
///
/// ```
/// policy.remit:4:15: error[RMT2003]: unknown attribute `ownr`
///   4 |     when resource.ownr == principal
///     |                   ^^^^
///     = did you mean `owner`?
/// ```
///
/// - Parameter colour: whether to use the terminal's colours.
/// - Returns: a text that ends with a line end, or nothing for no diagnostics.
/// - Complexity: O(size of the output); lines are shown in a window of bounded width.
package func render(
  _ diagnostics: [Diagnostic], in files: SourceFiles, colour: Bool = false
) -> String {
  var renderer = TextRenderer(files: files, hasColour: colour)
  for diagnostic in diagnostics { renderer.add(diagnostic) }
  return renderer.text
}

private struct TextRenderer {
  let files: SourceFiles
  let hasColour: Bool
  var text = ""

  mutating func add(_ diagnostic: Diagnostic) {
    if let place = place(of: diagnostic.span) { text += paint(place + ": ", "1") }
    let severity = "\(diagnostic.severity.rawValue)[\(diagnostic.code)]"
    text += paint(severity, colour(of: diagnostic.severity)) + ": "
    text += paint(visible(diagnostic.message), "1") + "\n"
    if let span = diagnostic.span { show(span, colour: colour(of: diagnostic.severity)) }
    for note in diagnostic.notes {
      let place = place(of: note.span).map { $0 + ": " } ?? ""
      text += "    = \(place)\(visible(note.message))\n"
      if let span = note.span, span != diagnostic.span { show(span, colour: "36") }
    }
    for fix in diagnostic.fixes { text += "    = fix: \(visible(fix.message))\n" }
  }

  private func place(of span: SourceSpan?) -> String? {
    guard let span, let file = files[span.file] else { return nil }
    let position = file.position(at: span.lower)
    return "\(visible(file.path)):\(position.line):\(position.column)"
  }

  /// Shows the first line of a span with carets under it.
  private mutating func show(_ span: SourceSpan, colour: String) {
    guard let file = files[span.file] else { return }
    let start = file.position(at: span.lower)
    let end = file.position(at: span.upper)
    let scalars = Array(file.line(start.line).unicodeScalars)
    let first = min(start.column - 1, scalars.count)
    let last = end.line == start.line ? min(end.column - 1, scalars.count) : scalars.count
    let window = Self.window(around: first, of: scalars.count)
    let caretEnd = min(max(last, first + 1), window.upperBound + 1)
    var shown = ""
    for index in window { shown += visible(scalars[index]) }
    var carets = ""
    for index in window.lowerBound..<first {
      // A tab is as wide as the terminal makes it, above and below.
      carets += scalars[index] == "\t" ? "\t" : String(repeating: " ", count: width(scalars[index]))
    }
    var caretCount = 0
    for index in first..<max(caretEnd, first + 1) {
      caretCount += index < scalars.count ? width(scalars[index]) : 1
    }
    let number = String(start.line)
    let margin = String(repeating: " ", count: number.utf8.count)
    let cutBefore = window.lowerBound > 0 ? "…" : ""
    let cutAfter = window.upperBound < scalars.count ? "…" : ""
    text += "  " + paint("\(number) | ", "2") + cutBefore + shown + cutAfter + "\n"
    text += "  " + paint("\(margin) | ", "2") + (cutBefore.isEmpty ? "" : " ") + carets
    text += paint(String(repeating: "^", count: max(caretCount, 1)), colour) + "\n"
  }

  private static let windowScalars = 120

  private static func window(around index: Int, of count: Int) -> Range<Int> {
    guard count > windowScalars else { return 0..<count }
    let lower = max(0, min(index - windowScalars / 3, count - windowScalars))
    return lower..<min(count, lower + windowScalars)
  }

  /// Columns of a terminal, roughly: wide letters of East Asia and emoji take two.
  private func width(_ scalar: Unicode.Scalar) -> Int {
    let shown = visible(scalar)
    if shown.unicodeScalars.count > 1 { return shown.unicodeScalars.count }
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .enclosingMark: return 0
    default: break
    }
    switch scalar.value {
    case 0x1100...0x115F, 0x2E80...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F,
      0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1FAFF, 0x20000...0x3FFFD:
      return 2
    default: return 1
    }
  }

  private func colour(of severity: Severity) -> String {
    switch severity {
    case .error: "1;31"
    case .warning: "1;33"
    case .note: "1;36"
    }
  }

  private func paint(_ text: String, _ code: String) -> String {
    hasColour ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
  }
}
