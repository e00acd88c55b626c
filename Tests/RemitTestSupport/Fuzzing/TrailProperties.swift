import RemitAudit
import RemitData

/// What must hold of everything that a verifier reads from strangers: notes, checkpoints, keys,
/// proofs, lists of witnesses, paths, tiles, bundles and records.
///
/// Each input is read as all of them.
enum TrailProperties {
  /// Nobody has the secret half of these: whatever they are said to have signed is forged.
  private static let strangers = [
    "sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8"
  ]

  static func check(_ bytes: [UInt8]) throws(BrokenProperty) {
    let keys = strangers.compactMap { try? VerifierKey($0) }
    try hold(keys.count == strangers.count, "a published key is refused")
    try checkNotes(bytes, keys)
    try checkProof(bytes, keys)
    let text = String(decoding: bytes, as: UTF8.self)
    if let key = try? VerifierKey(text) {
      try hold(key.description.utf8.elementsEqual(bytes), "a key is written as another text")
    }
    if let path = TilePath(text) {
      try hold(path.description.utf8.elementsEqual(bytes), "a path is written as another text")
    }
    _ = try? WitnessList(bytes)
    try checkBundle(bytes)
    try checkRecord(bytes)
  }

  private static func checkNotes(_ bytes: [UInt8], _ keys: [VerifierKey]) throws(BrokenProperty) {
    if let checkpoint = try? Checkpoint(text: bytes) {
      try hold(checkpoint.text == bytes, "a checkpoint is written as other bytes")
    }
    guard let note = try? SignedNote(bytes) else { return }
    try hold(note.bytes == bytes, "a note is written as other bytes")
    try hold((try? note.opened(by: keys)) == nil, "a forged note opens")
  }

  private static func checkProof(_ bytes: [UInt8], _ keys: [VerifierKey]) throws(BrokenProperty) {
    guard let proof = try? RecordProof(bytes) else { return }
    try hold(proof.bytes == bytes, "a proof is written as other bytes")
    try hold((try? proof.verify(record: nil, keys: keys)) == nil, "a forged proof holds")
  }

  private static func checkBundle(_ bytes: [UInt8]) throws(BrokenProperty) {
    for count in [0, 1, 3, 256] {
      let entries = bytes.withUnsafeBytes { try? EntryBundle.entries(of: $0, count: count) }
      guard let entries else { continue }
      try hold(entries.count == count, "a bundle of \(count) has \(entries.count) entries")
      var written: [UInt8] = []
      for entry in entries { EntryBundle.append(bytes[entry], to: &written) }
      try hold(written == bytes, "a bundle is written as other bytes")
    }
  }

  private static func checkRecord(_ bytes: [UInt8]) throws(BrokenProperty) {
    let isTaken = bytes.withUnsafeBufferPointer { (try? ReadRecordHead(checking: $0)) != nil }
    guard isTaken else { return }
    try hold(!bytes.contains { $0 < 0x20 }, "a record with a control character is taken")
    let isStrict = bytes.withUnsafeBufferPointer { bytes in
      var reader = JSONReader(bytes, root: "")
      do throws(JSONSyntaxError) {
        try reader.skip()
        try reader.end()
        return true
      } catch {
        return false
      }
    }
    try hold(isStrict, "a record is taken that the strict reader refuses")
  }
}
