import RemitSource

/// A proof that a record is in a trail: everything that is needed besides the record and the trail's
/// key, in one file (C2SP tlog-proof).
///
/// ```swift
/// let proof = try RecordProof(bytes)
/// try proof.verify(record: record, keys: [key])
/// ```
public struct RecordProof: Hashable, Sendable {
  static let header = "c2sp.org/tlog-proof@v1"
  /// The most bytes of a proof file.
  package static let bytesMax = SignedNote.bytesMax + (16 << 10)

  /// The number of the record in its shard.
  public let index: UInt64
  /// The record's own hash, where the file carries it in its extra line: whoever has no record can
  /// check that some record with this hash is in the trail.
  let leaf: MerkleHash?
  /// What the extra line has.
  private let extra: [UInt8]?
  let hashes: [MerkleHash]
  let checkpoint: SignedNote

  init(index: UInt64, leaf: MerkleHash, hashes: [MerkleHash], checkpoint: SignedNote) {
    self.index = index
    self.leaf = leaf
    extra = leaf.bytes
    self.hashes = hashes
    self.checkpoint = checkpoint
  }

  /// Reads a proof in its one form.
  ///
  /// - Throws: where the bytes are no proof; nothing is verified yet.
  public init(_ bytes: [UInt8]) throws(NoteError) {
    guard bytes.count <= Self.bytesMax else {
      throw .malformed("a proof has at most \(Self.bytesMax) bytes, this file has \(bytes.count)")
    }
    var lines = ProofLines(bytes)
    guard lines.next()?.elementsEqual(Self.header.utf8) == true else {
      throw .malformed("this is no proof: the first line of one is `\(Self.header)`")
    }
    guard var line = lines.next() else { throw .malformed("the proof ends after its first line") }
    if line.starts(with: "extra ".utf8) {
      guard let extra = Base64.decode(line.dropFirst(6)) else {
        throw .malformed("the proof's extra line is no Base64")
      }
      self.extra = extra
      guard let following = lines.next() else { throw .malformed("the proof has no index") }
      line = following
    } else {
      extra = nil
    }
    leaf = extra.flatMap { MerkleHash(bytes: $0) }
    guard line.starts(with: "index ".utf8), let index = decimal(line.dropFirst(6)) else {
      throw .malformed("the proof has no line `index` with a number")
    }
    self.index = index
    var hashes: [MerkleHash] = []
    while true {
      guard let line = lines.next() else {
        throw .malformed("the proof has no blank line between its hashes and the checkpoint")
      }
      if line.isEmpty { break }
      guard hashes.count < MerkleProof.hashesMax,
        let hash = MerkleHash(base64: String(decoding: line, as: UTF8.self))
      else {
        throw .malformed(
          "line \(lines.number) of the proof is no hash, or one more than the "
            + "\(MerkleProof.hashesMax) that there can be")
      }
      hashes.append(hash)
    }
    self.hashes = hashes
    checkpoint = try SignedNote(Array(lines.rest))
  }

  /// The file.
  public var bytes: [UInt8] {
    var text = Self.header + "\n"
    if let extra { text += "extra \(Base64.encode(extra))\n" }
    text += "index \(index)\n"
    for hash in hashes { text += hash.base64 + "\n" }
    return Array((text + "\n").utf8) + checkpoint.bytes
  }

  /// What a proof shows.
  public struct Verified: Hashable, Sendable {
    /// The origin of the trail, or of a later shard of it.
    public let origin: String
    public let index: UInt64
    /// How many records the trail had when it was signed.
    public let size: UInt64
    /// The record's own hash, in Base64.
    public let recordHash: String
    /// Whether it was the record that was hashed, or its hash was taken from the proof.
    public let isOfRecord: Bool
  }

  /// Verifies the signature and the way from the record to the root that it signs.
  ///
  /// - Parameters:
  ///   - record: the record's exact bytes. Where it is not given, its hash in the file is taken.
  ///   - keys: those that may have signed, of one trail.
  /// - Returns: what it shows.
  /// - Throws: where it shows nothing.
  public func verify(record: [UInt8]?, keys: [VerifierKey]) throws(NoteError) -> Verified {
    let signed = try checkpoint.opened(by: keys)
    let checkpoint = try Checkpoint(text: checkpoint.text)
    guard
      signed.contains(where: {
        $0.key.algorithm == .ed25519 && checkpoint.isOfTrail($0.key.name)
      })
    else {
      throw .otherOrigin(expected: keys.map(\.name).first ?? "", found: checkpoint.origin)
    }
    guard let leaf = record.map({ MerkleHash(leaf: $0) }) ?? leaf else {
      throw .malformed("the proof does not carry the hash of its record, so the record is needed")
    }
    guard
      MerkleProof.root(
        byInclusionOf: leaf, at: index, in: checkpoint.size, proof: hashes) == checkpoint.root
    else {
      throw .malformed(
        record == nil
          ? "the hashes do not lead from the record's to the root that is signed"
          : "the record is not the one at \(index) in what was signed")
    }
    return Verified(
      origin: checkpoint.origin, index: index, size: checkpoint.size, recordHash: leaf.base64,
      isOfRecord: record != nil)
  }
}

extension Checkpoint {
  /// Whether it is of a trail with this name, or of a later shard of one: `name/2`.
  func isOfTrail(_ name: String) -> Bool {
    if origin.utf8.elementsEqual(name.utf8) { return true }
    guard origin.utf8.starts(with: (name + "/").utf8) else { return false }
    let number = decimal(origin.utf8.dropFirst(name.utf8.count + 1))
    return number.map { $0 >= 2 } ?? false
  }
}

/// The lines of a proof, and what follows the last that was taken.
private struct ProofLines {
  private(set) var rest: ArraySlice<UInt8>
  private(set) var number = 0

  init(_ bytes: [UInt8]) {
    rest = bytes[...]
  }

  /// The next line without its line feed; `nil` where none is ended.
  mutating func next() -> ArraySlice<UInt8>? {
    guard let end = rest.firstIndex(of: 0x0A) else { return nil }
    defer { rest = rest[(end + 1)...] }
    number += 1
    return rest[..<end]
  }
}
