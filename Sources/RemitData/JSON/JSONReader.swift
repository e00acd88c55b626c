package import RemitModel

/// Reads JSON from bytes: RFC 8259 and the interoperable subset of it (RFC 7493).
///
/// Strict where two readers could disagree: UTF-8 only, no unpaired surrogate in an escape, no key
/// twice in an object (compared after unescaping, by bytes), nesting bounded, nothing after the
/// document but white space. A byte-order mark before it is skipped.
///
/// It builds no tree: the caller asks for what it expects, in document order. What is no JSON is
/// thrown and ends the reading; a well-formed value that does not fit is a problem, with its path,
/// and the reading goes on.
///
/// The bytes must outlive the reader. Memory beyond the values returned is O(depth).
package struct JSONReader {
  let bytes: UnsafeBufferPointer<UInt8>
  var offset = 0
  private var depth = 0
  private var steps: [Step] = []
  private var isSilent = false
  var cache = TextCache()
  /// What a path starts with: `entities.json:$`, or nothing for a request.
  private let root: String
  package private(set) var problems: [DataProblem] = []
  private var problemsLeftOut = 0

  private enum Step {
    case element(Int)
    /// The bytes of the key between its quotes, escapes included.
    case member(Range<Int>)
  }

  package init(_ bytes: UnsafeBufferPointer<UInt8>, root: String) {
    self.bytes = bytes
    self.root = root
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { offset = 3 }
  }

  // MARK: - Bytes

  /// The next byte, or 0 at the end. NUL itself is no part of any JSON token.
  var peek: UInt8 { offset < bytes.count ? bytes[offset] : 0 }

  func fail(_ message: String, at place: Int? = nil) -> JSONSyntaxError {
    JSONSyntaxError(offset: place ?? offset, message: message)
  }

  mutating func skipSpace() {
    while offset < bytes.count {
      switch bytes[offset] {
      case 0x20, 0x0A, 0x0D, 0x09: offset += 1
      default: return
      }
    }
  }

  mutating func take(_ scalar: Unicode.Scalar) -> Bool {
    guard offset < bytes.count, bytes[offset] == UInt8(ascii: scalar) else { return false }
    offset += 1
    return true
  }

  // MARK: - Structure

  /// What comes next, white space skipped.
  package mutating func kind() throws(JSONSyntaxError) -> JSONKind {
    skipSpace()
    guard offset < bytes.count else { throw fail("the document ends where a value should be") }
    switch bytes[offset] {
    case UInt8(ascii: "{"): return .object
    case UInt8(ascii: "["): return .array
    case UInt8(ascii: "\""): return .string
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return .number
    case UInt8(ascii: "t"), UInt8(ascii: "f"): return .bool
    case UInt8(ascii: "n"): return .null
    default: throw fail("expected a value")
    }
  }

  /// Reads an object, giving each key to `member`, which must read that key's value.
  package mutating func object(
    _ member: (inout JSONReader, Text) throws(JSONSyntaxError) -> Void
  ) throws(JSONSyntaxError) {
    try open("{")
    defer { depth -= 1 }
    skipSpace()
    if take("}") { return }
    var seen = SeenKeys()
    while true {
      skipSpace()
      guard peek == UInt8(ascii: "\"") else { throw fail("expected a key in double quotes") }
      let start = offset
      let key = try string(isRepeated: true)
      steps.append(.member((start + 1)..<(offset - 1)))
      guard seen.insert(key) else {
        throw fail("the key \(quoted(key.string)) stands twice in one object", at: start)
      }
      skipSpace()
      guard take(":") else { throw fail("expected `:` after a key") }
      try member(&self, key)
      steps.removeLast()
      skipSpace()
      if take(",") { continue }
      guard take("}") else { throw fail("expected `,` or `}`") }
      return
    }
  }

  /// Reads an array, calling `element` where each element starts; it must read that element.
  package mutating func array(
    _ element: (inout JSONReader) throws(JSONSyntaxError) -> Void
  ) throws(JSONSyntaxError) {
    try open("[")
    defer { depth -= 1 }
    skipSpace()
    if take("]") { return }
    var index = 0
    while true {
      steps.append(.element(index))
      skipSpace()
      try element(&self)
      steps.removeLast()
      index += 1
      skipSpace()
      if take(",") { continue }
      guard take("]") else { throw fail("expected `,` or `]`") }
      return
    }
  }

  private mutating func open(_ bracket: Unicode.Scalar) throws(JSONSyntaxError) {
    guard take(bracket) else { throw fail("expected `\(bracket)`") }
    guard depth < DataLimits.nestingDepthMax else {
      throw fail(
        "more than \(DataLimits.nestingDepthMax) objects and arrays within one another",
        at: offset - 1)
    }
    depth += 1
  }

  /// Nothing but white space may follow.
  package mutating func end() throws(JSONSyntaxError) {
    skipSpace()
    guard offset == bytes.count else { throw fail("the document should end here") }
  }

  // MARK: - Problems

  /// Where reading stands: `entities.json:$[3].attrs.owner`.
  package var path: String {
    var out = root
    for step in steps {
      switch step {
      case .element(let index): out += "[\(index)]"
      case .member(let range):
        var reader = JSONReader(
          UnsafeBufferPointer(rebasing: bytes[(range.lowerBound - 1)...range.upperBound]), root: "")
        guard let key = try? reader.string() else { continue }
        out = Conformer.join(out, key)
      }
    }
    return out
  }

  package mutating func report(_ code: RuntimeErrorCode, _ message: String, at place: String? = nil)
  {
    guard !isSilent else { return }
    guard problems.count < DataLimits.problemsMax else {
      problemsLeftOut += 1
      return
    }
    problems.append(DataProblem(code: code, path: place ?? path, message: message))
  }

  /// Adds what ended the reading, and how many problems were left out.
  package mutating func finish(_ error: JSONSyntaxError?, position: (Int) -> String) {
    if problemsLeftOut > 0 {
      problems.append(
        DataProblem(
          code: .badJSON, path: root, message: "\(problemsLeftOut) more problems are not listed"))
    }
    guard let error else { return }
    problems.append(
      DataProblem(
        code: .badJSON, path: path, message: "\(error.message) (\(position(error.offset)))"))
  }

  /// Reads past the next value without a word about what is in it, unless it is no JSON.
  package mutating func skip() throws(JSONSyntaxError) {
    let wasSilent = isSilent
    isSilent = true
    _ = try value(nullIsAbsent: true)
    isSilent = wasSilent
  }
}
