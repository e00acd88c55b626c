import Foundation
import RemitAudit

/// What a trail must hold: the records of each shard that were acknowledged. Knows the hash of any
/// first part of them, by the definition of RFC 6962 and nothing else.
struct LogModel {
  struct Shard {
    /// The records as bundles hold them: each after its length.
    var bytes: [UInt8] = []
    var leaves: [MerkleHash] = []
    /// Bundles that were taken away at most.
    var bundlesPruned = 0
    private var full: [Range<Int>: MerkleHash] = [:]

    init() {}

    /// The bytes of all records but those of some bundles.
    func bytes(from bundle: Int) -> [UInt8] {
      if bundle == 0 { return bytes }
      let records = StoredTrail.records(of: bytes[...]).prefix(bundle * 256)
      return Array(bytes[records.reduce(0) { $0 + 2 + $1.count }...])
    }

    mutating func append(_ record: [UInt8]) {
      bytes.append(UInt8(record.count >> 8))
      bytes.append(UInt8(record.count & 0xFF))
      bytes += record
      leaves.append(MerkleHash(leaf: record))
    }

    /// MTH(D[range]), RFC 6962, section 2.1; subtrees over a power of two are remembered.
    mutating func root(_ range: Range<Int>) -> MerkleHash {
      if range.isEmpty { return .empty }
      if range.count == 1 { return leaves[range.lowerBound] }
      if let known = full[range] { return known }
      var half = 1
      while half * 2 < range.count { half *= 2 }
      let middle = range.lowerBound + half
      let hash = MerkleHash(
        root(range.lowerBound..<middle), root(middle..<range.upperBound))
      if half * 2 == range.count { full[range] = hash }
      return hash
    }
  }

  var shards: [String: Shard] = [:]

  mutating func append(_ record: [UInt8], to origin: String) {
    shards[origin, default: Shard()].append(record)
  }
}

/// What stands in the tiles of a trail.
struct StoredTrail {
  let disk: SimulatedDisk
  let root: String
  let origin: String

  /// The folder and the origin of each shard that is there, in order.
  func shards() -> [(folder: String, origin: String)] {
    let later = ((try? disk.names(in: root + "/shards")) ?? []).sorted()
    return [(root, origin)]
      + later.map { ("\(root)/shards/\($0)", "\(origin)/\(Int($0) ?? 0)") }
  }

  /// The records of a shard, each after its length, as far as bundles hold them.
  ///
  /// - Parameter first: the bundle to begin with.
  func bundles(_ folder: String, size: Int, from first: Int = 0) throws -> [UInt8] {
    var bytes: [UInt8] = []
    for number in first..<max(first, (size + 255) / 256) {
      let width = min(256, size - number * 256)
      let path = TilePath(.entries, number: UInt64(number), width: width)
      bytes += try disk.read("\(folder)/\(path)", bytesMax: .max)
    }
    return bytes
  }

  static func records(of bytes: ArraySlice<UInt8>) -> [[UInt8]] {
    var records: [[UInt8]] = []
    var at = bytes.startIndex
    while at + 2 <= bytes.endIndex {
      let length = Int(bytes[at]) << 8 | Int(bytes[at + 1])
      guard at + 2 + length <= bytes.endIndex else { break }
      records.append(Array(bytes[at + 2..<at + 2 + length]))
      at += 2 + length
    }
    return records
  }
}

func isPrefix(_ prefix: [UInt8], of bytes: [UInt8]) -> Bool {
  guard prefix.count <= bytes.count else { return false }
  return prefix.withUnsafeBytes { prefix in
    bytes.withUnsafeBytes { bytes in
      guard let left = prefix.baseAddress, let right = bytes.baseAddress else { return true }
      return memcmp(left, right, prefix.count) == 0
    }
  }
}
