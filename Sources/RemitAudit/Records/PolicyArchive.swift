package import RemitSource

/// The sources of every policy that decided, kept beside the records: `DIR/archive/policy/HEX/…`.
///
/// It is no part of what is signed. The records `policy.loaded` carry the digest, and whoever reads
/// the sources compiles them and compares.
package struct PolicyArchive<D: Disk>: Sendable {
  private let root: String
  private let disk: D

  /// - Parameter trail: the trail's folder.
  package init(trail: String, disk: D) {
    root = trail
    self.disk = disk
  }

  /// Keeps the sources of a policy, durably, unless they are there already.
  ///
  /// Files are named by their order, so that nothing in their names can lead elsewhere.
  package func keep(_ sources: [SourceFile], digest: String) throws(DiskFailure) {
    guard let folder = PolicyFolder.path(of: digest, in: root + "/archive/policy") else {
      throw DiskFailure(.other, call: "archive", path: root, words: "\(digest) is no digest")
    }
    for part in ["/archive", "/archive/policy"] { try disk.makeFolder(root + part) }
    let marker = folder + "/complete"
    do throws(DiskFailure) {
      _ = try disk.read(marker, bytesMax: 16)
      return
    } catch  where error.reason == .missing {
      try disk.makeFolder(folder)
    }
    for (index, source) in sources.enumerated() {
      let digits = String(index)
      let name = String(repeating: "0", count: max(0, 4 - digits.utf8.count)) + digits
      try disk.replace("\(folder)/\(name).remit", with: source.bytes)
    }
    // A marker that outlives a crash must not do so alone: nobody would keep the sources again.
    for path in [folder, root + "/archive/policy", root + "/archive", root] {
      try disk.syncFolder(path)
    }
    try disk.replace(marker, with: [])
    try disk.syncFolder(folder)
  }
}

/// Where the sources of a policy stand.
package enum PolicyFolder {
  /// - Parameter archive: the folder of all policies.
  /// - Returns: `nil` where a text is no digest, `sha256:` and 64 hexadecimal digits.
  package static func path(of digest: String, in archive: String) -> String? {
    let parts = digest.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2, parts[0] == "sha256", parts[1].utf8.count == 64,
      parts[1].utf8.allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x66).contains($0) })
    else { return nil }
    return archive + "/" + parts[1]
  }
}
