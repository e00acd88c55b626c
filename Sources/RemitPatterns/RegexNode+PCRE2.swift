extension RegexNode {
  /// The regex in the notation of PCRE2, written with nothing but what this file shows.
  ///
  /// - Complexity: linear in the source, as counted repetitions are not written out.
  var pcre2: String {
    switch self {
    case .empty: return ""
    case .assertion(let assertion): return assertion.rawValue
    case .scalar(let set): return set.pcre2
    case .sequence(let parts):
      return parts.map { part in
        if case .choice = part { return "(?:\(part.pcre2))" }
        return part.pcre2
      }.joined()
    case .choice(let branches): return branches.map(\.pcre2).joined(separator: "|")
    case .repeated(let body, let repetition):
      if case .scalar(let set) = body { return set.repeated(repetition) }
      return "(?:\(body.pcre2))" + repetition.pcre2
    }
  }
}

extension RegexRepetition {
  fileprivate var pcre2: String {
    switch (min, max) {
    case (0, 1): "?"
    case (0, nil): "*"
    case (1, nil): "+"
    case (_, nil): "{\(min),}"
    case (_, .some(let max)): min == max ? "{\(min)}" : "{\(min),\(max)}"
    }
  }
}

extension ScalarSet {
  /// The one-pass matcher counts the rounds of `x+` and `x{n,}` for ever, and rounds that began at
  /// different places are different states to it: on 4 KiB that is half a minute. Of `x*` it
  /// counts none, so every repetition without bound ends in one.
  fileprivate func repeated(_ repetition: RegexRepetition) -> String {
    guard repetition.max == nil else { return pcre2 + repetition.pcre2 }
    switch repetition.min {
    case 0: return pcre2 + "*"
    case 1: return pcre2 + pcre2 + "*"
    default: return pcre2 + "{\(repetition.min)}" + pcre2 + "*"
    }
  }

  fileprivate var pcre2: String {
    if let only { return Self.written(only) }
    let others = complement
    if others.isEmpty { return "\\p{Any}" }
    // PCRE2 is quicker with a few exceptions than with many ranges.
    return others.ranges.count < ranges.count ? "[^\(others.items)]" : "[\(items)]"
  }

  private var items: String {
    ranges.map { range in
      range.lowerBound == range.upperBound
        ? Self.written(range.lowerBound)
        : "\(Self.written(range.lowerBound))-\(Self.written(range.upperBound))"
    }.joined()
  }

  private static func written(_ value: UInt32) -> String {
    if let scalar = Unicode.Scalar(value), lettersAndDigits.contains(value) {
      return String(scalar)
    }
    return "\\x{\(String(value, radix: 16))}"
  }
}
