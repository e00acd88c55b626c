/// The pattern of `like`: literal texts with a `*` between each two, where `*` stands for any run
/// of characters.
///
/// `abc` is one segment, `a*b` two, `*` two empty ones. Runs of stars mean what one star means and
/// are kept as one, so two patterns are equal exactly if they match the same strings.
public struct GlobPattern: Hashable, Sendable {
  /// At least one; only the first and the last may be empty, and the first alone if there is no
  /// star.
  public let segments: [Text]

  /// - Parameter segments: the literal texts, escapes undone, in order; n segments have n − 1
  ///   stars between them. None is taken as one empty text.
  package init(segments: [Text]) {
    guard let first = segments.first, segments.count > 1 else {
      self.segments = [segments.first ?? ""]
      return
    }
    let inner = segments[1..<(segments.count - 1)].filter { !$0.string.isEmpty }
    self.segments = [first] + inner + [segments[segments.count - 1]]
  }

  /// Whether it matches every string.
  public var matchesEverything: Bool {
    segments.count == 2 && segments.allSatisfy(\.string.isEmpty)
  }
}
