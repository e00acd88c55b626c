import Foundation
import RemitModel
import RemitTestSupport
import Testing

@Suite struct IPAddressTests {
  @Test(arguments: [
    ("10.0.0.1", "10.0.0.1"), ("0.0.0.0", "0.0.0.0"), ("255.255.255.255", "255.255.255.255"),
    ("::", "::"), ("::1", "::1"), ("1::", "1::"), ("2001:DB8::A", "2001:db8::a"),
    ("2001:0db8:0000:0000:0000:0000:0000:0001", "2001:db8::1"),
    ("2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"), ("2001:0:0:1:0:0:0:1", "2001:0:0:1::1"),
    ("2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"), ("1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0"),
    ("::2:3:4:5:6:7:8", "0:2:3:4:5:6:7:8"), ("1:2:3:4:5:6:1.2.3.4", "1:2:3:4:5:6:102:304"),
    ("64:ff9b::192.0.2.33", "64:ff9b::c000:221"), ("::1.2.3.4", "::102:304"),
    ("::ffff:10.0.0.1", "10.0.0.1"), ("::FFFF:a00:1", "10.0.0.1"),
    ("0:0:0:0:0:ffff:10.0.0.1", "10.0.0.1"), ("::fffe:10.0.0.1", "::fffe:a00:1"),
  ])
  func `reads an address and prints one form`(text: String, printed: String) throws {
    let address = try IPAddress.parse(text).get()
    #expect(address.description == printed)
    #expect(IPAddress.parse(printed) == .success(address))
  }

  @Test(
    arguments: [
      ("", .notAnAddress), ("localhost", .notAnAddress), ("10", .octetCount),
      ("10.0.0", .octetCount),
      ("10.0.0.0.1", .octetCount), ("10.0.0.256", .octetOutOfRange),
      ("10.0.0.1000", .octetOutOfRange), ("10.0.0.99999999999999999999", .octetOutOfRange),
      ("010.0.0.1", .octetLeadingZero), ("10.0.0.00", .octetLeadingZero),
      ("10..0.1", .notAnAddress),
      ("10.0.0.", .notAnAddress), ("10.0.0.-1", .notAnAddress), ("10.0.0.1 ", .notAnAddress),
      ("0x0a.0.0.1", .notAnAddress), ("１0.0.0.1", .notAnAddress), ("10.0.0.1/8", .isRange),
      ("fe80::1%eth0", .zoneID), (":", .badGroup), (":::", .severalGaps), ("1::2::3", .severalGaps),
      ("1:2:3:4:5:6:7", .groupCount), ("1:2:3:4:5:6:7:8:9", .groupCount),
      ("1:2:3:4:5:6:7:8::", .groupCount), ("::1:2:3:4:5:6:7:8", .groupCount),
      ("12345::", .badGroup), ("g::", .badGroup), ("1:2:3:4:5:6:7:", .badGroup),
      (":1:2:3:4:5:6:7", .badGroup), ("1.2.3.4::", .notAnAddress), ("::1.2.3.4:5", .notAnAddress),
      ("::1.2.3", .octetCount), ("::01.2.3.4", .octetLeadingZero),
      ("1:2:3:4:5:6:7:1.2.3.4", .groupCount), ("[::1]", .badGroup),
      (String(repeating: "0", count: 1_000_000), .notAnAddress),
    ] as [(String, IPParseError)])
  func `says what is wrong with an address`(text: String, reason: IPParseError) {
    #expect(IPAddress.parse(text) == .failure(reason))
    #expect(!reason.message.isEmpty)
  }

  @Test(arguments: [
    ("10.0.0.0/8", "10.0.0.0/8"), ("0.0.0.0/0", "0.0.0.0/0"), ("10.1.2.3/32", "10.1.2.3/32"),
    ("2001:db8::/32", "2001:db8::/32"), ("::/0", "::/0"), ("::1/128", "::1/128"),
    ("::ffff:10.0.0.0/104", "10.0.0.0/8"), ("::ffff:0:0/96", "0.0.0.0/0"),
    ("::ffff:10.0.0.1/128", "10.0.0.1/32"), ("2001:db8:8000::/33", "2001:db8:8000::/33"),
    ("2001:db8::8000:0:0:0/65", "2001:db8:0:0:8000::/65"),
  ])
  func `reads a range and prints one form`(text: String, printed: String) throws {
    let range = try IPRange.parse(text).get()
    #expect(range.description == printed)
    #expect(IPRange.parse(printed) == .success(range))
  }

