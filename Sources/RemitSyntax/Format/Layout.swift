/// A text with places where its lines may break, and the rule that decides which do.
///
/// Groups are tried on one line. One that does not fit breaks at all its places (`.consistent`) or
/// only where the next piece would not fit (`.fill`). A comment that ends its line is carried to
/// the next break, which then must be taken; it does not count towards the width.
struct Layout {
  enum Style {
    case consistent
    case fill
  }

  struct Comment {
    let text: String
    let hasBlankLineBefore: Bool
  }

  /// Which blank lines of the source are kept at a break that is taken, one of each run of them.
  enum BlankLines {
    case none
    /// Between the things of a block: all.
    case between
    /// Before the first: those after a comment.
    case opening
    /// After the last: those before a comment.
    case closing
  }

  struct Break {
    /// What stands in place of the line end if the break is not taken.
    var spaces = 0
    /// How far left of its group's lines the next line starts: for closing brackets.
    var outdent = 0
    var isForced = false
    var blankLines = BlankLines.none
    /// Comments on lines of their own before the next line.
    var comments: [Comment] = []
    var hasBlankLineAfterComments = false
  }

  enum Element {
    case text(String)
    /// Printed only where the group is broken: the comma after the last element.
    case textIfBroken(String)
    case lineBreak(Break)
    case open(indent: Int, Style)
    case close
    /// A comment at the end of the line, after whatever text still belongs to the line.
    case suffix(String)
  }

  private(set) var elements: [Element] = []
  /// True if a comment waits for the end of the line: the next break is taken.
  private var hasWaitingComment = false

  mutating func append(_ element: Element) {
    switch element {
    case .lineBreak(var lineBreak):
      if hasWaitingComment { lineBreak.isForced = true }
      hasWaitingComment = false
      elements.append(.lineBreak(lineBreak))
    case .suffix:
      hasWaitingComment = true
      elements.append(element)
    case .text, .textIfBroken, .open, .close:
      elements.append(element)
    }
  }

  mutating func removeAll() {
    elements.removeAll(keepingCapacity: true)
    hasWaitingComment = false
  }

  /// The break that directly precedes what is appended next, if one does.
  var trailingBreakIndex: Int? {
    var index = elements.count - 1
    while index >= 0 {
      switch elements[index] {
      case .lineBreak: return index
      case .open, .close, .suffix: index -= 1
      case .text, .textIfBroken: return nil
      }
    }
    return nil
  }

  /// Changes a break in place.
  mutating func withBreak(at index: Int, _ change: (inout Break) -> Void) {
    guard case .lineBreak(var lineBreak) = elements[index] else { return }
    change(&lineBreak)
    elements[index] = .lineBreak(lineBreak)
  }

  // MARK: Sizes

  /// More than any line holds: the size of what contains a forced break.
  private static let tooWide = 1 << 20

  /// Columns: one for each Unicode scalar.
  static func width(_ text: String) -> Int {
    var width = 0
    for byte in text.utf8 where byte & 0xC0 != 0x80 { width += 1 }
    return width
  }

  /// For each group and break, the columns it takes on one line, up to the next chance to break.
  private func sizes() -> [Int] {
    var sizes = [Int](repeating: 0, count: elements.count)
    var total = 0
    // Open groups and, above each, its last break; then what is closed and waits for the text
    // that clings to it.
    var stack: [Int] = []
    var waiting: [Int] = []
    for (index, element) in elements.enumerated() {
      switch element {
      case .text(let text): total += Layout.width(text)
      case .textIfBroken, .suffix: break
      case .open:
        sizes[index] = -total
        stack.append(index)
      case .close:
        while let top = stack.popLast() {
          waiting.append(top)
          if case .open = elements[top] { break }
        }
      case .lineBreak(let lineBreak):
        for closed in waiting { sizes[closed] += total }
        waiting.removeAll(keepingCapacity: true)
        if let top = stack.last, case .lineBreak = elements[top] {
          sizes[top] += total
          stack.removeLast()
        }
        sizes[index] = -total
        stack.append(index)
        total += lineBreak.isForced ? Layout.tooWide : lineBreak.spaces
      }
    }
    for index in waiting + stack { sizes[index] += total }
    return sizes
  }

