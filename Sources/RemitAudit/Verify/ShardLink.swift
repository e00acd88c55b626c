/// What the first record of a later shard says of the one before it: `shard.opened`. It chains the
/// trees of a trail to each other.
package struct ShardLink: Hashable, Sendable {
  package let origin: String
  package let size: UInt64
  package let root: MerkleHash

  /// - Parameter last: the final checkpoint of the shard before.
  package init(previous last: Checkpoint) {
    origin = last.origin
    size = last.size
    root = last.root
  }

  /// The fields of the record.
  package var fields: [(name: String, value: ControlRecord.Field)] {
    [
      ("previous", .text(origin)), ("size", .number(Int64(clamping: size))),
      ("root", .text(root.base64)),
    ]
  }

  /// Reads the record; `nil` where it says something else.
  package init?(record: [UInt8]) {
    guard isOfKind(record, .shardOpened), let fields = RecordTree(reading: record),
      let origin = fields["previous"]?.text,
      let size = fields["size"]?.number.flatMap(UInt64.init(exactly:)),
      let root = fields["root"]?.text.flatMap({ MerkleHash(base64: $0) })
    else { return nil }
    self.origin = origin
    self.size = size
    self.root = root
  }
}

/// What a record of pruning says: which entries of which shard may be gone.
package struct Pruning: Hashable, Sendable {
  package let shard: UInt32
  /// Entries below this number may be gone; a multiple of 256.
  package let minimumIndex: UInt64

  package init(shard: UInt32, minimumIndex: UInt64) {
    self.shard = shard
    self.minimumIndex = minimumIndex
  }

  /// The fields of the record.
  package var fields: [(name: String, value: ControlRecord.Field)] {
    [
      ("shard", .number(Int64(shard))), ("minimum_index", .number(Int64(clamping: minimumIndex))),
    ]
  }

  /// Reads the record; `nil` where it says something else.
  package init?(record: [UInt8]) {
    guard isOfKind(record, .pruned), let fields = RecordTree(reading: record),
      let shard = fields["shard"]?.number.flatMap(UInt32.init(exactly:)),
      let minimumIndex = fields["minimum_index"]?.number.flatMap(UInt64.init(exactly:))
    else { return nil }
    self.shard = shard
    self.minimumIndex = minimumIndex
  }
}
