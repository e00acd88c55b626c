package import RemitModel

/// A `GlobPattern` made ready for matching.
///
/// The text between two stars is found at its first place from the left, which is never worse
/// than a later one; the search is that of Knuth, Morris and Pratt, so the cost is linear whatever
/// the pattern and the subject are.
package struct GlobMatcher: Sendable {
  /// The bytes of all segments, one after the other.
  private let bytes: [UInt8]
  /// Segment i is `bytes[starts[i] ..< starts[i + 1]]`.
  private let starts: [Int]
  /// For each byte of a segment: the length of the longest proper prefix of the segment that ends
  /// there.
  private let borders: [Int]

  /// - Complexity: O(length of the pattern).
  package init(_ pattern: GlobPattern) {
    var bytes: [UInt8] = []
    var starts = [0]
    var borders: [Int] = []
    for segment in pattern.segments {
      let own = Array(segment.string.utf8)
      bytes += own
      starts.append(bytes.count)
      borders += Self.borders(of: own)
    }
    self.bytes = bytes
    self.starts = starts
    self.borders = borders
  }

  /// Whether the whole subject matches, compared by UTF-8 bytes.
  ///
  /// - Complexity: O(length of the subject), no allocation.
  package func matches(_ subject: Text) -> Bool {
    subject.withUTF8 { matches(utf8: $0) }
  }

  package func matches(utf8 subject: UnsafeBufferPointer<UInt8>) -> Bool {
    bytes.withUnsafeBufferPointer { bytes in
      let last = starts.count - 2
      let head = starts[1]
      guard subject.count >= head, equal(subject, 0, bytes, 0..<head) else { return false }
      if last == 0 { return subject.count == head }
      let tail = starts[last]..<starts[last + 1]
      let end = subject.count - tail.count
      guard end >= head, equal(subject, end, bytes, tail) else { return false }
      var position = head
      for segment in 1..<last {
        let range = starts[segment]..<starts[segment + 1]
        guard let next = find(bytes, range, in: subject, from: position, to: end) else {
          return false
        }
        position = next
      }
      return true
    }
  }

  /// The position behind the first occurrence of a segment.
  private func find(
    _ bytes: UnsafeBufferPointer<UInt8>, _ segment: Range<Int>,
    in subject: UnsafeBufferPointer<UInt8>, from start: Int, to end: Int
  ) -> Int? {
    var matched = 0
    var position = start
    while position < end {
      while matched > 0 && subject[position] != bytes[segment.lowerBound + matched] {
        matched = borders[segment.lowerBound + matched - 1]
      }
      if subject[position] == bytes[segment.lowerBound + matched] { matched += 1 }
      position += 1
      if matched == segment.count { return position }
    }
    return nil
  }

  private func equal(
    _ subject: UnsafeBufferPointer<UInt8>, _ start: Int, _ bytes: UnsafeBufferPointer<UInt8>,
    _ range: Range<Int>
  ) -> Bool {
    for offset in 0..<range.count
    where subject[start + offset] != bytes[range.lowerBound + offset] {
      return false
    }
    return true
  }

  private static func borders(of segment: [UInt8]) -> [Int] {
    var borders = Array(repeating: 0, count: segment.count)
    var length = 0
    for index in segment.indices.dropFirst() {
      while length > 0 && segment[index] != segment[length] { length = borders[length - 1] }
      if segment[index] == segment[length] { length += 1 }
      borders[index] = length
    }
    return borders
  }
}