  @Test(
    arguments: [
      ("10.0.0.1", .noPrefixLength), ("10.0.0.0/", .noPrefixLength),
      ("10.0.0.0/08", .badPrefixLength),
      ("10.0.0.0/+8", .badPrefixLength), ("10.0.0.0/255.0.0.0", .badPrefixLength),
      ("10.0.0.0/8/8", .badPrefixLength), ("10.0.0.0/33", .prefixLengthOutOfRange(max: 32)),
      ("::/129", .prefixLengthOutOfRange(max: 128)),
      ("::/99999999999999999999", .prefixLengthOutOfRange(max: 128)), ("/8", .notAnAddress),
      ("fe80::%1/64", .zoneID), ("10.0/16", .octetCount),
    ] as [(String, IPParseError)])
  func `says what is wrong with a range`(text: String, reason: IPParseError) {
    #expect(IPRange.parse(text) == .failure(reason))
    #expect(!reason.message.isEmpty)
  }

  @Test(arguments: [
    ("10.0.0.1/8", "10.0.0.0/8"), ("10.0.0.128/24", "10.0.0.0/24"), ("1.2.3.4/0", "0.0.0.0/0"),
    ("2001:db8::1/32", "2001:db8::/32"), ("2001:db8::1/127", "2001:db8::/127"),
    ("::ffff:10.0.0.1/104", "10.0.0.0/8"), ("::ffff:0:0/95", "::fffe:0:0/95"),
    ("::ffff:10.0.0.0/16", "::/16"),
  ])
  func `host bits are refused and the network is named`(text: String, network: String) throws {
    let range = try IPRange.parse(network).get()
    #expect(IPRange.parse(text) == .failure(.hostBitsSet(network: range)))
    #expect(IPParseError.hostBitsSet(network: range).message.contains("`\(network)`"))
  }

  @Test(arguments: [
    ("10.0.0.0/8", "10.255.255.255", true), ("10.0.0.0/8", "11.0.0.0", false),
    ("10.0.0.0/8", "9.255.255.255", false), ("0.0.0.0/0", "255.255.255.255", true),
    ("0.0.0.0/0", "::", false), ("::/0", "0.0.0.0", false), ("::/0", "::ffff:1.2.3.4", false),
    ("::/0", "ffff::", true), ("10.0.0.0/8", "::ffff:10.1.2.3", true),
    ("2001:db8::/32", "2001:db8:ffff::1", true), ("2001:db8::/32", "2001:db9::", false),
    ("2001:db8::8000:0:0:0/65", "2001:db8::ffff:0:0:1", true),
    ("2001:db8::8000:0:0:0/65", "2001:db8::7fff:0:0:1", false),
    ("::/64", "::ffff:ffff:ffff:ffff", true), ("::/64", "0:0:0:1::", false),
    ("10.1.2.3/32", "10.1.2.3", true), ("10.1.2.3/32", "10.1.2.2", false),
    ("::1/128", "::1", true), ("::1/128", "::", false),
  ])
  func `a range holds the addresses of its own family and prefix`(
    range: String, address: String, isInside: Bool
  ) throws {
    #expect(
      try IPRange.parse(range).get().contains(try IPAddress.parse(address).get()) == isInside)
  }

  @Test func `agrees with the system on random texts`() {
    let seed = testSeed()
    var random = SplitMix64(seed: seed)
    let alphabet = Array("0123456789abF::::...1 ")
    for _ in 0..<20_000 {
      let length = random.between(1, 20)
      let text = String((0..<length).map { _ in random.pick(alphabet) })
      var v4 = in_addr()
      var v6 = in6_addr()
      let known = inet_pton(AF_INET, text, &v4) == 1 || inet_pton(AF_INET6, text, &v6) == 1
      let accepted = (try? IPAddress.parse(text).get()) != nil
      #expect(known == accepted, "\(text) (seed \(seed))")
    }
  }
}
