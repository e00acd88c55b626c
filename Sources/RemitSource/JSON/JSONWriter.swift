/// Writes JSON, on one line, members in the order in which they are given.
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

  package init() {}

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
    append(": ")
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
    for byte in text.utf8 { escape(byte) }
    bytes.append(UInt8(ascii: "\""))
    needsComma = true
  }

  /// A value that is JSON already.
  package mutating func verbatim(_ json: [UInt8]) {
    separate()
    bytes.append(contentsOf: json)
    needsComma = true
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
    if needsComma { append(", ") }
  }

  private mutating func append(_ text: String) {
    bytes.append(contentsOf: text.utf8)
  }
}
