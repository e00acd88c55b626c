extension RegexParser {
  /// The refusal of a group that begins with `(?` or `(*` and is not `(?:`; all of it is
  /// underlined, up to its closing parenthesis.
  mutating func refusedGroup(from start: Int) -> RegexRefusal {
    position = start + 1
    let reason = scalars[position] == "*" ? verb() : specialGroup()
    position = groupEnd(from: start)
    return refusal(reason, from: start)
  }

  private mutating func specialGroup() -> RegexRefusal.Reason {
    position += 1
    let isDigit = { (scalar: Unicode.Scalar?) in scalar.map { ("0"..."9").contains($0) } ?? false }
    switch peek {
    case "=", "!", "*": return .lookAround
    case "<":
      let next = peek(ahead: 1)
      return next == "=" || next == "!" || next == "*" ? .lookAround : .namedGroup
    case "'": return .namedGroup
    case ">": return .atomicGroup
    case "|": return .branchReset
    case "#": return .comment
    case "(": return .conditional
    case "C": return .callout
    case "R", "&": return .recursion
    case "P":
      switch peek(ahead: 1) {
      case "=": return .backReference
      case ">": return .recursion
      default: return .namedGroup
      }
    case "+", "-": return isDigit(peek(ahead: 1)) ? .recursion : .inlineOption
    default: return isDigit(peek) ? .recursion : .inlineOption
    }
  }

  /// `(*UTF)`, `(*ACCEPT)`, and the long names of look-around and atomic groups.
  private mutating func verb() -> RegexRefusal.Reason {
    position += 1
    var name = ""
    while let next = peek, next != ":", next != ")" {
      name.unicodeScalars.append(next)
      position += 1
    }
    switch name {
    case "atomic": return .atomicGroup
    case "pla", "plb", "nla", "nlb", "napla", "naplb", "positive_lookahead", "positive_lookbehind",
      "negative_lookahead", "negative_lookbehind", "non_atomic_positive_lookahead",
      "non_atomic_positive_lookbehind":
      return .lookAround
    default: return .verb
    }
  }

  /// The position behind the parenthesis that closes the group, or the end of the source.
  private func groupEnd(from start: Int) -> Int {
    var depth = 0
    var isInClass = false
    var index = start
    while index < scalars.count {
      switch scalars[index] {
      case "\\": index += 1
      case "[": isInClass = true
      case "]": isInClass = false
      case "(" where !isInClass: depth += 1
      case ")" where !isInClass:
        depth -= 1
        if depth == 0 { return index + 1 }
      default: break
      }
      index += 1
    }
    return scalars.count
  }
}
