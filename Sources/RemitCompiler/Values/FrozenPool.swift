import RemitModel

/// The owner of a view's memory.
///
/// A pool may be extended by strings and entities; versions share memory as `AppendArray` says. Ids
/// stay. What came later is found by a second, smaller table, until that is joined with the first.
package final class FrozenPool: Sendable {
  /// Valid as long as this object lives.
  nonisolated(unsafe) private let addresses: UnsafeMutablePointer<PoolAddresses>
  package var view: PoolView { PoolView(addresses) }
  private let bytes: AppendArray<UInt8>
  private let ends: AppendArray<Int>
  private let entities: AppendArray<PooledEntity>
  private let strings: Index
  private let entityIDs: Index
  private let fixed: Fixed

  /// What no extension changes.
  private struct Fixed: Sendable {
    let addresses: FlatArray<PooledAddress>
    let addressIDs: FlatArray<UInt32>
    let composites: FlatArray<Composite>
    let elements: FlatArray<Slot>
    let compositeIDs: FlatArray<UInt32>
    let addressMask: UInt64
    let compositeMask: UInt64
    let seed: UInt64
  }

  /// Ids by the hashes of what they stand for: those of the first table, and those after them.
  private struct Index: Sendable {
    var first: FlatArray<UInt32>
    var firstCount: Int
    var later: FlatArray<UInt32>?

    static func mask(_ table: FlatArray<UInt32>?) -> UInt64 {
      table.map { UInt64($0.count - 1) } ?? 0
    }

    /// Takes ids up to a number. O(ids after the first table), and O(all) whenever these have grown
    /// to half as many as the first table has.
    func covering(_ count: Int, was: Int, hash: (UInt32) -> UInt64) -> Index {
      guard count > was else { return self }
      var next = self
      if (count - firstCount) * 2 > firstCount + 4_096 {
        next.first = FlatArray(Self.slots(nil, 0..<count, total: count, hash))
        next.firstCount = count
        next.later = nil
      } else {
        let total = count - firstCount
        next.later = FlatArray(Self.slots(later, was..<count, total: total, hash, firstCount))
      }
      return next
    }

    /// Open addressing, at most half full; an id is stored plus one.
    private static func slots(
      _ known: FlatArray<UInt32>?, _ added: Range<Int>, total: Int, _ hash: (UInt32) -> UInt64,
      _ firstCount: Int = 0
    ) -> [UInt32] {
      var size = 8
      while size < total * 2 { size *= 2 }
      var slots = [UInt32](repeating: 0, count: size)
      var ids = firstCount..<added.upperBound
      if let known, known.count == size {
        slots = Array(UnsafeBufferPointer(start: known.base, count: known.count))
        ids = added
      }
      for id in ids {
        var place = Int(truncatingIfNeeded: hash(UInt32(id))) & (size - 1)
        while slots[place] != 0 { place = (place + 1) & (size - 1) }
        slots[place] = UInt32(id + 1)
      }
      return slots
    }
  }

  /// Copies a pool that has nothing below it. O(size of the pool).
  package convenience init(_ pool: ValuePool) {
    self.init(
      bytes: AppendArray(pool.bytes), ends: AppendArray(pool.ends),
      entities: AppendArray(pool.entities),
      strings: Index(first: FlatArray(pool.stringTable.slots), firstCount: pool.ends.count - 1),
      entityIDs: Index(
        first: FlatArray(pool.entityTable.slots), firstCount: pool.entities.count),
      fixed: Fixed(
        addresses: FlatArray(pool.addresses), addressIDs: FlatArray(pool.addressTable.slots),
        composites: FlatArray(pool.composites), elements: FlatArray(pool.elements),
        compositeIDs: FlatArray(pool.compositeTable.slots), addressMask: pool.addressTable.mask,
        compositeMask: pool.compositeTable.mask, seed: pool.seed))
  }

  private init(
    bytes: AppendArray<UInt8>, ends: AppendArray<Int>, entities: AppendArray<PooledEntity>,
    strings: Index, entityIDs: Index, fixed: Fixed
  ) {
    (self.bytes, self.ends, self.entities) = (bytes, ends, entities)
    (self.strings, self.entityIDs, self.fixed) = (strings, entityIDs, fixed)
    addresses = .allocate(capacity: 1)
    let memory = PoolAddresses(
      bytes: bytes.base, ends: ends.base, stringCount: UInt32(ends.count - 1),
      stringSlots: strings.first.base, stringMask: Index.mask(strings.first),
      laterStringSlots: strings.later?.base, laterStringMask: Index.mask(strings.later),
      entities: entities.base, entityCount: UInt32(entities.count),
      entitySlots: entityIDs.first.base, entityMask: Index.mask(entityIDs.first),
      laterEntitySlots: entityIDs.later?.base, laterEntityMask: Index.mask(entityIDs.later),
      addresses: fixed.addresses.base, addressCount: UInt32(fixed.addresses.count),
      addressSlots: fixed.addressIDs.base, addressMask: fixed.addressMask,
      composites: fixed.composites.base, compositeCount: UInt32(fixed.composites.count),
      elements: fixed.elements.base, compositeSlots: fixed.compositeIDs.base,
      compositeMask: fixed.compositeMask, seed: fixed.seed)
    addresses.initialize(to: memory)
  }

  deinit {
    addresses.deallocate()
  }

  /// The pool with the strings and entities of one that stands on it.
  ///
  /// - Parameter isNewest: whether no other pool extended this one; else all is copied.
  /// - Complexity: O(what was added + what was added before), amortised.
  package func extended(by pool: ValuePool, isNewest: Bool) -> FrozenPool {
    guard pool.ends.count > 1 || !pool.entities.isEmpty else { return self }
    var (bytes, ends, entities) = (bytes, ends, entities)
    if !isNewest {
      bytes = bytes.copied()
      ends = ends.copied()
      entities = entities.copied()
    }
    let (stringCount, entityCount, start) = (ends.count - 1, entities.count, bytes.count)
    bytes.append(contentsOf: pool.bytes)
    ends.append(contentsOf: pool.ends.dropFirst().map { start + $0 })
    entities.append(contentsOf: pool.entities)
    let (texts, places, known, seed) = (bytes.base, ends.base, entities.base, fixed.seed)
    let strings = strings.covering(ends.count - 1, was: stringCount) { id in
      let first = places[Int(id)]
      return ByteHash.of(
        UnsafeBufferPointer(start: texts + first, count: places[Int(id) + 1] - first), seed: seed)
    }
    let entityIDs = entityIDs.covering(entities.count, was: entityCount) {
      ByteHash.of(known[Int($0)].key)
    }
    return FrozenPool(
      bytes: bytes, ends: ends, entities: entities, strings: strings, entityIDs: entityIDs,
      fixed: fixed)
  }
}
