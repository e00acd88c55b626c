import RemitModel
import Testing

@testable import RemitData

/// What is JSON and what is not, as RFC 8259 and RFC 7493 say.
@Suite("The JSON reader")
struct JSONReaderTests {
  private func read(_ bytes: [UInt8]) -> Reading<Value?> {
    Reading<Value?>.document(bytes, root: "$", bytesMax: 1 << 20, empty: nil) {
      (reader, value) throws(JSONSyntaxError) in
      value = try reader.value(nullIsAbsent: true)
    }
  }

  private func read(_ text: String) -> Reading<Value?> { read(Array(text.utf8)) }

  @Test(
    "reads every kind of value",
    arguments: [
      ("true", .bool(true)), (" false\n", .bool(false)), ("null", nil),
      ("0", .int(0)), ("-0", .int(0)), ("42", .int(42)),
      ("9223372036854775807", .int(.max)), ("-9223372036854775808", .int(.min)),
      (#""""#, .string("")), (#""Zoé""#, .string("Zoé")),
      (#""a\"b\\c\/d\b\f\n\r\t""#, .string("a\"b\\c/d\u{8}\u{c}\n\r\t")),
      (#""\u00e9\ud83d\ude00\u0000""#, .string("é😀\0")),
      ("[]", .set([])), ("[1, 1, 2]", .set([.int(1), .int(2)])),
      ("{}", .record([:])),
      (#"{"a": {"b": [true]}}"#, .record(["a": .record(["b": .set([.bool(true)])])])),
      (#"{"a": null, "b": 1}"#, .record(["b": .int(1)])),
      ("\u{FEFF}7", .int(7)),
    ] as [(String, Value?)])
  func readsValues(_ text: String, _ expected: Value?) {
    let reading = read(text)
    #expect(reading.problems.isEmpty)
    #expect(reading.value == expected)
  }

  @Test("keeps ids that only normalisation would make equal apart")
  func keepsBytes() {
    guard case .set(let elements)? = read(#"["é", "e\u0301"]"#).value else {
      Issue.record("not read as an array")
      return
    }
    #expect(elements.count == 2)
  }

  @Test(
    "refuses what is no JSON, saying where",
    arguments: [
      ("", "the document ends where a value should be (line 1, column 1)"),
      ("tru", "expected `true` or `false` (line 1, column 1)"),
      ("nul", "expected `null` (line 1, column 1)"),
      ("01", "a number has no leading zeros (line 1, column 1)"),
      ("-", "expected a digit (line 1, column 2)"),
      ("+1", "expected a value (line 1, column 1)"),
      (".5", "expected a value (line 1, column 1)"),
      ("1.", "expected a digit (line 1, column 3)"),
      ("1e", "expected a digit (line 1, column 3)"),
      ("NaN", "expected a value (line 1, column 1)"),
      ("'a'", "expected a value (line 1, column 1)"),
      ("[1,]", "expected a value (line 1, column 4)"),
      ("[1 2]", "expected `,` or `]` (line 1, column 4)"),
      ("[1", "expected `,` or `]` (line 1, column 3)"),
      ("{\"a\":1,}", "expected a key in double quotes (line 1, column 8)"),
      ("{\"a\" 1}", "expected `:` after a key (line 1, column 6)"),
      ("{a: 1}", "expected a key in double quotes (line 1, column 2)"),
      ("{\n \"a\": 1,\n \"a\": 2}", "the key \"a\" stands twice in one object (line 3, column 2)"),
      (#"{"a": 1, "\u0061": 2}"#, "the key \"a\" stands twice in one object (line 1, column 10)"),
      (#"{"a": null, "a": 2}"#, "the key \"a\" stands twice in one object (line 1, column 13)"),
      ("1 2", "the document should end here (line 1, column 3)"),
      ("\"a", "the string is not closed (line 1, column 1)"),
      ("\"a\nb\"", "a control character in a string is written as an escape (line 1, column 3)"),
      (#""\x""#, "no such escape in a string (line 1, column 2)"),
      (#""\u12""#, "`\\u` takes four hexadecimal digits (line 1, column 6)"),
      (#""\ud83d""#, "half of a surrogate pair stands alone in an escape (line 1, column 2)"),
      (#""\ude00\ud83d""#, "half of a surrogate pair stands alone in an escape (line 1, column 2)"),
      (#""\ud83d\u0041""#, "half of a surrogate pair stands alone in an escape (line 1, column 2)"),
      ("// no\n1", "expected a value (line 1, column 1)"),
    ])
  func refusesNonJSON(_ text: String, _ message: String) {
    let problems = read(text).problems
    #expect(problems.map(\.message) == [message])
    #expect(problems.map(\.code) == [.badJSON])
  }

  @Test(
    "refuses bytes that are no UTF-8",
    arguments: [
      [0xFF], [0xC0, 0xAF], [0xE0, 0x80, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80],
      [0xC3],
    ] as [[UInt8]])
  func refusesBadUTF8(_ bytes: [UInt8]) {
    #expect(read([0x22] + bytes + [0x22]).problems.count == 1)
    #expect(read([0x22, 0x5C, 0x6E] + bytes + [0x22]).problems.count == 1)
    #expect(read(bytes).problems.count == 1)
  }

  @Test(
    "reports numbers that are no Int, and goes on",
    arguments: [
      "1.0", "1e3", "1E-2", "-0.5", "9223372036854775808", "-9223372036854775809",
      String(repeating: "9", count: 500),
    ])
  func reportsNumbers(_ number: String) {
    let reading = read("{\"a\": [\(number)], \"b\": 1}")
    #expect(reading.problems.map(\.path) == ["$.a[0]"])
    #expect(reading.problems.map(\.code) == [.wrongType])
    #expect(reading.value == .record(["a": .set([]), "b": .int(1)]))
  }

  @Test("bounds nesting: 64 levels are read, 65 are refused, 200,000 do no harm")
  func boundsNesting() {
    func nested(_ depth: Int) -> String {
      String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
    }
    #expect(read(nested(64)).problems.isEmpty)
    for depth in [65, 200_000] {
      #expect(
        read(nested(depth)).problems.map(\.message) == [
          "more than 64 objects and arrays within one another (line 1, column 65)"
        ])
    }
    #expect(read(String(repeating: "{\"a\":", count: 100_000)).problems.count == 1)
  }

  @Test("finds a key that stands twice among many")
  func findsDuplicateAmongMany() {
    let members = (0..<1_000).map { "\"k\($0)\": \($0)" }.joined(separator: ",")
    #expect(read("{\(members)}").problems.isEmpty)
    #expect(read("{\(members), \"k500\": 1}").problems.count == 1)
  }

  @Test("keeps a bounded number of problems and counts the rest")
  func boundsProblems() {
    let reading = read("[" + Array(repeating: "null", count: 1_500).joined(separator: ",") + "]")
    #expect(reading.problems.count == 1_001)
    #expect(reading.problems.last?.message == "500 more problems are not listed")
  }

  @Test("refuses a document past its bound and takes one at it")
  func boundsSize() {
    let line = Array("{}".utf8) + Array(repeating: 0x20, count: DataLimits.requestBytesMax - 2)
    #expect(!readContext(line).problems.contains { $0.message.contains("more than") })
    #expect(readContext(line).problems.isEmpty)
    #expect(readContext(line + [0x20]).problems.map(\.message) == ["it has more than 262144 bytes"])
  }

  @Test("neither crashes nor hangs on any prefix or single changed byte of a document")
  func survivesDamage() {
    let document = Array(
      #"{"uid":{"type":"Us\u00e9r","id":"a\ud83d\ude00"},"n":[-12,3.5e2,null,true,{"k":"é"}]}"#.utf8
    )
    #expect(read(document).problems.count == 2)
    for length in 0..<document.count {
      #expect(!read(Array(document[..<length])).problems.isEmpty)
    }
    for index in document.indices {
      for byte in [0x00, 0x22, 0x2C, 0x5C, 0x7B, 0x7D, 0xFF] as [UInt8] {
        var damaged = document
        damaged[index] = byte
        let reading = read(damaged)
        #expect(reading.problems.isEmpty || reading.problems.allSatisfy { !$0.message.isEmpty })
      }
    }
  }
}
