import RemitModel
import RemitTestSupport
import Testing

/// The index of a ledger beside a plain list of entries.
@Suite("The index of a ledger")
struct LedgerIndexTests {
  /// What an index must say, said in the plainest way.
  private struct List {
    var entries: [LedgerEntry] = []
    var position: UInt64 = 0
    /// By position of an entry.
    var withdrawals: [UInt64: UInt64] = [:]

    func all(at position: UInt64) -> [LedgerEntry] {
      entries.filter { $0.position <= position }.map { entry in
        let withdrawnAt = withdrawals[entry.position].flatMap { $0 <= position ? $0 : nil }
        return LedgerEntry(
          position: entry.position, duty: entry.duty, object: entry.object,
          version: entry.version, person: entry.person, principal: entry.principal,
          action: entry.action, time: entry.time, decision: entry.decision,
          withdrawnAt: withdrawnAt)
      }
    }

    func lastChange(about objects: Set<EntityUID>) -> UInt64 {
      all(at: position).filter { objects.contains($0.object) }
        .map { max($0.position, $0.withdrawnAt ?? 0) }.max() ?? 0
    }
  }

  /// Names that are easily taken for each other: by Unicode, by length, by where one ends and the
  /// next begins.
  private static let names: [Text] = [
    "", "a", "b", "ab", "a\u{0}", "é", "e\u{301}", "abcdefgh", "abcdefghi",
    "a name that is longer than what a string holds in itself",
    Text(String(repeating: "x", count: 3_000)),
  ]

  private static func entity(_ random: inout SplitMix64) -> EntityUID {
    let number = random.below(12)
    let id = random.chance(50) ? random.pick(names) : Text("id-\(number)")
    return EntityUID(type: random.pick(["Bill", "Person", "", "a"]), id: id)
  }

  private static func entry(at position: UInt64, _ random: inout SplitMix64) -> LedgerEntry {
    LedgerEntry(
      position: position, duty: random.pick(names), object: entity(&random),
      version: random.chance(50) ? random.pick(names) : nil, person: entity(&random),
      principal: entity(&random), action: random.pick(names),
      time: Instant(milliseconds: Int64(bitPattern: random.next())), decision: random.pick(names))
  }

  @Test(
    "answers as a plain list does, also where all names have one hash",
    arguments: [UInt64.max, 0x0000_0003_0000_0000, 0])
  func random(hashMask: UInt64) {
    let seed = testSeed()
    var random = SplitMix64(seed: seed)
    let index = LedgerIndex(hashMask: hashMask)
    var list = List()
    for _ in 0..<400 {
      if random.chance(25), let entry = list.entries.randomElement(using: &random) {
        let isNew = list.withdrawals[entry.position] == nil
        #expect(
          index.withdraw(entry: entry.position, at: list.position + 1) == isNew, "seed \(seed)")
        if isNew {
          list.position += 1
          list.withdrawals[entry.position] = list.position
        }
      } else {
        // Numbers may be missing.
        if random.chance(10) { list.position += UInt64(random.below(5)) }
        let added = (0..<random.below(4)).map { offset in
          Self.entry(at: list.position + UInt64(offset) + 1, &random)
        }
        index.add(added)
        list.entries += added
        list.position = added.last?.position ?? list.position
      }
      #expect(index.withdraw(entry: list.position + 9, at: list.position + 10) == false)
      expectSame(index, list, &random, "seed \(seed)")
    }
    #expect(index.problem == nil, "seed \(seed)")
    #expect(index.all == list.all(at: index.position), "seed \(seed)")
  }

  private func expectSame(
    _ index: LedgerIndex, _ list: List, _ random: inout SplitMix64, _ place: Comment
  ) {
    // Of numbers that were left out at the end, the index does not know.
    let position = index.position
    let all = list.all(at: position)
    let object = random.chance(80) ? all.randomElement(using: &random)?.object : nil
    let asked = object ?? Self.entity(&random)
    #expect(index.entries(about: asked) == all.filter { $0.object == asked }, place)
    let past = UInt64(random.below(Int(position) + 1))
    #expect(
      index.entries(about: asked, upTo: past)
        == list.all(at: past).filter { $0.object == asked }, place)
    #expect(index.lastChange(about: [asked]) == list.lastChange(about: [asked]), place)
    let number = UInt64(random.below(Int(position) + 3))
    #expect(index.entry(at: number) == all.first { $0.position == number }, place)
  }

  @Test("finds everything whatever its size", arguments: [1, 2, 31, 32, 33, 255, 256, 257, 5_000])
  func sizes(count: Int) {
    let index = LedgerIndex()
    for number in 1...count {
      index.add([Self.numbered(number)])
    }
    #expect(index.problem == nil)
    #expect(index.position == UInt64(count))
    for number in 1...count {
      let entry = Self.numbered(number)
      #expect(index.entries(about: entry.object) == [entry])
      #expect(index.entry(at: UInt64(number)) == entry)
    }
    #expect(index.entries(about: Self.numbered(count + 1).object) == [])
    #expect(index.entry(at: 0) == nil)
    #expect(index.entry(at: UInt64(count) + 1) == nil)
  }

  /// Every size of text from none to more than the first chunks hold.
  private static func numbered(_ number: Int) -> LedgerEntry {
    LedgerEntry(
      position: UInt64(number), duty: "pay",
      object: EntityUID(
        type: "Bill", id: Text("\(number)" + String(repeating: "-", count: number % 4_096))),
      version: nil, person: EntityUID(type: "Person", id: Text("p\(number % 7)")),
      principal: EntityUID(type: "User", id: Text("u\(number % 7)")), action: "pay",
      time: Instant(milliseconds: Int64(number)), decision: "")
  }

  @Test("holds texts of any length")
  func longTexts() {
    let index = LedgerIndex()
    var entries: [LedgerEntry] = []
    for bits in 0...20 {
      for length in [(1 << bits) - 1, 1 << bits, (1 << bits) + 1] {
        let position = UInt64(entries.count + 1)
        entries.append(
          LedgerEntry(
            position: position, duty: "pay",
            object: EntityUID(type: "Bill", id: Text(String(repeating: "l", count: length))),
            version: nil, person: EntityUID(type: "Person", id: "p"),
            principal: EntityUID(type: "User", id: "u"), action: "pay",
            time: Instant(milliseconds: 0), decision: ""))
        index.add([entries[entries.count - 1]])
      }
    }
    #expect(index.problem == nil)
    #expect(index.all == entries)
    for entry in entries {
      #expect(
        index.entries(about: entry.object) == entries.filter { $0.object == entry.object })
    }
  }

  @Test("counts its entries by duty and types")
  func kinds() {
    let seed = testSeed()
    var random = SplitMix64(seed: seed)
    let index = LedgerIndex()
    let entries = (1...300).map { Self.entry(at: UInt64($0), &random) }
    index.add(entries)
    for kind in index.kinds {
      let count = entries.count {
        $0.duty == kind.duty && $0.object.type == kind.objectType
          && $0.person.type == kind.personType
      }
      #expect(kind.count == count, "seed \(seed)")
    }
    #expect(index.kinds.reduce(0) { $0 + $1.count } == entries.count, "seed \(seed)")
  }
}
