/// A position in the UTF-8 bytes of a short text, for readers of one literal.
struct ByteCursor {
  private let text: Substring.UTF8View
  private var position: Substring.UTF8View.Index

  init(_ text: String) {
    self.text = Substring(text).utf8
    position = self.text.startIndex
  }

  var isAtEnd: Bool { position == text.endIndex }

  var peek: UInt8? { isAtEnd ? nil : text[position] }

  /// What is left, for a message.
  var rest: String { String(Substring(text[position...])) }

  /// Steps over `character` if it comes next.
  mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard let byte = peek, byte == UInt8(ascii: character) else { return false }
    position = text.index(after: position)
    return true
  }

  /// Reads exactly `count` decimal digits (at most 18, so that the value fits), or nothing.
  mutating func digits(_ count: Int) -> Int64? {
    var value: Int64 = 0
    var next = position
    for _ in 0..<count {
      guard next != text.endIndex, let digit = decimalDigit(text[next]) else { return nil }
      value = value * 10 + digit
      next = text.index(after: next)
    }
    position = next
    return value
  }
}

/// The value of an ASCII decimal digit.
func decimalDigit(_ byte: UInt8) -> Int64? {
  byte >= 0x30 && byte <= 0x39 ? Int64(byte - 0x30) : nil
}
