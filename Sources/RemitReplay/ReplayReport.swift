package import RemitAudit
import RemitModel

/// What became of decisions that were made again.
package struct ReplayReport: Sendable {
  /// A decision that came out otherwise.
  package struct Difference: Sendable {
    package let id: RecordID
    package let index: UInt64
    package let question: String
    package let before: String
    package let after: String
    /// Why it comes out so now.
    package let explanation: String
  }

  /// Decisions that changed in one way.
  package struct Change: Sendable {
    package private(set) var count = 0
    /// The first.
    package private(set) var example: Difference?

    mutating func add(_ difference: @autoclosure () -> Difference) {
      count += 1
      if example == nil { example = difference() }
    }
  }

  /// From which effect to which.
  package struct EffectChange: Hashable, Comparable, Sendable {
    package let before: String
    package let after: String

    package static func < (a: EffectChange, b: EffectChange) -> Bool {
      (a.before, a.after) < (b.before, b.after)
    }
  }

  /// A name that determines what it did not, or does not any more.
  package struct NameChange: Hashable, Comparable, Sendable {
    package let effect: EffectChange
    package let name: String
    /// Whether it determines the answer now.
    package let isNew: Bool

    package static func < (a: NameChange, b: NameChange) -> Bool {
      if a.effect != b.effect { return a.effect < b.effect }
      return a.isNew != b.isNew ? a.isNew : Text(a.name) < Text(b.name)
    }
  }

  package internal(set) var decisions = 0
  package private(set) var same = 0
  /// Another effect.
  package private(set) var effects: [EffectChange: Change] = [:]
  /// The same effect for another cause, or by other names.
  package private(set) var reasons = Change()
  package private(set) var names: [NameChange: Change] = [:]
  package private(set) var obstacles: [ReplayObstacle: (count: Int, first: RecordID)] = [:]
  /// Decisions whose data was another version than what they were decided by again.
  package internal(set) var otherData = 0
  package internal(set) var otherZones = 0

  package var replayed: Int { decisions - obstacles.values.reduce(0) { $0 + $1.count } }
  package var isSame: Bool { same == replayed }

  mutating func note(_ obstacle: ReplayObstacle, _ record: StoredRecord) {
    obstacles[obstacle, default: (0, record.id)].count += 1
  }

  mutating func compare(_ record: StoredRecord, with decision: Decision) {
    let after = decision.determining
    let effect = EffectChange(before: record.effect, after: decision.effect.rawValue)
    let isSameReason = record.cause == decision.cause.rawValue && record.isDetermined(by: after)
    if effect.before == effect.after, isSameReason {
      same += 1
      return
    }
    let difference = {
      Difference(
        id: record.id, index: record.index, question: record.question,
        before: "\(record.effect), \(record.cause)" + Self.by(record.determining),
        after: "\(decision.effect.rawValue), \(decision.cause.rawValue)" + Self.by(after),
        explanation: decision.explanation.description)
    }
    if effect.before == effect.after {
      reasons.add(difference())
    } else {
      effects[effect, default: Change()].add(difference())
    }
    let before = Set(record.determining.map { Text($0) })
    let now = Set(after.map { Text($0) })
    for name in now.subtracting(before) {
      let change = NameChange(effect: effect, name: name.string, isNew: true)
      names[change, default: Change()].add(difference())
    }
    for name in before.subtracting(now) {
      let change = NameChange(effect: effect, name: name.string, isNew: false)
      names[change, default: Change()].add(difference())
    }
  }

  private static func by(_ names: [String]) -> String {
    names.isEmpty ? "" : " by " + names.joined(separator: ", ")
  }
}
