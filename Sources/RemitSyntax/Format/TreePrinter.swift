import RemitSource

/// Prints syntax nodes in the one canonical style.
///
/// With a tree it walks the tree's tokens beside the nodes, so that every comment finds its place
/// and literals keep their spelling. Without one it prints nodes alone, as `canonicalText` does.
struct TreePrinter {
  private let tree: SyntaxTree?
  /// The index of the next token of the source that has not been printed.
  private var cursor = 0
  private(set) var layout = Layout()
  private(set) var output = ""
  private let widthMax: Int
  /// Set if nodes and tokens went apart, which would be a bug: then nothing is formatted.
  private(set) var isLost = false

  /// How many expressions stand around the one being printed, and the most there were.
  private var level = 0
  private(set) var deepestLevel = 0

  static let widthMax = 100
  static let indent = 4

  init(tree: SyntaxTree) {
    self.tree = tree
    self.widthMax = TreePrinter.widthMax
  }

  /// Prints nodes on one line, without comments.
  init() {
    self.tree = nil
    self.widthMax = Int.max / 2
  }

  // MARK: Text

  /// Prints a token; with a tree, it is the next one of the source.
  mutating func token(_ text: String) {
    guard tree != nil else { return layout.append(.text(text)) }
    while !isNext(text) {
      guard isNext("(") || isNext(")") || isNext(",") else {
        isLost = true
        layout.append(.text(text))
        return
      }
      consume(printing: nil)
    }
    consume(printing: text)
  }

  /// Prints a bracket or comma, which the source may lack.
  mutating func bracket(_ text: String) {
    if isNext(text) { consume(printing: text) } else { layout.append(.text(text)) }
  }

  /// Steps over a bracket or comma that is not printed, keeping its comments.
  mutating func skip(_ text: String) {
    if isNext(text) { consume(printing: nil) }
  }

  mutating func space() { layout.append(.text(" ")) }

  mutating func name(_ name: NameSyntax) {
    for (index, part) in name.parts.enumerated() {
      if index > 0 { token(".") }
      token(part.text)
    }
  }

  /// A literal: as it is spelt in the source, else as given.
  mutating func literal(_ span: SourceSpan, else canonical: @autoclosure () -> String) {
    guard let tree else { return layout.append(.text(canonical())) }
    token(String(decoding: tree.source.bytes[span.lower..<span.upper], as: UTF8.self))
  }

  mutating func string(_ string: StringSyntax) {
    literal(string.span, else: StringLiteral.quoted(string.value))
  }

  /// Prints something inside one more expression.
  mutating func nested(_ body: (inout TreePrinter) -> Void) {
    level += 1
    deepestLevel = max(deepestLevel, level)
    body(&self)
    level -= 1
  }

  // MARK: Breaks and groups

  mutating func open(_ style: Layout.Style, indent: Int = TreePrinter.indent) {
    layout.append(.open(indent: indent, style))
  }

  mutating func close() { layout.append(.close) }

  /// A space, or a line end where the group is broken.
  mutating func line(outdent: Int = 0, keeping blankLines: Layout.BlankLines = .none) {
    layout.append(
      .lineBreak(Layout.Break(spaces: 1, outdent: outdent, blankLines: blankLines)))
  }

  /// Nothing, or a line end where the group is broken.
  mutating func softLine(outdent: Int = 0, keeping blankLines: Layout.BlankLines = .none) {
    layout.append(.lineBreak(Layout.Break(outdent: outdent, blankLines: blankLines)))
  }

  /// The end of a line.
  mutating func hardLine(outdent: Int = 0, keeping blankLines: Layout.BlankLines = .between) {
    layout.append(
      .lineBreak(Layout.Break(outdent: outdent, isForced: true, blankLines: blankLines)))
  }

  /// Inside brackets with nothing but comments between them: a line for each.
  mutating func emptyBody() {
    guard let tree, cursor < tree.tokens.count else { return }
    let isFirst = cursor == 0
    guard !Trivia(of: tree.tokens[cursor], in: tree.source, isFirst: isFirst).own.isEmpty else {
      return
    }
    open(.consistent)
    hardLine(outdent: TreePrinter.indent, keeping: .closing)
    close()
  }

  mutating func commaIfBroken() {
    skip(",")
    guard tree != nil else { return }
    layout.append(.textIfBroken(","))
  }

