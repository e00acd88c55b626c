/// Where the files of a trail stand.
struct TrailLayout: Sendable {
  /// The trail's folder, without a `/` at its end.
  let root: String

  init(root: String) {
    self.root = root.utf8.count > 1 && root.hasSuffix("/") ? String(root.dropLast()) : root
  }

  static let markerName = "remit-trail.json"
  static let stateName = ".state"

  var marker: String { root + "/" + Self.markerName }
  var state: String { root + "/" + Self.stateName }
  var journal: String { state + "/journal" }
  var scratch: String { state + "/tmp" }
  var lock: String { state + "/lock" }
  var reserve: String { state + "/reserve" }
  var shards: String { root + "/shards" }

  /// The folder of a shard: checkpoint and tiles.
  func folder(ofShard shard: UInt32) -> String {
    shard == 1 ? root : root + "/" + name(ofShard: shard)
  }

  /// The same, relative to the trail's, with a `/` at its end; nothing for the first.
  func prefix(ofShard shard: UInt32) -> String { shard == 1 ? "" : name(ofShard: shard) + "/" }

  private func name(ofShard shard: UInt32) -> String {
    let digits = String(shard)
    return "shards/" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  }

  static func origin(_ origin: String, shard: UInt32) -> String {
    shard == 1 ? origin : "\(origin)/\(shard)"
  }

  static let journalName = stateName + "/journal"
}

/// A shard of a trail: a tree of its own, with checkpoints of its own.
struct TrailShard: Hashable, Sendable {
  let number: UInt32
  let origin: String
  /// The folder of its checkpoint and its tiles.
  let folder: String
  /// The folder relative to the trail's, for messages.
  let prefix: String

  init(_ number: UInt32, of origin: String, in layout: TrailLayout) {
    self.number = number
    self.origin = TrailLayout.origin(origin, shard: number)
    folder = layout.folder(ofShard: number)
    prefix = layout.prefix(ofShard: number)
  }
}
