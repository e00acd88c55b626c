/// Where something is wrong that no crash leaves.
public struct TrailDamage: Hashable, Sendable, CustomStringConvertible {
  /// Relative to the trail's folder, as in `.state/journal/00000001.journal`.
  public let file: String
  /// Where in the file, in bytes from its start.
  public let offset: Int
  /// The number of the first record that is concerned, as far as one can tell.
  public let index: UInt64?
  /// What is wrong.
  public let words: String

  package init(file: String, offset: Int, index: UInt64?, words: String) {
    self.file = file
    self.offset = offset
    self.index = index
    self.words = words
  }

  public var description: String {
    let record = index.map { ", record \($0)" } ?? ""
    return "\(file), byte \(offset)\(record): \(words)"
  }
}

/// What a journal holds.
struct JournalContents: Sendable {
  /// The end of a batch that a crash cut short; nobody was told that it is there.
  struct Torn: Hashable, Sendable {
    let segment: UInt32
    let offset: Int
    /// The number that the first record of the batch would have had.
    let index: UInt64
    /// Sectors of the batch that had reached the disk.
    let sectors: Int
  }

  struct Span: Hashable, Sendable {
    let segment: UInt32
    /// The number of the first record after the segment.
    var endIndex: UInt64
  }

  let shard: UInt32
  let firstIndex: UInt64
  /// Whether the number of the first record is known; it is not where the journal's beginning was
  /// trimmed and there is no batch.
  var isBegun: Bool
  var records: [[UInt8]] = []
  /// `nil` where nothing is torn.
  var torn: Torn?
  /// Segments that count, in order.
  var spans: [Span] = []
  /// Segments that do not, in order: a younger one began anew.
  var superseded: [UInt32] = []

  var nextIndex: UInt64 { firstIndex + UInt64(records.count) }
}

/// Reads a journal back, and tells what a crash leaves (a torn end) from what it does not (damage).
struct JournalReader {
  /// The folder's name in messages.
  let folder: String
  let trail: UInt32
  private var contents: JournalContents
  /// Of the next batch; `nil` until the first was seen in a journal whose beginning is gone.
  private var batchNumber: UInt32?
  private var chain: UInt32?

  /// Reads all segments.
  ///
  /// - Parameters:
  ///   - segments: all files of the journal, in the order of their numbers.
  ///   - trail: the checksum of the trail's origin.
  /// - Returns: `nil` where there are no segments.
  /// - Complexity: linear in the bytes.
  static func read(
    _ segments: [(number: UInt32, bytes: [UInt8])], folder: String, trail: UInt32
  ) throws(TrailError) -> JournalContents? {
    var heads: [JournalSegmentHead] = []
    for (number, bytes) in segments {
      heads.append(try head(of: number, bytes, folder: folder, trail: trail))
    }
    guard !segments.isEmpty else { return nil }
    let start = heads.lastIndex { $0.kind == .beginning } ?? 0
    for index in start..<segments.count where index > start {
      let expected = segments[index - 1].number + 1
      guard segments[index].number == expected else {
        throw .damaged(
          TrailDamage(
            file: folder + "/" + JournalFormat.name(of: expected), offset: 0, index: nil,
            words: "the segment is missing, though later ones are there"))
      }
      guard heads[index].shard == heads[start].shard else {
        throw .damaged(
          TrailDamage(
            file: folder + "/" + JournalFormat.name(of: segments[index].number), offset: 0,
            index: nil, words: "the segment belongs to another shard than the one before it"))
      }
    }
    var reader = JournalReader(folder: folder, trail: trail, head: heads[start])
    for (number, bytes) in segments[start...] { try reader.read(number, bytes) }
    var contents = reader.contents
    contents.superseded = segments[..<start].map(\.number)
    return contents
  }

  private init(folder: String, trail: UInt32, head: JournalSegmentHead) {
    self.folder = folder
    self.trail = trail
    contents = JournalContents(
      shard: head.shard, firstIndex: head.firstIndex, isBegun: head.kind == .beginning)
    if head.kind == .beginning {
      batchNumber = 1
      chain = 0
    }
  }

