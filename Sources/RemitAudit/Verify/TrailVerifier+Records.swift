extension TrailVerifier {
  /// Whether a record that was read is the one that was signed.
  ///
  /// - Parameter shards: as `signedShards` gave them.
  /// - Returns: false where it is newer than what is signed.
  /// - Throws: `damaged` where another record was signed in its place.
  /// - Complexity: O(log n) files.
  package func confirms(
    _ record: StoredRecord, in shards: [SignedShard]
  ) throws(TrailError) -> Bool {
    guard let shard = shards.first(where: { $0.reader.shard.number == record.shard }),
      record.index < shard.checkpoint.size
    else { return false }
    let hashes = try shard.reader.inclusionProof(of: record.index, in: shard.checkpoint.size)
    let root = MerkleProof.root(
      byInclusionOf: MerkleHash(leaf: record.bytes), at: record.index, in: shard.checkpoint.size,
      proof: hashes)
    guard root == shard.checkpoint.root else {
      throw .damaged(
        shard.reader.damage(
          ShardReader.bundlePath(of: record.index, size: shard.checkpoint.size), at: 0,
          index: record.index, "the record is not the one that was signed"))
    }
    return true
  }

  /// The records of a bundle that were signed: the first of them, all but what is newer.
  ///
  /// - Parameters:
  ///   - bundle: as `TrailRecords` gives it.
  ///   - shards: as `signedShards` gave them.
  /// - Throws: `damaged` where another record was signed in the place of one.
  /// - Complexity: O(log n) files, where the bundle has as many records as are signed.
  package func signed(
    _ bundle: [StoredRecord], in shards: [SignedShard]
  ) throws(TrailError) -> ArraySlice<StoredRecord> {
    let width = UInt64(TilePath.widthMax)
    guard let first = bundle.first,
      let shard = shards.first(where: { $0.reader.shard.number == first.shard })
    else { return [] }
    let size = shard.checkpoint.size
    if first.index % width == 0, first.index < size,
      UInt64(bundle.count) == min(width, size - first.index)
    {
      // Bundles are subtrees: above them the tree is one over their roots.
      let inner = UInt64.bitWidth - UInt64(bundle.count - 1).leadingZeroBitCount
      let hashes = try shard.reader.inclusionProof(of: first.index, in: size)
      let root = MerkleProof.root(
        byInclusionOf: merkleRoot(bundle.map { MerkleHash(leaf: $0.bytes) }),
        at: first.index / width, in: ShardReader.bundleCount(size: size),
        proof: Array(hashes.dropFirst(inner)))
      if root == shard.checkpoint.root { return bundle[...] }
    }
    // One by one, to say which.
    for (place, record) in bundle.enumerated() {
      guard try confirms(record, in: shards) else { return bundle[..<place] }
    }
    return bundle[...]
  }
}
