import Foundation

/// The threads around a core: one makes records durable, one puts them into tiles, one looks at how
/// long callers wait. None of them is a thread of Swift's pool, since disks make them wait.
///
/// Unchecked: `core` and `writer` belong to the writer's thread; what the two threads share is
/// under a lock of its own.
final class TrailRuntime<D: Disk>: TrailRunning, @unchecked Sendable {
  /// What the writer hands to the integrator.
  struct Mailbox {
    var batches: [CommittedBatch] = []
    var records = 0
    /// A segment that is wanted ahead of need.
    var spareNumber: UInt32?
    /// One that was made.
    var spare: JournalSegment<D.File>?
    var isEnding = false
    /// Whether there is no room for tiles: what is free is theirs first.
    var isBlocked = false
  }

  let options: TrailOptions
  let stamps: StampSource
  let queue: AppendQueue
  let reserve: TrailReserve<D>
  private let pruner: TrailPruner<D>

  /// Belongs to the writer's thread, but for what never changes in it. Its integrator is not used.
  var core: TrailCore<D>
  let integrator: IntegratorBox<D>
  let mail = MonotonicCondition()
  var mailbox = Mailbox()
  private let numbers = NSLock()
  private var size: UInt64
  private var origin: String
  private var integratedSize: UInt64
  private var batchesTotal: UInt64 = 0
  /// In nanoseconds since 1970.
  private var shardBegan: Int64
  /// Set where a shard was closed and the next one could not be begun yet.
  private var isBetweenShards = false

  /// Where a sync takes less, in nanoseconds, waiting for others gains nothing.
  private static var gatheringMin: UInt64 { 200_000 }
  /// How long the last one took.
  private var lastSync: UInt64 = 0

  private let closing = MonotonicCondition()
  private var closers: [CheckedContinuation<TrailError?, Never>] = []
  private var end: TrailError??

  init(_ core: TrailCore<D>, options: TrailOptions) {
    self.core = core
    self.options = options
    stamps = core.stamps
    queue = AppendQueue(options)
    reserve = core.reserve
    pruner = core.pruner
    integrator = IntegratorBox(core.integrator)
    size = core.writer.nextIndex
    origin = core.origin
    integratedSize = core.integrator.integratedSize
    shardBegan = core.timeOfFirstRecord() ?? core.stamps.clock.now()
  }

  func start() {
    mailbox.spareNumber = core.writer.spareNumber
    startThread("remit trail writer") { $0.write() }
    startThread("remit trail tiles") { $0.integrate() }
    startThread("remit trail watch") { $0.watch() }
  }

  private func startThread(
    _ name: String, _ body: @escaping @Sendable (TrailRuntime<D>) -> Void
  ) {
    let thread = Thread { body(self) }
    thread.name = name
    thread.start()
  }

  var now: UInt64 { stamps.clock.monotonic() }

  // MARK: - Callers

  func append(_ record: TrailRecord) async throws(TrailError) -> Receipt {
    guard record.bytes.count <= TrailRecord.bytesMax else {
      throw .tooLarge(bytes: record.bytes.count)
    }
    let since = now
    let answer = await withCheckedContinuation { continuation in
      queue.add(Waiter(record: record, since: since, continuation: continuation))
    }
    return try answer.get()
  }

  func append(_ records: [TrailRecord]) async throws(TrailError) {
    if let large = records.first(where: { $0.bytes.count > TrailRecord.bytesMax }) {
      throw .tooLarge(bytes: large.bytes.count)
    }
    guard let last = records.last else { return }
    let since = now
    // Records become durable in order: when the last one is, all are.
    let silent = records.dropLast().map { Waiter(record: $0, since: since, continuation: nil) }
    let answer = await withCheckedContinuation { continuation in
      queue.add(silent + [Waiter(record: last, since: since, continuation: continuation)])
    }
    _ = try answer.get()
  }

  func close() async throws(TrailError) {
    queue.close()
    let error: TrailError? = await withCheckedContinuation { continuation in
      closing.lock()
      if let end {
        closing.unlock()
        continuation.resume(returning: end)
      } else {
        closers.append(continuation)
        closing.unlock()
      }
    }
    if let error { throw error }
  }

