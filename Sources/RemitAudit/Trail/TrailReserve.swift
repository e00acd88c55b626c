/// A file that holds room on the disk for what must still be written when there is none left.
struct TrailReserve<D: Disk>: Sendable {
  let files: DurableFiles<D>
  let path: String
  let bytes: Int

  /// Makes it where it is not there.
  ///
  /// - Throws: `full` where there is no room for it.
  func make() throws(TrailError) {
    guard bytes > 0 else { return }
    let disk = files.disk
    do throws(DiskFailure) {
      let name = String(path.dropFirst(parent(of: path).count + 1))
      if try disk.names(in: parent(of: path)).contains(name) { return }
      try files.write([UInt8](repeating: 0, count: bytes), to: path, as: name)
      try disk.syncFolder(parent(of: path))
    } catch {
      throw TrailError(error)
    }
  }

  /// Gives the room away; what fails here fails again where the room is needed.
  func release() {
    guard bytes > 0 else { return }
    try? files.disk.remove(path)
    try? files.disk.syncFolder(parent(of: path))
  }
}
