import Crypto
import RemitAudit
import RemitTestSupport
import Testing

/// The example of Go's package `golang.org/x/mod/sumdb/note`.
private let peter = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
private let peterSecret =
  "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
private let peterText =
  "If you think cryptography is the answer to your problem,\n"
  + "then you don't know what your problem is.\n"
private let peterNote =
  peterText
  + "\n— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"

/// Two more keys of the same form.
private let sumdb = "sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8"

@Suite("Signed notes")
struct SignedNoteTests {
  @Test("the published example opens, and is made again from its key")
  func published() throws {
    let note = try SignedNote(Array(peterNote.utf8))
    let key = try VerifierKey(peter)
    #expect(try note.opened(by: [key]).map(\.key) == [key])
    #expect(note.bytes == Array(peterNote.utf8))
    let secret = try SigningKey(peterSecret)
    #expect(secret.verifierKey == key)
    #expect(secret.secretText == peterSecret)
    let signature = try secret.sign(Array(peterText.utf8))
    let made = SignedNote(text: Array(peterText.utf8), signatures: [signature])
    #expect(try made.opened(by: [key]).count == 1)
    #if os(Linux)
      // Where signatures are drawn at random, as in CryptoKit, the bytes are others.
      #expect(made == note)
    #endif
  }

  @Test("verifier keys are read and written as the same text", arguments: [peter, sumdb])
  func keys(text: String) throws {
    #expect(try VerifierKey(text).description == text)
  }

  @Test(
    "other texts are no verifier keys",
    arguments: [
      "", "PeterNeumann", "PeterNeumann+c74f20a3",
      "PeterNeumann+C74F20A3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
      "PeterNeumann+c74f20a4+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
      "PeterNeumanm+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
      "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TX",
      "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW\n",
      " PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
      "+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
      "PeterNeumann+c74f20a3+AQ==", "PeterNeumann+c74f20a3+",
      "PeterNeumann++74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW", peterSecret,
    ])
  func refusedKeys(text: String) {
    #expect(throws: NoteError.self) { try VerifierKey(text) }
  }

  @Test("an error about a signing key holds nothing of it")
  func secretErrors() throws {
    for text in [String(peterSecret.dropLast()), peterSecret + "A", peter] {
      let error = try #require(throws: NoteError.self) { try SigningKey(text) }
      #expect(!error.description.contains("AYEKFA"))
    }
    let key = try SigningKey(peterSecret)
    #expect(key.description == "the signing key of PeterNeumann")
    #expect("\(key)" == key.description)
    var dumped = ""
    dump(key, to: &dumped)
    #expect(dumped.split(separator: "\n").count == 1)
  }

  @Test("a made key reads back, and its name is its trail's origin")
  func generated() throws {
    let key = try SigningKey.generate(origin: "audit.example.com/prod-1")
    let again = try SigningKey(key.secretText)
    #expect(again.verifierKey == key.verifierKey)
    #expect(key.verifierKey.name == "audit.example.com/prod-1")
    #expect(try VerifierKey(key.verifierKey.description) == key.verifierKey)
  }

  @Test(
    "names that a trail may not have are refused",
    arguments: [
      "", " ", "a b", "a\u{A0}b", "a+b", "https://audit.example.com", "audit.example.com/", "/a",
      "a//b", "a\nb", "a\u{7}b", "prod/2", String(repeating: "a", count: 256),
    ])
  func origins(name: String) {
    #expect(throws: NoteError.self) { try SigningKey.generate(origin: name) }
  }

  @Test(
    "other texts are no notes",
    arguments: [
      "", "\n", "\n\n", "text\n", "text\n\n", "text\n\n— a YWFhYWE=", "text\n— a YWFhYWE=\n",
      "text\n\n- a YWFhYWE=\n", "text\n\n—a YWFhYWE=\n", "text\n\n— a  YWFhYWE=\n",
      "text\n\n— a YWFhYWE= \n", "text\n\n— a YWFhYW=\n", "text\n\n— a YWFhYQ==\n",
      "text\n\n— a+b YWFhYWE=\n", "text\n\n—  YWFhYWE=\n", "te\u{7}xt\n\n— a YWFhYWE=\n",
      "te\rxt\n\n— a YWFhYWE=\n", "text\n\n— a YWFhYWE=\nmore\n", "text\n\n— a YWFhYWE=\n\n",
      "text\n\n— a YWFh\u{2028}YWE=\n", "text\n\n— a\u{A0}b YWFhYWE=\n",
      "text\n\n" + String(repeating: "— a YWFhYWE=\n", count: 101),
    ])
  func refused(text: String) {
    #expect(throws: NoteError.self) { try SignedNote(Array(text.utf8)) }
  }

