import Synchronization

/// What a ledger holds, in memory and by object: all that deciding reads of it.
///
/// A ledger adds to it; decisions read it as it stood at a position, so that one decision sees one
/// state whatever is added meanwhile. Reading takes no lock and waits for nobody.
public final class LedgerIndex: Sendable {
  private struct Writer: ~Copyable {
    var memory: LedgerMemory
    /// How many entries there are of each kind.
    var counts: [Kind: Int] = [:]
  }

  /// Numbers of texts.
  private struct Kind: Hashable {
    let duty: UInt32
    let objectType: UInt32
    let personType: UInt32
  }

  /// Valid as long as this object lives.
  package let view: LedgerView
  private let writer: Mutex<Writer>

  public convenience init() { self.init(hashMask: .max) }

  /// - Parameter hashMask: which bits of hashes are used; tests have names collide.
  package init(hashMask: UInt64) {
    let memory = LedgerMemory(hashMask: hashMask)
    view = memory.view
    writer = Mutex(Writer(memory: memory))
  }

  /// The position of the last entry or withdrawal; 0 of an empty ledger. O(1).
  public var position: UInt64 { view.position }

  /// Everything that was performed on an object, in order, withdrawn entries too.
  ///
  /// - Complexity: O(entries about the object).
  public func entries(about object: EntityUID) -> [LedgerEntry] {
    entries(about: object, upTo: position)
  }

  /// The same as it stood at a position.
  package func entries(about object: EntityUID, upTo position: UInt64) -> [LedgerEntry] {
    let number = view.number(of: object)
    guard number != 0 else { return [] }
    var entries: [LedgerEntry] = []
    var next = view.newestRow(about: number)
    while next != 0 {
      let row = view.row(next)
      if row.position <= position { entries.append(view.entry(next, at: position)) }
      next = row.previous
    }
    return entries.reversed()
  }

  /// Adds entries, which readers see all at once. O(entries), amortised.
  ///
  /// - Precondition: their positions are higher than all before, and ascending.
  package func add(_ entries: [LedgerEntry]) {
    writer.withLock { writer in
      var last = view.position
      for entry in entries {
        precondition(entry.position > last, "entries of a ledger come in the order of positions")
        last = entry.position
        let row = writer.memory.append(entry)
        let kind = Kind(
          duty: row.duty, objectType: view.type(of: view.object(ofRow: writer.memory.rowCount)),
          personType: view.type(of: row.person))
        writer.counts[kind, default: 0] += 1
      }
      writer.memory.publish(last)
    }
  }

  /// Takes an entry back.
  ///
  /// - Returns: false where there is no such entry, or it was taken back before.
  /// - Complexity: O(log entries).
  @discardableResult
  package func withdraw(entry: UInt64, at position: UInt64) -> Bool {
    writer.withLock { writer in
      guard let row = row(at: entry), view.withdrawnAt(row) == 0 else { return false }
      writer.memory.withdraw(row: row, at: position)
      writer.memory.publish(position)
      return true
    }
  }

  /// The last position at which anything about one of the objects changed; 0 if nothing ever did.
  /// O(objects).
  package func lastChange(about objects: Set<EntityUID>) -> UInt64 {
    objects.reduce(into: 0) { last, object in
      let number = view.number(of: object)
      if number != 0 { last = max(last, view.lastChange(about: number)) }
    }
  }

  /// The entry at a position, if there is one. O(log entries).
  public func entry(at position: UInt64) -> LedgerEntry? {
    let now = self.position
    guard position <= now else { return nil }
    return row(at: position).map { view.entry($0, at: now) }
  }

  /// Every entry, by position. O(n).
  public var all: [LedgerEntry] {
    let now = position
    let count = view.rowCount
    guard count > 0 else { return [] }
    return (1...count).lazy.filter { self.view.row($0).position <= now }
      .map { self.view.entry($0, at: now) }
  }

  /// How many entries there are of each duty, type of object and type of person. O(kinds).
  package var kinds: [(duty: Text, objectType: Text, personType: Text, count: Int)] {
    writer.withLock { writer in
      writer.counts.map { kind, count in
        (
          duty: view.string(kind.duty), objectType: view.string(kind.objectType),
          personType: view.string(kind.personType), count: count
        )
      }
    }
  }

  /// Rows are in the order of positions.
  private func row(at position: UInt64) -> UInt32? {
    var low: UInt32 = 1
    var high = view.rowCount
    while low <= high {
      let middle = low + (high - low) / 2
      let found = view.row(middle).position
      if found == position { return middle }
      if found < position { low = middle + 1 } else { high = middle - 1 }
    }
    return nil
  }
}

extension LedgerIndex {
  /// What of the invariants of `LedgerMemory` does not hold; `nil` where all do. For tests, while
  /// nothing is added. O(n).
  package var problem: String? {
    writer.withLock { writer in
      let count = view.rowCount
      guard count == writer.memory.rowCount else { return "rows are not published" }
      return problem(inRows: count) ?? problem(inTable: writer.memory.textCount)
    }
  }

  private func problem(inRows count: UInt32) -> String? {
    var newest: [UInt32: UInt32] = [:]
    var changes: [UInt32: UInt64] = [:]
    var last: UInt64 = 0
    for number in stride(from: 1, through: count, by: 1) {
      let row = view.row(number)
      guard row.position > last, row.position <= position else {
        return "row \(number) is misplaced"
      }
      last = row.position
      let object = view.object(ofRow: number)
      guard row.previous == newest[object] ?? 0 else { return "row \(number) is not linked" }
      newest[object] = number
      let withdrawnAt = view.withdrawnAt(number)
      guard withdrawnAt == 0 || withdrawnAt > row.position && withdrawnAt <= position else {
        return "row \(number) was withdrawn at \(withdrawnAt)"
      }
      changes[object] = max(changes[object] ?? 0, row.position, withdrawnAt)
      for text in [row.duty, object, row.person, row.principal] {
        guard view.number(of: view.bytes(of: text), type: view.type(of: text)) == text else {
          return "a text of row \(number) is not found"
        }
      }
    }
    for (object, row) in newest where view.newestRow(about: object) != row {
      return "the newest row about \(view.uid(object)) is not \(row)"
    }
    for (object, change) in changes where view.lastChange(about: object) != change {
      return "the last change about \(view.uid(object)) is not \(change)"
    }
    return nil
  }

  private func problem(inTable textCount: UInt64) -> String? {
    let table = view.table
    var numbers: Set<UInt32> = []
    for place in 0...Int(table.mask) {
      let stored = table.places[place].load(ordering: .relaxed)
      guard stored != 0 else { continue }
      let number = UInt32(truncatingIfNeeded: stored)
      guard numbers.insert(number).inserted else { return "text \(number) is there twice" }
      guard view.number(of: view.bytes(of: number), type: view.type(of: number)) == number else {
        return "text \(number) is not found"
      }
    }
    guard UInt64(numbers.count) == textCount, textCount * 2 <= table.mask + 1 else {
      return "the table has \(numbers.count) of \(textCount) texts in \(table.mask + 1) places"
    }
    return nil
  }
}
