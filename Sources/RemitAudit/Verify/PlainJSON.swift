/// A quick look at JSON of the plain form that Remit writes.
///
/// It says yes only to what the strict reader of `RemitData` takes too; whatever is unusual (white
/// space, fractions, escaped keys, many members) it leaves to that reader. One pass, no memory.
struct PlainJSON {
  private static let depthMax = 16
  private static let membersMax = 48

  /// Whether the bytes are certainly one well-formed object without a key twice.
  static func isObject(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    guard let start = bytes.baseAddress, bytes.first == UInt8(ascii: "{"),
      bytes.count <= Int(UInt32.max)
    else { return false }
    var cursor = PlainJSON(start: start, next: start, end: start + bytes.count)
    guard cursor.value(depth: 0), cursor.next == cursor.end else { return false }
    // ASCII is UTF-8. Else the whole is looked at once more.
    return !cursor.hasHighBytes || String(validating: bytes, as: UTF8.self) != nil
  }

  private let start: UnsafePointer<UInt8>
  private var next: UnsafePointer<UInt8>
  private let end: UnsafePointer<UInt8>
  private var hasHighBytes = false

  private init(
    start: UnsafePointer<UInt8>, next: UnsafePointer<UInt8>, end: UnsafePointer<UInt8>
  ) {
    self.start = start
    self.next = next
    self.end = end
  }

  @inline(__always)
  private mutating func take(_ scalar: Unicode.Scalar) -> Bool {
    guard next < end, next.pointee == UInt8(ascii: scalar) else { return false }
    next += 1
    return true
  }

  private mutating func value(depth: Int) -> Bool {
    guard next < end, depth < Self.depthMax else { return false }
    switch next.pointee {
    case UInt8(ascii: "{"): return object(depth: depth)
    case UInt8(ascii: "["): return array(depth: depth)
    case UInt8(ascii: "\""): return string() != nil
    case UInt8(ascii: "t"): return word("true")
    case UInt8(ascii: "f"): return word("false")
    case UInt8(ascii: "n"): return word("null")
    default: return integer()
    }
  }

  private mutating func object(depth: Int) -> Bool {
    next += 1
    if take("}") { return true }
    return withUnsafeTemporaryAllocation(of: Key.self, capacity: Self.membersMax) { keys in
      var count = 0
      repeat {
        guard let key = string(), !key.hasEscape, count < Self.membersMax, take(":") else {
          return false
        }
        for place in 0..<count where isSame(keys[place], key) { return false }
        keys.initializeElement(at: count, to: key)
        count += 1
        guard value(depth: depth + 1) else { return false }
      } while take(",")
      return take("}")
    }
  }

  private mutating func array(depth: Int) -> Bool {
    next += 1
    if take("]") { return true }
    repeat {
      guard value(depth: depth + 1) else { return false }
    } while take(",")
    return take("]")
  }

  /// What stands between the quotes of a string. Small: a temporary allocation of more than 1 KiB
  /// would come from the heap.
  private struct Key: BitwiseCopyable {
    let offset: UInt32
    let count: UInt32
    var hasEscape = false
  }

  private func isSame(_ key: Key, _ other: Key) -> Bool {
    guard key.count == other.count else { return false }
    for place in 0..<Int(key.count)
    where start[Int(key.offset) + place] != start[Int(other.offset) + place] {
      return false
    }
    return true
  }

  private mutating func string() -> Key? {
    guard take("\"") else { return nil }
    let first = next
    var hasEscape = false
    var all: UInt8 = 0
    while next < end {
      let byte = next.pointee
      if byte == UInt8(ascii: "\"") {
        if all >= 0x80 { hasHighBytes = true }
        defer { next += 1 }
        return Key(
          offset: UInt32(first - start), count: UInt32(next - first), hasEscape: hasEscape)
      }
      guard byte >= 0x20 else { return nil }
      all |= byte
      next += 1
      if byte == UInt8(ascii: "\\") {
        hasEscape = true
        guard escape() else { return nil }
      }
    }
    return nil
  }

  /// What follows a backslash; surrogates are left to the strict reader.
  private mutating func escape() -> Bool {
    guard next < end else { return false }
    let letter = next.pointee
    next += 1
    switch letter {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"),
      UInt8(ascii: "f"), UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
      return true
    case UInt8(ascii: "u"):
      guard end - next >= 4, next.pointee | 0x20 != UInt8(ascii: "d") else { return false }
      for _ in 0..<4 {
        switch next.pointee {
        case 0x30...0x39, 0x41...0x46, 0x61...0x66: next += 1
        default: return false
        }
      }
      return true
    default: return false
    }
  }

  private mutating func integer() -> Bool {
    _ = take("-")
    guard next < end, (0x30...0x39).contains(next.pointee) else { return false }
    if next.pointee == 0x30 {
      next += 1
      return next == end || !(0x30...0x39).contains(next.pointee)
    }
    while next < end, (0x30...0x39).contains(next.pointee) { next += 1 }
    return true
  }

  private mutating func word(_ word: StaticString) -> Bool {
    guard end - next >= word.utf8CodeUnitCount else { return false }
    for place in 0..<word.utf8CodeUnitCount where next[place] != word.utf8Start[place] {
      return false
    }
    next += word.utf8CodeUnitCount
    return true
  }
}
