import RemitAudit
import RemitTestSupport
import Testing

@Suite("Earlier checkpoints of a trail")
struct EarlierCheckpointTests {
  private func report(_ trail: WrittenTrail, pins: [[UInt8]]) throws -> TrailReport {
    var verifier = try trail.verifier()
    verifier.pins = pins
    return try verifier.verify(trail.path)
  }

  @Test("are continued by a trail that has grown")
  func continued() throws {
    var trail = try WrittenTrail()
    var pins: [[UInt8]] = [try trail.read("checkpoint")]
    for step in [1, 1, 253, 1, 1, 255, 256, 3] {
      for _ in 0..<step { trail.append() }
      pins.append(try trail.publish())
    }
    let report = try report(trail, pins: pins)
    #expect(report.damages == [])
    #expect(report.pinnedSizes == [0, 1, 2, 255, 256, 257, 512, 768, 771])
  }

  @Test("show that a trail was put back, and that it was rewritten")
  func putBack() throws {
    var trail = try WrittenTrail(records: 300)
    let early = try trail.read("checkpoint")
    for _ in 0..<300 { trail.append() }
    let late = try trail.publish()
    // Rolled back whole: everything verifies but the memory elsewhere.
    try trail.write(early, "checkpoint")
    #expect(try trail.report().isSound)
    let back = try report(trail, pins: [late])
    #expect(
      back.damages.map(\.words) == [
        "the trail was put back: it has 300 records, the pinned checkpoint 600"
      ])
    // Rewritten with the key: another trail of the same name and the same size, and a longer one.
    for size in [600, 601, 900] {
      var other = try WrittenTrail()
      other.append(.authenticationFailed)
      for _ in 1..<size { other.append() }
      try other.publish(by: [trail.key])
      var verifier = try trail.verifier()
      #expect(try verifier.verify(other.path).isSound)
      verifier.pins = [late]
      let rewritten = try verifier.verify(other.path)
      #expect(
        rewritten.damages.map(\.words) == [
          "the trail was rewritten: its first 600 records are not those of the pinned checkpoint"
        ])
    }
  }

  @Test("that the key has not signed are of no use")
  func unsigned() throws {
    let trail = try WrittenTrail(records: 3)
    let other = try SigningKey.generate(origin: WrittenTrail.origin)
    for pin in [[], Array("no note".utf8), try trail.checkpoint.signed(by: [other])] {
      #expect(throws: TrailError.self) { try report(trail, pins: [pin]) }
    }
  }

  @Test("of a shard that is gone are damage")
  func goneShard() throws {
    var trail = try WrittenTrail(records: 3)
    try trail.rotate()
    let pin = try trail.read("shards/0002/checkpoint")
    #expect(try report(trail, pins: [pin]).damages == [])
    try trail.remove("shards")
    #expect(try report(trail, pins: [pin]).damages.count == 1)
  }
}

@Suite("Witnesses of a trail")
struct WitnessTests {
  private let one: Witness
  private let two: Witness

  init() throws {
    one = try Witness("one.example/w")
    two = try Witness("two.example/w")
  }

  private func list(
    _ keys: [VerifierKey], _ checkpoint: [UInt8]? = nil, quorum: Int? = nil
  ) throws -> WitnessList {
    let lines = keys.map { "\($0)\n" }.joined()
    let file = Array("# for people\n\n\(lines)".utf8) + (checkpoint.map { [0x0A] + $0 } ?? [])
    return try WitnessList(file, quorum: quorum)
  }

  private func report(_ trail: WrittenTrail, _ list: WitnessList) throws -> TrailReport {
    var verifier = try trail.verifier()
    verifier.witnesses = list
    return try verifier.verify(trail.path)
  }

  @Test("that signed an earlier checkpoint are named, with time and size")
  func signed() throws {
    var trail = try WrittenTrail(records: 5)
    let stranger = try Witness("stranger.example/w")
    let seen = try trail.checkpoint.signed(by: [trail.key, one, stranger, two])
    for _ in 0..<5 { trail.append() }
    try trail.publish()
    let report = try report(trail, try list([one.key, two.key], seen))
    #expect(report.damages == [])
    #expect(report.witnessings.map(\.witness) == ["one.example/w", "two.example/w"])
    #expect(report.witnessings.map(\.size) == [5, 5])
    #expect(report.witnessings.map(\.time) == [1_763_000_000, 1_763_000_000])
  }

  @Test("may have signed the trail's own checkpoint")
  func own() throws {
    var trail = try WrittenTrail(records: 5)
    try trail.publish(by: [trail.key, one])
    let report = try report(trail, try list([one.key]))
    #expect(report.damages == [])
    #expect(report.witnessings.count == 1)
  }

  @Test("are enough or are not, as the quorum says")
  func quorum() throws {
    let trail = try WrittenTrail(records: 5)
    let seen = try trail.checkpoint.signed(by: [trail.key, one, one])
    #expect(try report(trail, try list([one.key, two.key], seen, quorum: 1)).isSound)
    #expect(try !report(trail, try list([one.key, two.key], seen, quorum: 2)).isSound)
    #expect(try !report(trail, try list([one.key, two.key], seen)).isSound)
    #expect(try !report(trail, try list([two.key], seen)).isSound)
    for quorum in [0, -1, 3] {
      #expect(throws: NoteError.self) { try list([one.key, two.key], seen, quorum: quorum) }
    }
  }

  @Test("of whom one's signature does not hold spoil the whole; so does a trail's that is missing")
  func bad() throws {
    let trail = try WrittenTrail(records: 5)
    let text = trail.checkpoint.text
    let good = try one.sign(text)
    var late = good.bytes
    late[7] ^= 1
    let changed = NoteSignature(name: good.name, keyID: good.keyID, bytes: late)
    let own = try trail.key.sign(text)
    for signatures in [[own, changed], [own, good, changed], [good]] {
      let seen = SignedNote(text: text, signatures: signatures).bytes
      #expect(try !report(trail, try list([one.key, two.key], seen, quorum: 1)).isSound)
    }
    // Unknown keys are no matter.
    let seen = SignedNote(text: text, signatures: [own, changed, try two.sign(text)]).bytes
    #expect(try report(trail, try list([two.key], seen)).isSound)
  }

  @Test("see what was put back or rewritten")
  func putBack() throws {
    var trail = try WrittenTrail(records: 5)
    let early = try trail.read("checkpoint")
    trail.append()
    try trail.publish()
    let seen = try trail.checkpoint.signed(by: [trail.key, one])
    try trail.write(early, "checkpoint")
    #expect(try !report(trail, try list([one.key], seen)).isSound)
  }

  @Test("are listed as keys of witnesses", arguments: ["", "# none\n", "nonsense\n", "\n\n"])
  func refused(text: String) throws {
    #expect(throws: NoteError.self) { try WitnessList(Array(text.utf8)) }
    let key = try SigningKey.generate(origin: "a").verifierKey
    #expect(throws: NoteError.self) { try WitnessList(Array("\(key)\n".utf8)) }
  }
}
