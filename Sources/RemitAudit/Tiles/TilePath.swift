/// Where a tile or a bundle of entries stands below a trail's folder (C2SP tlog-tiles).
///
/// `tile/<level>/<number>` holds up to 256 hashes of a level, `tile/entries/<number>` up to 256
/// entries. A number is written in groups of three digits, all but the last with an `x` before them:
/// 1,234,067 is `x001/x234/067`. One that is not full ends in `.p/<width>`.
package struct TilePath: Hashable, Sendable, CustomStringConvertible {
  /// How many hashes a full tile has, and how many entries a full bundle.
  package static let widthMax = 256
  package static let levelMax = 63
  /// 2^64 entries have as many tiles at level 0.
  package static let numberMax: UInt64 = 1 << 56 - 1

  package enum Kind: Hashable, Sendable {
    case hashes(level: Int)
    case entries
  }

  package let kind: Kind
  package let number: UInt64
  /// How many hashes or entries are in it; 256 in a full one.
  package let width: Int

  /// - Precondition: the level is 0 to 63, the number at most `numberMax`, the width 1 to 256.
  package init(_ kind: Kind, number: UInt64, width: Int = widthMax) {
    if case .hashes(let level) = kind {
      precondition((0...Self.levelMax).contains(level), "a level is 0 to 63")
    }
    precondition(number <= Self.numberMax, "there are 2^56 tiles of a level at most")
    precondition((1...Self.widthMax).contains(width), "a tile is 1 to 256 wide")
    self.kind = kind
    self.number = number
    self.width = width
  }

  package var isFull: Bool { width == Self.widthMax }

  /// The full tile or bundle at the same place.
  package var full: TilePath { TilePath(kind, number: number) }

  package var description: String {
    var text = "tile/"
    switch kind {
    case .hashes(let level): text += "\(level)/"
    case .entries: text += "entries/"
    }
    var groups: [String] = []
    var rest = number
    repeat {
      let group = String(rest % 1_000)
      groups.append(String(repeating: "0", count: 3 - group.count) + group)
      rest /= 1_000
    } while rest > 0
    for group in groups.dropFirst().reversed() { text += "x\(group)/" }
    text += groups[0]
    if !isFull { text += ".p/\(width)" }
    return text
  }

  /// Reads a path in its one form; `nil` for any other text.
  package init?(_ text: String) {
    // Bounds the work on a text from outside: the longest path has 40 bytes.
    guard text.utf8.count <= 64 else { return nil }
    var parts = Array(text.utf8).split(
      separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)[...]
    guard let top = parts.popFirst(), top.elementsEqual("tile".utf8),
      let folder = parts.popFirst()
    else { return nil }
    let kind: Kind
    if folder.elementsEqual("entries".utf8) {
      kind = .entries
    } else {
      guard let level = decimal(folder), level <= UInt64(Self.levelMax) else { return nil }
      kind = .hashes(level: Int(level))
    }
    var width = Self.widthMax
    if parts.count >= 2, parts[parts.endIndex - 2].suffix(2).elementsEqual(".p".utf8),
      let last = parts.popLast(), let stem = parts.popLast()
    {
      guard let value = decimal(last), (1..<UInt64(Self.widthMax)).contains(value) else {
        return nil
      }
      width = Int(value)
      parts.append(stem.dropLast(2))
    }
    guard let number = Self.number(parts) else { return nil }
    self.init(kind, number: number, width: width)
  }

  private static func number(_ groups: ArraySlice<ArraySlice<UInt8>>) -> UInt64? {
    guard (1...6).contains(groups.count) else { return nil }
    var number: UInt64 = 0
    for (place, group) in groups.enumerated() {
      var digits = group
      if place < groups.count - 1 {
        guard digits.popFirst() == UInt8(ascii: "x") else { return nil }
      }
      guard digits.count == 3, digits.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
      number = number * 1_000 + digits.reduce(0) { $0 * 10 + UInt64($1) - 0x30 }
      // A group of nothing but zeros in front: the number has a shorter form.
      if place == 0, groups.count > 1, number == 0 { return nil }
    }
    return number <= numberMax ? number : nil
  }
}
