/// One line of text as a terminal shows it: what each character looks like and how wide it is.
struct ShownText {
  struct Character {
    let text: String
    let columns: Int
  }

  /// One for each Unicode scalar of the line.
  let characters: [Character]

  init(_ line: String) {
    var column = 0
    characters = line.unicodeScalars.map { scalar in
      let character = ShownText.character(scalar, at: column)
      column += character.columns
      return character
    }
  }

  /// The number of blank characters before the first that is not.
  var indentation: Int {
    characters.firstIndex { !$0.text.allSatisfy { $0 == " " } } ?? 0
  }

  /// A part of the line around the characters `from ..< to`, at most some 160 columns of it.
  ///
  /// - Returns: the text, the columns before the marked part, and how many columns it takes.
  func view(from: Int, to: Int) -> (text: String, indent: Int, columns: Int) {
    let from = min(max(0, from), characters.count)
    let to = min(max(from, to), characters.count)
    var start = 0
    if characters.count > ShownText.charactersShownMax, from > ShownText.charactersBefore {
      start = from - ShownText.charactersBefore
    }
    let end = min(characters.count, start + ShownText.charactersShownMax)
    let markedEnd = min(to, end)
    let isCutAtStart = start > 0
    let isCutAtEnd = end < characters.count
    let text = characters[start..<end].map(\.text).joined()
    let indent = columns(start..<from) + (isCutAtStart ? 1 : 0)
    return (
      (isCutAtStart ? "…" : "") + text + (isCutAtEnd ? "…" : ""), indent,
      columns(from..<max(from, markedEnd))
    )
  }

  private static let charactersShownMax = 160
  private static let charactersBefore = 60

  private func columns(_ range: Range<Int>) -> Int {
    characters[range].reduce(0) { $0 + $1.columns }
  }

  /// A text without anything that could disturb a terminal.
  static func plain(_ text: String) -> String {
    let isHarmless = text.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F }
    if isHarmless { return text }
    return text.unicodeScalars.map { character($0, at: 0).text }.joined()
  }

  private static let tabColumns = 4

  private static func character(_ scalar: Unicode.Scalar, at column: Int) -> Character {
    if scalar == "\t" {
      let width = tabColumns - column % tabColumns
      return Character(text: String(repeating: " ", count: width), columns: width)
    }
    if scalar.value >= 0x20, scalar.value < 0x7F {
      return Character(text: String(scalar), columns: 1)
    }
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .unassigned, .surrogate,
      .privateUse:
      return Character(text: "\u{FFFD}", columns: 1)
    case .nonspacingMark, .enclosingMark:
      return Character(text: String(scalar), columns: 0)
    default:
      return Character(text: String(scalar), columns: isWide(scalar) ? 2 : 1)
    }
  }

  /// The blocks whose characters take two columns: East Asian ones and most emoji.
  private static func isWide(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0x9FFF,
      0xA000...0xA4CF, 0xA960...0xA97F, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F,
      0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1F64F, 0x1F680...0x1F6FF, 0x1F900...0x1F9FF,
      0x20000...0x3FFFD:
      true
    default: false
    }
  }
}
