import RemitCompiler
import RemitModel

// From the entities of a request to those of the ledger and back, by their bytes.
extension Evaluator {
  /// Takes the ledger that is asked from now on.
  mutating func read(_ reading: LedgerReading) {
    // Before the reading, which keeps what was turned to alive.
    ledgerNumbers.turn(to: reading.source)
    ledger = reading
  }

  /// The number of an entity in the ledger, 0 where nothing was recorded of it.
  ///
  /// - Parameter isMetAgain: whether it is worth to be remembered.
  mutating func number(of entity: UInt32, in ledger: LedgerView, isMetAgain: Bool) -> UInt32 {
    if isMetAgain, let known = ledgerNumbers.knownNumber(ofEntity: entity) { return known }
    let isStored = entity < view.pool.entityCount
    let pooled = isStored ? view.pool.entities[Int(entity)] : pool.entity(entity)
    let type =
      pooled.type < 0
      ? ledger.number(of: UnsafeBufferPointer(start: nil, count: 0), type: 0)
      : ledgerNumbers.number(ofType: Int(pooled.type), ledger)
    if type == 0 { return 0 }
    guard pooled.id < view.pool.stringCount else {
      return pool.withString(pooled.id) { ledger.number(of: $0, type: type) }
    }
    let number = ledger.number(of: view.pool.string(pooled.id), type: type)
    if isMetAgain, isStored, number != 0, pooled.type >= 0 {
      ledgerNumbers.keep(entity, as: number)
    }
    return number
  }

  /// The number of a text in the ledger, 0 where nothing was recorded of it.
  func number(ofString string: UInt32, in ledger: LedgerView) -> UInt32 {
    pool.withString(string) { ledger.number(of: $0, type: 0) }
  }

  /// The entity that a number of the ledger stands for; `nil` where its type is not declared.
  mutating func entity(of number: UInt32, in ledger: LedgerView) -> UInt32? {
    if let known = ledgerNumbers.knownEntity(number) { return known }
    let type = ledgerNumbers.type(of: ledger.type(of: number), ledger, schema)
    guard type >= 0 else { return nil }
    let bytes = ledger.bytes(of: number)
    let id = view.pool.find(bytes) ?? pool.intern(bytes: bytes)
    let entity = intern(PooledEntity(type: type, id: id))
    if entity < view.pool.entityCount { ledgerNumbers.keep(entity, as: number) }
    return entity
  }

  /// Who an account is today, by a duty; `nil` where that cannot be established.
  mutating func person(ofAccount account: UInt32, _ duty: Int, in ledger: LedgerView) -> Slot? {
    guard let account = entity(of: account, in: ledger) else { return nil }
    return person(of: account, duty)
  }
}
