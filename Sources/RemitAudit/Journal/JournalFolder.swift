/// The folder of a journal: making segments ahead of need, and removing those that nobody needs.
///
/// Writing into a file that is full of zeros takes the disk a third of the time of letting one
/// grow, and its slowest syncs a tenth: no metadata changes.
package struct JournalFolder<D: Disk>: Sendable {
  let disk: D
  let path: String
  /// Where files are made before they have their name.
  let scratch: DurableFiles<D>
  /// The checksum of the trail's origin.
  let trail: UInt32
  let shard: UInt32
  /// Of a segment, with its head.
  let sectors: Int

  /// Makes a segment that continues the one before it. Several syncs, and the segment's bytes.
  func makeSegment(_ number: UInt32) throws(DiskFailure) -> JournalSegment<D.File> {
    try make(
      number,
      JournalSegmentHead(kind: .continuing, trail: trail, shard: shard, sectors: sectors))
  }

  /// Makes a segment ahead of need.
  ///
  /// - Throws: `full`, after which it may be tried again; `poisoned` otherwise.
  func makeSpare(_ number: UInt32) throws(TrailError) -> JournalSegment<D.File> {
    do throws(DiskFailure) {
      return try makeSegment(number)
    } catch {
      if error.reason == .full { throw .full }
      throw .poisoned(words: error.description)
    }
  }

  /// Makes the segment in which a journal begins anew, with records in it. It has its name when all
  /// of them are durable, and from then on supersedes all segments before it.
  ///
  /// - Parameter number: higher than that of any segment.
  func makeBeginning(
    _ number: UInt32, firstIndex: UInt64, records: [[UInt8]]
  ) throws(DiskFailure) -> JournalWriter<D> {
    let batches = JournalFormat.batches(of: records)
    let needed = batches.reduce(1) { $0 + JournalFormat.sectors(bodyBytes: $1.body.count) }
    let head = JournalSegmentHead(
      kind: .beginning, trail: trail, shard: shard, sectors: max(sectors, needed),
      firstIndex: firstIndex)
    let temporary = scratch.temporaryPath(for: name(number))
    let file = try fill(temporary, number, head)
    var writer = JournalWriter<D>(
      beginningIn: JournalSegment(number: number, file: file, sectors: head.sectors))
    var index = firstIndex
    for batch in batches {
      try writer.append(batch.body, count: batch.count, firstIndex: index)
      index += UInt64(batch.count)
    }
    try place(temporary, number)
    return writer
  }

  /// The segments that are there, in the order of their numbers.
  func segments() throws(DiskFailure) -> [(number: UInt32, bytes: [UInt8])] {
    var segments: [(number: UInt32, bytes: [UInt8])] = []
    for number in try disk.names(in: path).compactMap(JournalFormat.number).sorted() {
      segments.append(
        (number, try disk.read(path + "/" + name(number), bytesMax: JournalFormat.segmentBytesMax)))
    }
    return segments
  }

  /// Removes a segment; may be called again where it failed.
  func remove(_ number: UInt32) throws(DiskFailure) {
    do throws(DiskFailure) {
      try disk.remove(path + "/" + name(number))
    } catch  where error.reason == .missing {
      // Removed by a try that could not be made durable.
    }
    // One at a time: a crash must not leave an older segment and lose a younger one.
    try disk.syncFolder(path)
  }

  private func name(_ number: UInt32) -> String { JournalFormat.name(of: number) }

  private func make(
    _ number: UInt32, _ head: JournalSegmentHead
  ) throws(DiskFailure) -> JournalSegment<D.File> {
    let temporary = scratch.temporaryPath(for: name(number))
    let file = try fill(temporary, number, head)
    try place(temporary, number)
    return JournalSegment(number: number, file: file, sectors: head.sectors)
  }

  private func place(_ temporary: String, _ number: UInt32) throws(DiskFailure) {
    try disk.rename(temporary, to: path + "/" + name(number))
    try disk.syncFolder(path)
  }

  /// Writes the head and all the zeros, and makes them durable.
  private func fill(
    _ path: String, _ number: UInt32, _ head: JournalSegmentHead
  ) throws(DiskFailure) -> D.File {
    let file = try scratch.create(path)
    do throws(DiskFailure) {
      let size = head.sectors * JournalFormat.sectorBytes
      var zeros = [UInt8](repeating: 0, count: min(size, 1 << 20))
      var offset = 0
      while offset < size {
        let part = min(zeros.count, size - offset)
        if offset == 0 { Self.write(head, number, to: &zeros) }
        try zeros.writing { bytes throws(DiskFailure) in
          try file.write(UnsafeRawBufferPointer(rebasing: bytes[..<part]), at: offset)
        }
        if offset == 0 { Self.erase(&zeros) }
        offset += part
      }
      try file.sync()
    } catch {
      // Whatever it holds, the disk is to have its space back.
      try? disk.remove(path)
      throw error
    }
    return file
  }

  private static func write(
    _ head: JournalSegmentHead, _ number: UInt32, to bytes: inout [UInt8]
  ) {
    bytes.withUnsafeMutableBytes { bytes in
      let sector = UnsafeMutableRawBufferPointer(rebasing: bytes[..<JournalFormat.sectorBytes])
      sector.store(UInt16(1), at: 6)
      head.write(to: UnsafeMutableRawBufferPointer(rebasing: sector[JournalFormat.contentAt...]))
      sector.store(
        JournalFormat.checksum(UnsafeRawBufferPointer(sector), segment: number, place: 0),
        at: JournalFormat.checksumAt)
    }
  }

  private static func erase(_ bytes: inout [UInt8]) {
    bytes.withUnsafeMutableBytes { bytes in
      _ = UnsafeMutableRawBufferPointer(rebasing: bytes[..<JournalFormat.sectorBytes])
        .initializeMemory(as: UInt8.self, repeating: 0)
    }
  }
}
