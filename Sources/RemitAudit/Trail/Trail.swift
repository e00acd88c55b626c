import Foundation

/// A log of records that is durable before it says so, and that anyone can verify.
///
/// A record is written to a journal and synced before `append` returns; records of callers that wait
/// at the same time share one sync. In the background they are put into a Merkle tree in files
/// (C2SP tlog-tiles), and a checkpoint is signed for what is durable. What happens when the process
/// or the machine dies at any moment is that everything acknowledged is there at the next opening.
///
/// One process writes a trail; many threads may. Not for folders on network file systems, whose
/// locks and syncs do not keep what they promise.
///
/// ```swift
/// let trail = try Trail.open("/var/lib/app/trail", key: key)
/// let receipt = try await trail.append(record)
/// try await trail.close()
/// ```
public final class Trail: Sendable {
  /// The trail's folder.
  public let directory: String
  private let runtime: any TrailRunning

  private init(_ directory: String, running runtime: any TrailRunning) {
    self.directory = directory
    self.runtime = runtime
    runtime.start()
  }

  /// Opens a trail for writing, makes it where there is none, and brings it into order after
  /// whatever happened to it.
  ///
  /// - Parameters:
  ///   - directory: the trail's folder; the folder above it must be there.
  ///   - key: the trail's; its name is the trail's origin.
  /// - Throws: `TrailError`; where it is `damaged` nothing in the trail was changed.
  /// - Complexity: linear in what had not been put into tiles when the trail was last written, some
  ///   seconds' worth at most; independent of the trail's size.
  public static func open(
    _ directory: String, key: SigningKey, options: TrailOptions = TrailOptions()
  ) throws(TrailError) -> Trail {
    try open(
      directory, on: SystemDisk(), key: key, options: options,
      stamps: StampSource(clock: SystemTrailClock(), randomness: SystemTrailRandomness()))
  }

  package static func open<D: Disk>(
    _ directory: String, on disk: D, key: SigningKey, options: TrailOptions, stamps: StampSource
  ) throws(TrailError) -> Trail {
    if let problem = options.problem() { throw .refused(words: problem) }
    if let other = options.olderKeys.first(where: { $0.name != key.name }) {
      throw .refused(words: "the older key is of `\(other.name)`, not of `\(key.name)`")
    }
    var settings = TrailCore<D>.Settings(origin: key.name)
    settings.creates = options.creates
    settings.segmentSectors = options.segmentBytes / JournalFormat.sectorBytes
    settings.reserveBytes = options.reserveBytes
    settings.openedFields =
      [("pid", .number(Int64(ProcessInfo.processInfo.processIdentifier)))]
      + options.instance.map { ($0.name, .text($0.value)) }
    let core = try TrailCore.open(
      directory, on: disk, keys: TrailKeys(key, beside: options.olderKeys), settings: settings,
      stamps: stamps)
    do throws(TrailError) {
      try core.reserve.make()
    } catch  where error == .full {
      // The trail goes on for as long as there is room.
    }
    return Trail(directory, running: TrailRuntime(core, options: options))
  }

  deinit { runtime.abandon() }

  /// Keeps a record, and returns when it is durable. Safe from any thread.
  ///
  /// - Throws: `overloaded` where too much waits, `full` where the disk has no room, `poisoned`
  ///   where it failed, `closed`, `tooLarge`: the record is not kept. `timedOut` where it took too
  ///   long: the record may be kept still.
  /// - Complexity: one sync of the disk, shared with all who wait at the same time.
  public func append(_ record: TrailRecord) async throws(TrailError) -> Receipt {
    try await runtime.append(record)
  }

  /// Keeps records in this order, and returns when all are durable.
  ///
  /// - Throws: as `append` of one does; then the last is not durable, while a beginning of the
  ///   others may be.
  package func append(_ records: [TrailRecord]) async throws(TrailError) {
    try await runtime.append(records)
  }

  /// Keeps a control record, as `append` does a record.
  @discardableResult
  package func append(_ control: ControlRecord) async throws(TrailError) -> Receipt {
    try await runtime.append(control.encoded(stamp()))
  }

  /// The time and the name of the next record; names ascend.
  package func stamp() -> RecordStamp { runtime.stamps.next() }

  /// Counts an answer that went out without a record. When records are taken again, the first says
  /// how many there were, from when to when, and why.
  package func noteDropped(because reason: String) {
    runtime.queue.noteDropped(at: runtime.stamps.clock.now(), because: reason)
  }

  /// Takes old records away for good: whole bundles of 256 that are signed for. Nothing does this
  /// by itself. Later records can be proved still; that these were there can not.
  ///
  /// - Parameters:
  ///   - index: records of the shard below it go, but for those that share a bundle with others.
  ///   - shard: the number of the shard, from 1.
  /// - Returns: the number of the first record that is left.
  /// - Throws: `missing` where there is no such shard, and what `append` throws: that records were
  ///   taken away is recorded first.
  /// - Complexity: two calls of the file system for 256 records.
  @discardableResult
  public func prune(below index: UInt64, inShard shard: UInt32 = 1) async throws(TrailError)
    -> UInt64
  {
    try await runtime.prune(shard: shard, below: index)
  }

  /// Takes no more records, makes those durable that wait, says that the trail is closed, and signs
  /// for everything. Every later call does nothing but throw what the first one threw.
  public func close() async throws(TrailError) {
    try await runtime.close()
  }

  /// How the trail is doing. Waits for nothing but a lock.
  public var health: TrailHealth { runtime.health }
}

/// A runtime, whatever its disk.
protocol TrailRunning: Sendable {
  var stamps: StampSource { get }
  var queue: AppendQueue { get }
  var health: TrailHealth { get }
  func start()
  func append(_ record: TrailRecord) async throws(TrailError) -> Receipt
  func append(_ records: [TrailRecord]) async throws(TrailError)
  func prune(shard: UInt32, below index: UInt64) async throws(TrailError) -> UInt64
  func close() async throws(TrailError)
  /// Ends the threads, and nothing else: what waits is refused.
  func abandon()
}
