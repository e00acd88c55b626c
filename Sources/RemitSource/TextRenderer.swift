/// Writes diagnostics for people: the place, the message, the lines of source with the span
/// underlined, then notes and what would help.
///
/// ```
/// payments.remit:3:13: error[RMT1101]: expected `to`, found `User`
///   3 | grant viewer User::"ada" on everything
///     |             ^
///   note: …
///   help: …
/// ```
///
/// Text of the source is shown with tabs widened and with every character that could disturb a
/// terminal replaced by `�`. Long lines are cut around the span.
public struct TextRenderer: Sendable {
  /// True to colour for a terminal.
  public let isColoured: Bool

  public init(isColoured: Bool = false) {
    self.isColoured = isColoured
  }

  /// All diagnostics in the order given, each followed by a blank line. O(text of their lines).
  public func render(_ diagnostics: [Diagnostic], in files: SourceFiles) -> String {
    diagnostics.map { render($0, in: files) + "\n" }.joined()
  }

  /// One diagnostic; its last line ends with a line end.
  public func render(_ diagnostic: Diagnostic, in files: SourceFiles) -> String {
    let severity = diagnostic.severity.rawValue
    let label = paint("\(severity)[\(diagnostic.code)]:", style(of: diagnostic.severity))
    var out = "\(place(diagnostic.span, in: files))\(label) "
    out += paint(ShownText.plain(diagnostic.message), .bold) + "\n"
    out += excerpt(diagnostic.span, in: files)
    for note in diagnostic.notes {
      let label = paint("note:", .cyan)
      let message = ShownText.plain(note.message)
      if let span = note.span {
        out += "\(place(span, in: files))\(label) \(message)\n"
        out += excerpt(span, in: files)
      } else {
        out += "  \(label) \(message)\n"
      }
    }
    for fix in diagnostic.fixes {
      out += "  \(paint("help:", .green)) \(ShownText.plain(fix.message))\n"
    }
    return out
  }

  // MARK: Places

  /// `path:line:column: `, or nothing.
  private func place(_ span: SourceSpan?, in files: SourceFiles) -> String {
    guard let span, let file = files[span.file] else { return "" }
    let position = file.position(at: span.lower)
    let place = "\(ShownText.plain(file.path)):\(position.line):\(position.column):"
    return paint(place, .bold) + " "
  }

  /// The first lines of the span, underlined; of a longer span the last line as well.
  private func excerpt(_ span: SourceSpan?, in files: SourceFiles) -> String {
    guard let span, let file = files[span.file] else { return "" }
    let first = file.position(at: span.lower)
    let last = file.position(at: max(span.lower, span.upper))
    let isLong = last.line - first.line >= TextRenderer.linesShownMax
    let lines = isLong ? [first.line, last.line] : Array(first.line...last.line)
    let gutter = String(last.line).utf8.count
    var out = ""
    for (index, number) in lines.enumerated() {
      if isLong, index == 1 { out += "  \(String(repeating: ".", count: gutter))\n" }
      let line = ShownText(file.line(number))
      let from = number == first.line ? first.column - 1 : line.indentation
      let to = number == last.line ? last.column - 1 : line.characters.count
      out += shown(
        line, from: from, to: to, number: number, gutter: gutter, isFirst: number == first.line)
    }
    return out
  }

  /// More lines of one span than this are not shown.
  private static let linesShownMax = 4

  private func shown(
    _ line: ShownText, from: Int, to: Int, number: Int, gutter: Int, isFirst: Bool
  ) -> String {
    let view = line.view(from: from, to: to)
    let label = String(number)
    let padding = String(repeating: " ", count: max(0, gutter - label.utf8.count))
    let bar = paint("|", .dim)
    var out = "  \(padding)\(paint(label, .dim)) \(bar)"
    out += view.text.isEmpty ? "\n" : " \(view.text)\n"
    let isUnderlined = isFirst || view.columns > 0
    guard isUnderlined else { return out }
    let marks =
      (isFirst ? "^" : "~") + String(repeating: "~", count: max(0, view.columns - 1))
    out += "  \(String(repeating: " ", count: gutter)) \(bar) "
    out += String(repeating: " ", count: view.indent) + paint(marks, .green) + "\n"
    return out
  }

  // MARK: Colours

  private enum Style: String {
    case bold = "1"
    case dim = "2"
    case red = "1;31"
    case yellow = "1;33"
    case cyan = "1;36"
    case green = "1;32"
  }

  private func style(of severity: Severity) -> Style {
    switch severity {
    case .error: .red
    case .warning: .yellow
    case .note: .cyan
    }
  }

  private func paint(_ text: String, _ style: Style) -> String {
    isColoured ? "\u{1B}[\(style.rawValue)m\(text)\u{1B}[0m" : text
  }
}
