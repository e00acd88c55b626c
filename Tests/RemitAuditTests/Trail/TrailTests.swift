import Foundation
import RemitAudit
import RemitTestSupport
import Synchronization
import Testing

@Suite("A trail")
struct TrailTests {
  @Test("keeps records in the order of their numbers, and says when it was opened and closed")
  func order() async throws {
    let notebook = try Notebook()
    let trail = try notebook.open()
    for number in 1...300 {
      let receipt = try await trail.append(word: "w\(number)")
      #expect(receipt.index == UInt64(number))
      #expect(receipt.origin == "trail.example/notes")
    }
    try await trail.close()
    let records = try notebook.records()
    #expect(records.count == 302)
    #expect(records[0].contains(#""kind":"trail.opened""#))
    for number in 1...300 { #expect(records[number].hasSuffix("\"word\":\"w\(number)\"}")) }
    #expect(records[301].contains(#""kind":"trail.closed""#))
    let report = try notebook.verified()
    #expect(report.isSound, "\(report.damages)")
  }

  @Test("goes on where it ended, and its checkpoint is signed by its key")
  func reopened() async throws {
    let notebook = try Notebook()
    for round in 0..<3 {
      let trail = try notebook.open()
      try await trail.append(word: "r\(round)")
      try await trail.close()
      let bytes = try notebook.disk.read(notebook.path + "/checkpoint", bytesMax: 10_000)
      let opened = try Checkpoint.open(
        bytes, origin: "trail.example/notes", trusting: [notebook.key.verifierKey])
      #expect(opened.checkpoint.size == UInt64(3 * round + 3))
    }
    #expect(
      try notebook.kinds()
        == Array(
          repeating: ["trail.opened", "decision", "trail.closed"], count: 3
        ).flatMap { $0 })
  }

