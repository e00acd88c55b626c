/// Writes JSON, on one line, members in the order in which they are given.
///
/// It is spaced for people, or compact for what is stored: then there is no white space between
/// tokens, and nothing that any reader takes for the end of a line or for a command to a terminal
/// stands in a string but as an escape (U+007F…U+009F, U+2028, U+2029).
///
/// ```swift
/// var json = JSONWriter()
/// json.object { json in
///   json.member("passed") { $0.int(3) }
/// }
/// ```
package struct JSONWriter: Sendable {
  package private(set) var bytes: [UInt8] = []
  private var needsComma = false
  package let isCompact: Bool

  package init(isCompact: Bool = false) {
    self.isCompact = isCompact
  }

  /// What has been written, as text.
  package var text: String { String(decoding: bytes, as: UTF8.self) }

  /// Forgets what has been written and keeps the memory.
  package mutating func clear() {
    bytes.removeAll(keepingCapacity: true)
    needsComma = false
  }

  /// Ends a line of a JSON Lines document.
  package mutating func newline() {
    bytes.append(0x0A)
    needsComma = false
  }

  package mutating func object(_ members: (inout JSONWriter) -> Void) {
    bracket("{", "}", members)
  }

  package mutating func member(_ key: String, _ value: (inout JSONWriter) -> Void) {
    string(key)
    append(isCompact ? ":" : ": ")
    needsComma = false
    value(&self)
  }

  package mutating func array(_ elements: (inout JSONWriter) -> Void) {
    bracket("[", "]", elements)
  }

  package mutating func array<Element>(
    _ elements: some Sequence<Element>, _ write: (inout JSONWriter, Element) -> Void
  ) {
    array { json in
      for element in elements { write(&json, element) }
    }
  }

  package mutating func strings(_ texts: some Sequence<String>) {
    array(texts) { $0.string($1) }
  }

  package mutating func bool(_ flag: Bool) { scalar(flag ? "true" : "false") }

  package mutating func int(_ number: some BinaryInteger) { scalar(String(number)) }

  package mutating func null() { scalar("null") }

  /// A number with three decimals, for times that are measured.
  package mutating func decimal(thousandths: Int64) {
    let sign = thousandths < 0 ? "-" : ""
    let fraction = String(thousandths.magnitude % 1_000)
    let zeros = String(repeating: "0", count: 3 - fraction.utf8.count)
    scalar("\(sign)\(thousandths.magnitude / 1_000).\(zeros)\(fraction)")
  }

  package mutating func string(_ text: String) {
    separate()
    bytes.append(UInt8(ascii: "\""))
    var text = text
    text.withUTF8 { characters($0) }
    bytes.append(UInt8(ascii: "\""))
    needsComma = true
  }

  /// A value that is JSON already.
  package mutating func verbatim(_ json: [UInt8]) {
    separate()
    bytes.append(contentsOf: json)
    needsComma = true
  }

  /// Copies what needs no escape in pieces.
  private mutating func characters(_ text: UnsafeBufferPointer<UInt8>) {
    var start = 0
    var place = 0
    while place < text.count {
      let byte = text[place]
      guard byte < 0x20 || byte == 0x22 || byte == 0x5C || byte >= 0x7F else {
        place += 1
        continue
      }
      let hidden = isCompact && byte > 0x7F ? Self.hiddenScalar(in: text, at: place) : nil
      guard byte <= 0x7F || hidden != nil else {
        place += 1
        continue
      }
      bytes.append(contentsOf: text[start..<place])
      if let hidden {
        append(hidden.escape)
        place += hidden.count
      } else {
        escape(byte)
        place += 1
      }
      start = place
    }
    bytes.append(contentsOf: text[start...])
  }

  /// U+0080…U+009F (`C2 80`…`C2 9F`), U+2028 and U+2029 (`E2 80 A8`, `E2 80 A9`).
  private static func hiddenScalar(
    in text: UnsafeBufferPointer<UInt8>, at place: Int
  ) -> (escape: String, count: Int)? {
    guard place + 1 < text.count else { return nil }
    switch (text[place], text[place + 1]) {
    case (0xC2, 0x80...0x9F): return ("\\u00" + String(text[place + 1], radix: 16), 2)
    case (0xE2, 0x80) where place + 2 < text.count && text[place + 2] & 0xFE == 0xA8:
      return (text[place + 2] == 0xA8 ? "\\u2028" : "\\u2029", 3)
    default: return nil
    }
  }

  private mutating func escape(_ byte: UInt8) {
    switch byte {
    case UInt8(ascii: "\""): append("\\\"")
    case UInt8(ascii: "\\"): append("\\\\")
    case 0x0A: append("\\n")
    case 0x0D: append("\\r")
    case 0x09: append("\\t")
    case 0..<0x20, 0x7F:
      append("\\u00")
      let digits = String(byte, radix: 16)
      append(digits.utf8.count == 1 ? "0" + digits : digits)
    default: bytes.append(byte)
    }
  }

  private mutating func bracket(
    _ open: String, _ close: String, _ inner: (inout JSONWriter) -> Void
  ) {
    separate()
    append(open)
    needsComma = false
    inner(&self)
    append(close)
    needsComma = true
  }

  private mutating func scalar(_ text: String) {
    separate()
    append(text)
    needsComma = true
  }

  private mutating func separate() {
    if needsComma { append(isCompact ? "," : ", ") }
  }

  private mutating func append(_ text: String) {
    bytes.append(contentsOf: text.utf8)
  }
}
