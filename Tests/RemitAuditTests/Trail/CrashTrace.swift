import RemitAudit
import RemitTestSupport

/// One life of a trail on a simulated disk. After every change of the disk it looks at what a crash
/// at this place could leave: opens that, and holds it against what was acknowledged and what was
/// signed.
///
/// Unchecked: a trace belongs to one thread.
final class CrashTrace: @unchecked Sendable {
  typealias Core = TrailCore<SimulatedDisk>

  struct Failure: Error, CustomStringConvertible {
    let description: String
  }

  static let origin = "trail.example/simulated"
  static let root = "trail"

  let key: TrailKeys?
  let disk: SimulatedDisk
  let keys: RecordingKeys
  var random: SplitMix64
  var model = LogModel()
  var core: Core?
  var states = 0
  /// Those in which signatures were real.
  var signedStates = 0
  var failure: Failure?
  /// The states of each kind of change.
  var counts: [SimulatedDisk.Operation: Int] = [:]
  private let settings: Core.Settings
  private let stamps: StampSource
  private let statesMax: Int
  /// Of how many changes in a hundred crashes are looked at: all, or fewer in a longer life.
  private let examinedPercent: Int
  private var recordNumber = 0

  /// - Parameter base: where the trace starts, and what is known of it.
  init(
    seed: UInt64, base: (image: DiskImage, model: LogModel)? = nil, key: TrailKeys? = nil,
    segmentSectors: Int, statesMax: Int, examinedPercent: Int = 100
  ) {
    random = SplitMix64(seed: seed)
    disk = SimulatedDisk(base?.image ?? DiskImage(), seed: random.next())
    model = base?.model ?? LogModel()
    self.key = key
    keys = RecordingKeys(key)
    var settings = Core.Settings(origin: Self.origin)
    settings.segmentSectors = segmentSectors
    settings.reserveBytes = 0
    self.settings = settings
    self.statesMax = statesMax
    self.examinedPercent = examinedPercent
    stamps = StampSource(clock: TestClock(), randomness: TestRandomness(seed: random.next()))
  }

  var isDone: Bool { states >= statesMax || failure != nil }

  // MARK: - The life

  /// Lives until there are enough states.
  ///
  /// - Parameter isExamined: whether crashes are looked at.
  func run(isExamined: Bool = true, steps: Int = .max) {
    if isExamined {
      disk.afterOperation = { [unowned self] operation, _ in examine(operation) }
    }
    var left = steps
    while !isDone, left > 0 {
      left -= 1
      step()
    }
    disk.afterOperation = nil
  }

  private func step() {
    guard core != nil else {
      open()
      return
    }
    switch random.below(100) {
    case 0..<38: commit(random.between(1, 5))
    case 38..<70: integrate(steps: random.between(1, 8))
    case 70..<76: integrate(steps: .max)
    case 76..<82: makeSpare()
    case 82..<85: close()
    case 85..<88: core = nil  // the process is killed
    case 88..<91: rotate()
    case 91..<93: prune()
    default: injectFault()
    }
  }

  private func open() {
    do throws(TrailError) {
      let core = try Core.open(
        Self.root, on: disk, keys: keys, settings: settings, stamps: stamps)
      self.core = core
      learn()
    } catch {
      refuse("opening", error)
    }
  }

  /// What a call that failed may say. The process ends after it, but for want of room.
  private func refuse(_ call: String, _ error: TrailError) {
    switch error {
    case .full:
      if call == "opening" { core = nil }
    case .poisoned, .unavailable:
      if disk.faults.isEmpty { fail("\(call): \(error), though nothing failed") }
      core = nil
    default: fail("\(call): \(error)")
    }
    disk.faults = [:]
  }

  func commit(_ count: Int) {
    guard var core else { return }
    let records = (0..<count).map { _ in record() }
    let origin = core.origin
    self.core = nil
    do throws(TrailError) {
      try core.commit(records)
      for record in records { model.append(record.bytes, to: origin) }
      self.core = core
    } catch {
      // What was acknowledged of it is not known: such records may be there or not.
      if error == .full { self.core = nil }
      refuse("committing", error)
    }
  }

  private func record() -> TrailRecord {
    recordNumber += 1
    let stamp = stamps.next()
    let filling = random.chance(10) ? random.between(400, 1_400) : random.between(1, 120)
    let bytes =
      Array("{\"v\":1,\"kind\":\"decision\",\"number\":\(recordNumber),\"x\":\"".utf8)
      + [UInt8](repeating: 0x61, count: filling) + Array("\"}".utf8)
    return TrailRecord(id: stamp.id, bytes: bytes)
  }

  func integrate(steps: Int) {
    for _ in 0..<steps {
      guard core != nil else { return }
      do throws(TrailError) {
        if try core?.integrator.step() != true { return }
      } catch {
        if error != .full { core = nil }
        refuse("integrating", error)
        return
      }
    }
  }

  private func makeSpare() {
    do throws(TrailError) {
      try core?.makeSpare()
    } catch {
      if error != .full { core = nil }
      refuse("making a segment", error)
    }
  }

  private func close() {
    do throws(TrailError) {
      try core?.close()
      if core != nil { learn() }
    } catch {
      refuse("closing", error)
    }
    core = nil
  }

  private func rotate() {
    // Where there is no room it is tried again, as the trail does; nothing may be recorded between.
    for _ in 0..<3 where core != nil {
      do throws(TrailError) {
        try core?.rotate()
        try core?.integrate()
        if core != nil { learn() }
        return
      } catch {
        if error != .full { core = nil }
        refuse("beginning a shard", error)
      }
    }
  }

