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
    var hash = seed ^ (UInt64(truncatingIfNeeded: count) &* 0x9e37_79b9_7f4a_7c15)
    guard let base = bytes.baseAddress else { return folded(hash, 0xe703_7ed1_a0b4_28db) }
    let raw = UnsafeRawPointer(base)
    var offset = 0
    while count &- offset > 8 {
      let word = raw.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
      hash = folded(hash ^ word, 0xa076_1d64_78bd_642f)
      offset &+= 8
    }
    return folded(hash ^ lastBytes(raw, offset, count), 0xe703_7ed1_a0b4_28db)
  }

  /// The bytes from `offset`, at most 8 of them, as one number; equal counts and equal bytes give
  /// equal numbers, and no others do. Loads overlap, and none reads outside the bytes.
  @inlinable
  @inline(__always)
  static func lastBytes(_ raw: UnsafeRawPointer, _ offset: Int, _ count: Int) -> UInt64 {
    let left = count &- offset
    if left >= 4 {
      let first = raw.loadUnaligned(fromByteOffset: offset, as: UInt32.self)
      let last = raw.loadUnaligned(fromByteOffset: count &- 4, as: UInt32.self)
      return UInt64(first) | UInt64(last) << 32
    }
    if left == 0 { return 0 }
    let first = raw.load(fromByteOffset: offset, as: UInt8.self)
    let middle = raw.load(fromByteOffset: offset &+ left / 2, as: UInt8.self)
    let last = raw.load(fromByteOffset: count &- 1, as: UInt8.self)
    return UInt64(first) | UInt64(middle) << 8 | UInt64(last) << 16
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
    var offset = 0
    while count &- offset > 8 {
      if left.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
        != right.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
      {
        return false
      }
      offset &+= 8
    }
    return lastBytes(left, offset, count) == lastBytes(right, offset, count)
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
