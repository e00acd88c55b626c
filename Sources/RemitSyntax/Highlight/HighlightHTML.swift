import RemitSource

/// A file as HTML: `<pre class="remit"><code>` with a `<span>` around every piece that has a
/// colour. The text between the tags, unescaped, is the text of the file.
///
/// `HighlightStyle.sheet` has the colours. Bytes that are no UTF-8 are shown as U+FFFD.
package func html(_ tree: SyntaxTree) -> String {
  let bytes = tree.source.bytes
  var out = "<pre class=\"remit\"><code>"
  var offset = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
  for piece in highlight(tree) {
    if piece.span.lower > offset { out += escaped(bytes[offset..<piece.span.lower]) }
    let text = escaped(bytes[piece.span.lower..<piece.span.upper])
    out +=
      HighlightStyle.isPlain(piece.kind)
      ? text : "<span class=\"remit-\(piece.kind.rawValue)\">\(text)</span>"
    offset = piece.span.upper
  }
  return out + escaped(bytes[min(offset, bytes.count)...]) + "</code></pre>\n"
}

private func escaped(_ bytes: ArraySlice<UInt8>) -> String {
  var out = ""
  for scalar in String(decoding: bytes, as: UTF8.self).unicodeScalars {
    switch scalar {
    case "&": out += "&amp;"
    case "<": out += "&lt;"
    case ">": out += "&gt;"
    case "\"": out += "&quot;"
    default: out.unicodeScalars.append(scalar)
    }
  }
  return out
}

/// The colours of highlighted text.
package enum HighlightStyle {
  /// Pieces that have the colour of plain text and need no tag.
  static func isPlain(_ kind: HighlightKind) -> Bool {
    switch kind {
    case .name, .punctuation: true
    case .keyword, .declarationKeyword, .wordOperator, .sign, .type, .builtinType, .declaredType,
      .declaredName, .call, .builtinFunction, .languageVariable, .parameter, .attribute, .module,
      .string, .escape, .number, .duration, .instant, .boolean, .regex, .comment, .documentation,
      .invalid:
      false
    }
  }

  /// Kinds that look alike, and their colours as `#rrggbb` on a light and on a dark ground. Every
  /// colour has a contrast of 4.5 to 1 at least to its ground, which a test holds.
  package static let colours: [(kinds: [HighlightKind], light: String, dark: String)] = [
    ([.keyword, .declarationKeyword, .wordOperator], "#8a1a6c", "#f29bd4"),
    ([.type, .builtinType, .declaredType, .module], "#0b5c73", "#7fd1e6"),
    ([.declaredName, .call, .builtinFunction], "#1f4fa8", "#9dbdff"),
    ([.languageVariable, .boolean], "#7a3b00", "#f0b074"),
    ([.attribute, .parameter, .sign], "#333a45", "#c9d1dc"),
    ([.string, .regex], "#1c6328", "#93d69d"),
    ([.escape, .number, .duration, .instant], "#6a4a00", "#e3c46b"),
    ([.comment, .documentation], "#57606a", "#9aa5b1"),
    ([.invalid], "#b00020", "#ff9a9a"),
  ]

  package static let ground = (light: "#ffffff", dark: "#16191d")
  package static let plain = (light: "#1b1f24", dark: "#e6e9ed")

  /// CSS for light and, where the reader prefers it, dark.
  package static var sheet: String {
    func rules(_ colour: (Int) -> String, _ indent: String) -> String {
      colours.indices.map { index in
        let names = colours[index].kinds.map { ".remit-\($0.rawValue)" }
        return "\(indent)\(names.joined(separator: ", ")) { color: \(colour(index)); }\n"
      }.joined()
    }
    return """
      .remit { background: \(ground.light); color: \(plain.light); padding: 1em; overflow: auto; }
      \(rules({ colours[$0].light }, ""))\
      .remit-declared-name, .remit-declared-type { font-weight: 600; }
      .remit-comment, .remit-documentation { font-style: italic; }
      .remit-invalid { text-decoration: underline wavy; }
      @media (prefers-color-scheme: dark) {
        .remit { background: \(ground.dark); color: \(plain.dark); }
      \(rules({ colours[$0].dark }, "  "))\
      }

      """
  }
}
