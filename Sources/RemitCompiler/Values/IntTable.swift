public import RemitModel

/// A hash table from 64-bit keys to 32-bit values, in two flat arrays.
///
/// Keys are pairs of ids that the compiler gives out, so the hash needs no seed, and equal
/// insertions give equal arrays.
/// INVARIANT: at most half full; `UInt64.max` is no key.
@usableFromInline
package struct IntTable: Hashable, Sendable {
  package private(set) var keys: [UInt64] = [.max, .max]
  package private(set) var values: [UInt32] = [0, 0]
  package private(set) var count = 0

  package init() {}

  @inlinable
  @inline(__always)
  package static func key(_ high: UInt32, _ low: UInt32) -> UInt64 {
    UInt64(high) << 32 | UInt64(low)
  }

  /// The value of a key. O(1).
  package subscript(_ key: UInt64) -> UInt32? {
    let place = place(of: key)
    return keys[place] == key ? values[place] : nil
  }

  /// Gives a key a value, replacing one that it has. O(1) amortised.
  package mutating func set(_ key: UInt64, _ value: UInt32) {
    var place = place(of: key)
    if keys[place] != key {
      if (count + 1) * 2 > keys.count {
        grow()
        place = self.place(of: key)
      }
      count += 1
      keys[place] = key
    }
    values[place] = value
  }

  private func place(of key: UInt64) -> Int {
    var place = Int(truncatingIfNeeded: ByteHash.of(key)) & (keys.count - 1)
    while keys[place] != key, keys[place] != .max { place = (place + 1) & (keys.count - 1) }
    return place
  }

  private mutating func grow() {
    let oldKeys = keys
    let oldValues = values
    keys = [UInt64](repeating: .max, count: oldKeys.count * 2)
    values = [UInt32](repeating: 0, count: keys.count)
    for (index, key) in oldKeys.enumerated() where key != .max {
      let place = place(of: key)
      keys[place] = key
      values[place] = oldValues[index]
    }
  }

  /// Keys and values, in the order of the keys.
  package var sorted: [(key: UInt64, value: UInt32)] {
    zip(keys, values).filter { $0.0 != .max }.map { (key: $0.0, value: $0.1) }
      .sorted { $0.key < $1.key }
  }
}

/// A table that never changes again.
package final class FrozenIntTable: Sendable {
  package let view: IntTableView
  private let entries: FlatArray<IntEntry>

  package init(_ table: IntTable) {
    entries = FlatArray(zip(table.keys, table.values).map { IntEntry(key: $0, value: $1) })
    view = IntTableView(entries: entries.base, mask: entries.count - 1, isEmpty: table.count == 0)
  }
}

/// A key beside its value, so that finding it reads one line of memory.
@usableFromInline
struct IntEntry: BitwiseCopyable, Sendable {
  @usableFromInline let key: UInt64
  @usableFromInline let value: UInt32
}

/// The same as raw pointers. Valid as long as its `FrozenIntTable` lives.
@usableFromInline
package struct IntTableView: @unchecked Sendable {
  @usableFromInline let entries: UnsafePointer<IntEntry>
  @usableFromInline let mask: Int
  package let isEmpty: Bool

  init(entries: UnsafePointer<IntEntry>, mask: Int, isEmpty: Bool) {
    self.entries = entries
    self.mask = mask
    self.isEmpty = isEmpty
  }

  /// The value of a key, or `none`. O(1).
  @inlinable
  @inline(__always)
  package func find(_ high: UInt32, _ low: UInt32) -> UInt32 {
    let key = IntTable.key(high, low)
    var place = Int(truncatingIfNeeded: ByteHash.of(key)) & mask
    while true {
      let entry = entries[place]
      if entry.key == key { return entry.value }
      if entry.key == .max { return IntTableView.none }
      place = (place &+ 1) & mask
    }
  }

  /// No value of any table.
  @inlinable package static var none: UInt32 {
    @inline(__always) get { .max }
  }
}
