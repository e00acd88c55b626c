import RemitAudit
import RemitTestSupport
import Testing

@Suite("Reading the records of a trail")
struct TrailRecordsTests {
  private func indices(_ trail: WrittenTrail, isBackwards: Bool = false) throws -> [UInt64] {
    let records = try TrailRecords(trail.path)
    var indices: [UInt64] = []
    func take(_ record: StoredRecord) -> Bool {
      indices.append(record.index)
      return true
    }
    if isBackwards {
      try records.forEachBackwards(take)
    } else {
      try records.forEach(take)
    }
    return indices
  }

  @Test(
    "ends where a checkpoint states more records than anybody could look for",
    .timeLimit(.minutes(1)))
  func stated() throws {
    let trail = try WrittenTrail(records: 3)
    try trail.remove("tile")
    let checkpoint = Checkpoint(
      origin: WrittenTrail.origin, size: Checkpoint.sizeMax, root: trail.checkpoint.root)
    try trail.write(try checkpoint.signed(by: [trail.key]), "checkpoint")
    #expect(try indices(trail).isEmpty)
    #expect(try indices(trail, isBackwards: true).isEmpty)
    let records = try TrailRecords(trail.path)
    #expect(try records.find(RecordID(milliseconds: 1, random: (0, 1))) == nil)
    #expect(try records.pruned().map(\.below) == [Checkpoint.sizeMax])
  }

  @Test("begins behind what was pruned, both ways")
  func pruned() throws {
    let trail = try WrittenTrail(records: 1_100)
    let id = try #require(try TrailRecords(trail.path).record(at: .init(shard: 1, index: 600))).id
    for file in ["000", "001"] { try trail.remove("tile/entries/" + file) }
    #expect(try indices(trail) == Array(512..<1_100))
    #expect(try indices(trail, isBackwards: true) == (512..<1_100).reversed())
    let records = try TrailRecords(trail.path)
    #expect(try records.pruned().map(\.below) == [512])
    #expect(try records.find(id)?.index == 600)
    #expect(try records.record(at: .init(shard: 1, index: 300)) == nil)
  }

  @Test(
    "is damage where a bundle is missing behind one that is there",
    arguments: [["003"], ["000", "003"], ["004.p/76"]])
  func missing(files: [String]) throws {
    let trail = try WrittenTrail(records: 1_100)
    for file in files { try trail.remove("tile/entries/" + file) }
    let last = try #require(files.last).prefix(3)
    for isBackwards in [false, true] {
      let error = #expect(throws: TrailError.self) {
        try indices(trail, isBackwards: isBackwards)
      }
      #expect("\(try #require(error))".contains("tile/entries/\(last)"))
    }
    let index: UInt64 = last == "003" ? 800 : 1_050
    #expect(throws: TrailError.self) {
      try TrailRecords(trail.path).record(at: .init(shard: 1, index: index))
    }
  }

  @Test(
    "a bundle is signed where each of its records is",
    arguments: [1, 2, 3, 200, 255, 256, 257, 259, 512, 513, 700, 1_100])
  func signed(size: Int) throws {
    let trail = try WrittenTrail(records: size)
    let verifier = try trail.verifier()
    let shards = try verifier.signedShards(trail.path)
    let records = try TrailRecords(trail.path)
    var count = 0
    try records.forEachBundle { bundle in
      count += try verifier.signed(bundle, in: shards).count
      // Fewer than are signed, as they are read beside a writer.
      #expect(try verifier.signed(Array(bundle.dropLast()), in: shards).count == bundle.count - 1)
      return true
    }
    #expect(count == size)
    let (full, rest) = size.quotientAndRemainder(dividingBy: 256)
    let newest = "tile/entries/00" + (rest == 0 ? "\(full - 1)" : "\(full).p/\(rest)")
    var bytes = try trail.read(newest)
    let place = try #require(bytes.lastIndex(of: UInt8(ascii: "n")))
    bytes[place] ^= 1
    try trail.write(bytes, newest)
    #expect(throws: TrailError.self) {
      try records.forEachBundle { bundle in
        try verifier.signed(bundle, in: shards).count == bundle.count
      }
    }
  }
}
