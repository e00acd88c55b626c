import Crypto
import Foundation
package import RemitModel
import Synchronization

/// Keys of subjects in a folder beside a trail, `DIR.subjects`, never in it: a file for each.
///
/// ```text
/// store.key          32 random bytes: digests, and the names of the files below, are made with it
/// NAME-SERIAL.key    32 random bytes: the key of a subject; NAME is a digest of who it is
/// ```
///
/// A subject whose key was destroyed gets another one, of another serial, if it comes again. Files
/// are durable before anything is sealed with what is in them; modes are 0700 and 0600. Copies of
/// the folder, in backups too, keep readable what should be erased: they must end.
///
/// Complexity: each sealing looks once whether the file is still there, as another process may have
/// destroyed it.
package final class SubjectKeyStore: SubjectKeys {
  private static let ownName = "store.key"
  private static let keyBytes = 32
  private static let suffix = ".key"

  private let folder: String
  private let disk: any Disk
  private let own: SymmetricKey
  /// Keys in use, by the digest of their subjects.
  private let cache = Mutex<[String: SubjectKey]>([:])

  /// Opens the store.
  ///
  /// - Parameter isMade: whether it is made where it is not there.
  /// - Returns: `nil` where it is not there.
  package static func open(
    _ folder: String, disk: any Disk, isMade: Bool
  ) throws(SubjectKeyError) -> SubjectKeyStore? {
    do throws(DiskFailure) {
      do throws(DiskFailure) {
        let bytes = try disk.read(folder + "/" + ownName, bytesMax: keyBytes)
        guard bytes.count == keyBytes else {
          throw DiskFailure(
            .other, call: "read", path: folder + "/" + ownName,
            words: "it has \(bytes.count) bytes, a key has \(keyBytes)")
        }
        return SubjectKeyStore(folder, disk, SymmetricKey(data: bytes))
      } catch  where error.reason == .missing {
        guard isMade else { return nil }
        try disk.makeFolder(folder)
        try disk.syncFolder(parent(of: folder))
        let key = SymmetricKey(size: .bits256)
        try disk.replace(folder + "/" + ownName, with: key.withUnsafeBytes { Array($0) })
        try disk.syncFolder(folder)
        return SubjectKeyStore(folder, disk, key)
      }
    } catch {
      throw SubjectKeyError("the keys of subjects: \(error)")
    }
  }

  private init(_ folder: String, _ disk: any Disk, _ own: SymmetricKey) {
    self.folder = folder
    self.disk = disk
    self.own = own
  }

  func key(of subject: EntityUID) throws(SubjectKeyError) -> SubjectKey {
    let name = name(of: subject)
    do throws(DiskFailure) {
      let known = cache.withLock { $0[name] }
      if let known, try bytes(ofKey: known.id) != nil { return known }
      let found = try stored(name)
      let key: SubjectKey
      if let first = found.first { key = first } else { key = try make(name) }
      cache.withLock { $0[name] = key }
      return key
    } catch {
      throw SubjectKeyError("the key of a subject: \(error)")
    }
  }

  func digest(of bytes: [UInt8]) throws(SubjectKeyError) -> String {
    Array(HMAC<Crypto.SHA256>.authenticationCode(for: bytes, using: own)).prefix(16).hex
  }

  /// Opens a sealed field.
  ///
  /// - Returns: `nil` where its key has been destroyed, or the text is not what was sealed there.
  package func open(
    _ text: String, key id: String, record: RecordID, pointer: JSONPointer
  ) -> RecordTree? {
    guard let bytes = try? bytes(ofKey: id) else { return nil }
    return SealedField.open(
      text, key: SymmetricKey(data: bytes), record: record, pointer: pointer)
  }

  /// Whether a key is there.
  package func has(key id: String) -> Bool { (try? bytes(ofKey: id)) ?? nil != nil }

  /// Destroys every key of a subject: overwrites it, and removes it. What was sealed with it can be
  /// read by nobody then; that the disk holds no copy cannot be promised (a flash drive, or a file
  /// system that never writes in place, may).
  ///
  /// - Returns: the names of the keys.
  package func erase(_ subject: EntityUID) throws(SubjectKeyError) -> [String] {
    let name = name(of: subject)
    do throws(DiskFailure) {
      let keys = try stored(name)
      for key in keys {
        let path = path(ofKey: key.id)
        try Self.overwrite(path)
        try disk.remove(path)
      }
      if !keys.isEmpty { try disk.syncFolder(folder) }
      cache.withLock { _ = $0.removeValue(forKey: name) }
      return keys.map(\.id)
    } catch {
      throw SubjectKeyError("the key of a subject could not be destroyed: \(error)")
    }
  }

  // MARK: Files

  private func name(of subject: EntityUID) -> String {
    // A type's name ends where its length says.
    let type = Array(subject.type.string.utf8)
    let bytes = Array("subject \(type.count) ".utf8) + type + Array(subject.id.string.utf8)
    return Array(HMAC<Crypto.SHA256>.authenticationCode(for: bytes, using: own)).prefix(16).hex
  }

  private func path(ofKey id: String) -> String { folder + "/" + id + Self.suffix }

  private func stored(_ name: String) throws(DiskFailure) -> [SubjectKey] {
    var keys: [SubjectKey] = []
    for file in try disk.names(in: folder).sorted()
    where file.hasPrefix(name + "-") && file.hasSuffix(Self.suffix) {
      let id = String(file.dropLast(Self.suffix.count))
      if let bytes = try bytes(ofKey: id) {
        keys.append(SubjectKey(id: id, key: SymmetricKey(data: bytes)))
      }
    }
    return keys
  }

  /// `nil` where there is no such key, or its file was overwritten and not yet removed.
  private func bytes(ofKey id: String) throws(DiskFailure) -> [UInt8]? {
    // Names come from records too: one that is no key's is no path.
    guard id.utf8.count <= 80, id.utf8.allSatisfy({ $0 == 0x2D || Self.isHexadecimal($0) }) else {
      return nil
    }
    do throws(DiskFailure) {
      let bytes = try disk.read(path(ofKey: id), bytesMax: Self.keyBytes)
      return bytes.count == Self.keyBytes && bytes.contains { $0 != 0 } ? bytes : nil
    } catch  where error.reason == .missing {
      return nil
    }
  }

  private static func isHexadecimal(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || (0x61...0x66).contains(byte)
  }

  private func make(_ name: String) throws(DiskFailure) -> SubjectKey {
    let serial = SymmetricKey(size: .bits128).withUnsafeBytes { Array($0).prefix(8).hex }
    let key = SubjectKey(id: name + "-" + serial, key: SymmetricKey(size: .bits256))
    try disk.replace(path(ofKey: key.id), with: key.key.withUnsafeBytes { Array($0) })
    try disk.syncFolder(folder)
    return key
  }

  private static func overwrite(_ path: String) throws(DiskFailure) {
    do {
      let file = try FileHandle(forUpdating: URL(filePath: path))
      try file.write(contentsOf: [UInt8](repeating: 0, count: keyBytes))
      try file.synchronize()
      try file.close()
    } catch {
      throw DiskFailure(.other, call: "overwrite", path: path, words: "\(error)")
    }
  }

  private static func parent(of folder: String) -> String {
    guard let slash = folder.lastIndex(of: "/") else { return "." }
    return slash == folder.startIndex ? "/" : String(folder[..<slash])
  }
}
