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
    for shard in shards where shard.number >= start.shard {
      var index = shard.number == start.shard ? start.index : 0
      var isBegun = false
      while index < shard.size {
        let first = index / Self.width * Self.width
        guard let records = try bundleIfThere(first, shard) else {
          if isBegun { throw missing(first, shard) }
          index = first + Self.width
          continue
        }
        isBegun = true
        for record in records where record.index >= index {
          guard try body(record) else { return }
        }
        index = first + Self.width
      }
    }
  }

  /// The same from the last record back.
  package func forEachBackwards(_ body: (StoredRecord) throws -> Bool) throws {
    for shard in shards.reversed() where shard.size > 0 {
      var first = (shard.size - 1) / Self.width * Self.width
      while true {
        // Pruned: nothing of the shard is before it.
        guard let records = try bundleIfThere(first, shard) else { break }
        for record in records.reversed() {
          guard try body(record) else { return }
        }
        if first == 0 { break }
        first -= Self.width
      }
    }
  }

  /// The record with an id.
  ///
  /// - Complexity: O(log n) bundles where ids ascend, as they nearly do; else O(n).
  package func find(_ id: RecordID) throws -> StoredRecord? {
    for shard in shards.reversed() where shard.size > 0 {
      var low: UInt64 = 0
      var high = (shard.size - 1) / Self.width
      while low < high {
        let middle = low + (high - low + 1) / 2
        guard let head = try bundle(middle * Self.width, shard).first else {
          // Pruned.
          low = middle
          continue
        }
        if head.id > id { high = middle - 1 } else { low = middle }
      }
      // Callers that ask at once may be recorded in another order than they were named.
      for number in low.subtracting2...min(low + 2, (shard.size - 1) / Self.width) {
        if let found = try bundle(number * Self.width, shard).first(where: { $0.id == id }) {
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

  /// The record at a place; `nil` where there is none.
  package func record(at place: Place) throws -> StoredRecord? {
    guard let shard = shards.first(where: { $0.number == place.shard }), place.index < shard.size
    else { return nil }
    let first = place.index / Self.width * Self.width
    return try bundle(first, shard).first { $0.index == place.index }
  }

  /// The shards whose first records are not there any more, and the number of the first that is.
  ///
  /// - Complexity: O(log n) files for each shard.
  package func pruned() throws(TrailError) -> [(origin: String, below: UInt64)] {
    var found: [(origin: String, below: UInt64)] = []
    for shard in shards where shard.size > 0 {
      if try bundleIfThere(0, shard) != nil { continue }
      var low: UInt64 = 1
      var high = (shard.size - 1) / Self.width + 1
      while low < high {
        let middle = low + (high - low) / 2
        if try bundleIfThere(middle * Self.width, shard) == nil {
          low = middle + 1
        } else {
          high = middle
        }
      }
      found.append((origin: shard.origin, below: min(low * Self.width, shard.size)))
    }
    return found
  }

  private func bundle(_ first: UInt64, _ shard: Shard) throws(TrailError) -> [StoredRecord] {
    try bundleIfThere(first, shard) ?? []
  }

  private func missing(_ first: UInt64, _ shard: Shard) -> TrailError {
    .damaged(
      shard.reader.damage(
        ShardReader.bundlePath(of: first, size: shard.size), at: 0, index: first,
        "the file is missing"))
  }

  /// The records of a bundle; `nil` where there is no file.
  private func bundleIfThere(
    _ first: UInt64, _ shard: Shard
  ) throws(TrailError) -> [StoredRecord]? {
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
