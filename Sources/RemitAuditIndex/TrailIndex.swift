import Foundation
import GRDB
import GRDBSQLite
package import RemitAudit
import RemitModel

/// Finds records of a trail by what they say, with an SQLite file that is made from the trail and
/// can be thrown away at any time.
///
/// It is never trusted: it says where to look, and whoever asks reads the record there, compares it
/// and checks that it is in the signed tree. What a file that somebody changed could do is to leave
/// records out; `RecordFilter` over all records needs no index.
package final class TrailIndex {
  /// Records that are written to the file at once.
  private static let batch = 10_000
  /// Of the tables below; a file of another version is made anew.
  private static let version = "1"

  private let queue: DatabaseQueue

  /// Where the index of a trail lies: in its own folder, or in the user's cache where that cannot be
  /// written; else in memory, and is made anew each time.
  package convenience init(of trail: String) throws {
    for path in [trail + "/.state/index.sqlite", Self.cachePath(of: trail)] {
      if let queue = try? Self.opened(path) {
        try self.init(queue)
        return
      }
    }
    try self.init(try DatabaseQueue(configuration: Self.configuration))
  }

  /// - Parameter path: of the file; `nil` for memory.
  package convenience init(path: String?) throws {
    try self.init(
      try path.map { try DatabaseQueue(path: $0, configuration: Self.configuration) }
        ?? DatabaseQueue(configuration: Self.configuration))
  }

  private init(_ queue: DatabaseQueue) throws {
    self.queue = queue
    try queue.write { db in
      let hasMeta = try db.tableExists("meta")
      if hasMeta, try Self.meta("version", db) == Self.version { return }
      try Self.makeTables(db)
    }
  }

  private static var configuration: Configuration {
    var configuration = Configuration()
    configuration.busyMode = .timeout(10)
    return configuration
  }

  /// Opens a file, and throws away one that is no index.
  private static func opened(_ path: String) throws -> DatabaseQueue {
    func open() throws -> DatabaseQueue {
      let queue = try DatabaseQueue(path: path, configuration: configuration)
      // A file that may only be read is none to write into.
      try queue.write { db in try db.execute(sql: "CREATE TABLE IF NOT EXISTS probe (n)") }
      return queue
    }
    do {
      return try open()
    } catch let error as DatabaseError
      where error.resultCode == .SQLITE_NOTADB || error.resultCode == .SQLITE_CORRUPT
    {
      try FileManager.default.removeItem(atPath: path)
      return try open()
    }
  }

  private static func cachePath(of trail: String) -> String {
    let environment = ProcessInfo.processInfo.environment
    let home = environment["HOME"] ?? NSTemporaryDirectory()
    let base = environment["XDG_CACHE_HOME"] ?? home + "/.cache"
    let folder = base + "/remit"
    try? FileManager.default.createDirectory(
      atPath: folder, withIntermediateDirectories: true,
      attributes: [.posixPermissions: 0o700])
    let path = URL(filePath: trail).standardizedFileURL.path(percentEncoded: false)
    let name = Array(path.utf8).reduce(UInt64(0xcbf2_9ce4_8422_2325)) {
      ($0 ^ UInt64($1)) &* 0x100_0000_01b3
    }
    return folder + "/trail-" + String(name, radix: 16) + ".sqlite"
  }

  private static func makeTables(_ db: Database) throws {
    for table in ["meta", "records", "names", "probe"] {
      try db.execute(sql: "DROP TABLE IF EXISTS \(table)")
    }
    try db.execute(
      sql: """
        CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
        CREATE TABLE records (
          shard INTEGER NOT NULL, place INTEGER NOT NULL, id TEXT NOT NULL, time TEXT NOT NULL,
          kind TEXT NOT NULL, principal_type TEXT, principal_id TEXT, action TEXT,
          resource_type TEXT, resource_id TEXT, effect TEXT, cause TEXT, policy TEXT,
          PRIMARY KEY (shard, place)) WITHOUT ROWID;
        CREATE INDEX by_principal ON records (principal_id, principal_type);
        CREATE INDEX by_resource ON records (resource_id, resource_type);
        CREATE INDEX by_id ON records (id);
        CREATE INDEX by_time ON records (time);
        CREATE TABLE names (
          name TEXT NOT NULL, is_role INTEGER NOT NULL, shard INTEGER NOT NULL,
          place INTEGER NOT NULL, PRIMARY KEY (name, is_role, shard, place)) WITHOUT ROWID;
        INSERT INTO meta VALUES ('version', '\(version)');
        """)
  }

  private static func meta(_ key: String, _ db: Database) throws -> String? {
    try String.fetchOne(db, sql: "SELECT value FROM meta WHERE key = ?", arguments: [key])
  }

  // MARK: Bringing it up to date

  /// Takes what has been recorded since the last time; everything, where what it knows is of another
  /// trail, or of one that was put back.
  ///
  /// - Complexity: linear in what is new.
  package func update(_ records: TrailRecords) throws {
    if try !knows(records) { try queue.write { db in try Self.makeTables(db) } }
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

  /// Whether the last record that it knows stands where it says.
  private func knows(_ records: TrailRecords) throws -> Bool {
    guard let last = try queue.read({ db in try Self.last(db) }) else { return true }
    return try records.record(at: last.place)?.id.description == last.id
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
