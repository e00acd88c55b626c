import RemitData
import Testing

@Suite("Places in JSON")
struct JSONPlacesTests {
  private func text(at path: String, in document: String) -> String? {
    let bytes = Array(document.utf8)
    let places = JSONPlaces(of: [path], in: bytes, root: "$")
    return places.place(of: path).map { String(decoding: bytes[$0], as: UTF8.self) }
  }

  @Test(
    "of values are found by their paths",
    arguments: [
      ("$[1].a", "7"), ("$[1].b[2]", "\"x\""), ("$[1][\"a b\"]", "true"), ("$[1][\"c.d\"]", "-3"),
      ("$[1].é", "null"), ("$[0]", "1"), ("$[1].b", "["), ("$[1]", "{"), ("$", "["),
    ])
  func found(path: String, expected: String) {
    let document = #"""
      [1, {"a": 7, "b": [1, {}, "x"], "a b": true, "c.d": -3, "\u00e9": null}]
      """#
    // A key beyond ASCII is shown in quotes, as the reader shows it.
    let shown = path.replacing(".é", with: "[\"é\"]")
    #expect(text(at: shown, in: document) == expected)
  }

  @Test("of what is missing are those of the nearest value around it")
  func missing() {
    let document = #"[{"attrs": {"a": 1}}, 2]"#
    #expect(text(at: "$[0].attrs.owner", in: document) == "{")
    #expect(text(at: "$[0].parents[3]", in: document) == "{")
    #expect(text(at: "$[9]", in: document) == "[")
    #expect(text(at: "elsewhere", in: document) == "[")
  }

  @Test("in what is no JSON are where reading stops")
  func broken() {
    #expect(text(at: "$[0].a", in: #"[{"a": oops}]"#) == "o")
    #expect(text(at: "$[0].a", in: #"[{"a" 1}]"#) == "1")
    #expect(text(at: "$", in: "") == "")
    #expect(text(at: "$[0]", in: "[") == "")
  }
}
