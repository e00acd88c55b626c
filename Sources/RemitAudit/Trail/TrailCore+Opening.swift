extension TrailCore {
  /// Makes a trail, or opens one and brings it into order after whatever happened.
  ///
  /// Records of the journal that do not stand in tiles yet are first written once more, into a new
  /// segment: that what a process reads is on the disk too cannot be known after a sync has failed.
  /// Then the end that a crash tore is cut and that is recorded; `trail.opened` is recorded; tiles
  /// are made of everything, and a checkpoint is signed for it.
  ///
  /// - Returns: a trail whose records are all signed for.
  /// - Throws: see `TrailError`. Where it is damage, nothing was changed.
  package static func open(
    _ path: String, on disk: D, keys: any CheckpointKeys, settings: Settings, stamps: StampSource
  ) throws(TrailError) -> TrailCore {
    let layout = TrailLayout(root: path)
    let opening = TrailOpening(
      disk: disk, layout: layout, keys: keys, settings: settings,
      files: DurableFiles(disk: disk, folder: layout.scratch))
    let isNew = try !opening.findMarker()
    if isNew { try opening.makeFolders() }
    let lock = try opening.takeLock()
    // Another process may have made it since.
    if isNew, try !opening.findMarker() { try opening.writeMarker() }
    let found = try opening.read()
    var core = TrailCore(
      opening: opening, stamps: stamps, lock: lock, writer: try opening.rewrite(found),
      integrator: opening.integrator(found))
    if found.endsShard {
      try core.integrate()
      try core.beginShard()
    }
    try core.recordOpening(found)
    try core.integrate()
    return core
  }

  private mutating func recordOpening(_ found: TrailOpening<D>.Found) throws(TrailError) {
    var controls: [ControlRecord] = []
    if let torn = found.journal?.torn {
      controls.append(
        ControlRecord(
          .trailTruncated,
          [
            ("segment", .text(JournalFormat.name(of: torn.segment))),
            ("offset", .number(Int64(torn.offset))), ("index", .number(Int64(torn.index))),
            ("sectors", .number(Int64(torn.sectors))),
          ]))
    }
    if let checkpoint = found.checkpoint, !found.isByAll {
      controls.append(
        ControlRecord(
          .keyRotated,
          [
            ("key", .text(keys.keyIDs.first ?? "")),
            ("keys", .text(keys.keyIDs.joined(separator: " "))),
            ("since", .number(Int64(checkpoint.size))),
          ]))
    }
    // Decisions may then have been answered whose gap was not recorded any more.
    let wasClosed =
      found.journal.map { journal in
        journal.records.last.map { isOfKind($0, .trailClosed) } ?? false
      } ?? true
    controls.append(
      ControlRecord(
        .trailOpened,
        [("origin", .text(origin)), ("version", .number(TrailMarker.version))]
          + (wasClosed ? [] : [("after", .text("crash"))]) + settings.openedFields))
    try commit(controls.map { $0.encoded(stamps.next()) })
  }
}

/// The steps of opening a trail.
struct TrailOpening<D: Disk>: Sendable {
  let disk: D
  let layout: TrailLayout
  let keys: any CheckpointKeys
  let settings: TrailCore<D>.Settings
  let files: DurableFiles<D>

  /// What is on the disk.
  struct Found: Sendable {
    let shard: TrailShard
    /// `nil` in a trail that is new.
    let journal: JournalContents?
    let checkpoint: Checkpoint?
    let checkpointBytes: [UInt8]
    /// Whether all keys have signed the checkpoint.
    let isByAll: Bool
    let tree: TileTree

    var size: UInt64 { checkpoint?.size ?? 0 }

    /// Whether the last record says that the shard is closed: then none may follow in it.
    var endsShard: Bool {
      journal?.records.last.map { isOfKind($0, .shardClosed) } ?? false
    }
  }

  private var trailTag: UInt32 { CRC32C.checksum(Array(settings.origin.utf8)) }

  private func folder(ofShard shard: UInt32) -> JournalFolder<D> {
    JournalFolder(
      disk: disk, path: layout.journal, scratch: files, trail: trailTag, shard: shard,
      sectors: settings.segmentSectors)
  }

  // MARK: - Marker and lock