  private func prune() {
    guard let core, core.origin == Self.origin, core.integrator.integratedSize >= 256 else {
      return
    }
    // From the first try on, they may be gone.
    model.shards[Self.origin]?.bundlesPruned = Int(core.integrator.integratedSize / 256)
    do throws(TrailError) {
      try self.core?.prune(shard: 1, below: .max)
      try self.core?.integrate()
      if self.core != nil { learn() }
    } catch {
      self.core = nil
      refuse("pruning", error)
    }
  }

  private func injectFault() {
    let fault: SimulatedDisk.Fault = random.chance(60) ? .io : .full
    disk.faults = [disk.operations + random.below(12): fault]
  }

  /// Takes over what a call has recorded by itself: all of it is signed for.
  private func learn() {
    do {
      let trail = StoredTrail(disk: disk, root: Self.root, origin: Self.origin)
      for (folder, origin) in trail.shards() {
        let known = model.shards[origin] ?? LogModel.Shard()
        let size = Int(try disk.checkpoint(in: folder)?.size ?? 0)
        let stored = try trail.bundles(folder, size: size, from: known.bundlesPruned)
        let records = StoredTrail.records(of: stored[...])
        for record in records.dropFirst(known.leaves.count - known.bundlesPruned * 256) {
          model.append(record, to: origin)
        }
      }
    } catch {
      fail("reading: \(error)")
    }
  }

  private func fail(_ words: String) {
    if failure == nil { failure = Failure(description: words) }
  }

  // MARK: - Crashes

  private func examine(_ operation: SimulatedDisk.Operation) {
    if isDone || !random.chance(examinedPercent) { return }
    let isUnsettled =
      !disk.image.changes.isEmpty || disk.image.files.values.contains { !$0.dirty.isEmpty }
    for _ in 0..<(isUnsettled ? random.between(2, 5) : 1) where !isDone {
      var branch = random.split()
      let crashed = disk.image.crashed(&branch)
      counts[operation, default: 0] += 1
      recover(crashed, signed: keys.signed, crashes: 0, &branch)
    }
  }

  private func recover(
    _ image: DiskImage, signed: [Checkpoint], crashes: Int, _ random: inout SplitMix64
  ) {
    states += 1
    let disk = SimulatedDisk(image, seed: random.next())
    let keys = RecordingKeys(key, signed: signed)
    let stamps = StampSource(
      clock: TestClock(), randomness: TestRandomness(seed: random.next()))
    if crashes < 2, random.chance(20) {
      // The machine goes down once more while the trail is brought into order.
      let last = random.below(40)
      disk.fault = { [unowned disk] _, _ in disk.operations > last ? .io : nil }
      _ = try? Core.open(Self.root, on: disk, keys: keys, settings: settings, stamps: stamps)
      disk.fault = nil
      let again = random.chance(70) ? disk.image.crashed(&random) : disk.image
      recover(again, signed: keys.signed, crashes: crashes + 1, &random)
      return
    }
    do {
      var core = try Core.open(
        Self.root, on: disk, keys: keys, settings: settings, stamps: stamps)
      try check(disk, keys.signed)
      if key != nil { signedStates += 1 }
      if random.chance(30) {
        let first = try core.commit([record()])
        try core.integrate()
        guard core.integrator.integratedSize == first + 1 else {
          throw Failure(description: "a new record is not signed for")
        }
        try check(disk, keys.signed)
      }
    } catch {
      fail("after a crash (\(crashes) more while opening): \(error)")
    }
  }

  /// Everything that was acknowledged is there, and nothing that was signed says otherwise.
  private func check(_ disk: SimulatedDisk, _ signed: [Checkpoint]) throws {
    let trail = StoredTrail(disk: disk, root: Self.root, origin: Self.origin)
    for (folder, origin) in trail.shards() {
      let own = signed.filter { $0.origin == origin }
      let bytes = try disk.checkpoint(in: folder)
      let size = bytes.map { Int($0.size) } ?? 0
      let known = model.shards[origin] ?? LogModel.Shard()
      let stored = try trail.bundles(folder, size: size, from: known.bundlesPruned)
      let kept = known.bytes(from: known.bundlesPruned)
      guard isPrefix(kept, of: stored) else {
        throw Failure(description: "\(origin): what was acknowledged is not there")
      }
      var log = known
      for record in StoredTrail.records(of: stored[kept.count...]) { log.append(record) }
      for checkpoint in own {
        guard Int(checkpoint.size) <= log.leaves.count,
          log.root(0..<Int(checkpoint.size)) == checkpoint.root
        else {
          throw Failure(
            description: "\(origin): a checkpoint of \(checkpoint.size) records was signed"
              + " that contradicts the log of \(log.leaves.count)")
        }
      }
    }
    for origin in model.shards.keys
    where !trail.shards().contains(where: { $0.origin == origin }) {
      throw Failure(description: "the shard \(origin) is gone")
    }
  }
}

extension SimulatedDisk {
  /// The checkpoint in a folder, whoever signed it.
  func checkpoint(in folder: String) throws -> Checkpoint? {
    guard let bytes = try? read(folder + "/checkpoint", bytesMax: .max) else { return nil }
    let lines = bytes.split(separator: 0x0A, maxSplits: 3, omittingEmptySubsequences: false)
    return try Checkpoint(text: Array(lines[..<3].joined(separator: [0x0A])) + [0x0A])
  }
}
