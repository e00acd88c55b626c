/// How a trail is kept. The defaults suit a server.
public struct TrailOptions: Sendable {
  /// Whether a trail is made where there is none; off, opening says that it is missing.
  public var creates = true
  /// How long a caller waits for its record to be durable before it is told `timedOut`.
  public var durableWithin: Duration = .seconds(2)
  /// Records that may wait to be written; more are refused as `overloaded`.
  public var queueRecordsMax = 8_192
  /// Bytes of records that may wait to be written.
  public var queueBytesMax = 32 << 20
  /// Bytes of records that are durable and may wait to be put into tiles; above it new ones are
  /// refused as `overloaded`. They are kept in memory.
  public var backlogBytesMax = 128 << 20
  /// The most records that are made durable together.
  public var batchRecordsMax = 256
  /// Bytes of a segment of the journal, from 1 MiB to 1 GiB. One more is kept ready.
  public var segmentBytes = 16 << 20
  /// How long a durable record may wait until it stands in tiles under a signed checkpoint.
  public var integratesEvery: Duration = .seconds(1)
  /// How many records wait at most before that is done sooner.
  public var integratesAtRecords = 8_192
  /// After so long without a record the checkpoint is signed again, so that silence is seen to be
  /// silence.
  public var signsAgainAfter: Duration = .seconds(600)
  /// Left free on the disk for what must still be written when it is full.
  public var reserveBytes = 8 << 20
  /// A shard with so many records is closed, and the next begun; never by default.
  public var shardRecordsMax: UInt64?
  /// A shard that is so old is closed with its next record; never by default.
  public var shardAgeMax: Duration?
  /// Older keys, which sign beside the trail's for as long as they stand here.
  public var olderKeys: [SigningKey] = []
  /// Which program writes, for `trail.opened`: a host, a build.
  public var instance: [(name: String, value: String)] = []

  /// The defaults.
  public init() {}

  /// What makes no sense.
  func problem() -> String? {
    if !(1 << 20...1 << 30).contains(segmentBytes) {
      return "a segment has from 1 MiB to 1 GiB, not \(segmentBytes) bytes"
    }
    if queueRecordsMax < 1 || queueBytesMax < TrailRecord.bytesMax
      || backlogBytesMax < TrailRecord.bytesMax
    {
      return "at least one record must be able to wait"
    }
    if !(1...4_096).contains(batchRecordsMax) {
      return "from 1 to 4,096 records are made durable together, not \(batchRecordsMax)"
    }
    if reserveBytes < 0 || shardRecordsMax.map({ $0 < 16 }) ?? false {
      return "a reserve has no less than 0 bytes, a shard no fewer than 16 records"
    }
    return nil
  }
}
