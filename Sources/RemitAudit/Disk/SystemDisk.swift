import Synchronization

/// The disk of the operating system (POSIX).
///
/// Folders stay open while they are worked in: a failure of the disk is told to whoever had a
/// folder open when it happened, and not to one who opens it afterwards to sync it.
package final class SystemDisk: Disk {
  /// Folders that are kept open at most; above it any other is let go.
  private static let foldersMax = 64

  private let folders = Mutex<[String: Descriptor]>([:])

  package init() {}

  package func names(in folder: String) throws(DiskFailure) -> [String] {
    try Platform.names(in: folder)
  }

  package func read(_ path: String, bytesMax: Int) throws(DiskFailure) -> [UInt8] {
    let (folder, name) = try place(path)
    let file = Descriptor(try Platform.open(name, in: folder.number, .reading, path: path))
    guard let size = try Platform.fileBytes(file.number, path: path) else {
      throw DiskFailure(.other, call: "read", path: path, words: "it is no regular file")
    }
    guard size <= bytesMax else {
      throw DiskFailure(
        .tooLarge, call: "read", path: path, words: "it has \(size) bytes, at most \(bytesMax)")
    }
    // Typed errors do not pass through the standard library's closures: they go around them.
    var failure: DiskFailure?
    let bytes = [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
      do throws(DiskFailure) {
        while count < size {
          let rest = UnsafeMutableRawBufferPointer(
            rebasing: UnsafeMutableRawBufferPointer(buffer)[count...])
          let read = try Platform.read(file.number, into: rest, at: count, path: path)
          if read == 0 { break }
          count += read
        }
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
    return bytes
  }

  package func makeFolder(_ path: String) throws(DiskFailure) {
    try Platform.makeFolder(path)
  }

  package func create(_ path: String) throws(DiskFailure) -> SystemFile {
    let (folder, name) = try place(path)
    return SystemFile(
      Descriptor(try Platform.open(name, in: folder.number, .creating, path: path)), path: path)
  }

  package func rename(_ path: String, to other: String) throws(DiskFailure) {
    let (folder, name) = try place(path)
    let (otherFolder, otherName) = try place(other)
    try Platform.rename(
      name, in: folder.number, to: otherName, in: otherFolder.number, path: other)
  }

  package func remove(_ path: String) throws(DiskFailure) {
    let (folder, name) = try place(path)
    try Platform.remove(name, in: folder.number, isFolder: false, path: path)
  }

  package func removeFolder(_ path: String) throws(DiskFailure) {
    let (folder, name) = try place(path)
    folders.withLock { _ = $0.removeValue(forKey: path) }
    try Platform.remove(name, in: folder.number, isFolder: true, path: path)
  }

  package func syncFolder(_ path: String) throws(DiskFailure) {
    try Platform.syncFolder(try folder(path).number, path: path)
  }

  package func lock(_ path: String) throws(DiskFailure) -> (any Sendable)? {
    let (folder, name) = try place(path)
    let file = Descriptor(try Platform.open(name, in: folder.number, .locking, path: path))
    return try Platform.lock(file.number, path: path) ? file : nil
  }

  private func place(_ path: String) throws(DiskFailure) -> (folder: Descriptor, name: String) {
    guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else {
      return (try folder("."), path)
    }
    let name = String(path[path.index(after: slash)...])
    return (try folder(slash == path.startIndex ? "/" : String(path[..<slash])), name)
  }

  private func folder(_ path: String) throws(DiskFailure) -> Descriptor {
    if let open = folders.withLock({ $0[path] }) { return open }
    let new = Descriptor(try Platform.openFolder(path))
    return folders.withLock { folders in
      if let open = folders[path] { return open }
      if folders.count >= Self.foldersMax, let any = folders.keys.first { folders[any] = nil }
      folders[path] = new
      return new
    }
  }
}

/// An open file or folder, closed when nobody holds it any more.
final class Descriptor: Sendable {
  let number: Int32

  init(_ number: Int32) {
    self.number = number
  }

  deinit { Platform.close(number) }
}

package struct SystemFile: DiskFile {
  private let descriptor: Descriptor
  private let path: String

  init(_ descriptor: Descriptor, path: String) {
    self.descriptor = descriptor
    self.path = path
  }

  package func write(_ bytes: UnsafeRawBufferPointer, at offset: Int) throws(DiskFailure) {
    try Platform.write(descriptor.number, bytes, at: offset, path: path)
  }

  package func sync() throws(DiskFailure) {
    try Platform.syncContent(descriptor.number, path: path)
  }
}

/// The clocks of the operating system.
package struct SystemTrailClock: TrailClock {
  package init() {}
  package func now() -> Int64 { Platform.nanoseconds(monotonic: false) }
  package func monotonic() -> UInt64 { UInt64(Platform.nanoseconds(monotonic: true)) }
}

/// The random numbers of the operating system.
package struct SystemTrailRandomness: TrailRandomness {
  package init() {}
  package func next() -> UInt64 { UInt64.random(in: 0 ... .max) }
}
