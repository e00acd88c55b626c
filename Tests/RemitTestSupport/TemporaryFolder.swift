import Foundation

/// A folder that goes when the test ends.
package final class TemporaryFolder: Sendable {
  package let path: String

  /// - Parameter isInMemory: for what writes much and is not about the disk: the folder is then on a
  ///   file system in memory, where there is one.
  package init(isInMemory: Bool = false) throws {
    let memory = URL(filePath: "/dev/shm")
    let hasMemory = isInMemory && FileManager.default.isWritableFile(atPath: memory.path)
    path = (hasMemory ? memory : FileManager.default.temporaryDirectory)
      .appending(path: "remit-tests-\(UUID().uuidString)").path(percentEncoded: false)
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  /// Writes a file, its folders too, and returns its path.
  @discardableResult
  package func write(_ text: String, to name: String) throws -> String {
    let file = URL(filePath: path).appending(path: name)
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: file)
    return file.path(percentEncoded: false)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }
}