  /// - Returns: whether the folder is a trail; `false` where one may be made of it.
  func findMarker() throws(TrailError) -> Bool {
    let bytes: [UInt8]
    do throws(DiskFailure) {
      bytes = try disk.read(layout.marker, bytesMax: TrailMarker.bytesMax)
    } catch {
      switch error.reason {
      case .missing: break
      case .tooLarge: throw .notATrail(path: layout.root, words: "its marker is too large")
      default: throw TrailError(error)
      }
      guard settings.creates else { throw .missing(path: layout.root) }
      try checkEmpty()
      return false
    }
    let marker = TrailMarker(origin: settings.origin)
    if bytes == marker.bytes { return true }
    let found = try TrailMarker(bytes, path: layout.root)
    guard found.origin.utf8.elementsEqual(settings.origin.utf8) else {
      throw .otherOrigin(path: layout.root, found: found.origin, expected: settings.origin)
    }
    return true
  }

  private func checkEmpty() throws(TrailError) {
    let names: [String]
    do throws(DiskFailure) {
      names = try disk.names(in: layout.root)
    } catch {
      if error.reason == .missing { return }
      throw TrailError(error)
    }
    if let other = names.first(where: { $0 != TrailLayout.stateName }) {
      throw .notATrail(
        path: layout.root, words: "there is no \(TrailLayout.markerName) in it, but \(other)")
    }
  }

  /// Makes the folders of a trail that is new.
  func makeFolders() throws(TrailError) {
    try orThrow { () throws(DiskFailure) in
      for path in [layout.root, layout.state, layout.scratch, layout.journal] {
        try disk.makeFolder(path)
        try disk.syncFolder(parent(of: path))
      }
    }
  }

  func takeLock() throws(TrailError) -> any Sendable {
    let lock: (any Sendable)?
    do throws(DiskFailure) {
      lock = try disk.lock(layout.lock)
    } catch {
      if error.reason == .missing {
        throw .damaged(
          TrailDamage(
            file: TrailLayout.stateName, offset: 0, index: nil,
            words: "the folder is missing; without it, records that were acknowledged may be lost"))
      }
      throw TrailError(error)
    }
    guard let lock else { throw .locked(path: layout.root) }
    return lock
  }

  func writeMarker() throws(TrailError) {
    try orThrow { () throws(DiskFailure) in
      try files.write(
        TrailMarker(origin: settings.origin).bytes, to: layout.marker,
        as: TrailLayout.markerName)
      try disk.syncFolder(layout.root)
    }
  }

  // MARK: - What is there

  /// Reads checkpoint, right edge and journal, and holds them against one another.
  func read() throws(TrailError) -> Found {
    let segments = try orThrow { () throws(DiskFailure) in
      try files.clear()
      return try folder(ofShard: 1).segments()
    }
    let journal = try JournalReader.read(segments, folder: TrailLayout.journalName, trail: trailTag)
    let shard = TrailShard(journal?.shard ?? 1, of: settings.origin, in: layout)
    guard let journal else {
      try checkNew()
      return Found(
        shard: shard, journal: nil, checkpoint: nil, checkpointBytes: [], isByAll: true,
        tree: TileTree())
    }
    let bytes = try readIfThere(shard.folder + "/checkpoint", bytesMax: SignedNote.bytesMax)
    let opened = try bytes.map { bytes throws(TrailError) in try open(bytes, of: shard) }
    let size = opened?.checkpoint.size ?? 0
    guard journal.isBegun, journal.firstIndex <= size else {
      throw .damaged(
        TrailDamage(
          file: shard.prefix + "checkpoint", offset: 0, index: size,
          words: opened == nil
            ? "the checkpoint is missing, though the journal goes on from one"
            : "the checkpoint is of \(size) records, but the journal begins with"
              + " record \(journal.firstIndex)"))
    }
    guard journal.nextIndex >= size else {
      throw .damaged(
        TrailDamage(
          file: TrailLayout.journalName, offset: 0, index: journal.nextIndex,
          words:
            "the journal ends before record \(journal.nextIndex), though \(size) are signed for"
        ))
    }
    let tree = try opened.map { opened throws(TrailError) in
      try readTree(opened.checkpoint, of: shard)
    }
    return Found(
      shard: shard, journal: journal, checkpoint: opened?.checkpoint,
      checkpointBytes: bytes ?? [], isByAll: opened?.isByAll ?? true, tree: tree ?? TileTree())
  }

  /// Without a journal nothing else may be there either.
  private func checkNew() throws(TrailError) {
    for name in ["checkpoint", "tile", "shards"] {
      let names = try orThrow { () throws(DiskFailure) in try disk.names(in: layout.root) }
      guard !names.contains(name) else {
        throw .damaged(
          TrailDamage(
            file: TrailLayout.journalName, offset: 0, index: nil,
            words: "the journal is missing, though there is `\(name)`"))
      }
    }
  }

