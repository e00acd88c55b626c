import RemitData
import RemitModel
import RemitSource

/// Takes old records away, whole bundles of them, and keeps what proofs of the others need.
///
/// Tiles from level 1 up stay, so that every later record can be proved still; the hashes of level 0
/// go with the records. A file in the shard's folder, `pruned.json`, says below which number nothing
/// is there any more; so does a record `trail.pruned`, which is signed for.
struct TrailPruner<D: Disk>: Sendable {
  let disk: D
  let files: DurableFiles<D>
  let layout: TrailLayout
  let origin: String
  let keys: any CheckpointKeys

  /// What is to go.
  struct Plan: Hashable, Sendable {
    let shard: TrailShard
    /// The number of the first record that stays: a multiple of 256.
    let below: UInt64

    var record: ControlRecord {
      ControlRecord(
        .pruned, [("origin", .text(shard.origin)), ("below", .number(Int64(below)))])
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
    let folder = plan.shard.folder
    do throws(DiskFailure) {
      try files.write(
        PrunedMarker(below: plan.below).bytes, to: folder + "/" + PrunedMarker.name,
        as: PrunedMarker.name)
      try disk.syncFolder(folder)
      for number in 0..<plan.below / UInt64(TilePath.widthMax) {
        for kind in [TilePath.Kind.entries, .hashes(level: 0)] {
          try removeIfThere(folder + "/" + TilePath(kind, number: number).description)
        }
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

/// The file that says below which number a shard's records are gone.
package struct PrunedMarker: Hashable, Sendable {
  package static let name = "pruned.json"
  package static let bytesMax = 65_536

  /// The number of the first record that is there.
  package let below: UInt64

  package init(below: UInt64) {
    self.below = below
  }

  var bytes: [UInt8] {
    var json = JSONWriter(isCompact: true)
    json.object { json in
      json.member("format") { $0.string("remit-pruned") }
      json.member("version") { $0.int(1) }
      json.member("below") { $0.int(below) }
    }
    return json.bytes + [0x0A]
  }

  /// Reads a marker; `nil` where it is none.
  package init?(_ bytes: [UInt8]) {
    var below: Int64?
    var isOurs = false
    let isRead: Bool = bytes.withUnsafeBufferPointer { buffer in
      var reader = JSONReader(buffer, root: "")
      do throws(JSONSyntaxError) {
        guard try reader.kind() == .object else { return false }
        try reader.object { reader, key throws(JSONSyntaxError) in
          switch (key.string, try reader.kind()) {
          case ("format", .string): isOurs = try reader.string().string == "remit-pruned"
          case ("below", .number): below = try reader.integer()
          default: try reader.skip()
          }
        }
        try reader.end()
        return true
      } catch {
        return false
      }
    }
    guard isRead, isOurs, let below, below >= 0 else { return nil }
    self.below = UInt64(below)
  }
}
