import Foundation
import Remit
import Testing

/// What a proxy of `policies/mesh-zero-trust` does with bytes: an answer, or no answer at all.
private enum Outcome: Equatable {
  case allow
  case deny
  case refused
}

private struct Proxy {
  let engine: Engine

  init(policy name: String) throws {
    let folder = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../../policies/\(name)").standardizedFileURL
    engine = try Engine(
      try Policy(contentsOf: folder),
      entities: try Entities(contentsOf: folder.appending(path: "entities.json")))
  }

  /// An organisation's gateway asks its cart service, everything in order but for what a test sets.
  func ask(
    uri: [UInt8] = Array("spiffe://acme.example/ns/edge/sa/gateway".utf8),
    method: [UInt8] = Array("GET".utf8),
    target: [UInt8] = Array("/v1/carts/7".utf8),
    host: [UInt8] = Array("cart.shop.acme.example".utf8),
    headers: [(name: [UInt8], value: [UInt8])] = [],
    token: [UInt8] = Array(#"{"iss": "https://id.acme.example", "sub": "u-1"}"#.utf8),
    normalising: PathNormalising = .none
  ) -> Outcome {
    let now = Instant(milliseconds: 1_795_000_000_000)
    do throws(MeshInputError) {
      var workload = try MeshWorkload(
        SPIFFEID(bytes: uri), namespacePrefixes: ["acme.example": ""])
      workload.labels = [:]
      var connection = try MeshConnection(.inbound, port: PortNumber(8_080), mtls: true)
      connection.tlsVersion = .v1_3
      connection.certificateNotAfter = Instant(milliseconds: now.milliseconds + 3_600_000)
      connection.token = try VerifiedToken(payload: token)
      let call = try HTTPCall(
        method: method, path: RequestPath(bytes: target, normalising: normalising),
        host: Authority(bytes: host), headers: HeaderFields(headers))
      let request = try Request(
        .workload(workload), sending: call, over: connection, to: .service("shop/cart"), now: now)
      return engine.decide(request).isAllowed ? .allow : .deny
    } catch {
      return .refused
    }
  }
}

@Suite("Hostile input to a mesh's policy")
struct MeshPolicyTests {
  private let proxy: Proxy

  init() throws {
    proxy = try Proxy(policy: "mesh-zero-trust")
  }

  @Test("what is in order is allowed, so that the refusals below say something")
  func inOrder() {
    #expect(proxy.ask() == .allow)
    #expect(proxy.ask(target: Array("//v1/./carts/7".utf8), normalising: .mergeSlashes) == .allow)
    #expect(proxy.ask(target: Array("/v1/ledger".utf8)) == .deny)
  }

  @Test(
    "a path that some server reads differently is never allowed, in whichever mode",
    arguments: [
      "/v1/carts/7/..;/../admin", "/v1/carts/%2e%2e/%2e%2e/admin", "/v1/carts/..%2f..%2fadmin",
      "/v1/carts/..\\..\\admin", "/v1/carts/%5c..%5c..", "//admin", "/v1/carts//7",
      "/v1/carts/7%", "/v1/carts/7%0", "/v1/carts/7?x=%", "http://cart/v1/carts/7",
      "/v1/carts/..", "/v1/carts/7/", "/v1/carts/%37/", "/../v1/carts/7", "*", "",
    ])
  func paths(target: String) {
    #expect(proxy.ask(target: Array(target.utf8)) != .allow)
    for mode in [PathNormalising.base, .mergeSlashes, .decodeAndMergeSlashes] {
      let outcome = proxy.ask(target: Array(target.utf8), normalising: mode)
      // Merging is asked for, and says what the servers behind do, too.
      let isMerged = target == "/v1/carts//7" && mode != .base
      #expect(outcome != .allow || isMerged, "\(target) \(mode)")
    }
  }

  @Test(
    "an identity that is not in the certificate's words is never allowed",
    arguments: [
      "", "spiffe://acme.example", "spiffe://ACME.example/ns/edge/sa/gateway",
      "spiffe://acme.example/ns/edge/sa/gateway/", "spiffe://acme.example//ns/edge/sa/gateway",
      "spiffe://acme.example/ns/edge/../edge/sa/gateway",
      "spiffe://acme.example:443/ns/edge/sa/gateway",
      "spiffe://evil@acme.example/ns/edge/sa/gateway",
      "spiffe://acme.example.evil/ns/edge/sa/gateway",
      "spiffe://partner.example/ns/edge/sa/gateway", "spiffe://acme.example/ns/guest/sa/gateway",
      "spiffe://acme.example/ns/edge/sa/gateway%00", "spiffe://acme.example/x/ns/edge/sa/gateway",
    ])
  func identities(uri: String) {
    #expect(proxy.ask(uri: Array(uri.utf8)) != .allow)
  }

  @Test("bytes that are no text, and too many of them, are never allowed")
  func bytes() {
    let overlong: [UInt8] = [0xC0, 0xAF]
    let path = Array("/v1/carts/7".utf8)
    let name = Array("x-tenant".utf8)
    #expect(proxy.ask(target: path + overlong) == .refused)
    #expect(proxy.ask(target: path + [0]) == .refused)
    #expect(proxy.ask(host: overlong) == .refused)
    #expect(proxy.ask(method: overlong) == .refused)
    #expect(proxy.ask(headers: [(name: name, value: overlong)]) == .refused)
    #expect(proxy.ask(headers: [(name: overlong, value: [])]) == .refused)
    #expect(proxy.ask(uri: [UInt8](repeating: 0x61, count: 1 << 20)) == .refused)
    #expect(proxy.ask(token: [UInt8](repeating: 0x5B, count: 60_000)) == .refused)
  }

  @Test("two tenants are two values, and two answers are none")
  func headers() {
    func tenants(_ values: [String]) -> Outcome {
      proxy.ask(
        headers: values.map { (name: Array("X-Tenant".utf8), value: Array($0.utf8)) })
    }
    #expect(tenants(["acme"]) == .allow)
    #expect(tenants(["acme", "acme"]) == .allow)
    #expect(tenants(["acme", "evil"]) == .deny)
  }

  @Test("a token of another issuer, twice an issuer, or no issuer is never allowed")
  func tokens() {
    for token in [
      #"{"iss": "https://id.evil.example", "sub": "u-1"}"#, #"{"sub": "u-1"}"#, "{}", "",
      #"{"iss": "https://id.acme.example", "iss": "https://id.evil.example", "sub": "u-1"}"#,
      #"{"iss": ["https://id.acme.example"], "sub": "u-1"}"#,
      #"{"iss": "https://id.acme.example", "sub": "u-1"}}"#,
    ] {
      #expect(proxy.ask(token: Array(token.utf8)) != .allow, "\(token)")
    }
  }

  @Test("a method in other letters is another method")
  func methods() {
    #expect(proxy.ask(method: Array("get".utf8)) == .deny)
    #expect(proxy.ask(method: Array("PUT".utf8)) == .deny)
    #expect(proxy.ask(method: Array("GET ".utf8)) == .refused)
  }
}
