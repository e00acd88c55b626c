import RemitModel
import Testing

/// `startsWith` and `endsWith` on all short texts, against their definition: a text starts with
/// what it is made of by putting something behind.
@Suite("All short beginnings and ends")
struct AffixBruteTests {
  @Test(
    "are those that something joins to the text",
    arguments: [
      (["a", "b"], 4),
      // They share first bytes and last bytes, and two of them look like a third.
      (["e", "\u{301}", "\u{e9}", "\u{a9}"], 2),
    ] as [([Unicode.Scalar], Int)])
  func affixes(alphabet: [Unicode.Scalar], length: Int) throws {
    let world = try World(
      """
      module m
      entity User
      entity Doc
      action starts, ends on Doc by User { text: String, part: String }
      allow s: User to starts on Doc when context.text.startsWith(context.part)
      allow e: User to ends on Doc when context.text.endsWith(context.part)
      """,
      entities: """
        [{"uid": {"type": "User", "id": "u"}, "attrs": {}, "parents": []},
         {"uid": {"type": "Doc", "id": "d"}, "attrs": {}, "parents": []}]
        """)
    let texts = Self.texts(over: alphabet, upTo: length)
    var holding = 0
    for text in texts {
      for part in texts {
        let starts = texts.contains { part + $0 == text }
        let ends = texts.contains { $0 + part == text }
        holding += (starts ? 1 : 0) + (ends ? 1 : 0)
        for (action, expected) in [("starts", starts), ("ends", ends)] {
          let decision = try world.decide(
            """
            {"principal": {"type": "User", "id": "u"}, "action": "\(action)",
             "resource": {"type": "Doc", "id": "d"},
             "context": {"text": "\(Self.json(text))", "part": "\(Self.json(part))"}}
            """)
          #expect(decision.errors.isEmpty)
          if decision.isAllowed != expected {
            Issue.record("\(Self.json(text)) \(action) with \(Self.json(part)): \(!expected)")
          }
        }
      }
    }
    // A text of n characters begins in n + 1 ways.
    let ways = texts.reduce(0) { $0 + $1.count + 1 }
    #expect(holding == 2 * ways)
  }

  private static func texts(
    over alphabet: [Unicode.Scalar], upTo length: Int
  ) -> [[Unicode.Scalar]] {
    guard length > 0 else { return [[]] }
    let shorter = texts(over: alphabet, upTo: length - 1)
    return [[]] + shorter.flatMap { text in alphabet.map { text + [$0] } }
  }

  private static func json(_ text: [Unicode.Scalar]) -> String {
    text.map { "\\u" + String(repeating: "0", count: 4 - hex($0).count) + hex($0) }.joined()
  }

  private static func hex(_ scalar: Unicode.Scalar) -> String { String(scalar.value, radix: 16) }
}
