import Foundation
import RemitAudit
import RemitTestSupport
import Testing

@Suite("Verifying a trail")
struct TrailVerifierTests {
  @Test("a sound one is sound, whatever its size", arguments: [0, 1, 2, 255, 256, 257, 512, 700])
  func sound(size: Int) throws {
    let trail = try WrittenTrail(records: size)
    let report = try trail.report()
    #expect(report.damages == [])
    #expect(report.origin == WrittenTrail.origin)
    #expect(report.shards.map(\.size) == [UInt64(size)])
    #expect(report.shards[0].root == trail.checkpoint.root.base64)
    #expect(report.shards[0].kinds == (size == 0 ? [:] : ["admin.call": UInt64(size)]))
    #expect(
      report.shards[0].times?.lowerBound == (size == 0 ? nil : "2025-11-13T02:13:20.001000000Z"))
    #expect(report.notes == [])
  }

  @Test("three levels of tiles are followed, and progress is told")
  func large() throws {
    let trail = try WrittenTrail(records: 70_000)
    nonisolated(unsafe) var told: [UInt64] = []
    let report = try trail.verifier().verify(trail.path) { done, all in
      #expect(all == 70_000)
      told.append(done)
    }
    #expect(report.isSound)
    #expect(told.last == 70_000)
    #expect(told == told.sorted())
  }

  @Test("a copy of checkpoint and tiles is enough")
  func copied() throws {
    let trail = try WrittenTrail(records: 300)
    try trail.remove("remit-trail.json")
    #expect(try trail.report().isSound)
  }

  @Test("partial tiles may have gone, where the full ones are there")
  func partialsGone() throws {
    var trail = try WrittenTrail(records: 300)
    let early = try trail.read("checkpoint")
    for _ in 0..<400 { trail.append() }
    try trail.publish()
    for file in try trail.files() where file.contains(".p/44") { try trail.remove(file) }
    try trail.write(early, "checkpoint")
    // The hash of the first tile of level 0 is in the later, wider tile of level 1.
    try trail.write(Array(try trail.read("tile/1/000.p/2").prefix(32)), "tile/1/000.p/1")
    let report = try trail.report()
    #expect(report.damages == [])
    #expect(report.size == 300)
  }

  @Test("every changed byte is found, and its place is named")
  func changed() throws {
    let seed = testSeed()
    var random = SplitMix64(seed: seed)
    let trail = try WrittenTrail(records: 300)
    for file in try trail.files() where file != "remit-trail.json" {
      let original = try trail.read(file)
      let places =
        original.count < 300
        ? Array(original.indices) : (0..<40).map { _ in random.below(original.count) }
      for place in places {
        var bytes = original
        bytes[place] ^= 1 << UInt8(random.below(8))
        try trail.write(bytes, file)
        let report = try trail.report()
        let damage = try #require(
          report.damages.first, "\(file), byte \(place), REMIT_SEED=\(seed)")
        // A tile that was changed fits neither what is below it nor what is above.
        let isNamed = report.damages.contains {
          $0.file == file || "\($0)".contains(file) || file == "checkpoint"
        }
        #expect(isNamed, "\(file), byte \(place): \(damage), REMIT_SEED=\(seed)")
      }
      try trail.write(original, file)
    }
    #expect(try trail.report().isSound)
  }

  @Test("one changed record is one finding, with file, byte and number")
  func changedRecord() throws {
    let trail = try WrittenTrail(records: 300)
    let file = "tile/entries/001.p/44"
    var bytes = try trail.read(file)
    let start = trail.records[256..<266].reduce(0) { $0 + $1.count + 2 } + 2
    let digit = start + trail.records[266].count - 3
    bytes[digit] ^= 1
    try trail.write(bytes, file)
    let report = try trail.report()
    #expect(
      report.damages == [
        TrailDamage(
          file: file, offset: start, index: 266,
          words: "the record is not the one whose hash stands in tile/0/001.p/44")
      ])
  }

  @Test("a record changed together with tiles above it is found, however far up")
  func changedWithTiles() throws {
    for upTo in 1...4 {
      let trail = try WrittenTrail(records: 300)
      var other = try WrittenTrail(records: 5)
      other.append(.authenticationFailed)
      for _ in 6..<300 { other.append() }
      try other.publish()
      let files = ["tile/entries/000", "tile/0/000", "tile/1/000.p/1", "tile/entries/001.p/44"]
      for file in files.prefix(upTo) { try trail.write(try other.read(file), file) }
      let report = try trail.report()
      #expect(!report.isSound, "\(files.prefix(upTo))")
      // A changed root is told as such; anything below it by the tile that no longer fits.
      let expected = ["tile/entries/000", "tile/1/000.p/1", "checkpoint", "checkpoint"][upTo - 1]
      #expect(report.damages.map(\.file).contains(expected), "\(report.damages)")
    }
  }

  @Test("answers without a record are pointed out")
  func gaps() throws {
    var trail = try WrittenTrail(records: 3)
    trail.append(.gap, [("count", .number(7))])
    try trail.publish()
    let report = try trail.report()
    #expect(report.isSound)
    #expect(
      report.notes == [
        "decisions were answered without a record: 1 `trail.gap` in the trail say how many"
      ])
  }

  @Test("every file that is missing, cut short, longer, a folder or a link is found")
  func spoiltFiles() throws {
    let trail = try WrittenTrail(records: 300)
    for file in try trail.files() where file != "remit-trail.json" {
      let original = try trail.read(file)
      for spoilt in [[], Array(original.dropLast()), original + [0], original + original] {
        try trail.write(spoilt, file)
        #expect(try !trail.report().isSound, "\(file) with \(spoilt.count) bytes")
      }
      try trail.remove(file)
      let report = try trail.report()
      #expect(report.damages.contains { "\($0)".contains(file) }, "\(file): \(report.damages)")
      try FileManager.default.createDirectory(
        atPath: trail.path + "/" + file, withIntermediateDirectories: true)
      #expect(try !trail.report().isSound, "\(file) as a folder")
      try trail.remove(file)
      try trail.write(original, "elsewhere")
      try FileManager.default.createSymbolicLink(
        atPath: trail.path + "/" + file, withDestinationPath: trail.path + "/elsewhere")
      #expect(try !trail.report().isSound, "\(file) as a link")
      try trail.remove(file)
      #expect(mkfifo(trail.path + "/" + file, 0o600) == 0)
      #expect(try !trail.report().isSound, "\(file) as a pipe")
      try trail.remove(file)
      try trail.write(original, file)
    }
    #expect(try trail.report().isSound)
  }

  @Test("a file that is larger than it may be is not read")
  func tooLarge() throws {
    let trail = try WrittenTrail(records: 3)
    let handle = try #require(FileHandle(forWritingAtPath: trail.path + "/tile/0/000.p/3"))
    try handle.truncate(atOffset: 1 << 40)
    try handle.close()
    #expect(try trail.report().damages.first?.file == "tile/0/000.p/3")
  }

  @Test("a size that is only stated ends the reading soon", arguments: [1 << 62, 1 << 40, 1 << 20])
  func stated(size: UInt64) throws {
    let trail = try WrittenTrail(records: 3)
    let lie = Checkpoint(origin: trail.key.name, size: size, root: trail.checkpoint.root)
    try trail.write(try lie.signed(by: [trail.key]), "checkpoint")
    let report = try trail.report()
    #expect(!report.isSound)
    #expect(report.damages.count <= 100)
  }

  @Test("what another key signed, or nobody, or for another trail, is not taken")
  func signatures() throws {
    let trail = try WrittenTrail(records: 3)
    let other = try SigningKey.generate(origin: WrittenTrail.origin)
    try trail.write(try trail.checkpoint.signed(by: [other]), "checkpoint")
    #expect(try trail.report().damages.map(\.file) == ["checkpoint"])
    let elsewhere = Checkpoint(origin: "another", size: 3, root: trail.checkpoint.root)
    try trail.write(try elsewhere.signed(by: [trail.key]), "checkpoint")
    #expect(try trail.report().damages.map(\.file) == ["checkpoint"])
    try trail.write(try trail.checkpoint.signed(by: [other, trail.key]), "checkpoint")
    #expect(try trail.report().isSound)
  }

  @Test("what cannot be done is no finding")
  func impossible() throws {
    let trail = try WrittenTrail(records: 3)
    let other = try TrailVerifier(keys: [SigningKey.generate(origin: "another").verifierKey])
    #expect(
      throws: TrailError.otherOrigin(
        path: trail.path, found: WrittenTrail.origin, expected: "another")
    ) {
      try other.verify(trail.path)
    }
    #expect(throws: TrailError.missing(path: trail.path + "/none")) {
      try trail.verifier().verify(trail.path + "/none")
    }
    let empty = try TemporaryFolder()
    #expect(throws: TrailError.self) { try trail.verifier().verify(empty.path) }
    try trail.write(
      Array("{\"format\":\"remit-trail\",\"version\":2,\"origin\":\"a\"}".utf8), "remit-trail.json")
    #expect(throws: TrailError.newerVersion(path: trail.path, version: 2)) { try trail.report() }
    for text in ["", "[]", "{}", "{\"format\":\"other\",\"version\":1,\"origin\":\"a\"}", "\u{0}"] {
      try trail.write(Array(text.utf8), "remit-trail.json")
      #expect(throws: TrailError.self, "\(text)") { try trail.report() }
    }
  }

  @Test("a trail whose checkpoint was removed is damaged")
  func noCheckpoint() throws {
    let trail = try WrittenTrail(records: 3)
    try trail.remove("checkpoint")
    #expect(try trail.report().damages.map(\.file) == ["checkpoint"])
  }

  @Test("an old and a new key of the same name verify each its time")
  func rotatedKey() throws {
    var trail = try WrittenTrail(records: 3)
    let new = try SigningKey.generate(origin: WrittenTrail.origin)
    trail.append(.keyRotated)
    try trail.publish(by: [new])
    #expect(try !trail.report().isSound)
    let both = try TrailVerifier(keys: [trail.key.verifierKey, new.verifierKey])
    #expect(try both.verify(trail.path).isSound)
  }

  @Test("keys of two trails, none, or a witness's are no way to verify")
  func keys() throws {
    let key = try SigningKey.generate(origin: "one").verifierKey
    let other = try SigningKey.generate(origin: "two").verifierKey
    let witness = try Witness("one").key
    for keys in [[], [key, other], [witness], [key, witness]] {
      #expect(throws: NoteError.self) { try TrailVerifier(keys: keys) }
    }
  }
}

