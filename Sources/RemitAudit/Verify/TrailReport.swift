/// What a verification found.
public struct TrailReport: Sendable {
  /// One tree of a trail.
  public struct Shard: Hashable, Sendable {
    /// From 1.
    public let number: Int
    public let origin: String
    /// How many records it has under the signed checkpoint.
    public let size: UInt64
    /// The root hash that is signed, in Base64.
    public let root: String
    /// How many records at the beginning were pruned, and could not be looked at.
    public let prunedBelow: UInt64
    /// How many records of each kind were looked at.
    public let kinds: [String: UInt64]
    /// The times of the first and the last record that were looked at; nobody but the trail's
    /// clock vouches for them.
    public let times: ClosedRange<String>?
  }

  /// Who else saw a checkpoint of the trail.
  public struct Witnessing: Hashable, Sendable {
    public let witness: String
    /// When, in seconds since 1970.
    public let time: UInt64
    /// How many records of which shard the witness saw.
    public let shard: Int
    public let size: UInt64
  }

  public let origin: String
  /// The shards whose checkpoint is signed, in order.
  public internal(set) var shards: [Shard] = []
  /// What is wrong; empty in a sound trail.
  public internal(set) var damages: [TrailDamage] = []
  /// How many more findings there are than `damages` lists.
  public internal(set) var damagesLeftOut = 0
  /// Who saw it, where witnesses were asked for.
  public internal(set) var witnessings: [Witnessing] = []
  /// The sizes of the earlier checkpoints that the trail was found to continue.
  public internal(set) var pinnedSizes: [UInt64] = []
  /// How many records are durable, but not signed yet; `nil` where that cannot be seen, as in a
  /// copy.
  public internal(set) var unsigned: UInt64?
  /// What a reader should know and what is no damage.
  public internal(set) var notes: [String] = []

  init(origin: String) {
    self.origin = origin
  }

  /// Whether nothing is wrong with what could be looked at.
  public var isSound: Bool { damages.isEmpty }

  /// How many records there are under signed checkpoints.
  public var size: UInt64 { shards.reduce(0) { $0 + $1.size } }
}
