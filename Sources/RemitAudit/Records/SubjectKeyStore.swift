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
/// Complexity: each sealing reads a file of 32 bytes, as another process may have destroyed the key.
/// The names in the folder are read once, when the first key is asked for, and kept: some 100 bytes
/// for each subject.
package final class SubjectKeyStore: SubjectKeys {
  private static let ownName = "store.key"
  private static let keyBytes = 32
  private static let suffix = ".key"

  private let folder: String
  private let disk: any Disk
  private let own: SymmetricKey
  /// The serials of each name's keys, first the one in use; `nil` until one is asked for. A key that
  /// another process made or destroyed meanwhile may be missing here, or be here still.
  private let serials = Mutex<[Name: [UInt64]]?>(nil)

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
      for serial in try knownSerials(of: name) {
        let id = name.keyID(serial)
        if let bytes = try bytes(ofKey: id) {
          return SubjectKey(id: id, key: SymmetricKey(data: bytes))
        }
        forget(serial, of: name)
      }
      return try make(name)
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
      // Not those that are known: another process may have made more.
      let keys = try disk.names(in: folder).filter {
        $0.hasPrefix(name.text + "-") && $0.hasSuffix(Self.suffix)
      }.sorted().map { String($0.dropLast(Self.suffix.count)) }
      for key in keys {
        let path = path(ofKey: key)
        try Self.overwrite(path)
        try disk.remove(path)
      }
      if !keys.isEmpty { try disk.syncFolder(folder) }
      return keys
    } catch {
      throw SubjectKeyError("the key of a subject could not be destroyed: \(error)")
    }
  }

  // MARK: Files

  private func name(of subject: EntityUID) -> Name {
    // A type's name ends where its length says.
    let type = Array(subject.type.string.utf8)
    let bytes = Array("subject \(type.count) ".utf8) + type + Array(subject.id.string.utf8)
    return Name(HMAC<Crypto.SHA256>.authenticationCode(for: bytes, using: own).prefix(16))
  }

  private func path(ofKey id: String) -> String { folder + "/" + id + Self.suffix }

  private func knownSerials(of name: Name) throws(DiskFailure) -> [UInt64] {
    let known = serials.withLock { $0.map { $0[name] ?? [] } }
    if let known { return known }
    var found: [Name: [UInt64]] = [:]
    for file in try disk.names(in: folder) where file.hasSuffix(Self.suffix) {
      guard let (name, serial) = Name.parse(keyID: file.dropLast(Self.suffix.count)) else {
        continue
      }
      found[name, default: []].append(serial)
    }
    for (name, several) in found where several.count > 1 { found[name] = several.sorted() }
    return serials.withLock { serials in
      if serials == nil { serials = found }
      return serials?[name] ?? []
    }
  }

  private func forget(_ serial: UInt64, of name: Name) {
    serials.withLock { serials in
      guard let rest = serials?[name]?.filter({ $0 != serial }) else { return }
      serials?[name] = rest.isEmpty ? nil : rest
    }
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

  private func make(_ name: Name) throws(DiskFailure) -> SubjectKey {
    let serial = UInt64.random(in: 0...UInt64.max)
    let key = SubjectKey(id: name.keyID(serial), key: SymmetricKey(size: .bits256))
    try disk.replace(path(ofKey: key.id), with: key.key.withUnsafeBytes { Array($0) })
    try disk.syncFolder(folder)
    serials.withLock { $0?[name, default: []].append(serial) }
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

/// A digest of who a subject is.
private struct Name: Hashable {
  private let high: UInt64
  private let low: UInt64

  private static let digits = 16

  /// - Parameter bytes: 16.
  init(_ bytes: some Sequence<UInt8>) {
    var words: (high: UInt64, low: UInt64) = (0, 0)
    for byte in bytes {
      words = (words.high << 8 | words.low >> 56, words.low << 8 | UInt64(byte))
    }
    (high, low) = words
  }

  private init(_ high: UInt64, _ low: UInt64) {
    self.high = high
    self.low = low
  }

  var text: String { Self.hexadecimal(high) + Self.hexadecimal(low) }

  func keyID(_ serial: UInt64) -> String { text + "-" + Self.hexadecimal(serial) }

  /// Reads the name of a key, if it is one as `keyID` makes it.
  static func parse(keyID: Substring) -> (Name, serial: UInt64)? {
    let parts = keyID.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count == 2, parts[0].utf8.count == 2 * digits, parts[1].utf8.count == digits,
      let high = UInt64(parts[0].prefix(digits), radix: 16),
      let low = UInt64(parts[0].dropFirst(digits), radix: 16),
      let serial = UInt64(parts[1], radix: 16)
    else { return nil }
    let name = Name(high, low)
    // No sign, no capital.
    return name.keyID(serial) == keyID ? (name, serial) : nil
  }

  private static func hexadecimal(_ word: UInt64) -> String {
    let text = String(word, radix: 16)
    return String(repeating: "0", count: digits - text.utf8.count) + text
  }
}
