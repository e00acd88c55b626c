extension SystemDisk {
  /// Makes a file that only its owner can read, with content that is durable when this returns.
  ///
  /// - Throws: `exists` where something stands there; nothing is ever overwritten.
  package func createPrivate(_ path: String, _ bytes: [UInt8]) throws(DiskFailure) {
    let file = try create(path)
    do throws(DiskFailure) {
      try bytes.writing { bytes throws(DiskFailure) in try file.write(bytes, at: 0) }
      try file.sync()
      try syncFolder(parent(of: path))
    } catch {
      try? remove(path)
      throw error
    }
  }
}
