import Foundation
import RemitSource
import RemitSyntax
import RemitTestSupport
import Testing

@Suite("Highlighting")
struct HighlightTests {
  /// Pieces of a text that are of one kind.
  private func pieces(_ kind: HighlightKind, in text: String) -> [String] {
    let tree = Fixtures.tree(text)
    return highlight(tree).filter { $0.kind == kind }.map { Self.text(of: $0.span, in: tree) }
  }

  private static func text(of span: SourceSpan, in tree: SyntaxTree) -> String {
    String(decoding: tree.source.bytes[span.lower..<span.upper], as: UTF8.self)
  }

  static let policies: [String] = {
    let folders = ["policies", "Tests/Fixtures", "Tests/RemitSyntaxTests", "Sources", "docs"]
    return folders.flatMap { folder -> [String] in
      let names = FileManager.default.subpaths(atPath: Golden.root.appending(path: folder).path)
      return (names ?? []).filter { $0.hasSuffix(".remit") }.map { "\(folder)/\($0)" }
    }.sorted()
  }()

  private static func tree(of path: String) throws -> SyntaxTree {
    Fixtures.tree(Array(try Data(contentsOf: Golden.root.appending(path: path))))
  }

  @Test("takes a word for a keyword only where the parser does")
  func keywordsAreTheParsers() {
    let text = """
      entity Kind { version: Int, test: Bool, from as "since" from request?: Instant }
      role test extends viewer { can use on Kind when resource.test and resource has type.count }
      deny limit: anyone to grant, open on Kind unless principal.role == deny
      """
    #expect(
      pieces(.keyword, in: text) == [
        "as", "from", "request", "extends", "can", "on", "when", "anyone", "to", "on", "unless",
      ])
    #expect(pieces(.declarationKeyword, in: text) == ["entity", "role", "deny"])
    #expect(
      pieces(.attribute, in: text) == [
        "version", "test", "from", "test", "type", "count", "role",
      ])
    #expect(pieces(.name, in: text) == ["viewer", "use", "grant", "open", "deny"])
    #expect(pieces(.declaredName, in: text) == ["test", "limit"])
    #expect(pieces(.wordOperator, in: text) == ["and", "has"])
  }

  @Test("tells declarations, types, modules, calls and variables apart")
  func namesHaveKinds() {
    let text = """
      module pay.core
      type Label = Set<core.Tier>
      condition old(image: Image, days: Int) = fresh(image) and now - image.at > 7d
      allow own: pay.User to pay.read on Doc when some d in resource.docs where id(d) == "x"
          and [1].contains(2) and Tier.low == object
      """
    #expect(pieces(.module, in: text) == ["pay", "core", "core", "pay", "pay"])
    #expect(pieces(.declaredType, in: text) == ["Label"])
    #expect(pieces(.builtinType, in: text) == ["Set", "Int"])
    #expect(pieces(.type, in: text) == ["Tier", "Image", "User", "Doc", "Tier"])
    #expect(pieces(.declaredName, in: text) == ["old", "own"])
    #expect(pieces(.parameter, in: text) == ["image", "days", "d"])
    #expect(pieces(.call, in: text) == ["fresh"])
    #expect(pieces(.builtinFunction, in: text) == ["id", "contains"])
    #expect(pieces(.languageVariable, in: text) == ["now", "resource", "object"])
  }

  @Test("knows literals, escapes, comments and what is no token")
  func literalsHaveKinds() {
    let text = """
      // one
      /// two
      //// three
      let a = ["x\\n\\u{1F512}\\"", "", 42, 90d, 2026-11-20T09:00:00Z, true] & b
      condition c = x like "a\\**" or x matches /a\\/b/ or x == now-90d
      """
    #expect(pieces(.documentation, in: text) == ["/// two"])
    #expect(pieces(.comment, in: text) == ["// one", "//// three"])
    #expect(pieces(.escape, in: text) == ["\\n", "\\u{1F512}", "\\\"", "\\*", "*"])
    #expect(pieces(.number, in: text) == ["42"])
    #expect(pieces(.duration, in: text) == ["90d", "90d"])
    #expect(pieces(.instant, in: text) == ["2026-11-20T09:00:00Z"])
    #expect(pieces(.boolean, in: text) == ["true"])
    #expect(pieces(.regex, in: text) == ["/a\\/b/"])
    #expect(pieces(.invalid, in: text) == ["&"])
  }

  @Test("covers every byte but white space, in order, in every policy", arguments: policies)
  func coversEverything(path: String) throws {
    let tree = try Self.tree(of: path)
    var offset = 0
    for piece in highlight(tree) {
      #expect(piece.span.lower >= offset && piece.span.lower < piece.span.upper)
      let between = tree.source.bytes[offset..<piece.span.lower]
      #expect(between.allSatisfy { [0x20, 0x0A, 0x0D, 0x09, 0xEF, 0xBB, 0xBF].contains($0) })
      offset = piece.span.upper
    }
    #expect(tree.source.bytes[offset...].allSatisfy { [0x20, 0x0A, 0x0D, 0x09].contains($0) })
  }

  @Test("ends, whatever the bytes are")
  func takesAnything() {
    for seed in 0..<64 {
      let bytes = (0..<400).map { UInt8(truncatingIfNeeded: ($0 &* 7 &+ seed &* 131) ^ ($0 >> 2)) }
      let tree = Fixtures.tree(bytes)
      #expect(highlight(tree).allSatisfy { $0.span.upper <= bytes.count })
      #expect(!html(tree).isEmpty && !ansi(tree).isEmpty)
    }
    for text in ["", "\"", "\"\\", "like \"\\u", "//", "\u{FEFF}", "\u{FEFF}// a"] {
      #expect(!html(Fixtures.tree(text)).isEmpty)
    }
  }

  @Test("as HTML and for a terminal gives the text back without the colours", arguments: policies)
  func colourAddsNothing(path: String) throws {
    let tree = try Self.tree(of: path)
    let text = String(decoding: tree.source.bytes, as: UTF8.self).replacing("\u{FEFF}", with: "")
    let plain = html(tree).replacing(/<[^>]*>/, with: "").dropLast()
      .replacing("&lt;", with: "<").replacing("&gt;", with: ">").replacing("&quot;", with: "\"")
      .replacing("&amp;", with: "&")
    #expect(plain == text)
    #expect(
      ansi(tree).replacing(/\u{1B}\[[0-9;]*m/, with: "").replacing("\u{FEFF}", with: "") == text)
  }

  @Test("as HTML lets no text become a tag")
  func htmlIsEscaped() {
    let shown = html(Fixtures.tree("let a = \"</code><script>&\" // <b> & \"x\"\n"))
    #expect(!shown.contains("<script>") && !shown.contains("<b>"))
    #expect(shown.contains("&lt;/code&gt;&lt;script&gt;&amp;"))
    #expect(
      shown.hasPrefix("<pre class=\"remit\"><code><span class=\"remit-declaration\">let</span> "))
  }

  @Test("has a colour for every kind, with enough contrast on light and on dark")
  func coloursAreReadable() {
    let coloured = HighlightStyle.colours.flatMap(\.kinds)
    #expect(Set(coloured).count == coloured.count)
    #expect(Set(HighlightKind.allCases).subtracting(coloured) == [.name, .punctuation])
    for colour in HighlightStyle.colours {
      #expect(contrast(colour.light, HighlightStyle.ground.light) >= 4.5, "\(colour.light)")
      #expect(contrast(colour.dark, HighlightStyle.ground.dark) >= 4.5, "\(colour.dark)")
    }
    #expect(contrast("#000000", "#ffffff") == 21)
    #expect(contrast("#777777", "#ffffff") < 4.5)
  }

  /// The contrast of WCAG 2: from 1 to 21.
  private func contrast(_ a: String, _ b: String) -> Double {
    func luminance(_ colour: String) -> Double {
      let value = Int(colour.dropFirst(), radix: 16) ?? 0
      let parts = [value >> 16, value >> 8 & 0xFF, value & 0xFF].map { part -> Double in
        let share = Double(part) / 255
        return share <= 0.04045 ? share / 12.92 : pow((share + 0.055) / 1.055, 2.4)
      }
      return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]
    }
    let (x, y) = (luminance(a) + 0.05, luminance(b) + 0.05)
    return max(x, y) / min(x, y)
  }
}
