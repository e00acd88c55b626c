/// Up to 256 entries in a file, each behind its length in two bytes, the higher one first
/// (C2SP tlog-tiles).
package enum EntryBundle {
  /// The most bytes that a bundle can have.
  package static let bytesMax = TilePath.widthMax * (2 + TrailRecord.bytesMax)

  /// What is wrong with the bytes of a bundle.
  package struct Problem: Error, Hashable, Sendable {
    package let offset: Int
    /// Which entry of the bundle, from 0.
    package let entry: Int
    package let message: String
  }

  /// - Precondition: the entry has at most `TrailRecord.bytesMax` bytes.
  package static func append(_ entry: some Collection<UInt8>, to bundle: inout [UInt8]) {
    precondition(entry.count <= TrailRecord.bytesMax, "an entry's length stands in 16 bits")
    bundle.append(UInt8(entry.count >> 8))
    bundle.append(UInt8(entry.count & 0xFF))
    bundle.append(contentsOf: entry)
  }

  /// Where the entries of a bundle stand in its bytes.
  ///
  /// - Parameter count: how many there must be; more bytes than theirs are a problem, unless
  ///   `isPrefix` asks for the first of them only.
  package static func entries(
    of bytes: UnsafeRawBufferPointer, count: Int, isPrefix: Bool = false
  ) throws(Problem) -> [Range<Int>] {
    var entries: [Range<Int>] = []
    entries.reserveCapacity(count)
    var offset = 0
    for entry in 0..<count {
      guard offset + 2 <= bytes.count else {
        throw Problem(
          offset: offset, entry: entry,
          message: "the file ends where entry \(entry) of \(count) should start")
      }
      let length = Int(bytes[offset]) << 8 | Int(bytes[offset + 1])
      guard offset + 2 + length <= bytes.count else {
        throw Problem(
          offset: offset, entry: entry,
          message: "the file ends within entry \(entry): "
            + "\(bytes.count - offset - 2) of \(length) bytes are there")
      }
      entries.append((offset + 2)..<(offset + 2 + length))
      offset += 2 + length
    }
    guard offset == bytes.count || isPrefix else {
      throw Problem(
        offset: offset, entry: count,
        message: "\(bytes.count - offset) bytes follow the last of \(count) entries")
    }
    return entries
  }
}
