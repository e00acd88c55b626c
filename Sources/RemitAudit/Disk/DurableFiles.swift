/// Puts files in their places whole and durable, or not at all.
///
/// They are made in a folder of their own on the same file system, so that a crash leaves what is
/// unfinished in one place, which is emptied at the next start.
package struct DurableFiles<D: Disk>: Sendable {
  let disk: D
  /// The folder for what is unfinished.
  let folder: String

  func temporaryPath(for name: String) -> String {
    folder + "/" + name.map { $0 == "/" ? "-" : $0 }
  }

  /// Makes an unfinished file anew.
  func create(_ path: String) throws(DiskFailure) -> D.File {
    do throws(DiskFailure) {
      return try disk.create(path)
    } catch  where error.reason == .exists {
      // Left by a try that failed.
      try disk.remove(path)
      return try disk.create(path)
    }
  }

  /// Writes a file and puts it in its place. Its content is durable then; its name is when the
  /// folder it stands in has been synced.
  func write(_ bytes: [UInt8], to path: String, as name: String) throws(DiskFailure) {
    let temporary = temporaryPath(for: name)
    let file = try create(temporary)
    do throws(DiskFailure) {
      try bytes.writing { bytes throws(DiskFailure) in try file.write(bytes, at: 0) }
      try file.sync()
      try disk.rename(temporary, to: path)
    } catch {
      try? disk.remove(temporary)
      throw error
    }
  }

  /// Removes what was left unfinished.
  func clear() throws(DiskFailure) {
    for name in try disk.names(in: folder) { try disk.remove(folder + "/" + name) }
  }
}

extension Disk {
  /// Makes a file whole, in place of one that is there. Its content is durable then; its name is
  /// when the folder has been synced.
  func replace(_ path: String, with bytes: [UInt8]) throws(DiskFailure) {
    let temporary = path + ".new"
    do throws(DiskFailure) {
      // Left by a try that did not end.
      try remove(temporary)
    } catch  where error.reason == .missing {
      // As it should be.
    }
    let file = try create(temporary)
    try bytes.writing { bytes throws(DiskFailure) in try file.write(bytes, at: 0) }
    try file.sync()
    try rename(temporary, to: path)
  }
}
