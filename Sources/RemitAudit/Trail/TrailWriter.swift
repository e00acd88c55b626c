/// Records that are durable, in the order of their numbers.
package struct CommittedBatch: Sendable {
  package let firstIndex: UInt64
  package let records: [[UInt8]]
  /// The segment that was left for this batch.
  let retired: RetiredSegment?

  package var endIndex: UInt64 { firstIndex + UInt64(records.count) }
  var bytes: Int { records.reduce(0) { $0 + $1.count } }
}

/// Makes records durable, in batches. One thread at a time.
package struct TrailWriter<D: Disk>: Sendable {
  /// Sectors at the end of a segment that are left for what must be said when the disk is full.
  private static var lastWordsSectors: Int { 8 }

  let folder: JournalFolder<D>
  private var journal: JournalWriter<D>
  /// A segment that is ready for when the present one is full.
  private(set) var spare: JournalSegment<D.File>?
  package private(set) var nextIndex: UInt64
  /// What failed; from then on nothing is taken.
  package private(set) var poison: DiskFailure?
  private var body: [UInt8] = []

  init(folder: JournalFolder<D>, journal: JournalWriter<D>, nextIndex: UInt64) {
    self.folder = folder
    self.journal = journal
    self.nextIndex = nextIndex
  }

  /// The number of the segment that should be made ahead; `nil` where there is one.
  var spareNumber: UInt32? { spare == nil && poison == nil ? journal.segmentNumber + 1 : nil }

  mutating func take(spare segment: JournalSegment<D.File>) {
    if segment.number == journal.segmentNumber + 1 { spare = segment }
  }

  /// Whether a record has to go into another segment, and none is ready.
  func needsSegment(for record: TrailRecord) -> Bool {
    spare == nil && poison == nil && isFull(for: record, isLastWord: false)
  }

  private func isFull(for record: TrailRecord, isLastWord: Bool) -> Bool {
    // Only where there is no segment to go on in.
    let kept = isLastWord || spare != nil ? 0 : Self.lastWordsSectors * JournalFormat.contentBytes
    return record.bytes.count + JournalFormat.lengthBytes > journal.bytesLeft - kept
  }

  /// Makes the first of some records durable, as many as go into one batch.
  ///
  /// - Parameters:
  ///   - records: at least one.
  ///   - isLastWord: whether it must be written even if no other can.
  /// - Throws: `full` where a new segment is needed and has no room: nothing was written, and it may
  ///   be tried again. `poisoned` where the disk failed otherwise: then nothing is taken any more.
  package mutating func commit(
    _ records: ArraySlice<TrailRecord>, recordsMax: Int = 256, isLastWord: Bool = false
  ) throws(TrailError) -> CommittedBatch {
    if let poison { throw .poisoned(words: poison.description) }
    guard let first = records.first else {
      return CommittedBatch(firstIndex: nextIndex, records: [], retired: nil)
    }
    guard first.bytes.count <= TrailRecord.bytesMax else {
      throw .tooLarge(bytes: first.bytes.count)
    }
    var retired: RetiredSegment?
    if isFull(for: first, isLastWord: isLastWord) { retired = try roll(for: first) }
    let bytesMax = max(
      journal.bytesLeft - (isLastWord ? 0 : Self.lastWordsSectors * JournalFormat.contentBytes),
      first.bytes.count + JournalFormat.lengthBytes)
    body.removeAll(keepingCapacity: true)
    var taken: [[UInt8]] = []
    for record in records.prefix(recordsMax) {
      guard record.bytes.count <= TrailRecord.bytesMax,
        body.count + record.bytes.count + JournalFormat.lengthBytes <= bytesMax
      else { break }
      JournalFormat.append(record.bytes, to: &body)
      taken.append(record.bytes)
    }
    do throws(DiskFailure) {
      try journal.append(body, count: taken.count, firstIndex: nextIndex)
    } catch {
      poison = error
      throw .poisoned(words: error.description)
    }
    defer { nextIndex += UInt64(taken.count) }
    return CommittedBatch(firstIndex: nextIndex, records: taken, retired: retired)
  }

  private mutating func roll(for record: TrailRecord) throws(TrailError) -> RetiredSegment {
    let needed = record.bytes.count + JournalFormat.lengthBytes
    guard needed <= JournalWriter<D>.bytesMax(inSegmentOf: folder.sectors) else {
      throw .tooLarge(bytes: record.bytes.count)
    }
    let next: JournalSegment<D.File>
    if let spare {
      next = spare
    } else {
      do throws(DiskFailure) {
        next = try folder.makeSegment(journal.segmentNumber + 1)
      } catch {
        if error.reason == .full { throw .full }
        poison = error
        throw .poisoned(words: error.description)
      }
    }
    spare = nil
    return journal.roll(to: next, endIndex: nextIndex)
  }
}
