import RemitCompiler
import RemitModel

/// From names that requests bring to numbers, by their bytes: a name of at most 16 bytes is its own
/// key, so that finding it looks at one entry. Types and actions are in such tables, and what is
/// stored. Whoever finds nothing asks the pool: names that are longer or not known, and entities that
/// came with a change of grants.
///
/// INVARIANT: open addressing, at most three quarters full; the number `ShortName.free` is an empty
/// place.
final class ShortNames: Sendable {
  let view: ShortNameView
  private let entries: FlatArray<ShortName>

  init(_ names: Builder) {
    entries = FlatArray(names.entries)
    view = ShortNameView(entries: entries.base, mask: entries.count - 1, seed: names.seed)
  }

  /// A table that knows nothing.
  convenience init(seed: UInt64) { self.init(Builder(capacity: 0, seed: seed)) }

  /// A table under way.
  struct Builder {
    fileprivate var entries: [ShortName]
    fileprivate let seed: UInt64

    /// - Parameter seed: the pool's, so that nobody can choose names that collide.
    init(capacity: Int, seed: UInt64) {
      var size = 8
      while size * 3 < capacity * 4 { size *= 2 }
      entries = [ShortName](repeating: .empty, count: size)
      self.seed = seed
    }

    /// Adds a name, once, unless it is too long.
    ///
    /// - Parameter owner: below 2^27; names of different owners are different names.
    mutating func add(_ bytes: UnsafeBufferPointer<UInt8>, of owner: UInt32, as number: UInt32) {
      guard bytes.count <= ShortName.bytesMax else { return }
      let mask = entries.count - 1
      var place = ShortNameView.place(of: bytes, owner, seed: seed) & mask
      while entries[place].number != ShortName.free { place = (place + 1) & mask }
      entries[place] = ShortName(bytes, of: owner, as: number)
    }

    mutating func add(_ name: Text, as number: UInt32) {
      var name = name.string
      name.withUTF8 { add($0, of: 0, as: number) }
    }
  }
}

/// A short name: its first and last 8 bytes, which overlap or are filled with zeros.
struct ShortName: BitwiseCopyable, Sendable {
  static var bytesMax: Int { 16 }
  static var free: UInt32 { .max }
  static var empty: ShortName {
    ShortName(UnsafeBufferPointer(start: nil, count: 0), of: 0, as: free)
  }

  let first: UInt64
  let last: UInt64
  /// How many bytes it has, and its owner.
  let shape: UInt32
  let number: UInt32

  @inline(__always)
  init(_ bytes: UnsafeBufferPointer<UInt8>, of owner: UInt32, as number: UInt32) {
    let ends = ByteHash.ends(bytes)
    (first, last) = (ends.first, ends.last)
    shape = UInt32(truncatingIfNeeded: bytes.count) | owner &<< 5
    self.number = number
  }
}

/// The same as raw pointers. Valid as long as its `ShortNames` live.
struct ShortNameView: @unchecked Sendable {
  let entries: UnsafePointer<ShortName>
  let mask: Int
  let seed: UInt64

  /// The number of a name, or `nil` where the table does not know it.
  @inline(__always)
  func find(_ name: Text, of owner: UInt32 = 0) -> UInt32? {
    name.string.utf8.withContiguousStorageIfAvailable { find($0, of: owner) } ?? nil
  }

  @inline(__always)
  private func find(_ bytes: UnsafeBufferPointer<UInt8>, of owner: UInt32) -> UInt32? {
    guard bytes.count <= ShortName.bytesMax else { return nil }
    let wanted = ShortName(bytes, of: owner, as: 0)
    var place = Self.place(of: bytes, owner, seed: seed) & mask
    while true {
      let entry = entries[place]
      if entry.number == ShortName.free { return nil }
      if entry.first == wanted.first, entry.last == wanted.last, entry.shape == wanted.shape {
        return entry.number
      }
      place = (place &+ 1) & mask
    }
  }

  @inline(__always)
  static func place(
    of bytes: UnsafeBufferPointer<UInt8>, _ owner: UInt32, seed: UInt64
  ) -> Int {
    Int(truncatingIfNeeded: ByteHash.of(bytes, seed: seed &+ UInt64(owner)))
  }
}

extension ShortNames {
  /// The stored entities by type and id. O(entities).
  convenience init(storedIn growing: GrowingMemory) {
    let pool = growing.pool.view
    let places = growing.places.base
    let stored = (0..<Int(pool.entityCount)).lazy.filter {
      places[$0].row != EntityRows.none && places[$0].type >= 0
    }
    var names = Builder(capacity: stored.count, seed: pool.seed)
    for entity in stored {
      let pooled = pool.entities[entity]
      names.add(pool.string(pooled.id), of: UInt32(pooled.type), as: UInt32(entity))
    }
    self.init(names)
  }
}
