import RemitCompiler
import RemitModel

/// From declared names to numbers, by their bytes: for the few names that every request brings.
///
/// A name of at most 16 bytes is its own key, so that finding it looks at one entry. Longer ones
/// are not in the table; whoever meets one asks the pool.
/// INVARIANT: open addressing, at most half full; a `count` of `NameEntry.free` is an empty place.
final class NameTable: Sendable {
  let view: NameTableView
  private let entries: FlatArray<NameEntry>

  /// - Parameters:
  ///   - seed: the pool's, so that nobody can choose names that collide.
  ///   - isUsed: if not, every name is too long to tell.
  init(_ names: [(name: Text, value: UInt32)], seed: UInt64, isUsed: Bool) {
    var size = 4
    while size < names.count * 2 { size *= 2 }
    var entries = [NameEntry](repeating: .empty, count: size)
    for (name, value) in names {
      var name = name.string
      name.withUTF8 { bytes in
        guard bytes.count <= NameEntry.bytesMax else { return }
        let hash = ByteHash.of(bytes, seed: seed)
        var place = Int(truncatingIfNeeded: hash) & (size - 1)
        while entries[place].count != NameEntry.free { place = (place + 1) & (size - 1) }
        entries[place] = NameEntry(bytes, value)
      }
    }
    self.entries = FlatArray(entries)
    view = NameTableView(
      entries: self.entries.base, mask: size - 1, seed: seed,
      bytesMax: isUsed ? NameEntry.bytesMax : -1)
  }
}

/// A short name: its first and last 8 bytes, which overlap or are filled with zeros.
struct NameEntry: BitwiseCopyable, Sendable {
  static let bytesMax = 16
  static let free = UInt32.max
  static let empty = NameEntry(first: 0, last: 0, count: free, value: 0)

  let first: UInt64
  let last: UInt64
  let count: UInt32
  let value: UInt32

  private init(first: UInt64, last: UInt64, count: UInt32, value: UInt32) {
    (self.first, self.last, self.count, self.value) = (first, last, count, value)
  }

  @inline(__always)
  init(_ bytes: UnsafeBufferPointer<UInt8>, _ value: UInt32) {
    let ends = ByteHash.ends(bytes)
    (first, last) = (ends.first, ends.last)
    count = UInt32(truncatingIfNeeded: bytes.count)
    self.value = value
  }
}

/// The same as raw pointers. Valid as long as its `NameTable` lives.
struct NameTableView: @unchecked Sendable {
  let entries: UnsafePointer<NameEntry>
  let mask: Int
  let seed: UInt64
  let bytesMax: Int

  /// The number of a name, or `IntTableView.none`; `nil` where the name is too long to tell.
  @inline(__always)
  func find(_ bytes: UnsafeBufferPointer<UInt8>) -> UInt32? {
    guard bytes.count <= bytesMax else { return nil }
    let wanted = NameEntry(bytes, 0)
    var place = Int(truncatingIfNeeded: ByteHash.of(bytes, seed: seed)) & mask
    while true {
      let entry = entries[place]
      if entry.first == wanted.first, entry.last == wanted.last, entry.count == wanted.count {
        return entry.value
      }
      if entry.count == NameEntry.free { return IntTableView.none }
      place = (place &+ 1) & mask
    }
  }
}