  func prune(shard: UInt32, below index: UInt64) async throws(TrailError) -> UInt64 {
    guard let plan = try pruner.plan(shard: shard, below: index) else { return 0 }
    _ = try await append(plan.record.encoded(stamps.next()))
    let pruner = self.pruner
    let failure: TrailError? = await withCheckedContinuation { continuation in
      // A thread of its own: removing many files takes its time.
      Thread.detachNewThread {
        do throws(TrailError) {
          try pruner.carryOut(plan)
          continuation.resume(returning: nil)
        } catch {
          continuation.resume(returning: error)
        }
      }
    }
    if let failure { throw failure }
    return plan.below
  }

  func abandon() { queue.fail(.closed, isWriting: false) }

  var health: TrailHealth {
    let queued = queue.numbers
    numbers.lock()
    defer { numbers.unlock() }
    let state: TrailHealth.State =
      switch queued.state {
      case .running: .running
      case .full: .full
      case .poisoned(let words): .poisoned(words: words)
      case .closing, .closed: .closed
      }
    return TrailHealth(
      state: state, origin: origin, size: size, integratedSize: integratedSize,
      queuedRecords: queued.records, queuedBytes: queued.bytes, backlogBytes: queued.backlogBytes,
      droppedTotal: queued.droppedTotal, timedOutTotal: queued.timedOutTotal,
      batchesTotal: batchesTotal)
  }

  // MARK: - The writer's thread

  private func write() {
    // A disk that is full is asked again so often.
    let pause: UInt64 = 250_000_000
    while true {
      let work = queue.next(
        recordsMax: options.batchRecordsMax, until: MonotonicCondition.now + pause,
        gathering: lastSync < Self.gatheringMin
          ? nil : MonotonicCondition.now + min(lastSync / 8, 2_000_000))
      takeSpare()
      switch work {
      case .records(let records, let dropped): commit(records, dropped)
      case .call: lookAround()
      case .close: return finish()
      }
      switch queue.numbers.state {
      case .poisoned(let words): return finish(with: .poisoned(words: words))
      case .closed: return finish(with: .closed)
      case .running, .full, .closing: break
      }
    }
  }

  private func takeSpare() {
    mail.lock()
    let spare = mailbox.spare
    mailbox.spare = nil
    mail.unlock()
    if let spare { core.writer.take(spare: spare) }
  }

  /// Makes records durable and answers those who wait for them.
  private func commit(_ records: [TrailRecord], _ dropped: Dropped?) {
    var controls: [TrailRecord] = []
    let jump = stamps.takeJump()
    if let jump { controls.append(record(of: jump)) }
    if let dropped { controls.append(dropped.record.encoded(stamps.next())) }
    var rest = (controls + records)[...]
    var controlsLeft = controls.count
    while !rest.isEmpty {
      let batch: CommittedBatch
      do throws(TrailError) {
        if isBetweenShards || isShardFull { try rotate() }
        if core.writer.needsSegment(for: rest[rest.startIndex]) { try makeSegment() }
        let start = now
        batch = try core.writer.commit(rest, recordsMax: options.batchRecordsMax)
        lastSync = now - start
      } catch {
        if let jump, controlsLeft == controls.count { stamps.putBack(jump) }
        fail(error)
        return
      }
      let own = min(controlsLeft, batch.records.count)
      controlsLeft -= own
      queue.finish(
        batch.records.count - own, firstIndex: batch.firstIndex + UInt64(own),
        origin: core.origin, said: controlsLeft == 0 && own > 0 ? dropped : nil)
      rest = rest.dropFirst(batch.records.count)
      hand(over: batch)
    }
  }

  /// Makes the next segment, or takes the one that the integrator has made meanwhile.
  private func makeSegment() throws(TrailError) {
    try integrator.exclusively { _ throws(TrailError) in
      takeSpare()
      mail.lock()
      mailbox.spareNumber = nil
      mail.unlock()
      try core.makeSpare()
    }
  }

  private func record(of jump: StampSource.ClockJump) -> TrailRecord {
    ControlRecord(
      .clockJumped,
      [
        ("from", .text(RecordTime.text(nanoseconds: jump.from))),
        ("to", .text(RecordTime.text(nanoseconds: jump.to))),
      ]
    ).encoded(stamps.next())
  }

  private func hand(over batch: CommittedBatch) {
    queue.add(backlogBytes: batch.bytes)
    numbers.lock()
    size = batch.endIndex
    batchesTotal += 1
    numbers.unlock()
    mail.lock()
    mailbox.batches.append(batch)
    mailbox.records += batch.records.count
    let isSpareWanted = mailbox.spare == nil && core.writer.spareNumber != nil
    if isSpareWanted { mailbox.spareNumber = core.writer.spareNumber }
    if mailbox.records >= options.integratesAtRecords || isSpareWanted { mail.signal() }
    mail.unlock()
  }

