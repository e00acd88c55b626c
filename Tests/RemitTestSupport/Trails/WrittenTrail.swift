import Foundation
package import RemitAudit

/// A trail that a test writes by itself, without journal and lock: what any writer of C2SP tlog-tiles
/// leaves.
package struct WrittenTrail {
  package static let origin = "audit.example.com/prod-1"

  package let folder: TemporaryFolder
  package let key: SigningKey
  package private(set) var shard: UInt32 = 1
  private var tree = TileTree()
  private var milliseconds: UInt64 = 1_763_000_000_000
  /// Of the shard that is written.
  package private(set) var records: [[UInt8]] = []

  package init(records count: Int = 0, name: String = origin) throws {
    folder = try TemporaryFolder()
    key = try SigningKey.generate(origin: name)
    try write(
      Array("{\"format\":\"remit-trail\",\"version\":1,\"origin\":\"\(name)\"}\n".utf8),
      "remit-trail.json")
    for _ in 0..<count { append() }
    try publish()
  }

  package var path: String { folder.path }
  package var size: UInt64 { tree.size }
  package var prefix: String {
    shard == 1 ? "" : "shards/" + String(repeating: "0", count: 4 - "\(shard)".count) + "\(shard)/"
  }
  package var checkpoint: Checkpoint {
    Checkpoint(
      origin: shard == 1 ? key.name : "\(key.name)/\(shard)", size: tree.size, root: tree.root)
  }

  package mutating func skip(milliseconds: UInt64) { self.milliseconds += milliseconds }

  package mutating func stamp() -> RecordStamp {
    milliseconds += 1
    return RecordStamp(
      id: RecordID(milliseconds: milliseconds, random: (0, milliseconds)),
      time: Int64(milliseconds) * 1_000_000)
  }

  package mutating func append(
    _ kind: ControlRecord.Kind, _ fields: [(name: String, value: ControlRecord.Field)] = []
  ) {
    append(ControlRecord(kind, fields).encoded(stamp()).bytes)
  }

  package mutating func append() {
    append(.administrationCalled, [("call", .text("number \(records.count)"))])
  }

  package mutating func append(_ record: [UInt8]) {
    records.append(record)
    tree.append(entry: record)
  }

  /// Writes tiles and a signed checkpoint.
  @discardableResult
  package mutating func publish(by signers: [any NoteSigner]? = nil) throws -> [UInt8] {
    for file in tree.takeChangedFiles() { try write(file.bytes, prefix + file.path) }
    let bytes = try checkpoint.signed(by: signers ?? [key])
    try write(bytes, prefix + "checkpoint")
    return bytes
  }

  /// Ends the shard and begins the next.
  package mutating func rotate(link: ((Checkpoint) -> ShardLink)? = nil, closes: Bool = true) throws
  {
    if closes { append(.shardClosed) }
    try publish()
    let last = checkpoint
    shard += 1
    tree = TileTree()
    records = []
    append(.shardOpened, (link?(last) ?? ShardLink(previous: last)).fields)
    try publish()
  }

  // MARK: - Files

  package func write(_ bytes: [UInt8], _ name: String) throws {
    let url = URL(fileURLWithPath: path + "/" + name)
    try FileManager.default.createDirectory(
      at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(bytes).write(to: url, options: .atomic)
  }

  package func read(_ name: String) throws -> [UInt8] {
    Array(try Data(contentsOf: URL(fileURLWithPath: path + "/" + name)))
  }

  package func remove(_ name: String) throws {
    try FileManager.default.removeItem(atPath: path + "/" + name)
  }

  /// The files below the folder, with paths relative to it.
  package func files() throws -> [String] {
    try FileManager.default.subpathsOfDirectory(atPath: path).filter {
      var isFolder: ObjCBool = false
      _ = FileManager.default.fileExists(atPath: path + "/" + $0, isDirectory: &isFolder)
      return !isFolder.boolValue
    }.sorted()
  }

  // MARK: - Verifying

  package func verifier() throws -> TrailVerifier { try TrailVerifier(keys: [key.verifierKey]) }

  package func report() throws -> TrailReport { try verifier().verify(path) }
}
