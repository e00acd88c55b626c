/// The SHA-256 digest of FIPS 180-4, for names and digests of policies.
///
/// It is not hardened against timing and never sees a secret; signatures use swift-crypto.
package struct SHA256: Sendable {
  private var state = Self.initialState
  /// The bytes that do not yet fill a block of 64.
  private var pending: [UInt8] = []
  private var byteCount: UInt64 = 0

  package init() {
    pending.reserveCapacity(Self.blockBytes)
  }

  /// The digest of all bytes at once.
  ///
  /// - Complexity: O(bytes)
  package static func digest(_ bytes: [UInt8]) -> Digest {
    var hash = SHA256()
    hash.update(bytes)
    return hash.finished()
  }

  /// The digest of the UTF-8 bytes of a text.
  package static func digest(_ text: String) -> Digest {
    var hash = SHA256()
    hash.update(text)
    return hash.finished()
  }

  /// Appends bytes to what is digested; how they are cut into calls makes no difference.
  package mutating func update(_ bytes: [UInt8]) {
    bytes.withUnsafeBufferPointer { update($0) }
  }

  /// Appends the UTF-8 bytes of a text.
  package mutating func update(_ text: String) {
    var text = text
    text.withUTF8 { update($0) }
  }

  package mutating func update(_ bytes: UnsafeBufferPointer<UInt8>) {
    byteCount &+= UInt64(bytes.count)
    var start = 0
    if !pending.isEmpty {
      start = min(Self.blockBytes - pending.count, bytes.count)
      pending += bytes[..<start]
      compressPending()
    }
    while bytes.count - start >= Self.blockBytes {
      compressBlock(of: bytes, from: start)
      start += Self.blockBytes
    }
    pending += bytes[start...]
  }

  /// Appends the 32 bytes of a digest.
  package mutating func update(_ digest: Digest) { update(digest.bytes) }

  /// The digest of what was appended so far; more may be appended afterwards.
  package func finished() -> Digest {
    var copy = self
    let bitCount = byteCount &* 8
    copy.pending.append(0x80)
    if copy.pending.count > Self.blockBytes - 8 {
      copy.fillPending(to: Self.blockBytes)
      copy.compressPending()
    }
    copy.fillPending(to: Self.blockBytes - 8)
    for shift in stride(from: UInt64(56), through: 0, by: -8) {
      copy.pending.append(UInt8(truncatingIfNeeded: bitCount >> shift))
    }
    copy.compressPending()
    return Digest(words: copy.state)
  }

  private mutating func fillPending(to count: Int) {
    while pending.count < count { pending.append(0) }
  }

  private mutating func compressPending() {
    guard pending.count == Self.blockBytes else { return }
    var block: [UInt8] = []
    swap(&block, &pending)
    block.withUnsafeBufferPointer { compressBlock(of: $0, from: 0) }
    swap(&block, &pending)
    pending.removeAll(keepingCapacity: true)
  }

  private mutating func compressBlock(of bytes: UnsafeBufferPointer<UInt8>, from start: Int) {
    withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 64) { schedule in
      for index in 0..<16 {
        let at = start + index * 4
        let upper = UInt32(bytes[at]) << 24 | UInt32(bytes[at + 1]) << 16
        schedule[index] = upper | UInt32(bytes[at + 2]) << 8 | UInt32(bytes[at + 3])
      }
      for index in 16..<64 {
        schedule[index] =
          schedule[index - 16] &+ Self.smallSigma0(schedule[index - 15]) &+ schedule[index - 7]
          &+ Self.smallSigma1(schedule[index - 2])
      }
      Self.roundConstants.withUnsafeBufferPointer { compress(schedule, $0) }
    }
  }

  private mutating func compress(
    _ schedule: UnsafeMutableBufferPointer<UInt32>, _ constants: UnsafeBufferPointer<UInt32>
  ) {
    var (a, b, c, d) = (state[0], state[1], state[2], state[3])
    var (e, f, g, h) = (state[4], state[5], state[6], state[7])
    for round in 0..<64 {
      let chosen = (e & f) ^ (~e & g)
      let majority = (a & b) ^ (a & c) ^ (b & c)
      let first = h &+ Self.bigSigma1(e) &+ chosen &+ constants[round] &+ schedule[round]
      let second = Self.bigSigma0(a) &+ majority
      (h, g, f, e, d, c, b, a) = (g, f, e, d &+ first, c, b, a, first &+ second)
    }
    state[0] &+= a
    state[1] &+= b
    state[2] &+= c
    state[3] &+= d
    state[4] &+= e
    state[5] &+= f
    state[6] &+= g
    state[7] &+= h
  }

  private static func rotated(_ word: UInt32, _ count: UInt32) -> UInt32 {
    word >> count | word << (32 - count)
  }

  private static func bigSigma0(_ word: UInt32) -> UInt32 {
    rotated(word, 2) ^ rotated(word, 13) ^ rotated(word, 22)
  }

  private static func bigSigma1(_ word: UInt32) -> UInt32 {
    rotated(word, 6) ^ rotated(word, 11) ^ rotated(word, 25)
  }

  private static func smallSigma0(_ word: UInt32) -> UInt32 {
    rotated(word, 7) ^ rotated(word, 18) ^ word >> 3
  }

  private static func smallSigma1(_ word: UInt32) -> UInt32 {
    rotated(word, 17) ^ rotated(word, 19) ^ word >> 10
  }
}

