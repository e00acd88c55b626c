/// The checksum CRC-32C (Castagnoli; RFC 3720, appendix B.4), eight bytes at a step.
package enum CRC32C {
  /// The checksum of the bytes that had `seed` as theirs, and of these after them; so
  /// `checksum(b, seed: checksum(a))` is that of `a` and `b` together. About a nanosecond for two
  /// bytes.
  package static func checksum(_ bytes: UnsafeRawBufferPointer, seed: UInt32 = 0) -> UInt32 {
    let table = Self.table
    var crc = ~seed
    guard var next = bytes.baseAddress else { return seed }
    var left = bytes.count
    while left >= 8 {
      let word = UInt64(littleEndian: next.loadUnaligned(as: UInt64.self)) ^ UInt64(crc)
      let low = UInt32(truncatingIfNeeded: word)
      let high = UInt32(truncatingIfNeeded: word &>> 32)
      crc =
        table[0x700 &+ Int(low & 0xFF)] ^ table[0x600 &+ Int(low &>> 8 & 0xFF)]
        ^ table[0x500 &+ Int(low &>> 16 & 0xFF)] ^ table[0x400 &+ Int(low &>> 24)]
        ^ table[0x300 &+ Int(high & 0xFF)] ^ table[0x200 &+ Int(high &>> 8 & 0xFF)]
        ^ table[0x100 &+ Int(high &>> 16 & 0xFF)] ^ table[Int(high &>> 24)]
      next += 8
      left &-= 8
    }
    while left > 0 {
      let byte = next.load(as: UInt8.self)
      crc = crc &>> 8 ^ table[Int(UInt8(truncatingIfNeeded: crc) ^ byte)]
      next += 1
      left &-= 1
    }
    return ~crc
  }

  package static func checksum(_ bytes: [UInt8], seed: UInt32 = 0) -> UInt32 {
    bytes.withUnsafeBytes { checksum($0, seed: seed) }
  }

  /// Of the number's eight bytes, the lowest first.
  static func checksum(of number: UInt64) -> UInt32 {
    withUnsafeBytes(of: number.littleEndian) { checksum($0) }
  }

  /// Eight tables of 256: what a byte does to the checksum when 0 to 7 more follow it in the step.
  /// Written once, then only read.
  private nonisolated(unsafe) static let table: UnsafePointer<UInt32> = {
    let table = UnsafeMutablePointer<UInt32>.allocate(capacity: 8 * 256)
    for byte in 0..<256 {
      var crc = UInt32(byte)
      for _ in 0..<8 { crc = crc & 1 == 1 ? crc >> 1 ^ 0x82F6_3B78 : crc >> 1 }
      table[byte] = crc
    }
    for byte in 0..<256 {
      for step in 1..<8 {
        let crc = table[(step - 1) * 256 + byte]
        table[step * 256 + byte] = crc >> 8 ^ table[Int(crc & 0xFF)]
      }
    }
    return UnsafePointer(table)
  }()
}
