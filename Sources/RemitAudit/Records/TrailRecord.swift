/// One record of a trail: the exact bytes that are hashed, stored and shown.
///
/// The bytes are one JSON object on one line, without white space between tokens, which begins
/// `{"v":1,"kind":"…","id":"…","time":"…"`, in this order.
public struct TrailRecord: Hashable, Sendable {
  /// The most bytes that a record may have: an entry's length stands in 16 bits (C2SP tlog-tiles).
  public static let bytesMax = 65_535

  public let id: RecordID
  public let bytes: [UInt8]

  package init(id: RecordID, bytes: [UInt8]) {
    self.id = id
    self.bytes = bytes
  }
}

/// What a trail says of a record that it keeps.
public struct Receipt: Hashable, Sendable {
  public let id: RecordID
  /// The number of the record in its shard, from 0; the order of records is that of their numbers.
  public let index: UInt64
  /// The shard's origin, as in its checkpoints.
  public let origin: String

  package init(id: RecordID, index: UInt64, origin: String) {
    self.id = id
    self.index = index
    self.origin = origin
  }
}
