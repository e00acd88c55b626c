import Foundation
import GRDB
import RemitAudit

/// The SQLite file of an index: a regular file of the user's own, in a folder that only the user may
/// write to.
///
/// Nothing is changed in a file that is not such an index, and nothing is followed to another one.
struct IndexFile {
  private struct Unfit: Error {}

  /// Of the tables below. It is in the file's name, so that two versions do not undo each other's.
  private static let version = 2
  /// `RMTI`
  private static let applicationID = 0x524D_5449
  private static let tables = """
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
    """

  private let folder: String
  private let path: String

  /// - Returns: `nil` where the trail's folder is not there.
  init?(of records: TrailRecords, in folder: String) {
    guard let real = realpath(records.folder, nil) else { return nil }
    defer { free(real) }
    let origin = records.shards.first?.origin ?? ""
    let hash = MerkleHash(leaf: Array((String(cString: real) + "\0" + origin).utf8))
    let name = hash.bytes.map { String(UInt16($0) + 0x100, radix: 16).dropFirst() }.joined()
    self.folder = folder
    path = "\(folder)/trail-\(Self.version)-\(name).sqlite"
  }

  /// An index that is in no file.
  static func memory() throws -> DatabaseQueue {
    let queue = try DatabaseQueue(configuration: configuration)
    try queue.write(makeTables)
    return queue
  }

  /// Opens the file, and makes it where there is none; one that is no index is made anew.
  ///
  /// - Throws: where that cannot be: then there is no file to work with.
  func opened() throws -> DatabaseQueue {
    try FileManager.default.createDirectory(
      atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    guard isOwn(folder, S_IFDIR, closedTo: 0o022) else { throw Unfit() }
    do {
      return try openedAsItIs()
    } catch {
      let code = (error as? DatabaseError)?.resultCode
      guard error is Unfit || code == .SQLITE_NOTADB || code == .SQLITE_CORRUPT else { throw error }
      guard isOwn(path, S_IFREG, closedTo: 0o077) else { throw error }
      for end in ["-journal", "-wal", "-shm", ""] { unlink(path + end) }
      return try openedAsItIs()
    }
  }

  private func openedAsItIs() throws -> DatabaseQueue {
    // SQLite would follow a link, and make the file as the mask says.
    let file = open(path, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
    if file >= 0 { close(file) }
    guard isOwn(path, S_IFREG, closedTo: 0o077) else { throw Unfit() }
    let queue = try DatabaseQueue(path: path, configuration: Self.configuration)
    // Written in any case: a file that may only be read is none to work with.
    try queue.write { db in
      if try Self.schema(db).isEmpty, try Self.applicationID(db) == 0 { try Self.makeTables(db) }
      let own = try Self.memory().read(Self.schema)
      guard try Self.applicationID(db) == Self.applicationID, try Self.schema(db) == own else {
        throw Unfit()
      }
    }
    return queue
  }

  /// Whether the user's own file or folder stands at a path, and no link.
  private func isOwn(_ path: String, _ type: mode_t, closedTo others: mode_t) -> Bool {
    var status = stat()
    return lstat(path, &status) == 0 && status.st_mode & S_IFMT == type
      && status.st_uid == geteuid() && status.st_mode & others == 0
  }

  private static var configuration: Configuration {
    var configuration = Configuration()
    configuration.busyMode = .timeout(10)
    configuration.prepareDatabase { db in
      try db.execute(sql: "PRAGMA trusted_schema = OFF")
      // What was pruned from the trail is not to be found in free pages.
      try db.execute(sql: "PRAGMA secure_delete = ON")
    }
    return configuration
  }

  private static func makeTables(_ db: Database) throws {
    try db.execute(sql: tables)
    try db.execute(sql: "PRAGMA application_id = \(applicationID)")
  }

  private static func applicationID(_ db: Database) throws -> Int {
    try Int.fetchOne(db, sql: "PRAGMA application_id") ?? 0
  }

  private static func schema(_ db: Database) throws -> [String] {
    try String.fetchAll(
      db, sql: "SELECT type || ' ' || name || ' ' || ifnull(sql, '') FROM sqlite_master ORDER BY 1")
  }
}
