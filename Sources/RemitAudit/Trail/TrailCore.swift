import RemitModel

/// What a trail does, step by step: nothing in it waits for anything but the disk, and nothing runs
/// beside it. Its two halves may be driven by two threads.
package struct TrailCore<D: Disk>: Sendable {
  package struct Settings: Sendable {
    package var origin: String
    /// Whether a trail is made where there is none.
    package var creates = true
    /// Of a segment, its head too.
    package var segmentSectors = 32_768
    /// Left free on the disk, for the last words; 0 for none.
    package var reserveBytes = 8 << 20
    /// What `trail.opened` says besides: which process this is.
    package var openedFields: [(name: String, value: ControlRecord.Field)] = []

    package init(origin: String) {
      self.origin = origin
    }
  }

  let disk: D
  let layout: TrailLayout
  let settings: Settings
  let keys: any CheckpointKeys
  let stamps: StampSource
  let files: DurableFiles<D>
  /// Lives as long as the trail is open.
  var lock: (any Sendable)?
  package internal(set) var writer: TrailWriter<D>
  package var integrator: TrailIntegrator<D>

  /// Whether the last record says that the shard is closed.
  private var isShardClosed = false
  /// Whether the last record says that the trail is closed.
  private var isClosed = false

  init(
    opening: TrailOpening<D>, stamps: StampSource, lock: any Sendable, writer: TrailWriter<D>,
    integrator: TrailIntegrator<D>
  ) {
    disk = opening.disk
    layout = opening.layout
    settings = opening.settings
    keys = opening.keys
    files = opening.files
    self.stamps = stamps
    self.lock = lock
    self.writer = writer
    self.integrator = integrator
  }

  /// The shard that is written.
  var shard: TrailShard { integrator.shard }
  package var origin: String { integrator.shard.origin }

  // MARK: - Records

  /// Makes records durable, all of them, and hands them to the integrator.
  ///
  /// - Returns: the number of the first.
  @discardableResult
  package mutating func commit(
    _ records: [TrailRecord], isLastWord: Bool = false
  ) throws(TrailError) -> UInt64 {
    let first = writer.nextIndex
    var rest = records[...]
    while !rest.isEmpty {
      let batch = try writer.commit(rest, isLastWord: isLastWord)
      integrator.take(batch)
      rest = rest.dropFirst(batch.records.count)
    }
    return first
  }

  @discardableResult
  package mutating func commit(
    _ control: ControlRecord, isLastWord: Bool = false
  ) throws(TrailError) -> UInt64 {
    try commit([control.encoded(stamps.next())], isLastWord: isLastWord)
  }

  /// Makes a segment ahead of need, if there is none.
  package mutating func makeSpare() throws(TrailError) {
    guard let number = writer.spareNumber else { return }
    writer.take(spare: try writer.folder.makeSpare(number))
  }

  // MARK: - Tiles and checkpoints

  /// Does all steps of the integration.
  package mutating func integrate() throws(TrailError) {
    while try integrator.step() {}
  }

  /// Lets other processes have the trail.
  mutating func unlock() { lock = nil }

  var reserve: TrailReserve<D> {
    TrailReserve(files: files, path: layout.reserve, bytes: settings.reserveBytes)
  }

  /// Says that the trail is closed, and signs for everything. May be called again where it failed.
  package mutating func close() throws(TrailError) {
    if !isClosed { try commit(ControlRecord(.trailClosed), isLastWord: true) }
    isClosed = true
    try integrate()
  }

  /// When the first record of the shard was made, in nanoseconds since 1970; `nil` where it is not
  /// there (any more).
  func timeOfFirstRecord() -> Int64? {
    let width = Int(min(integrator.integratedSize, UInt64(TilePath.widthMax)))
    guard width > 0,
      let bytes = try? disk.read(
        shard.folder + "/\(TilePath(.entries, number: 0, width: width))",
        bytesMax: EntryBundle.bytesMax)
    else { return nil }
    return bytes.withUnsafeBytes { bytes in
      guard
        let first = try? EntryBundle.entries(of: bytes, count: 1, isPrefix: true).first,
        let head = try? ReadRecordHead(
          UnsafeRawBufferPointer(rebasing: bytes[first]).bindMemory(to: UInt8.self)),
        // An instant has milliseconds, a record nanoseconds.
        let instant = try? Instant.parse(head.time.prefix(23) + "Z").get()
      else { return nil }
      // Nothing has said yet that the record is sound.
      let (nanoseconds, isOver) = instant.milliseconds.multipliedReportingOverflow(by: 1_000_000)
      return isOver ? nil : nanoseconds
    }
  }

  // MARK: - Pruning

  var pruner: TrailPruner<D> {
    TrailPruner(disk: disk, layout: layout, origin: settings.origin, keys: keys)
  }

  /// Takes away the records of a shard below a number, as far as whole bundles go.
  ///
  /// - Returns: the number of the first record that is left.
  @discardableResult
  package mutating func prune(shard: UInt32, below index: UInt64) throws(TrailError) -> UInt64 {
    guard let plan = try pruner.plan(shard: shard, below: index) else { return 0 }
    try commit(plan.record)
    try pruner.carryOut(plan)
    return plan.below
  }

  // MARK: - Shards

  /// Ends the shard and begins the next one. May be called again where it failed.
  ///
  /// A crash between any two steps leaves a trail whose last record is `shard.closed`, or one of the
  /// new shard; opening goes on from there.
  package mutating func rotate() throws(TrailError) {
    let next = TrailLayout.origin(settings.origin, shard: shard.number + 1)
    if !isShardClosed {
      try commit(ControlRecord(.shardClosed, [("next", .text(next))]))
      isShardClosed = true
    }
    try integrate()
    try beginShard()
    isShardClosed = false
  }

  /// Begins the next shard; the last record of this one says that it is closed, and its last
  /// checkpoint is in place.
  mutating func beginShard() throws(TrailError) {
    guard let last = integrator.checkpoint, last.size == writer.nextIndex else {
      throw .refused(words: "a shard cannot end before all its records are signed for")
    }
    let next = TrailShard(shard.number + 1, of: settings.origin, in: layout)
    let opened = ControlRecord(
      .shardOpened,
      [("origin", .text(next.origin))] + ShardLink(previous: last).fields
        + [("checkpoint", .text(String(decoding: integrator.signed, as: UTF8.self)))]
    ).encoded(stamps.next())
    let before = try segmentNumbers()
    let folder = JournalFolder(
      disk: disk, path: layout.journal, scratch: files, trail: writer.folder.trail,
      shard: next.number, sectors: settings.segmentSectors)
    do throws(DiskFailure) {
      for path in [layout.shards, next.folder] {
        try disk.makeFolder(path)
        try disk.syncFolder(parent(of: path))
      }
      let journal = try folder.makeBeginning(
        (before.last ?? 0) + 1, firstIndex: 0, records: [opened.bytes])
      for number in before { try folder.remove(number) }
      writer = TrailWriter(folder: folder, journal: journal, nextIndex: 1)
    } catch {
      throw TrailError(error)
    }
    integrator = TrailIntegrator(shard: next, journal: folder, keys: keys)
    integrator.take(CommittedBatch(firstIndex: 0, records: [opened.bytes], retired: nil))
  }

  private func segmentNumbers() throws(TrailError) -> [UInt32] {
    do throws(DiskFailure) {
      return try disk.names(in: layout.journal).compactMap(JournalFormat.number).sorted()
    } catch {
      throw TrailError(error)
    }
  }
}
