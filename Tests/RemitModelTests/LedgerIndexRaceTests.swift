import Foundation
import RemitModel
import Synchronization
import Testing

/// Readers of an index that is added to.
@Suite("An index of a ledger that is added to")
struct LedgerIndexRaceTests {
  private static let objects = 1_999
  /// Entries that are added at once; after them one of them is taken back.
  private static let batch = 3
  private static let rounds = 10_000

  /// What stands at each position is known beforehand, so that readers know what they must see.
  private static func entry(at position: UInt64) -> LedgerEntry {
    let number = Int(position)
    return LedgerEntry(
      position: position, duty: Text("duty \(number % 5)"), object: object(number),
      version: number.isMultiple(of: 2) ? Text("v\(number)") : nil,
      person: EntityUID(type: "Person", id: Text("p\(number % 1_009)")),
      principal: EntityUID(type: "User", id: Text("an account with a long name, number \(number)")),
      action: "do", time: Instant(milliseconds: Int64(number)), decision: "",
      withdrawnAt: nil)
  }

  private static func object(_ number: Int) -> EntityUID {
    EntityUID(type: "Bill", id: Text("bill \(number % objects)"))
  }

  /// Every fourth position takes back the entry before it.
  private static func isWithdrawal(_ position: UInt64) -> Bool {
    position.isMultiple(of: UInt64(batch) + 1)
  }

  @Test("shows each reader exactly what came before a position, and what is added at once, at once")
  func prefix() {
    let index = LedgerIndex()
    let isDone = Atomic<Bool>(false)
    let failures = Mutex<[String]>([])
    let readings = Atomic<Int>(0)
    let readers = (1...3).map { start in
      Thread {
        var number = start * 31
        var last: UInt64 = 0
        repeat {
          number += 1
          let position = index.position
          if let problem = Self.problem(index, about: number, upTo: position, after: last) {
            failures.withLock { $0.append(problem) }
          }
          last = position
          readings.add(1, ordering: .relaxed)
        } while !isDone.load(ordering: .acquiring)
      }
    }
    for reader in readers { reader.start() }
    var position: UInt64 = 0
    for round in 0..<Self.rounds {
      index.add((1...Self.batch).map { Self.entry(at: position + UInt64($0)) })
      position += UInt64(Self.batch)
      index.withdraw(entry: position, at: position + 1)
      position += 1
      // Readers keep up on a busy machine too.
      if round.isMultiple(of: 50) {
        let before = readings.load(ordering: .relaxed)
        for _ in 0..<10_000 where readings.load(ordering: .relaxed) == before { usleep(100) }
      }
    }
    isDone.store(true, ordering: .releasing)
    for reader in readers { while !reader.isFinished { usleep(100) } }
    #expect(failures.withLock { $0.prefix(5) } == [])
    #expect(readings.load(ordering: .relaxed) >= Self.rounds / 50)
    #expect(index.position == position)
    #expect(index.problem == nil)
  }

  /// What one reading got wrong.
  private static func problem(
    _ index: LedgerIndex, about number: Int, upTo position: UInt64, after last: UInt64
  ) -> String? {
    if position < last { return "the position went back from \(last) to \(position)" }
    // Of a batch nobody sees a part.
    if position % 4 == 1 || position % 4 == 2 { return "a part of a batch, at \(position)" }
    let seen = index.entries(about: object(number), upTo: position)
    var expected: [UInt64] = []
    var next = UInt64(number % objects)
    while next <= position {
      if next > 0, !isWithdrawal(next) { expected.append(next) }
      next += UInt64(objects)
    }
    guard seen.map(\.position) == expected else {
      return "about \(number % objects) at \(position): \(seen.count) of \(expected.count)"
    }
    for one in seen {
      let isTakenBack = isWithdrawal(one.position + 1) && one.position + 1 <= position
      guard one.isWithdrawn(at: position) == isTakenBack else {
        return "entry \(one.position) at \(position): withdrawn at \(one.withdrawnAt ?? 0)"
      }
      let plain = entry(at: one.position)
      guard one.person == plain.person, one.principal == plain.principal, one.duty == plain.duty,
        one.version == plain.version, one.object == plain.object, one.time == plain.time
      else { return "entry \(one.position) is not as it was added" }
    }
    let wanted = UInt64(number) % max(position, 1)
    let found = index.entry(at: wanted)
    guard found?.position == (wanted == 0 || isWithdrawal(wanted) ? nil : wanted) else {
      return "entry \(wanted) at \(position) is \(found?.position ?? 0)"
    }
    return nil
  }
}
