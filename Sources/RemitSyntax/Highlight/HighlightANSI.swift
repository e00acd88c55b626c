import RemitSource

/// A file with the colours of a terminal: its own sixteen, so that they fit its ground.
///
/// Comments are the file's, as they stand: only for texts that Remit itself carries.
package func ansi(_ tree: SyntaxTree) -> String {
  let bytes = tree.source.bytes
  var out = ""
  var offset = 0
  func text(_ lower: Int, _ upper: Int) -> String {
    String(decoding: bytes[lower..<upper], as: UTF8.self)
  }
  for piece in highlight(tree) {
    out += text(offset, piece.span.lower)
    let shown = text(piece.span.lower, piece.span.upper)
    if let code = piece.kind.ansiCode {
      out += "\u{1B}[\(code)m\(shown)\u{1B}[0m"
    } else {
      out += shown
    }
    offset = piece.span.upper
  }
  return out + text(min(offset, bytes.count), bytes.count)
}

extension HighlightKind {
  /// `nil` for the colour of plain text.
  fileprivate var ansiCode: String? {
    switch self {
    case .keyword, .declarationKeyword, .wordOperator: "35"
    case .type, .builtinType, .module: "36"
    case .declaredType: "1;36"
    case .declaredName: "1;34"
    case .call, .builtinFunction: "34"
    case .languageVariable, .boolean, .number, .duration, .instant, .escape: "33"
    case .string, .regex: "32"
    case .comment, .documentation: "2"
    case .invalid: "31"
    case .sign, .punctuation, .parameter, .attribute, .name: nil
    }
  }
}
