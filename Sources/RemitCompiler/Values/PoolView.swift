public import RemitModel

/// What an id of an address stands for.
@usableFromInline
package struct PooledAddress: Hashable, Sendable, BitwiseCopyable {
  package let high: UInt64
  package let low: UInt64
  /// The prefix length of a range; −1 for an address.
  package let prefixLength: Int16
  package let isV4: Bool

  package init(_ address: IPAddress, prefixLength: Int16 = -1) {
    high = address.high
    low = address.low
    isV4 = address.isV4
    self.prefixLength = prefixLength
  }

  var hash: UInt64 {
    ByteHash.of(ByteHash.of(high) ^ low ^ UInt64(UInt16(bitPattern: prefixLength)) << 48)
  }

  package var address: IPAddress { IPAddress(isV4: isV4, high: high, low: low) }

  package var range: IPRange {
    IPRange(base: address, prefixLength: Int(prefixLength))
  }
}

/// The elements of a set, record or map: a run of the pool's slots.
@usableFromInline
package struct Composite: Hashable, Sendable, BitwiseCopyable {
  @usableFromInline package let start: UInt32
  @usableFromInline package let count: UInt32
  package let kind: Slot.Kind
}

/// A pooled entity: its type, or −1 where the type is not declared, and the string that is its id.
@usableFromInline
package struct PooledEntity: Hashable, Sendable, BitwiseCopyable {
  @usableFromInline package let type: Int32
  @usableFromInline package let id: UInt32

  @inlinable
  @inline(__always)
  package init(type: Int32, id: UInt32) {
    self.type = type
    self.id = id
  }

  @inlinable
  @inline(__always)
  package static func == (a: Self, b: Self) -> Bool { a.id == b.id && a.type == b.type }

  @inlinable
  var key: UInt64 { UInt64(UInt32(bitPattern: type)) << 32 | UInt64(id) }
}

/// A pool that never changes again: where its parts lie.
@usableFromInline
struct PoolAddresses {
  @usableFromInline let bytes: UnsafePointer<UInt8>
  /// String i is `bytes[ends[i] ..< ends[i + 1]]`.
  @usableFromInline let ends: UnsafePointer<Int>
  @usableFromInline let stringCount: UInt32
  @usableFromInline let stringSlots: UnsafePointer<UInt32>
  @usableFromInline let stringMask: UInt64
  /// Of what came after the first tables were made; `nil` where there is nothing.
  @usableFromInline let laterStringSlots: UnsafePointer<UInt32>?
  @usableFromInline let laterStringMask: UInt64
  @usableFromInline let entities: UnsafePointer<PooledEntity>
  @usableFromInline let entityCount: UInt32
  @usableFromInline let entitySlots: UnsafePointer<UInt32>
  @usableFromInline let entityMask: UInt64
  @usableFromInline let laterEntitySlots: UnsafePointer<UInt32>?
  @usableFromInline let laterEntityMask: UInt64
  @usableFromInline let addresses: UnsafePointer<PooledAddress>
  @usableFromInline let addressCount: UInt32
  @usableFromInline let addressSlots: UnsafePointer<UInt32>
  @usableFromInline let addressMask: UInt64
  @usableFromInline let composites: UnsafePointer<Composite>
  @usableFromInline let compositeCount: UInt32
  @usableFromInline let elements: UnsafePointer<Slot>
  @usableFromInline let compositeSlots: UnsafePointer<UInt32>
  @usableFromInline let compositeMask: UInt64
  @usableFromInline let seed: UInt64
}

