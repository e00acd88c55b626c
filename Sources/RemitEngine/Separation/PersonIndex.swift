import RemitCompiler
import RemitModel

/// Which accounts are one person, by one way of saying who an account is. It follows from the
/// entities alone, so that versions of the grants share it; accounts that grants name later are
/// beside it.
struct PersonTable: Sendable {
  private static let unknown = UInt32.max

  /// By entity: the person, of accounts.
  private let persons: [UInt32]
  /// Pairs of person and account, ascending.
  private let accounts: [UInt64]
  private var laterPersons: [UInt32] = []
  private var laterAccounts: [UInt32: [UInt32]] = [:]

  /// O(n log n) in the entities.
  init(_ snapshot: EngineSnapshot, _ finder: inout PersonFinder, _ separation: UInt32) {
    var persons: [UInt32] = []
    var accounts: [UInt64] = []
    let count = snapshot.view.pool.entityCount
    persons.reserveCapacity(Int(count))
    for entity in 0..<count {
      let person = snapshot.isAccount(entity) ? finder.person(of: entity, separation) : nil
      persons.append(person ?? Self.unknown)
      if let person { accounts.append(UInt64(person) << 32 | UInt64(entity)) }
    }
    accounts.sort()
    self.persons = persons
    self.accounts = accounts
  }

  /// Takes in the accounts that came since. O(those).
  mutating func cover(
    _ snapshot: EngineSnapshot, _ finder: inout PersonFinder, _ separation: UInt32
  ) {
    for entity in UInt32(persons.count + laterPersons.count)..<snapshot.view.pool.entityCount {
      let person = snapshot.isAccount(entity) ? finder.person(of: entity, separation) : nil
      laterPersons.append(person ?? Self.unknown)
      if let person { laterAccounts[person, default: []].append(entity) }
    }
  }

  /// Who an account is; `nil` where that is not known.
  func person(of account: UInt32) -> UInt32? {
    let place = Int(account)
    let person = place < persons.count ? persons[place] : laterPersons[place - persons.count]
    return person == Self.unknown ? nil : person
  }

  /// The accounts of a person, ascending. O(log accounts + result).
  func accounts(of person: UInt32) -> [UInt32] {
    var low = 0
    var high = accounts.count
    while low < high {
      let middle = (low + high) / 2
      if accounts[middle] >> 32 < UInt64(person) { low = middle + 1 } else { high = middle }
    }
    var found: [UInt32] = []
    while low < accounts.count, accounts[low] >> 32 == UInt64(person) {
      found.append(UInt32(truncatingIfNeeded: accounts[low]))
      low += 1
    }
    return found + (laterAccounts[person] ?? [])
  }
}

/// Evaluates `by` for accounts.
struct PersonFinder {
  private let snapshot: EngineSnapshot
  /// Made when it is first needed.
  private var memory: WorkingMemory?

  init(_ snapshot: EngineSnapshot) {
    self.snapshot = snapshot
  }

  /// Who an account is, by the `by` of a separation that has one; `nil` where that is not known.
  mutating func person(of account: UInt32, _ separation: UInt32) -> UInt32? {
    let operand = snapshot.graph.identities[Int(separation)]
    guard operand != GraphDuty.none,
      let identity = snapshot.policy.separations[Int(separation)].identity
    else { return account }
    let memory = memory ?? WorkingMemory(snapshot)
    self.memory = memory
    let value = memory.scratch.evaluator.asking(as: account) { evaluator in
      evaluator.value(at: Int(operand), frameSize: UInt32(identity.frameSize))
    }
    return value.kind == .entity ? value.id : nil
  }
}
