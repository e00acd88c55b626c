/// Proofs over a tree: that an entry is in it, and that a smaller tree is its beginning (RFC 9162,
/// sections 2.1.3 and 2.1.4).
///
/// They are made from the roots of full subtrees, which a caller looks up: in tiles, or in leaves.
package enum MerkleProof {
  /// A tree has fewer than 2^63 entries, so no proof has more hashes.
  package static let hashesMax = 63

  /// Looks up the root of a full subtree: over `2^height` entries, the `number`th such from the
  /// left, from 0.
  package typealias Subtrees<Failure: Error> =
    (_ height: Int, _ number: UInt64) throws(Failure) -> MerkleHash

  // MARK: - Making

  /// The hashes that lead from an entry to the root, the one beside the entry first.
  ///
  /// - Precondition: `index < size`.
  /// - Complexity: O(log² n) lookups, on O(log n) different tiles.
  package static func inclusion<Failure: Error>(
    of index: UInt64, in size: UInt64, subtrees: Subtrees<Failure>
  ) throws(Failure) -> [MerkleHash] {
    precondition(index < size, "an entry of the tree")
    var hashes: [MerkleHash] = []
    var range = 0..<size
    // From the root down; the definition goes from the entry up.
    while range.upperBound - range.lowerBound > 1 {
      let middle = range.lowerBound + largestPower(below: range.upperBound - range.lowerBound)
      let (own, other) =
        index < middle
        ? (range.lowerBound..<middle, middle..<range.upperBound)
        : (middle..<range.upperBound, range.lowerBound..<middle)
      hashes.append(try root(of: other, subtrees))
      range = own
    }
    return hashes.reversed()
  }

  /// The hashes that show that a tree of `old` entries is the beginning of one of `new`.
  ///
  /// - Precondition: `old <= new`.
  /// - Complexity: O(log² n) lookups, on O(log n) different tiles.
  package static func consistency<Failure: Error>(
    from old: UInt64, to new: UInt64, subtrees: Subtrees<Failure>
  ) throws(Failure) -> [MerkleHash] {
    precondition(old <= new, "a tree grows")
    if old == 0 || old == new { return [] }
    var hashes: [MerkleHash] = []
    var range = 0..<new
    while range.upperBound != old {
      let middle = range.lowerBound + largestPower(below: range.upperBound - range.lowerBound)
      let (own, other) =
        old <= middle
        ? (range.lowerBound..<middle, middle..<range.upperBound)
        : (middle..<range.upperBound, range.lowerBound..<middle)
      hashes.append(try root(of: other, subtrees))
      range = own
    }
    // Where the old tree is itself a full subtree of the new one, its root is known.
    if range.lowerBound > 0 { hashes.append(try root(of: range, subtrees)) }
    return hashes.reversed()
  }

  /// - Precondition: the range starts at a multiple of the largest power of two within it.
  private static func root<Failure: Error>(
    of range: Range<UInt64>, _ subtrees: Subtrees<Failure>
  ) throws(Failure) -> MerkleHash {
    var roots: [MerkleHash] = []
    var start = range.lowerBound
    while start < range.upperBound {
      let height = 63 - (range.upperBound - start).leadingZeroBitCount
      roots.append(try subtrees(height, start >> UInt64(height)))
      start += 1 << UInt64(height)
    }
    return folded(roots)
  }

  private static func largestPower(below count: UInt64) -> UInt64 {
    1 << UInt64(63 - (count - 1).leadingZeroBitCount)
  }

  /// Subtrees of a tree whose leaves are at hand. O(n) once, then O(1) for each.
  package static func subtrees(of leaves: [MerkleHash]) -> Subtrees<Never> {
    var levels = [leaves]
    while let below = levels.last, below.count > 1 {
      levels.append((0..<(below.count / 2)).map { MerkleHash(below[2 * $0], below[2 * $0 + 1]) })
    }
    return { [levels] height, number in levels[height][Int(number)] }
  }

  // MARK: - Verifying

  /// The root to which a proof leads from an entry.
  ///
  /// The size of the tree is not proved by the hashes: it comes with the root, from a signature.
  ///
  /// - Returns: `nil` where the proof has too few or too many hashes, or there is no such entry.
  package static func root(
    byInclusionOf leaf: MerkleHash, at index: UInt64, in size: UInt64, proof: [MerkleHash]
  ) -> MerkleHash? {
    guard index < size else { return nil }
    var own = index
    var last = size - 1
    var root = leaf
    for hash in proof {
      if last == 0 { return nil }
      if own & 1 == 1 || own == last {
        root = MerkleHash(hash, root)
        while own & 1 == 0, own != 0 {
          own >>= 1
          last >>= 1
        }
      } else {
        root = MerkleHash(root, hash)
      }
      own >>= 1
      last >>= 1
    }
    return last == 0 ? root : nil
  }

  /// Whether a proof shows that the tree of `old` entries is the beginning of that of `new`.
  package static func isConsistent(
    old: UInt64, oldRoot: MerkleHash, new: UInt64, newRoot: MerkleHash, proof: [MerkleHash]
  ) -> Bool {
    if old > new { return false }
    if old == new { return proof.isEmpty && oldRoot == newRoot }
    if old == 0 { return proof.isEmpty && oldRoot == .empty }
    var hashes = proof[...]
    if old.nonzeroBitCount == 1 { hashes = [oldRoot] + hashes }
    guard let first = hashes.popFirst() else { return false }
    var own = old - 1
    var last = new - 1
    while own & 1 == 1 {
      own >>= 1
      last >>= 1
    }
    var oldComputed = first
    var newComputed = first
    for hash in hashes {
      if last == 0 { return false }
      if own & 1 == 1 || own == last {
        oldComputed = MerkleHash(hash, oldComputed)
        newComputed = MerkleHash(hash, newComputed)
        while own & 1 == 0, own != 0 {
          own >>= 1
          last >>= 1
        }
      } else {
        newComputed = MerkleHash(newComputed, hash)
      }
      own >>= 1
      last >>= 1
    }
    return last == 0 && oldComputed == oldRoot && newComputed == newRoot
  }
}