  @Test("bytes that are not UTF-8 are no note")
  func notUTF8() {
    #expect(throws: NoteError.self) {
      try SignedNote([0xFF, 0x0A, 0x0A] + Array("— a YWFhYWE=\n".utf8))
    }
  }

  @Test("the text ends at the last blank line")
  func lastBlankLine() throws {
    let note = try SignedNote(Array("one\n\ntwo\n\n— a YWFhYWE=\n— b YWFhYWFh\n".utf8))
    #expect(note.text == Array("one\n\ntwo\n".utf8))
    #expect(note.signatures.map(\.name) == ["a", "b"])
    #expect(note.signatures.map(\.keyID) == [0x6161_6161, 0x6161_6161])
    #expect(note.signatures.map(\.bytes.count) == [1, 2])
  }

  @Test("signatures of unknown keys are no matter, one of a known key that fails is")
  func unknownAndBad() throws {
    let key = try VerifierKey(peter)
    let stranger = try SigningKey.generate(origin: "stranger").sign(Array(peterText.utf8))
    let good = try SignedNote(Array(peterNote.utf8)).signatures
    let text = Array(peterText.utf8)
    #expect(
      try SignedNote(text: text, signatures: [stranger] + good + [stranger]).opened(by: [key])
        .count == 1)
    #expect(throws: NoteError.notSigned(by: ["PeterNeumann"])) {
      try SignedNote(text: text, signatures: [stranger]).opened(by: [key])
    }
    #expect(throws: NoteError.notSigned(by: [])) {
      try SignedNote(text: text, signatures: good).opened(by: [])
    }
    let bad = NoteSignature(
      name: key.name, keyID: key.keyID, bytes: [UInt8](repeating: 1, count: 64))
    for signatures in [[bad], [bad] + good, good + [bad]] {
      #expect(throws: NoteError.badSignature(name: "PeterNeumann")) {
        try SignedNote(text: text, signatures: signatures).opened(by: [key])
      }
    }
    // Another name, or another key id, is another key.
    let renamed = good.map { NoteSignature(name: "Peter", keyID: $0.keyID, bytes: $0.bytes) }
    #expect(throws: NoteError.notSigned(by: ["PeterNeumann"])) {
      try SignedNote(text: text, signatures: renamed).opened(by: [key])
    }
  }

  @Test("sixteen signatures and more are accepted, one for each key")
  func many() throws {
    let keys = try (0..<20).map { try SigningKey.generate(origin: "key-\($0)") }
    let text = Array("text\n".utf8)
    let note = SignedNote(text: text, signatures: try (keys + keys).map { try $0.sign(text) })
    let read = try SignedNote(note.bytes)
    #expect(try read.opened(by: keys.map(\.verifierKey)).map(\.key) == keys.map(\.verifierKey))
  }

  @Test("a note that is spoilt reads back as its bytes or not at all, and is signed by nobody")
  func spoilt() throws {
    let seed = testSeed()
    var random = SplitMix64(seed: seed)
    let key = try VerifierKey(peter)
    let original = Array(peterNote.utf8)
    let spare = Array("\n\n— PeterNeumann AB+/=".utf8)
    for _ in 0..<20_000 {
      var bytes = original
      for _ in 0...(random.next() % 2) where !bytes.isEmpty {
        let place = Int(random.next() % UInt64(bytes.count))
        switch random.next() % 4 {
        case 0: bytes[place] ^= 1 << UInt8(random.next() % 8)
        case 1: bytes.insert(spare[Int(random.next() % UInt64(spare.count))], at: place)
        case 2: bytes.remove(at: place)
        default: bytes.removeLast(min(bytes.count, Int(random.next() % 4)))
        }
      }
      guard bytes != original, let note = try? SignedNote(bytes) else { continue }
      #expect(note.bytes == bytes, "REMIT_SEED=\(seed)")
      #expect(throws: NoteError.self, "REMIT_SEED=\(seed)") { try note.opened(by: [key]) }
    }
  }
}
