import Foundation

/// A Swift source, once as written and once with the insides of comments and strings blanked, so
/// that a scanner for code never trips over words.
struct SourceText {
  /// Relative to the package, such as `Sources/RemitModel/Text.swift`.
  let path: String
  let text: String
  /// As many lines and columns as `text`; comments, strings and their quotes are blanks.
  let code: String

  init(path: String, text: String) {
    self.path = path
    self.text = text
    self.code = Self.blanked(text)
  }

  var lines: [Substring] { text.split(separator: "\n", omittingEmptySubsequences: false) }
  var codeLines: [Substring] { code.split(separator: "\n", omittingEmptySubsequences: false) }

  /// `Sources/RemitModel/Text.swift` is of `RemitModel`.
  var target: String {
    let parts = path.split(separator: "/")
    return parts.count > 2 ? String(parts[1]) : ""
  }

  var fileName: String { path.split(separator: "/").last.map(String.init) ?? path }
}

extension SourceText {
  /// Knows `//`, `///`, nested `/* */`, strings, multi-line and raw strings, and interpolation
  /// (which counts as string: a quoted expression in it ends with its own quote).
  private static func blanked(_ text: String) -> String {
    var scanner = Blanker(bytes: Array(text.utf8))
    scanner.run()
    return String(decoding: scanner.output, as: UTF8.self)
  }
}

private struct Blanker {
  let bytes: [UInt8]
  var output: [UInt8] = []
  var position = 0

  init(bytes: [UInt8]) {
    self.bytes = bytes
    output.reserveCapacity(bytes.count)
  }

  mutating func run() {
    while position < bytes.count {
      switch bytes[position] {
      case slash where follows(slash):
        while position < bytes.count, bytes[position] != newline { blank() }
      case slash where follows(star):
        blockComment()
      case quoteByte, UInt8(ascii: "#"):
        if let string = stringStart() {
          self.string(hashes: string.hashes, quote: string.quote)
        } else {
          keep()
        }
      default:
        keep()
      }
    }
  }

  private func follows(_ byte: UInt8) -> Bool {
    position + 1 < bytes.count && bytes[position + 1] == byte
  }

  private mutating func keep() {
    output.append(bytes[position])
    position += 1
  }

  private mutating func blank(_ count: Int = 1) {
    for _ in 0..<count where position < bytes.count {
      output.append(bytes[position] == newline ? newline : space)
      position += 1
    }
  }

  private mutating func blockComment() {
    var depth = 0
    repeat {
      if bytes[position] == slash, follows(star) {
        depth += 1
        blank(2)
      } else if bytes[position] == star, follows(slash) {
        depth -= 1
        blank(2)
      } else {
        blank()
      }
    } while depth > 0 && position < bytes.count
  }

  private func stringStart() -> (hashes: Int, quote: Int)? {
    var index = position
    while index < bytes.count, bytes[index] == UInt8(ascii: "#") { index += 1 }
    guard index < bytes.count, bytes[index] == quoteByte else { return nil }
    let isMultiline = bytes[index...].starts(with: [quoteByte, quoteByte, quoteByte])
    return (index - position, isMultiline ? 3 : 1)
  }

  private mutating func string(hashes: Int, quote: Int) {
    let end = [UInt8](repeating: quoteByte, count: quote) + hashBytes(hashes)
    let escape = [UInt8(ascii: "\\")] + hashBytes(hashes)
    blank(hashes + quote)
    while position < bytes.count {
      guard bytes[position] == quoteByte || bytes[position] == UInt8(ascii: "\\") else {
        blank()
        continue
      }
      let rest = bytes[position...]
      if rest.starts(with: end) { return blank(end.count) }
      if rest.starts(with: escape + [UInt8(ascii: "(")]) {
        blank(escape.count)
        interpolation()
      } else if rest.starts(with: escape) {
        blank(escape.count + 1)
      } else {
        blank()
      }
    }
  }

  private mutating func interpolation() {
    var depth = 0
    while position < bytes.count {
      if bytes[position] == quoteByte || bytes[position] == UInt8(ascii: "#"),
        let string = stringStart()
      {
        self.string(hashes: string.hashes, quote: string.quote)
        continue
      }
      if bytes[position] == UInt8(ascii: "(") { depth += 1 }
      if bytes[position] == UInt8(ascii: ")") { depth -= 1 }
      blank()
      if depth == 0 { return }
    }
  }

  private func hashBytes(_ count: Int) -> [UInt8] {
    [UInt8](repeating: UInt8(ascii: "#"), count: count)
  }
}

private let newline = UInt8(ascii: "\n")
private let slash = UInt8(ascii: "/")
private let star = UInt8(ascii: "*")
private let space = UInt8(ascii: " ")
private let quoteByte = UInt8(ascii: "\"")
