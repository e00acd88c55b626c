import RemitAudit
import RemitTestSupport
import Testing

@Suite("Proofs of records")
struct RecordProofTests {
  private func id(_ record: [UInt8]) throws -> RecordID {
    try record.withUnsafeBufferPointer { try ReadRecordHead($0).id }
  }

  @Test("are found by id, made and verified", arguments: [1, 2, 255, 256, 257, 700])
  func made(size: Int) throws {
    let trail = try WrittenTrail(records: size)
    let verifier = try trail.verifier()
    for index in Set([0, size / 2, size - 1, min(size - 1, 255), min(size - 1, 256)]) {
      let record = trail.records[index]
      let proved = try #require(try verifier.prove(try id(record), in: trail.path))
      #expect(proved.record == record)
      #expect(proved.verified.index == UInt64(index))
      #expect(proved.verified.size == UInt64(size))
      #expect(proved.verified.isOfRecord)
      let read = try RecordProof(proved.proof.bytes)
      #expect(read == proved.proof)
      #expect(read.bytes == proved.proof.bytes)
      #expect(try read.verify(record: record, keys: [trail.key.verifierKey]) == proved.verified)
      #expect(try !read.verify(record: nil, keys: [trail.key.verifierKey]).isOfRecord)
      #expect(throws: NoteError.self) {
        try read.verify(record: record + [0x20], keys: [trail.key.verifierKey])
      }
    }
    let unknown = RecordID(milliseconds: 1, random: (1, 1))
    #expect(try verifier.prove(unknown, in: trail.path) == nil)
  }

  @Test("are found in any shard, after pruning, and where ids do not ascend")
  func places() throws {
    var trail = try WrittenTrail(records: 700)
    let late = trail.records[600]
    let lost = trail.records[5]
    trail.append(.pruned, Pruning(shard: 1, minimumIndex: 512).fields)
    try trail.rotate()
    trail.append()
    try trail.publish()
    let verifier = try trail.verifier()
    for file in ["tile/entries/000", "tile/entries/001"] { try trail.remove(file) }
    #expect(try verifier.prove(try id(late), in: trail.path)?.verified.index == 600)
    #expect(try verifier.prove(try id(lost), in: trail.path) == nil)
    let second = try #require(try verifier.prove(try id(trail.records[1]), in: trail.path))
    #expect(second.verified.origin == WrittenTrail.origin + "/2")
    let other = try SigningKey.generate(origin: WrittenTrail.origin + "-else").verifierKey
    #expect(throws: NoteError.self) {
      try second.proof.verify(record: second.record, keys: [other])
    }
    var disordered = try WrittenTrail(records: 300)
    let early = disordered.stamp()
    for _ in 0..<300 { disordered.append() }
    disordered.append(ControlRecord(.trailRead).encoded(early).bytes)
    try disordered.publish()
    #expect(
      try disordered.verifier().prove(early.id, in: disordered.path)?.verified.index == 600)
  }

  @Test("that are altered anywhere show nothing")
  func altered() throws {
    let seed = testSeed()
    var random = SplitMix64(seed: seed)
    let trail = try WrittenTrail(records: 300)
    let record = trail.records[270]
    let proved = try #require(try trail.verifier().prove(try id(record), in: trail.path))
    let original = proved.proof.bytes
    let keys = [trail.key.verifierKey]
    for place in original.indices {
      var bytes = original
      bytes[place] ^= 1 << UInt8(random.below(8))
      try check(bytes, original, record, keys, seed)
    }
    let spare = Array("\n extraindx0123456789+/=AB—".utf8)
    for _ in 0..<20_000 {
      var bytes = original
      for _ in 0...random.below(2) {
        let place = random.below(bytes.count)
        switch random.below(4) {
        case 0: bytes[place] = random.pick(spare)
        case 1: bytes.insert(random.pick(spare), at: place)
        case 2: bytes.remove(at: place)
        default:
          let lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
          bytes = Array(random.shuffled(Array(lines)).joined(separator: [0x0A]))
        }
      }
      try check(bytes, original, record, keys, seed)
    }
  }

  private func check(
    _ bytes: [UInt8], _ original: [UInt8], _ record: [UInt8], _ keys: [VerifierKey], _ seed: UInt64
  ) throws {
    guard bytes != original, let proof = try? RecordProof(bytes) else { return }
    #expect(proof.bytes == bytes, "REMIT_SEED=\(seed)")
    // The extra line is not part of what is proved about a record that is at hand.
    let isOtherwiseSame = withoutExtra(bytes) == withoutExtra(original)
    #expect(
      ((try? proof.verify(record: record, keys: keys)) != nil) == isOtherwiseSame,
      "\(String(decoding: bytes, as: UTF8.self)), REMIT_SEED=\(seed)")
  }

  private func withoutExtra(_ bytes: [UInt8]) -> [ArraySlice<UInt8>] {
    bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
      .filter { !$0.starts(with: "extra ".utf8) }
  }

  @Test("are of the specification's form")
  func form() throws {
    let trail = try WrittenTrail(records: 3)
    let proved = try #require(try trail.verifier().prove(try id(trail.records[1]), in: trail.path))
    let text = String(decoding: proved.proof.bytes, as: UTF8.self)
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines[0] == "c2sp.org/tlog-proof@v1")
    #expect(lines[1] == "extra \(MerkleHash(leaf: trail.records[1]).base64)")
    #expect(lines[2] == "index 1")
    #expect(lines[3].utf8.count == 44 && lines[4].utf8.count == 44)
    #expect(lines[5] == "")
    #expect(text.hasSuffix(String(decoding: try trail.read("checkpoint"), as: UTF8.self)))
  }

  @Test(
    "are nothing else",
    arguments: [
      "", "c2sp.org/tlog-proof@v1", "c2sp.org/tlog-proof@v1\n",
      "c2sp.org/tlog-proof@v2\nindex 0\n\n",
      "c2sp.org/tlog-proof@v1\nindex 00\n\n", "c2sp.org/tlog-proof@v1\nindex -1\n\n",
      "c2sp.org/tlog-proof@v1\nindex 99999999999999999999999\n\n",
      "c2sp.org/tlog-proof@v1\nextra *\nindex 0\n\n", "c2sp.org/tlog-proof@v1\nindex 0\nAAAA\n\n",
      "c2sp.org/tlog-proof@v1\nindex 0\n", "c2sp.org/tlog-proof@v1\nindex 0\n\n",
      "c2sp.org/tlog-proof@v1\nindex 0\n"
        + String(repeating: "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n", count: 64) + "\n",
    ])
  func refused(text: String) {
    #expect(throws: NoteError.self) { try RecordProof(Array(text.utf8)) }
  }
}
