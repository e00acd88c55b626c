import RemitModel
import Testing

/// The example messages of FIPS 180-4 and NIST's SHA-256 short-message set.
@Suite struct SHA256Tests {
  @Test(
    "NIST's example messages have NIST's digests",
    arguments: [
      ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
      ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
      (
        "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
      ),
      (
        "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqr"
          + "lmnopqrsmnopqrstnopqrstu",
        "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1"
      ),
    ])
  func examples(message: String, digest: String) {
    #expect(SHA256.hexDigest(of: message) == digest)
  }

  @Test func aMessageInPiecesHasTheDigestOfTheWhole() {
    let whole = [UInt8](repeating: UInt8(ascii: "a"), count: 1_000)
    var expected = SHA256()
    expected.update(whole)
    for size in [1, 3, 55, 56, 63, 64, 65, 127] {
      var pieces = SHA256()
      var rest = whole[...]
      while !rest.isEmpty {
        pieces.update(Array(rest.prefix(size)))
        rest = rest.dropFirst(size)
      }
      #expect(pieces.hexDigest() == expected.hexDigest(), "pieces of \(size) bytes")
    }
  }

  @Test func aMillionLettersHaveNISTsDigest() {
    var hash = SHA256()
    let letters = [UInt8](repeating: UInt8(ascii: "a"), count: 1_000)
    for _ in 0..<1_000 { hash.update(letters) }
    #expect(
      hash.hexDigest() == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0")
  }
}