  private func open(
    _ bytes: [UInt8], of shard: TrailShard
  ) throws(TrailError) -> (checkpoint: Checkpoint, isByAll: Bool) {
    do {
      return try keys.open(bytes, origin: shard.origin)
    } catch NoteError.notSigned {
      throw .refused(
        words: "\(shard.prefix)checkpoint is not signed by the key that was given; a new key needs"
          + " the old one beside it")
    } catch {
      throw .damaged(
        TrailDamage(
          file: shard.prefix + "checkpoint", offset: 0, index: nil, words: "\(error)"))
    }
  }

  private func readTree(
    _ checkpoint: Checkpoint, of shard: TrailShard
  ) throws(TrailError) -> TileTree {
    let tree: TileTree
    do {
      tree = try TileTree(size: checkpoint.size) { name in
        try readIfThere(shard.folder + "/" + name, bytesMax: EntryBundle.bytesMax)
      }
    } catch let error as TrailError {
      throw error
    } catch let damage as TileDamage {
      throw .damaged(
        TrailDamage(
          file: shard.prefix + damage.path.description, offset: damage.offset ?? 0, index: nil,
          words: damage.message))
    } catch {
      throw .unavailable(words: "\(error)")
    }
    guard tree.root == checkpoint.root else {
      throw .damaged(
        TrailDamage(
          file: shard.prefix + "tile", offset: 0, index: nil,
          words:
            "the tiles have another root hash than the checkpoint of \(checkpoint.size) records"
        ))
    }
    return tree
  }

  private func readIfThere(_ path: String, bytesMax: Int) throws(TrailError) -> [UInt8]? {
    do throws(DiskFailure) {
      return try disk.read(path, bytesMax: bytesMax)
    } catch {
      switch error.reason {
      case .missing: return nil
      case .tooLarge:
        throw .damaged(
          TrailDamage(
            file: String(path.dropFirst(layout.root.count + 1)), offset: bytesMax, index: nil,
            words: "the file is larger than it can be"))
      default: throw TrailError(error)
      }
    }
  }

  // MARK: - Into order

  /// Writes what the journal holds beyond the tiles into a segment of its own, and removes the
  /// others.
  func rewrite(_ found: Found) throws(TrailError) -> TrailWriter<D> {
    let folder = self.folder(ofShard: found.shard.number)
    guard let journal = found.journal else {
      let writer = try orThrow { () throws(DiskFailure) in
        try folder.makeBeginning(1, firstIndex: 0, records: [])
      }
      return TrailWriter(folder: folder, journal: writer, nextIndex: 0)
    }
    let first = found.endsShard ? min(found.size, journal.nextIndex - 1) : found.size
    let records = Array(journal.records.dropFirst(Int(first - journal.firstIndex)))
    let old = journal.superseded + journal.spans.map(\.segment)
    let writer = try orThrow { () throws(DiskFailure) in
      // The journal may begin with this size only when the checkpoint cannot be lost any more.
      if found.checkpoint != nil {
        try files.write(
          found.checkpointBytes, to: found.shard.folder + "/checkpoint", as: "checkpoint")
        try disk.syncFolder(found.shard.folder)
      }
      let writer = try folder.makeBeginning(
        (old.last ?? 0) + 1, firstIndex: first, records: records)
      for number in old { try folder.remove(number) }
      return writer
    }
    return TrailWriter(folder: folder, journal: writer, nextIndex: journal.nextIndex)
  }

  func integrator(_ found: Found) -> TrailIntegrator<D> {
    var integrator = TrailIntegrator(
      shard: found.shard, journal: folder(ofShard: found.shard.number), keys: keys,
      tree: found.tree, checkpoint: found.checkpoint, signed: found.checkpointBytes)
    if let journal = found.journal {
      let records = journal.records.dropFirst(Int(found.size - journal.firstIndex))
      integrator.take(
        CommittedBatch(firstIndex: found.size, records: Array(records), retired: nil))
    }
    return integrator
  }

  private func orThrow<Result>(
    _ body: () throws(DiskFailure) -> Result
  ) throws(TrailError) -> Result {
    do throws(DiskFailure) {
      return try body()
    } catch {
      throw TrailError(error)
    }
  }
}

/// Whether a record is of a kind, which its first bytes say.
func isOfKind(_ record: [UInt8], _ kind: ControlRecord.Kind) -> Bool {
  record.starts(with: "{\"v\":1,\"kind\":\"\(kind.rawValue)\"".utf8)
}
