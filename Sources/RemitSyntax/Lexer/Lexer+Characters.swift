import RemitSource

/// Where a character stands; decides the help that a diagnostic gives.
enum CharacterPlace {
  case code
  case comment
  case string
  case regex
}

extension Lexer {
  /// Steps over one character inside a comment, string or pattern, and reports it if it may not
  /// stand in a source text.
  mutating func skipCheckedCharacter(in place: CharacterPlace) {
    let first = bytes[position]
    if first < 0x80 {
      position += 1
      if first == 0x7F || (first < 0x20 && first != UInt8(ascii: "\t")) {
        sink.report(SyntaxProblem.controlCharacter(first, at: span(position - 1, position)))
      }
      return
    }
    skipNonASCII(in: place)
  }

  /// Steps over one scalar beyond ASCII, or over a run of bytes that are no UTF-8.
  private mutating func skipNonASCII(in place: CharacterPlace) {
    let start = position
    guard let (scalar, length) = decodeScalar(at: position) else {
      position += 1
      while position < bytes.count, bytes[position] >= 0x80, decodeScalar(at: position) == nil {
        position += 1
      }
      sink.report(SyntaxProblem.invalidUTF8(at: span(start, position)))
      return
    }
    position += length
    if let kind = ForbiddenCharacter(scalar) {
      sink.report(
        SyntaxProblem.forbiddenCharacter(scalar, kind, in: place, at: span(start, position)))
    }
  }

  /// The scalar at an offset and its length in bytes; `nil` where the bytes are no UTF-8.
  func decodeScalar(at offset: Int) -> (Unicode.Scalar, Int)? {
    let first = byte(offset)
    let length: Int
    var value: UInt32
    switch first {
    case 0x00..<0x80: return (Unicode.Scalar(first), 1)
    case 0xC2..<0xE0: (length, value) = (2, UInt32(first & 0x1F))
    case 0xE0..<0xF0: (length, value) = (3, UInt32(first & 0x0F))
    case 0xF0..<0xF5: (length, value) = (4, UInt32(first & 0x07))
    default: return nil
    }
    guard offset + length <= bytes.count else { return nil }
    for index in 1..<length {
      let next = bytes[offset + index]
      guard next & 0xC0 == 0x80 else { return nil }
      value = value << 6 | UInt32(next & 0x3F)
    }
    let isOverlong = (length == 3 && value < 0x800) || (length == 4 && value < 0x10000)
    guard !isOverlong, let scalar = Unicode.Scalar(value) else { return nil }
    return (scalar, length)
  }

  /// True for a letter, mark or digit beyond ASCII: someone's attempt at a name.
  func isNameLikeScalar(at offset: Int) -> Bool {
    guard let (scalar, _) = decodeScalar(at: offset) else { return false }
    guard ForbiddenCharacter(scalar) == nil else { return false }
    switch scalar.properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
      .nonspacingMark, .spacingMark, .decimalNumber, .letterNumber:
      return true
    default:
      return false
    }
  }

  /// A word with letters beyond ASCII: read as one name and reported.
  mutating func scanNonASCIIWord(from start: Int) -> (TokenKind, Lexeme) {
    while position < bytes.count {
      if CharacterClass.of(bytes[position]) != .other {
        position += 1
      } else if byte(position) >= 0x80, isNameLikeScalar(at: position),
        let (_, length) = decodeScalar(at: position)
      {
        position += length
      } else {
        break
      }
    }
    sink.report(
      SyntaxProblem.nameBeyondASCII(text(start, position), at: span(start, position)))
    return (.invalid, .badWord)
  }

  /// Anything that begins no token.
  mutating func scanUnexpected() -> (TokenKind, Lexeme) {
    let start = position
    let first = bytes[position]
    if first >= 0x80, let (scalar, length) = decodeScalar(at: position) {
      if isNameLikeScalar(at: position) { return scanNonASCIIWord(from: start) }
      if SmartQuotes.opens(scalar), let end = endOfSmartQuoted(from: position + length) {
        position = end
        sink.report(SyntaxProblem.foreignQuotes(at: span(start, end)))
        return (.invalid, .badString)
      }
      if ForbiddenCharacter(scalar) == nil {
        position += length
        sink.report(SyntaxProblem.unexpectedCharacter(scalar, at: span(start, position)))
        return (.invalid, .skipped)
      }
    }
    if first >= 0x80 || first < 0x20 || first == 0x7F {
      skipCheckedCharacter(in: .code)
      while byte(position) == first, first < 0x80, position < bytes.count { position += 1 }
      return (.invalid, .skipped)
    }
    if first == UInt8(ascii: "#") {
      skipLine()
      sink.report(SyntaxProblem.hashComment(at: span(start, position)))
      return (.invalid, .skipped)
    }
    position += 1
    if first == UInt8(ascii: ";") {
      sink.report(SyntaxProblem.semicolon(at: span(start, position)))
    } else {
      sink.report(
        SyntaxProblem.unexpectedCharacter(Unicode.Scalar(first), at: span(start, position)))
    }
    return (.invalid, .skipped)
  }

  /// The end of `“…”` or `‘…’` on one line, past the closing quote. It looks no farther than a
  /// kilobyte and at no byte twice, so that a line of opening quotes alone stays linear.
  private mutating func endOfSmartQuoted(from start: Int) -> Int? {
    guard start >= smartQuotesEnd else { return nil }
    var offset = start
    let end = min(bytes.count, start + 1024)
    while offset < end, bytes[offset] != UInt8(ascii: "\n"),
      let (scalar, length) = decodeScalar(at: offset), ForbiddenCharacter(scalar) == nil
    {
      offset += length
      if SmartQuotes.closes(scalar) { return offset }
    }
    smartQuotesEnd = offset
    return nil
  }
}

enum SmartQuotes {
  static func opens(_ scalar: Unicode.Scalar) -> Bool {
    scalar == "\u{201C}" || scalar == "\u{2018}" || scalar == "\u{201E}"
  }

  static func closes(_ scalar: Unicode.Scalar) -> Bool {
    scalar == "\u{201D}" || scalar == "\u{2019}" || scalar == "\u{201C}"
  }
}

/// Characters that may stand nowhere in a source text, because a reader cannot see them or sees
/// another order than the one that counts. Inside a string they are written `\u{…}`.
enum ForbiddenCharacter {
  case control
  case bidirectional
  case invisible
  case unassigned

  /// `nil` for a character that may stand in a text.
  init?(_ scalar: Unicode.Scalar) {
    guard scalar.value >= 0x80 else { return nil }
    switch scalar.value {
    case 0x80...0x9F, 0x2028, 0x2029:
      self = .control
    case 0x061C, 0x200E, 0x200F, 0x202A...0x202E, 0x2066...0x2069:
      self = .bidirectional
    case 0xFFF9...0xFFFB:
      self = .invisible
    default:
      let properties = scalar.properties
      if properties.generalCategory == .unassigned {
        self = .unassigned
      } else if properties.isDefaultIgnorableCodePoint, !properties.isVariationSelector {
        self = .invisible
      } else {
        return nil
      }
    }
  }
}
