import RemitModel
import RemitPatterns
import RemitTestSupport
import Testing

/// Path normal form against RFC 3986, written down step by step.
@Suite struct PathBruteTests {
  @Test func `a path is in normal form exactly if normalising it changes nothing`() {
    var normal = 0
    for word in words(over: "/a.%25F", upTo: 5) { normal += check("/" + word) ? 1 : 0 }
    #expect(normal > 100)
    // All percent encodings there are, and all bytes below 128.
    let digits = "0123456789abcdefABCDEFg"
    for first in digits { for second in digits { check("/x%\(first)\(second)y") } }
    for byte in UInt8(0)..<128 { check("/a\(Unicode.Scalar(byte))") }
  }

  @Test func `longer paths too`() {
    let seed = testSeed()
    var random = SplitMix64(seed: seed)
    let pieces = [
      "/", "/", "/", "a", "b", ".", "..", "%41", "%2F", "%5c", "%C3%A9", "%00", "-", "~", "é", "?",
      "%2e", ":@", "%3A", "%",
    ]
    for _ in 0..<5_000 {
      check("/" + (0..<random.below(9)).map { _ in random.pick(pieces) }.joined())
    }
  }

  /// A template in normal form matches itself and, `{**}` aside, no other path of its length.
  @Test func `every path in normal form is a template that matches it alone`() throws {
    let paths = words(over: "/ab.", upTo: 4).map { "/" + $0 }
    let normal = paths.filter { Self.isNormal(Array($0.utf8)) }
    for path in normal {
      let matcher = PathMatcher(try PathTemplate.parse(path).get())
      for other in paths {
        let match = matcher.match(Text(other))
        let expected: PathMatch =
          !normal.contains(other) ? .notNormal : other == path ? .matched : .notMatched
        if match != expected { Issue.record("\(path) on \(other): \(match)") }
      }
    }
  }

  @discardableResult
  private func check(_ path: String) -> Bool {
    let bytes = Array(path.utf8)
    let fault = bytes.withUnsafeBufferPointer { PathNormalForm.fault(in: $0) }
    let expected = Self.isNormal(bytes)
    if (fault == nil) != expected { Issue.record("\(path.debugDescription): \(fault as Any)") }
    return expected
  }

  private static func isNormal(_ path: [UInt8]) -> Bool {
    guard path.first == UInt8(ascii: "/"), let decoded = normalised(path) else { return false }
    return removeDotSegments(decoded) == String(decoding: path, as: UTF8.self)
      && !decoded.contains("//")
      && ["%2F", "%5C", "%00"].allSatisfy { !decoded.contains($0) }
  }

  /// RFC 3986, 6.2.2.1 and 6.2.2.2: capital digits, and what needs no encoding written plainly.
  /// Nothing if it is no path at all.
  private static func normalised(_ path: [UInt8]) -> String? {
    let unreserved = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~"
    let plain = unreserved + "!$&'()*+,;=:@/"
    var result = ""
    var rest = path[...]
    while let byte = rest.popFirst() {
      if byte != UInt8(ascii: "%") {
        guard plain.utf8.contains(byte) else { return nil }
        result.unicodeScalars.append(Unicode.Scalar(byte))
        continue
      }
      let digits = String(decoding: rest.prefix(2), as: UTF8.self)
      guard digits.count == 2, digits.allSatisfy(\.isHexDigit), digits.allSatisfy(\.isASCII),
        let value = UInt8(digits, radix: 16)
      else { return nil }
      rest = rest.dropFirst(2)
      result +=
        unreserved.utf8.contains(value)
        ? String(Unicode.Scalar(value)) : "%" + digits.uppercased()
    }
    return result
  }

  /// RFC 3986, 5.2.4, letter by letter.
  private static func removeDotSegments(_ path: String) -> String {
    var input = path
    var output = ""
    while !input.isEmpty {
      if input.hasPrefix("../") {
        input.removeFirst(3)
      } else if input.hasPrefix("./") || input.hasPrefix("/./") {
        input.removeFirst(2)
      } else if input == "/." {
        input = "/"
      } else if input.hasPrefix("/../") || input == "/.." {
        input = "/" + input.dropFirst(input == "/.." ? 3 : 4)
        while let last = output.popLast(), last != "/" {}
      } else if input == "." || input == ".." {
        input = ""
      } else {
        let segment = input.dropFirst().prefix { $0 != "/" }
        output += String(input.removeFirst()) + segment
        input.removeFirst(segment.count)
      }
    }
    return output
  }
}
