import RemitAudit
import RemitTestSupport
import Testing

/// A trail whose journal holds records that stand in no tile yet.
struct UnfinishedTrail {
  static let origin = CrashTrace.origin
  static let root = CrashTrace.root
  static let journal = root + "/.state/journal"
  static let sectorBytes = 512

  let image: DiskImage
  /// What was acknowledged, each record after its length.
  let acknowledged: [UInt8]
  let records: Int

  /// - Parameter batches: sizes of batches; each record has `recordBytes` bytes.
  init(batches: [Int], recordBytes: Int = 300, sectors: Int = 16) throws {
    let disk = SimulatedDisk()
    var core = try Self.open(disk, sectors: sectors)
    var number = 0
    for size in batches {
      let records = (0..<size).map { _ in
        number += 1
        return Self.record(number, bytes: recordBytes)
      }
      try core.commit(records)
    }
    if sectors == 16 { try core.makeSpare() }
    image = disk.image
    // Put into tiles in a copy, to see what they would be.
    let copy = SimulatedDisk(disk.image)
    core = try Self.open(copy, sectors: sectors)
    let size = try #require(core.integrator.checkpoint).size
    let all = try StoredTrail(disk: copy, root: Self.root, origin: Self.origin)
      .bundles(Self.root, size: Int(size))
    let records = StoredTrail.records(of: all[...]).dropLast()
    acknowledged = Array(all.prefix(records.reduce(0) { $0 + 2 + $1.count }))
    self.records = records.count
  }

  static func record(_ number: Int, bytes: Int) -> TrailRecord {
    let id = RecordID(milliseconds: 1_800_000_000_000 + UInt64(number), random: (0, 0))
    let stamp = RecordStamp(id: id, time: 1_800_000_000_000_000_000)
    let filling = String(repeating: "a", count: max(1, bytes - 130))
    return TrailRecord(
      id: id, bytes: recordBytes(stamp, "\"number\":\(number),\"x\":\"\(filling)\""))
  }

  @discardableResult
  static func open(
    _ disk: SimulatedDisk, sectors: Int = 16
  ) throws(TrailError) -> TrailCore<SimulatedDisk> {
    var settings = TrailCore<SimulatedDisk>.Settings(origin: origin)
    settings.segmentSectors = sectors
    settings.reserveBytes = 0
    return try TrailCore.open(
      root, on: disk, keys: RecordingKeys(), settings: settings,
      stamps: StampSource(clock: TestClock(), randomness: TestRandomness(seed: 1)))
  }

  /// Changes a file of a copy, and opens that.
  func opened(
    changing path: String, _ change: (inout [UInt8]) -> Void
  ) throws -> Result<SimulatedDisk, TrailError> {
    let disk = SimulatedDisk(image)
    var bytes = try disk.read(path, bytesMax: .max)
    change(&bytes)
    disk.replace(path, with: bytes)
    return opened(disk)
  }

  func opened(_ disk: SimulatedDisk) -> Result<SimulatedDisk, TrailError> {
    do throws(TrailError) {
      try Self.open(disk)
      return .success(disk)
    } catch {
      return .failure(error)
    }
  }

  var segments: [String] {
    image.folders[Self.journal, default: [:]].keys.sorted()
  }

  /// All that a disk's trail holds, each record after its length.
  static func stored(_ disk: SimulatedDisk) throws -> [UInt8] {
    let size = try #require(try disk.checkpoint(in: root)).size
    return try StoredTrail(disk: disk, root: root, origin: origin).bundles(root, size: Int(size))
  }
}

extension SimulatedDisk {
  /// Puts other bytes into a file, durably.
  func replace(_ path: String, with bytes: [UInt8]) {
    let (folder, name) = DiskImage.split(path)
    guard case .file(let id) = image.folders[folder]?[name] else { return }
    image.files[id] = DiskImage.File(durable: bytes, current: bytes)
  }
}

@Suite("A journal")
struct JournalDamageTests {
  /// Three segments, and a spare one.
  static func trail() throws -> UnfinishedTrail {
    try UnfinishedTrail(batches: [3, 1, 5, 2, 6, 4, 1, 8, 3])
  }

  @Test("of which any byte is changed is refused, with the place")
  func flips() throws {
    let trail = try Self.trail()
    #expect(trail.segments.count >= 4)
    var random = SplitMix64(seed: testSeed())
    var flips = 0
    for name in trail.segments {
      let path = UnfinishedTrail.journal + "/" + name
      let size = try SimulatedDisk(trail.image).read(path, bytesMax: .max).count
      for offset in 0..<size {
        let bit = UInt8(1) << UInt8(random.below(8))
        let outcome = try trail.opened(changing: path) { $0[offset] ^= bit }
        flips += 1
        guard case .failure(.damaged(let damage)) = outcome,
          damage.file == ".state/journal/" + name, damage.offset == offset / 512 * 512
        else {
          Issue.record("\(name), byte \(offset), bit \(bit): \(outcome)")
          return
        }
      }
    }
    print("journal: \(flips) bytes changed, each noticed in its place")
  }