@Suite("Records of a trail")
struct RecordFormTests {
  private func damages(_ text: String) throws -> [TrailDamage] {
    var trail = try WrittenTrail(records: 2)
    trail.append(Array(text.utf8))
    try trail.publish()
    return try trail.report().damages
  }

  private static let id = "7fffffff-8694-739b-aea5-966c26f8ad91"
  private static let head =
    "{\"v\":1,\"kind\":\"decision\",\"id\":\"\(id)\",\"time\":\"2026-11-21T18:20:00.123456789Z\""

  @Test(
    "that are well formed are fine",
    arguments: [
      "}", " }", ",\"a\":{\"b\":[1,-2,true,null,\"ü\\u00e9\\n\"]}}", ",\"a\":1.5e3}",
      ",\"a\\u0062\":{}}",
      ",\"x\":\"\\ud83d\\ude00\"}", ",\"a\":{\"a\":{}},\"b\":[{\"a\":1},{\"a\":1}]}",
    ])
  func wellFormed(rest: String) throws {
    #expect(try damages(Self.head + rest) == [])
  }

  @Test(
    "that are not are found, with their number",
    arguments: [
      "", "x", "{}", "[]", "null", head, head + ",}", head + "}}", head + "}\n",
      head + ",\"a\":1,\"a\":2}", head + ",\"a\":{\"b\":1,\"\\u0062\":2}}", head + ",\n\"a\":1}",
      head + ",\"a\":\"\\ud800\"}", head + ",\"a\":01}", head + ",\"a\":nul}", head + ",\"id\":1}",
      head + ",\"a\":\"\t\"}", head + ",\"a\":" + String(repeating: "[", count: 5_000),
      head.replacing("\"v\":1", with: "\"v\":2") + "}",
      head.replacing("\"v\":1", with: "\"v\": 1") + "}",
      head.replacing("decision", with: "unheard.of") + "}", head.replacing("7f", with: "7F") + "}",
      head.replacing("18:20", with: "18.20") + "}", head.replacing("789Z", with: "789") + "}",
      head.replacing("kind", with: "id") + "}", head.replacing("\"time\"", with: "\"tim\"") + "}",
    ])
  func malformed(text: String) throws {
    let damages = try damages(text)
    #expect(damages.count == 1)
    #expect(damages.first?.file == "tile/entries/000.p/3")
    #expect(damages.first?.index == 2)
  }

