package import RemitEngine
import RemitModel
import Synchronization

/// A snapshot with working memory that decisions use again, so that asking allocates little.
package final class Serving: Sendable {
  package let snapshot: EngineSnapshot
  private let idle = Mutex<[Idle]>([])

  /// Working memory that no decision uses.
  ///
  /// Unchecked: it leaves the list before it is used and comes back after, so that one thread at a
  /// time has it.
  private struct Idle: @unchecked Sendable {
    let scratch: DecisionScratch
  }

  init(_ snapshot: EngineSnapshot) {
    self.snapshot = snapshot
  }

  func decide(_ request: Request, now: Instant) -> Decision {
    var scratch = idle.withLock { $0.popLast() }?.scratch ?? DecisionScratch(snapshot)
    let decision = snapshot.decide(request, now: now, scratch: &scratch)
    let used = Idle(scratch: scratch)
    idle.withLock { $0.append(used) }
    return decision
  }
}
