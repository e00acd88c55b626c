import RemitSource

/// Whole numbers, durations and instants.
extension Lexer {
  mutating func scanNumber() -> (TokenKind, Lexeme) {
    let start = position
    skipDigits()
    let next = byte(position)
    if next == UInt8(ascii: "-"), position - start == 4, looksLikeDate(at: start) {
      return scanInstant(from: start)
    }
    if next == UInt8(ascii: "."), CharacterClass.isDigit(byte(position + 1)) {
      position += 1
      skipWordBytes()
      sink.report(SyntaxProblem.fraction(text(start, position), at: span(start, position)))
      return (.invalid, .badLiteral)
    }
    if CharacterClass.of(next) == .letter { return scanDuration(from: start, digitsEnd: position) }
    if next >= 0x80, isNameLikeScalar(at: position) {
      _ = scanNonASCIIWord(from: start)
      return (.invalid, .badLiteral)
    }
    return (.integer, .integer)
  }

  private mutating func skipDigits() {
    while CharacterClass.isDigit(byte(position)) { position += 1 }
  }

  private mutating func skipWordBytes() {
    while CharacterClass.of(byte(position)) != .other { position += 1 }
  }

  // MARK: Durations

  /// One number and one unit of `w d h m s ms`; `1h30m` and `5min` get a help of their own.
  private mutating func scanDuration(from start: Int, digitsEnd: Int) -> (TokenKind, Lexeme) {
    skipWordBytes()
    let unit = bytes[digitsEnd..<position]
    if DurationUnit(unit) != nil { return (.duration, .duration) }
    let place = span(start, position)
    if let parts = DurationUnit.compound(bytes[start..<position]) {
      sink.report(SyntaxProblem.compoundDuration(text(start, position), parts, at: place))
    } else {
      sink.report(
        SyntaxProblem.numberTouchesLetter(
          text(start, position), digits: text(start, digitsEnd), rest: text(digitsEnd, position),
          at: place))
    }
    return (.invalid, .badLiteral)
  }

  // MARK: Instants

  /// Four digits, hyphen, two digits, hyphen, two digits and then no digit.
  private func looksLikeDate(at start: Int) -> Bool {
    digits(2, at: start + 5) && byte(start + 7) == UInt8(ascii: "-") && digits(2, at: start + 8)
      && !CharacterClass.isDigit(byte(start + 10))
  }

  private func digits(_ count: Int, at offset: Int) -> Bool {
    for index in offset..<(offset + count) where !CharacterClass.isDigit(byte(index)) {
      return false
    }
    return true
  }

  /// `2026-11-20T09:00:00Z`: RFC 3339 with capital letters, up to three fraction digits, any offset.
  private mutating func scanInstant(from start: Int) -> (TokenKind, Lexeme) {
    position = start + 10
    guard byte(position) == UInt8(ascii: "T") else { return scanDateWithoutTime(from: start) }
    if let end = endOfTime(from: start + 11), CharacterClass.of(byte(end)) == .other {
      position = end
      return (.instant, .instant)
    }
    skipTimeLikeBytes()
    sink.report(SyntaxProblem.malformedInstant(text(start, position), at: span(start, position)))
    return (.invalid, .badLiteral)
  }

  /// A day alone, or a day and a time with something else than `T` between them.
  private mutating func scanDateWithoutTime(from start: Int) -> (TokenKind, Lexeme) {
    let next = byte(position)
    let isLowerT = next == UInt8(ascii: "t")
    let hasTime =
      (isLowerT || next == UInt8(ascii: " ")) && digits(2, at: position + 1)
      && byte(position + 3) == UInt8(ascii: ":")
    if hasTime || CharacterClass.of(next) == .letter {
      position += 1
      skipTimeLikeBytes()
      sink.report(
        SyntaxProblem.malformedInstant(text(start, position), at: span(start, position)))
    } else {
      sink.report(
        SyntaxProblem.dateWithoutTime(text(start, position), at: span(start, position)))
    }
    return (.invalid, .badLiteral)
  }

  /// The end of `hh:mm:ss[.f[f[f]]](Z|±hh:mm)`, or `nil` if that is not what stands there.
  private func endOfTime(from start: Int) -> Int? {
    let colon = UInt8(ascii: ":")
    guard digits(2, at: start), byte(start + 2) == colon, digits(2, at: start + 3),
      byte(start + 5) == colon, digits(2, at: start + 6)
    else { return nil }
    var end = start + 8
    if byte(end) == UInt8(ascii: ".") {
      let fraction = end + 1
      end = fraction
      while CharacterClass.isDigit(byte(end)) { end += 1 }
      guard (1...3).contains(end - fraction) else { return nil }
    }
    if byte(end) == UInt8(ascii: "Z") { return end + 1 }
    let isSigned = byte(end) == UInt8(ascii: "+") || byte(end) == UInt8(ascii: "-")
    guard isSigned, digits(2, at: end + 1), byte(end + 3) == colon, digits(2, at: end + 4) else {
      return nil
    }
    return end + 6
  }

  /// The rest of a malformed instant, so that its pieces cause no further messages.
  private mutating func skipTimeLikeBytes() {
    while position < bytes.count {
      let next = bytes[position]
      let isSign = next == UInt8(ascii: "+") || next == UInt8(ascii: "-")
      let isInner = next == UInt8(ascii: ":") || next == UInt8(ascii: ".") || isSign
      if CharacterClass.of(next) != .other {
        position += 1
      } else if isInner, CharacterClass.isDigit(byte(position + 1)) {
        position += 1
      } else {
        return
      }
    }
  }
}

/// The units of durations, longest first.
package enum DurationUnit: String, CaseIterable, Sendable {
  case week = "w"
  case day = "d"
  case hour = "h"
  case minute = "m"
  case second = "s"
  case millisecond = "ms"

  package var milliseconds: Int64 {
    switch self {
    case .week: 604_800_000
    case .day: 86_400_000
    case .hour: 3_600_000
    case .minute: 60_000
    case .second: 1_000
    case .millisecond: 1
    }
  }

  init?(_ bytes: some Collection<UInt8>) {
    guard bytes.count <= 2 else { return nil }
    self.init(rawValue: String(decoding: bytes, as: UTF8.self))
  }

  /// The parts of `1h30m`, or `nil` if the text is not two or more numbers with units.
  static func compound(_ text: some Collection<UInt8>) -> [(Int64, DurationUnit)]? {
    var parts: [(Int64, DurationUnit)] = []
    var rest = text[...]
    while !rest.isEmpty {
      guard parts.count < DurationUnit.allCases.count else { return nil }
      let digits = rest.prefix { CharacterClass.isDigit($0) }
      guard let number = Int64(String(decoding: digits, as: UTF8.self)) else { return nil }
      rest = rest.dropFirst(digits.count)
      let letters = rest.prefix { CharacterClass.isLetter($0) }
      guard let unit = DurationUnit(letters) else { return nil }
      rest = rest.dropFirst(letters.count)
      parts.append((number, unit))
    }
    return parts.count >= 2 ? parts : nil
  }
}
