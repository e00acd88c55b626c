import Remit
import Testing

@Suite("The host of a request")
struct AuthorityTests {
  @Test(
    "is brought into one spelling, its port apart",
    arguments: [
      ("shop.example", "shop.example", nil),
      ("Shop.EXAMPLE:8443", "shop.example", 8_443),
      ("shop.example.", "shop.example", nil),
      ("shop.example.:80", "shop.example", 80),
      ("_grpc.x-1", "_grpc.x-1", nil),
      ("localhost:65535", "localhost", 65_535),
      ("10.0.0.1:1", "10.0.0.1", 1),
      ("[2001:DB8:0::1]", "[2001:db8::1]", nil),
      ("[::1]:443", "[::1]", 443),
      ("[::ffff:10.0.0.1]:443", "10.0.0.1", 443),
      ("1a.example", "1a.example", nil),
      ("10.example", "10.example", nil),
    ] as [(String, String, Int?)])
  func reads(text: String, host: String, port: Int?) throws {
    let authority = try Authority(text)
    #expect(authority.host == host)
    #expect(authority.port?.number == port)
  }

  @Test("is known as an address where it is one")
  func knowsAddresses() throws {
    let v4 = try IPAddress.parse("10.0.0.1").get()
    #expect(try Authority("10.0.0.1").address == v4)
    #expect(try Authority("[::ffff:a00:1]").address == v4)
    #expect(try Authority("shop.example").address == nil)
  }

  @Test(
    "is refused where two readers could take it for different hosts",
    arguments: [
      ("", .host, .empty),
      (":80", .host, .empty),
      (".", .host, .badLabel),
      ("a..b", .host, .badLabel),
      ("a.b..", .host, .badLabel),
      ("-a.example", .host, .badLabel),
      ("a-.example", .host, .badLabel),
      ("user@shop.example", .host, .hasUserInfo),
      ("shop%2eexample", .host, .percentEncoded),
      ("shop.example/x", .host, .badByte(0x2F)),
      ("shop.example\\x", .host, .badByte(0x5C)),
      ("shop example", .host, .badByte(0x20)),
      ("shop.example\t", .host, .badByte(0x09)),
      ("sh\u{F6}p.example", .host, .badByte(0xC3)),
      ("\u{FF53}hop.example", .host, .badByte(0xEF)),
      ("127.1", .host, .numericHost),
      ("0x7f.0.0.1", .host, .numericHost),
      ("0x7f000001", .host, .numericHost),
      ("2130706433", .host, .numericHost),
      ("010.0.0.1", .host, .numericHost),
      ("1.2.3.4.5", .host, .numericHost),
      ("shop.0x", .host, .numericHost),
      ("[::1", .host, .unclosedBracket),
      ("[]", .host, .notAnAddress(.notAnAddress)),
      ("[10.0.0.1]", .host, .notAnAddress(.notAnAddress)),
      ("[fe80::1%25eth0]", .host, .percentEncoded),
      ("[::1]x", .host, .badByte(0x78)),
      ("::1", .host, .empty),
      ("a:b:80", .port, .notANumber),
      ("a:", .port, .notANumber),
      ("a:0", .port, .outOfRange(1...65_535)),
      ("a:080", .port, .notANumber),
      ("a:+80", .port, .notANumber),
      ("a:65536", .port, .outOfRange(1...65_535)),
      ("a:100000", .port, .outOfRange(1...65_535)),
    ] as [(String, MeshInputError.Part, MeshInputError.Fault)])
  func refuses(text: String, part: MeshInputError.Part, expected: MeshInputError.Fault) {
    let error = fault { () throws(MeshInputError) in try Authority(text) }
    #expect(error?.part == part)
    #expect(error?.fault == expected)
  }

  @Test("has at most 253 bytes, a label at most 63")
  func lengths() throws {
    let label = String(repeating: "a", count: MeshLimits.hostLabelBytesMax)
    let longest = [label, label, label, String(repeating: "b", count: 61)].joined(separator: ".")
    #expect(longest.utf8.count == MeshLimits.hostBytesMax)
    #expect(try Authority(longest + ".:65535").host == longest)
    #expect(
      fault { () throws(MeshInputError) in try Authority(longest + "b") }?.fault
        == .tooLong(max: 253))
    #expect(fault { () throws(MeshInputError) in try Authority(label + "a") }?.fault == .badLabel)
    let huge = [UInt8](repeating: 0x61, count: 1 << 20)
    #expect(
      fault { () throws(MeshInputError) in try Authority(bytes: huge) }?.fault
        == .tooLong(max: 260))
  }

  @Test("a port lies between 1 and 65535")
  func ports() throws {
    #expect(try PortNumber(1).number == 1)
    #expect(try PortNumber(65_535).number == 65_535)
    for number in [0, -1, 65_536, .min, .max] {
      #expect(
        fault { () throws(MeshInputError) in try PortNumber(number) }?.fault
          == .outOfRange(1...65_535))
    }
  }

  @Test("an address of a socket is 4 or 16 bytes, and IPv4 in IPv6 dress is IPv4")
  func octets() throws {
    let v4 = try IPAddress(octets: [10, 0, 0, 1])
    #expect(v4.description == "10.0.0.1")
    let mapped = [UInt8](repeating: 0, count: 10) + [0xFF, 0xFF, 10, 0, 0, 1]
    #expect(try IPAddress(octets: mapped) == v4)
    let v6: [UInt8] = [0x20, 0x01, 0x0D, 0xB8] + [UInt8](repeating: 0, count: 11) + [1]
    #expect(try IPAddress(octets: v6).description == "2001:db8::1")
    for count in [0, 3, 5, 15, 17] {
      let bytes = [UInt8](repeating: 1, count: count)
      #expect(
        fault { () throws(MeshInputError) in try IPAddress(octets: bytes) }?.fault
          == .badAddressLength(count))
    }
  }
}
