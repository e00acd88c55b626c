import Foundation
import RemitAudit
import RemitTestSupport

/// A trail in a folder of its own, and what a test asks of it.
struct Notebook {
  let folder: TemporaryFolder
  let key: SigningKey
  let disk = InterposedDisk()
  let clock = TestClock()

  init(isInMemory: Bool = true) throws {
    folder = try TemporaryFolder(isInMemory: isInMemory)
    key = try SigningKey.generate(origin: "trail.example/notes")
  }

  var path: String { folder.path + "/trail" }

  /// Small, and quick to notice things.
  static var options: TrailOptions {
    var options = TrailOptions()
    options.segmentBytes = 1 << 20
    options.reserveBytes = 1 << 20
    options.integratesEvery = .milliseconds(50)
    return options
  }

  func open(
    _ options: TrailOptions = Self.options, key: SigningKey? = nil, clock: (any TrailClock)? = nil
  ) throws(TrailError) -> Trail {
    try Trail.open(
      path, on: disk, key: key ?? self.key, options: options,
      stamps: StampSource(
        clock: clock ?? SystemTrailClock(), randomness: TestRandomness(seed: 7)))
  }

  /// What somebody says of it who has nothing but its files and its key.
  func verified() throws -> TrailReport {
    try TrailVerifier(keys: [key.verifierKey]).verify(path)
  }

  /// The records of a shard that stand in tiles, as texts.
  func records(shard: String = "") throws -> [String] {
    let folder = path + shard
    let text = try String(contentsOfFile: folder + "/checkpoint", encoding: .utf8)
    let size = Int(text.split(separator: "\n")[1]) ?? 0
    var records: [String] = []
    for number in 0..<(size + 255) / 256 {
      let path = TilePath(
        .entries, number: UInt64(number), width: min(256, size - number * 256))
      let bytes = try disk.read("\(folder)/\(path)", bytesMax: .max)
      records += StoredTrail.records(of: bytes[...]).map { String(decoding: $0, as: UTF8.self) }
    }
    return records
  }

  /// The kinds of the records, in order.
  func kinds(shard: String = "") throws -> [String] {
    try records(shard: shard).map { record in
      record.split(separator: "\"").dropFirst(5).first.map(String.init) ?? record
    }
  }
}

extension Trail {
  /// A record with a word in it.
  func record(_ word: String) -> TrailRecord {
    let stamp = stamp()
    return TrailRecord(id: stamp.id, bytes: recordBytes(stamp, "\"word\":\"\(word)\""))
  }

  @discardableResult
  func append(word: String) async throws(TrailError) -> Receipt {
    try await append(record(word))
  }

  /// Waits until something is so; a minute at most.
  func wait(until isSo: (TrailHealth) -> Bool) async throws {
    for _ in 0..<6_000 {
      if isSo(health) { return }
      try await Task.sleep(for: .milliseconds(10))
    }
    throw TimeoutError(health: health)
  }

  struct TimeoutError: Error { let health: TrailHealth }
}

/// A well-formed record.
///
/// - Parameter members: what follows the head.
func recordBytes(_ stamp: RecordStamp, _ members: String) -> [UInt8] {
  Array(
    """
    {"v":1,"kind":"decision","id":"\(stamp.id)",\
    "time":"\(RecordTime.text(nanoseconds: stamp.time))",\(members)}
    """.utf8)
}
