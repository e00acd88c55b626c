/// Looks at the ids of records in their order.
///
/// Ids say when a record was named, and records are kept in the order in which they became durable:
/// those of callers that ask at once may be exchanged. So ids nearly ascend. One that comes twice is
/// seen within the same bundle and the next.
struct RecordNames: Sendable {
  /// How much earlier than the one before it a record may be named without a word: callers wait no
  /// longer.
  static let disorderMillisecondsMax: UInt64 = 60_000

  private var earlier: Set<RecordID> = []
  private(set) var highest: RecordID?
  /// How far back a record's name went, in milliseconds, and which record's.
  private(set) var disorder: (milliseconds: UInt64, index: UInt64)?

  /// Takes the records of the next bundle.
  mutating func take(
    _ heads: [ReadRecordHead], _ shard: ShardReader, _ path: TilePath, _ log: inout DamageLog
  ) {
    let start = path.number * UInt64(TilePath.widthMax)
    var own: Set<RecordID> = []
    for (place, head) in heads.enumerated() {
      if earlier.contains(head.id) || !own.insert(head.id).inserted {
        log.add(
          shard.damage(
            path, at: 0, index: start + UInt64(place),
            "the id \(head.id) is that of a record before it"))
      }
      if let highest, head.id < highest {
        let back = highest.milliseconds - head.id.milliseconds
        if back > Self.disorderMillisecondsMax, back > disorder?.milliseconds ?? 0 {
          disorder = (back, start + UInt64(place))
        }
      } else {
        highest = head.id
      }
    }
    earlier = own
  }
}

extension RecordID {
  /// When the record was named, since 1970.
  var milliseconds: UInt64 { high >> 16 }
}
