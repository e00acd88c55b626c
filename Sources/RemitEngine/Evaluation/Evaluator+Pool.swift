import RemitCompiler
import RemitModel

// Values by their ids. Most are the snapshot's own, and those are read where they lie.
extension Evaluator {
  /// Of an entity; negative where the type is not declared.
  @inline(__always)
  mutating func type(of entity: UInt32) -> Int32 {
    entity < view.pool.entityCount
      ? view.entities.places[Int(entity)].type : pool.entity(entity).type
  }

  @inline(__always)
  mutating func storedElements(of slot: Slot) -> UnsafeBufferPointer<Slot>? {
    guard slot.id < view.pool.compositeCount else { return nil }
    let composite = view.pool.composites[Int(slot.id)]
    return UnsafeBufferPointer(
      start: view.pool.elements + Int(composite.start), count: Int(composite.count))
  }

  /// How many elements a set has; of a record or map, keys and values together.
  @inline(__always)
  mutating func elementCount(of slot: Slot) -> Int {
    storedElements(of: slot)?.count ?? pool.elementCount(of: slot)
  }

  /// One element; reading by index stays right while values are added to the pool.
  @inline(__always)
  mutating func element(_ index: Int, of slot: Slot) -> Slot {
    storedElements(of: slot)?[index] ?? pool.element(index, of: slot)
  }

  /// The value under a key of a record or map, or absent. O(log entries).
  mutating func field(_ key: UInt32, of slot: Slot) -> Slot {
    guard let content = storedElements(of: slot) else { return pool.field(key, of: slot) }
    var low = 0
    var high = content.count / 2
    while low < high {
      let middle = (low + high) / 2
      if content[2 * middle].id < key { low = middle + 1 } else { high = middle }
    }
    return 2 * low < content.count && content[2 * low].id == key ? content[2 * low + 1] : .absent
  }

  /// Whether a set has the element. O(log elements).
  mutating func contains(_ element: Slot, in set: Slot) -> Bool {
    guard let content = storedElements(of: set) else { return pool.contains(element, in: set) }
    return content.containsAscending(element)
  }

  /// The id of a text, added for this request if nothing has it. O(bytes).
  @inline(never)
  mutating func intern(_ text: Text) -> UInt32 {
    let known = text.string.utf8.withContiguousStorageIfAvailable { view.pool.find($0) }
    if let known, let id = known { return id }
    return pool.intern(text)
  }

  /// The id of an entity, added for this request if nothing speaks of it.
  @inline(__always)
  mutating func intern(_ entity: PooledEntity) -> UInt32 {
    view.pool.find(entity) ?? pool.intern(entity)
  }
}
