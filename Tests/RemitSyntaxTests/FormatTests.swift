import RemitSource
import RemitSyntax
import RemitTestSupport
import Testing

@Suite("the canonical style")
struct FormatTests {
  @Test("of real policies is the recorded one", arguments: Fixtures.policies)
  func golden(_ name: String) throws {
    let tree = Fixtures.tree(try Fixtures.bytes(of: name))
    let text = try #require(format(tree))
    try Golden.expect(text, at: "Tests/RemitSyntaxTests/Golden/\(name).formatted.remit")
    try Golden.expect(dump(tree), at: "Tests/RemitSyntaxTests/Golden/\(name).tree")
  }

  @Test("means the same, and is its own canonical style", arguments: Fixtures.policies)
  func roundTrip(_ name: String) throws {
    FormatCheck.expectSound(Fixtures.tree(try Fixtures.bytes(of: name)))
  }

  @Test("does not depend on how the text was laid out", arguments: Fixtures.policies)
  func layout(_ name: String) throws {
    let tree = Fixtures.tree(try Fixtures.bytes(of: name))
    let bare = Fixtures.tree(
      tree.tokens.map { Fixtures.text(of: $0, in: tree) }.joined(separator: "\n"))
    let wide = Fixtures.tree(
      tree.tokens.map { Fixtures.text(of: $0, in: tree) }.joined(separator: "   "))
    #expect(format(bare) == format(wide))
  }

  @Test(
    "takes empty braces away and leaves the brace of the block",
    arguments: [
      ("fixture f { entity A::\"b\" }", "fixture f {\n    entity A::\"b\"\n}\n"),
      ("fixture f { entity A::\"b\" {} }", "fixture f {\n    entity A::\"b\"\n}\n"),
      ("allow a: anyone to b on C oblige d {}", "allow a: anyone to b on C oblige d\n"),
    ] as [(String, String)])
  func emptyBraces(_ source: String, _ expected: String) throws {
    let tree = Fixtures.tree(source)
    #expect(try #require(format(tree)) == expected)
  }

  @Test("keeps comments where a reader looks for them, and one blank line of several")
  func commentPlaces() throws {
    let tree = Fixtures.tree(try Fixtures.input("layout"))
    FormatCheck.expectSound(tree)
    let text = try #require(format(tree))
    try Golden.expect(text, at: "Tests/RemitSyntaxTests/Golden/layout.formatted.remit")
  }

  @Test("keeps every comment wherever it stands", arguments: Fixtures.policies)
  func comments(_ name: String) throws {
    let tree = Fixtures.tree(try Fixtures.bytes(of: name))
    for seed in 1...6 as ClosedRange<UInt64> {
      var random = SplitMix64(seed: seed)
      var text = ""
      for (index, token) in tree.tokens.enumerated() {
        text += Fixtures.text(of: token, in: tree)
        switch random.below(40) {
        case 0: text += " // trailing \(index)\n"
        case 1: text += "\n// own \(index)\n"
        case 2: text += "\n\n\n// block \(index)\n// more \(index)\n\n\n"
        case 4: text += "\n/// documentation \(index)\n"
        case 3: text += "  // trailing \(index)\n  // own \(index)\n"
        default: text += token.kind == .word ? " " : random.chance(50) ? " " : "\n"
        }
      }
      FormatCheck.expectSound(Fixtures.tree(text), "seed \(seed)")
    }
  }
}

/// What must hold of formatting any text.
enum FormatCheck {
  static func expectSound(_ tree: SyntaxTree, _ what: String = "") {
    guard let text = format(tree) else {
      Issue.record("not formatted \(what): \(tree.diagnostics.prefix(3))")
      return
    }
    let again = Fixtures.tree(text)
    #expect(!again.diagnostics.hasErrors, "\(what)")
    #expect(dump(again) == dump(tree), "\(what)")
    #expect(format(again) == text, "\(what)")
    #expect(comments(again) == comments(tree), "\(what)")
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.allSatisfy { $0.last != " " }, "\(what)")
    #expect(!text.contains("\n\n\n"), "\(what)")
  }

  /// All comments in their order. Some may share a line, if they had no line end between them.
  static func comments(_ tree: SyntaxTree) -> [String] {
    tree.tokens.flatMap { token in
      let trivia = tree.source.bytes[token.triviaStart..<token.span.lower]
      return String(decoding: trivia, as: UTF8.self).split(whereSeparator: \.isNewline)
        .flatMap { $0.split(separator: "//") }
        .map { $0.trimmingSpaces }
        .filter { !$0.isEmpty }
    }
  }
}

extension Substring {
  fileprivate var trimmingSpaces: String {
    var text = self
    while text.last?.isWhitespace == true { text.removeLast() }
    while text.first?.isWhitespace == true { text.removeFirst() }
    return String(text)
  }
}
