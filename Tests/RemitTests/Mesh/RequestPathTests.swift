import Remit
import Testing

@Suite("The path of a request")
struct RequestPathTests {
  @Test("is taken as it is where it is in normal form, its query and fragment apart")
  func splits() throws {
    let path = try RequestPath("/orders/42;v=1?state=open&state=new&q=a+b%26c&flag&&x=1=2#part?y")
    #expect(path.path == "/orders/42;v=1")
    #expect(path.raw == path.path)
    #expect(path.query == "state=open&state=new&q=a+b%26c&flag&&x=1=2")
    #expect(path.fragment == "part?y")
    #expect(
      path.parameters == [
        "state": ["open", "new"], "q": ["a b&c"], "flag": [""], "x": ["1=2"],
      ])
    let bare = try RequestPath("/?")
    #expect(bare.query == "")
    #expect(bare.parameters.isEmpty)
    #expect(try RequestPath("/").query == nil)
  }

  @Test(
    "is normalised as it is asked for, and what was sent is kept",
    arguments: [
      ("/a/./b/../c", .base, "/a/c"),
      ("/a/b/..", .base, "/a/"),
      ("/a/.", .base, "/a/"),
      ("/%61%2e%7Eb", .base, "/a.~b"),
      ("/a/%2e%2E/b", .base, "/b"),
      ("/caf%c3%a9", .base, "/caf%C3%A9"),
      ("\\a\\..\\b", .base, "/b"),
      ("/a//b", .mergeSlashes, "/a/b"),
      ("//a///", .mergeSlashes, "/a/"),
      ("/a/b//", .mergeSlashes, "/a/b/"),
      ("/a%2fb", .decodeAndMergeSlashes, "/a/b"),
      ("/a%5Cb", .decodeAndMergeSlashes, "/a/b"),
      ("/a%2F%2e%2e%2fb", .decodeAndMergeSlashes, "/b"),
      ("//", .mergeSlashes, "/"),
      ("/a%252e", .decodeAndMergeSlashes, "/a%252e"),
    ] as [(String, PathNormalising, String)])
  func normalises(text: String, mode: PathNormalising, expected: String) throws {
    let path = try RequestPath(text, normalising: mode)
    #expect(path.path == expected)
    #expect(path.raw == text)
    // Once is enough, and what comes out is taken as it is.
    #expect(try RequestPath(path.path).path == path.path)
  }

  @Test(
    "is refused where it cannot be brought into normal form",
    arguments: [
      ("", .none, .empty),
      ("a", .base, .notNormal(.noLeadingSlash)),
      ("*", .base, .notNormal(.noLeadingSlash)),
      ("http://shop.example/a", .base, .notNormal(.noLeadingSlash)),
      ("/a/../b", .none, .notNormal(.dotSegment)),
      ("/a//b", .none, .notNormal(.emptySegment)),
      ("/a//b", .base, .notNormal(.emptySegment)),
      ("/%2e%2e", .none, .notNormal(.needlessPercentEncoding)),
      ("/%c3", .none, .notNormal(.lowerCasePercentEncoding)),
      ("/a\\b", .none, .notNormal(.badByte)),
      ("/a%2fb", .base, .notNormal(.hiddenSeparator)),
      ("/a%5cb", .mergeSlashes, .notNormal(.hiddenSeparator)),
      ("/a%00", .decodeAndMergeSlashes, .notNormal(.hiddenSeparator)),
      ("/a\"b", .base, .notNormal(.badByte)),
      ("/a%", .base, .badPercentEncoding),
      ("/a%2", .base, .badPercentEncoding),
      ("/a%2g", .base, .badPercentEncoding),
      ("/a%2", .none, .notNormal(.badPercentEncoding)),
      ("/..", .base, .aboveRoot),
      ("/a/%2e%2e/..", .base, .aboveRoot),
      ("/a//../b", .mergeSlashes, .dotsBehindEmptySegment),
      ("/a/..;/b", .none, .dotSegmentWithParameter),
      ("/a/..;x=1/b", .base, .dotSegmentWithParameter),
      ("/a/%2e%2e;/b", .decodeAndMergeSlashes, .dotSegmentWithParameter),
      ("/.;", .none, .dotSegmentWithParameter),
      ("/a b", .base, .badByte(0x20)),
      ("/a\r\n", .base, .badByte(0x0D)),
      ("/\u{E9}", .base, .badByte(0xC3)),
    ] as [(String, PathNormalising, MeshInputError.Fault)])
  func refuses(text: String, mode: PathNormalising, expected: MeshInputError.Fault) {
    let error = fault { () throws(MeshInputError) in try RequestPath(text, normalising: mode) }
    #expect(error?.part == .path)
    #expect(error?.fault == expected)
  }

  @Test("an overlong spelling of `/` or `.` is no UTF-8 trick: it is refused in every mode")
  func overlong() {
    for mode in PathNormalising.allCases {
      for bytes in [[0x2F, 0xC0, 0xAF], [0x2F, 0xC0, 0xAE, 0xC0, 0xAE], [0x2F, 0xFF]] as [[UInt8]] {
        let error = fault { () throws(MeshInputError) in
          try RequestPath(bytes: bytes, normalising: mode)
        }
        #expect(error?.fault == .badByte(bytes[1]))
      }
    }
  }

  @Test(
    "a query that cannot be decoded is refused, not left out",
    arguments: [
      ("/?a=%", .badPercentEncoding), ("/?a=%4", .badPercentEncoding),
      ("/?%zz", .badPercentEncoding), ("/?a=%00", .badByte(0)), ("/?a=%C0%AF", .notUTF8),
      ("/?a=%ED%A0%80", .notUTF8),
    ] as [(String, MeshInputError.Fault)])
  func badQuery(text: String, expected: MeshInputError.Fault) {
    let error = fault { () throws(MeshInputError) in try RequestPath(text) }
    #expect(error?.part == .query)
    #expect(error?.fault == expected)
  }

  @Test("has at most 8,192 bytes and 256 parameters")
  func limits() throws {
    let longest = "/" + String(repeating: "a", count: MeshLimits.targetBytesMax - 1)
    #expect(try RequestPath(longest).path == longest)
    #expect(
      fault { () throws(MeshInputError) in try RequestPath(longest + "a") }?.fault
        == .tooLong(max: 8_192))
    let query =
      "/?"
      + Array(repeating: "a", count: MeshLimits.queryParametersMax)
      .joined(separator: "&")
    #expect(try RequestPath(query).parameters == ["a": [""]])
    #expect(
      fault { () throws(MeshInputError) in try RequestPath(query + "&b") }?.fault
        == .tooMany(max: 256))
  }
}
