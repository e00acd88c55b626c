/// Reads the files of a shard: any tree of tiles in a folder (C2SP tlog-tiles), without its lock,
/// beside one who writes it, or in a copy.
///
/// Nothing that it returns is verified; all of it is bounded.
package struct ShardReader: Sendable {
  /// What is there: numbers and places for messages.
  let shard: TrailShard
  private let disk: any Disk

  init(_ shard: TrailShard, disk: any Disk) {
    self.shard = shard
    self.disk = disk
  }

  /// The bytes of a file; `nil` where there is none.
  ///
  /// - Parameter name: relative to the shard's folder.
  /// - Throws: `damaged` where something else than a file stands there, or a larger one than may be;
  ///   `unavailable` where it may not be read.
  func read(_ name: String, bytesMax: Int) throws(TrailError) -> [UInt8]? {
    do throws(DiskFailure) {
      return try disk.read(shard.folder + "/" + name, bytesMax: bytesMax)
    } catch {
      switch error.reason {
      case .missing: return nil
      case .denied: throw .unavailable(words: error.description)
      default:
        throw .damaged(
          TrailDamage(
            file: shard.prefix + name, offset: 0, index: nil,
            words: "it cannot be read: \(error.words)"))
      }
    }
  }

  /// The signed checkpoint as it stands there; `nil` where there is none.
  package func checkpointBytes() throws(TrailError) -> [UInt8]? {
    try read("checkpoint", bytesMax: SignedNote.bytesMax)
  }

  // MARK: - Tiles

  /// Whether anything has been put into tiles.
  func hasTiles() throws(TrailError) -> Bool {
    do throws(DiskFailure) {
      return try disk.names(in: shard.folder).contains("tile")
    } catch {
      throw .unavailable(words: error.description)
    }
  }

  /// The hashes of a tile; `nil` where there is none.
  ///
  /// One that is not full may have gone since it was: then they are taken from the full one.
  ///
  /// - Throws: `damaged` where the file has not the bytes that its path says.
  func tile(_ path: TilePath) throws(TrailError) -> [MerkleHash]? {
    guard
      let file = try file(path, bytesMax: TilePath.widthMax * MerkleHash.byteCount)
    else { return nil }
    do throws(TileDamage) {
      let hashes = try tileHashes(file.bytes, of: file.path)
      return hashes.count == path.width ? hashes : Array(hashes.prefix(path.width))
    } catch {
      throw .damaged(damage(error.path, at: error.offset ?? 0, error.message))
    }
  }

  /// A tile that must be there.
  func existingTile(_ path: TilePath) throws(TrailError) -> [MerkleHash] {
    guard let hashes = try tile(path) else {
      throw .damaged(damage(path, at: 0, "the file is missing"))
    }
    return hashes
  }

  /// Hashes of subtrees, for proofs in a tree of a size.
  func subtrees(size: UInt64) -> TileSubtrees {
    TileSubtrees(size: size) { path in try existingTile(path) }
  }

  // MARK: - Entries

  /// A bundle's bytes and where its entries stand in them.
  struct Bundle: Sendable {
    let path: TilePath
    let bytes: [UInt8]
    let entries: [Range<Int>]

    func entry(_ place: Int) -> [UInt8] { Array(bytes[entries[place]]) }
  }

  /// A bundle of entries; `nil` where there is none.
  func bundle(_ path: TilePath) throws(TrailError) -> Bundle? {
    guard let file = try file(path, bytesMax: EntryBundle.bytesMax) else { return nil }
    let result: Result<[Range<Int>], EntryBundle.Problem> = file.bytes.withUnsafeBytes { bytes in
      Result { () throws(EntryBundle.Problem) in
        try EntryBundle.entries(
          of: bytes, count: path.width, isPrefix: file.path.width != path.width)
      }
    }
    switch result {
    case .success(let entries): return Bundle(path: file.path, bytes: file.bytes, entries: entries)
    case .failure(let problem):
      let index = path.number * UInt64(TilePath.widthMax) + UInt64(problem.entry)
      throw .damaged(damage(file.path, at: problem.offset, index: index, problem.message))
    }
  }

  /// The bundle in which an entry stands, in a tree of a size.
  static func bundlePath(of index: UInt64, size: UInt64) -> TilePath {
    let number = index / UInt64(TilePath.widthMax)
    if let partial = TilePath.partial(.entries, size: size), partial.number == number {
      return partial
    }
    return TilePath(.entries, number: number)
  }

  /// One entry. One file is read.
  ///
  /// - Precondition: `index < size`.
  package func entry(_ index: UInt64, size: UInt64) throws(TrailError) -> [UInt8] {
    let path = Self.bundlePath(of: index, size: size)
    guard let bundle = try bundle(path) else {
      throw .damaged(damage(path, at: 0, index: index, "the file is missing"))
    }
    return bundle.entry(Int(index % UInt64(TilePath.widthMax)))
  }

  /// Gives each entry from one on to `body`, in order, until it says no. One bundle in memory.
  ///
  /// - Parameter body: its number, its bytes, and whether to go on.
  package func entries(
    from start: UInt64, size: UInt64,
    _ body: (UInt64, ArraySlice<UInt8>) throws -> Bool
  ) throws {
    var index = start
    while index < size {
      let path = Self.bundlePath(of: index, size: size)
      guard let bundle = try bundle(path) else {
        throw TrailError.damaged(damage(path, at: 0, index: index, "the file is missing"))
      }
      for place in Int(index % UInt64(TilePath.widthMax))..<bundle.entries.count {
        guard try body(index, bundle.bytes[bundle.entries[place]]) else { return }
        index += 1
      }
    }
  }

  func damage(
    _ path: TilePath, at offset: Int, index: UInt64? = nil, _ words: String
  ) -> TrailDamage {
    TrailDamage(file: shard.prefix + path.description, offset: offset, index: index, words: words)
  }

  private func file(
    _ path: TilePath, bytesMax: Int
  ) throws(TrailError) -> (path: TilePath, bytes: [UInt8])? {
    if let bytes = try read(path.description, bytesMax: bytesMax) { return (path, bytes) }
    if path.isFull { return nil }
    return try read(path.full.description, bytesMax: bytesMax).map { (path.full, $0) }
  }
}
