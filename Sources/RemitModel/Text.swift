/// A string that compares, orders and hashes by its UTF-8 bytes.
///
/// Swift's `String` compares by canonical equivalence, so `"é"` and `"e\u{301}"` are equal there.
/// In an authorization decision they are two users. Everything that came from outside — ids,
/// attribute values, map keys, wire names — is a `Text` from the moment it is read.
public struct Text: Sendable {
  public let string: String

  public init(_ string: String) {
    self.string = string
  }
}

extension Text: Hashable {
  public static func == (a: Text, b: Text) -> Bool {
    let x = a.string.utf8
    let y = b.string.utf8
    return x.count == y.count && x.elementsEqual(y)
  }

  public func hash(into hasher: inout Hasher) {
    var copy = string
    copy.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
    hasher.combine(0xff as UInt8)
  }
}

extension Text: Comparable {
  public static func < (a: Text, b: Text) -> Bool {
    a.string.utf8.lexicographicallyPrecedes(b.string.utf8)
  }
}

extension Text: ExpressibleByStringLiteral, CustomStringConvertible {
  public init(stringLiteral value: String) {
    self.init(value)
  }

  public var description: String { string }
}