  /// Moves what has been laid out to the output.
  mutating func flush() {
    layout.write(to: &output, widthMax: widthMax)
    layout.removeAll()
  }

  /// Prints the comments before the end of the file.
  mutating func finish() {
    if let tree, cursor < tree.tokens.count {
      isLost = isLost || cursor != tree.tokens.count - 1
      hardLine()
      consume(printing: "")
    }
    flush()
    while output.utf8.last == UInt8(ascii: "\n") || output.utf8.last == UInt8(ascii: " ") {
      output.removeLast()
    }
    if tree != nil, !output.isEmpty { output += "\n" }
  }

  // MARK: Tokens and comments

  /// True if the next token of the source has this text.
  func isNext(_ text: String) -> Bool {
    guard let tree, cursor < tree.tokens.count else { return false }
    let span = tree.tokens[cursor].span
    guard span.upper - span.lower == text.utf8.count else { return false }
    return text.utf8.elementsEqual(tree.source.bytes[span.lower..<span.upper])
  }

  /// Takes the next token with its comments; those after it on its line end its line.
  private mutating func consume(printing text: String?) {
    guard let tree else { return }
    attachComments(before: tree.tokens[cursor], in: tree.source, isFirst: cursor == 0)
    if let text { layout.append(.text(text)) }
    cursor += 1
    guard cursor < tree.tokens.count else { return }
    let next = tree.tokens[cursor]
    guard next.span.lower - next.triviaStart > 1 else { return }
    for comment in Trivia(of: next, in: tree.source, isFirst: false).trailing {
      layout.append(.suffix(comment))
    }
  }

  /// Puts the comments that stand on lines of their own before the next text, if it begins a line;
  /// else they end the present one.
  private mutating func attachComments(before token: Token, in source: SourceFile, isFirst: Bool) {
    guard token.span.lower - token.triviaStart > 1 else { return }
    let trivia = Trivia(of: token, in: source, isFirst: isFirst)
    guard let index = layout.trailingBreakIndex else {
      for comment in trivia.own { layout.append(.suffix(comment.text)) }
      return
    }
    layout.withBreak(at: index) { lineBreak in
      if !trivia.own.isEmpty { lineBreak.isForced = true }
      let isContinued = !lineBreak.comments.isEmpty
      lineBreak.comments += trivia.own.map {
        Layout.Comment(text: $0.text, hasBlankLineBefore: $0.hasBlankLineBefore)
      }
      if !isContinued || !trivia.own.isEmpty {
        lineBreak.hasBlankLineAfterComments = trivia.hasBlankLineAtEnd
      }
    }
  }
}

/// The comments between two tokens.
struct Trivia {
  struct Comment {
    let text: String
    let hasBlankLineBefore: Bool
  }

  /// Comments on the line of the token before.
  var trailing: [String] = []
  /// Comments on lines of their own.
  var own: [Comment] = []
  /// True if a blank line stands directly before the token.
  var hasBlankLineAtEnd = false

  /// `isFirst`: no token stands before, so that every comment is on a line of its own.
  init(of token: Token, in source: SourceFile, isFirst: Bool) {
    var offset = token.triviaStart
    var lineEnds = isFirst ? 1 : 0
    var isAfterToken = !isFirst
    let newline = UInt8(ascii: "\n")
    while offset < token.span.lower {
      let byte = source.bytes[offset]
      if byte == newline {
        lineEnds += 1
        isAfterToken = false
        offset += 1
      } else if byte == UInt8(ascii: "/") {
        let end = source.bytes[offset..<token.span.lower].firstIndex(of: newline)
        let text = Trivia.text(source.bytes[offset..<(end ?? token.span.lower)])
        if isAfterToken {
          trailing.append(text)
        } else {
          own.append(Comment(text: text, hasBlankLineBefore: lineEnds > 1))
        }
        lineEnds = 0
        offset = end ?? token.span.lower
      } else {
        offset += 1
      }
    }
    hasBlankLineAtEnd = lineEnds > 1
  }

  /// Without white space at the end.
  private static func text(_ bytes: ArraySlice<UInt8>) -> String {
    var bytes = bytes
    while let last = bytes.last, last == 0x20 || last == 0x09 || last == 0x0D { bytes.removeLast() }
    return String(decoding: bytes, as: UTF8.self)
  }
}
