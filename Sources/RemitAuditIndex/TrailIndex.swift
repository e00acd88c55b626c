import Foundation
import GRDB
import GRDBSQLite
package import RemitAudit
import RemitModel

/// Finds records of a trail by what they say, with an SQLite file that is made from the trail and
/// can be thrown away at any time.
///
/// The file lies in the user's cache, not with the trail, which may be somebody else's. Still it is
/// never trusted: it says where to look, and whoever asks reads the record there, compares it
/// and checks that it is in the signed tree. What a file that somebody changed could do is to leave
/// records out; `RecordFilter` over all records needs no index.
package final class TrailIndex {
  /// Records that are written to the file at once.
  private static let batch = 10_000

  private let queue: DatabaseQueue

  /// - Parameters:
  ///   - records: of the trail.
  ///   - cache: the folder in which the file is kept, which nobody else may write to; where it cannot
  ///     be used, the index is in memory and made anew each time.
  package init(of records: TrailRecords, cache: String?) throws {
    let file = cache.flatMap { IndexFile(of: records, in: $0) }
    queue = try file.flatMap { try? $0.opened() } ?? IndexFile.memory()
  }

  /// Where the user keeps what can be made anew (XDG Base Directory Specification).
  package static var cacheFolder: String? {
    let environment = ProcessInfo.processInfo.environment
    if let base = environment["XDG_CACHE_HOME"], base.hasPrefix("/") { return base + "/remit" }
    return environment["HOME"].flatMap { $0.hasPrefix("/") ? $0 + "/.cache/remit" : nil }
  }

  // MARK: Bringing it up to date

  /// Takes what has been recorded since the last time, and forgets what was pruned; everything, where
  /// what it knows is of another trail, or of one that was put back.
  ///
  /// - Complexity: linear in what is new.
  package func update(_ records: TrailRecords) throws {
    let starts = try records.starts().map(\.place)
    if try !knows(records, starts) {
      try queue.write { db in try db.execute(sql: "DELETE FROM records; DELETE FROM names") }
    }
    try queue.write { db in
      for start in starts { try Self.forget(before: start, db) }
    }
    var next = try queue.read { db in try Self.next(db) }
    while true {
      var batch: [StoredRecord] = []
      try records.forEach(from: next) { record in
        batch.append(record)
        return batch.count < Self.batch
      }
      guard let last = batch.last else { return }
      try queue.write { db in
        for record in batch { try Self.insert(record, db) }
      }
      next = TrailRecords.Place(shard: last.shard, index: last.index + 1)
    }
  }

  private static func next(_ db: Database) throws -> TrailRecords.Place {
    guard let last = try last(db) else { return TrailRecords.Place(shard: 1, index: 0) }
    return TrailRecords.Place(shard: last.place.shard, index: last.place.index + 1)
  }

  private static func last(_ db: Database) throws -> (place: TrailRecords.Place, id: String)? {
    try Row.fetchOne(
      db, sql: "SELECT shard, place, id FROM records ORDER BY shard DESC, place DESC LIMIT 1"
    ).map { row in (place(row), row[2]) }
  }

  private static func place(_ row: Row) -> TrailRecords.Place {
    let (shard, index): (Int64, Int64) = (row[0], row[1])
    return TrailRecords.Place(shard: UInt32(clamping: shard), index: UInt64(clamping: index))
  }

  /// Whether the last record that it knows stands where it says, and it knows the first that is
  /// there of each shard: pruned records may have been put back.
  private func knows(_ records: TrailRecords, _ starts: [TrailRecords.Place]) throws -> Bool {
    guard let last = try queue.read({ db in try Self.last(db) }) else { return true }
    guard try records.record(at: last.place)?.id.description == last.id else { return false }
    return try queue.read { db in
      try starts.allSatisfy { start in
        guard start <= last.place else { return true }
        let rows = try Int.fetchOne(
          db, sql: "SELECT count(*) FROM records WHERE shard = ? AND place = ?",
          arguments: [Int64(start.shard), Int64(clamping: start.index)])
        return rows == 1
      }
    }
  }

  private static func forget(before start: TrailRecords.Place, _ db: Database) throws {
    let place: StatementArguments = [Int64(start.shard), Int64(clamping: start.index)]
    try db.execute(sql: "DELETE FROM records WHERE shard = ? AND place < ?", arguments: place)
    // Names are not in the order of places.
    guard db.changesCount > 0 else { return }
    try db.execute(sql: "DELETE FROM names WHERE shard = ? AND place < ?", arguments: place)
  }

  private static func insert(_ record: StoredRecord, _ db: Database) throws {
    let (shard, place) = (Int64(record.shard), Int64(clamping: record.index))
    var values: [(any DatabaseValueConvertible)?] = [
      shard, place, record.id.description, record.time, record.kind,
    ]
    values +=
      record.isDecision
      ? [
        record.principal.type, record.principal.id, record.action, record.resource.type,
        record.resource.id, record.effect, record.cause, record.policy,
      ] : Array(repeating: nil, count: 8)
    let statement = try db.cachedStatement(
      sql: "INSERT OR REPLACE INTO records VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
    try statement.execute(arguments: StatementArguments(values))
    guard record.isDecision else { return }
    let named = try db.cachedStatement(sql: "INSERT OR IGNORE INTO names VALUES (?, ?, ?, ?)")
    for (names, isRole) in [(record.determining, false), (record.roles, true)] {
      for name in names { try named.execute(arguments: [name, isRole, shard, place]) }
    }
  }

  // MARK: Asking

  /// Where records stand that a filter may match, in order.
  ///
  /// - Parameters:
  ///   - after: a place that an earlier call has come to.
  ///   - limit: the most places.
  package func places(
    _ filter: RecordFilter, after: TrailRecords.Place?, limit: Int
  ) throws -> [TrailRecords.Place] {
    var conditions: [String] = []
    var arguments: [any DatabaseValueConvertible] = []
    func add(_ condition: String, _ values: (any DatabaseValueConvertible)?...) {
      let given = values.compactMap { $0 }
      guard given.count == values.count else { return }
      conditions.append(condition)
      arguments += given
    }
    add("id = ?", filter.id?.description)
    add("kind = ?", filter.kind)
    add("time >= ?", filter.from)
    add("time < ?", filter.until)
    add(
      "principal_type = ? AND principal_id = ?", filter.principal?.type.string,
      filter.principal?.id.string)
    add(
      "resource_type = ? AND resource_id = ?", filter.resource?.type.string,
      filter.resource?.id.string)
    add("action = ?", filter.action)
    add("effect = ?", filter.effect)
    add("cause = ?", filter.cause)
    add("substr(policy, 1, ?) = ?", filter.policy?.unicodeScalars.count, filter.policy)
    for (name, isRole) in [(filter.determining, false), (filter.role, true)] {
      add(
        """
        EXISTS (SELECT 1 FROM names n WHERE n.name = ? AND n.is_role = ?
          AND n.shard = r.shard AND n.place = r.place)
        """, name, name.map { _ in isRole })
    }
    if let after {
      add("(shard, place) > (?, ?)", Int64(after.shard), Int64(clamping: after.index))
    }
    let text = conditions.isEmpty ? "" : "WHERE " + conditions.joined(separator: " AND ")
    arguments.append(limit)
    return try queue.read { [arguments] db in
      try Row.fetchAll(
        db, sql: "SELECT shard, place FROM records r \(text) ORDER BY shard, place LIMIT ?",
        arguments: StatementArguments(arguments)
      ).map(Self.place)
    }
  }
}
