import Remit
import Testing

/// What reading says is wrong, or nil where it says nothing.
func fault<T>(_ read: () throws(MeshInputError) -> T) -> MeshInputError? {
  do throws(MeshInputError) {
    _ = try read()
    return nil
  } catch {
    return error
  }
}

@Suite("A SPIFFE ID")
struct SPIFFEIDTests {
  @Test(
    "is read as it is written",
    arguments: [
      ("spiffe://acme.example/ns/shop/sa/web", "acme.example", "/ns/shop/sa/web"),
      ("spiffe://acme.example", "acme.example", ""),
      ("spiffe://a", "a", ""),
      ("spiffe://td_1-x.y/...", "td_1-x.y", "/..."),
      ("spiffe://td/.a/..b/A.B-C_9", "td", "/.a/..b/A.B-C_9"),
      ("spiffe://10.0.0.1/x", "10.0.0.1", "/x"),
    ])
  func reads(text: String, trustDomain: String, path: String) throws {
    let id = try SPIFFEID(text)
    #expect(id.trustDomain == trustDomain)
    #expect(id.path == path)
    #expect(id.description == text)
  }

  @Test(
    "is refused for the first fault from the left",
    arguments: [
      ("", .empty, nil),
      ("http://td/x", .badScheme, 0),
      ("SPIFFE://td/x", .badScheme, 0),
      (" spiffe://td/x", .badScheme, 0),
      ("spiffe:/td/x", .badScheme, 0),
      ("spiffe://", .empty, 9),
      ("spiffe:///x", .empty, 9),
      ("spiffe://Td/x", .badByte(0x54), 9),
      ("spiffe://user@td/x", .hasUserInfo, 13),
      ("spiffe://td:8443/x", .hasPort, 11),
      ("spiffe://td?x", .hasQuery, 11),
      ("spiffe://td#x", .hasFragment, 11),
      ("spiffe://t%64/x", .percentEncoded, 10),
      ("spiffe://t\u{E9}/x", .badByte(0xC3), 10),
      ("spiffe://td/", .trailingSlash, 12),
      ("spiffe://td/x/", .trailingSlash, 14),
      ("spiffe://td//x", .emptySegment, 12),
      ("spiffe://td/./x", .dotSegment, 12),
      ("spiffe://td/x/..", .dotSegment, 14),
      ("spiffe://td/x/%2e%2e", .percentEncoded, 14),
      ("spiffe://td/x?y", .hasQuery, 13),
      ("spiffe://td/x#y", .hasFragment, 13),
      ("spiffe://td/x\\y", .badByte(0x5C), 13),
      ("spiffe://td/x ", .badByte(0x20), 13),
      ("spiffe://td/x\n", .badByte(0x0A), 13),
      ("spiffe://td/ns/*/sa/x", .badByte(0x2A), 15),
    ] as [(String, MeshInputError.Fault, Int?)])
  func refuses(text: String, expected: MeshInputError.Fault, offset: Int?) {
    let error = fault { () throws(MeshInputError) in try SPIFFEID(text) }
    #expect(error?.part == .spiffeID)
    #expect(error?.fault == expected)
    #expect(error?.offset == offset)
  }

  @Test("has at most 2,048 bytes, its trust domain at most 255")
  func lengths() throws {
    let longest = "spiffe://" + String(repeating: "a", count: MeshLimits.trustDomainBytesMax)
    #expect(try SPIFFEID(longest).trustDomain.utf8.count == 255)
    #expect(
      fault { () throws(MeshInputError) in try SPIFFEID(longest + "a") }?.fault
        == .tooLong(max: 255))
    let path = String(repeating: "p", count: MeshLimits.spiffeIDBytesMax - 12)
    #expect(try SPIFFEID("spiffe://td/" + path).description.utf8.count == 2_048)
    #expect(
      fault { () throws(MeshInputError) in try SPIFFEID("spiffe://td/p" + path) }?.fault
        == .tooLong(max: 2_048))
  }

  @Test("of Kubernetes names a namespace and an account, and of no other form does")
  func kubernetes() throws {
    let id = try SPIFFEID("spiffe://td/ns/shop/sa/web")
    #expect(id.kubernetes?.namespace == "shop")
    #expect(id.kubernetes?.serviceAccount == "web")
    #expect(id.consul == nil)
    for other in ["", "/ns/shop", "/ns/shop/sa/web/x", "/x/ns/shop/sa/web", "/sa/web/ns/shop"] {
      #expect(try SPIFFEID("spiffe://td" + other).kubernetes == nil, "\(other)")
    }
  }

  @Test("of Consul names a service, its data centre, namespace and partition")
  func consul() throws {
    let plain = try #require(try SPIFFEID("spiffe://td.consul/ns/default/dc/dc1/svc/web").consul)
    #expect(plain.partition == nil)
    #expect(plain.namespace == "default")
    #expect(plain.datacenter == "dc1")
    #expect(plain.service == "web")
    let whole = try #require(try SPIFFEID("spiffe://td/ap/red/ns/n/dc/d/svc/s").consul)
    #expect(whole.partition == "red")
    #expect(whole.service == "s")
    for other in ["/ns/n/dc/d/svc", "/ap/red/ns/n/dc/d/sa/s", "/xx/red/ns/n/dc/d/svc/s"] {
      #expect(try SPIFFEID("spiffe://td" + other).consul == nil, "\(other)")
    }
  }

  @Test("comes from a certificate with one URI name, and from no other")
  func names() throws {
    let name = Array("spiffe://td/x".utf8)
    #expect(try SPIFFEID(uriNames: [name]).path == "/x")
    for names in [[], [name, name], [name, Array("https://x".utf8)]] {
      #expect(
        fault { () throws(MeshInputError) in try SPIFFEID(uriNames: names) }?.fault
          == .notOneName(names.count))
    }
  }

  @Test("says in one sentence what is wrong and where")
  func says() {
    let error = fault { () throws(MeshInputError) in try SPIFFEID("spiffe://td:1/x") }
    #expect(error?.description == "SPIFFE ID, byte 11: there is no port")
  }
}
