package import RemitSource

/// A piece of a file and what it is.
package struct HighlightedSpan: Hashable, Sendable {
  package let span: SourceSpan
  package let kind: HighlightKind

  package init(span: SourceSpan, kind: HighlightKind) {
    self.span = span
    self.kind = kind
  }
}

/// What every word, sign, literal and comment of a file is, in order; white space is in no span.
///
/// Keywords are those that the parser took for keywords: an attribute named `role` is an attribute.
/// Where the text has errors, words that the parser stepped over are taken by their spelling.
/// O(bytes).
package func highlight(_ tree: SyntaxTree) -> [HighlightedSpan] {
  var roles = NameRoles()
  roles.add(tree.root)
  var highlighter = Highlighter(tree: tree, roles: roles.kinds)
  highlighter.run()
  return highlighter.spans
}

private struct Highlighter {
  let tree: SyntaxTree
  /// By the offset at which a name starts.
  let roles: [Int: HighlightKind]
  var spans: [HighlightedSpan] = []
  private var isLikePattern = false

  init(tree: SyntaxTree, roles: [Int: HighlightKind]) {
    self.tree = tree
    self.roles = roles
    spans.reserveCapacity(tree.tokens.count)
  }

  mutating func run() {
    for token in tree.tokens {
      comments(from: token.triviaStart, to: token.span.lower)
      add(token)
      isLikePattern = text(token.span) == Lexeme.like.rawValue
    }
  }

  private mutating func add(_ token: Token) {
    switch token.kind {
    case .word: add(token.span, word(token.span))
    case .integer: add(token.span, .number)
    case .instant: add(token.span, .instant)
    case .duration: add(token.span, .duration)
    case .regex: add(token.span, .regex)
    case .punctuation:
      add(token.span, Lexeme(rawValue: text(token.span))?.signKind ?? .punctuation)
    case .string: string(token.span)
    case .invalid: add(token.span, .invalid)
    case .endOfFile: break
    }
  }

  private func word(_ span: SourceSpan) -> HighlightKind {
    if let role = roles[span.lower] { return role }
    return Lexeme(rawValue: text(span))?.keywordKind ?? .name
  }

  /// A string in pieces: escapes stand out.
  private mutating func string(_ span: SourceSpan) {
    let bytes = tree.source.bytes
    let star = UInt8(ascii: "*")
    var start = span.lower
    var offset = span.lower
    while offset < span.upper {
      let isEscape = bytes[offset] == UInt8(ascii: "\\")
      guard isEscape || (isLikePattern && bytes[offset] == star) else {
        offset += 1
        continue
      }
      var end = offset + (isEscape ? 2 : 1)
      if isEscape, bytes[offset + 1] == UInt8(ascii: "u") {
        while end < span.upper, bytes[end - 1] != UInt8(ascii: "}") { end += 1 }
      }
      add(piece(span, start, offset), .string)
      add(piece(span, offset, end), .escape)
      start = end
      offset = end
    }
    add(piece(span, start, span.upper), .string)
  }

  /// The comments between two tokens.
  private mutating func comments(from lower: Int, to upper: Int) {
    let bytes = tree.source.bytes
    var offset = lower
    while offset < upper {
      guard bytes[offset] == UInt8(ascii: "/") else {
        offset += 1
        continue
      }
      var end = offset
      while end < upper, bytes[end] != UInt8(ascii: "\n"), bytes[end] != UInt8(ascii: "\r") {
        end += 1
      }
      let slashes = bytes[offset..<end].prefix { $0 == UInt8(ascii: "/") }.count
      spans.append(
        HighlightedSpan(
          span: SourceSpan(file: tree.file, lower: offset, upper: end),
          kind: slashes == 3 ? .documentation : .comment))
      offset = end
    }
  }

  private mutating func add(_ span: SourceSpan, _ kind: HighlightKind) {
    if span.lower < span.upper { spans.append(HighlightedSpan(span: span, kind: kind)) }
  }

  private func piece(_ span: SourceSpan, _ lower: Int, _ upper: Int) -> SourceSpan {
    SourceSpan(file: span.file, lower: lower, upper: upper)
  }

  private func text(_ span: SourceSpan) -> String {
    String(decoding: tree.source.bytes[span.lower..<span.upper], as: UTF8.self)
  }
}
