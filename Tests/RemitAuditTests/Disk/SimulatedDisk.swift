import RemitAudit
import RemitTestSupport

/// A disk in memory that knows what is durable and what is not, and can lose the difference.
///
/// A value: a copy costs nothing until one of the two is changed.
struct DiskImage {
  static let sectorBytes = 512

  struct File {
    /// What a crash leaves at least.
    var durable: [UInt8] = []
    /// What a program reads.
    var current: [UInt8] = []
    /// Sectors that differ and that the next sync writes. A sector that differs and is not here was
    /// given up by a sync that failed: reading shows it, a crash takes it.
    var dirty: Set<Int> = []
    var isSizeDirty = false
    /// Whether each byte that differs is in `dirty`.
    var isWhole = true
  }

  enum Entry: Hashable {
    case file(Int)
    case folder
  }

  /// A change of a folder's names that is not durable yet.
  struct Change {
    let folder: String
    let name: String
    let entry: Entry?
    /// Changes of one step are kept together, but that a name may stay where it was.
    let step: Int
  }

  var files: [Int: File] = [:]
  var folders: [String: [String: Entry]] = ["": [:]]
  var durableFolders: [String: [String: Entry]] = ["": [:]]
  var changes: [Change] = []
  var nextFile = 0
  var nextStep = 0

  static func split(_ path: String) -> (folder: String, name: String) {
    guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return ("", path) }
    return (String(path[..<slash]), String(path[path.index(after: slash)...]))
  }

  mutating func change(_ parts: [(path: String, entry: Entry?)]) {
    for (path, entry) in parts {
      let (folder, name) = Self.split(path)
      folders[folder]?[name] = entry
      changes.append(Change(folder: folder, name: name, entry: entry, step: nextStep))
    }
    nextStep += 1
  }

  mutating func syncFolder(_ path: String) {
    let steps = Set(changes.lazy.filter { $0.folder == path }.map(\.step))
    for change in changes where steps.contains(change.step) { keep(change) }
    changes.removeAll { steps.contains($0.step) }
  }

  private mutating func keep(_ change: Change) {
    durableFolders[change.folder, default: [:]][change.name] = change.entry
    if change.entry == .folder {
      let path = change.folder.isEmpty ? change.name : change.folder + "/" + change.name
      if durableFolders[path] == nil { durableFolders[path] = [:] }
    }
  }

  mutating func write(_ bytes: UnsafeRawBufferPointer, to id: Int, at offset: Int) {
    guard !bytes.isEmpty, var file = files.removeValue(forKey: id) else { return }
    let end = offset + bytes.count
    if end > file.current.count {
      file.current += [UInt8](repeating: 0, count: end - file.current.count)
      file.isSizeDirty = true
    }
    file.current.replaceSubrange(offset..<end, with: bytes)
    file.dirty.formUnion(offset / Self.sectorBytes...(end - 1) / Self.sectorBytes)
    files[id] = file
  }

  mutating func sync(_ id: Int) {
    guard var file = files.removeValue(forKey: id) else { return }
    if file.isWhole {
      file.durable = file.current
    } else {
      Self.keep(file.dirty, of: &file)
    }
    file.dirty = []
    file.isSizeDirty = false
    files[id] = file
  }

  /// A sync that fails: some of it is durable, and the system believes that all of it is.
  mutating func failSync(_ id: Int, _ random: inout SplitMix64) {
    guard var file = files.removeValue(forKey: id) else { return }
    Self.keep(Set(file.dirty.filter { _ in random.chance(50) }), of: &file)
    file.dirty = []
    file.isSizeDirty = false
    file.isWhole = false
    files[id] = file
  }

  private static func keep(_ sectors: Set<Int>, of file: inout File) {
    for sector in sectors {
      let range = sector * sectorBytes..<min((sector + 1) * sectorBytes, file.current.count)
      if range.isEmpty { continue }
      if file.durable.count < range.upperBound {
        file.durable += [UInt8](repeating: 0, count: range.upperBound - file.durable.count)
      }
      file.durable.replaceSubrange(range, with: file.current[range])
    }
  }

  /// What the disk may hold after the power failed.
  func crashed(_ random: inout SplitMix64) -> DiskImage {
    var image = self
    let mode = random.below(4)
    let steps = Set(changes.map(\.step)).sorted()
    let prefix = random.below(steps.count + 1)
    let isStepKept = Dictionary(
      uniqueKeysWithValues: steps.enumerated().map { place, step in
        let isKept =
          switch mode {
          case 0: false
          case 1: true
          case 2: place < prefix
          default: random.chance(50)
          }
        return (step, isKept)
      })
    for change in changes where isStepKept[change.step] == true {
      // Of a file that moves to another folder, the old name may stay beside the new one.
      let isOldName =
        change.entry == nil
        && changes.contains { $0.step == change.step && $0.folder != change.folder }
      if isOldName, random.chance(25) { continue }
      image.keep(change)
    }
    image.changes = []
    image.dropWhatHasNoName()
    for (id, file) in image.files {
      if file.isWhole, file.dirty.isEmpty, !file.isSizeDirty { continue }
      image.files[id] = file.crashed(mode: random.below(4), &random)
    }
    return image
  }

  /// Leaves only what can be reached from the root by durable names.
  private mutating func dropWhatHasNoName() {
    var reached: [String: [String: Entry]] = [:]
    var reachedFiles: [Int: File] = [:]
    var next = [""]
    while let path = next.popLast() {
      let names = durableFolders[path] ?? [:]
      reached[path] = names
      for (name, entry) in names {
        switch entry {
        case .folder: next.append(path.isEmpty ? name : path + "/" + name)
        case .file(let id): reachedFiles[id] = files[id]
        }
      }
    }
    durableFolders = reached
    folders = reached
    files = reachedFiles
  }
}

