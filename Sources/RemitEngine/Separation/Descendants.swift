import RemitCompiler
import Synchronization

/// What is stored below each entity, however deep: the hierarchy the other way round.
final class Descendants: Sendable {
  /// By entity: where its descendants begin; one more at the end.
  private let starts: [UInt32]
  private let ids: [UInt32]

  /// O(entities + pairs of entity and ancestor).
  init(_ view: SnapshotView) {
    let count = Int(view.pool.entityCount)
    var starts = [UInt32](repeating: 0, count: count + 1)
    for entity in 0..<UInt32(count) {
      for ancestor in view.entities.ancestors(of: entity) { starts[Int(ancestor) + 1] += 1 }
    }
    for index in 0..<count { starts[index + 1] += starts[index] }
    var next = starts
    var ids = [UInt32](repeating: 0, count: Int(starts[count]))
    for entity in 0..<UInt32(count) {
      for ancestor in view.entities.ancestors(of: entity) {
        ids[Int(next[Int(ancestor)])] = entity
        next[Int(ancestor)] += 1
      }
    }
    self.starts = starts
    self.ids = ids
  }

  subscript(_ entity: UInt32) -> ArraySlice<UInt32> {
    guard Int(entity) + 1 < starts.count else { return [] }
    return ids[Int(starts[Int(entity)])..<Int(starts[Int(entity) + 1])]
  }
}

/// Makes them once, when they are first needed. Entities that grants name later lie in nothing and
/// have nothing below them.
final class DescendantCache: Sendable {
  private let made = Mutex<Descendants?>(nil)

  func get(_ view: SnapshotView) -> Descendants {
    made.withLock {
      if let known = $0 { return known }
      let new = Descendants(view)
      $0 = new
      return new
    }
  }
}

extension EngineSnapshot {
  /// What is stored below an entity, ascending. The first call costs O(pairs of the hierarchy).
  func descendants(of entity: UInt32) -> ArraySlice<UInt32> { fixed.below.get(view)[entity] }
}
