/// Follows the tree from the tiles of level 0 up, and holds each tile against those below it.
///
/// A tile that differs is noted where it stands; what is above it is held against what the tile says,
/// so that one changed byte is one finding and not one for each level.
struct TileLinks: Sendable {
  private let shard: ShardReader
  private let size: UInt64
  /// For each level from 1 on: the roots of the tiles below its unfinished tile, `nil` where they
  /// are not known.
  private var pending: [[MerkleHash?]] = []
  private var finished: [UInt64] = []
  /// The hashes of the tiles at the right edge, by level; `nil` where they cannot be known.
  private var edge: [Int: [MerkleHash]?] = [:]

  init(_ shard: ShardReader, size: UInt64) {
    self.shard = shard
    self.size = size
  }

  /// Takes the hashes of the next tile of level 0; `nil` where they are not known.
  mutating func append(_ leaves: [MerkleHash]?, width: Int, _ log: inout DamageLog)
    throws(TrailError)
  {
    guard width == TilePath.widthMax else {
      edge[0] = .some(leaves)
      return
    }
    try append(leaves.map { merkleRoot($0) }, level: 1, &log)
  }

  private mutating func append(
    _ root: MerkleHash?, level: Int, _ log: inout DamageLog
  ) throws(TrailError) {
    if pending.count < level {
      pending.append([])
      finished.append(0)
    }
    pending[level - 1].append(root)
    guard pending[level - 1].count == TilePath.widthMax else { return }
    let path = TilePath(.hashes(level: level), number: finished[level - 1])
    let hashes = try check(path, &log)
    pending[level - 1] = []
    finished[level - 1] += 1
    try append(hashes.map { merkleRoot($0) }, level: level + 1, &log)
  }

  /// Holds a tile against what is below it.
  ///
  /// - Returns: what is above it is to be held against.
  private func check(
    _ path: TilePath, _ log: inout DamageLog
  ) throws(TrailError) -> [MerkleHash]? {
    guard case .hashes(let level) = path.kind else { return nil }
    let below = pending[level - 1]
    let stored = try log.noting { () throws(TrailError) in try shard.existingTile(path) }
    guard let stored else {
      let known = below.compactMap { $0 }
      return known.count == path.width ? known : nil
    }
    for (place, root) in below.enumerated() {
      guard let root, root != stored[place] else { continue }
      let number = path.number * UInt64(TilePath.widthMax) + UInt64(place)
      let child = TilePath(.hashes(level: level - 1), number: number)
      log.add(
        shard.damage(
          path, at: place * MerkleHash.byteCount, "the hash is not that of \(child)"))
    }
    return stored
  }

  /// The root of the whole tree, when all tiles of level 0 are in.
  ///
  /// - Returns: `nil` where it cannot be known; why was noted then.
  mutating func root(_ log: inout DamageLog) throws(TrailError) -> MerkleHash? {
    for level in 1..<(pending.count + 1) where !pending[level - 1].isEmpty {
      guard let path = TilePath.partial(.hashes(level: level), size: size) else { continue }
      edge[level] = .some(try check(path, &log))
    }
    var roots: [MerkleHash] = []
    for level in edge.keys.sorted(by: >) {
      guard let hashes = edge[level] ?? nil else { return nil }
      roots += fullSubtreeRoots(hashes)
    }
    return folded(roots)
  }
}
