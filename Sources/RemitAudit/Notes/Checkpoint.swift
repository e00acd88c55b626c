import RemitSource

/// What a trail signs: how many entries it has, and the hash of the tree over them
/// (C2SP tlog-checkpoint).
package struct Checkpoint: Hashable, Sendable {
  /// No trail grows beyond; sizes stay clear of overflow.
  package static let sizeMax: UInt64 = 1 << 62

  package let origin: String
  package let size: UInt64
  package let root: MerkleHash
  /// Lines of others; Remit writes none.
  package let extensions: [String]

  /// - Precondition: the origin is a line that is not empty; the size is at most `sizeMax`.
  package init(origin: String, size: UInt64, root: MerkleHash) {
    precondition(size <= Self.sizeMax, "a trail has at most 2^62 entries")
    self.origin = origin
    self.size = size
    self.root = root
    extensions = []
  }

  /// Reads the text of a checkpoint in its one form.
  package init(text: [UInt8]) throws(NoteError) {
    guard let words = String(validating: text, as: UTF8.self), text.last == 0x0A else {
      throw .malformed("a checkpoint is lines of UTF-8")
    }
    let lines = words.unicodeScalars.dropLast()
      .split(separator: "\n", omittingEmptySubsequences: false).map { String($0) }
    guard lines.count >= 3, lines.allSatisfy({ !$0.isEmpty }) else {
      throw .malformed("a checkpoint has a line each for origin, size and root hash")
    }
    guard let size = decimal(lines[1].utf8), size <= Self.sizeMax else {
      throw .malformed("the second line of a checkpoint is its size, at most 2^62, in digits")
    }
    guard let root = MerkleHash(base64: lines[2]) else {
      throw .malformed("the third line of a checkpoint is a hash in 44 characters of Base64")
    }
    origin = lines[0]
    self.size = size
    self.root = root
    extensions = Array(lines.dropFirst(3))
  }

  /// What is signed.
  package var text: [UInt8] {
    Array(([origin, "\(size)", root.base64] + extensions).map { $0 + "\n" }.joined().utf8)
  }

  /// The checkpoint as a note, which is the file `checkpoint`.
  ///
  /// - Throws: what a signer throws.
  package func signed(by signers: [any NoteSigner]) throws -> [UInt8] {
    let text = text
    return SignedNote(text: text, signatures: try signers.map { try $0.sign(text) }).bytes
  }

  /// Reads a signed checkpoint.
  ///
  /// - Parameters:
  ///   - origin: of which trail, or shard of one, it must be.
  ///   - keys: whose signature it needs at least one of.
  /// - Returns: the checkpoint and who signed it.
  /// - Throws: unless a trusted key signed it for this origin.
  package static func open(
    _ bytes: [UInt8], origin: String, trusting keys: [VerifierKey]
  ) throws(NoteError) -> (checkpoint: Checkpoint, signed: [SignedNote.Signed]) {
    let note = try SignedNote(bytes)
    let signed = try note.opened(by: keys)
    let checkpoint = try Checkpoint(text: note.text)
    guard checkpoint.origin.utf8.elementsEqual(origin.utf8) else {
      throw .otherOrigin(expected: origin, found: checkpoint.origin)
    }
    return (checkpoint, signed)
  }
}
