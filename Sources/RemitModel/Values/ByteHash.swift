/// Hashes of strings and numbers for open-addressed tables.
///
/// The seed differs from process to process, so that nobody who chooses ids can choose collisions;
/// no output depends on it.
package enum ByteHash {
  package static let seed = UInt64.random(in: .min ... .max)

  /// - Complexity: O(bytes).
  package static func of(_ bytes: UnsafeBufferPointer<UInt8>, seed: UInt64) -> UInt64 {
    var hash = seed ^ (UInt64(bytes.count) &* 0x9e37_79b9_7f4a_7c15)
    guard let base = bytes.baseAddress else { return folded(hash, 0xa076_1d64_78bd_642f) }
    let raw = UnsafeRawPointer(base)
    var offset = 0
    while bytes.count - offset >= 8 {
      let word = raw.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
      hash = folded(hash ^ word, 0xa076_1d64_78bd_642f)
      offset += 8
    }
    var tail: UInt64 = 0
    var shift: UInt64 = 0
    while offset < bytes.count {
      tail |= UInt64(bytes[offset]) << shift
      shift += 8
      offset += 1
    }
    return folded(hash ^ tail, 0xe703_7ed1_a0b4_28db)
  }

  @inlinable
  @inline(__always)
  package static func of(_ key: UInt64) -> UInt64 {
    folded(key ^ 0x8ebc_6af0_9c88_c6e3, 0x9e37_79b9_7f4a_7c15)
  }

  /// The two halves of the full product: every bit of both factors moves every bit of the result.
  @inlinable
  @inline(__always)
  package static func folded(_ a: UInt64, _ b: UInt64) -> UInt64 {
    let product = a.multipliedFullWidth(by: b)
    return product.high ^ product.low
  }
}
