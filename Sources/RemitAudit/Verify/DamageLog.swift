/// What was found wrong, in the order in which it stands in the trail; the rest is counted.
struct DamageLog: Sendable {
  static let kept = 100
  /// After so many nothing more is looked at.
  static let max = 1_000

  private(set) var damages: [TrailDamage] = []
  private(set) var leftOut = 0

  var count: Int { damages.count + leftOut }
  var isFull: Bool { count >= Self.max }

  mutating func add(_ damage: TrailDamage) {
    if damages.count < Self.kept { damages.append(damage) } else { leftOut += 1 }
  }

  /// Runs what may find damage, and notes it.
  ///
  /// - Returns: `nil` where it did.
  mutating func noting<Value>(
    _ body: () throws(TrailError) -> Value
  ) throws(TrailError) -> Value? {
    do throws(TrailError) {
      return try body()
    } catch .damaged(let damage) {
      add(damage)
      return nil
    }
  }
}
