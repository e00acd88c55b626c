import Foundation
import GRDB
public import RemitModel

/// Rows of the table `entry`: performed duties and withdrawals, which are numbered together.
///
/// Names are bytes: text would end at a NUL, and two ids would become one.
enum LedgerRow {
  struct Withdrawal: Sendable {
    let position: UInt64
    let entry: UInt64
    let because: String
    let principal: EntityUID?
    let time: Instant
  }

  enum Run {
    case entries([LedgerEntry])
    case withdrawal(Withdrawal)

    /// The latest time in it. Of entries decided at once the later one may have the earlier time.
    var lastTime: Instant {
      switch self {
      case .entries(let entries): entries.map(\.time).max() ?? Instant(milliseconds: .min)
      case .withdrawal(let withdrawal): withdrawal.time
      }
    }
  }

  static let columns = """
    position, withdraws, duty, object_type, object_id, version IS NULL, version, person_type, \
    person_id, principal_type, principal_id, action, time, decision, because
    """

  static func lastPosition(_ db: Database) throws -> UInt64 {
    let statement = try db.cachedStatement(sql: "SELECT max(position) FROM entry")
    return UInt64(clamping: try Int64.fetchOne(statement) ?? 0)
  }

  /// Reads rows in order; entries come in runs.
  ///
  /// - Throws: `LedgerError.unreadable` where a number is missing, or what stands there is no entry.
  static func read(
    after known: UInt64, upTo last: UInt64, _ db: Database, _ take: (Run) -> Void
  ) throws {
    let statement = try db.cachedStatement(
      sql: "SELECT \(columns) FROM entry WHERE position > ? AND position <= ? ORDER BY position")
    let rows = try Row.fetchCursor(statement, arguments: [Int64(known), Int64(last)])
    var run: [LedgerEntry] = []
    var expected = known + 1
    while let row = try rows.next() {
      let position = UInt64(clamping: row[0] as Int64)
      guard position == expected else {
        throw LedgerError.unreadable("entry \(expected) is missing")
      }
      expected += 1
      if let withdrawn = row[1] as Int64? {
        if !run.isEmpty { take(.entries(run)) }
        run.removeAll()
        take(.withdrawal(try withdrawal(row, position, of: UInt64(clamping: withdrawn))))
      } else {
        run.append(try entry(row, position))
      }
    }
    guard expected == last + 1 else { throw LedgerError.unreadable("entry \(expected) is missing") }
    if !run.isEmpty { take(.entries(run)) }
  }

  static func insert(_ entry: LedgerEntry, _ db: Database) throws {
    try insert(
      [
        Int64(entry.position), nil, bytes(entry.duty), bytes(entry.object.type),
        bytes(entry.object.id), entry.version != nil, entry.version.map(bytes),
        bytes(entry.person.type), bytes(entry.person.id), bytes(entry.principal.type),
        bytes(entry.principal.id), bytes(entry.action), entry.time.milliseconds,
        bytes(entry.decision), nil,
      ], db)
  }

  /// A withdrawal is about the object of its entry; who withdrew it stands as the principal.
  static func insert(_ withdrawal: Withdrawal, of entry: LedgerEntry, _ db: Database) throws {
    let principal = withdrawal.principal ?? EntityUID(type: "", id: "")
    try insert(
      [
        Int64(withdrawal.position), Int64(withdrawal.entry), bytes(entry.duty),
        bytes(entry.object.type), bytes(entry.object.id), entry.version != nil,
        entry.version.map(bytes), bytes(entry.person.type), bytes(entry.person.id),
        bytes(principal.type), bytes(principal.id), bytes(entry.action),
        withdrawal.time.milliseconds, bytes(entry.decision), bytes(Text(withdrawal.because)),
      ], db)
  }

  static func insert(_ key: Text, of entries: [LedgerEntry], _ db: Database) throws {
    guard let first = entries.first, let last = entries.last else { return }
    let statement = try db.cachedStatement(
      sql: "INSERT INTO request_key (key, first, last) VALUES (coalesce(?, x''), ?, ?)")
    try statement.execute(arguments: [bytes(key), Int64(first.position), Int64(last.position)])
  }

  static func positions(underKey key: Text, _ db: Database) throws -> ClosedRange<UInt64>? {
    let statement = try db.cachedStatement(
      sql: "SELECT first, last FROM request_key WHERE key = coalesce(?, x'')")
    guard let row = try Row.fetchOne(statement, arguments: [bytes(key)]) else { return nil }
    let first = UInt64(clamping: row[0] as Int64)
    return first...max(first, UInt64(clamping: row[1] as Int64))
  }

  static func withdrawals(_ db: Database) throws -> [UInt64: LedgerWithdrawal] {
    let rows = try Row.fetchCursor(
      db, sql: "SELECT \(columns) FROM entry WHERE withdraws IS NOT NULL ORDER BY position")
    var found: [UInt64: LedgerWithdrawal] = [:]
    while let row = try rows.next() {
      let entry = UInt64(clamping: row[1] as Int64)
      let one = try withdrawal(row, UInt64(clamping: row[0] as Int64), of: entry)
      found[entry] = LedgerWithdrawal(
        position: one.position, because: one.because, principal: one.principal, time: one.time)
    }
    return found
  }

  /// Bytes that are empty are bound as NULL, hence `coalesce`.
  private static func insert(_ values: StatementArguments, _ db: Database) throws {
    let name = "coalesce(?, x'')"
    let statement = try db.cachedStatement(
      sql: """
        INSERT INTO entry (position, withdraws, duty, object_type, object_id, version, \
        person_type, person_id, principal_type, principal_id, action, time, decision, because) \
        VALUES (?, ?, \(name), \(name), \(name), CASE WHEN ? THEN \(name) END, \
        \(name), \(name), \(name), \(name), \(name), ?, \(name), ?)
        """)
    try statement.execute(arguments: values)
  }

  private static func bytes(_ text: Text) -> Data { Data(text.string.utf8) }

  private static func entry(_ row: Row, _ position: UInt64) throws -> LedgerEntry {
    LedgerEntry(
      position: position, duty: try text(row, 2), object: try entity(row, 3),
      version: (row[5] as Bool) ? nil : try text(row, 6), person: try entity(row, 7),
      principal: try entity(row, 9), action: try text(row, 11),
      time: Instant(milliseconds: row[12]), decision: try text(row, 13))
  }

  private static func withdrawal(
    _ row: Row, _ position: UInt64, of entry: UInt64
  ) throws -> Withdrawal {
    let principal = try entity(row, 9)
    return Withdrawal(
      position: position, entry: entry, because: try text(row, 14).string,
      principal: principal.type.string.isEmpty ? nil : principal,
      time: Instant(milliseconds: row[12]))
  }

  private static func entity(_ row: Row, _ column: Int) throws -> EntityUID {
    EntityUID(type: try text(row, column), id: try text(row, column + 1))
  }

  /// Bytes that are not UTF-8 are refused: mended, they could be somebody else's name.
  private static func text(_ row: Row, _ column: Int) throws -> Text {
    let text: String? = try row.withUnsafeData(atIndex: column) { data in
      guard let data else { return "" }
      return String(validating: data, as: UTF8.self)
    }
    guard let text else { throw LedgerError.unreadable("a name in it is not UTF-8") }
    return Text(text)
  }
}

/// Why and when an entry was taken back.
public struct LedgerWithdrawal: Hashable, Sendable {
  /// The withdrawal's own number in the ledger.
  public let position: UInt64
  public let because: String
  /// Who took it back, where that is known.
  public let principal: EntityUID?
  /// When, by the ledger's clock.
  public let time: Instant
}
