import RemitAudit
import RemitModel

/// The tree as RFC 6962, section 2.1, defines it, word by word, over another SHA-256 than the
/// trail's. Slow, and that is its point.
struct NaiveTree {
  let entries: [[UInt8]]
  private var memory: [Range<Int>: [UInt8]] = [:]

  init(_ entries: [[UInt8]]) {
    self.entries = entries
  }

  /// Entries that differ from each other, for a tree of a size.
  static func entries(_ count: Int) -> [[UInt8]] {
    (0..<count).map { Array("entry \($0)".utf8) }
  }

  /// MTH(D[range]).
  mutating func hash(_ range: Range<Int>) -> [UInt8] {
    if let known = memory[range] { return known }
    let hash: [UInt8]
    switch range.count {
    case 0: hash = Self.sha256([])
    case 1: hash = Self.sha256([0] + entries[range.lowerBound])
    default:
      let middle = range.lowerBound + Self.largestPower(below: range.count)
      hash = Self.sha256(
        [1] + self.hash(range.lowerBound..<middle) + self.hash(middle..<range.upperBound))
    }
    memory[range] = hash
    return hash
  }

  mutating func root(_ size: Int) -> [UInt8] { hash(0..<size) }

  /// PATH(m, D[range]).
  mutating func path(_ index: Int, in range: Range<Int>) -> [[UInt8]] {
    if range.count <= 1 { return [] }
    let middle = range.lowerBound + Self.largestPower(below: range.count)
    return index < middle
      ? path(index, in: range.lowerBound..<middle) + [hash(middle..<range.upperBound)]
      : path(index, in: middle..<range.upperBound) + [hash(range.lowerBound..<middle)]
  }

  /// PROOF(m, D[n]).
  mutating func proof(_ old: Int, _ new: Int) -> [[UInt8]] {
    old == 0 || old == new ? [] : subproof(old, in: 0..<new, isWhole: true)
  }

  private mutating func subproof(_ old: Int, in range: Range<Int>, isWhole: Bool) -> [[UInt8]] {
    if old == range.count { return isWhole ? [] : [hash(range)] }
    let power = Self.largestPower(below: range.count)
    let middle = range.lowerBound + power
    return old <= power
      ? subproof(old, in: range.lowerBound..<middle, isWhole: isWhole)
        + [hash(middle..<range.upperBound)]
      : subproof(old - power, in: middle..<range.upperBound, isWhole: false)
        + [hash(range.lowerBound..<middle)]
  }

  private static func largestPower(below count: Int) -> Int {
    var power = 1
    while power * 2 < count { power *= 2 }
    return power
  }

  private static func sha256(_ bytes: [UInt8]) -> [UInt8] {
    var hash = SHA256()
    hash.update(bytes)
    return hash.finished().bytes
  }
}

/// Bytes from hexadecimal digits.
func bytes(hex: String) -> [UInt8] {
  var digits = hex[...]
  var bytes: [UInt8] = []
  while let byte = UInt8(digits.prefix(2), radix: 16) {
    bytes.append(byte)
    digits = digits.dropFirst(2)
  }
  return bytes
}
