import RemitCompiler
import RemitModel

/// From type and id to what is stored, by bytes: most requests find principal and resource with one
/// look each. What is not in it is found through the pool: entities that are not stored, or came
/// with a change of grants, and ids of more than 16 bytes.
///
/// INVARIANT: open addressing, at most three quarters full; an entity of `EntityEntry.free` is an
/// empty place.
final class EntityTable: Sendable {
  let view: EntityTableView
  private let entries: FlatArray<EntityEntry>

  /// O(entities).
  ///
  /// - Parameter isUsed: if not, the table knows nothing.
  init(_ growing: GrowingMemory, isUsed: Bool) {
    let pool = growing.pool.view
    let places = growing.places.base
    var count = 0
    let all = 0..<(isUsed ? Int(pool.entityCount) : 0)
    for entity in all where places[entity].row != EntityRows.none {
      count += 1
    }
    var size = 8
    while size * 3 < count * 4 { size *= 2 }
    var entries = [EntityEntry](repeating: .empty, count: size)
    for entity in all where places[entity].row != EntityRows.none {
      let pooled = pool.entities[entity]
      let bytes = pool.string(pooled.id)
      guard pooled.type >= 0, bytes.count <= EntityEntry.bytesMax else { continue }
      let type = UInt32(pooled.type)
      var place = EntityTableView.place(of: bytes, type, seed: pool.seed) & (size - 1)
      while entries[place].entity != EntityEntry.free { place = (place + 1) & (size - 1) }
      entries[place] = EntityEntry(bytes, type: type, entity: UInt32(entity))
    }
    self.entries = FlatArray(entries)
    view = EntityTableView(entries: self.entries.base, mask: size - 1, seed: pool.seed)
  }
}

/// An entity with a short id: the first and last 8 bytes, which overlap or are filled with zeros.
struct EntityEntry: BitwiseCopyable, Sendable {
  static var bytesMax: Int { 16 }
  static var free: UInt32 { .max }
  static var empty: EntityEntry {
    EntityEntry(UnsafeBufferPointer(start: nil, count: 0), type: 0, entity: free)
  }

  let first: UInt64
  let last: UInt64
  /// How many bytes the id has, and the type.
  let shape: UInt32
  let entity: UInt32

  @inline(__always)
  init(_ bytes: UnsafeBufferPointer<UInt8>, type: UInt32, entity: UInt32) {
    let ends = ByteHash.ends(bytes)
    (first, last) = (ends.first, ends.last)
    shape = UInt32(truncatingIfNeeded: bytes.count) | type &<< 5
    self.entity = entity
  }
}

/// The same as raw pointers. Valid as long as its `EntityTable` lives.
struct EntityTableView: @unchecked Sendable {
  let entries: UnsafePointer<EntityEntry>
  let mask: Int
  let seed: UInt64

  /// The number of a stored entity, or `nil` where the table does not know.
  @inline(__always)
  func find(_ bytes: UnsafeBufferPointer<UInt8>, type: UInt32) -> UInt32? {
    guard bytes.count <= EntityEntry.bytesMax else { return nil }
    let wanted = EntityEntry(bytes, type: type, entity: 0)
    var place = Self.place(of: bytes, type, seed: seed) & mask
    while true {
      let entry = entries[place]
      if entry.entity == EntityEntry.free { return nil }
      if entry.first == wanted.first, entry.last == wanted.last, entry.shape == wanted.shape {
        return entry.entity
      }
      place = (place &+ 1) & mask
    }
  }

  @inline(__always)
  static func place(
    of bytes: UnsafeBufferPointer<UInt8>, _ type: UInt32, seed: UInt64
  ) -> Int {
    Int(truncatingIfNeeded: ByteHash.of(bytes, seed: seed &+ UInt64(type)))
  }
}