  private func fail(_ error: TrailError) {
    if error == .full { reserve.release() }
    queue.fail(error)
  }

  private func lookAround() {
    mail.lock()
    let isBlocked = mailbox.isBlocked
    mail.unlock()
    guard queue.numbers.state == .full, !isBlocked else { return }
    do throws(TrailError) {
      try reserve.make()
      if isBetweenShards { try rotate() }
      try makeSegment()
      queue.resume()
    } catch {
      if error != .full { queue.fail(error) }
    }
  }

  // MARK: - Shards

  private var isShardFull: Bool {
    if let max = options.shardRecordsMax, core.writer.nextIndex >= max { return true }
    guard let age = options.shardAgeMax else { return false }
    let passed = max(0, stamps.clock.now() - shardBegan)
    return UInt64(passed) > age.nanoseconds
  }

  /// Ends the shard, with the integrator's thread kept out.
  private func rotate() throws(TrailError) {
    isBetweenShards = true
    try integrator.exclusively { (current) throws(TrailError) in
      takeMail(into: &current)
      core.integrator = current
      defer { current = core.integrator }
      try core.rotate()
      // At once, so that who reads the trail meanwhile finds a checkpoint. Where there is no room
      // the integrator tries again.
      do throws(TrailError) { try core.integrate() } catch  where error == .full {}
    }
    isBetweenShards = false
    shardBegan = stamps.clock.now()
    numbers.lock()
    size = core.writer.nextIndex
    origin = core.origin
    integratedSize = core.integrator.integratedSize
    numbers.unlock()
  }

  /// - Precondition: the integrator's lock is held.
  private func takeMail(into integrator: inout TrailIntegrator<D>) {
    let batches = takeBatches()
    mail.lock()
    mailbox.spareNumber = nil
    // One of the old shard is no use to the new one.
    mailbox.spare = nil
    mail.unlock()
    for batch in batches { integrator.take(batch) }
    queue.add(backlogBytes: -batches.reduce(0) { $0 + $1.bytes })
  }

  // MARK: - The end

  /// Writes the last words and signs for everything, or leaves it all as it is.
  private func finish(with error: TrailError? = nil) {
    var error = error
    if error == nil {
      do throws(TrailError) {
        try integrator.exclusively { (current) throws(TrailError) in
          takeMail(into: &current)
          core.integrator = current
          defer { current = core.integrator }
          if isBetweenShards { try core.rotate() }
          do throws(TrailError) {
            try core.close()
          } catch  where error == .full {
            reserve.release()
            try core.close()
          }
        }
      } catch let failure {
        error = failure
      }
    }
    mail.lock()
    mailbox.isEnding = true
    mail.signal()
    mail.unlock()
    // The lock goes when the integrator is through with what it does.
    integrator.end()
    core.unlock()
    numbers.lock()
    integratedSize = core.integrator.integratedSize
    size = core.writer.nextIndex
    numbers.unlock()
    if case .poisoned = error {} else { queue.fail(.closed) }
    closing.lock()
    end = .some(error)
    let all = closers
    closers = []
    closing.broadcast()
    closing.unlock()
    for closer in all { closer.resume(returning: error) }
  }

  func note(integratedSize size: UInt64) {
    numbers.lock()
    integratedSize = size
    numbers.unlock()
  }

  // MARK: - The watch's thread

  private func watch() {
    let limit = options.durableWithin.nanoseconds
    let pause = max(5_000_000, min(limit / 8, 1_000_000_000))
    closing.lock()
    while end == nil {
      closing.unlock()
      let now = self.now
      queue.expire(before: now > limit ? now - limit : 0)
      closing.lock()
      if end == nil { _ = closing.wait(until: MonotonicCondition.now + pause) }
    }
    closing.unlock()
  }
}

extension Duration {
  /// Whole nanoseconds; what is negative is 0, what is too long the longest.
  var nanoseconds: UInt64 {
    let (seconds, attoseconds) = components
    guard seconds >= 0, attoseconds >= 0 else { return 0 }
    let (nanoseconds, isOver) = UInt64(seconds).multipliedReportingOverflow(by: 1_000_000_000)
    return isOver ? .max / 2 : min(.max / 2, nanoseconds + UInt64(attoseconds / 1_000_000_000))
  }
}
