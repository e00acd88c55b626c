import Crypto

/// A hash in a trail's tree: 32 bytes of SHA-256, kept in place.
///
/// Leaves and nodes are hashed with different first bytes, so that neither can be passed off as the
/// other (RFC 6962, section 2.1).
package struct MerkleHash: Hashable, Sendable {
  package static let byteCount = 32

  // In the order of the bytes in memory, whatever the byte order of the machine.
  private var first: UInt64 = 0
  private var second: UInt64 = 0
  private var third: UInt64 = 0
  private var fourth: UInt64 = 0

  private init() {}

  /// The root of a tree without entries: SHA-256 of nothing.
  package static let empty = MerkleHash(SHA256())

  /// The hash of an entry.
  package init(leaf entry: UnsafeRawBufferPointer) {
    var hash = SHA256()
    Self.leafPrefix.withUnsafeBytes { hash.update(bufferPointer: $0) }
    hash.update(bufferPointer: entry)
    self.init(hash)
  }

  /// The hash of an entry.
  package init(leaf entry: [UInt8]) {
    self = entry.withUnsafeBytes { MerkleHash(leaf: $0) }
  }

  /// The hash of a node.
  package init(_ left: MerkleHash, _ right: MerkleHash) {
    self = withUnsafeTemporaryAllocation(byteCount: 1 + 2 * Self.byteCount, alignment: 1) { bytes in
      bytes[0] = 1
      left.copy(to: bytes, at: 1)
      right.copy(to: bytes, at: 1 + Self.byteCount)
      var hash = SHA256()
      hash.update(bufferPointer: UnsafeRawBufferPointer(bytes))
      return MerkleHash(hash)
    }
  }

  /// Takes 32 bytes; `nil` for any other number of them.
  package init?(bytes: some Sequence<UInt8>) {
    var count = 0
    withUnsafeMutableBytes(of: &self) { own in
      for byte in bytes {
        if count < own.count { own[count] = byte }
        count += 1
        if count > own.count { break }
      }
    }
    guard count == Self.byteCount else { return nil }
  }

  /// Takes 32 bytes out of memory.
  ///
  /// - Precondition: there are that many from `offset` on.
  package init(_ memory: UnsafeRawBufferPointer, at offset: Int) {
    withUnsafeMutableBytes(of: &self) {
      $0.copyMemory(
        from: UnsafeRawBufferPointer(rebasing: memory[offset..<(offset + Self.byteCount)]))
    }
  }

  private init(_ hash: consuming SHA256) {
    let digest = hash.finalize()
    withUnsafeMutableBytes(of: &self) { own in
      digest.withUnsafeBytes { own.copyMemory(from: $0) }
    }
  }

  /// Reads the standard Base64 of 32 bytes, 44 characters; `nil` for any other text.
  package init?(base64: some StringProtocol) {
    guard base64.utf8.count == 44, let bytes = Base64.decode(base64.utf8) else { return nil }
    self.init(bytes: bytes)
  }

  package var bytes: [UInt8] { withUnsafeBytes(of: self) { Array($0) } }

  /// 44 characters of standard Base64.
  package var base64: String { Base64.encode(bytes) }

  package func append(to bytes: inout [UInt8]) {
    withUnsafeBytes(of: self) { bytes.append(contentsOf: $0) }
  }

  private func copy(to memory: UnsafeMutableRawBufferPointer, at offset: Int) {
    withUnsafeBytes(of: self) { own in
      UnsafeMutableRawBufferPointer(rebasing: memory[offset..<(offset + Self.byteCount)])
        .copyMemory(from: own)
    }
  }

  private static let leafPrefix: [UInt8] = [0]
}
