import Synchronization

/// The memory of a ledger's index, written by one thread at a time and read by any number of others
/// that take no lock and write nothing.
///
/// INVARIANTS, on which `LedgerView` rests:
/// - Nothing moves, and nothing is freed before the index is: chunks stay where they are, and tables
///   that were outgrown stay too. Those are together smaller than the one that replaced them.
/// - A text or row is whole before its number can be found, and never changes but in its atomic
///   fields.
/// - A number is found by an acquiring load of what was stored releasing: a place of a table, the
///   newest row about a text, the number of rows. `previous` of a row that was found is older.
/// - The position is stored last: whoever loads it finds everything up to it.
///
/// Reading is unsafe code because reference counts and locks are writes to memory that all threads
/// share. It is in this file and in LedgerView.swift; `LedgerIndex.problem` checks what is there.
struct LedgerMemory: ~Copyable {
  /// Valid as long as this value lives.
  let view: LedgerView
  private(set) var rowCount: UInt32 = 0
  private(set) var textCount: UInt64 = 0
  /// Where the next text goes.
  private var textEnd = UInt64(StoredText.wordCount)
  private var textChunkCount = 1
  private var rowChunkCount = 1
  private var detailChunkCount = 1
  private var tables: [UnsafeMutablePointer<TextTable>]

  /// - Parameter hashMask: which bits of hashes are used; tests have texts collide.
  init(hashMask: UInt64) {
    let table = TextTable.allocate(size: 64)
    tables = [table]
    let header = UnsafeMutablePointer<LedgerHeader>.allocate(capacity: 1)
    header.initialize(to: LedgerHeader(table: table))
    view = LedgerView(
      header: header, texts: ChunkedMemory(), rows: ChunkedMemory(), details: ChunkedMemory(),
      seed: ByteHash.seed,
      hashMask: hashMask)
    // Number 0 stands for no text: nothing is about it.
    initialize(0, StoredText(type: 0, count: 0))
  }

  deinit {
    for table in tables { TextTable.deallocate(table) }
    view.texts.deallocate(chunkCount: textChunkCount)
    view.rows.deallocate(chunkCount: rowChunkCount)
    view.details.deallocate(chunkCount: detailChunkCount)
    view.header.deinitialize(count: 1)
    view.header.deallocate()
  }

  // MARK: Texts

  /// The number of an entity, added if it is new. O(bytes), amortised.
  mutating func number(of uid: EntityUID) -> UInt32 {
    number(of: uid.id, type: number(of: uid.type))
  }

  /// The number of a text, or of an entity's id where a type is given; added if it is new.
  mutating func number(of text: Text, type: UInt32 = 0) -> UInt32 {
    var string = text.string
    return string.withUTF8 { bytes in
      let known = view.number(of: bytes, type: type)
      return known != 0 ? known : add(bytes, type: type)
    }
  }

  private mutating func add(_ bytes: UnsafeBufferPointer<UInt8>, type: UInt32) -> UInt32 {
    precondition(bytes.count < Int(UInt32.max), "a text of a ledger has less than 4 GB")
    let number = place(words: UInt64(StoredText.wordCount + (bytes.count + 7) / 8))
    let text = view.texts.address(of: number)
    initialize(number, StoredText(type: type, count: UInt32(bytes.count)))
    UnsafeMutableRawPointer(text + StoredText.wordCount)
      .copyMemory(
        from: UnsafeRawBufferPointer(bytes).baseAddress ?? UnsafeRawPointer(text),
        byteCount: bytes.count)
    textCount += 1
    if textCount * 2 > view.table.mask { grow() }
    view.table.insert(number, hash: view.hash(of: bytes, type: type))
    return number
  }

  private func initialize(_ number: UInt32, _ text: consuming StoredText) {
    UnsafeMutableRawPointer(view.texts.address(of: number))
      .bindMemory(to: StoredText.self, capacity: 1).initialize(to: text)
  }

  /// Room for a text in one chunk, and on one line of the cache where it fits on one.
  private mutating func place(words: UInt64) -> UInt32 {
    var start = textEnd
    if words <= 8, start % 8 + words > 8 { start += 8 - start % 8 }
    while !ChunkedMemory<UInt64>.isWithinChunk(start, words) {
      start = ChunkedMemory<UInt64>.endOfChunk(start)
    }
    textEnd = start + words
    precondition(textEnd <= UInt64(UInt32.max), "a ledger's texts have less than 32 GB")
    let number = UInt32(truncatingIfNeeded: start)
    view.texts.reserve(number, &textChunkCount)
    return number
  }

  private mutating func grow() {
    let old = view.table
    let larger = TextTable.allocate(size: (old.mask + 1) * 2)
    for place in 0...Int(old.mask) {
      let stored = old.places[place].load(ordering: .relaxed)
      if stored != 0 { larger.pointee.insert(stored) }
    }
    tables.append(larger)
    view.header.pointee.table.store(larger, ordering: .releasing)
  }

  // MARK: Rows

  /// Adds an entry. Readers see it when the position is published.
  ///
  /// - Precondition: its position is higher than those of all before.
  mutating func append(_ entry: LedgerEntry) -> LedgerRow {
    precondition(rowCount < .max - 256, "a ledger has fewer than 2^32 entries")
    let object = number(of: entry.object)
    let row = LedgerRow(
      position: entry.position, time: entry.time.milliseconds, duty: number(of: entry.duty),
      person: number(of: entry.person), principal: number(of: entry.principal),
      previous: view.newestRow(about: object))
    let details = LedgerDetails(
      object: object, version: entry.version.map { number(of: $0) } ?? 0,
      action: number(of: entry.action), decision: number(of: entry.decision),
      withdrawnAt: entry.withdrawnAt ?? 0)
    rowCount += 1
    view.rows.reserve(rowCount, &rowChunkCount)
    view.details.reserve(rowCount, &detailChunkCount)
    view.rows.address(of: rowCount).initialize(to: row)
    view.details.address(of: rowCount).initialize(to: details)
    view.header.pointee.rowCount.store(rowCount, ordering: .releasing)
    view.text(object).pointee.newest.store(rowCount, ordering: .releasing)
    change(object, at: max(entry.position, entry.withdrawnAt ?? 0))
    return row
  }

