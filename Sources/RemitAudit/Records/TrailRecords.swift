import RemitModel

/// Reads the records of a trail in order, without its lock, beside one who writes it or in a copy.
///
/// What stands in tiles under the checkpoints is read, as it was when the value was made; the last
/// second of a trail that is written may be missing. Nothing is verified here: `remit audit verify`
/// does that.
package struct TrailRecords: Sendable {
  /// Part of a trail with a tree of its own.
  package struct Shard: Hashable, Sendable {
    package let number: UInt32
    package let origin: String
    package let size: UInt64
    /// Its own folder.
    let folder: String
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
  private let disk: SystemDisk

  /// - Throws: where there is no trail, or a newer one.
  package init(_ folder: String) throws(TrailError) {
    let layout = TrailLayout(root: folder)
    let disk = SystemDisk()
    self.disk = disk
    self.folder = layout.root
    let bytes: [UInt8]
    do throws(DiskFailure) {
      bytes = try disk.read(layout.marker, bytesMax: TrailMarker.bytesMax)
    } catch {
      throw error.reason == .missing
        ? .missing(path: layout.root) : .unavailable(words: error.description)
    }
    let marker = try TrailMarker(bytes, path: layout.root)
    var shards: [Shard] = []
    for number in 1...UInt32(9_999) {
      let folder = layout.folder(ofShard: number)
      let origin = TrailLayout.origin(marker.origin, shard: number)
      guard let size = try Self.size(in: folder, disk) else {
        if number == 1 {
          // Nothing has been put into tiles yet.
          shards.append(Shard(number: 1, origin: origin, size: 0, folder: folder))
        }
        break
      }
      shards.append(Shard(number: number, origin: origin, size: size, folder: folder))
    }
    self.shards = shards
  }

  private static func size(
    in folder: String, _ disk: SystemDisk
  ) throws(TrailError) -> UInt64? {
    let path = folder + "/checkpoint"
    let bytes: [UInt8]
    do throws(DiskFailure) {
      bytes = try disk.read(path, bytesMax: SignedNote.bytesMax)
    } catch {
      if error.reason == .missing { return nil }
      throw .unavailable(words: error.description)
    }
    do throws(NoteError) {
      return try Checkpoint(text: try SignedNote(bytes).text).size
    } catch {
      throw .damaged(
        TrailDamage(file: path, offset: 0, index: nil, words: "\(error)"))
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
    let width = Int(min(Self.width, shard.size - first))
    return damage(
      TilePath(.entries, number: first / Self.width, width: width), shard, 0, first,
      "the file is missing")
  }

  /// The records of a bundle; `nil` where there is no file.
  private func bundleIfThere(
    _ first: UInt64, _ shard: Shard
  ) throws(TrailError) -> [StoredRecord]? {
    let width = Int(min(Self.width, shard.size - first))
    let path = TilePath(.entries, number: first / Self.width, width: width)
    guard let file = try read(path, shard) else { return nil }
    let ranges: [Range<Int>]
    do throws(EntryBundle.Problem) {
      ranges = try Self.entries(of: file.bytes, count: width, isPrefix: file.isFull && width < 256)
    } catch {
      throw damage(path, shard, error.offset, first + UInt64(error.entry), error.message)
    }
    var records: [StoredRecord] = []
    for (offset, range) in ranges.enumerated() {
      let index = first + UInt64(offset)
      guard
        let record = StoredRecord(
          Array(file.bytes[range]), shard: shard.number, index: index, origin: shard.origin)
      else {
        throw damage(path, shard, range.lowerBound, index, "this is no record")
      }
      records.append(record)
    }
    return records
  }

  private static func entries(
    of bytes: [UInt8], count: Int, isPrefix: Bool
  ) throws(EntryBundle.Problem) -> [Range<Int>] {
    let result: Result<[Range<Int>], EntryBundle.Problem> = bytes.withUnsafeBytes { bytes in
      Result { () throws(EntryBundle.Problem) in
        try EntryBundle.entries(of: bytes, count: count, isPrefix: isPrefix)
      }
    }
    return try result.get()
  }

  /// One that is not full may have gone since the checkpoint was read; then the full one is there.
  private func read(
    _ path: TilePath, _ shard: Shard
  ) throws(TrailError) -> (bytes: [UInt8], isFull: Bool)? {
    for (path, isFull) in [(path, path.isFull), (path.full, true)] {
      do throws(DiskFailure) {
        return (
          try disk.read(
            shard.folder + "/" + path.description, bytesMax: EntryBundle.bytesMax), isFull
        )
      } catch {
        if error.reason != .missing { throw .unavailable(words: error.description) }
      }
    }
    return nil
  }

  private func damage(
    _ path: TilePath, _ shard: Shard, _ offset: Int, _ index: UInt64, _ words: String
  ) -> TrailError {
    .damaged(
      TrailDamage(
        file: shard.folder + "/" + path.description, offset: offset, index: index, words: words))
  }
}

extension UInt64 {
  /// Two less, and not below 0.
  fileprivate var subtracting2: UInt64 { self > 2 ? self - 2 : 0 }
}
