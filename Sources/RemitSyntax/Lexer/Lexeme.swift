/// What the parser sees of a token: its kind, which punctuation, or which keyword.
///
/// The raw value is the spelling, or a description where the spelling varies. `.word` is a word
/// that is a keyword nowhere; most keywords are names too, wherever the grammar has no keyword.
enum Lexeme: String, CaseIterable, Sendable {
  case endOfFile = "the end of the file"
  /// Bytes already reported that the parser steps over.
  case skipped = "nothing"
  /// A malformed number, duration or instant, already reported.
  case badLiteral = "a literal"
  /// A malformed string, already reported.
  case badString = "a text"
  /// A malformed name, already reported.
  case badWord = "a name"

  case integer = "a number"
  case string = "a string"
  case instant = "an instant"
  case duration = "a duration"
  case regex = "a pattern"

  case leftBrace = "{"
  case rightBrace = "}"
  case leftBracket = "["
  case rightBracket = "]"
  case leftParenthesis = "("
  case rightParenthesis = ")"
  case less = "<"
  case lessOrEqual = "<="
  case greater = ">"
  case greaterOrEqual = ">="
  case comma = ","
  case colon = ":"
  case doubleColon = "::"
  case dot = "."
  case question = "?"
  case assign = "="
  case equal = "=="
  case notEqual = "!="
  case plus = "+"
  case minus = "-"
  case times = "*"
  case bar = "|"

  // Operators of other languages, already reported and read as Remit's.
  case foreignAnd = "&&"
  case foreignOr = "||"
  case foreignNot = "!"

  case word = "a word"

  // Keywords only where the grammar expects them.
  case active, actions, action, allow, anyone, anywhere, at, because, condition, deny, duties
  case duty, entity, exactly, expect, expire, extends, everything, fixture, `for`, from, grant
  case grants, groups, holders, invalid, known, `let`, limit, module, most, never, oblige, one
  case only, open, path, permissions, request, retire, role, roles, scope, separate, test, type
  case until, use, using, version, waive, waivers, with, withdrawn, within
  case enumeration = "enum"
  case setType = "Set"
  case mapType = "Map"
  // Reserved as the first word of a declaration.
  case layer, ceiling, override
  case importWord = "import"

  // Reserved as names.
  case and, anything, `as`, by, can, context, count, each, every, give, has, like, matches, not
  case now, of, on, or, performed, principal, resource, some, then, to, unless, when
  case trueWord = "true"
  case falseWord = "false"
  case inWord = "in"
  case isWord = "is"
  case ifWord = "if"
  case elseWord = "else"
  case whereWord = "where"
}

extension Lexeme {
  /// True for words of any kind, keywords included.
  var isAnyWord: Bool {
    switch self {
    case .endOfFile, .skipped, .badLiteral, .badString, .integer, .string, .instant, .duration,
      .regex, .leftBrace, .rightBrace, .leftBracket, .rightBracket, .leftParenthesis,
      .rightParenthesis, .less, .lessOrEqual, .greater, .greaterOrEqual, .comma, .colon,
      .doubleColon, .dot, .question, .assign, .equal, .notEqual, .plus, .minus, .times, .bar,
      .foreignAnd, .foreignOr, .foreignNot:
      false
    default:
      true
    }
  }

  /// True for the words that docs/language.md, section 17, reserves as names.
  var isReserved: Bool {
    switch self {
    case .and, .anything, .as, .by, .can, .context, .count, .each, .every, .give, .has, .like,
      .matches, .not, .now, .of, .on, .or, .performed, .principal, .resource, .some, .then, .to,
      .unless, .when, .trueWord, .falseWord, .inWord, .isWord, .ifWord, .elseWord, .whereWord:
      true
    default:
      false
    }
  }

  /// True for words that may be names.
  var isName: Bool { isAnyWord && !isReserved }

  /// True for the first words of declarations.
  var isDeclarationKeyword: Bool {
    switch self {
    case .type, .enumeration, .entity, .open, .action, .actions, .let, .condition, .role, .grant,
      .allow, .deny, .duty, .retire, .separate, .waive, .limit, .fixture, .test:
      true
    default:
      false
    }
  }

  /// True where the raw value is what stands in the text.
  var hasFixedSpelling: Bool {
    switch self {
    case .endOfFile, .skipped, .badLiteral, .badString, .badWord, .integer, .string, .instant,
      .duration, .regex, .word:
      false
    default:
      true
    }
  }
}

/// Finds the keyword that some bytes spell, by one probe or a few in a table.
struct KeywordTable {
  private struct Entry {
    var low: UInt64
    var high: UInt64
    var lexeme: Lexeme
  }

  private static let slotCount = 512
  private static let keywordBytesMax = 16
  private var slots: [Entry]

  init() {
    slots = Array(
      repeating: Entry(low: 0, high: 0, lexeme: .word), count: KeywordTable.slotCount)
    for lexeme in Lexeme.allCases where lexeme.hasFixedSpelling && lexeme.isAnyWord {
      let spelling = Array(lexeme.rawValue.utf8)
      let (low, high) = spelling.withUnsafeBufferPointer {
        KeywordTable.key($0, from: 0, to: spelling.count)
      }
      var slot = KeywordTable.slot(low, high)
      while slots[slot].low != 0 { slot = (slot + 1) % KeywordTable.slotCount }
      slots[slot] = Entry(low: low, high: high, lexeme: lexeme)
    }
  }

  /// The keyword spelt by `bytes[from..<to]`, else `.word`.
  func lexeme(_ bytes: UnsafeBufferPointer<UInt8>, from: Int, to: Int) -> Lexeme {
    guard to - from >= 2, to - from <= KeywordTable.keywordBytesMax else { return .word }
    let (low, high) = KeywordTable.key(bytes, from: from, to: to)
    var slot = KeywordTable.slot(low, high)
    while slots[slot].low != 0 {
      if slots[slot].low == low, slots[slot].high == high { return slots[slot].lexeme }
      slot = (slot + 1) % KeywordTable.slotCount
    }
    return .word
  }

  private static func key(
    _ bytes: UnsafeBufferPointer<UInt8>, from: Int, to: Int
  ) -> (low: UInt64, high: UInt64) {
    var low: UInt64 = 0
    var high: UInt64 = 0
    for index in from..<min(to, from + 8) { low = low << 8 | UInt64(bytes[index]) }
    if to > from + 8 {
      for index in (from + 8)..<to { high = high << 8 | UInt64(bytes[index]) }
    }
    return (low, high)
  }

  private static func slot(_ low: UInt64, _ high: UInt64) -> Int {
    let mixed = (low ^ (high &* 0xff51_afd7_ed55_8ccd)) &* 0x9e37_79b9_7f4a_7c15
    return Int(mixed >> 55)
  }
}
