package import RemitModel

/// What comparing a path with a template can give.
package enum PathMatch: Hashable, Sendable {
  case matched
  case notMatched
  /// The subject is not in path normal form; see `PathNormalForm`.
  case notNormal
}

/// A `PathTemplate` made ready for matching.
package struct PathMatcher: Sendable {
  private enum Step: Sendable {
    case literal(Range<Int>)
    case one
  }

  /// The bytes of all literal segments, one after the other.
  private let bytes: [UInt8]
  private let steps: [Step]
  /// Whether the template ends in `{**}`.
  private let hasRest: Bool

  /// - Complexity: O(length of the template).
  package init(_ template: PathTemplate) {
    var bytes: [UInt8] = []
    var steps: [Step] = []
    var hasRest = false
    for segment in template.segments {
      switch segment {
      case .literal(let text):
        let start = bytes.count
        bytes += text.string.utf8
        steps.append(.literal(start..<bytes.count))
      case .one: steps.append(.one)
      case .rest: hasRest = true
      }
    }
    self.bytes = bytes
    self.steps = steps
    self.hasRest = hasRest
  }

  /// Compares a whole path with the template.
  ///
  /// A path out of normal form is reported as that even where its beginning already differs, so
  /// the answer does not depend on how far one had to look.
  ///
  /// - Complexity: O(length of the subject), no allocation.
  package func match(_ subject: Text) -> PathMatch {
    subject.withUTF8 { match(utf8: $0) }
  }

  package func match(utf8 subject: UnsafeBufferPointer<UInt8>) -> PathMatch {
    guard PathNormalForm.fault(in: subject) == nil else { return .notNormal }
    return bytes.withUnsafeBufferPointer { matchesNormal(subject, $0) } ? .matched : .notMatched
  }

  private func matchesNormal(
    _ subject: UnsafeBufferPointer<UInt8>, _ bytes: UnsafeBufferPointer<UInt8>
  ) -> Bool {
    // Where the next segment starts; one past the end once the last one has been read.
    var start = 1
    for step in steps {
      guard start <= subject.count else { return false }
      var end = start
      while end < subject.count && subject[end] != UInt8(ascii: "/") { end += 1 }
      switch step {
      case .one:
        guard start < end else { return false }
      case .literal(let range):
        guard end - start == range.count else { return false }
        for offset in 0..<range.count
        where subject[start + offset] != bytes[range.lowerBound + offset] {
          return false
        }
      }
      start = end + 1
    }
    return hasRest || start == subject.count + 1
  }
}