  private static func head(
    of number: UInt32, _ bytes: [UInt8], folder: String, trail: UInt32
  ) throws(TrailError) -> JournalSegmentHead {
    func damage(_ words: String) -> TrailError {
      .damaged(
        TrailDamage(
          file: folder + "/" + JournalFormat.name(of: number), offset: 0, index: nil, words: words))
    }
    guard bytes.count >= JournalFormat.sectorBytes else { throw damage("the segment is cut short") }
    let head: JournalSegmentHead? = bytes.withUnsafeBytes { bytes in
      let sectors = SectorReader(bytes, segment: number)
      guard sectors.kind(0) == .valid, sectors.batch(0) == 0 else { return nil }
      return JournalSegmentHead(reading: sectors.content(0))
    }
    guard let head else { throw damage("the segment's head is damaged") }
    guard head.trail == trail else { throw damage("the segment belongs to another trail") }
    guard head.firstIndex <= Checkpoint.sizeMax else {
      throw damage("no trail has so many records")
    }
    guard bytes.count == head.sectors * JournalFormat.sectorBytes else {
      throw damage(
        "the segment has \(bytes.count) bytes instead of"
          + " \(head.sectors * JournalFormat.sectorBytes)")
    }
    return head
  }

  private mutating func read(_ number: UInt32, _ bytes: [UInt8]) throws(TrailError) {
    let result: Result<Void, TrailError> = bytes.withUnsafeBytes { bytes in
      let sectors = SectorReader(bytes, segment: number)
      return Result { () throws(TrailError) in
        var place = 1
        while place < sectors.count, let count = try readBatch(sectors, at: place) {
          place += count
        }
      }
    }
    try result.get()
    contents.spans.append(.init(segment: number, endIndex: contents.nextIndex))
  }

  /// Reads the batch that begins in a sector.
  ///
  /// - Returns: its sectors; `nil` where nothing comes after.
  private mutating func readBatch(
    _ sectors: SectorReader, at place: Int
  ) throws(TrailError) -> Int? {
    switch sectors.kind(place) {
    case .bad: throw damage(sectors, place, "the sector is damaged")
    case .blank:
      try checkTail(sectors, from: place, batchAt: place)
      return nil
    case .valid: break
    }
    let count = sectors.batchSectors(place)
    if let torn = contents.torn {
      throw damage(
        sectors, place,
        "a batch stands here, though the one before it is not whole"
          + " (\(JournalFormat.name(of: torn.segment)), byte \(torn.offset))")
    }
    guard sectors.placeInBatch(place) == 0, count > 0, place + count <= sectors.count,
      batchNumber == nil || sectors.batch(place) == batchNumber
    else { throw damage(sectors, place, "the sector is not the one that must stand here") }
    batchNumber = sectors.batch(place)
    for next in place + 1..<place + count {
      switch sectors.kind(next) {
      case .bad: throw damage(sectors, next, "the sector is damaged")
      case .blank:
        try checkTail(sectors, from: next, batchAt: place)
        return nil
      case .valid:
        guard sectors.belongs(next, toBatch: sectors.batch(place), of: count, at: place) else {
          throw damage(sectors, next, "the sector is of another batch")
        }
      }
    }
    try take(sectors, place, count)
    return count
  }

  /// Makes sure that nothing stands here but what is left of one batch that was never whole, and
  /// notes it.
  private mutating func checkTail(
    _ sectors: SectorReader, from first: Int, batchAt start: Int
  ) throws(TrailError) {
    var written = first - start
    for place in first..<sectors.count {
      switch sectors.kind(place) {
      case .blank: continue
      case .bad: throw damage(sectors, place, "the sector is damaged")
      case .valid:
        guard
          sectors.belongs(
            place, toBatch: batchNumber ?? sectors.batch(place),
            of: sectors.batchSectors(first > start ? start : place), at: start),
          contents.torn == nil
        else {
          throw damage(
            sectors, start, "the batch is not whole, though a later one follows it")
        }
        written += 1
      }
    }
    guard written > 0 else { return }
    contents.torn = .init(
      segment: sectors.segment, offset: start * JournalFormat.sectorBytes,
      index: contents.nextIndex, sectors: written)
  }

