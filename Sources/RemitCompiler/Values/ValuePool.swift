package import RemitModel

/// Interned strings, entities, addresses, sets, records and maps.
///
/// Three pools stand on each other: the policy's constants, the snapshot's data (which begins as a
/// copy of the former, so that ids stay), and the request's own values, which are numbered above a
/// frozen snapshot.
package struct ValuePool: Sendable {
  /// The frozen pool whose ids come first.
  package let below: PoolView?
  package let seed: UInt64
  let firstString: UInt32
  let firstEntity: UInt32
  let firstAddress: UInt32
  let firstComposite: UInt32

  /// Whether anything was added.
  package private(set) var isUsed = false
  package private(set) var bytes: [UInt8] = []
  package private(set) var ends: [Int] = [0]
  private(set) var stringTable = IDTable()
  package private(set) var entities: [PooledEntity] = []
  private(set) var entityTable = IDTable()
  package private(set) var addresses: [PooledAddress] = []
  private(set) var addressTable = IDTable()
  package private(set) var composites: [Composite] = []
  package private(set) var elements: [Slot] = []
  private(set) var compositeTable = IDTable()

  package init(above below: PoolView? = nil) {
    self.below = below
    seed = below?.seed ?? ByteHash.seed
    firstString = below?.stringCount ?? 0
    firstEntity = below?.entityCount ?? 0
    firstAddress = below?.addressCount ?? 0
    firstComposite = below?.compositeCount ?? 0
  }

  package var stringCount: Int { Int(firstString) + ends.count - 1 }
  package var entityCount: Int { Int(firstEntity) + entities.count }

  /// Forgets everything but the frozen part. O(what was added).
  package mutating func removeAll() {
    isUsed = false
    bytes.removeAll(keepingCapacity: true)
    ends.removeSubrange(1...)
    stringTable.removeAll()
    entities.removeAll(keepingCapacity: true)
    entityTable.removeAll()
    addresses.removeAll(keepingCapacity: true)
    addressTable.removeAll()
    composites.removeAll(keepingCapacity: true)
    elements.removeAll(keepingCapacity: true)
    compositeTable.removeAll()
  }

  // MARK: Strings

  /// The id of a text, added if it is new. O(bytes).
  package mutating func intern(_ text: Text) -> UInt32 {
    if let id = text.string.utf8.withContiguousStorageIfAvailable({ intern(bytes: $0) }) {
      return id
    }
    return Array(text.string.utf8).withUnsafeBufferPointer { intern(bytes: $0) }
  }

  package mutating func intern(bytes text: UnsafeBufferPointer<UInt8>) -> UInt32 {
    let hash = ByteHash.of(text, seed: seed)
    if let id = below?.find(text, hash: hash) { return id }
    if let own = stringTable.find(hash, { sameBytes($0, as: text) }) { return firstString + own }
    isUsed = true
    let own = UInt32(ends.count - 1)
    bytes.append(contentsOf: text)
    ends.append(bytes.count)
    stringTable.append(hash)
    return firstString + own
  }

  private func sameBytes(_ own: UInt32, as text: UnsafeBufferPointer<UInt8>) -> Bool {
    let start = ends[Int(own)]
    guard ends[Int(own) + 1] - start == text.count else { return false }
    for index in 0..<text.count where bytes[start + index] != text[index] { return false }
    return true
  }

  /// Lends the bytes of a string.
  package func withString<R>(_ id: UInt32, _ body: (UnsafeBufferPointer<UInt8>) -> R) -> R {
    if let below, id < firstString { return body(below.string(id)) }
    let own = Int(id - firstString)
    return bytes.withUnsafeBufferPointer {
      body(UnsafeBufferPointer(rebasing: $0[ends[own]..<ends[own + 1]]))
    }
  }

  /// A copy of a string. O(bytes).
  package func text(_ id: UInt32) -> Text {
    withString(id) { Text(String(decoding: $0, as: UTF8.self)) }
  }

  // MARK: Entities

  package mutating func intern(_ entity: PooledEntity) -> UInt32 {
    if let id = below?.find(entity) { return id }
    let hash = ByteHash.of(entity.key)
    if let own = entityTable.find(hash, { entities[Int($0)] == entity }) {
      return firstEntity + own
    }
    isUsed = true
    let own = UInt32(entities.count)
    entities.append(entity)
    entityTable.append(hash)
    return firstEntity + own
  }

  package func entity(_ id: UInt32) -> PooledEntity {
    if let below, id < firstEntity { return below.entities[Int(id)] }
    return entities[Int(id - firstEntity)]
  }

  // MARK: Addresses

  package mutating func intern(_ address: PooledAddress) -> UInt32 {
    let hash = address.hash
    if let id = below?.find(address, hash: hash) { return id }
    if let own = addressTable.find(hash, { addresses[Int($0)] == address }) {
      return firstAddress + own
    }
    isUsed = true
    let own = UInt32(addresses.count)
    addresses.append(address)
    addressTable.append(hash)
    return firstAddress + own
  }

  package func address(_ id: UInt32) -> PooledAddress {
    if let below, id < firstAddress { return below.addresses[Int(id)] }
    return addresses[Int(id - firstAddress)]
  }

  // MARK: Sets, records, maps

  /// A set of the given elements, in any order, repetitions allowed. O(n log n).
  package mutating func set(_ content: [Slot]) -> Slot {
    var sorted = content.sorted()
    var kept = 0
    for element in sorted where kept == 0 || sorted[kept - 1] != element {
      sorted[kept] = element
      kept += 1
    }
    sorted.removeLast(sorted.count - kept)
    return composite(.set, sorted)
  }

  /// A record or map of the given entries, in any order; keys are strings of the pool, each once.
  package mutating func fields(_ kind: Slot.Kind, _ entries: [(key: UInt32, value: Slot)]) -> Slot {
    var content: [Slot] = []
    content.reserveCapacity(entries.count * 2)
    for entry in entries.sorted(by: { $0.key < $1.key }) {
      content.append(.string(entry.key))
      content.append(entry.value)
    }
    return composite(kind, content)
  }

  private mutating func composite(_ kind: Slot.Kind, _ content: [Slot]) -> Slot {
    let hash = Self.hash(kind, content)
    if let id = below?.find(kind, content, hash: hash) { return Slot(kind, bits: UInt64(id)) }
    let found = compositeTable.find(hash) {
      let composite = composites[Int($0)]
      return composite.kind == kind && ownElements(of: composite).elementsEqual(content)
    }
    if let found { return Slot(kind, bits: UInt64(firstComposite + found)) }
    isUsed = true
    let own = UInt32(composites.count)
    composites.append(
      Composite(start: UInt32(elements.count), count: UInt32(content.count), kind: kind))
    elements.append(contentsOf: content)
    compositeTable.append(hash)
    return Slot(kind, bits: UInt64(firstComposite + own))
  }

  private func ownElements(of composite: Composite) -> ArraySlice<Slot> {
    elements[Int(composite.start)..<Int(composite.start + composite.count)]
  }

  private static func hash(_ kind: Slot.Kind, _ content: some Sequence<Slot>) -> UInt64 {
    var hash = UInt64(kind.rawValue)
    for slot in content {
      hash = ByteHash.of(hash ^ slot.bits)
      hash = ByteHash.of(hash ^ UInt64(slot.kind.rawValue) << 32 ^ UInt64(slot.detail))
    }
    return hash
  }

  /// Lends the elements of a set, record or map.
  @inline(__always)
  package func withElements<R>(_ slot: Slot, _ body: (UnsafeBufferPointer<Slot>) -> R) -> R {
    if let below, slot.id < firstComposite {
      return body(below.elements(of: below.composites[Int(slot.id)]))
    }
    let composite = composites[Int(slot.id - firstComposite)]
    return elements.withUnsafeBufferPointer {
      body(
        UnsafeBufferPointer(
          rebasing: $0[Int(composite.start)..<Int(composite.start + composite.count)]))
    }
  }

  /// How many elements a set has; of a record or map, keys and values together.
  package func elementCount(of slot: Slot) -> Int {
    if let below, slot.id < firstComposite { return Int(below.composites[Int(slot.id)].count) }
    return Int(composites[Int(slot.id - firstComposite)].count)
  }

  /// One element; reading by index stays right while values are added to the pool.
  package func element(_ index: Int, of slot: Slot) -> Slot {
    if let below, slot.id < firstComposite {
      return below.elements[Int(below.composites[Int(slot.id)].start) + index]
    }
    return elements[Int(composites[Int(slot.id - firstComposite)].start) + index]
  }

  /// The value under a key of a record or map, or absent. O(log entries).
  package func field(_ key: UInt32, of slot: Slot) -> Slot {
    withElements(slot) { content in
      var low = 0
      var high = content.count / 2
      while low < high {
        let middle = (low + high) / 2
        if content[2 * middle].id < key { low = middle + 1 } else { high = middle }
      }
      return 2 * low < content.count && content[2 * low].id == key ? content[2 * low + 1] : .absent
    }
  }

  /// Whether a set has the element. O(log elements).
  package func contains(_ element: Slot, in set: Slot) -> Bool {
    withElements(set) { content in
      var low = 0
      var high = content.count
      while low < high {
        let middle = (low + high) / 2
        if content[middle] < element { low = middle + 1 } else { high = middle }
      }
      return low < content.count && content[low] == element
    }
  }
}
