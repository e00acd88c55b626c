import Remit
import Testing

private func read(_ fields: [(String, String)]) throws(MeshInputError) -> HeaderFields {
  try HeaderFields(fields.map { (name: Array($0.0.utf8), value: Array($0.1.utf8)) })
}

@Suite("Header fields")
struct HeaderFieldsTests {
  @Test("go by their names in lower case, each with all its values")
  func reads() throws {
    let fields = try read([
      ("X-Team", "payments"), ("x-team", " risk\t"), ("X-TEAM", "payments"), ("Accept", "a, b"),
      ("x-empty", ""), ("x-name", "Zo\u{EB}"),
    ])
    #expect(
      fields.values == [
        "x-team": ["payments", "risk"], "accept": ["a, b"], "x-empty": [""],
        "x-name": ["Zo\u{EB}"],
      ])
  }

  @Test(
    "with a name that is no token are refused",
    arguments: [
      ("", .empty), (":path", .badByte(0x3A)), ("x y", .badByte(0x20)),
      ("x:", .badByte(0x3A)), ("x(y)", .badByte(0x28)), ("\u{E9}", .badByte(0xC3)),
    ] as [(String, MeshInputError.Fault)])
  func badNames(name: String, expected: MeshInputError.Fault) {
    let error = fault { () throws(MeshInputError) in try read([("ok", "1"), (name, "2")]) }
    #expect(error?.part == .header)
    #expect(error?.fault == expected)
    #expect(error?.place == "name 1")
  }

  @Test(
    "with a value that has a line end or NUL, or is no UTF-8, are refused",
    arguments: [
      ([0x61, 0x0D, 0x0A], .badByte(0x0D)), ([0x0A], .badByte(0x0A)), ([0x61, 0x00], .badByte(0)),
      ([0xC0, 0xAF], .notUTF8), ([0xED, 0xA0, 0x80], .notUTF8), ([0xE9], .notUTF8),
      ([0xF5, 0x80, 0x80, 0x80], .notUTF8),
    ] as [([UInt8], MeshInputError.Fault)])
  func badValues(value: [UInt8], expected: MeshInputError.Fault) {
    let error = fault { () throws(MeshInputError) in
      try HeaderFields([(name: Array("x".utf8), value: value)])
    }
    #expect(error?.fault == expected)
    #expect(error?.place == "value 0")
  }

  @Test("are at most 256, and at most 64 KB")
  func limits() throws {
    let most = Array(repeating: ("x", "1"), count: MeshLimits.headerFieldsMax)
    #expect(try read(most).values == ["x": ["1"]])
    #expect(
      fault { () throws(MeshInputError) in try read(most + [("x", "1")]) }?.fault
        == .tooMany(max: 256))
    let value = String(repeating: "v", count: MeshLimits.headerBytesMax - 1)
    #expect(try read([("x", value)]).values["x"]?.first?.string.utf8.count == 65_535)
    #expect(
      fault { () throws(MeshInputError) in try read([("x", value + "v")]) }?.fault
        == .tooLong(max: 65_536))
  }
}