extension SHA256 {
  /// 32 bytes.
  package struct Digest: Hashable, Sendable {
    fileprivate let words: SIMD8<UInt32>

    /// The 32 bytes in order.
    package var bytes: [UInt8] {
      var bytes: [UInt8] = []
      bytes.reserveCapacity(32)
      for index in words.indices {
        for shift in stride(from: UInt32(24), through: 0, by: -8) {
          bytes.append(UInt8(truncatingIfNeeded: words[index] >> shift))
        }
      }
      return bytes
    }

    /// The first 16 bytes, as two numbers.
    package var start: (high: UInt64, low: UInt64) {
      (
        UInt64(words[0]) << 32 | UInt64(words[1]), UInt64(words[2]) << 32 | UInt64(words[3])
      )
    }

    /// 64 digits in lower case.
    package var hexadecimal: String {
      words.indices.map { index in
        let digits = String(words[index], radix: 16)
        return String(repeating: "0", count: 8 - digits.utf8.count) + digits
      }.joined()
    }
  }

  private static let blockBytes = 64

  /// The first 32 bits of the fractional parts of the square roots of the first 8 primes.
  private static let initialState: SIMD8<UInt32> = [
    0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a, 0x510e_527f, 0x9b05_688c, 0x1f83_d9ab,
    0x5be0_cd19,
  ]

  /// The same of the cube roots of the first 64 primes.
  private static let roundConstants: [UInt32] = [
    0x428a_2f98, 0x7137_4491, 0xb5c0_fbcf, 0xe9b5_dba5, 0x3956_c25b, 0x59f1_11f1, 0x923f_82a4,
    0xab1c_5ed5, 0xd807_aa98, 0x1283_5b01, 0x2431_85be, 0x550c_7dc3, 0x72be_5d74, 0x80de_b1fe,
    0x9bdc_06a7, 0xc19b_f174, 0xe49b_69c1, 0xefbe_4786, 0x0fc1_9dc6, 0x240c_a1cc, 0x2de9_2c6f,
    0x4a74_84aa, 0x5cb0_a9dc, 0x76f9_88da, 0x983e_5152, 0xa831_c66d, 0xb003_27c8, 0xbf59_7fc7,
    0xc6e0_0bf3, 0xd5a7_9147, 0x06ca_6351, 0x1429_2967, 0x27b7_0a85, 0x2e1b_2138, 0x4d2c_6dfc,
    0x5338_0d13, 0x650a_7354, 0x766a_0abb, 0x81c2_c92e, 0x9272_2c85, 0xa2bf_e8a1, 0xa81a_664b,
    0xc24b_8b70, 0xc76c_51a3, 0xd192_e819, 0xd699_0624, 0xf40e_3585, 0x106a_a070, 0x19a4_c116,
    0x1e37_6c08, 0x2748_774c, 0x34b0_bcb5, 0x391c_0cb3, 0x4ed8_aa4a, 0x5b9c_ca4f, 0x682e_6ff3,
    0x748f_82ee, 0x78a5_636f, 0x84c8_7814, 0x8cc7_0208, 0x90be_fffa, 0xa450_6ceb, 0xbef9_a3f7,
    0xc671_78f2,
  ]
}