  // MARK: Printing

  /// Appends the text to `output`, whose last line is where it goes on.
  func write(to output: inout String, widthMax: Int) {
    let sizes = sizes()
    var printer = LayoutPrinter(widthMax: widthMax)
    swap(&printer.output, &output)
    for (index, element) in elements.enumerated() {
      printer.take(element, size: sizes[index])
    }
    printer.flushComments()
    swap(&printer.output, &output)
  }
}

/// The state of printing a layout.
private struct LayoutPrinter {
  struct Level {
    let indent: Int
    let isBroken: Bool
    let style: Layout.Style
  }

  let widthMax: Int
  var output = ""
  var column = 0
  var levels = [Level(indent: 0, isBroken: true, style: .consistent)]
  var waitingComments: [String] = []

  init(widthMax: Int) {
    self.widthMax = widthMax
  }

  private var level: Level { levels[levels.count - 1] }

  mutating func take(_ element: Layout.Element, size: Int) {
    switch element {
    case .text(let text): write(text)
    case .textIfBroken(let text): if level.isBroken { write(text) }
    case .suffix(let comment): waitingComments.append(comment)
    case .open(let indent, let style):
      let isBroken = level.isBroken && column + size > widthMax
      levels.append(Level(indent: level.indent + indent, isBroken: isBroken, style: style))
    case .close:
      if levels.count > 1 { levels.removeLast() }
    case .lineBreak(let lineBreak):
      if takes(lineBreak, size: size) {
        newLine(lineBreak)
      } else {
        write(String(repeating: " ", count: lineBreak.spaces))
      }
    }
  }

  private func takes(_ lineBreak: Layout.Break, size: Int) -> Bool {
    if lineBreak.isForced { return true }
    guard level.isBroken else { return false }
    switch level.style {
    case .consistent: return true
    case .fill: return column + size > widthMax
    }
  }

  private mutating func newLine(_ lineBreak: Layout.Break) {
    flushComments()
    endLine()
    for (index, comment) in lineBreak.comments.enumerated() {
      if comment.hasBlankLineBefore, keepsBlankLine(lineBreak, before: index) { blankLine() }
      startLine(level.indent)
      write(comment.text)
      endLine()
    }
    let end = lineBreak.comments.count
    if lineBreak.hasBlankLineAfterComments, keepsBlankLine(lineBreak, before: end) { blankLine() }
    startLine(level.indent - lineBreak.outdent)
  }

  /// Whether a blank line is kept before the comment of that index, or after the last.
  private func keepsBlankLine(_ lineBreak: Layout.Break, before index: Int) -> Bool {
    switch lineBreak.blankLines {
    case .none: false
    case .between: true
    case .opening: index > 0
    case .closing: index < lineBreak.comments.count
    }
  }

  /// All comments that wait stand at the end of this line, in their order.
  mutating func flushComments() {
    for (index, comment) in waitingComments.enumerated() {
      output += index == 0 && column > 0 ? "  " : index == 0 ? "" : " "
      output += comment
      column = widthMax
    }
    waitingComments.removeAll(keepingCapacity: true)
  }

  private mutating func endLine() {
    while output.utf8.last == UInt8(ascii: " ") { output.removeLast() }
    if !output.isEmpty, output.utf8.last != UInt8(ascii: "\n") { output += "\n" }
    column = 0
  }

  private mutating func blankLine() {
    if !output.isEmpty { output += "\n" }
  }

  private mutating func startLine(_ indent: Int) {
    output += String(repeating: " ", count: max(0, indent))
    column = max(0, indent)
  }

  private mutating func write(_ text: String) {
    output += text
    column += Layout.width(text)
  }
}
