/// What a writer keeps of a tree to go on: its right edge, and the files that it has not written yet.
///
/// Takes entries, hands out files. Nothing here writes or waits.
package struct TileTree: Sendable {
  private var levels = TileLevels()
  /// The bytes of the bundle that is not full.
  private var bundle: [UInt8] = []
  /// Those that became full and were not taken yet.
  private var fullFiles: [(path: TilePath, bytes: [UInt8])] = []
  private var sizeTaken: UInt64 = 0

  package init() {}

  package var size: UInt64 { levels.size }

  /// The hash of the whole tree. O(log n).
  package var root: MerkleHash { levels.root }

  /// Adds an entry. O(its length); every 256th one makes files.
  ///
  /// - Precondition: the entry has at most `TrailRecord.bytesMax` bytes.
  package mutating func append(entry: [UInt8]) {
    EntryBundle.append(entry, to: &bundle)
    if size % UInt64(TilePath.widthMax) == UInt64(TilePath.widthMax) - 1 {
      fullFiles.append((TilePath(.entries, number: size / UInt64(TilePath.widthMax)), bundle))
      bundle.removeAll(keepingCapacity: true)
    }
    levels.append(MerkleHash(leaf: entry)) { path, hashes in
      fullFiles.append((path, tileBytes(hashes)))
    }
  }

  /// The files that became full since the last call, and those of the present size that are not full:
  /// bundles first, then tiles from the lowest level up. Nothing if the size has not changed.
  package mutating func takeChangedFiles() -> [(path: String, bytes: [UInt8])] {
    guard size != sizeTaken else { return [] }
    sizeTaken = size
    var files = fullFiles
    fullFiles = []
    if let path = TilePath.partial(.entries, size: size) { files.append((path, bundle)) }
    files += levels.partialTiles.map { ($0.path, tileBytes($0.hashes)) }
    // By level, and in a level by number.
    return files.sorted { ($0.path.height, $0.path.number) < ($1.path.height, $1.path.number) }
      .map { ($0.path.description, $0.bytes) }
  }

  /// Reads the right edge of a tree that was written, so that it can grow: at most one file a level
  /// and one bundle.
  ///
  /// The entries of the last bundle are held against their hashes. That the tree has the root that
  /// was signed is for the caller to ask: it follows from `root` alone.
  ///
  /// - Parameter read: the bytes of a file, `nil` where there is none. A tile that is not full is
  ///   taken from the full one in its place, where only that is there.
  /// - Throws: `TileDamage` where a file is missing or is not what its path says, and what `read`
  ///   throws.
  package init(size: UInt64, readingRightEdge read: (String) throws -> [UInt8]?) throws {
    var unfinished: [[MerkleHash]] = []
    var level = 0
    while level < 8, size >> UInt64(8 * level) > 0 {
      var hashes: [MerkleHash] = []
      if let path = TilePath.partial(.hashes(level: level), size: size) {
        hashes = try Self.hashes(path, read)
      }
      unfinished.append(hashes)
      level += 1
    }
    levels = TileLevels(size: size, unfinished: unfinished)
    sizeTaken = size
    if let path = TilePath.partial(.entries, size: size), let leaves = unfinished.first {
      bundle = try Self.bundle(path, read, leaves: leaves)
    }
  }

  private static func file(
    _ path: TilePath, _ read: (String) throws -> [UInt8]?
  ) throws -> (path: TilePath, bytes: [UInt8]) {
    if let bytes = try read(path.description) { return (path, bytes) }
    if !path.isFull, let bytes = try read(path.full.description) { return (path.full, bytes) }
    throw TileDamage(path: path, offset: nil, message: "the file is missing")
  }

  private static func hashes(
    _ path: TilePath, _ read: (String) throws -> [UInt8]?
  ) throws -> [MerkleHash] {
    let file = try file(path, read)
    return Array(try tileHashes(file.bytes, of: file.path).prefix(path.width))
  }

  private static func bundle(
    _ path: TilePath, _ read: (String) throws -> [UInt8]?, leaves: [MerkleHash]
  ) throws -> [UInt8] {
    let file = try file(path, read)
    return try file.bytes.withUnsafeBytes { bytes in
      let entries: [Range<Int>]
      do {
        entries = try EntryBundle.entries(
          of: bytes, count: path.width, isPrefix: file.path != path)
      } catch let problem as EntryBundle.Problem {
        throw TileDamage(path: file.path, offset: problem.offset, message: problem.message)
      }
      for (entry, leaf) in zip(entries, leaves)
      where MerkleHash(leaf: UnsafeRawBufferPointer(rebasing: bytes[entry])) != leaf {
        throw TileDamage(
          path: file.path, offset: entry.lowerBound - 2,
          message: "an entry is not what its hash in the tile is of")
      }
      return Array(file.bytes[..<(entries.last?.upperBound ?? 0)])
    }
  }
}

extension TilePath {
  /// Which files rest on which: -1 for a bundle, the level of a tile.
  fileprivate var height: Int {
    switch kind {
    case .entries: -1
    case .hashes(let level): level
    }
  }
}

/// A tile or bundle that is missing or is not what it should be.
package struct TileDamage: Error, Hashable, Sendable, CustomStringConvertible {
  package let path: TilePath
  /// Where in the file, in bytes.
  package let offset: Int?
  package let message: String

  package init(path: TilePath, offset: Int?, message: String) {
    self.path = path
    self.offset = offset
    self.message = message
  }

  package var description: String {
    "\(path)\(offset.map { ", byte \($0)" } ?? ""): \(message)"
  }
}

/// The bytes of a tile.
package func tileBytes(_ hashes: [MerkleHash]) -> [UInt8] {
  var bytes: [UInt8] = []
  bytes.reserveCapacity(hashes.count * MerkleHash.byteCount)
  for hash in hashes { hash.append(to: &bytes) }
  return bytes
}

/// The hashes of a tile.
///
/// - Throws: unless the bytes are as many as the path says.
package func tileHashes(_ bytes: [UInt8], of path: TilePath) throws(TileDamage) -> [MerkleHash] {
  guard bytes.count == path.width * MerkleHash.byteCount else {
    throw TileDamage(
      path: path, offset: min(bytes.count, path.width * MerkleHash.byteCount),
      message: "a tile of \(path.width) has \(path.width * MerkleHash.byteCount) bytes, "
        + "this file has \(bytes.count)")
  }
  return bytes.withUnsafeBytes { memory in
    (0..<path.width).map { MerkleHash(memory, at: $0 * MerkleHash.byteCount) }
  }
}
