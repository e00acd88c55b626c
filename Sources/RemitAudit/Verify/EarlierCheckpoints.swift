/// What others remember of a trail, held against the trail: pinned checkpoints, and those that
/// witnesses have signed.
struct EarlierCheckpoints {
  private let verifier: TrailVerifier
  private let shards: [SignedShard]
  private(set) var pinnedSizes: [UInt64] = []
  private(set) var witnessings: [TrailReport.Witnessing] = []

  init(_ verifier: TrailVerifier, _ shards: [SignedShard]) {
    self.verifier = verifier
    self.shards = shards
  }

  /// - Throws: where a pinned checkpoint is none that the key has signed, or a file may not be read.
  mutating func check(_ log: inout DamageLog) throws(TrailError) {
    for pin in verifier.pins {
      let earlier: Checkpoint
      do throws(NoteError) {
        let note = try SignedNote(pin)
        _ = try note.opened(by: verifier.keys)
        earlier = try Checkpoint(text: note.text)
      } catch {
        throw .refused(words: "the pinned checkpoint is of no use: \(error)")
      }
      if try isContinued(earlier, "pinned", &log) { pinnedSizes.append(earlier.size) }
    }
    if let witnesses = verifier.witnesses { try check(witnesses, &log) }
  }

  private mutating func check(
    _ witnesses: WitnessList, _ log: inout DamageLog
  ) throws(TrailError) {
    guard let bytes = witnesses.checkpoint ?? shards.last?.bytes else { return }
    let seen: Checkpoint
    let signers: [SignedNote.Signed]
    do throws(NoteError) {
      let note = try SignedNote(bytes)
      let all = try note.opened(by: verifier.keys + witnesses.keys)
      guard all.contains(where: { verifier.keys.contains($0.key) }) else {
        throw .notSigned(by: [verifier.origin])
      }
      seen = try Checkpoint(text: note.text)
      signers = all.filter { witnesses.keys.contains($0.key) }
    } catch {
      log.add(Self.damage("the witnessed checkpoint does not hold: \(error)"))
      return
    }
    guard signers.count >= witnesses.quorum else {
      log.add(
        Self.damage(
          "\(signers.count) of \(witnesses.keys.count) witnesses have signed the checkpoint of "
            + "\(seen.size) records, \(witnesses.quorum) must"))
      return
    }
    guard try isContinued(seen, "witnessed", &log) else { return }
    let shard = shard(of: seen).map { Int($0.reader.shard.number) } ?? 1
    witnessings = signers.map {
      TrailReport.Witnessing(
        witness: $0.key.name, time: $0.time ?? 0, shard: shard, size: seen.size)
    }
  }

  private func shard(of checkpoint: Checkpoint) -> SignedShard? {
    shards.first { $0.checkpoint.origin.utf8.elementsEqual(checkpoint.origin.utf8) }
  }

  /// Whether a shard goes on from an earlier checkpoint of it.
  ///
  /// - Parameter word: what the checkpoint is, for messages.
  private func isContinued(
    _ earlier: Checkpoint, _ word: String, _ log: inout DamageLog
  ) throws(TrailError) -> Bool {
    guard let shard = shard(of: earlier) else {
      log.add(
        Self.damage(
          "the \(word) checkpoint is of `\(earlier.origin)`, which is not there (any more)"))
      return false
    }
    let file = shard.reader.shard.prefix + "checkpoint"
    let now = shard.checkpoint
    guard earlier.size <= now.size else {
      log.add(
        Self.damage(
          "the trail was put back: it has \(now.size) records, the \(word) checkpoint "
            + "\(earlier.size)", file))
      return false
    }
    let proof = try log.noting { () throws(TrailError) in
      try shard.reader.consistencyProof(from: earlier.size, to: now.size)
    }
    guard let proof else { return false }
    let holds = MerkleProof.isConsistent(
      old: earlier.size, oldRoot: earlier.root, new: now.size, newRoot: now.root, proof: proof)
    if !holds {
      log.add(
        Self.damage(
          "the trail was rewritten: its first \(earlier.size) records are not those of the \(word) "
            + "checkpoint", file))
    }
    return holds
  }

  private static func damage(_ words: String, _ file: String = "checkpoint") -> TrailDamage {
    TrailDamage(file: file, offset: 0, index: nil, words: words)
  }
}
