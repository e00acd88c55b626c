import RemitAudit
import RemitTestSupport
import Synchronization
import Testing

/// Told by one task, asked by another.
private final class Flag: Sendable {
  private let state = Mutex(false)

  var isSet: Bool { state.withLock { $0 } }
  func set() { state.withLock { $0 = true } }
}

@Suite("Verifying beside a writer")
struct LiveTrailTests {
  @Test(
    "finds a trail sound while records, tiles and shards are written, and proves what is signed")
  func live() async throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/trail"
    let key = try SigningKey.generate(origin: "audit.example.com/live")
    var options = TrailOptions()
    options.segmentBytes = 1 << 20
    options.reserveBytes = 0
    options.integratesEvery = .milliseconds(1)
    options.shardRecordsMax = 150
    let trail = try Trail.open(path, key: key, options: options)
    let end = Flag()
    let writer = Task {
      defer { end.set() }
      for number in 0..<2_500 {
        _ = try await trail.append(
          ControlRecord(.administrationCalled, [("call", .number(Int64(number)))]))
      }
      try await trail.close()
    }
    let verifier = try TrailVerifier(keys: [key.verifierKey])
    var sizes: [UInt64] = []
    var pin: [UInt8]?
    while !end.isSet {
      var one = verifier
      one.pins = pin.map { [$0] } ?? []
      let report = try one.verify(path)
      try #require(report.damages == [])
      sizes.append(report.size)
      pin = try verifier.signedShards(path).last?.reader.checkpointBytes() ?? pin
    }
    try await writer.value
    #expect(sizes == sizes.sorted())
    let report = try verifier.verify(path)
    #expect(report.damages == [])
    #expect(report.shards.count >= 16)
    #expect(report.unsigned == 0)
    #expect(report.notes == [])
    #expect(report.shards.reduce(0) { $0 + ($1.kinds["admin.call"] ?? 0) } == 2_500)
    var proved = 0
    for shard in try verifier.signedShards(path) {
      for index in stride(from: 0, to: shard.checkpoint.size, by: 97) {
        let record = try shard.reader.entry(index, size: shard.checkpoint.size)
        let id = try record.withUnsafeBufferPointer { try ReadRecordHead($0).id }
        let found = try #require(try verifier.prove(id, in: path))
        #expect(found.verified.index == index)
        proved += 1
      }
    }
    #expect(proved >= 32)
  }

  @Test("counts what is durable and not signed yet")
  func unsigned() async throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/trail"
    let key = try SigningKey.generate(origin: "audit.example.com/live")
    var options = TrailOptions()
    options.segmentBytes = 1 << 20
    options.reserveBytes = 0
    options.integratesEvery = .seconds(3_600)
    let trail = try Trail.open(path, key: key, options: options)
    let verifier = try TrailVerifier(keys: [key.verifierKey])
    for _ in 0..<9 { _ = try await trail.append(ControlRecord(.trailRead)) }
    let before = try verifier.verify(path)
    #expect(before.damages == [])
    #expect(before.size + (before.unsigned ?? 0) == 10)
    #expect(before.unsigned == 9)
    try await trail.close()
    #expect(try verifier.verify(path).unsigned == 0)
  }
}
