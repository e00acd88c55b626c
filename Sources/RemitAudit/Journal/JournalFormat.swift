/// How a journal lies on the disk. Numbers stand lowest byte first.
///
/// A segment is a file of sectors, written full of zeros and made durable before it is used. Each
/// sector that was written since carries 500 bytes of content and a checksum of its own, which
/// covers the segment's number and the sector's place too:
///
/// | bytes | |
/// |---|---|
/// | 0–3 | the batch's number; the segment's header has 0 |
/// | 4–5 | the sector's place in its batch, from 0 |
/// | 6–7 | how many sectors the batch has |
/// | 8–507 | content |
/// | 508–511 | CRC-32C, never 0 |
///
/// So a sector is *blank* (all zeros), *valid*, or *bad*; and since disks write a sector whole or
/// not at all, a crash leaves no bad one.
package enum JournalFormat {
  static let sectorBytes = 512
  static let contentAt = 8
  static let contentBytes = 500
  static let checksumAt = 508

  /// What stands at the head of a batch, before its records.
  static let batchHeadBytes = 24
  static let batchMagic: UInt32 = 0x4254_4D52  // RMTB
  /// "RMTJRNL" and the format's version.
  static let segmentMagic: UInt64 = 0x01_4C4E_524A_544D52
  /// A record's length stands before it in two bytes, the highest first: as in an entry bundle.
  static let lengthBytes = 2

  /// How many sectors a batch takes.
  ///
  /// - Parameter bytes: of its records with their lengths.
  static func sectors(bodyBytes bytes: Int) -> Int {
    (batchHeadBytes + bytes + contentBytes - 1) / contentBytes
  }

  /// No journal comes so far; numbers stay clear of overflow.
  static let segmentNumberMax: UInt32 = 1 << 31
  /// A segment is read as a whole.
  static let segmentBytesMax = 2 << 30

  /// The most sectors that a batch can have: their count stands in two bytes.
  static let batchSectorsMax = 65_535

  static func name(of segment: UInt32) -> String {
    let digits = String(segment)
    return String(repeating: "0", count: max(0, 8 - digits.count)) + digits + ".journal"
  }

  /// The number in a segment's name; `nil` for other names.
  static func number(of name: String) -> UInt32? {
    guard name.hasSuffix(".journal"), let number = UInt32(name.dropLast(8)),
      number <= segmentNumberMax, self.name(of: number) == name
    else { return nil }
    return number
  }

  static func checksum(
    _ sector: UnsafeRawBufferPointer, segment: UInt32, place: Int
  ) -> UInt32 {
    let seed = CRC32C.checksum(of: UInt64(segment) << 32 | UInt64(place))
    let checksum = CRC32C.checksum(
      UnsafeRawBufferPointer(rebasing: sector[..<checksumAt]), seed: seed)
    // 0 is a blank sector's.
    return checksum == 0 ? .max : checksum
  }
}

extension JournalFormat {
  /// The most bytes of records in a batch that is written again at a start.
  private static let rewrittenBytesMax = 1 << 20

  /// Adds a record to the body of a batch.
  ///
  /// - Precondition: it has at most `TrailRecord.bytesMax` bytes.
  static func append(_ record: [UInt8], to body: inout [UInt8]) {
    body.append(UInt8(record.count >> 8))
    body.append(UInt8(record.count & 0xFF))
    body.append(contentsOf: record)
  }

  /// Records in as many batches as it takes.
  static func batches(of records: [[UInt8]]) -> [(body: [UInt8], count: Int)] {
    var batches: [(body: [UInt8], count: Int)] = []
    var body: [UInt8] = []
    var count = 0
    for record in records {
      append(record, to: &body)
      count += 1
      if body.count >= rewrittenBytesMax {
        batches.append((body, count))
        body = []
        count = 0
      }
    }
    if count > 0 { batches.append((body, count)) }
    return batches
  }
}

/// What stands in the first sector of a segment.
struct JournalSegmentHead: Hashable, Sendable {
  enum Kind: UInt8, Sendable {
    /// Goes on where the segment before ended.
    case continuing = 0
    /// Begins anew; all segments before it are to be left out. What they still had to say stands
    /// in it, and was durable before it had its name.
    case beginning = 1
  }

  let kind: Kind
  /// Whose journal it is: the checksum of the trail's origin.
  let trail: UInt32
  let shard: UInt32
  let sectors: Int
  /// The number of the first record, if it begins anew.
  let firstIndex: UInt64

  init(kind: Kind, trail: UInt32, shard: UInt32, sectors: Int, firstIndex: UInt64 = 0) {
    self.kind = kind
    self.trail = trail
    self.shard = shard
    self.sectors = sectors
    self.firstIndex = firstIndex
  }

  func write(to content: UnsafeMutableRawBufferPointer) {
    content.store(JournalFormat.segmentMagic, at: 0)
    content.store(trail, at: 8)
    content.store(shard, at: 12)
    content.store(UInt32(sectors), at: 16)
    content.store(UInt32(kind.rawValue), at: 20)
    content.store(firstIndex, at: 24)
  }

  init?(reading content: UnsafeRawBufferPointer) {
    guard content.number(UInt64.self, at: 0) == JournalFormat.segmentMagic,
      let kind = UInt8(exactly: content.number(UInt32.self, at: 20)).flatMap(Kind.init)
    else { return nil }
    self.init(
      kind: kind, trail: content.number(UInt32.self, at: 8),
      shard: content.number(UInt32.self, at: 12),
      sectors: Int(content.number(UInt32.self, at: 16)),
      firstIndex: content.number(UInt64.self, at: 24))
  }
}

extension UnsafeMutableRawBufferPointer {
  /// The lowest byte first.
  @inline(__always)
  func store<Number: FixedWidthInteger & BitwiseCopyable>(_ number: Number, at offset: Int) {
    storeBytes(of: number.littleEndian, toByteOffset: offset, as: Number.self)
  }
}

extension UnsafeRawBufferPointer {
  @inline(__always)
  func number<Number: FixedWidthInteger & BitwiseCopyable>(
    _ type: Number.Type, at offset: Int
  ) -> Number {
    Number(littleEndian: loadUnaligned(fromByteOffset: offset, as: Number.self))
  }
}
