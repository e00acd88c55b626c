import RemitModel

/// The obligation to record what a request performs, kept from one decision to the next: making it
/// anew would allocate, and costs as much as deciding.
struct PerformObligations: ~Copyable {
  private struct Kept {
    let duties: [UInt32]
    let details: DecisionDetails
  }

  /// By action; those of the last request for it.
  private var kept: [Kept?] = []

  /// What is allowed because of who has performed what has to be recorded in turn.
  mutating func details(
    for performing: borrowing Stack<PerformedDuty>, by action: UInt32, _ snapshot: EngineSnapshot
  ) -> DecisionDetails {
    let action = Int(action)
    while kept.count <= action { kept.append(nil) }
    if let known = kept[action], Self.isOf(known.duties, performing) { return known.details }
    let ids = performing.array.map(\.duty)
    let duties = ids.map { snapshot.policy.duties[Int($0)] }
    let names = Set(duties.map { Text($0.name) }).sorted().map(\.string)
    let wires = Set(duties.map { Value.string($0.wire) })
    let made = DecisionDetails(
      obligations: [
        Obligation(name: Obligation.perform, record: ["duties": .set(wires)], by: names)
      ])
    kept[action] = Kept(duties: ids, details: made)
    return made
  }

  private static func isOf(
    _ duties: [UInt32], _ performing: borrowing Stack<PerformedDuty>
  ) -> Bool {
    guard duties.count == performing.count else { return false }
    for index in duties.indices where duties[index] != performing[index].duty { return false }
    return true
  }
}
