package import RemitEngine
import Synchronization

/// Where decisions are made: places with working memory for the current snapshot, of which a thread
/// takes one for as long as a decision lasts.
///
/// A thread finds the place that it had before, so that threads that decide at the same time write
/// to no memory that another one reads. Nothing waits: if every place is taken, a decision makes its
/// own working memory.
///
/// INVARIANT: who has set `isTaken` of a place has the rest of it alone, until it is set back.
package final class DecisionPlaces: Sendable {
  /// A power of two.
  private static let count = 64
  /// How long an update waits for decisions under way.
  private static let pausesMax = 50

  private struct Place: ~Copyable {
    let isTaken = Atomic<Bool>(false)
    /// Which snapshot the memory is for.
    var version: UInt64 = 0
    var scratch: UnsafeMutablePointer<DecisionScratch>?
    /// Two places never share a cache line, nor a pair of them.
    private let distance: (Int, Int, Int, Int, Int, Int, Int, Int, Int, Int, Int, Int, Int) =
      (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)

    mutating func empty() {
      guard let scratch else { return }
      scratch.deinitialize(count: 1)
      scratch.deallocate()
      self.scratch = nil
    }
  }

  private struct Current: Sendable {
    var snapshot: EngineSnapshot
    var version: UInt64
  }

  private let current: Mutex<Current>
  private let version = Atomic<UInt64>(1)
  nonisolated(unsafe) private let places: UnsafeMutablePointer<Place>

  package init(_ snapshot: EngineSnapshot) {
    current = Mutex(Current(snapshot: snapshot, version: 1))
    places = .allocate(capacity: Self.count)
    for index in 0..<Self.count { (places + index).initialize(to: Place()) }
  }

  deinit {
    for index in 0..<Self.count { places[index].empty() }
    places.deinitialize(count: Self.count)
    places.deallocate()
  }

  package var snapshot: EngineSnapshot { current.withLock { $0.snapshot } }

  /// Replaces the snapshot. What is being decided is decided under the one before.
  ///
  /// - Parameter freesOld: whether to wait a moment for those who still decide by the old one, so that
  ///   it is freed here: freeing a large policy takes longer than ten thousand decisions.
  package func update(
    _ snapshot: EngineSnapshot, freesOld: Bool = false,
    pause: () -> Void = { Platform.pause(microseconds: 100) }
  ) {
    var old = snapshot
    let new = current.withLock { current in
      swap(&old, &current.snapshot)
      current.version += 1
      version.store(current.version, ordering: .releasing)
      return current.version
    }
    // Idle places let go of the old snapshot now, the others when they are done.
    for index in 0..<Self.count where take(index) {
      if places[index].version != new { places[index].empty() }
      leave(index)
    }
    var pauses = freesOld ? Self.pausesMax : 0
    while pauses > 0, !isKnownUniquelyReferenced(&old) {
      pause()
      pauses -= 1
    }
  }

  /// Lends working memory for the current snapshot.
  @inline(__always)
  func decide<Answer>(_ body: (inout DecisionScratch) -> Answer) -> Answer {
    let start = Platform.threadNumber
    for offset in 0..<Self.count {
      let index = (start &+ offset) & (Self.count - 1)
      guard take(index) else { continue }
      if places[index].version != version.load(ordering: .acquiring)
        || places[index].scratch == nil
      {
        fill(index)
      }
      guard let scratch = places[index].scratch else {
        leave(index)
        break
      }
      let answer = body(&scratch.pointee)
      if places[index].version != version.load(ordering: .acquiring) { places[index].empty() }
      leave(index)
      return answer
    }
    var scratch = DecisionScratch(snapshot)
    return body(&scratch)
  }

  @inline(never)
  private func fill(_ index: Int) {
    places[index].empty()
    let now = current.withLock { $0 }
    let memory = UnsafeMutablePointer<DecisionScratch>.allocate(capacity: 1)
    memory.initialize(to: DecisionScratch(now.snapshot))
    places[index].scratch = memory
    places[index].version = now.version
  }

  @inline(__always)
  private func take(_ index: Int) -> Bool {
    places[index].isTaken.compareExchange(
      expected: false, desired: true, successOrdering: .acquiring, failureOrdering: .relaxed
    ).exchanged
  }

  @inline(__always)
  private func leave(_ index: Int) {
    places[index].isTaken.store(false, ordering: .releasing)
  }
}
