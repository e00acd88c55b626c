/// Applies the escapes of a string literal. The lexer has checked them; what it refused is kept
/// as it stands, so that a broken literal still has some value.
enum StringLiteral {
  /// The value of the text between the quotes.
  static func value(_ bytes: UnsafeBufferPointer<UInt8>) -> String {
    guard bytes.contains(UInt8(ascii: "\\")) else { return String(decoding: bytes, as: UTF8.self) }
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count)
    var index = 0
    while index < bytes.count {
      index = appendUnit(bytes, at: index, to: &result)
    }
    return String(decoding: result, as: UTF8.self)
  }

  /// The literal runs between the stars of a `like` pattern; `\*` is a star that is one.
  static func likeRuns(_ bytes: UnsafeBufferPointer<UInt8>) -> [String] {
    var runs: [String] = []
    var run: [UInt8] = []
    var index = 0
    while index < bytes.count {
      if bytes[index] == UInt8(ascii: "*") {
        runs.append(String(decoding: run, as: UTF8.self))
        run.removeAll(keepingCapacity: true)
        index += 1
      } else {
        index = appendUnit(bytes, at: index, to: &run)
      }
    }
    runs.append(String(decoding: run, as: UTF8.self))
    return runs
  }

  /// Appends the value of the byte or escape at `index`; returns the index after it.
  private static func appendUnit(
    _ bytes: UnsafeBufferPointer<UInt8>, at index: Int, to result: inout [UInt8]
  ) -> Int {
    guard bytes[index] == UInt8(ascii: "\\"), index + 1 < bytes.count else {
      result.append(bytes[index])
      return index + 1
    }
    switch bytes[index + 1] {
    case UInt8(ascii: "n"): result.append(UInt8(ascii: "\n"))
    case UInt8(ascii: "t"): result.append(UInt8(ascii: "\t"))
    case UInt8(ascii: "u"): return appendScalar(bytes, at: index, to: &result)
    default: result.append(bytes[index + 1])
    }
    return index + 2
  }

  private static func appendScalar(
    _ bytes: UnsafeBufferPointer<UInt8>, at index: Int, to result: inout [UInt8]
  ) -> Int {
    var value: UInt32 = 0
    var end = index + 3
    while end < bytes.count, end < index + 9, let digit = hexadecimalDigit(bytes[end]) {
      value = value << 4 | digit
      end += 1
    }
    guard let scalar = Unicode.Scalar(value) else { return end }
    result.append(contentsOf: Array(String(Character(scalar)).utf8))
    return end < bytes.count ? end + 1 : end
  }

  /// `value` as a literal with quotes: the one spelling that canonical texts use.
  static func quoted(_ value: String) -> String {
    var result = "\""
    for scalar in value.unicodeScalars { append(scalar, to: &result) }
    return result + "\""
  }

  /// A `like` pattern as a literal with quotes.
  static func quoted(likeRuns runs: [String]) -> String {
    var result = "\""
    for (index, run) in runs.enumerated() {
      if index > 0 { result += "*" }
      for scalar in run.unicodeScalars {
        if scalar == "*" { result += "\\*" } else { append(scalar, to: &result) }
      }
    }
    return result + "\""
  }

  private static func append(_ scalar: Unicode.Scalar, to result: inout String) {
    switch scalar {
    case "\"": result += "\\\""
    case "\\": result += "\\\\"
    case "\n": result += "\\n"
    case "\t": result += "\\t"
    default:
      let isHidden =
        scalar.value < 0x20 || scalar.value == 0x7F || ForbiddenCharacter(scalar) != nil
      if isHidden {
        result += "\\u{" + String(scalar.value, radix: 16, uppercase: true) + "}"
      } else {
        result.unicodeScalars.append(scalar)
      }
    }
  }
}
