package import RemitSource

/// Finds and reads the files of one policy.
package enum PolicySources {
  /// A path is one policy: a file, or every `.remit` file under a folder, in byte order of the path
  /// below it. Files and folders whose names begin with a dot, and symbolic links below the folder,
  /// are skipped.
  ///
  /// - Returns: at least one file. Their paths begin with the path given.
  package static func read(_ path: String) throws(FileProblem) -> [SourceFile] {
    let root = Array(path.utf8)
    let kind = try attempt(root) { () throws(Platform.Failure) in
      try Platform.kind(of: root, followsLinks: true).kind
    }
    guard kind == .directory else {
      return [try readSource(root)]
    }
    var found: [[UInt8]] = []
    try collect(under: root, below: [], depth: 0, into: &found)
    guard !found.isEmpty else {
      throw FileProblem(path: path, reason: "no `.remit` file is in this folder")
    }
    var files: [SourceFile] = []
    var bytesLeft = FileLimits.policyBytesMax
    for relative in found.sorted(by: { $0.lexicographicallyPrecedes($1) }) {
      let file = try readSource(joined(root, relative))
      bytesLeft -= file.bytes.count
      guard bytesLeft >= 0 else {
        throw FileProblem(
          path: path, reason: "its files have more than \(FileLimits.policyBytesMax) bytes together"
        )
      }
      files.append(file)
    }
    return files
  }

  private static func readSource(_ path: [UInt8]) throws(FileProblem) -> SourceFile {
    let shown = String(decoding: path, as: UTF8.self)
    let bytes = try Platform.readFile(path, shown: shown, bytesMax: FileLimits.sourceBytesMax)
    return SourceFile(path: shown, pathBytes: path, bytes: bytes)
  }

  private static func joined(_ folder: [UInt8], _ name: [UInt8]) -> [UInt8] {
    folder.last == UInt8(ascii: "/") ? folder + name : folder + [UInt8(ascii: "/")] + name
  }

  private static func collect(
    under root: [UInt8], below relative: [UInt8], depth: Int, into found: inout [[UInt8]]
  ) throws(FileProblem) {
    let folder = relative.isEmpty ? root : joined(root, relative)
    guard depth <= FileLimits.folderDepthMax else {
      throw FileProblem(
        path: String(decoding: folder, as: UTF8.self),
        reason: "more than \(FileLimits.folderDepthMax) folders within one another")
    }
    let names = try attempt(folder) { () throws(Platform.Failure) in try Platform.names(in: folder)
    }
    for name in names where name.first != UInt8(ascii: ".") {
      let inner = relative.isEmpty ? name : joined(relative, name)
      let full = joined(root, inner)
      let kind = try attempt(full) { () throws(Platform.Failure) in
        try Platform.kind(of: full, followsLinks: false).kind
      }
      switch kind {
      case .directory:
        try collect(under: root, below: inner, depth: depth + 1, into: &found)
      case .regular:
        if name.suffix(6).elementsEqual(".remit".utf8) { found.append(inner) }
      case .symbolicLink, .other:
        continue
      }
    }
    guard found.count <= FileLimits.policyFilesMax else {
      throw FileProblem(
        path: String(decoding: root, as: UTF8.self),
        reason: "more than \(FileLimits.policyFilesMax) `.remit` files")
    }
  }

  private static func attempt<Result>(
    _ path: [UInt8], _ call: () throws(Platform.Failure) -> Result
  ) throws(FileProblem) -> Result {
    do throws(Platform.Failure) {
      return try call()
    } catch {
      throw FileProblem(path: String(decoding: path, as: UTF8.self), reason: error.reason)
    }
  }
}
