/// A pattern as a generator makes it. It owes nothing to the parser under test: its notation and
/// its meaning are both here.
package indirect enum PatternTree: Sendable {
  case empty
  case anchor(PatternAnchor)
  case one(PatternSet)
  case sequence([PatternTree])
  case choice([PatternTree])
  case repeated(PatternTree, min: Int, max: Int?, isLazy: Bool)
}

package enum PatternAnchor: String, Sendable, CaseIterable {
  case start = "^"
  case textStart = "\\A"
  case end = "$"
  case textEnd = "\\z"
  case wordBoundary = "\\b"
  case noWordBoundary = "\\B"
}

extension PatternTree {
  /// The text between the slashes.
  package var source: String {
    switch self {
    case .empty: ""
    case .anchor(let anchor): anchor.rawValue
    case .one(let set): set.source
    case .sequence(let parts): parts.map(\.source).joined()
    case .choice(let branches): "(" + branches.map(\.source).joined(separator: "|") + ")"
    case .repeated(.one(let set), let min, let max, let isLazy):
      set.source + Self.quantifier(min, max) + (isLazy ? "?" : "")
    case .repeated(let body, let min, let max, let isLazy):
      "(?:\(body.source))" + Self.quantifier(min, max) + (isLazy ? "?" : "")
    }
  }

  private static func quantifier(_ min: Int, _ max: Int?) -> String {
    switch (min, max) {
    case (0, 1): "?"
    case (0, nil): "*"
    case (1, nil): "+"
    case (_, nil): "{\(min),}"
    case (_, .some(let max)): min == max ? "{\(min)}" : "{\(min),\(max)}"
    }
  }

  /// The repetitions in it that can go round more than once, outer ones first.
  package var loopCount: Int {
    switch self {
    case .empty, .anchor, .one: 0
    case .sequence(let parts), .choice(let parts): parts.reduce(0) { $0 + $1.loopCount }
    case .repeated(let body, _, let max, _): (max ?? 2 > 1 ? 1 : 0) + body.loopCount
    }
  }
}

extension PatternAnchor {
  /// Whether it holds before the scalar at `position`.
  package func holds(in subject: [Unicode.Scalar], at position: Int) -> Bool {
    let isWord = { (index: Int) in
      subject.indices.contains(index) && PatternSet.isWord(subject[index])
    }
    return switch self {
    case .start, .textStart: position == 0
    case .end, .textEnd: position == subject.count
    case .wordBoundary: isWord(position - 1) != isWord(position)
    case .noWordBoundary: isWord(position - 1) == isWord(position)
    }
  }
}
