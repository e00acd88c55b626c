extension IPAddress: CustomStringConvertible {
  /// The one canonical form: dotted decimal, or for IPv6 that of RFC 5952 (lower case, no leading
  /// zeros, `::` for the first longest run of at least two zero groups).
  public var description: String {
    guard !isV4 else {
      let octets: [UInt64] = [low >> 24, low >> 16, low >> 8, low]
      return octets.map { String($0 & 0xff) }.joined(separator: ".")
    }
    let groups = [high, low].flatMap { (half: UInt64) -> [UInt64] in
      [half >> 48, half >> 32 & 0xffff, half >> 16 & 0xffff, half & 0xffff]
    }
    let texts = groups.map { String($0, radix: 16) }
    guard let gap = Self.longestZeroRun(groups) else { return texts.joined(separator: ":") }
    return texts[..<gap.lowerBound].joined(separator: ":") + "::"
      + texts[gap.upperBound...].joined(separator: ":")
  }

  private static func longestZeroRun(_ groups: [UInt64]) -> Range<Int>? {
    var longest = 0..<1
    var start: Int?
    for index in 0...groups.count {
      if index < groups.count && groups[index] == 0 {
        start = start ?? index
      } else if let first = start {
        if index - first > longest.count { longest = first..<index }
        start = nil
      }
    }
    return longest.count > 1 ? longest : nil
  }
}

extension IPRange: CustomStringConvertible {
  /// The canonical form of its address, `/`, and the prefix length.
  public var description: String { "\(base)/\(prefixLength)" }
}