extension DiskImage.File {
  func crashed(mode: Int, _ random: inout SplitMix64) -> DiskImage.File {
    var durable = self.durable
    let kept: [Int] =
      switch mode {
      case 0: []
      case 1: Array(dirty)
      case 2: Array(dirty.sorted().prefix(random.below(dirty.count + 1)))
      default: dirty.sorted().filter { _ in random.chance(50) }
      }
    var size = durable.count
    for sector in kept { size = max(size, min((sector + 1) * 512, current.count)) }
    if isSizeDirty, random.chance(50) { size = max(size, current.count) }
    if size > durable.count {
      // What was on the disk before: zeros, or what somebody else had there.
      let filling: UInt8 = random.chance(30) ? UInt8(truncatingIfNeeded: random.next()) : 0
      durable += [UInt8](repeating: filling, count: size - durable.count)
    }
    for sector in kept {
      let range = sector * 512..<min((sector + 1) * 512, current.count)
      if !range.isEmpty { durable.replaceSubrange(range, with: current[range]) }
    }
    return DiskImage.File(durable: durable, current: durable)
  }
}

/// Faults and crash points around an image.
///
/// Unchecked: the simulation has one thread for each disk.
final class SimulatedDisk: Disk, @unchecked Sendable {
  enum Operation: Hashable {
    case create, write, sync, rename, remove, makeFolder, syncFolder
  }

  enum Fault: Hashable {
    case io, full
  }

  var image: DiskImage
  var random: SplitMix64
  /// Changes made so far.
  var operations = 0
  /// By number of the operation.
  var faults: [Int: Fault] = [:]
  /// Is asked before each.
  var fault: ((Operation, String) -> Fault?)?
  /// Is told of each when it is done.
  var afterOperation: ((Operation, String) -> Void)?
  /// Bytes of all files together; more is "full".
  var bytesMax = Int.max

  init(_ image: DiskImage = DiskImage(), seed: UInt64 = 0) {
    self.image = image
    random = SplitMix64(seed: seed)
  }

  private func failure(
    _ reason: DiskFailure.Reason, _ call: String, _ path: String
  ) -> DiskFailure {
    DiskFailure(reason, call: call, path: path, words: "simulated")
  }

  func perform(
    _ operation: Operation, _ path: String, failing: (Fault) -> Void = { _ in },
    _ body: () throws(DiskFailure) -> Void
  ) throws(DiskFailure) {
    let number = operations
    operations += 1
    if let fault = faults[number] ?? fault?(operation, path) {
      failing(fault)
      afterOperation?(operation, path)
      throw failure(fault == .full ? .full : .other, "\(operation)", path)
    }
    try body()
    afterOperation?(operation, path)
  }

