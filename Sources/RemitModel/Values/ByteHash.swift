/// Hashes of strings and numbers for open-addressed tables.
///
/// The seed differs from process to process, so that nobody who chooses ids can choose collisions;
/// no output depends on it.
@usableFromInline
package enum ByteHash {
  package static let seed = UInt64.random(in: .min ... .max)

  /// - Complexity: O(bytes).
  @inlinable
  @inline(__always)
  package static func of(_ bytes: UnsafeBufferPointer<UInt8>, seed: UInt64) -> UInt64 {
    let count = bytes.count
    let start = seed ^ (UInt64(truncatingIfNeeded: count) &* 0x9e37_79b9_7f4a_7c15)
    guard let base = bytes.baseAddress else { return folded(start, 0xe703_7ed1_a0b4_28db) }
    let raw = UnsafeRawPointer(base)
    if count < 8 { return folded(start ^ short(raw, count), 0xe703_7ed1_a0b4_28db) }
    var hash = start
    var offset = 0
    while count &- offset > 16 {
      hash = folded(hash ^ word(raw, offset), 0xa076_1d64_78bd_642f)
      offset &+= 8
    }
    // Both factors have a secret in them, so that no word that somebody chooses makes one zero.
    return folded(
      hash ^ word(raw, offset), (seed &>> 32 | seed &<< 32) ^ word(raw, count &- 8))
  }

  /// Whether two runs of bytes are the same.
  ///
  /// - Complexity: O(bytes), eight at a time.
  @inlinable
  @inline(__always)
  package static func areSame(
    _ a: UnsafeBufferPointer<UInt8>, _ b: UnsafeBufferPointer<UInt8>
  ) -> Bool {
    let count = a.count
    guard count == b.count else { return false }
    guard let x = a.baseAddress, let y = b.baseAddress else { return true }
    let left = UnsafeRawPointer(x)
    let right = UnsafeRawPointer(y)
    if count < 8 { return short(left, count) == short(right, count) }
    var offset = 0
    while count &- offset > 8 {
      if word(left, offset) != word(right, offset) { return false }
      offset &+= 8
    }
    return word(left, count &- 8) == word(right, count &- 8)
  }

  /// The first and the last 8 bytes of at most 16; of fewer than 8, all of them and zero.
  @inlinable
  @inline(__always)
  package static func ends(
    _ bytes: UnsafeBufferPointer<UInt8>
  ) -> (first: UInt64, last: UInt64) {
    guard let base = bytes.baseAddress else { return (0, 0) }
    let raw = UnsafeRawPointer(base)
    if bytes.count < 8 { return (short(raw, bytes.count), 0) }
    return (word(raw, 0), word(raw, bytes.count &- 8))
  }

  @inlinable
  @inline(__always)
  static func word(_ raw: UnsafeRawPointer, _ offset: Int) -> UInt64 {
    raw.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
  }

  /// Fewer than 8 bytes as one number; of equally many bytes only equal ones give equal numbers.
  /// Loads overlap, and none reads outside the bytes.
  @inlinable
  @inline(__always)
  static func short(_ raw: UnsafeRawPointer, _ count: Int) -> UInt64 {
    if count >= 4 {
      let first = raw.loadUnaligned(fromByteOffset: 0, as: UInt32.self)
      let last = raw.loadUnaligned(fromByteOffset: count &- 4, as: UInt32.self)
      return UInt64(first) | UInt64(last) &<< 32
    }
    if count == 0 { return 0 }
    let first = raw.load(fromByteOffset: 0, as: UInt8.self)
    let middle = raw.load(fromByteOffset: count &>> 1, as: UInt8.self)
    let last = raw.load(fromByteOffset: count &- 1, as: UInt8.self)
    return UInt64(first) | UInt64(middle) &<< 8 | UInt64(last) &<< 16
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
