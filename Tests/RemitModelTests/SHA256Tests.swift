import RemitModel
import Testing

@Suite struct SHA256Tests {
  /// The examples of FIPS 180-4 and of NIST's short-message vectors.
  @Test(arguments: [
    ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    (
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
    ),
    (
      "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu",
      "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1"
    ),
  ])
  func `gives the published digest of a text`(text: String, digest: String) {
    #expect(SHA256.digest(text).hexadecimal == digest)
  }

  @Test(
    arguments: [
      ([0xd3], "28969cdfa74a12c82f3bad960b0b000aca2ac329deea5c2328ebc6f2ba9802c1"),
      ([0x11, 0xaf], "5ca7133fa735326081558ac312c620eeca9970d1e70a4b95533d956f072d1f98"),
      (
        [0xb4, 0x19, 0x0e],
        "dff2e73091f6c05e528896c4c831b9448653dc2ff043528f6769437bc7b975c2"
      ),
      (
        Array(repeating: 0x61, count: 1_000_000),
        "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"
      ),
    ] as [([UInt8], String)])
  func `gives the published digest of bytes`(bytes: [UInt8], digest: String) {
    #expect(SHA256.digest(bytes).hexadecimal == digest)
  }

  @Test func `how the bytes are cut makes no difference`() {
    let bytes = (0..<300).map { UInt8(truncatingIfNeeded: $0 &* 7) }
    for length in 0...bytes.count {
      let whole = SHA256.digest(Array(bytes[..<length]))
      for cut in stride(from: 0, through: length, by: 13) {
        var hash = SHA256()
        hash.update(Array(bytes[..<cut]))
        // A look at the digest in between changes nothing.
        _ = hash.finished()
        hash.update(Array(bytes[cut..<length]))
        #expect(hash.finished() == whole)
      }
    }
  }

  @Test func `bytes and digits say the same`() {
    let digest = SHA256.digest("abc")
    #expect(digest.bytes.count == 32)
    #expect(digest.bytes.prefix(4) == [0xba, 0x78, 0x16, 0xbf])
    #expect(digest.bytes.suffix(2) == [0x15, 0xad])
    #expect(SHA256.digest([UInt8](repeating: 0x30, count: 9)).hexadecimal.count == 64)
  }
}
