import Foundation
import GRDB
import GRDBSQLite
import RemitModel

/// The file of a ledger: made whole or not at all, and opened only if it is one.
struct LedgerFile {
  /// Says in a file's header that it is a ledger: "Rmit".
  static let applicationID = 0x526d_6974
  /// Of the tables below. A higher one is of a newer Remit.
  static let schemaVersion = 1

  let path: String
  let busyTimeout: Duration

  func open(_ opening: SQLiteLedger.Opening) throws(LedgerError) -> DatabaseQueue {
    if !FileManager.default.fileExists(atPath: path) {
      guard opening == .creating else { throw .unavailable("there is no file \(path)") }
      try create()
    }
    try checkHeader()
    do {
      let queue = try DatabaseQueue(path: path, configuration: configuration(opening))
      try queue.inDatabase { db in try verify(db) }
      return queue
    } catch {
      throw LedgerError(error, path: path)
    }
  }

  /// SQLite makes a database of an empty file and changes the mode of one that is somebody else's;
  /// so the file is looked at first as one that nobody changes, and is opened only if it is a
  /// ledger's.
  ///
  /// Not by reading it past SQLite: on closing a file, POSIX drops every lock that the process has
  /// on it, those of a ledger that is open too; another process would then take away what that one
  /// works on.
  private func checkHeader() throws(LedgerError) {
    let attributes = try? FileManager.default.attributesOfItem(atPath: path)
    if let size = attributes?[.size] as? Int, size < 100,
      attributes?[.type] as? FileAttributeType == .typeRegular
    {
      throw .unreadable("\(path) is no database")
    }
    let uri = URL(filePath: path).absoluteString + "?immutable=1"
    var connection: OpaquePointer?
    var statement: OpaquePointer?
    defer {
      sqlite3_finalize(statement)
      sqlite3_close_v2(connection)
    }
    var result = sqlite3_open_v2(uri, &connection, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, nil)
    if result == SQLITE_OK {
      result = sqlite3_prepare_v2(connection, "PRAGMA application_id", -1, &statement, nil)
    }
    if result == SQLITE_OK { result = sqlite3_step(statement) }
    switch result {
    case SQLITE_ROW: break
    case SQLITE_NOTADB, SQLITE_CORRUPT: throw .unreadable("\(path) is no database")
    default:
      let words = sqlite3_errstr(result).map { String(cString: $0) } ?? "error \(result)"
      throw .unavailable("\(path) cannot be read: \(words)")
    }
    guard sqlite3_column_int(statement, 0) == Self.applicationID else {
      throw .unreadable("\(path) is a database, but not of a ledger")
    }
  }

  /// Makes the file under another name and gives it its own when it is complete, so that nobody
  /// sees half of it and of two processes that make it at once one wins.
  private func create() throws(LedgerError) {
    let draft = "\(path).\(UUID().uuidString)"
    defer {
      for suffix in ["", "-wal", "-shm"] {
        try? FileManager.default.removeItem(atPath: draft + suffix)
      }
    }
    do {
      let queue = try DatabaseQueue(path: draft, configuration: configuration(.creating))
      try queue.inDatabase { db in
        try db.inTransaction(.immediate) {
          try db.execute(sql: Self.schema)
          return .commit
        }
      }
      try queue.close()
    } catch {
      throw LedgerError(error, path: path)
    }
    do {
      try FileManager.default.linkItem(atPath: draft, toPath: path)
    } catch {
      guard FileManager.default.fileExists(atPath: path) else {
        throw .unavailable("\(path) could not be made: \(error.localizedDescription)")
      }
    }
  }

  private func configuration(_ opening: SQLiteLedger.Opening) -> Configuration {
    var configuration = Configuration()
    configuration.readonly = opening == .reading
    configuration.label = "remit.ledger"
    let seconds = busyTimeout / .seconds(1)
    configuration.busyMode = .timeout(seconds)
    configuration.journalMode = opening == .reading ? .default : .wal
    configuration.prepareDatabase { db in
      // With FULL a commit has been synced before it returns, in WAL mode too.
      try db.execute(sql: "PRAGMA synchronous = FULL")
    }
    return configuration
  }

  private func verify(_ db: Database) throws {
    guard try Int.fetchOne(db, sql: "PRAGMA application_id") == Self.applicationID else {
      throw LedgerError.unreadable("\(path) is a database, but not of a ledger")
    }
    let version = try Int.fetchOne(db, sql: "PRAGMA user_version") ?? 0
    guard version <= Self.schemaVersion else {
      throw LedgerError.unreadable(
        "\(path) is of a newer Remit: its version is \(version), and \(Self.schemaVersion) is known"
      )
    }
    guard try String.fetchOne(db, sql: "PRAGMA journal_mode")?.lowercased() == "wal" else {
      throw LedgerError.unavailable("\(path) cannot be used in WAL mode")
    }
    // GRDB sets NORMAL where it sets WAL.
    try db.execute(sql: "PRAGMA synchronous = FULL")
    guard try Int.fetchOne(db, sql: "PRAGMA synchronous") == 2 else {
      throw LedgerError.unavailable("\(path) cannot be written through to the disk")
    }
  }

  /// Triggers hold that entries are only ever added; `history` is for people.
  private static let schema = """
    CREATE TABLE entry (
      position INTEGER PRIMARY KEY,
      withdraws INTEGER UNIQUE REFERENCES entry (position),
      duty BLOB NOT NULL,
      object_type BLOB NOT NULL,
      object_id BLOB NOT NULL,
      version BLOB,
      person_type BLOB NOT NULL,
      person_id BLOB NOT NULL,
      principal_type BLOB NOT NULL,
      principal_id BLOB NOT NULL,
      action BLOB NOT NULL,
      time INTEGER NOT NULL,
      decision BLOB NOT NULL,
      because BLOB
    );
    CREATE TABLE request_key (
      key BLOB PRIMARY KEY,
      first INTEGER NOT NULL,
      last INTEGER NOT NULL
    ) WITHOUT ROWID;
    CREATE TRIGGER entry_is_not_changed BEFORE UPDATE ON entry
      BEGIN SELECT raise(ABORT, 'entries of a ledger are not changed'); END;
    CREATE TRIGGER entry_is_not_deleted BEFORE DELETE ON entry
      BEGIN SELECT raise(ABORT, 'entries of a ledger are not deleted'); END;
    CREATE VIEW history AS SELECT
      position, withdraws, CAST(duty AS TEXT) AS duty, CAST(object_type AS TEXT) AS object_type,
      CAST(object_id AS TEXT) AS object_id, CAST(version AS TEXT) AS version,
      CAST(person_type AS TEXT) AS person_type, CAST(person_id AS TEXT) AS person_id,
      CAST(principal_type AS TEXT) AS principal_type, CAST(principal_id AS TEXT) AS principal_id,
      CAST(action AS TEXT) AS action, time, CAST(because AS TEXT) AS because
    FROM entry;
    PRAGMA application_id = \(applicationID);
    PRAGMA user_version = \(schemaVersion);
    """
}
