import Foundation

/// The integrator, which one of two threads has at a time.
///
/// Unchecked: it is used under the lock only.
final class IntegratorBox<D: Disk>: @unchecked Sendable {
  private let lock = NSLock()
  private var integrator: TrailIntegrator<D>?

  init(_ integrator: TrailIntegrator<D>) {
    self.integrator = integrator
  }

  /// Does something with it while nobody else does; nothing once it has ended.
  func exclusively(
    _ body: (inout TrailIntegrator<D>) throws(TrailError) -> Void
  ) throws(TrailError) {
    lock.lock()
    defer { lock.unlock() }
    guard var integrator else { return }
    self.integrator = nil
    defer { self.integrator = integrator }
    try body(&integrator)
  }

  /// Waits for who has it, and lets nobody have it any more.
  func end() {
    lock.lock()
    integrator = nil
    lock.unlock()
  }
}

extension TrailRuntime {
  /// The integrator's thread.
  func integrate() {
    var lastRun = now
    var lastSigned = now
    var isBlocked = false
    var bytes = 0
    while waitForWork(lastRun: lastRun, lastSigned: lastSigned, isBlocked: isBlocked) {
      lastRun = now
      var isSigning = false
      do throws(TrailError) {
        try integrator.exclusively { integrator throws(TrailError) in
          // Taken while the integrator is had alone: who ends the shard or the trail meanwhile must
          // find every batch in the mail or here, and none on its way.
          let batches = takeBatches()
          bytes += batches.reduce(0) { $0 + $1.bytes }
          let isSilent = batches.isEmpty && !isBlocked && isSilent(since: lastSigned)
          isSigning = !batches.isEmpty || isSilent
          // Whatever happens, what is durable is the integrator's to keep.
          for batch in batches { integrator.take(batch) }
          if isSilent { integrator.signAgain() }
          try makeSpareIfWanted(integrator)
        }
        var isDone = false
        while !isDone {
          // It may have ended meanwhile: then there is nothing more to do.
          isDone = true
          // Step by step, so that the writer has not to wait for all of them.
          try integrator.exclusively { integrator throws(TrailError) in
            isDone = try !integrator.step()
            note(integratedSize: integrator.integratedSize)
          }
        }
        if isSigning { lastSigned = now }
        queue.add(backlogBytes: -bytes)
        bytes = 0
        isBlocked = false
        note(isBlocked: false)
      } catch {
        isBlocked = true
        note(isBlocked: true)
        if error == .full { reserve.release() }
        // What is being written is the writer's to answer: it may become durable all the same.
        queue.fail(error, isWriting: false)
        if error != .full { return }
      }
    }
  }

  private func note(isBlocked: Bool) {
    mail.lock()
    mailbox.isBlocked = isBlocked
    mail.unlock()
  }

  private func isSilent(since time: UInt64) -> Bool {
    now - time >= options.signsAgainAfter.nanoseconds
  }

  /// Asked again while the integrator is had alone: the writer may have helped itself since.
  private func makeSpareIfWanted(_ integrator: TrailIntegrator<D>) throws(TrailError) {
    mail.lock()
    let wanted = mailbox.spareNumber
    mail.unlock()
    guard let wanted else { return }
    let segment = try integrator.makeSpare(wanted)
    mail.lock()
    mailbox.spare = segment
    mailbox.spareNumber = nil
    mail.unlock()
  }

  /// Waits for something to do: records to put into tiles, a segment to make, or a checkpoint to
  /// sign again.
  ///
  /// - Returns: `false` when the trail ends.
  private func waitForWork(lastRun: UInt64, lastSigned: UInt64, isBlocked: Bool) -> Bool {
    let interval = options.integratesEvery.nanoseconds
    let pause: UInt64 = isBlocked ? 250_000_000 : interval
    mail.lock()
    defer { mail.unlock() }
    while true {
      if mailbox.isEnding { return false }
      let passed = now - lastRun
      let isDue = passed >= pause
      let isUrgent =
        !isBlocked
        && (mailbox.records >= options.integratesAtRecords || mailbox.spareNumber != nil)
      if isUrgent || isDue && (mailbox.records > 0 || isBlocked || isSilent(since: lastSigned)) {
        return true
      }
      let left = isDue ? interval : pause - passed
      _ = mail.wait(until: MonotonicCondition.now + max(1_000_000, min(left, .max / 4)))
    }
  }

  /// What is durable and was not handed to the integrator yet.
  ///
  /// - Precondition: the integrator's lock is held.
  func takeBatches() -> [CommittedBatch] {
    mail.lock()
    defer { mail.unlock() }
    let batches = mailbox.batches
    mailbox.batches = []
    mailbox.records = 0
    return batches
  }
}
