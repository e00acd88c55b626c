import Foundation
import RemitData
import RemitModel
import RemitSource
import RemitSyntax
import RemitTestSupport
import Testing

/// Input made to break things: each ends in a clear problem, and soon.
@Suite("Hostile input")
struct HostileInputTests {
  private static let many = 200_000
  /// Generous, because the machine may be busy; what hangs takes longer.
  private static let secondsMax = 20.0

  private func within(_ what: String, _ body: () -> Void) {
    let clock = ContinuousClock()
    let taken = clock.measure(body)
    #expect(taken < .seconds(Self.secondsMax), "\(what) took \(taken)")
  }

  private func repeated(_ text: String) -> String { String(repeating: text, count: Self.many) }

  @Test(
    "nested 200,000 times: an error, not a crash",
    arguments: [
      ("(", ")"), ("[", "]"), ("{ a: ", " }"), ("not ", ""), ("-", ""), ("if ", ""),
      ("some x in ", ""), ("a.", "a"), ("f(", ")"), ("a[\"b\"]", ""), ("1 + ", "1"),
      ("a and ", "b"), ("", " or a"), ("Set<", ">"),
    ])
  func nested(open: String, close: String) {
    let inner = "allow a: anyone to read on anything when \(repeated(open))x\(repeated(close))"
    let types = "type T = \(repeated(open))Int\(repeated(close))"
    for text in [inner, types] {
      within("\(open)…\(close)") {
        let tree = parse(SourceFile(path: "deep.remit", text: text), as: SourceFileID(0))
        // Long chains are no nesting: a list of operands, a name of many parts.
        let isFlat = open.contains("and") || close.contains("or") || text == types
        #expect(tree.diagnostics.hasErrors || isFlat)
        _ = format(tree)
      }
    }
  }

  @Test("declarations without end: as many diagnostics as are shown, not more")
  func manyBadDeclarations() {
    let text = repeated("role { can on }\n")
    within("many declarations") {
      let tree = parse(SourceFile(path: "many.remit", text: text), as: SourceFileID(0))
      #expect(tree.diagnostics.hasErrors)
      #expect(tree.diagnostics.count <= 2 * SyntaxLimits.problemsShownMax + 2)
    }
  }

  @Test(
    "JSON nested 200,000 times is refused",
    arguments: ["[", "{\"a\":", "[{\"uid\":", "{\"principal\":"])
  func nestedJSON(open: String) {
    let bytes = Array(repeated(open).utf8)
    within(open) {
      #expect(!readEntities(bytes, file: "deep.json").problems.isEmpty)
      #expect(!readGrants(bytes, file: "deep.json").problems.isEmpty)
      #expect(!readRequest(bytes).problems.isEmpty)
    }
  }

  @Test(
    "a request that says a thing twice, or something impossible, is refused",
    arguments: [
      #"{"principal":{"type":"User","id":"a"},"principal":{"type":"User","id":"b"}}"#,
      #"{"principal":{"type":"User","id":"a","i\u0064":"b"}}"#,
      #"{"context":{"a":1,"\u0061":2}}"#,
      #"{"context":{"a":1e400}}"#, #"{"context":{"a":9223372036854775808}}"#,
      #"{"context":{"a":1.0}}"#, #"{"context":{"a":-0.0}}"#, #"{"context":{"a":01}}"#,
      #"{"context":{"a":NaN}}"#, #"{"context":{"a":"\ud800"}}"#, #"{"surprise":1}"#,
      #"[]"#, #""#, #"{"#, #"null"#, #"{"now":"2026-02-30T00:00:00Z"}"#,
      #"{"principal":{"type":"User","id":"a"},"action":"x","resource":{"type":"D","id":"d"}} {}"#,
      #"{"principal":{"type":"User","id":7},"action":"x","resource":{"type":"D","id":"d"}}"#,
    ])
  func badRequests(line: String) {
    #expect(!readRequest(Array(line.utf8)).problems.isEmpty)
  }

  @Test(
    "broken bytes are refused, wherever they stand",
    arguments: [
      [0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xE2, 0x80], [0x80],
      [0xFE, 0xFF, 0x00, 0x61], [0x00],
    ] as [[UInt8]])
  func brokenBytes(bytes: [UInt8]) {
    let places = [
      "§", "entity User§", "entity User { §: Int }", "let a = \"§\"", "// §\n", "/// §\n",
      "deny a: anyone to read on anything when x matches /§/",
    ]
    for place in places {
      let halves = place.split(separator: "§", omittingEmptySubsequences: false)
      let text = Array(halves[0].utf8) + bytes + Array(halves[1].utf8)
      let tree = parse(SourceFile(path: "broken.remit", bytes: text), as: SourceFileID(0))
      // In a comment or a string NUL is text like any other.
      #expect(tree.diagnostics.hasErrors || bytes == [0], "\(place)")
    }
    let json = Array(#"{"context":{"a":""#.utf8) + bytes + Array(#""}}"#.utf8)
    #expect(!readRequest(json).problems.isEmpty)
  }
}
