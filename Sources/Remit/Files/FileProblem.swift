/// A file that could not be read: which, and why.
public struct FileProblem: Error, Hashable, Sendable, CustomStringConvertible {
  /// As the caller gave it, or below what the caller gave.
  public let path: String
  /// One sentence, lower case, without a full stop.
  public let reason: String

  package init(path: String, reason: String) {
    self.path = path
    self.reason = reason
  }

  public var description: String { "\(path): \(reason)" }
}

/// The bounds on files. One past a bound is a problem that names the bound.
package enum FileLimits {
  /// One `.remit` file: 16 MB.
  package static let sourceBytesMax = 16 << 20
  /// All `.remit` files of one policy: 64 MB.
  package static let policyBytesMax = 64 << 20
  /// Folders within one another below a policy's.
  package static let folderDepthMax = 32
  /// `.remit` files of one policy.
  package static let policyFilesMax = 10_000
  /// One file of entities or grants: 1 GB.
  package static let dataBytesMax = 1 << 30
}

extension Platform {
  private static let pieceBytes = 1 << 20

  /// Reads a whole file, a pipe too.
  ///
  /// - Parameter bytesMax: how many bytes it may have; reading stops one past it.
  package static func readFile(_ path: String, bytesMax: Int) throws(FileProblem) -> [UInt8] {
    try readFile(Array(path.utf8), shown: path, bytesMax: bytesMax)
  }

  package static func readFile(
    _ path: [UInt8], shown: String, bytesMax: Int
  ) throws(FileProblem) -> [UInt8] {
    let tooLarge = FileProblem(
      path: shown, reason: "it has more than \(bytesMax) bytes, the most that is read")
    do throws(Failure) {
      let (kind, size) = try kind(of: path, followsLinks: true)
      if kind == .directory {
        throw Failure(reason: "it is a folder, not a file", number: 0)
      }
      if size > bytesMax { throw Failure(reason: tooLarge.reason, number: 0) }
      let descriptor = try open(path)
      defer { close(descriptor) }
      var bytes: [UInt8] = []
      bytes.reserveCapacity(Int(size) + 1)
      while bytes.count <= bytesMax {
        if try read(descriptor, into: &bytes, count: pieceBytes) == 0 { return bytes }
      }
    } catch {
      throw FileProblem(path: shown, reason: error.reason)
    }
    throw tooLarge
  }
}