  @Test("of many callers at once gives each its own number, and syncs for many together")
  func concurrent() async throws {
    let notebook = try Notebook(isInMemory: false)
    let trail = try notebook.open()
    let kept = await withTaskGroup(of: [String: UInt64].self) { group in
      for caller in 0..<32 {
        group.addTask {
          var receipts: [String: UInt64] = [:]
          for number in 0..<40 {
            let word = "c\(caller)n\(number)"
            receipts[word] = try? await trail.append(word: word).index
          }
          return receipts
        }
      }
      return await group.reduce(into: [:]) { all, own in all.merge(own) { first, _ in first } }
    }
    #expect(trail.health.batchesTotal < 1_280)
    try await trail.close()
    let records = try notebook.records()
    #expect(kept.count == 1_280)
    for (word, index) in kept { #expect(records[Int(index)].hasSuffix("\"\(word)\"}")) }
  }

  @Test("is for its owner's eyes only, and its file names the origin")
  func modes() async throws {
    let notebook = try Notebook()
    let trail = try notebook.open()
    try await trail.close()
    let files = try #require(FileManager.default.enumerator(atPath: notebook.path))
    for case let name as String in files {
      let attributes = try FileManager.default.attributesOfItem(
        atPath: notebook.path + "/" + name)
      let isFolder = attributes[.type] as? FileAttributeType == .typeDirectory
      #expect(attributes[.posixPermissions] as? Int == (isFolder ? 0o700 : 0o600), "\(name)")
    }
    #expect(
      try String(contentsOfFile: notebook.path + "/remit-trail.json", encoding: .utf8)
        == #"{"format":"remit-trail","version":1,"origin":"trail.example/notes"}"# + "\n")
  }

  @Test("is written by one at a time")
  func locked() async throws {
    let notebook = try Notebook()
    let trail = try notebook.open()
    #expect(throws: TrailError.locked(path: notebook.path)) { try notebook.open() }
    try await trail.close()
    try await notebook.open().close()
  }

  @Test("that is missing, is something else, newer, or of another origin is refused and left alone")
  func foreign() async throws {
    let notebook = try Notebook()
    var options = Notebook.options
    options.creates = false
    #expect(throws: TrailError.missing(path: notebook.path)) { try notebook.open(options) }
    #expect(!FileManager.default.fileExists(atPath: notebook.path))

    try notebook.folder.write("mine", to: "trail/letter.txt")
    let other = #expect(throws: TrailError.self) { try notebook.open() }
    #expect(other?.description.contains("letter.txt") == true)
    try FileManager.default.removeItem(atPath: notebook.path + "/letter.txt")

    for (marker, words) in [
      (#"{"format":"remit-trail","version":2,"origin":"trail.example/notes"}"#, "newer Remit"),
      (#"{"format":"remit-trail","version":1,"origin":"trail.example/other"}"#, "other`, not of"),
      (#"{"format":"remit-trail","version":1}"#, "no origin"),
      (#"{"format":"something"}"#, "something else"), ("[1]", "no JSON object"), ("{", "no JSON"),
      (String(repeating: " ", count: 70_000), "too large"),
    ] {
      try notebook.folder.write(marker, to: "trail/remit-trail.json")
      let error = #expect(throws: TrailError.self) { try notebook.open() }
      #expect(error?.description.contains(words) == true, "\(error as Any)")
      #expect(try notebook.disk.names(in: notebook.path) == ["remit-trail.json"])
    }
  }

  @Test("of another key under the same name is refused")
  func otherKey() async throws {
    let notebook = try Notebook()
    try await notebook.open().close()
    let other = try SigningKey.generate(origin: "trail.example/notes")
    let error = #expect(throws: TrailError.self) { try notebook.open(key: other) }
    #expect(error?.description.contains("not signed by the key") == true)
  }

  @Test("takes a new key while the old one signs beside it, and records that")
  func keyRotation() async throws {
    let notebook = try Notebook()
    try await notebook.open().close()
    let new = try SigningKey.generate(origin: "trail.example/notes")
    var options = Notebook.options
    options.olderKeys = [notebook.key]
    try await notebook.open(options, key: new).close()
    let bytes = try notebook.disk.read(notebook.path + "/checkpoint", bytesMax: 10_000)
    for key in [new, notebook.key] {
      _ = try Checkpoint.open(
        bytes, origin: "trail.example/notes", trusting: [key.verifierKey])
    }
    // Both have signed: the old one may go.
    try await notebook.open(key: new).close()
    #expect(
      try notebook.kinds() == [
        "trail.opened", "trail.closed", "key.rotated", "trail.opened", "trail.closed",
        "trail.opened", "trail.closed",
      ])
  }

  @Test("that is closed takes nothing more, however often it is closed")
  func closed() async throws {
    let notebook = try Notebook()
    let trail = try notebook.open()
    try await trail.close()
    try await trail.close()
    await #expect(throws: TrailError.closed) { try await trail.append(word: "late") }
    #expect(trail.health.state == .closed)
  }

  @Test("says how many answers went out without a record, before the next one")
  func gap() async throws {
    let notebook = try Notebook()
    let trail = try notebook.open()
    for _ in 0..<3 { trail.noteDropped(because: "a test") }
    try await trail.append(word: "next")
    #expect(trail.health.droppedTotal == 3)
    try await trail.close()
    let records = try notebook.records()
    let gaps = records.filter { $0.contains(#""kind":"trail.gap""#) }
    let counted = gaps.compactMap { gap in
      gap.firstMatch(of: /"count":(\d+)/).flatMap { Int($0.output.1) }
    }
    #expect(counted.reduce(0, +) == 3)
    #expect(gaps.first?.contains(#""reason":"a test""#) == true)
    let next = try #require(records.firstIndex { $0.contains("\"next\"") })
    #expect(records[..<next].contains { $0.contains("trail.gap") })
  }

  @Test("records that the clock went back, and leaves times and the order of names as they are")
  func clockJump() async throws {
    let notebook = try Notebook()
    let trail = try notebook.open(clock: notebook.clock)
    let before = try await trail.append(word: "before")
    notebook.clock.advance(-3_600_000_000_000)
    let after = try await trail.append(word: "after")
    #expect(before.id < after.id)
    try await trail.close()
    #expect(
      try notebook.kinds() == [
        "trail.opened", "decision", "clock.jump", "decision", "trail.closed",
      ])
  }

  @Test("signs again when nothing happens for long")
  func heartbeat() async throws {
    let notebook = try Notebook()
    var options = Notebook.options
    options.signsAgainAfter = .milliseconds(100)
    let trail = try notebook.open(options)
    let renames = Mutex(0)
    notebook.disk.interpose { operation, path in
      if operation == .rename, path.hasSuffix("/checkpoint") { renames.withLock { $0 += 1 } }
      return nil
    }
    for _ in 0..<500 where renames.withLock({ $0 }) < 3 {
      try await Task.sleep(for: .milliseconds(20))
    }
    #expect(renames.withLock { $0 } >= 3)
    try await trail.close()
    #expect(try notebook.kinds() == ["trail.opened", "trail.closed"])
  }

  @Test("begins a new shard when one is old, also when it was begun by an earlier process")
  func oldShard() async throws {
    let notebook = try Notebook()
    var options = Notebook.options
    options.shardAgeMax = .seconds(3_600)
    let trail = try notebook.open(options, clock: notebook.clock)
    try await trail.append(word: "young")
    #expect(trail.health.origin == "trail.example/notes")
    try await trail.close()
    notebook.clock.advance(3_601_000_000_000)
    let again = try notebook.open(options, clock: notebook.clock)
    #expect(again.health.origin == "trail.example/notes")
    #expect(try await again.append(word: "old").origin == "trail.example/notes/2")
    #expect(try await again.append(word: "new").origin == "trail.example/notes/2")
    try await again.close()
    let report = try notebook.verified()
    #expect(report.isSound, "\(report.damages)")
  }

  @Test("begins a new shard when one is full, which says where the old one ended")
  func shards() async throws {
    let notebook = try Notebook()
    var options = Notebook.options
    options.shardRecordsMax = 20
    let trail = try notebook.open(options)
    var receipts: [Receipt] = []
    for number in 0..<50 { receipts.append(try await trail.append(word: "w\(number)")) }
    try await trail.close()
    let all = try ["", "/shards/0002", "/shards/0003"].map { try notebook.records(shard: $0) }
    #expect(all[0].last?.contains(#""kind":"shard.closed""#) == true)
    #expect(all[0].last?.contains(#""next":"trail.example/notes/2""#) == true)
    #expect(all[1].first?.contains(#""kind":"shard.opened""#) == true)
    #expect(all[1].first?.contains(#""previous":"trail.example/notes""#) == true)
    for (number, receipt) in receipts.enumerated() {
      let shard = receipt.origin.hasSuffix("/2") ? 1 : receipt.origin.hasSuffix("/3") ? 2 : 0
      #expect(all[shard][Int(receipt.index)].contains("\"w\(number)\""))
    }
    let again = try notebook.open(options)
    #expect(again.health.origin == "trail.example/notes/3")
    try await again.close()
    let report = try notebook.verified()
    #expect(report.isSound, "\(report.damages)")
  }
}

@Suite("Pruning")
struct PruningTests {
  @Test("takes whole bundles of old records away, says so, and leaves the rest as it was")
  func prune() async throws {
    let notebook = try Notebook()
    let trail = try notebook.open()
    await withTaskGroup(of: Void.self) { group in
      for number in 0..<700 { group.addTask { _ = try? await trail.append(word: "w\(number)") } }
    }
    try await trail.wait { $0.integratedSize == 701 }
    #expect(try await trail.prune(below: 255) == 0)
    #expect(try await trail.prune(below: 600) == 512)
    #expect(try await trail.prune(below: 600) == 512)
    await #expect(throws: TrailError.self) { try await trail.prune(below: 600, inShard: 2) }
    try await trail.append(word: "later")
    try await trail.close()
    for name in ["entries/000", "entries/001", "0/000", "0/001"] {
      #expect(!FileManager.default.fileExists(atPath: notebook.path + "/tile/" + name), "\(name)")
    }
    let again = try notebook.open()
    try await again.append(word: "last")
    try await again.close()
    let checkpoint = try Checkpoint.open(
      try notebook.disk.read(notebook.path + "/checkpoint", bytesMax: 10_000),
      origin: "trail.example/notes", trusting: [notebook.key.verifierKey]
    ).checkpoint
    // 701, the two that say it, one more, closed; opened, one more, closed.
    #expect(checkpoint.size == 708)
    let bundle = try notebook.disk.read(
      "\(notebook.path)/\(TilePath(.entries, number: 2, width: 708 - 512))", bytesMax: .max)
    let records = StoredTrail.records(of: bundle[...]).map { String(decoding: $0, as: UTF8.self) }
    #expect(records.count { $0.contains(#""kind":"trail.pruned""#) } == 2)
    #expect(records.contains { $0.contains(#""shard":1,"minimum_index":512}"#) })
    #expect(try notebook.verified().isSound)
  }
}
