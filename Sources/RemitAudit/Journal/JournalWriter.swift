/// A segment that is ready to be written: under its name, full of zeros but for its head, and all of
/// that durable.
package struct JournalSegment<File: DiskFile>: Sendable {
  let number: UInt32
  let file: File
  let sectors: Int
}

/// A segment that is full.
package struct RetiredSegment: Hashable, Sendable {
  let number: UInt32
  /// The number of the first record that stands in none of the segments up to it.
  let endIndex: UInt64
}

/// Writes batches of records into segments, each batch durable before the next is begun.
///
/// Where a call fails the journal must not be written again: what the disk then has is not known.
package struct JournalWriter<D: Disk>: Sendable {
  private var segment: JournalSegment<D.File>
  /// The first sector that is blank.
  private var sector: Int
  private var batchNumber: UInt32
  /// The checksum over the checksums of all sectors of all batches since the journal's beginning.
  private var chain: UInt32
  private var buffer: [UInt8] = []

  /// - Parameter segment: one that begins anew, with no batch in it yet.
  init(beginningIn segment: JournalSegment<D.File>) {
    self.segment = segment
    sector = 1
    batchNumber = 1
    chain = 0
  }

  /// The number of the segment that is written.
  var segmentNumber: UInt32 { segment.number }

  /// How many bytes of records, with their lengths, still fit into the segment as one batch.
  var bytesLeft: Int { Self.bytes(inSectors: segment.sectors - sector) }

  /// How many fit into a new segment.
  static func bytesMax(inSegmentOf sectors: Int) -> Int { bytes(inSectors: sectors - 1) }

  private static func bytes(inSectors sectors: Int) -> Int {
    max(
      0,
      min(sectors, JournalFormat.batchSectorsMax) * JournalFormat.contentBytes
        - JournalFormat.batchHeadBytes)
  }

  /// Writes a batch and returns when it is durable.
  ///
  /// - Parameters:
  ///   - body: the records, each after its length; at most `bytesLeft` bytes.
  ///   - count: of the records.
  /// - Complexity: two copies of the bytes, one write, one sync.
  mutating func append(
    _ body: [UInt8], count: Int, firstIndex: UInt64
  ) throws(DiskFailure) {
    let sectors = JournalFormat.sectors(bodyBytes: body.count)
    precondition(sectors <= segment.sectors - sector, "the batch fits into the segment")
    fillBuffer(body, count: count, firstIndex: firstIndex, sectors: sectors)
    let offset = sector * JournalFormat.sectorBytes
    let length = sectors * JournalFormat.sectorBytes
    let (file, filled) = (segment.file, buffer)
    try filled.writing { bytes throws(DiskFailure) in
      try file.write(UnsafeRawBufferPointer(rebasing: bytes[..<length]), at: offset)
    }
    try file.sync()
    sector += sectors
    batchNumber &+= 1
  }

  /// Leaves the segment, blank sectors and all, and goes on in another.
  mutating func roll(to next: JournalSegment<D.File>, endIndex: UInt64) -> RetiredSegment {
    let retired = RetiredSegment(number: segment.number, endIndex: endIndex)
    segment = next
    sector = 1
    return retired
  }

  private mutating func fillBuffer(
    _ body: [UInt8], count: Int, firstIndex: UInt64, sectors: Int
  ) {
    let length = sectors * JournalFormat.sectorBytes
    if buffer.count < length { buffer = [UInt8](repeating: 0, count: length) }
    let (number, first, previous, segmentNumber) = (batchNumber, sector, chain, segment.number)
    var chain = previous
    buffer.withUnsafeMutableBytes { buffer in
      body.withUnsafeBytes { body in
        var taken = 0
        for place in 0..<sectors {
          let start = place * JournalFormat.sectorBytes
          let bytes = UnsafeMutableRawBufferPointer(
            rebasing: buffer[start..<start + JournalFormat.sectorBytes])
          bytes.store(number, at: 0)
          bytes.store(UInt16(place), at: 4)
          bytes.store(UInt16(sectors), at: 6)
          var at = JournalFormat.contentAt
          if place == 0 {
            bytes.store(JournalFormat.batchMagic, at: at)
            bytes.store(UInt32(count), at: at + 4)
            bytes.store(firstIndex, at: at + 8)
            bytes.store(UInt32(body.count), at: at + 16)
            bytes.store(previous, at: at + 20)
            at += JournalFormat.batchHeadBytes
          }
          let part = min(JournalFormat.checksumAt - at, body.count - taken)
          UnsafeMutableRawBufferPointer(rebasing: bytes[at..<at + part]).copyMemory(
            from: UnsafeRawBufferPointer(rebasing: body[taken..<taken + part]))
          taken += part
          at += part
          if at < JournalFormat.checksumAt {
            UnsafeMutableRawBufferPointer(rebasing: bytes[at..<JournalFormat.checksumAt])
              .initializeMemory(as: UInt8.self, repeating: 0)
          }
          let checksum = JournalFormat.checksum(
            UnsafeRawBufferPointer(bytes), segment: segmentNumber, place: first + place)
          bytes.store(checksum, at: JournalFormat.checksumAt)
          chain = JournalFormat.chain(chain, sectorChecksum: checksum)
        }
      }
    }
    self.chain = chain
  }
}

extension JournalFormat {
  /// What a batch's sectors make of the chain, one after the other.
  static func chain(_ chain: UInt32, sectorChecksum: UInt32) -> UInt32 {
    withUnsafeBytes(of: sectorChecksum.littleEndian) { CRC32C.checksum($0, seed: chain) }
  }
}

extension [UInt8] {
  /// Gives the bytes to a call that may fail; the standard library's own way forgets which error.
  func writing(
    _ body: (UnsafeRawBufferPointer) throws(DiskFailure) -> Void
  ) throws(DiskFailure) {
    let failure: DiskFailure? = withUnsafeBytes { bytes in
      do throws(DiskFailure) {
        try body(bytes)
        return nil
      } catch {
        return error
      }
    }
    if let failure { throw failure }
  }
}
