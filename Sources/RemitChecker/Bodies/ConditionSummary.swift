import RemitModel

/// What callers need to know of a condition.
struct ConditionSummary {
  /// Something that holds of a parameter, or of a place below it, where the condition is true (or
  /// where it is false).
  struct Fact {
    let slot: Int
    let steps: [PathTable.Step]
    /// The types that are left; `nil` means that the place is present.
    let types: [EntityTypeID]?
  }

  /// `nil` where a parameter's type is not understood.
  let parameters: [ValueType?]
  let result: ValueType?
  let ifTrue: [Fact]
  let ifFalse: [Fact]
  let possibleErrors: Set<RuntimeErrorCode>
  /// Parameters whose required attributes are read: an error if the entity passed is not stored.
  let parametersRead: Set<Int>
  let mentionsNow: Bool
  let measure: Measure

  static func facts(_ learned: Learned, _ paths: PathTable, parameterCount: Int) -> [Fact] {
    var facts: [Fact] = []
    for (path, types) in learned.present.map({ ($0, [EntityTypeID]?.none) })
      + learned.types.map({ ($0, Optional($1)) })
    {
      guard let slot = paths.local(atRootOf: path), slot < parameterCount,
        let steps = paths.steps(of: path, belowLocal: slot)
      else { continue }
      facts.append(Fact(slot: slot, steps: steps, types: types))
    }
    return facts
  }
}
