package import RemitModel

extension JSONReader {
  /// Reads a string in its quotes. O(bytes).
  ///
  /// - Parameter isRepeated: whether it is likely to come again, as keys and names of types are;
  ///   such strings are made once.
  package mutating func string(isRepeated: Bool = false) throws(JSONSyntaxError) -> Text {
    guard let range = try plainRange() else { return try escapedString() }
    guard isRepeated else { return try text(of: range) }
    let key = UnsafeBufferPointer(rebasing: bytes[range])
    if let known = cache.find(key) { return known }
    let text = try text(of: range)
    cache.insert(text, for: key)
    return text
  }

  /// What stands between the quotes where it has no escapes, which is then read past; `nil`, and
  /// nothing read, where it has some.
  private mutating func plainRange() throws(JSONSyntaxError) -> Range<Int>? {
    guard peek == UInt8(ascii: "\"") else { throw fail("expected a string") }
    var end = offset + 1
    while end < bytes.count {
      switch bytes[end] {
      case UInt8(ascii: "\""):
        defer { offset = end + 1 }
        return (offset + 1)..<end
      case UInt8(ascii: "\\"):
        return nil
      case 0..<0x20:
        throw fail("a control character in a string is written as an escape", at: end)
      default:
        end += 1
      }
    }
    throw fail("the string is not closed")
  }

  private func text(of range: Range<Int>) throws(JSONSyntaxError) -> Text {
    guard
      let string = String(
        validating: UnsafeBufferPointer(rebasing: bytes[range]), as: UTF8.self)
    else { throw fail("the string is not valid UTF-8", at: range.lowerBound) }
    return Text(string)
  }

  private mutating func escapedString() throws(JSONSyntaxError) -> Text {
    let start = offset
    offset += 1
    var out: [UInt8] = []
    while offset < bytes.count {
      let byte = bytes[offset]
      switch byte {
      case UInt8(ascii: "\""):
        offset += 1
        guard let string = String(validating: out, as: UTF8.self) else {
          throw fail("the string is not valid UTF-8", at: start + 1)
        }
        return Text(string)
      case UInt8(ascii: "\\"):
        try escape(into: &out)
      case 0..<0x20:
        throw fail("a control character in a string is written as an escape")
      default:
        out.append(byte)
        offset += 1
      }
    }
    throw fail("the string is not closed", at: start)
  }

  private mutating func escape(into out: inout [UInt8]) throws(JSONSyntaxError) {
    let start = offset
    offset += 1
    let letter = peek
    offset += 1
    switch letter {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): out.append(letter)
    case UInt8(ascii: "b"): out.append(0x08)
    case UInt8(ascii: "f"): out.append(0x0C)
    case UInt8(ascii: "n"): out.append(0x0A)
    case UInt8(ascii: "r"): out.append(0x0D)
    case UInt8(ascii: "t"): out.append(0x09)
    case UInt8(ascii: "u"):
      let scalar = try escapedScalar(from: start)
      out.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
    default: throw fail("no such escape in a string", at: start)
    }
  }

  /// Reads the four digits after `\u`, and the second half of a surrogate pair.
  private mutating func escapedScalar(from start: Int) throws(JSONSyntaxError) -> Unicode.Scalar {
    let unit = try fourDigits()
    if let scalar = Unicode.Scalar(unit) { return scalar }
    if unit < 0xDC00, take("\\"), take("u") {
      let second = try fourDigits()
      if (0xDC00...0xDFFF).contains(second),
        let scalar = Unicode.Scalar(0x10000 + (unit - 0xD800) << 10 + (second - 0xDC00))
      {
        return scalar
      }
    }
    throw fail("half of a surrogate pair stands alone in an escape", at: start)
  }

  private mutating func fourDigits() throws(JSONSyntaxError) -> UInt32 {
    var value: UInt32 = 0
    for _ in 0..<4 {
      guard let digit = Self.hexadecimalDigit(peek) else {
        throw fail("`\\u` takes four hexadecimal digits")
      }
      value = value << 4 | digit
      offset += 1
    }
    return value
  }

  private static func hexadecimalDigit(_ byte: UInt8) -> UInt32? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(byte - UInt8(ascii: "0"))
    case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt32(byte - UInt8(ascii: "a") + 10)
    case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt32(byte - UInt8(ascii: "A") + 10)
    default: nil
    }
  }
}
