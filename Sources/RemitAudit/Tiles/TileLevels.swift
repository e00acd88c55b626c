/// The tiles of a growing tree that are not full yet: one for each level.
///
/// Takes the hashes of entries, hands out each tile as it becomes full. Memory: 8 KiB a level.
package struct TileLevels: Sendable {
  package private(set) var size: UInt64 = 0
  /// The hashes of each level's unfinished tile, 0 to 255 of them.
  package private(set) var unfinished: [[MerkleHash]] = []

  package init() {}

  /// - Parameter unfinished: for each level the hashes that `size` demands.
  init(size: UInt64, unfinished: [[MerkleHash]]) {
    self.size = size
    self.unfinished = unfinished
  }

  /// Adds an entry by its hash.
  ///
  /// - Parameter full: is given each tile that becomes full, the lowest level first.
  package mutating func append<Failure: Error>(
    _ leaf: MerkleHash, full: (TilePath, [MerkleHash]) throws(Failure) -> Void
  ) throws(Failure) {
    var hash = leaf
    var level = 0
    var numberAtLevel = size
    size += 1
    while true {
      if level == unfinished.count { unfinished.append([]) }
      unfinished[level].append(hash)
      guard unfinished[level].count == TilePath.widthMax else { return }
      let hashes = unfinished[level]
      unfinished[level].removeAll(keepingCapacity: true)
      numberAtLevel /= UInt64(TilePath.widthMax)
      try full(TilePath(.hashes(level: level), number: numberAtLevel), hashes)
      hash = merkleRoot(hashes)
      level += 1
    }
  }

  /// The tiles that are not full, the lowest level first, with what is in them.
  package var partialTiles: [(path: TilePath, hashes: [MerkleHash])] {
    unfinished.indices.compactMap { level in
      let hashes = unfinished[level]
      guard let path = TilePath.partial(.hashes(level: level), size: size), !hashes.isEmpty else {
        return nil
      }
      return (path, hashes)
    }
  }

  /// The hash of the whole tree.
  package var root: MerkleHash {
    var roots: [MerkleHash] = []
    for hashes in unfinished.reversed() { roots += fullSubtreeRoots(hashes) }
    return folded(roots)
  }
}

extension TilePath {
  /// The tile or bundle at the right edge of a tree that is not full; `nil` where there is none.
  package static func partial(_ kind: Kind, size: UInt64) -> TilePath? {
    let count = hashCount(kind, size: size)
    let width = Int(count % UInt64(widthMax))
    if width == 0 { return nil }
    return TilePath(kind, number: count / UInt64(widthMax), width: width)
  }

  /// How many hashes a level has, or how many entries there are, in a tree of a size.
  package static func hashCount(_ kind: Kind, size: UInt64) -> UInt64 {
    switch kind {
    case .entries: size
    case .hashes(let level): level < 8 ? size >> UInt64(8 * level) : 0
    }
  }
}
