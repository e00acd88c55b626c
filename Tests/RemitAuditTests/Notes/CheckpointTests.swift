import RemitAudit
import Testing

@Suite("Checkpoints")
struct CheckpointTests {
  private let root = MerkleHash(leaf: [1])
  private let origin = "audit.example.com/prod-1"

  @Test("are three lines")
  func text() throws {
    let checkpoint = Checkpoint(origin: origin, size: 20_852_163, root: root)
    #expect(
      String(decoding: checkpoint.text, as: UTF8.self)
        == "audit.example.com/prod-1\n20852163\n\(root.base64)\n")
    #expect(try Checkpoint(text: checkpoint.text) == checkpoint)
  }

  @Test("lines of others are kept")
  func extensions() throws {
    let text = Array("o\n0\n\(root.base64)\none\ntwo\n".utf8)
    let checkpoint = try Checkpoint(text: text)
    #expect(checkpoint.extensions == ["one", "two"])
    #expect(checkpoint.text == text)
  }

  @Test(
    "other texts are none",
    arguments: [
      "", "\n", "o\n", "o\n1\n", "\n1\nROOT\n", "o\n01\nROOT\n", "o\n-1\nROOT\n", "o\n+1\nROOT\n",
      "o\n1 \nROOT\n", "o\n\nROOT\n", "o\n4611686018427387905\nROOT\n",
      "o\n18446744073709551616\nROOT\n", "o\n99999999999999999999999999\nROOT\n", "o\n1\nROOT",
      "o\n1\nROOT\n\n", "o\n1\nROOT\n\nx\n", "o\n1\nROOT=\n", "o\n1\nAAAA\n", "o\n١\nROOT\n",
      "o\n1\r\nROOT\n",
    ])
  func refused(text: String) {
    let text = text.replacing("ROOT", with: root.base64)
    #expect(throws: NoteError.self) { try Checkpoint(text: Array(text.utf8)) }
  }

  @Test("are signed, and opened by who knows the key and the origin")
  func signed() throws {
    let key = try SigningKey.generate(origin: origin)
    let checkpoint = Checkpoint(origin: origin, size: 3, root: root)
    let bytes = try checkpoint.signed(by: [key])
    let opened = try Checkpoint.open(bytes, origin: origin, trusting: [key.verifierKey])
    #expect(opened.checkpoint == checkpoint)
    #expect(opened.signed.map(\.key) == [key.verifierKey])
    #expect(throws: NoteError.otherOrigin(expected: origin + "/2", found: origin)) {
      try Checkpoint.open(bytes, origin: origin + "/2", trusting: [key.verifierKey])
    }
    let other = try SigningKey.generate(origin: origin)
    #expect(throws: NoteError.notSigned(by: [origin])) {
      try Checkpoint.open(bytes, origin: origin, trusting: [other.verifierKey])
    }
  }

  @Test("two keys of one name sign together while one follows the other")
  func rotated() throws {
    let old = try SigningKey.generate(origin: origin)
    let new = try SigningKey.generate(origin: origin)
    let bytes = try Checkpoint(origin: origin, size: 3, root: root).signed(by: [old, new])
    for key in [old, new] {
      #expect(
        try Checkpoint.open(bytes, origin: origin, trusting: [key.verifierKey]).signed.count == 1)
    }
  }
}
