import RemitCompiler
import RemitModel

/// Which numbers a ledger has for the types and duties of a policy, found out as they are needed:
/// then entries are compared by numbers.
struct LedgerNumbers: ~Copyable {
  private var index: ObjectIdentifier?
  private let typeCount: Int
  /// Wire names: of types, then of duties.
  private var bytes = Stack<UInt8>()
  private var ends = Stack<Int>()
  /// By type, then by duty; 0 where the ledger did not have it.
  private var numbers = Stack<UInt32>()
  /// By a type's number in the ledger; −1 where the policy does not declare it.
  private var types = RequestMap<Int32>()
  /// Entities of the snapshot by their numbers in the ledger, and the other way round.
  private var entities = IDMemory()
  private var entityNumbers = IDMemory()

  init(_ policy: TypedPolicy) {
    typeCount = policy.schema.entityTypes.count
    for wire in policy.schema.entityTypes.map(\.wire) + policy.duties.map(\.wire) {
      for byte in wire.string.utf8 { bytes.append(byte) }
      ends.append(bytes.count)
    }
    numbers.append(0, times: ends.count)
  }

  /// Numbers are those of one ledger.
  ///
  /// - Precondition: whatever was turned to before still lives, so that this one is at no address
  ///   that another had.
  @inline(__always)
  mutating func turn(to source: LedgerReference?) {
    let index = source.map { ObjectIdentifier($0.index) }
    if index != self.index { begin(index) }
  }

  @inline(never)
  private mutating func begin(_ index: ObjectIdentifier?) {
    self.index = index
    types.removeAll()
    entities.removeAll()
    entityNumbers.removeAll()
    numbers.removeAll()
    numbers.append(0, times: ends.count)
  }

  /// The number of a type's name, 0 where the ledger does not have it.
  mutating func number(ofType type: Int, _ ledger: LedgerView) -> UInt32 {
    number(ofName: type, ledger)
  }

  /// The number of a duty's name, 0 where the ledger does not have it.
  mutating func number(ofDuty duty: Int, _ ledger: LedgerView) -> UInt32 {
    number(ofName: typeCount + duty, ledger)
  }

  @inline(__always)
  private mutating func number(ofName name: Int, _ ledger: LedgerView) -> UInt32 {
    let known = numbers[name]
    return known != 0 ? known : look(upName: name, ledger)
  }

  @inline(never)
  private mutating func look(upName name: Int, _ ledger: LedgerView) -> UInt32 {
    let start = name == 0 ? 0 : ends[name - 1]
    let number = bytes.withElements(start..<ends[name]) { ledger.number(of: $0, type: 0) }
    numbers[name] = number
    return number
  }

  /// The type that a number stands for; negative where the policy does not declare it.
  mutating func type(of number: UInt32, _ ledger: LedgerView, _ schema: Schema) -> Int32 {
    if let known = types.find(number) { return known }
    let type = schema.entityType(wire: ledger.string(number))?.value ?? -1
    types.set(number, type)
    return type
  }

  // MARK: Entities

  @inline(__always)
  func knownEntity(_ number: UInt32) -> UInt32? { entities.find(number) }

  @inline(__always)
  func knownNumber(ofEntity entity: UInt32) -> UInt32? { entityNumbers.find(entity) }

  /// - Parameter entity: one of the snapshot's own.
  mutating func keep(_ entity: UInt32, as number: UInt32) {
    entities.set(number, entity)
    entityNumbers.set(entity, number)
  }
}

/// Remembers what ids stand for, as far as it has room: a place has the last id that fell on it.
///
/// INVARIANT: empty, or 2^placeBits places; a place has an id plus one above what it stands for.
struct IDMemory: ~Copyable {
  private static var placeBits: UInt64 { 12 }

  private var places = Stack<UInt64>(capacity: 1)

  @inline(__always)
  func find(_ id: UInt32) -> UInt32? {
    if places.isEmpty { return nil }
    let stored = places[place(of: id)]
    return stored >> 32 == UInt64(id) &+ 1 ? UInt32(truncatingIfNeeded: stored) : nil
  }

  mutating func set(_ id: UInt32, _ meaning: UInt32) {
    // No id plus one has more than 32 bits but this.
    if id == .max { return }
    if places.isEmpty { places.append(0, times: 1 << Int(Self.placeBits)) }
    places[place(of: id)] = (UInt64(id) + 1) << 32 | UInt64(meaning)
  }

  mutating func removeAll() { places.removeAll() }

  @inline(__always)
  private func place(of id: UInt32) -> Int {
    Int(truncatingIfNeeded: (UInt64(id) &* 0x9e37_79b9_7f4a_7c15) >> (64 - Self.placeBits))
  }
}