  private mutating func take(
    _ sectors: SectorReader, _ place: Int, _ count: Int
  ) throws(TrailError) {
    let content = sectors.content(place)
    guard content.number(UInt32.self, at: 0) == JournalFormat.batchMagic else {
      throw damage(sectors, place, "no batch begins here")
    }
    let firstIndex = content.number(UInt64.self, at: 8)
    guard firstIndex <= Checkpoint.sizeMax else {
      throw damage(sectors, place, "no trail has so many records")
    }
    if contents.isBegun {
      guard firstIndex == contents.nextIndex else {
        throw damage(sectors, place, "the batch begins with record \(firstIndex)")
      }
    } else {
      contents = JournalContents(shard: contents.shard, firstIndex: firstIndex, isBegun: true)
    }
    guard chain == nil || chain == content.number(UInt32.self, at: 20) else {
      throw damage(sectors, place, "the batch does not follow from the one before it")
    }
    var chain = content.number(UInt32.self, at: 20)
    for next in place..<place + count {
      chain = JournalFormat.chain(chain, sectorChecksum: sectors.checksum(next))
    }
    self.chain = chain
    let bytes = Int(content.number(UInt32.self, at: 16))
    guard JournalFormat.sectors(bodyBytes: bytes) == count,
      let records = sectors.records(
        place, count, bytes: bytes, records: Int(content.number(UInt32.self, at: 4)))
    else { throw damage(sectors, place, "the batch's records do not fill it") }
    contents.records += records
    batchNumber = sectors.batch(place) &+ 1
  }

  private func damage(_ sectors: SectorReader, _ place: Int, _ words: String) -> TrailError {
    .damaged(
      TrailDamage(
        file: folder + "/" + JournalFormat.name(of: sectors.segment),
        offset: place * JournalFormat.sectorBytes,
        index: contents.isBegun ? contents.nextIndex : nil,
        words: words))
  }
}

/// The sectors of one segment.
private struct SectorReader {
  enum Kind {
    case blank
    case valid
    /// Neither: written by no journal, or changed since.
    case bad
  }

  let bytes: UnsafeRawBufferPointer
  let segment: UInt32
  let count: Int

  init(_ bytes: UnsafeRawBufferPointer, segment: UInt32) {
    self.bytes = bytes
    self.segment = segment
    count = bytes.count / JournalFormat.sectorBytes
  }

  func kind(_ place: Int) -> Kind {
    let stored = checksum(place)
    if stored == 0 {
      let start = place * JournalFormat.sectorBytes
      for offset in stride(from: 0, to: JournalFormat.sectorBytes, by: 8)
      where bytes.number(UInt64.self, at: start + offset) != 0 {
        return .bad
      }
      return .blank
    }
    return stored == JournalFormat.checksum(sector(place), segment: segment, place: place)
      ? .valid : .bad
  }

  func content(_ place: Int) -> UnsafeRawBufferPointer {
    let start = place * JournalFormat.sectorBytes
    return UnsafeRawBufferPointer(
      rebasing: bytes[start + JournalFormat.contentAt..<start + JournalFormat.checksumAt])
  }

  func checksum(_ place: Int) -> UInt32 {
    bytes.number(UInt32.self, at: place * JournalFormat.sectorBytes + JournalFormat.checksumAt)
  }

  func batch(_ place: Int) -> UInt32 {
    bytes.number(UInt32.self, at: place * JournalFormat.sectorBytes)
  }

  func placeInBatch(_ place: Int) -> Int {
    Int(bytes.number(UInt16.self, at: place * JournalFormat.sectorBytes + 4))
  }

  func batchSectors(_ place: Int) -> Int {
    Int(bytes.number(UInt16.self, at: place * JournalFormat.sectorBytes + 6))
  }

  func belongs(_ place: Int, toBatch number: UInt32, of count: Int, at start: Int) -> Bool {
    batch(place) == number && batchSectors(place) == count && placeInBatch(place) == place - start
      && place - start < count
  }

  /// The records of a whole batch; `nil` where their lengths do not fit.
  func records(_ place: Int, _ sectors: Int, bytes: Int, records: Int) -> [[UInt8]]? {
    var body: [UInt8] = []
    body.reserveCapacity(sectors * JournalFormat.contentBytes)
    for next in place..<place + sectors { body += content(next) }
    let end = JournalFormat.batchHeadBytes + bytes
    guard end <= body.count else { return nil }
    var all: [[UInt8]] = []
    var at = JournalFormat.batchHeadBytes
    while at + JournalFormat.lengthBytes <= end {
      let length = Int(body[at]) << 8 | Int(body[at + 1])
      at += JournalFormat.lengthBytes
      guard at + length <= end else { return nil }
      all.append(Array(body[at..<at + length]))
      at += length
    }
    return at == end && all.count == records ? all : nil
  }

  private func sector(_ place: Int) -> UnsafeRawBufferPointer {
    let start = place * JournalFormat.sectorBytes
    return UnsafeRawBufferPointer(rebasing: bytes[start..<start + JournalFormat.sectorBytes])
  }
}
