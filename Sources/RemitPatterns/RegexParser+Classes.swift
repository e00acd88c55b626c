extension RegexParser {
  // class = "[" [ "^" ] item { item } "]"     item = "[:" [ "^" ] name ":]" | end [ "-" end ]
  mutating func characterClass(from start: Int) throws(RegexRefusal) -> ScalarSet {
    let isNegated = take("^")
    var ranges: [ClosedRange<UInt32>] = []
    if peek == "]" {
      position += 1
      throw refusal(.emptyClass, from: start)
    }
    while !take("]") {
      guard !isAtEnd else { throw refusal(.unclosedClass, from: start, length: 1) }
      ranges += try classItem().ranges
    }
    let set = isNegated ? ScalarSet(ranges).complement : ScalarSet(ranges)
    guard !set.isEmpty else { throw refusal(.emptyClass, from: start) }
    return set
  }

  private mutating func classItem() throws(RegexRefusal) -> ScalarSet {
    let start = position
    if take(word: "[:") { return try namedClass(from: start) }
    let lower = try classEnd()
    // A hyphen before the closing bracket stands for itself.
    guard peek == "-", let next = peek(ahead: 1), next != "]" else {
      switch lower {
      case .scalar(let scalar): return ScalarSet(scalar)
      case .set(let set): return set
      }
    }
    position += 1
    let upper = try classEnd()
    guard case .scalar(let first) = lower, case .scalar(let last) = upper, first <= last else {
      throw refusal(.badClassRange, from: start)
    }
    // The surrogates between are no scalars: cut them out, as `complement` does.
    return ScalarSet([first.value...last.value]).complement.complement
  }

  private mutating func classEnd() throws(RegexRefusal) -> Escape {
    let start = position
    guard let next = peek else { throw refusal(.unclosedClass, from: start) }
    position += 1
    switch next {
    case "\\": return try characterEscape(from: start)
    case "[": throw refusal(.bracketInClass, from: start)
    default: return .scalar(next)
    }
  }

  /// The classes of POSIX, in ASCII.
  private mutating func namedClass(from start: Int) throws(RegexRefusal) -> ScalarSet {
    let isNegated = take("^")
    var name = ""
    while let next = peek, next != ":", next != "]" {
      name.unicodeScalars.append(next)
      position += 1
    }
    guard take(word: ":]"), let set = ScalarSet.posix(name) else {
      throw refusal(.unknownClassName(name), from: start)
    }
    return isNegated ? set.complement : set
  }
}

extension ScalarSet {
  fileprivate static func posix(_ name: String) -> ScalarSet? {
    switch name {
    case "alnum": lettersAndDigits
    case "alpha": ScalarSet(pairs: "AZaz")
    case "ascii": ScalarSet([0...0x7f])
    case "blank": ScalarSet(pairs: "\t\t  ")
    case "cntrl": ScalarSet([0...0x1f, 0x7f...0x7f])
    case "digit": digits
    case "graph": ScalarSet(pairs: "!~")
    case "lower": ScalarSet(pairs: "az")
    case "print": ScalarSet(pairs: " ~")
    case "punct": ScalarSet(pairs: "!/:@[`{~")
    case "space": whitespace
    case "upper": ScalarSet(pairs: "AZ")
    case "word": wordCharacters
    case "xdigit": ScalarSet(pairs: "09AFaf")
    default: nil
    }
  }
}