  func names(in folder: String) throws(DiskFailure) -> [String] {
    guard let names = image.folders[folder] else { throw failure(.missing, "list", folder) }
    return Array(names.keys)
  }

  func read(_ path: String, bytesMax: Int) throws(DiskFailure) -> [UInt8] {
    guard let id = file(path), let file = image.files[id] else {
      throw failure(.missing, "read", path)
    }
    guard file.current.count <= bytesMax else { throw failure(.tooLarge, "read", path) }
    return file.current
  }

  private func file(_ path: String) -> Int? {
    let (folder, name) = DiskImage.split(path)
    guard case .file(let id) = image.folders[folder]?[name] else { return nil }
    return id
  }

  private func checkFolder(of path: String) throws(DiskFailure) {
    guard image.folders[DiskImage.split(path).folder] != nil else {
      throw failure(.missing, "open", path)
    }
  }

  func makeFolder(_ path: String) throws(DiskFailure) {
    try checkFolder(of: path)
    if image.folders[path] != nil { return }
    try perform(.makeFolder, path) { () throws(DiskFailure) in
      image.change([(path, .folder)])
      image.folders[path] = [:]
    }
  }

  func create(_ path: String) throws(DiskFailure) -> SimulatedFile {
    try checkFolder(of: path)
    guard file(path) == nil else { throw failure(.exists, "create", path) }
    let id = image.nextFile
    try perform(.create, path) { () throws(DiskFailure) in
      image.nextFile += 1
      image.files[id] = DiskImage.File()
      image.change([(path, .file(id))])
    }
    return SimulatedFile(disk: self, id: id, path: path)
  }

  func rename(_ path: String, to other: String) throws(DiskFailure) {
    try checkFolder(of: other)
    guard let id = file(path) else { throw failure(.missing, "rename", path) }
    try perform(.rename, other) { () throws(DiskFailure) in
      image.change([(other, .file(id)), (path, nil)])
    }
  }

  func remove(_ path: String) throws(DiskFailure) {
    guard file(path) != nil else { throw failure(.missing, "remove", path) }
    try perform(.remove, path) { () throws(DiskFailure) in image.change([(path, nil)]) }
  }

  func removeFolder(_ path: String) throws(DiskFailure) {
    guard let names = image.folders[path] else { throw failure(.missing, "remove", path) }
    guard names.isEmpty else { throw failure(.other, "remove", path) }
    try perform(.remove, path) { () throws(DiskFailure) in
      image.change([(path, nil)])
      image.folders[path] = nil
    }
  }

  func syncFolder(_ path: String) throws(DiskFailure) {
    let path = path == "." ? "" : path
    guard image.folders[path] != nil else { throw failure(.missing, "sync", path) }
    try perform(.syncFolder, path) { () throws(DiskFailure) in image.syncFolder(path) }
  }

  func lock(_ path: String) throws(DiskFailure) -> (any Sendable)? {
    try checkFolder(of: path)
    if file(path) == nil { _ = try create(path) }
    return path
  }
}

struct SimulatedFile: DiskFile {
  let disk: SimulatedDisk
  let id: Int
  let path: String

  func write(_ bytes: UnsafeRawBufferPointer, at offset: Int) throws(DiskFailure) {
    let half = bytes.count / 2 / DiskImage.sectorBytes * DiskImage.sectorBytes
    try disk.perform(
      .write, path,
      failing: { _ in
        // The system wrote some of it before it noticed.
        disk.image.write(UnsafeRawBufferPointer(rebasing: bytes[..<half]), to: id, at: offset)
      },
      { () throws(DiskFailure) in
        let size = max(offset + bytes.count, disk.image.files[id]?.current.count ?? 0)
        if disk.bytesMax < .max {
          let others = disk.image.files.reduce(0) {
            $0 + ($1.key == id ? 0 : $1.value.current.count)
          }
          if others + size > disk.bytesMax {
            disk.image.write(UnsafeRawBufferPointer(rebasing: bytes[..<half]), to: id, at: offset)
            throw DiskFailure(.full, call: "write", path: path, words: "simulated")
          }
        }
        disk.image.write(bytes, to: id, at: offset)
      })
  }

  func sync() throws(DiskFailure) {
    try disk.perform(
      .sync, path, failing: { _ in disk.image.failSync(id, &disk.random) },
      { () throws(DiskFailure) in disk.image.sync(id) })
  }
}