  @Test("that are not UTF-8 are found")
  func notUTF8() throws {
    var trail = try WrittenTrail()
    trail.append(Array(Self.head.utf8) + Array(",\"a\":\"".utf8) + [0xFF] + Array("\"}".utf8))
    try trail.publish()
    #expect(try trail.report().damages.map(\.index) == [0])
  }

  @Test("no id comes twice, in a bundle or in the next", arguments: [0, 1, 200, 255, 256])
  func twice(index: Int) throws {
    var trail = try WrittenTrail(records: 257)
    let again = trail.records[index]
    trail.append(again)
    try trail.publish()
    #expect(try trail.report().damages.map(\.index) == [257])
  }

  @Test("ids may be exchanged where callers asked at once; far back is noted")
  func order() throws {
    var trail = try WrittenTrail(records: 3)
    let early = trail.stamp()
    for _ in 0..<300 { trail.append() }
    trail.append(ControlRecord(.trailRead).encoded(early).bytes)
    try trail.publish()
    #expect(try trail.report().notes == [])
    trail.skip(milliseconds: 100_000)
    let late = trail.stamp()
    trail.skip(milliseconds: 100_000)
    trail.append()
    trail.append(ControlRecord(.trailRead).encoded(late).bytes)
    try trail.publish()
    let report = try trail.report()
    #expect(report.damages == [])
    #expect(
      report.notes == [
        "record 305 of shard 1 was named 100 seconds before one that stands before it"
      ])
  }

  @Test("the quick look at JSON says yes only where the strict reader does")
  func quickLook() throws {
    // Through the verifier: a record that only the quick look took would pass here.
    let seed = testSeed()
    var random = SplitMix64(seed: seed)
    let sample = Array(
      (Self.head + ",\"a\":{\"b\":[1,-20,true,null,\"ü\\u00e9\\n\"],\"c\":\"\"},\"d\":[]}").utf8)
    let spare = Array("{}[]\",:\\u0d1-.eE nulltrue\u{7F}é\n".utf8)
    for _ in 0..<30_000 {
      var bytes = sample
      for _ in 0...random.below(3) {
        let place = random.between(80, bytes.count - 1)
        switch random.below(3) {
        case 0: bytes[place] = random.pick(spare)
        case 1: bytes.insert(random.pick(spare), at: place)
        default: bytes.remove(at: place)
        }
      }
      let isTaken = bytes.withUnsafeBufferPointer { (try? ReadRecordHead(checking: $0)) != nil }
      guard isTaken else { continue }
      let object = try? JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any]
      #expect(object != nil, "\(String(decoding: bytes, as: UTF8.self)), REMIT_SEED=\(seed)")
    }
  }
}
