/// What the trail asks of a file system: the smallest set of calls, so that tests put one in its
/// place which fails, tears writes and loses what was not synced.
///
/// Paths are absolute or relative to the process, parts set apart by `/`. No call is repeated by an
/// implementation but for `EINTR`.
package protocol Disk: Sendable {
  associatedtype File: DiskFile

  /// The names in a folder, in no order.
  func names(in folder: String) throws(DiskFailure) -> [String]

  /// The whole of a file.
  ///
  /// - Parameter bytesMax: a larger file is a failure.
  func read(_ path: String, bytesMax: Int) throws(DiskFailure) -> [UInt8]

  /// Makes a folder, mode 0700; one that is there is left.
  func makeFolder(_ path: String) throws(DiskFailure)

  /// Makes a file that must not be there, mode 0600, opened for writing.
  func create(_ path: String) throws(DiskFailure) -> File

  /// Puts a file in the place of another in one step; the two may be in different folders.
  func rename(_ path: String, to other: String) throws(DiskFailure)

  func remove(_ path: String) throws(DiskFailure)

  /// Removes a folder that is empty.
  func removeFolder(_ path: String) throws(DiskFailure)

  /// Makes the names in a folder durable: what was made, renamed and removed in it.
  func syncFolder(_ path: String) throws(DiskFailure)

  /// Takes a lock that only one process may hold and that ends with it; the file is made if it is
  /// not there.
  ///
  /// - Returns: what keeps the lock as long as it lives; `nil` where somebody else has it.
  func lock(_ path: String) throws(DiskFailure) -> (any Sendable)?
}

/// A file that is being written; closed when nobody holds it any more.
package protocol DiskFile: Sendable {
  /// Writes all the bytes, or fails.
  func write(_ bytes: UnsafeRawBufferPointer, at offset: Int) throws(DiskFailure)

  /// Makes what was written durable, as `fdatasync` does (on macOS `F_FULLFSYNC`); the size of the
  /// file too.
  func sync() throws(DiskFailure)
}

/// A call that failed.
package struct DiskFailure: Error, Hashable, Sendable, CustomStringConvertible {
  package enum Reason: Hashable, Sendable {
    /// There is no such file or folder.
    case missing
    /// It is there already.
    case exists
    case full
    case readOnly
    case denied
    /// More bytes than were asked for at most.
    case tooLarge
    case other
  }

  package let reason: Reason
  /// What was tried, as in `sync`, and with which file.
  package let call: String
  package let path: String
  /// The system's words.
  package let words: String

  package init(_ reason: Reason, call: String, path: String, words: String) {
    self.reason = reason
    self.call = call
    self.path = path
    self.words = words
  }

  package var description: String { "\(call) \(path): \(words)" }
}