  /// Takes an entry back. Readers see it when the position is published.
  func withdraw(row number: UInt32, at position: UInt64) {
    let details = view.details.address(of: number)
    details.pointee.withdrawnAt.store(position, ordering: .releasing)
    change(details.pointee.object, at: position)
  }

  private func change(_ object: UInt32, at position: UInt64) {
    let text = view.text(object)
    let before = text.pointee.changed.load(ordering: .relaxed)
    text.pointee.changed.store(max(before, position), ordering: .releasing)
  }

  /// Lets readers see everything up to a position.
  func publish(_ position: UInt64) {
    let before = view.header.pointee.position.load(ordering: .relaxed)
    view.header.pointee.position.store(max(before, position), ordering: .releasing)
  }
}

/// What changes for all readers at once.
package struct LedgerHeader: ~Copyable {
  let position = Atomic<UInt64>(0)
  let rowCount = Atomic<UInt32>(0)
  let table: Atomic<UnsafeMutablePointer<TextTable>>

  init(table: UnsafeMutablePointer<TextTable>) {
    self.table = Atomic(table)
  }
}

/// The fixed part of a text; its bytes follow.
struct StoredText: ~Copyable {
  /// The newest row about it; 0 where there is none.
  let newest = Atomic<UInt32>(0)
  /// For an entity, the number of its type; else 0.
  let type: UInt32
  let count: UInt32
  /// The last position at which anything about it changed.
  let changed = Atomic<UInt64>(0)

  static let wordCount = 3

  init(type: UInt32, count: UInt32) {
    self.type = type
    self.count = count
  }
}

/// From hashes to the numbers of texts: open addressing, at most half full. A place has 32 bits of
/// the hash above the number, and is written once.
package struct TextTable {
  let mask: UInt64
  let places: UnsafeMutablePointer<Atomic<UInt64>>

  /// - Parameter size: a power of two.
  static func allocate(size: UInt64) -> UnsafeMutablePointer<TextTable> {
    let places = UnsafeMutablePointer<Atomic<UInt64>>.allocate(capacity: Int(size))
    for place in 0..<Int(size) { (places + place).initialize(to: Atomic(0)) }
    let table = UnsafeMutablePointer<TextTable>.allocate(capacity: 1)
    table.initialize(to: TextTable(mask: size - 1, places: places))
    return table
  }

  static func deallocate(_ table: UnsafeMutablePointer<TextTable>) {
    table.pointee.places.deallocate()
    table.deallocate()
  }

  func insert(_ number: UInt32, hash: UInt32) { insert(UInt64(hash) << 32 | UInt64(number)) }

  func insert(_ stored: UInt64) {
    var place = stored >> 32 & mask
    while places[Int(place)].load(ordering: .relaxed) != 0 { place = (place &+ 1) & mask }
    places[Int(place)].store(stored, ordering: .releasing)
  }
}

/// Elements at addresses that never change: chunks, each as large as all before it together.
package struct ChunkedMemory<Element: ~Copyable>: @unchecked Sendable {
  @usableFromInline static var firstBits: Int {
    @inlinable get { 8 }
  }
  @usableFromInline static var first: UInt64 {
    @inlinable get { 1 << UInt64(firstBits) }
  }
  private static var chunksMax: Int { 33 - firstBits }

  /// Those that are not there yet have the address of the first.
  @usableFromInline
  let chunks: UnsafeMutablePointer<UnsafeMutablePointer<Element>>

  init() {
    let start = Self.allocate(chunk: 0)
    chunks = .allocate(capacity: Self.chunksMax)
    chunks.initialize(repeating: start, count: Self.chunksMax)
  }

  func deallocate(chunkCount: Int) {
    for chunk in 0..<chunkCount { UnsafeMutableRawPointer(chunks[chunk]).deallocate() }
    chunks.deallocate()
  }

  /// Makes the chunks up to that of an element.
  func reserve(_ number: UInt32, _ chunkCount: inout Int) {
    let last = Self.chunk(of: UInt64(number))
    while chunkCount <= last {
      chunks[chunkCount] = Self.allocate(chunk: chunkCount)
      chunkCount += 1
    }
  }

  @inlinable
  @inline(__always)
  package func address(of number: UInt32) -> UnsafeMutablePointer<Element> {
    let place = UInt64(number) &+ Self.first
    let bit = 63 &- place.leadingZeroBitCount
    return chunks[bit &- Self.firstBits] + Int(place ^ 1 &<< UInt64(bit))
  }

  static func isWithinChunk(_ start: UInt64, _ count: UInt64) -> Bool {
    chunk(of: start) == chunk(of: start + count - 1)
  }

  static func endOfChunk(_ number: UInt64) -> UInt64 {
    1 << UInt64(firstBits + chunk(of: number) + 1) - first
  }

  private static func chunk(of number: UInt64) -> Int {
    63 - (number + first).leadingZeroBitCount - firstBits
  }

  /// Aligned to lines of the cache.
  private static func allocate(chunk: Int) -> UnsafeMutablePointer<Element> {
    let count = 1 << (firstBits + chunk)
    return UnsafeMutableRawPointer.allocate(
      byteCount: count * MemoryLayout<Element>.stride, alignment: 64
    ).bindMemory(to: Element.self, capacity: count)
  }
}
