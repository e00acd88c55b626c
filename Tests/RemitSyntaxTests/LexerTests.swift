import RemitSource
import RemitSyntax
import Testing

@Suite("tokens")
struct LexerTests {
  private func kinds(_ text: String) -> [String] {
    let tree = Fixtures.tree(text)
    return tree.tokens.dropLast().map { "\($0.kind) \(Fixtures.text(of: $0, in: tree))" }
  }

  @Test("names have inner hyphens, each before a letter")
  func names() {
    #expect(kinds("four-eyes") == ["word four-eyes"])
    #expect(kinds("now-90d") == ["word now", "punctuation -", "duration 90d"])
    #expect(kinds("a--b") == ["word a", "punctuation -", "punctuation -", "word b"])
    #expect(kinds("a- b") == ["word a", "punctuation -", "word b"])
    #expect(kinds("a-_b") == ["word a", "punctuation -", "word _b"])
    #expect(kinds("x1-y2-3") == ["word x1-y2", "punctuation -", "integer 3"])
  }

  @Test("numbers, durations and instants end where they end")
  func numbers() {
    #expect(kinds("2026-11-20T09:00:00Z") == ["instant 2026-11-20T09:00:00Z"])
    #expect(kinds("2026-11-20T09:00:00.25+01:00") == ["instant 2026-11-20T09:00:00.25+01:00"])
    #expect(kinds("2026-11-20T09:00:00-00:30-1h").count == 3)
    #expect(kinds("2026 - 11 - 20").count == 5)
    #expect(kinds("2w 90d 8h 30m 10s 250ms").allSatisfy { $0.hasPrefix("duration") })
    #expect(kinds("1.count") == ["integer 1", "punctuation .", "word count"])
    for bad in [
      "2026-11-20", "2026-11-20t09:00:00Z", "2026-11-20 09:00:00Z", "2026-11-20T09:00Z",
      "2026-11-20T09:00:00", "2026-11-20T09:00:00.1234Z", "2026-11-20T09:00:00z",
      "2026-11-20T09:00:00+0100", "2026-11-20T24", "1h30m", "5min", "12abc", "0x1F", "1_000",
      "1.5", "1e5", "12é",
    ] {
      #expect(kinds(bad) == ["invalid \(bad)"], "\(bad)")
      #expect(Fixtures.tree("let a = \(bad)").diagnostics.count == 1, "\(bad)")
    }
  }

  @Test("a slash begins a pattern only after matches")
  func patterns() {
    #expect(kinds(#"a matches /x\/y/"#).last == #"regex /x\/y/"#)
    #expect(kinds("a matches // comment\n/x/").last == "regex /x/")
    #expect(kinds("a / b").contains("invalid /"))
    #expect(Fixtures.tree("let a = b matches /x\nlet c = 1").diagnostics.count == 1)
  }

  @Test("escapes are those of the language, and a star is escaped only in like")
  func escapes() {
    for good in [#""\n\t\"\\\u{41}\u{10FFFF}""#, #""*""#] {
      #expect(Fixtures.tree("let a = \(good)").diagnostics == [], "\(good)")
    }
    for bad in [
      #""\d""#, #""\*""#, #""\u41""#, #""\u{}""#, #""\u{110000}""#, #""\u{D800}""#,
      #""\u{1234567}""#, "\"\\", "\"\\\n",
    ] {
      #expect(Fixtures.tree("let a = \(bad)").diagnostics.hasErrors, "\(bad)")
    }
    #expect(Fixtures.tree(#"condition a(b: String) = b like "\*-*""#).diagnostics == [])
  }

  @Test("a mark at the start and CRLF line ends are accepted")
  func marks() throws {
    let tree = Fixtures.tree("\u{FEFF}module a\r\n/// one\r\n/// two\r\nlet b = 1\r\n")
    #expect(tree.diagnostics == [])
    #expect(tree.root.declarations.first?.documentation == ["one", "two"])
    #expect(format(tree) == "module a\n/// one\n/// two\nlet b = 1\n")
    #expect(Fixtures.tree("let a = 1\rlet b = 2").diagnostics.map(\.code.number) == [1006])
    #expect(Fixtures.tree("let a = 1 \u{FEFF}").diagnostics.map(\.code.number) == [1008])
  }

  @Test("characters that deceive are errors in code, comments, strings and patterns")
  func characters() {
    for (character, code) in [
      ("\u{202E}", 1007), ("\u{2066}", 1007), ("\u{200B}", 1008), ("\u{AD}", 1008),
      ("\u{3164}", 1008), ("\u{378}", 1009), ("\u{0}", 1006), ("\u{7F}", 1006), ("\u{85}", 1006),
      ("\u{2028}", 1006), ("\u{1B}", 1006), ("\r", 1006),
    ] {
      for text in [
        "let a = 1 \(character)", "let a = 1 // x\(character)y\nlet b = 1",
        "let a = \"x\(character)y\"", "condition a(b: String) = b matches /x\(character)y/",
      ] {
        #expect(Fixtures.tree(text).diagnostics.map(\.code.number) == [code], "\(text)")
      }
    }
    #expect(Fixtures.tree("let a = \"日本 ✔\u{FE0F} é\" // 👩 ok").diagnostics == [])
  }

  @Test("bytes that are no UTF-8 are one problem a run, wherever they stand")
  func invalidBytes() {
    for bad: [UInt8] in [
      [0xFF], [0xC0, 0xAF], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xE2, 0x82], [0x80],
    ] {
      for (before, after) in [("let a = 1 ", "\n"), ("// ", "\n"), ("let a = \"", "\"\n")] {
        let tree = Fixtures.tree(Array(before.utf8) + bad + Array(after.utf8))
        #expect(tree.diagnostics.map(\.code.number) == [1005], "\(bad) \(before)")
        #expect(Fixtures.covered(tree) == tree.source.bytes)
      }
    }
  }

  @Test("documentation is the lines directly above, without their slashes")
  func documentation() {
    let text = """
      /// not this

      // nor this
      /// one
      ///  two
      ///
      let a = 1 /// nor this
      let b = 2
      //// nor this
      let c = 3
      entity D {
          /// an attribute
          e: Int,
          f: Int, /// nor this
          g: Int,
      }
      """
    let tree = Fixtures.tree(text)
    #expect(tree.root.declarations.map(\.documentation) == [["one", " two", ""], [], [], []])
    guard case .entity(let entity)? = tree.root.declarations.last?.form else {
      Issue.record("no entity")
      return
    }
    #expect(
      entity.attributes?.attributes.map(\.documentation) == [["an attribute"], [], []])
  }
}
