/// How a trail is doing, for health checks and metrics.
public struct TrailHealth: Hashable, Sendable {
  /// Whether records are taken.
  public enum State: Hashable, Sendable {
    case running
    /// The disk has no room; it goes on by itself when there is some.
    case full
    /// The disk failed; nothing is taken until the trail is opened again.
    case poisoned(words: String)
    case closed
  }

  public let state: State
  /// Of the shard that is written.
  public let origin: String
  /// Records of the shard that are durable.
  public let size: UInt64
  /// Records of the shard that stand in tiles under a signed checkpoint.
  public let integratedSize: UInt64
  /// Records that wait to be made durable.
  public let queuedRecords: Int
  public let queuedBytes: Int
  /// Bytes of durable records that wait to be put into tiles.
  public let backlogBytes: Int
  /// Answers that went out without a record since the trail was opened.
  public let droppedTotal: UInt64
  /// Callers that were told `timedOut` since.
  public let timedOutTotal: UInt64
  /// Batches made durable since: one sync each.
  public let batchesTotal: UInt64
}
