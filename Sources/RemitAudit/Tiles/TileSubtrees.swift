/// The roots of full subtrees, from tiles: what proofs are made of.
///
/// A tile is read once, however many of its subtrees are asked for.
package final class TileSubtrees {
  private let size: UInt64
  private let read: (TilePath) throws -> [MerkleHash]
  private var tiles: [TilePath: [MerkleHash]] = [:]

  /// - Parameters:
  ///   - size: of the tree, which says how wide its last tiles are.
  ///   - read: the hashes of a tile, as many as its path says.
  package init(size: UInt64, read: @escaping (TilePath) throws -> [MerkleHash]) {
    self.size = size
    self.read = read
  }

  /// The root of the `number`th subtree of `2^height` entries.
  ///
  /// - Precondition: it is in the tree.
  /// - Complexity: one tile, and at most 127 hashes.
  package func root(_ height: Int, _ number: UInt64) throws -> MerkleHash {
    let kind = TilePath.Kind.hashes(level: height / 8)
    let spanned = height % 8
    let first = number << UInt64(spanned)
    let path = tile(kind, first / UInt64(TilePath.widthMax))
    let hashes = try hashes(of: path)
    let start = Int(first % UInt64(TilePath.widthMax))
    guard start + 1 << spanned <= hashes.count else {
      throw TileDamage(
        path: path, offset: hashes.count * MerkleHash.byteCount, message: "the tile ends too soon")
    }
    return merkleRoot(hashes[start..<(start + 1 << spanned)])
  }

  private func tile(_ kind: TilePath.Kind, _ number: UInt64) -> TilePath {
    if let partial = TilePath.partial(kind, size: size), partial.number == number {
      return partial
    }
    return TilePath(kind, number: number)
  }

  private func hashes(of path: TilePath) throws -> [MerkleHash] {
    if let hashes = tiles[path] { return hashes }
    let hashes = try read(path)
    tiles[path] = hashes
    return hashes
  }
}