/// The same as one pointer, so that passing it on copies nothing else. Valid as long as its
/// `FrozenPool` lives.
@usableFromInline
package struct PoolView: @unchecked Sendable {
  @usableFromInline let base: UnsafePointer<PoolAddresses>

  init(_ base: UnsafePointer<PoolAddresses>) {
    self.base = base
  }

  @inlinable package var bytes: UnsafePointer<UInt8> { base.pointee.bytes }
  /// String i is `bytes[ends[i] ..< ends[i + 1]]`.
  @inlinable package var ends: UnsafePointer<Int> { base.pointee.ends }
  @inlinable package var stringCount: UInt32 { base.pointee.stringCount }
  @inlinable var stringSlots: UnsafePointer<UInt32> { base.pointee.stringSlots }
  @inlinable var stringMask: UInt64 { base.pointee.stringMask }
  @inlinable var laterStringSlots: UnsafePointer<UInt32>? { base.pointee.laterStringSlots }
  @inlinable var laterStringMask: UInt64 { base.pointee.laterStringMask }
  @inlinable package var entities: UnsafePointer<PooledEntity> { base.pointee.entities }
  @inlinable package var entityCount: UInt32 { base.pointee.entityCount }
  @inlinable var entitySlots: UnsafePointer<UInt32> { base.pointee.entitySlots }
  @inlinable var entityMask: UInt64 { base.pointee.entityMask }
  @inlinable var laterEntitySlots: UnsafePointer<UInt32>? { base.pointee.laterEntitySlots }
  @inlinable var laterEntityMask: UInt64 { base.pointee.laterEntityMask }
  @inlinable package var addresses: UnsafePointer<PooledAddress> { base.pointee.addresses }
  @inlinable package var addressCount: UInt32 { base.pointee.addressCount }
  @inlinable var addressSlots: UnsafePointer<UInt32> { base.pointee.addressSlots }
  @inlinable var addressMask: UInt64 { base.pointee.addressMask }
  @inlinable package var composites: UnsafePointer<Composite> { base.pointee.composites }
  @inlinable package var compositeCount: UInt32 { base.pointee.compositeCount }
  @inlinable package var elements: UnsafePointer<Slot> { base.pointee.elements }
  @inlinable var compositeSlots: UnsafePointer<UInt32> { base.pointee.compositeSlots }
  @inlinable var compositeMask: UInt64 { base.pointee.compositeMask }
  @inlinable package var seed: UInt64 { base.pointee.seed }

  @inlinable
  @inline(__always)
  package func string(_ id: UInt32) -> UnsafeBufferPointer<UInt8> {
    let start = ends[Int(id)]
    return UnsafeBufferPointer(start: bytes + start, count: ends[Int(id) &+ 1] &- start)
  }

  @inlinable
  @inline(__always)
  package func elements(of composite: Composite) -> UnsafeBufferPointer<Slot> {
    UnsafeBufferPointer(start: elements + Int(composite.start), count: Int(composite.count))
  }

  /// The id of a string of the pool. O(bytes).
  @inlinable
  @inline(__always)
  package func find(_ text: UnsafeBufferPointer<UInt8>) -> UInt32? {
    find(text, hash: ByteHash.of(text, seed: seed))
  }

  @inlinable
  @inline(__always)
  func find(_ text: UnsafeBufferPointer<UInt8>, hash: UInt64) -> UInt32? {
    if let id = Self.find(hash, stringSlots, stringMask, { isString($0, text) }) { return id }
    guard let later = laterStringSlots else { return nil }
    return Self.find(hash, later, laterStringMask) { isString($0, text) }
  }

  @inlinable
  @inline(__always)
  func isString(_ id: UInt32, _ text: UnsafeBufferPointer<UInt8>) -> Bool {
    ByteHash.areSame(string(id), text)
  }

  /// The id of an entity of the pool. O(1).
  @inlinable
  @inline(__always)
  package func find(_ entity: PooledEntity) -> UInt32? {
    let hash = ByteHash.of(entity.key)
    if let id = Self.find(hash, entitySlots, entityMask, { entities[Int($0)] == entity }) {
      return id
    }
    guard let later = laterEntitySlots else { return nil }
    return Self.find(hash, later, laterEntityMask) { entities[Int($0)] == entity }
  }

  func find(_ address: PooledAddress, hash: UInt64) -> UInt32? {
    Self.find(hash, addressSlots, addressMask) { addresses[Int($0)] == address }
  }

  func find(_ kind: Slot.Kind, _ content: [Slot], hash: UInt64) -> UInt32? {
    Self.find(hash, compositeSlots, compositeMask) { id in
      let composite = composites[Int(id)]
      return composite.kind == kind && elements(of: composite).elementsEqual(content)
    }
  }

  /// The id in an open-addressed table that is the one looked for; tables hold ids plus one.
  @inlinable
  @inline(__always)
  static func find(
    _ hash: UInt64, _ slots: UnsafePointer<UInt32>, _ mask: UInt64, _ isIt: (UInt32) -> Bool
  ) -> UInt32? {
    var place = hash & mask
    while true {
      let stored = slots[Int(truncatingIfNeeded: place)]
      if stored == 0 { return nil }
      if isIt(stored &- 1) { return stored &- 1 }
      place = (place &+ 1) & mask
    }
  }
}
