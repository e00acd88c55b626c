/// One bundle held against its tile: what each thread of a verification does.
struct BundleCheck: Sendable {
  /// The hashes that the tile at level 0 has of the entries: what the levels above rest on. `nil`
  /// where neither tile nor bundle can be read.
  var leaves: [MerkleHash]?
  /// Whether the bundle is not there.
  var isMissing = false
  var damages: [TrailDamage] = []
  /// How many records there are of each kind.
  var kinds: [String: UInt64] = [:]
  /// Of records in order.
  var heads: [ReadRecordHead] = []
  /// The minimum indices that records of pruning name.
  var prunings: [Pruning] = []

  /// - Parameter path: of the bundle.
  /// - Throws: where a file may not be read; damage is noted.
  init(_ shard: ShardReader, _ path: TilePath) throws(TrailError) {
    let tilePath = TilePath(.hashes(level: 0), number: path.number, width: path.width)
    let tile = try noting { () throws(TrailError) in try shard.tile(tilePath) } ?? nil
    let bundleIsRead = try noting { () throws(TrailError) in try shard.bundle(path) }
    leaves = tile
    guard let bundle = bundleIsRead ?? nil else {
      isMissing = bundleIsRead != nil
      return
    }
    let computed = check(bundle, shard, tile: tile, tilePath)
    if tile == nil {
      if damages.allSatisfy({ $0.file != shard.shard.prefix + tilePath.description }) {
        damages.append(shard.damage(tilePath, at: 0, "the file is missing"))
      }
      leaves = computed
    }
  }

  private mutating func noting<Value>(
    _ body: () throws(TrailError) -> Value
  ) throws(TrailError) -> Value? {
    do throws(TrailError) {
      return try body()
    } catch .damaged(let damage) {
      damages.append(damage)
      return nil
    }
  }

  /// - Returns: the hashes of the entries.
  private mutating func check(
    _ bundle: ShardReader.Bundle, _ shard: ShardReader, tile: [MerkleHash]?, _ tilePath: TilePath
  ) -> [MerkleHash] {
    let start = bundle.path.number * UInt64(TilePath.widthMax)
    return bundle.bytes.withUnsafeBytes { bytes in
      bundle.entries.enumerated().map { place, range in
        let entry = UnsafeRawBufferPointer(rebasing: bytes[range])
        let hash = MerkleHash(leaf: entry)
        if let tile, tile[place] != hash {
          damages.append(
            shard.damage(
              bundle.path, at: range.lowerBound, index: start + UInt64(place),
              "the record is not the one whose hash stands in \(tilePath)"))
        }
        do throws(RecordProblem) {
          take(try ReadRecordHead(checking: entry.bindMemory(to: UInt8.self)), entry)
        } catch {
          damages.append(
            shard.damage(
              bundle.path, at: range.lowerBound + error.offset, index: start + UInt64(place),
              error.words))
        }
        return hash
      }
    }
  }

  private mutating func take(_ head: ReadRecordHead, _ entry: UnsafeRawBufferPointer) {
    heads.append(head)
    kinds[head.kind, default: 0] += 1
    if head.kind == ControlRecord.Kind.pruned.rawValue {
      if let pruning = Pruning(record: Array(entry)) { prunings.append(pruning) }
    }
  }
}
