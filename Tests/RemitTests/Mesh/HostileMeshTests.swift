import Foundation
import Remit
import RemitModel
import RemitTestSupport
import Testing

/// A policy that answers what the vocabulary's conditions say of a text or a number.
private let conditions = """
  use mesh
  entity Probe
  action spiffe, host, path, port on Probe by Probe { text: String, number: Int }
  allow a: anyone to spiffe on Probe when is-spiffe-id(context.text)
  allow b: anyone to host on Probe when is-host(context.text)
  allow c: anyone to path on Probe when context.text matches path("/{**}")
  allow d: anyone to port on Probe when is-port(context.number)
  """

private struct Vocabulary {
  let engine: Engine

  init() throws {
    let probe = EntityRecord(EntityUID("Probe", "p"))
    engine = try Engine(try Policy(source: conditions), entities: Entities([probe]))
  }

  func holds(_ condition: Text, text: String = "", number: Int64 = 0) -> Bool {
    let probe = RequestEntity(type: "Probe", id: "p")
    return engine.decide(
      Request(
        principal: probe, action: condition, resource: probe,
        context: ["text": .string(Text(text)), "number": .int(number)])
    ).isAllowed
  }
}

/// Pieces that texts of these kinds are made of, and what attackers put between them.
private let pieces: [[UInt8]] =
  [
    "spiffe://", "td", "acme.example", "/", "//", "/ns/", "/sa/", "a", "B", "-", "_", ".", "..",
    "...", ";", "..;", "%2e", "%2E", "%2f", "%5C", "%00", "%25", "%", "%4", "%41", "\\", "?", "#",
    "&", "=", "+", "@", ":", ":80", ":0", ":65536", "[", "]", "[::1]", "::ffff:1.2.3.4", "127.1",
    "0x7f", "1.2.3.4", " ", "\0", "\n", "\r\n", "\t", "\u{7F}", "\u{E9}", "\u{202E}", "*", "\"",
    "{", "}", "\"iss\":", "\"sub\":\"s\"", ",", "null", "1e9", "[[", "\\u0000",
  ].map { Array($0.utf8) } + [[0xC0, 0xAF], [0xFF], [0xED, 0xA0, 0x80], [0xE2, 0x28], [0x80]]

private func hostileBytes(_ random: inout SplitMix64, start: String) -> [UInt8] {
  var bytes = random.chance(60) ? Array(start.utf8) : []
  for _ in 0..<random.below(12) {
    bytes += random.chance(85) ? random.pick(pieces) : [UInt8(truncatingIfNeeded: random.next())]
  }
  return bytes
}

@Suite("Hostile bytes")
struct HostileMeshTests {
  @Test("are refused, or give what the vocabulary calls well-formed; nothing crashes")
  func randomBytes() throws {
    let vocabulary = try Vocabulary()
    let seed = testSeed()
    var random = SplitMix64(seed: seed)
    var accepted: [String: Int] = [:]
    for _ in 0..<6_000 {
      if let id = try? SPIFFEID(bytes: hostileBytes(&random, start: "spiffe://td/")) {
        accepted["SPIFFE ID", default: 0] += 1
        #expect(vocabulary.holds("spiffe", text: id.description), "\(id) by seed \(seed)")
      }
      let host = random.chance(80) ? "shop.example" : "shop.example:80"
      if let authority = try? Authority(bytes: hostileBytes(&random, start: host)) {
        accepted["host", default: 0] += 1
        let isV6 = authority.address?.isV4 == false
        #expect(
          vocabulary.holds("host", text: authority.host) == !isV6, "\(authority) by seed \(seed)")
        if let port = authority.port {
          accepted["port", default: 0] += 1
          #expect(vocabulary.holds("port", number: Int64(port.number)), "seed \(seed)")
        }
      }
      let target = hostileBytes(&random, start: "/")
      for mode in PathNormalising.allCases {
        guard let path = try? RequestPath(bytes: target, normalising: mode) else { continue }
        accepted["path", default: 0] += 1
        #expect(vocabulary.holds("path", text: path.path), "\(path.path) by seed \(seed)")
        #expect(target.starts(with: path.raw.utf8))
        #expect(try RequestPath(path.path, normalising: mode).path == path.path, "seed \(seed)")
      }
      let header = (name: Array("x".utf8), value: hostileBytes(&random, start: "v"))
      if let fields = try? HeaderFields([header]) {
        accepted["header", default: 0] += 1
        #expect(fields.values.keys.map(\.string) == ["x"])
      }
      let payload = hostileBytes(&random, start: #"{"iss":"i","sub":"s""#)
      if (try? VerifiedToken(payload: payload + (random.chance(50) ? [0x7D] : []))) != nil {
        accepted["token", default: 0] += 1
      }
      _ = try? GRPCCall(path: hostileBytes(&random, start: "/a.B/C"))
      _ = try? IPAddress(octets: hostileBytes(&random, start: ""))
    }
    // A loop that accepts nothing tests nothing.
    for part in ["SPIFFE ID", "host", "port", "path", "header", "token"] {
      #expect(accepted[part, default: 0] >= 20, "\(part): \(accepted) by seed \(seed)")
    }
  }

  @Test("NUL is refused wherever it stands")
  func nul() {
    for text in ["\0", "a\0", "spiffe://td/a\0", "/a\0"] {
      let bytes = Array(text.utf8)
      #expect(throws: MeshInputError.self) { try SPIFFEID(bytes: bytes) }
      #expect(throws: MeshInputError.self) { try Authority(bytes: bytes) }
      #expect(throws: MeshInputError.self) { try PortNumber(bytes: bytes) }
      #expect(throws: MeshInputError.self) { try RequestPath(bytes: bytes) }
      #expect(throws: MeshInputError.self) { try HeaderFields([(name: bytes, value: [])]) }
      #expect(throws: MeshInputError.self) { try HeaderFields([(name: [0x61], value: bytes)]) }
      #expect(throws: MeshInputError.self) { try VerifiedToken(payload: bytes) }
      #expect(throws: MeshInputError.self) { try GRPCCall(path: bytes) }
    }
  }

  @Test("a megabyte is refused before it is read")
  func huge() {
    let bytes = [UInt8](repeating: UInt8(ascii: "/"), count: 1 << 20)
    for _ in 0..<100 {
      #expect(throws: MeshInputError.self) { try SPIFFEID(bytes: bytes) }
      #expect(throws: MeshInputError.self) { try Authority(bytes: bytes) }
      #expect(throws: MeshInputError.self) { try PortNumber(bytes: bytes) }
      #expect(throws: MeshInputError.self) { try RequestPath(bytes: bytes) }
      #expect(throws: MeshInputError.self) { try VerifiedToken(payload: bytes) }
      #expect(throws: MeshInputError.self) { try GRPCCall(path: bytes) }
    }
  }
}
