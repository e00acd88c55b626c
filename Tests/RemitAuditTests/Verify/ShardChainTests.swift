import RemitAudit
import RemitTestSupport
import Testing

@Suite("Shards of a trail")
struct ShardChainTests {
  private func trail() throws -> WrittenTrail {
    var trail = try WrittenTrail(records: 300)
    try trail.rotate()
    for _ in 0..<20 { trail.append() }
    try trail.rotate()
    return trail
  }

  @Test("are verified in order, each as a tree of its own")
  func sound() throws {
    let report = try trail().report()
    #expect(report.damages == [])
    #expect(report.shards.map(\.number) == [1, 2, 3])
    #expect(report.shards.map(\.size) == [301, 22, 1])
    #expect(
      report.shards.map(\.origin) == [
        WrittenTrail.origin, WrittenTrail.origin + "/2", WrittenTrail.origin + "/3",
      ])
  }

  @Test("say what the one before them was")
  func wrongLink() throws {
    for other in [
      Checkpoint(origin: WrittenTrail.origin, size: 4, root: .empty),
      Checkpoint(origin: "another", size: 4, root: .empty),
    ] {
      var trail = try WrittenTrail(records: 3)
      try trail.rotate { _ in ShardLink(previous: other) }
      let report = try trail.report()
      #expect(report.damages.map(\.file) == ["shards/0002/tile/entries/000.p/1"])
      #expect(report.damages.map(\.index) == [0])
    }
  }

  @Test("are closed before the next begins")
  func unclosed() throws {
    var trail = try WrittenTrail(records: 3)
    try trail.rotate(closes: false)
    #expect(try trail.report().damages.map(\.index) == [2])
  }

  @Test("that begin with another record are found")
  func unopened() throws {
    var trail = try trail()
    var other = try WrittenTrail(records: 0)
    other.append()
    try other.publish()
    for file in ["tile/0/000.p/1", "tile/entries/000.p/1"] {
      try trail.write(try other.read(file), "shards/0003/" + file)
    }
    let forged = Checkpoint(
      origin: WrittenTrail.origin + "/3", size: 1, root: other.checkpoint.root)
    try trail.write(try forged.signed(by: [trail.key]), "shards/0003/checkpoint")
    #expect(try !trail.report().isSound)
    _ = trail.stamp()
  }

  @Test("missing in the row are damage; a last one that was removed is noted")
  func missing() throws {
    let trail = try trail()
    try trail.remove("shards/0002")
    #expect(try trail.report().damages.map(\.file) == ["shards/0002/"])
    let other = try self.trail()
    try other.remove("shards/0003")
    let report = try other.report()
    #expect(report.damages == [])
    #expect(report.notes.count == 1)
  }

  @Test("that were just begun have no checkpoint yet, which is no damage")
  func begun() throws {
    let trail = try trail()
    try trail.write([], "shards/0004/tmp")
    let report = try trail.report()
    #expect(report.damages == [])
    #expect(report.shards.count == 3)
    #expect(report.notes == ["shard 4 was just begun and has no checkpoint yet"])
    // One that has tiles had a checkpoint, unless the journal has all of it.
    try trail.remove("shards/0004")
    try trail.remove("shards/0003/checkpoint")
    #expect(try trail.report().damages.map(\.file) == ["shards/0003/checkpoint"])
    try trail.remove("shards/0002/checkpoint")
    #expect(
      try trail.report().damages.map(\.file) == [
        "shards/0002/checkpoint", "shards/0003/checkpoint",
      ])
  }

  @Test("pruned as a record says are verified from there on")
  func pruned() throws {
    var trail = try WrittenTrail(records: 700)
    trail.append(.pruned, Pruning(shard: 1, minimumIndex: 512).fields)
    try trail.publish()
    for file in ["tile/entries/000", "tile/entries/001", "tile/0/000", "tile/0/001"] {
      try trail.remove(file)
    }
    let report = try trail.report()
    #expect(report.damages == [])
    #expect(report.shards.first?.prunedBelow == 512)
    #expect(report.notes.count == 1)
    // What is kept is still bound to the signature.
    var bytes = try trail.read("tile/entries/002.p/189")
    bytes[40] ^= 1
    try trail.write(bytes, "tile/entries/002.p/189")
    #expect(try !trail.report().isSound)
  }

  @Test("that lack more than a record says was pruned are damaged")
  func lost() throws {
    var trail = try WrittenTrail(records: 700)
    try trail.remove("tile/entries/000")
    #expect(try trail.report().damages.map(\.index) == [0])
    trail.append(.pruned, Pruning(shard: 1, minimumIndex: 256).fields)
    try trail.publish()
    #expect(try trail.report().isSound)
    try trail.remove("tile/entries/001")
    #expect(try trail.report().damages.map(\.index) == [256])
  }

  @Test("pruned whole are verified by their hashes, as a later shard says")
  func prunedWhole() throws {
    var trail = try WrittenTrail(records: 300)
    try trail.rotate()
    trail.append(.pruned, Pruning(shard: 1, minimumIndex: 301).fields)
    try trail.publish()
    try trail.remove("tile/entries")
    let report = try trail.report()
    #expect(report.damages == [])
    #expect(report.shards.first?.prunedBelow == 301)
  }
}
