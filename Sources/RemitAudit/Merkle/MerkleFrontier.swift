/// The right edge of a tree: its size and the roots of its full subtrees, from which it can grow.
///
/// A tree of 13 entries has full subtrees of 8, 4 and 1; their roots are all that later roots need of
/// those entries. At most 63 hashes.
package struct MerkleFrontier: Hashable, Sendable {
  package private(set) var size: UInt64
  /// The roots of the full subtrees, the largest and leftmost first: one for each bit that is set in
  /// `size`.
  package private(set) var hashes: [MerkleHash]

  package init() {
    size = 0
    hashes = []
  }

  /// - Returns: `nil` unless there is one hash for each bit that is set in `size`.
  package init?(size: UInt64, hashes: [MerkleHash]) {
    guard hashes.count == size.nonzeroBitCount else { return nil }
    self.size = size
    self.hashes = hashes
  }

  /// Adds an entry by its hash. O(1) on average.
  package mutating func append(_ leaf: MerkleHash) {
    append(subtree: leaf, of: 1)
  }

  /// Adds a full subtree by its root.
  ///
  /// - Precondition: `count` is a power of two, and divides the size.
  package mutating func append(subtree root: MerkleHash, of count: UInt64) {
    precondition(
      count.nonzeroBitCount == 1 && size % count == 0, "a subtree starts at its multiple")
    var root = root
    var height = count
    while size & height != 0, let left = hashes.popLast() {
      root = MerkleHash(left, root)
      height <<= 1
    }
    hashes.append(root)
    size += count
  }

  /// The hash of the whole tree. O(log n).
  package var root: MerkleHash { folded(hashes) }
}

/// The root over some hashes as the leaves of a tree of their own.
package func merkleRoot(_ hashes: some Collection<MerkleHash>) -> MerkleHash {
  folded(fullSubtreeRoots(hashes))
}

/// The roots of the full subtrees over some hashes, the largest first.
func fullSubtreeRoots(_ hashes: some Collection<MerkleHash>) -> [MerkleHash] {
  var frontier = MerkleFrontier()
  for hash in hashes { frontier.append(hash) }
  return frontier.hashes
}

/// The root of a tree from those of its full subtrees, the largest first.
func folded(_ roots: [MerkleHash]) -> MerkleHash {
  guard var root = roots.last else { return .empty }
  for hash in roots.dropLast().reversed() { root = MerkleHash(hash, root) }
  return root
}
