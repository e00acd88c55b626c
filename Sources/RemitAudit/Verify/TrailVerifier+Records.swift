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
}
