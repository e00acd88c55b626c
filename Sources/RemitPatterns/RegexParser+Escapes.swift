import RemitModel

extension RegexParser {
  /// What an escape stands for, inside and outside of a class.
  enum Escape {
    case scalar(Unicode.Scalar)
    case set(ScalarSet)
  }

  // escape = "\" ( assertion | class escape | character escape )
  mutating func escape(from start: Int) throws(RegexRefusal) -> RegexNode {
    switch peek {
    case "A": return assertion(.start)
    case "z": return assertion(.end)
    case "b": return assertion(.wordBoundary)
    case "B": return assertion(.noWordBoundary)
    default: break
    }
    switch try characterEscape(from: start) {
    case .scalar(let scalar): return .scalar(ScalarSet(scalar))
    case .set(let set): return .scalar(set)
    }
  }

  private mutating func assertion(_ assertion: RegexAssertion) -> RegexNode {
    position += 1
    return .assertion(assertion)
  }

  /// `\d` `\w` `\s` and their complements (ASCII), `\p{…}`, `\n` `\r` `\t` `\f`, `\xhh`,
  /// `\x{h…}`, and a backslash before any ASCII character that is neither letter nor digit.
  mutating func characterEscape(from start: Int) throws(RegexRefusal) -> Escape {
    guard let next = peek else { throw refusal(.loneBackslash, from: start) }
    position += 1
    switch next {
    case "d": return .set(.digits)
    case "D": return .set(ScalarSet.digits.complement)
    case "w": return .set(.wordCharacters)
    case "W": return .set(ScalarSet.wordCharacters.complement)
    case "s": return .set(.whitespace)
    case "S": return .set(ScalarSet.whitespace.complement)
    case "p", "P": return .set(try property(from: start, isNegated: next == "P"))
    case "n": return .scalar("\n")
    case "r": return .scalar("\r")
    case "t": return .scalar("\t")
    case "f": return .scalar("\u{c}")
    case "x": return .scalar(try codePoint(from: start))
    default: break
    }
    if ("1"..."9").contains(next) || next == "g" || next == "k" {
      throw refusal(.backReference, from: start)
    }
    let isLetterOrDigit = ScalarSet.lettersAndDigits.contains(next.value)
    guard !isLetterOrDigit, (0x20...0x7e).contains(next.value) else {
      throw refusal(.unsupportedEscape("\\" + String(next)), from: start)
    }
    return .scalar(next)
  }

  private mutating func codePoint(from start: Int) throws(RegexRefusal) -> Unicode.Scalar {
    let isBraced = take("{")
    var value: UInt32 = 0
    var digits = 0
    while digits < (isBraced ? 8 : 2), let next = peek, next.isASCII,
      let digit = hexadecimalDigit(UInt8(truncatingIfNeeded: next.value))
    {
      value = value << 4 | UInt32(digit)
      digits += 1
      position += 1
    }
    let isClosed = isBraced ? take("}") && digits > 0 : digits == 2
    guard isClosed, let scalar = Unicode.Scalar(value) else {
      throw refusal(.badCodePoint, from: start)
    }
    return scalar
  }

  // property = "\p" ( letter | "{" [ "^" ] name "}" )
  private mutating func property(
    from start: Int, isNegated: Bool
  ) throws(RegexRefusal) -> ScalarSet {
    var isNegated = isNegated
    var name = ""
    if take("{") {
      if take("^") { isNegated.toggle() }
      while let next = peek, ScalarSet.wordCharacters.contains(next.value) {
        name.unicodeScalars.append(next)
        position += 1
      }
      guard take("}") else { throw refusal(.unsupportedProperty(name), from: start) }
    } else if let next = peek {
      name.unicodeScalars.append(next)
      position += 1
    }
    guard let set = UnicodeCategories.set(named: name) else {
      throw refusal(.unsupportedProperty(name), from: start)
    }
    return isNegated ? set.complement : set
  }
}

extension ScalarSet {
  static let digits = ScalarSet(pairs: "09")
  static let lettersAndDigits = ScalarSet(pairs: "09AZaz")
  static let wordCharacters = ScalarSet(pairs: "09AZ__az")
  static let whitespace = ScalarSet(pairs: "\t\r  ")
}
