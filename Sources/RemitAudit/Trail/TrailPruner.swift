/// Takes old records away, whole bundles of them, and keeps what proofs of the others need.
///
/// Tiles from level 1 up stay, so that every later record can be proved still; the hashes of level 0
/// go with the records. A record `trail.pruned`, which is signed for, says below which number nothing
/// has to be there any more.
struct TrailPruner<D: Disk>: Sendable {
  let disk: D
  let layout: TrailLayout
  let origin: String
  let keys: any CheckpointKeys

  /// What is to go.
  struct Plan: Hashable, Sendable {
    let shard: TrailShard
    /// The number of the first record that stays: a multiple of 256.
    let below: UInt64

    var record: ControlRecord {
      ControlRecord(.pruned, Pruning(shard: shard.number, minimumIndex: below).fields)
    }
  }

  /// - Parameter index: records below it may go; those in the last bundle and those that are not
  ///   signed for stay.
  /// - Returns: `nil` where nothing goes.
  func plan(shard number: UInt32, below index: UInt64) throws(TrailError) -> Plan? {
    let shard = TrailShard(number, of: origin, in: layout)
    let bytes: [UInt8]
    do throws(DiskFailure) {
      bytes = try disk.read(shard.folder + "/checkpoint", bytesMax: SignedNote.bytesMax)
    } catch {
      if error.reason == .missing { throw .missing(path: shard.folder) }
      throw TrailError(error)
    }
    let size: UInt64
    do {
      size = try keys.open(bytes, origin: shard.origin).checkpoint.size
    } catch {
      throw .refused(words: "the checkpoint of `\(shard.origin)` cannot be read: \(error)")
    }
    let width = UInt64(TilePath.widthMax)
    let below = min(index, size) / width * width
    return below > 0 ? Plan(shard: shard, below: below) : nil
  }

  /// Removes the files; may be done again after a crash. The record must be durable before.
  ///
  /// - Complexity: two calls for each 256 records of the shard below the number.
  func carryOut(_ plan: Plan) throws(TrailError) {
    do throws(DiskFailure) {
      // Records go before their hashes, the first before the later: so it is seen what is missing.
      for kind in [TilePath.Kind.entries, .hashes(level: 0)] {
        var folder: String?
        for number in 0..<plan.below / UInt64(TilePath.widthMax) {
          let path = plan.shard.folder + "/" + TilePath(kind, number: number).description
          if let folder, folder != parent(of: path) { try disk.syncFolder(folder) }
          folder = parent(of: path)
          try removeIfThere(path)
        }
        if let folder { try disk.syncFolder(folder) }
      }
    } catch {
      throw TrailError(error)
    }
  }

  private func removeIfThere(_ path: String) throws(DiskFailure) {
    do throws(DiskFailure) {
      try disk.remove(path)
    } catch  where error.reason == .missing {
    }
  }
}
