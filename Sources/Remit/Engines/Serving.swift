package import RemitEngine
import RemitModel
import Synchronization

/// A snapshot with working memory that decisions use again, so that asking allocates little.
package final class Serving: Sendable {
  package let snapshot: EngineSnapshot
  private let idle = Mutex<[WorkingMemory]>([])

  /// The working memory of one decision at a time. A class, so that it is used where it lies: a
  /// scratch has dozens of arrays, and moving it costs more than deciding.
  ///
  /// Unchecked: it leaves the list before it is used and comes back after, so that one thread at a
  /// time has it.
  private final class WorkingMemory: @unchecked Sendable {
    var scratch: DecisionScratch

    init(_ snapshot: EngineSnapshot) {
      scratch = DecisionScratch(snapshot)
    }
  }

  init(_ snapshot: EngineSnapshot) {
    self.snapshot = snapshot
  }

  func decide(_ request: Request, now: Instant, reading: LedgerReading) -> Decision {
    let memory = idle.withLock { $0.popLast() } ?? WorkingMemory(snapshot)
    let decision = snapshot.decide(
      request, now: now, reading: reading, scratch: &memory.scratch)
    idle.withLock { $0.append(memory) }
    return decision
  }

  /// Decides what is then to be recorded.
  func attempt(_ request: Request, now: Instant, reading: LedgerReading) -> Attempt {
    let memory = idle.withLock { $0.popLast() } ?? WorkingMemory(snapshot)
    let attempt = snapshot.attempt(request, now: now, reading: reading, scratch: &memory.scratch)
    idle.withLock { $0.append(memory) }
    return attempt
  }
}
