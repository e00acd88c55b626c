import RemitModel

/// Reads the records of a trail in order, without its lock, beside one who writes it or in a copy.
///
/// What stands in tiles under the checkpoints is read, as it was when the value was made; the last
/// second of a trail that is written may be missing. Nothing is verified here: `remit audit verify`
/// does that.
package struct TrailRecords: Sendable {
  /// Part of a trail with a tree of its own.
  package struct Shard: Sendable {
    package let number: UInt32
    package let origin: String
    package let size: UInt64
    fileprivate let reader: ShardReader
  }

  /// Where a record stands.
  package struct Place: Hashable, Comparable, Sendable {
    package let shard: UInt32
    package let index: UInt64

    package init(shard: UInt32, index: UInt64) {
      self.shard = shard
      self.index = index
    }

    package static func < (a: Place, b: Place) -> Bool {
      (a.shard, a.index) < (b.shard, b.index)
    }
  }

  private static let width = UInt64(TilePath.widthMax)

  /// The trail's folder.
  package let folder: String
  package let shards: [Shard]

  /// - Throws: where there is no trail, or a newer one.
  package init(_ folder: String) throws(TrailError) {
    let trail = TrailReader(folder)
    self.folder = trail.layout.root
    let stated = try trail.statedOrigin()
    var shards: [Shard] = []
    for reader in try trail.shards(origin: stated ?? "") {
      let number = reader.shard.number
      guard let checkpoint = try Self.checkpoint(reader) else {
        // Nothing has been put into tiles yet.
        if number == 1 {
          shards.append(Shard(number: 1, origin: reader.shard.origin, size: 0, reader: reader))
        }
        break
      }
      // A copy may have nothing else that says whose it is.
      let origin = stated == nil ? checkpoint.origin : reader.shard.origin
      shards.append(Shard(number: number, origin: origin, size: checkpoint.size, reader: reader))
    }
    self.shards = shards
  }

  /// Whether a folder bears the mark of a trail, in whatever state the trail is.
  ///
  /// - Throws: where that cannot be said.
  package static func isMarked(_ folder: String) throws(DiskFailure) -> Bool {
    do throws(DiskFailure) {
      _ = try SystemDisk().read(
        TrailLayout(root: folder).marker, bytesMax: TrailMarker.bytesMax)
      return true
    } catch {
      switch error.reason {
      case .missing: return false
      case .tooLarge: return true
      default: throw error
      }
    }
  }

  private static func checkpoint(_ reader: ShardReader) throws(TrailError) -> Checkpoint? {
    guard let bytes = try reader.checkpointBytes() else { return nil }
    do throws(NoteError) {
      return try Checkpoint(text: try SignedNote(bytes).text)
    } catch {
      throw .damaged(
        TrailDamage(
          file: reader.shard.prefix + "checkpoint", offset: 0, index: nil, words: "\(error)"))
    }
  }

  package var count: UInt64 { shards.reduce(0) { $0 + $1.size } }

  // MARK: Reading

  /// Gives each record from a place on to `body`, in order, until it says no.
  ///
  /// Records that were pruned are passed over: the first of a shard. One bundle is in memory.
  ///
  /// - Throws: `damaged` where a bundle is missing behind one that is there, or holds no records.
  package func forEach(
    from start: Place = Place(shard: 1, index: 0), _ body: (StoredRecord) throws -> Bool
  ) throws {
    try forEachBundle(from: start) { records in
      for record in records where Place(shard: record.shard, index: record.index) >= start {
        guard try body(record) else { return false }
      }
      return true
    }
  }

  /// Gives the records of each bundle to `body`, in order, until it says no; all of the bundle in
  /// which the place is.
  ///
  /// - Throws: as `forEach`.
  package func forEachBundle(
    from start: Place = Place(shard: 1, index: 0), _ body: ([StoredRecord]) throws -> Bool
  ) throws {
    for shard in shards where shard.number >= start.shard {
      let index = shard.number == start.shard ? start.index : 0
      guard index < shard.size, let begin = try firstBundle(shard) else { continue }
      for number in max(begin, index / Self.width)..<ShardReader.bundleCount(size: shard.size) {
        guard try body(try bundle(number, shard)) else { return }
      }
    }
  }

  /// The same as `forEach` from the last record back.
  package func forEachBackwards(_ body: (StoredRecord) throws -> Bool) throws {
    for shard in shards.reversed() {
      guard let begin = try firstBundle(shard) else { continue }
      for number in (begin..<ShardReader.bundleCount(size: shard.size)).reversed() {
        for record in try bundle(number, shard).reversed() {
          guard try body(record) else { return }
        }
      }
    }
  }

  /// The record with an id.
  ///
  /// - Throws: `damaged` where a bundle is missing behind one that is there, and it is in none before.
  /// - Complexity: O(log n) bundles where ids ascend, as they nearly do; else O(n).
  package func find(_ id: RecordID) throws -> StoredRecord? {
    for shard in shards.reversed() {
      guard let begin = try firstBundle(shard) else { continue }
      let last = ShardReader.bundleCount(size: shard.size) - 1
      var low = begin
      var high = last
      while low < high {
        let middle = low + (high - low + 1) / 2
        guard let head = try bundleIfThere(middle, shard)?.first else {
          // Reading all of them says what is missing.
          low = middle
          continue
        }
        if head.id > id { high = middle - 1 } else { low = middle }
      }
      // Callers that ask at once may be recorded in another order than they were named.
      for number in max(begin, low.subtracting2)...min(low + 2, last) {
        if let found = try bundleIfThere(number, shard)?.first(where: { $0.id == id }) {
          return found
        }
      }
    }
    var found: StoredRecord?
    try forEach { record in
      if record.id == id { found = record }
      return found == nil
    }
    return found
  }

  /// The record at a place; `nil` where there is none, or it was pruned.
  ///
  /// - Throws: as `forEach`.
  package func record(at place: Place) throws -> StoredRecord? {
    guard let shard = shards.first(where: { $0.number == place.shard }), place.index < shard.size
    else { return nil }
    let number = place.index / Self.width
    if let records = try bundleIfThere(number, shard) {
      return records.first { $0.index == place.index }
    }
    if let begin = try firstBundle(shard), begin < number { throw missing(number, shard) }
    return nil
  }

  /// Where the records begin that are there, for each shard: its number, its origin, and the number
  /// of the first record; where there is none, that of the shard's records.
  ///
  /// - Complexity: O(log n) files for each shard.
  package func starts() throws(TrailError) -> [(place: Place, origin: String)] {
    var starts: [(place: Place, origin: String)] = []
    for shard in shards {
      let index = try firstBundle(shard).map { $0 * Self.width } ?? shard.size
      starts.append((Place(shard: shard.number, index: index), shard.origin))
    }
    return starts
  }

  /// The shards whose first records are not there any more, and the number of the first that is.
  ///
  /// - Complexity: O(log n) files for each shard.
  package func pruned() throws(TrailError) -> [(origin: String, below: UInt64)] {
    try starts().filter { $0.place.index > 0 }.map { ($0.origin, $0.place.index) }
  }

  /// The number of the first bundle that is there; `nil` where none is.
  ///
  /// Looked for by halving: a size that is only stated must not be walked through. A gap leads that
  /// astray, behind it; so what is before is looked at in growing steps.
  private func firstBundle(_ shard: Shard) throws(TrailError) -> UInt64? {
    func isThere(_ number: UInt64) throws(TrailError) -> Bool {
      try shard.reader.hasBundle(ShardReader.bundlePath(of: number * Self.width, size: shard.size))
    }
    if shard.size == 0 { return nil }
    if try isThere(0) { return 0 }
    var first = try shard.reader.firstBundle(after: 0, size: shard.size)
    var step: UInt64 = 1
    while true {
      let end = first ?? ShardReader.bundleCount(size: shard.size)
      guard step < end else { return first }
      if try isThere(end - step) {
        first = try shard.reader.firstBundle(after: 0, size: (end - step + 1) * Self.width)
        step = 1
      } else {
        step *= 2
      }
    }
  }

  private func bundle(_ number: UInt64, _ shard: Shard) throws(TrailError) -> [StoredRecord] {
    guard let records = try bundleIfThere(number, shard) else { throw missing(number, shard) }
    return records
  }

  private func missing(_ number: UInt64, _ shard: Shard) -> TrailError {
    let first = number * Self.width
    return .damaged(
      shard.reader.damage(
        ShardReader.bundlePath(of: first, size: shard.size), at: 0, index: first,
        "the file is missing"))
  }

  /// The records of a bundle; `nil` where there is no file.
  private func bundleIfThere(
    _ number: UInt64, _ shard: Shard
  ) throws(TrailError) -> [StoredRecord]? {
    let first = number * Self.width
    let path = ShardReader.bundlePath(of: first, size: shard.size)
    guard let bundle = try shard.reader.bundle(path) else { return nil }
    var records: [StoredRecord] = []
    for place in bundle.entries.indices {
      let index = first + UInt64(place)
      guard
        let record = StoredRecord(
          bundle.entry(place), shard: shard.number, index: index, origin: shard.origin)
      else {
        throw .damaged(
          shard.reader.damage(
            bundle.path, at: bundle.entries[place].lowerBound, index: index, "this is no record"))
      }
      records.append(record)
    }
    return records
  }
}

extension UInt64 {
  /// Two less, and not below 0.
  fileprivate var subtracting2: UInt64 { self > 2 ? self - 2 : 0 }
}
