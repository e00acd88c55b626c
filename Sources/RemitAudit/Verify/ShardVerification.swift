import Foundation
import Synchronization

/// Verifies one shard: every entry against its tile, every tile against those below it, the root
/// against the signed one, and every record for its form.
///
/// The links are checked one by one, from the entries to the root; together they bind every entry to
/// the signature. Bundles are read and hashed by all processors, the rest in order.
struct ShardVerification {
  /// Bundles that are looked at together: bounds the memory.
  private static let batch = 64

  private let shard: ShardReader
  private let checkpoint: Checkpoint
  private var links: TileLinks
  private(set) var kinds: [String: UInt64] = [:]
  private(set) var first: ReadRecordHead?
  private(set) var last: ReadRecordHead?
  private(set) var prunings: [Pruning] = []
  private(set) var names = RecordNames()
  /// How many entries are gone at the beginning.
  private(set) var missingAtStart: UInt64 = 0

  init(_ shard: ShardReader, _ checkpoint: Checkpoint) {
    self.shard = shard
    self.checkpoint = checkpoint
    links = TileLinks(shard, size: checkpoint.size)
  }

  /// - Parameters:
  ///   - log: takes what is wrong.
  ///   - progress: is told how many entries of the shard have been looked at.
  /// - Throws: where a file may not be read.
  mutating func run(
    _ log: inout DamageLog, progress: (UInt64) -> Void
  ) throws(TrailError) {
    let width = UInt64(TilePath.widthMax)
    let count = ShardReader.bundleCount(size: checkpoint.size)
    var number: UInt64 = 0
    if let first = try firstBundle(count: count) {
      // What was pruned has no leaves: the tiles of the levels above stand for them.
      while number < first, !log.isFull {
        try skip(path(number), &log)
        number += 1
      }
      missingAtStart = min(first * width, checkpoint.size)
    }
    while number < count, !log.isFull {
      let end = min(count, number + UInt64(Self.batch))
      let paths = (number..<end).map { path($0) }
      for (path, check) in zip(paths, try Self.checks(shard, paths)) {
        try take(check, path, &log)
      }
      number = end
      progress(min(number * width, checkpoint.size))
    }
    guard !log.isFull else { return }
    guard let root = try links.root(&log) else { return }
    if root != checkpoint.root {
      log.add(
        TrailDamage(
          file: shard.shard.prefix + "checkpoint", offset: 0, index: nil,
          words: "the tree of \(checkpoint.size) records has the root \(root.base64), signed is "
            + checkpoint.root.base64))
    }
  }

  private mutating func skip(_ path: TilePath, _ log: inout DamageLog) throws(TrailError) {
    guard !path.isFull else { return try links.append(nil, width: path.width, &log) }
    // No level above has the hashes of the last few entries.
    let tile = TilePath(.hashes(level: 0), number: path.number, width: path.width)
    let leaves = try log.noting { [shard] () throws(TrailError) in try shard.existingTile(tile) }
    try links.append(leaves, width: path.width, &log)
  }

  private func path(_ number: UInt64) -> TilePath {
    ShardReader.bundlePath(of: number * UInt64(TilePath.widthMax), size: checkpoint.size)
  }

  /// The first bundle that is there, where those before it are gone; whether that is pruning is asked
  /// when all records have been seen.
  ///
  /// Looked for by halving: a size that is only stated must not be walked through.
  private func firstBundle(count: UInt64) throws(TrailError) -> UInt64? {
    if count == 0 { return nil }
    if try shard.hasBundle(path(0)) { return nil }
    return try shard.firstBundle(after: 0, size: checkpoint.size) ?? count
  }

  /// Looks at bundles on all processors.
  private static func checks(
    _ shard: ShardReader, _ paths: [TilePath]
  ) throws(TrailError) -> [BundleCheck] {
    let results = Mutex<[Int: Result<BundleCheck, TrailError>]>([:])
    DispatchQueue.concurrentPerform(iterations: paths.count) { place in
      let result = Result { () throws(TrailError) in try BundleCheck(shard, paths[place]) }
      results.withLock { $0[place] = result }
    }
    var checks: [BundleCheck] = []
    for place in paths.indices {
      if let result = results.withLock({ $0[place] }) { checks.append(try result.get()) }
    }
    return checks
  }

  private mutating func take(
    _ check: BundleCheck, _ path: TilePath, _ log: inout DamageLog
  ) throws(TrailError) {
    let start = path.number * UInt64(TilePath.widthMax)
    if check.isMissing {
      log.add(shard.damage(path, at: 0, index: start, "the file is missing"))
    }
    check.damages.forEach { log.add($0) }
    names.take(check.heads, shard, path, &log)
    kinds.merge(check.kinds) { $0 + $1 }
    first = first ?? check.heads.first
    last = check.heads.last ?? last
    prunings += check.prunings
    try links.append(check.leaves, width: path.width, &log)
  }
}
