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

  private static let headerBytes = 100

  /// SQLite makes a database of an empty file and changes the mode of one that is somebody else's;
  /// so the header is looked at first, and the file is opened only if it is a ledger's.
  private func checkHeader() throws(LedgerError) {
    let header = try readHeader()
    guard header.count == Self.headerBytes, header.starts(with: Data("SQLite format 3\0".utf8))
    else { throw .unreadable("\(path) is no database") }
    // The application's id stands in bytes 68 to 71, the highest first.
    let id = header[68..<72].reduce(0) { $0 << 8 | Int($1) }
    guard id == Self.applicationID else {
      throw .unreadable("\(path) is a database, but not of a ledger")
    }
  }

  /// The first bytes of the file; none where it is shorter.
  ///
  /// Not read past SQLite: on closing a file, POSIX drops every lock that the process has on it,
  /// those of a ledger that is open too; another process would then take away what that one works
  /// on. SQLite closes its descriptors only when the last lock is gone.
  private func readHeader() throws(LedgerError) -> [UInt8] {
    let uri = URL(filePath: path).absoluteString + "?immutable=1"
    var connection: OpaquePointer?
    defer { sqlite3_close_v2(connection) }
    var result = sqlite3_open_v2(uri, &connection, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, nil)
    var header = [UInt8](repeating: 0, count: Self.headerBytes)
    if result == SQLITE_OK {
      var file: UnsafeMutablePointer<sqlite3_file>?
      result = sqlite3_file_control(connection, "main", SQLITE_FCNTL_FILE_POINTER, &file)
      let read = file?.pointee.pMethods?.pointee.xRead
      if result == SQLITE_OK {
        result = read?(file, &header, Int32(Self.headerBytes), 0) ?? SQLITE_CANTOPEN
      }
    }
    // SQLITE_IOERR_SHORT_READ
    if result == SQLITE_IOERR | 2 << 8 { return [] }
    guard result == SQLITE_OK else {
      let words = sqlite3_errstr(result).map { String(cString: $0) } ?? "error \(result)"
      throw .unavailable("\(path) cannot be read: \(words)")
    }
    return header
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
