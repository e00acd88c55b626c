/// Reads the source of a regex.
///
/// The subset is read by a parser of our own and PCRE2 is given a pattern written anew from the
/// result, so nothing that PCRE2 would understand and this parser does not can slip through.
struct RegexParser {
  let scalars: [Unicode.Scalar]
  /// The UTF-8 offset of each scalar, and the length at the end.
  let offsets: [Int]
  var position = 0
  private var depth = 0

  static func parse(_ source: String) throws(RegexRefusal) -> RegexNode {
    guard source.utf8.count <= RegexLimit.sourceBytesMax else {
      throw RegexRefusal(.sourceTooLong, 0..<source.utf8.count)
    }
    var parser = RegexParser(source)
    let node = try parser.choice()
    if !parser.isAtEnd {
      // Only a `)` ends the outermost choice early.
      throw parser.refusal(.unopenedGroup, from: parser.position, length: 1)
    }
    return node
  }

  init(_ source: String) {
    var offsets = [0]
    scalars = Array(source.unicodeScalars)
    for scalar in scalars { offsets.append(offsets[offsets.count - 1] + scalar.utf8.count) }
    self.offsets = offsets
  }

  // choice = sequence { "|" sequence }
  private mutating func choice() throws(RegexRefusal) -> RegexNode {
    var branches = [try sequence()]
    while take("|") { branches.append(try sequence()) }
    return branches.count == 1 ? branches[0] : .choice(branches)
  }

  // sequence = { atom [ quantifier ] }
  private mutating func sequence() throws(RegexRefusal) -> RegexNode {
    var parts: [RegexNode] = []
    while let next = peek, next != "|", next != ")" {
      let start = position
      let atom = try atom()
      parts.append(try quantified(atom, from: start))
    }
    switch parts.count {
    case 0: return .empty
    case 1: return parts[0]
    default: return .sequence(parts)
    }
  }

  // atom = "(" … ")" | "[" … "]" | "\" … | "." | "^" | "$" | any other character
  private mutating func atom() throws(RegexRefusal) -> RegexNode {
    let start = position
    let next = scalars[position]
    position += 1
    switch next {
    case "(": return try group(from: start)
    case "[": return .scalar(try characterClass(from: start))
    case "\\": return try escape(from: start)
    case ".": return .scalar(ScalarSet("\n").complement)
    case "^": return .assertion(.start)
    case "$": return .assertion(.end)
    case "*", "+", "?": throw refusal(.nothingToRepeat, from: start)
    case "{":
      position = start
      let isQuantifier = (try? braces()) != nil
      throw refusal(isQuantifier ? .nothingToRepeat : .badBraces, from: start, length: 1)
    default: return .scalar(ScalarSet(next))
    }
  }

  // group = "(" [ "?:" ] choice ")"
  private mutating func group(from start: Int) throws(RegexRefusal) -> RegexNode {
    if peek == "?" || peek == "*" {
      guard take("?"), take(":") else { throw refusedGroup(from: start) }
    }
    depth += 1
    guard depth <= RegexLimit.nestingMax else {
      throw refusal(.nestedTooDeep, from: start, length: 1)
    }
    let body = try choice()
    guard take(")") else { throw refusal(.unclosedGroup, from: start, length: 1) }
    depth -= 1
    return body
  }

  // quantifier = ( "?" | "*" | "+" | "{" n "}" | "{" n "," [ m ] "}" ) [ "?" ]
  private mutating func quantified(
    _ atom: RegexNode, from start: Int
  ) throws(RegexRefusal) -> RegexNode {
    let mark = position
    guard let (min, max) = try quantifier() else { return atom }
    if case .assertion = atom { throw refusal(.nothingToRepeat, from: mark) }
    if peek == "+" { throw refusal(.possessiveQuantifier, from: position, length: 1) }
    _ = take("?")
    let second = position
    if try quantifier() != nil { throw refusal(.doubleQuantifier, from: second) }
    let span = offsets[start]..<offsets[position]
    return .repeated(atom, RegexRepetition(min: min, max: max, span: span))
  }

  private mutating func quantifier() throws(RegexRefusal) -> (min: Int, max: Int?)? {
    if take("?") { return (0, 1) }
    if take("*") { return (0, nil) }
    if take("+") { return (1, nil) }
    return peek == "{" ? try braces() : nil
  }

  private mutating func braces() throws(RegexRefusal) -> (min: Int, max: Int?) {
    let start = position
    position += 1
    guard let min = number() else { throw refusal(.badBraces, from: start, length: 1) }
    let hasComma = take(",")
    let upper = hasComma ? number() : min
    guard take("}") else { throw refusal(.badBraces, from: start, length: 1) }
    for bound in [min, upper ?? 0] where bound > RegexLimit.repetitionMax {
      throw refusal(.boundTooLarge, from: start)
    }
    if let upper, upper < min { throw refusal(.boundsReversed, from: start) }
    return (min, upper)
  }

  /// A decimal number, saturated well above every bound.
  private mutating func number() -> Int? {
    var value: Int?
    while let next = peek, next.value >= 0x30, next.value <= 0x39 {
      value = Swift.min((value ?? 0) * 10 + Int(next.value - 0x30), 1_000_000)
      position += 1
    }
    return value
  }
}

extension RegexParser {
  var isAtEnd: Bool { position == scalars.count }
  var peek: Unicode.Scalar? { isAtEnd ? nil : scalars[position] }

  /// The scalar `distance` behind the next one.
  func peek(ahead distance: Int) -> Unicode.Scalar? {
    position + distance < scalars.count ? scalars[position + distance] : nil
  }

  mutating func take(_ scalar: Unicode.Scalar) -> Bool {
    guard peek == scalar else { return false }
    position += 1
    return true
  }

  /// Steps over a whole word if it comes next.
  mutating func take(word: String) -> Bool {
    let wanted = Array(word.unicodeScalars)
    guard scalars[position...].starts(with: wanted) else { return false }
    position += wanted.count
    return true
  }

  /// A refusal that underlines `length` scalars from `start`, or all up to the present position.
  func refusal(_ reason: RegexRefusal.Reason, from start: Int, length: Int? = nil) -> RegexRefusal {
    let end = Swift.min(length.map { start + $0 } ?? position, scalars.count)
    return RegexRefusal(reason, offsets[start]..<offsets[Swift.max(start, end)])
  }
}
