/// A regex of the regular subset, as the parser leaves it.
///
/// Captures and laziness are gone: the whole string must match, so they change no answer.
indirect enum RegexNode: Hashable, Sendable {
  case empty
  case assertion(RegexAssertion)
  /// One scalar of the set.
  case scalar(ScalarSet)
  case sequence([RegexNode])
  case choice([RegexNode])
  case repeated(RegexNode, RegexRepetition)
}

/// What holds between two characters and reads none.
enum RegexAssertion: String, Hashable, Sendable {
  /// `^`, `\A`
  case start = "\\A"
  /// `$`, `\z`
  case end = "\\z"
  case wordBoundary = "\\b"
  case noWordBoundary = "\\B"
}

struct RegexRepetition: Hashable, Sendable {
  var min: Int
  /// nil: without bound.
  var max: Int?
  /// UTF-8 offsets of what is repeated and its quantifier.
  var span: Range<Int>
}

extension RegexNode {
  /// How many elements there are once counted repetitions are written out; saturates.
  var weight: Int {
    switch self {
    case .empty, .assertion, .scalar: return 1
    case .sequence(let parts), .choice(let parts):
      return parts.reduce(1) { Self.saturated($0 + $1.weight) }
    case .repeated(let body, let repetition):
      let copies = repetition.max ?? Swift.max(1, repetition.min)
      return Self.saturated(1 + copies * body.weight)
    }
  }

  private static func saturated(_ value: Int) -> Int { Swift.min(value, 1_000_000) }
}
