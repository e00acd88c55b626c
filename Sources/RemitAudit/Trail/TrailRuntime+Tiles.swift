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
    while let batches = nextBatches(
      lastRun: lastRun, lastSigned: lastSigned, isBlocked: isBlocked)
    {
      lastRun = now
      bytes += batches.reduce(0) { $0 + $1.bytes }
      let isSilent = batches.isEmpty && !isBlocked && isSilent(since: lastSigned)
      do throws(TrailError) {
        try integrator.exclusively { integrator throws(TrailError) in
          // Whatever happens, what is durable is the integrator's to keep.
          for batch in batches { integrator.take(batch) }
          if isSilent { integrator.signAgain() }
          try makeSpareIfWanted(integrator)
        }
        var isDone = false
        while !isDone {
          // Step by step, so that the writer has not to wait for all of them.
          try integrator.exclusively { integrator throws(TrailError) in
            isDone = try !integrator.step()
            note(integratedSize: integrator.integratedSize)
          }
        }
        if !batches.isEmpty || isSilent { lastSigned = now }
        queue.add(backlogBytes: -bytes)
        bytes = 0
        isBlocked = false
      } catch {
        isBlocked = true
        if error == .full { reserve.release() }
        queue.fail(error, isWriting: error != .full)
        if error != .full { return }
      }
    }
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
  /// - Returns: `nil` when the trail ends.
  private func nextBatches(
    lastRun: UInt64, lastSigned: UInt64, isBlocked: Bool
  ) -> [CommittedBatch]? {
    let interval = options.integratesEvery.nanoseconds
    let pause: UInt64 = isBlocked ? 250_000_000 : interval
    mail.lock()
    defer { mail.unlock() }
    while true {
      if mailbox.isEnding { return nil }
      let passed = now - lastRun
      let isDue = passed >= pause
      let isUrgent =
        !isBlocked
        && (mailbox.records >= options.integratesAtRecords || mailbox.spareNumber != nil)
      if isUrgent || isDue && (mailbox.records > 0 || isBlocked || isSilent(since: lastSigned)) {
        let batches = mailbox.batches
        mailbox.batches = []
        mailbox.records = 0
        return batches
      }
      let left = isDue ? interval : pause - passed
      _ = mail.wait(until: Date(timeIntervalSinceNow: max(0.001, Double(left) / 1e9)))
    }
  }
}
