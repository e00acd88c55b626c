extension TrailVerifier {
  /// A record that was found, and the proof that it is in the trail.
  public struct ProvedRecord: Sendable {
    public let proof: RecordProof
    /// The record's exact bytes.
    public let record: [UInt8]
    public let verified: RecordProof.Verified
  }

  /// Makes the proof that a record is in a trail, and verifies it.
  ///
  /// - Parameters:
  ///   - id: the record's id.
  ///   - directory: the trail's folder.
  /// - Returns: `nil` where no signed checkpoint covers a record with this id.
  /// - Throws: where it could not be looked for; `damaged` where the record is there and is not the
  ///   one that was signed.
  /// - Complexity: O(log n) files.
  public func prove(_ id: RecordID, in directory: String) throws(TrailError) -> ProvedRecord? {
    for shard in try signedShards(directory).reversed() {
      guard let found = try shard.reader.find(id, size: shard.checkpoint.size) else { continue }
      return try prove(found.index, found.bytes, in: shard)
    }
    return nil
  }

  private func prove(
    _ index: UInt64, _ record: [UInt8], in shard: SignedShard
  ) throws(TrailError) -> ProvedRecord {
    let hashes = try shard.reader.inclusionProof(of: index, in: shard.checkpoint.size)
    do throws(NoteError) {
      let proof = RecordProof(
        index: index, leaf: MerkleHash(leaf: record), hashes: hashes,
        checkpoint: try SignedNote(shard.bytes))
      return ProvedRecord(
        proof: proof, record: record, verified: try proof.verify(record: record, keys: keys))
    } catch {
      throw .damaged(
        shard.reader.damage(
          ShardReader.bundlePath(of: index, size: shard.checkpoint.size), at: 0, index: index,
          "\(error)"))
    }
  }

  /// The shards of a trail with checkpoints that the key has signed.
  ///
  /// - Throws: also where a checkpoint is missing or is not signed; but for that of the newest shard,
  ///   which may not have been signed yet.
  package func signedShards(_ directory: String) throws(TrailError) -> [SignedShard] {
    let reader = try reader(of: directory)
    let shards = try reader.shards(origin: origin)
    var signed: [SignedShard] = []
    for shard in shards {
      let file = shard.shard.prefix + "checkpoint"
      guard let bytes = try shard.checkpointBytes() else {
        if shard.shard.number > 1, shard.shard.number == shards.last?.shard.number { break }
        throw .damaged(TrailDamage(file: file, offset: 0, index: nil, words: "the file is missing"))
      }
      do throws(NoteError) {
        let opened = try Checkpoint.open(bytes, origin: shard.shard.origin, trusting: keys)
        signed.append(SignedShard(reader: shard, checkpoint: opened.checkpoint, bytes: bytes))
      } catch {
        throw .damaged(TrailDamage(file: file, offset: 0, index: nil, words: "\(error)"))
      }
    }
    return signed
  }

  /// - Throws: where there is no trail, or one of another origin.
  func reader(of directory: String) throws(TrailError) -> TrailReader {
    let reader = TrailReader(directory, disk: disk)
    if let stated = try reader.statedOrigin(), !stated.utf8.elementsEqual(origin.utf8) {
      throw .otherOrigin(path: directory, found: stated, expected: origin)
    }
    return reader
  }
}