  @Test("whose last batch is torn is cut there, which is recorded; acknowledged records stay")
  func torn() throws {
    let trail = try UnfinishedTrail(batches: [3, 1], recordBytes: 700, sectors: 40)
    let disk = SimulatedDisk(trail.image)
    // A crash while a batch of six sectors is written: each of them is there or not.
    var core = try UnfinishedTrail.open(disk, sectors: 40)
    let before = disk.image
    let known = try UnfinishedTrail.stored(disk)
    disk.fault = { operation, path in operation == .sync ? .io : nil }
    #expect(throws: TrailError.self) {
      try core.commit((1...4).map { UnfinishedTrail.record($0, bytes: 700) })
    }
    let path = try #require(
      before.folders[UnfinishedTrail.journal]?.keys.sorted().last.map {
        UnfinishedTrail.journal + "/" + $0
      })
    let old = try SimulatedDisk(before).read(path, bytesMax: .max)
    let new = try disk.read(path, bytesMax: .max)
    let sectors = (0..<old.count / 512).filter {
      old[$0 * 512..<$0 * 512 + 512] != new[$0 * 512..<$0 * 512 + 512]
    }
    #expect(sectors.count == 6)
    for kept in 0..<64 {
      let copy = SimulatedDisk(before)
      var bytes = old
      for (place, sector) in sectors.enumerated() where kept >> place & 1 == 1 {
        bytes.replaceSubrange(
          sector * 512..<sector * 512 + 512, with: new[sector * 512..<sector * 512 + 512])
      }
      copy.replace(path, with: bytes)
      try UnfinishedTrail.open(copy, sectors: 40)
      let stored = try UnfinishedTrail.stored(copy)
      #expect(isPrefix(known, of: stored))
      let added = StoredTrail.records(of: stored[known.count...])
        .map { String(decoding: $0, as: UTF8.self) }
      switch kept {
      case 0: #expect(added.count == 1, "nothing of the batch: \(added)")
      case 63: #expect(added.count == 5, "all of it")
      default:
        #expect(added.count == 2 && added[0].contains("trail.truncated"), "\(kept): \(added)")
        #expect(added[0].contains("\"offset\":\((sectors.first ?? 0) * 512)"))
      }
    }
  }

  @Test("of which a segment is gone is refused")
  func missingSegment() throws {
    let trail = try Self.trail()
    for name in trail.segments.dropFirst().dropLast() {
      let disk = SimulatedDisk(trail.image)
      try disk.remove(UnfinishedTrail.journal + "/" + name)
      guard case .failure(.damaged(let damage)) = trail.opened(disk) else {
        Issue.record("\(name)")
        continue
      }
      #expect(damage.file == ".state/journal/" + name)
    }
    let first = SimulatedDisk(trail.image)
    try first.remove(UnfinishedTrail.journal + "/" + trail.segments[0])
    guard case .failure(.damaged) = trail.opened(first) else {
      Issue.record("the first")
      return
    }
    let all = SimulatedDisk(trail.image)
    for name in trail.segments { try all.remove(UnfinishedTrail.journal + "/" + name) }
    guard case .failure(.damaged) = trail.opened(all) else {
      Issue.record("all")
      return
    }
  }

  @Test("with a sector blanked, cut short, swapped, or followed by a batch is refused")
  func damaged() throws {
    let trail = try Self.trail()
    let path = UnfinishedTrail.journal + "/" + trail.segments[0]
    let other = try SimulatedDisk(trail.image).read(
      UnfinishedTrail.journal + "/" + trail.segments[1], bytesMax: .max)
    for (what, change) in [
      ("cut short", { $0.removeLast(512) }), ("one byte longer", { $0.append(0) }),
      ("empty", { $0 = [] }), ("another segment", { $0 = other }),
      ("a sector blank", { $0.replaceSubrange(1_024..<1_536, with: repeatElement(0, count: 512)) }),
      (
        "sectors swapped",
        { bytes in
          let sector = Array(bytes[512..<1_024])
          bytes.replaceSubrange(512..<1_024, with: Array(bytes[1_024..<1_536]))
          bytes.replaceSubrange(1_024..<1_536, with: sector)
        }
      ),
    ] as [(String, (inout [UInt8]) -> Void)] {
      guard case .failure(.damaged(let damage)) = try trail.opened(changing: path, change) else {
        Issue.record("\(what)")
        continue
      }
      #expect(damage.file == ".state/journal/" + trail.segments[0], "\(what): \(damage)")
    }
  }

  @Test("of another trail is refused")
  func otherTrail() throws {
    let trail = try Self.trail()
    let disk = SimulatedDisk(trail.image)
    var settings = TrailCore<SimulatedDisk>.Settings(origin: "trail.example/other")
    settings.segmentSectors = 16
    disk.replace(
      UnfinishedTrail.root + "/remit-trail.json",
      with: Array(#"{"format":"remit-trail","version":1,"origin":"trail.example/other"}"#.utf8))
    let error = #expect(throws: TrailError.self) {
      try TrailCore.open(
        UnfinishedTrail.root, on: disk, keys: RecordingKeys(), settings: settings,
        stamps: StampSource(clock: TestClock(), randomness: TestRandomness(seed: 1)))
    }
    #expect(error?.description.contains("another trail") == true)
  }
}
