/// The index of an interning table: an open-addressed set of ids 0, 1, 2 …, whose keys are kept
/// elsewhere.
///
/// INVARIANT: at most half full; a slot holds an id plus one, or zero for none.
package struct IDTable: Sendable {
  package private(set) var slots: [UInt32] = [0, 0, 0, 0, 0, 0, 0, 0]
  /// By id.
  private var hashes: [UInt64] = []

  package init() {}

  package var mask: UInt64 { UInt64(slots.count - 1) }
  package var count: Int { hashes.count }

  /// The id whose key the closure recognises, if it is in the table.
  @inline(__always)
  func find(_ hash: UInt64, _ isKey: (UInt32) -> Bool) -> UInt32? {
    var place = Int(truncatingIfNeeded: hash & mask)
    while true {
      let stored = slots[place]
      if stored == 0 { return nil }
      if hashes[Int(stored) - 1] == hash, isKey(stored &- 1) { return stored &- 1 }
      place = (place + 1) & (slots.count - 1)
    }
  }

  /// Adds the next id, whose key is not in the table.
  mutating func append(_ hash: UInt64) {
    hashes.append(hash)
    if hashes.count * 2 > slots.count {
      slots = [UInt32](repeating: 0, count: slots.count * 2)
      for id in hashes.indices { place(id) }
    } else {
      place(hashes.count - 1)
    }
  }

  private mutating func place(_ id: Int) {
    var place = Int(truncatingIfNeeded: hashes[id] & mask)
    while slots[place] != 0 { place = (place + 1) & (slots.count - 1) }
    slots[place] = UInt32(id + 1)
  }

  mutating func removeAll() {
    guard !hashes.isEmpty else { return }
    hashes.removeAll(keepingCapacity: true)
    for index in slots.indices { slots[index] = 0 }
  }
}
