/// A set of Unicode scalar values, as ascending ranges that neither touch nor overlap.
struct ScalarSet: Hashable, Sendable {
  private(set) var ranges: [ClosedRange<UInt32>]

  init(_ ranges: [ClosedRange<UInt32>] = []) {
    self.ranges = []
    for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
      if let last = self.ranges.last, range.lowerBound <= last.upperBound + 1 {
        let upper = max(last.upperBound, range.upperBound)
        self.ranges[self.ranges.count - 1] = last.lowerBound...upper
      } else {
        self.ranges.append(range)
      }
    }
  }

  init(_ scalar: Unicode.Scalar) {
    self.init([scalar.value...scalar.value])
  }

  /// ASCII characters and spans such as `"09AZ"`: each two characters are a range.
  init(pairs: StaticString) {
    let bytes = pairs.withUTF8Buffer { Array($0) }
    self.init(
      stride(from: 0, to: bytes.count - 1, by: 2).map {
        UInt32(bytes[$0])...UInt32(bytes[$0 + 1])
      })
  }

  var isEmpty: Bool { ranges.isEmpty }

  /// The one element, if there is exactly one.
  var only: UInt32? {
    guard ranges.count == 1, ranges[0].lowerBound == ranges[0].upperBound else { return nil }
    return ranges[0].lowerBound
  }

  /// All other scalar values. The surrogates are none and lie in no set.
  var complement: ScalarSet {
    var gaps: [ClosedRange<UInt32>] = []
    for all in [0...0xd7ff, 0xe000...0x10_ffff] as [ClosedRange<UInt32>] {
      var next = all.lowerBound
      for range in ranges where range.overlaps(all) {
        if range.lowerBound > next { gaps.append(next...(range.lowerBound - 1)) }
        next = max(next, range.upperBound + 1)
      }
      if next <= all.upperBound { gaps.append(next...all.upperBound) }
    }
    return ScalarSet(gaps)
  }

  func intersection(_ other: ScalarSet) -> ScalarSet {
    ScalarSet(complement.ranges + other.complement.ranges).complement
  }

  func subtracting(_ other: ScalarSet) -> ScalarSet {
    ScalarSet(complement.ranges + other.ranges).complement
  }

  /// - Complexity: O(log ranges)
  func contains(_ scalar: UInt32) -> Bool {
    var low = 0
    var high = ranges.count
    while low < high {
      let middle = (low + high) / 2
      if ranges[middle].upperBound < scalar { low = middle + 1 } else { high = middle }
    }
    return low < ranges.count && ranges[low].contains(scalar)
  }
}
