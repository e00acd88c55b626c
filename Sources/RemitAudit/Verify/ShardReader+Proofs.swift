extension ShardReader {
  /// Shows from tiles that a tree begins a later one.
  package func consistencyProof(
    from old: UInt64, to new: UInt64
  ) throws(TrailError) -> [MerkleHash] {
    try proof(in: new) { subtrees in
      try MerkleProof.consistency(from: old, to: new) { try subtrees.root($0, $1) }
    }
  }

  /// Shows from tiles that an entry is in a tree.
  package func inclusionProof(
    of index: UInt64, in size: UInt64
  ) throws(TrailError) -> [MerkleHash] {
    try proof(in: size) { subtrees in
      try MerkleProof.inclusion(of: index, in: size) { try subtrees.root($0, $1) }
    }
  }

  private func proof(
    in size: UInt64, _ make: (TileSubtrees) throws -> [MerkleHash]
  ) throws(TrailError) -> [MerkleHash] {
    do {
      return try make(subtrees(size: size))
    } catch let damage as TileDamage {
      throw .damaged(self.damage(damage.path, at: damage.offset ?? 0, damage.message))
    } catch let error as TrailError {
      throw error
    } catch {
      throw .unavailable(words: "\(error)")
    }
  }

  /// Finds a record by its id.
  ///
  /// Ids nearly ascend, so halving finds the bundle; where that fails, all are read.
  ///
  /// - Returns: its number and its bytes; `nil` where there is none.
  /// - Complexity: O(log n) bundles.
  package func find(
    _ id: RecordID, size: UInt64
  ) throws(TrailError) -> (index: UInt64, bytes: [UInt8])? {
    if let found = try findByOrder(id, size: size) { return found }
    return try findByReading(id, size: size)
  }

  private func findByOrder(
    _ id: RecordID, size: UInt64
  ) throws(TrailError) -> (index: UInt64, bytes: [UInt8])? {
    let width = UInt64(TilePath.widthMax)
    // The last bundle that does not start with a later record.
    var low: UInt64 = 0
    var high = Self.bundleCount(size: size)
    while low < high {
      let middle = low + (high - low) / 2
      guard let bundle = try bundle(Self.bundlePath(of: middle * width, size: size)) else {
        // Pruned: what is kept is further on.
        low = middle + 1
        continue
      }
      guard let first = bundle.entries.first.flatMap({ bundle.head($0) }) else { return nil }
      if first.id > id { high = middle } else { low = middle + 1 }
    }
    // Ids nearly ascend: it may stand in a bundle beside.
    let count = Self.bundleCount(size: size)
    for number in max(low, 3) - 3..<min(low + 2, count) {
      guard let bundle = try bundle(Self.bundlePath(of: number * width, size: size)),
        let place = bundle.place(of: id)
      else { continue }
      return (number * width + UInt64(place), bundle.entry(place))
    }
    return nil
  }

  private func findByReading(
    _ id: RecordID, size: UInt64
  ) throws(TrailError) -> (index: UInt64, bytes: [UInt8])? {
    let width = UInt64(TilePath.widthMax)
    var index: UInt64 = 0
    var isBegun = false
    while index < size {
      guard let bundle = try bundle(Self.bundlePath(of: index, size: size)) else {
        // Nobody could read to the end of a size that is only stated.
        guard !isBegun, let next = try firstBundle(after: index / width, size: size) else {
          return nil
        }
        index = next * width
        continue
      }
      isBegun = true
      if let place = bundle.place(of: id) { return (index + UInt64(place), bundle.entry(place)) }
      index += UInt64(bundle.entries.count)
    }
    return nil
  }

  /// Where the bundles begin that were not pruned: halving, as they are gone from the start on.
  ///
  /// - Returns: its number; `nil` where none after `missing` is there.
  /// - Complexity: O(log n) files.
  func firstBundle(after missing: UInt64, size: UInt64) throws(TrailError) -> UInt64? {
    let width = UInt64(TilePath.widthMax)
    let count = Self.bundleCount(size: size)
    var low = missing + 1
    var high = count
    while low < high {
      let middle = low + (high - low) / 2
      if try hasBundle(Self.bundlePath(of: middle * width, size: size)) {
        high = middle
      } else {
        low = middle + 1
      }
    }
    return low < count ? low : nil
  }

  /// Whether anything stands in a bundle's place.
  func hasBundle(_ path: TilePath) throws(TrailError) -> Bool {
    do throws(TrailError) {
      return try bundle(path) != nil
    } catch .damaged {
      return true
    }
  }

  static func bundleCount(size: UInt64) -> UInt64 {
    let width = UInt64(TilePath.widthMax)
    return size / width + (size % width == 0 ? 0 : 1)
  }
}

extension ShardReader.Bundle {
  func head(_ entry: Range<Int>) -> ReadRecordHead? {
    bytes.withUnsafeBufferPointer {
      try? ReadRecordHead(UnsafeBufferPointer(rebasing: $0[entry]))
    }
  }

  func place(of id: RecordID) -> Int? { entries.firstIndex { head($0)?.id == id } }
}
