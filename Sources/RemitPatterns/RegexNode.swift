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

  /// How many scalars there are in the longest text that it can read; saturates, which stands for
  /// any number.
  var scalarsMax: Int {
    switch self {
    case .empty, .assertion: return 0
    case .scalar: return 1
    case .sequence(let parts): return parts.reduce(0) { Self.saturated($0 + $1.scalarsMax) }
    case .choice(let parts): return parts.map(\.scalarsMax).max() ?? 0
    case .repeated(let body, let repetition):
      return Self.saturated((repetition.max ?? Self.saturation) * body.scalarsMax)
    }
  }

  /// How many places with a choice a matcher can pass between two scalars inside the loops without
  /// bound, at most, counted repetitions written out; saturates. Backtracking may keep each of them
  /// in mind for each scalar that it has read.
  var choicesInLoops: Int {
    switch self {
    case .empty, .assertion, .scalar, .repeated(.scalar, _): return 0
    case .sequence(let parts): return Self.saturated(parts.reduce(0) { $0 + $1.choicesInLoops })
    case .choice(let parts): return parts.map(\.choicesInLoops).max() ?? 0
    case .repeated(let body, let repetition):
      guard let copies = repetition.max else { return Self.saturated(1 + body.choices) }
      return Self.saturated(copies * body.choicesInLoops)
    }
  }

  private var choices: Int {
    switch self {
    case .empty, .assertion, .scalar: return 0
    case .repeated(.scalar, _): return 1
    case .sequence(let parts): return Self.saturated(parts.reduce(0) { $0 + $1.choices })
    case .choice(let parts): return 1 + (parts.map(\.choices).max() ?? 0)
    case .repeated(let body, let repetition):
      let copies = repetition.max ?? Swift.max(1, repetition.min)
      return Self.saturated(copies * (1 + body.choices))
    }
  }

  var hasWordBoundaries: Bool {
    switch self {
    case .empty, .scalar: false
    case .assertion(let assertion): assertion == .wordBoundary || assertion == .noWordBoundary
    case .sequence(let parts), .choice(let parts): parts.contains(where: \.hasWordBoundaries)
    case .repeated(let body, _): body.hasWordBoundaries
    }
  }

  private static let saturation = 1_000_000
  private static func saturated(_ value: Int) -> Int { Swift.min(value, saturation) }
}
