import Synchronization

/// What separations ask of an entry, as numbers of the ledger's texts: two to a line of the cache.
package struct LedgerRow: BitwiseCopyable, Sendable {
  package let position: UInt64
  /// Milliseconds since 1970.
  package let time: Int64
  package let duty: UInt32
  package let person: UInt32
  package let principal: UInt32
  /// The next older row about the object; 0 where there is none.
  package let previous: UInt32
}

/// The rest of an entry, and what may still happen to it.
package struct LedgerDetails: ~Copyable {
  package let object: UInt32
  /// 0 where the duty has no versions.
  package let version: UInt32
  let action: UInt32
  let decision: UInt32
  /// The position of the withdrawal that took it back; 0 where none did.
  let withdrawnAt: Atomic<UInt64>

  init(object: UInt32, version: UInt32, action: UInt32, decision: UInt32, withdrawnAt: UInt64) {
    self.object = object
    self.version = version
    self.action = action
    self.decision = decision
    self.withdrawnAt = Atomic(withdrawnAt)
  }
}

/// What decisions read of a ledger: without a lock, and without writing to memory that another
/// thread reads. Valid as long as its `LedgerIndex` lives.
///
/// A reading loads the position first and then passes over rows with a higher one: what it sees is
/// everything up to that position and nothing else, whatever is added meanwhile.
///
/// Unchecked: see the invariants of `LedgerMemory`.
package struct LedgerView: @unchecked Sendable {
  let header: UnsafeMutablePointer<LedgerHeader>
  let texts: ChunkedMemory<UInt64>
  @usableFromInline let rows: ChunkedMemory<LedgerRow>
  /// By row.
  let details: ChunkedMemory<LedgerDetails>
  let seed: UInt64
  let hashMask: UInt64

  package var position: UInt64 { header.pointee.position.load(ordering: .acquiring) }
  var rowCount: UInt32 { header.pointee.rowCount.load(ordering: .acquiring) }
  var table: TextTable { header.pointee.table.load(ordering: .acquiring).pointee }

  // MARK: Texts

  /// The number of a text, or of an entity's id where a type is given; 0 where the ledger does not
  /// have it. O(bytes).
  package func number(of bytes: UnsafeBufferPointer<UInt8>, type: UInt32) -> UInt32 {
    let hash = UInt64(hash(of: bytes, type: type))
    let table = table
    var place = hash & table.mask
    while true {
      let stored = table.places[Int(place)].load(ordering: .acquiring)
      if stored == 0 { return 0 }
      if stored >> 32 == hash {
        let number = UInt32(truncatingIfNeeded: stored)
        if isText(number, bytes, type) { return number }
      }
      place = (place &+ 1) & table.mask
    }
  }

  /// The same for an entity by its names.
  package func number(of uid: EntityUID) -> UInt32 {
    let type = number(of: uid.type, type: 0)
    return type == 0 ? 0 : number(of: uid.id, type: type)
  }

  func number(of text: Text, type: UInt32) -> UInt32 {
    var string = text.string
    return string.withUTF8 { number(of: $0, type: type) }
  }

  func hash(of bytes: UnsafeBufferPointer<UInt8>, type: UInt32) -> UInt32 {
    let typed = seed &+ UInt64(type) &* 0x9e37_79b9_7f4a_7c15
    return UInt32(truncatingIfNeeded: (ByteHash.of(bytes, seed: typed) & hashMask) >> 32)
  }

  private func isText(
    _ number: UInt32, _ bytes: UnsafeBufferPointer<UInt8>, _ type: UInt32
  ) -> Bool {
    text(number).pointee.type == type && ByteHash.areSame(self.bytes(of: number), bytes)
  }

  func text(_ number: UInt32) -> UnsafeMutablePointer<StoredText> {
    UnsafeMutableRawPointer(texts.address(of: number)).assumingMemoryBound(to: StoredText.self)
  }

  /// The bytes of a text; of an entity, those of its id.
  package func bytes(of number: UInt32) -> UnsafeBufferPointer<UInt8> {
    let text = text(number)
    let first = UnsafeRawPointer(texts.address(of: number) + StoredText.wordCount)
    return UnsafeBufferPointer(
      start: first.assumingMemoryBound(to: UInt8.self), count: Int(text.pointee.count))
  }

  /// The number of an entity's type.
  package func type(of entity: UInt32) -> UInt32 { text(entity).pointee.type }

  /// A copy of a text. O(bytes).
  package func string(_ number: UInt32) -> Text {
    Text(String(decoding: bytes(of: number), as: UTF8.self))
  }

  package func uid(_ entity: UInt32) -> EntityUID {
    EntityUID(type: string(type(of: entity)), id: string(entity))
  }

  // MARK: Rows

  /// The newest row about an entity; 0 where there is none.
  package func newestRow(about entity: UInt32) -> UInt32 {
    text(entity).pointee.newest.load(ordering: .acquiring)
  }

  /// The last position at which anything about an entity changed.
  func lastChange(about entity: UInt32) -> UInt64 {
    text(entity).pointee.changed.load(ordering: .acquiring)
  }

  @inlinable
  @inline(__always)
  package func row(_ number: UInt32) -> LedgerRow { rows.address(of: number).pointee }

  /// The version of the object that a row is about; 0 where the duty has no versions.
  package func version(ofRow number: UInt32) -> UInt32 {
    details.address(of: number).pointee.version
  }

  func object(ofRow number: UInt32) -> UInt32 { details.address(of: number).pointee.object }

  /// Whether a row had been taken back when the ledger stood at a position.
  package func isWithdrawn(_ number: UInt32, at position: UInt64) -> Bool {
    let withdrawnAt = withdrawnAt(number)
    return withdrawnAt != 0 && withdrawnAt <= position
  }

  func withdrawnAt(_ number: UInt32) -> UInt64 {
    details.address(of: number).pointee.withdrawnAt.load(ordering: .acquiring)
  }

  /// What a row stands for, as the ledger stood at a position.
  func entry(_ number: UInt32, at position: UInt64) -> LedgerEntry {
    let row = row(number)
    let withdrawnAt = withdrawnAt(number)
    let address = details.address(of: number)
    let (object, version) = (address.pointee.object, address.pointee.version)
    return LedgerEntry(
      position: row.position, duty: string(row.duty), object: uid(object),
      version: version == 0 ? nil : string(version), person: uid(row.person),
      principal: uid(row.principal), action: string(address.pointee.action),
      time: Instant(milliseconds: row.time), decision: string(address.pointee.decision),
      withdrawnAt: withdrawnAt == 0 || withdrawnAt > position ? nil : withdrawnAt)
  }
}
