import RemitSource
import RemitSyntax
import RemitTestSupport
import Testing

@Suite("hostile texts")
struct HostileTests {
  /// What must hold whatever the bytes are.
  private func check(_ bytes: [UInt8], _ what: String) {
    let tree = Fixtures.tree(bytes)
    #expect(Fixtures.covered(tree) == bytes, "\(what)")
    #expect(tree.diagnostics.count <= 2 * SyntaxLimits.problemsShownMax + 1, "\(what)")
    let places = tree.diagnostics.compactMap(\.span)
    #expect(places.allSatisfy { 0 <= $0.lower && $0.upper <= bytes.count }, "\(what)")
    if tree.diagnostics.hasErrors {
      #expect(format(tree) == nil, "\(what)")
    } else {
      FormatCheck.expectSound(tree, what)
    }
    #expect(dump(tree).utf8.count >= 0)
  }

  @Test("megabytes of one byte cost little and say little")
  func oneByte() {
    for byte in [
      0x00, 0x22, 0x27, 0x28, 0x2E, 0x2F, 0x40, 0x5B, 0x60, 0x7B, 0x80, 0xC3, 0xFF, 0x61,
    ]
      as [UInt8]
    {
      check(Array(repeating: byte, count: 50_000), "byte \(byte)")
    }
  }

  @Test("a token of megabytes is a token")
  func hugeTokens() {
    let long = String(repeating: "a", count: 1_000_000)
    for text in [
      "let \(long) = 1", "let a = \"\(long)\"", "let a = b matches /\(long)/", "// \(long)",
      "let a = 1\(String(repeating: "0", count: 1_000_000))", "let a = \(long)::\"b\"",
      "let a = \"\(long)", "grant \(long) \(long)", "let a = 1\(long)", "let a = \(long) \(long)",
    ] {
      check(Array(text.utf8), String(text.prefix(40)))
    }
    let message = Fixtures.tree("grant \(long) \(long)").diagnostics.first?.message ?? long
    #expect(message.utf8.count < 200)
  }

  @Test("patterns of brackets and keywords without end stop")
  func repetitions() {
    for unit in [
      "(", "[", "{", "if ", "some x in ", "not ", "-", "a.", "a[", "f(", "test \"a\" {", "role a {",
      "entity A { a: ", "Set<", "let a = ", "when ", "grant ", "deny a: ", "can ", "expect ", "}",
      "a ? ", "a < ", "a = ", "\u{201C}", "\u{2018}", "'", "/*", "#", "$", ";", "::", "User::",
      "a::b", "// \u{202E}\n", "\u{378}", "oblige ", "a not in ", "1h30m", "2026-01-01",
      "separate permissions a: (", "User, ", "because \"a\" ", "\n", "é", "performed(",
    ] {
      for prefix in ["", "let a = ", "type A = ", "test \"a\" { "] {
        check(Array((prefix + String(repeating: unit, count: 20_000)).utf8), "\(prefix)\(unit)")
      }
    }
  }

  @Test("real policies with bytes changed, lost, doubled and moved", arguments: Fixtures.policies)
  func bytes(_ name: String) throws {
    let original = try Fixtures.bytes(of: name)
    let alphabet = Array("{}[]()<>,:.?=!+-*|\"/\\ \n\r\taZ_0'#;&\u{0}\u{FF}é\u{202E}".utf8)
    for seed in 1...10 as ClosedRange<UInt64> {
      var random = SplitMix64(seed: seed)
      var bytes = original
      for _ in 0..<(1 + random.below(6)) {
        let at = random.below(bytes.count)
        switch random.below(5) {
        case 0: bytes[at] = random.pick(alphabet)
        case 1: bytes.remove(at: at)
        case 2: bytes.insert(random.pick(alphabet), at: at)
        case 3: bytes.removeSubrange(at..<min(bytes.count, at + random.below(40)))
        default:
          let end = min(bytes.count, at + random.below(200))
          bytes.insert(contentsOf: bytes[at..<end], at: random.below(bytes.count))
        }
        if bytes.isEmpty { bytes = original }
      }
      check(bytes, "\(name) seed \(seed)")
    }
  }

  @Test("real policies with tokens changed, lost, doubled and moved", arguments: Fixtures.policies)
  func tokens(_ name: String) throws {
    let tree = Fixtures.tree(try Fixtures.bytes(of: name))
    let original = tree.tokens.map { Fixtures.text(of: $0, in: tree) }
    for seed in 1...10 as ClosedRange<UInt64> {
      var random = SplitMix64(seed: seed)
      var tokens = original
      for _ in 0..<(1 + random.below(4)) {
        let at = random.below(tokens.count)
        switch random.below(4) {
        case 0: tokens[at] = random.pick(original)
        case 1: tokens.remove(at: at)
        case 2: tokens.insert(random.pick(original), at: at)
        default: tokens.swapAt(at, random.below(tokens.count))
        }
      }
      let separator = random.chance(50) ? "\n" : " "
      check(Array(tokens.joined(separator: separator).utf8), "\(name) seed \(seed)")
    }
  }
}
