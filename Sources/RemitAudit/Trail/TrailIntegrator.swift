/// Puts durable records into the tree's files and signs for them. One thread at a time.
///
/// Everything happens in steps, each of which may fail for want of room and be tried again.
package struct TrailIntegrator<D: Disk>: Sendable {
  /// Records put into the tree in one round: bounds the memory of the files that wait.
  private static var roundMax: Int { 16_384 }
  private static var knownFoldersMax: Int { 4_096 }

  private enum Phase: Hashable, Sendable {
    case idle
    case writing
    case syncing
    case signing
    case clearing
    case trimming
  }

  let disk: D
  let shard: TrailShard
  private let files: DurableFiles<D>
  private let journal: JournalFolder<D>
  private let keys: any CheckpointKeys

  private var tree: TileTree
  private var phase = Phase.idle
  private var waiting: [CommittedBatch] = []
  private var waitingFiles: [(path: String, bytes: [UInt8])] = []
  /// The folders that changed, those above first.
  private var changedFolders: [String] = []
  /// Folders whose tiles became full: nobody needs what is in them.
  private var obsoleteFolders: [String] = []
  private var knownFolders: Set<String> = []
  private var retired: [RetiredSegment] = []
  private var mustSign = false
  /// The number of the first record that was not taken yet.
  private var nextIndex: UInt64
  /// What ended it.
  private var failure: TrailError?
  /// The checkpoint that is in place, durably.
  package private(set) var checkpoint: Checkpoint?
  /// Its bytes.
  private(set) var signed: [UInt8] = []

  /// - Parameters:
  ///   - tree: what stands in tiles under `checkpoint`; empty where there is none.
  ///   - signed: the checkpoint's bytes.
  init(
    shard: TrailShard, journal: JournalFolder<D>, keys: any CheckpointKeys,
    tree: TileTree = TileTree(), checkpoint: Checkpoint? = nil, signed: [UInt8] = []
  ) {
    disk = journal.disk
    self.shard = shard
    files = journal.scratch
    self.journal = journal
    self.keys = keys
    self.tree = tree
    self.checkpoint = checkpoint
    self.signed = signed
    nextIndex = tree.size
  }

  /// How many records stand in tiles under a signed checkpoint.
  package var integratedSize: UInt64 { checkpoint?.size ?? 0 }

  /// Takes durable records, which must follow those before; else nothing is signed any more.
  package mutating func take(_ batch: CommittedBatch) {
    if let segment = batch.retired { retired.append(segment) }
    if batch.records.isEmpty { return }
    if batch.firstIndex != nextIndex, failure == nil {
      failure = .poisoned(
        words: "record \(batch.firstIndex) was to be put into tiles instead of \(nextIndex)")
    }
    nextIndex = batch.endIndex
    waiting.append(batch)
  }

  /// Signs once more, though nothing is new.
  mutating func signAgain() { mustSign = true }

  /// Makes a segment of the journal ahead of need.
  func makeSpare(_ number: UInt32) throws(TrailError) -> JournalSegment<D.File> {
    try journal.makeSpare(number)
  }

  /// Does the next step.
  ///
  /// - Returns: whether there may be more to do.
  /// - Throws: `full`, after which the step may be tried again; `damaged` where another file stands
  ///   in a place; `poisoned` for any other failure. After all but `full` every step fails the same
  ///   way: a sync that failed must not be tried again, by whatever thread.
  package mutating func step() throws(TrailError) -> Bool {
    if let failure { throw failure }
    do throws(TrailError) {
      return try nextStep()
    } catch {
      if error != .full { failure = error }
      throw error
    }
  }

  private mutating func nextStep() throws(TrailError) -> Bool {
    switch phase {
    case .idle: return begin()
    case .writing:
      guard let file = waitingFiles.last else { return go(to: .syncing) }
      try checked { integrator throws(DiskFailure) in
        try integrator.makeFolders(for: file.path)
      }
      try write(file.path, file.bytes)
      waitingFiles.removeLast()
    case .syncing:
      guard let folder = changedFolders.last else { return go(to: .signing) }
      try checked { integrator throws(DiskFailure) in try integrator.disk.syncFolder(folder) }
      changedFolders.removeLast()
    case .signing:
      try sign()
      return go(to: .clearing)
    case .clearing:
      guard let folder = obsoleteFolders.popLast() else { return go(to: .trimming) }
      // What cannot be removed only takes up room.
      if let names = try? disk.names(in: folder) {
        for name in names { try? disk.remove(folder + "/" + name) }
        try? disk.removeFolder(folder)
      }
    case .trimming:
      guard let segment = retired.first, segment.endIndex <= integratedSize else {
        return go(to: .idle)
      }
      try checked { integrator throws(DiskFailure) in
        try integrator.journal.remove(segment.number)
      }
      retired.removeFirst()
    }
    return true
  }

  private mutating func go(to phase: Phase) -> Bool {
    self.phase = phase
    return true
  }

  private mutating func begin() -> Bool {
    guard !waiting.isEmpty || mustSign else { return false }
    var count = 0
    var batches = 0
    for batch in waiting where count < Self.roundMax {
      for record in batch.records { tree.append(entry: record) }
      count += batch.records.count
      batches += 1
    }
    waiting.removeFirst(batches)
    // The last first: they are taken from the end.
    waitingFiles = tree.takeChangedFiles().reversed()
    changedFolders = []
    obsoleteFolders = []
    phase = .writing
    return true
  }

  private mutating func write(_ name: String, _ bytes: [UInt8]) throws(TrailError) {
    let path = shard.folder + "/" + name
    try checkPlace(of: name, path: path, bytes)
    try checked { integrator throws(DiskFailure) in
      // Written again even where the same bytes stand there: that they are durable is not known.
      try integrator.files.write(bytes, to: path, as: name)
    }
    let folder = parent(of: path)
    if !changedFolders.contains(folder) { changedFolders.append(folder) }
    if bytes.count == TilePath.widthMax * MerkleHash.byteCount || name.hasPrefix("tile/entries/"),
      !folder.hasSuffix(".p")
    {
      obsoleteFolders.append(path + ".p")
    }
  }

  /// A file that stands in the place already is one of before a crash, and the same.
  private func checkPlace(
    of name: String, path: String, _ bytes: [UInt8]
  ) throws(TrailError) {
    var offset = 0
    do throws(DiskFailure) {
      let present = try disk.read(path, bytesMax: bytes.count)
      if present == bytes { return }
      offset = zip(present, bytes).prefix { $0 == $1 }.count
    } catch {
      switch error.reason {
      case .missing: return
      case .tooLarge: offset = bytes.count
      default: throw .poisoned(words: error.description)
      }
    }
    throw .damaged(
      TrailDamage(
        file: shard.prefix + name, offset: offset, index: nil,
        words: "a file stands here that does not belong to the records of the journal"))
  }

  /// Makes the folders in which a file stands, and notes those that changed, the upper ones last:
  /// they are synced from the end.
  private mutating func makeFolders(for name: String) throws(DiskFailure) {
    let folder = parent(of: shard.folder + "/" + name)
    if knownFolders.contains(folder) { return }
    var missing: [String] = []
    var path = folder
    while path.utf8.count > shard.folder.utf8.count, !knownFolders.contains(path) {
      missing.append(path)
      path = parent(of: path)
    }
    for folder in missing.reversed() {
      try disk.makeFolder(folder)
      // Also where it was there: that its name is durable is not known.
      let above = parent(of: folder)
      if !changedFolders.contains(above) { changedFolders.append(above) }
    }
    if knownFolders.count + missing.count > Self.knownFoldersMax { knownFolders = [] }
    knownFolders.formUnion(missing)
  }

  private mutating func sign() throws(TrailError) {
    let new = Checkpoint(origin: shard.origin, size: tree.size, root: tree.root)
    let bytes: [UInt8]
    do {
      bytes = try keys.sign(new)
    } catch {
      throw .refused(words: "the checkpoint cannot be signed: \(error)")
    }
    try checked { integrator throws(DiskFailure) in
      try integrator.files.write(
        bytes, to: integrator.shard.folder + "/checkpoint", as: "checkpoint")
      try integrator.disk.syncFolder(integrator.shard.folder)
    }
    checkpoint = new
    signed = bytes
    mustSign = false
  }

  private mutating func checked(
    _ body: (inout Self) throws(DiskFailure) -> Void
  ) throws(TrailError) {
    do throws(DiskFailure) {
      try body(&self)
    } catch {
      if error.reason == .full { throw .full }
      throw .poisoned(words: error.description)
    }
  }
}

/// The folder in which a file or folder stands.
func parent(of path: String) -> String {
  guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return "." }
  return slash == path.startIndex ? "/" : String(path[..<slash])
}
