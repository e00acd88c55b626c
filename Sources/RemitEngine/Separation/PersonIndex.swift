import RemitCompiler
import RemitModel

/// Which accounts are one person, by each separation: made for the accounts that hold anything that
/// some separation keeps apart.
struct PersonIndex {
  /// What somebody has: the accounts, and the members that they have together.
  struct Suspect {
    var accounts: [UInt32]
    var bits: BitSet
    /// Whether the account's person cannot be established.
    var isUnknown = false
  }

  let snapshot: EngineSnapshot
  private let scratch: WorkingMemory

  init(_ snapshot: EngineSnapshot) {
    self.snapshot = snapshot
    scratch = WorkingMemory(snapshot)
  }

  /// - Returns: by person: an entity of the snapshot, or an account that stands for itself.
  mutating func suspects(
    under item: SeparationPlan.Item, among held: [(entity: UInt32, bits: BitSet)]
  ) -> [UInt32: Suspect] {
    var suspects: [UInt32: Suspect] = [:]
    let plan = snapshot.graph.separationPlan
    for (entity, bits) in held where plan.count(bits, of: item) > 0 {
      var person = entity
      var isUnknown = false
      if snapshot.isAccount(entity),
        snapshot.graph.identities[Int(item.separation)] != GraphDuty.none
      {
        if let known = self.person(of: entity, under: item) {
          person = known
        } else {
          isUnknown = true
        }
      }
      if suspects[person] == nil {
        suspects[person] = Suspect(accounts: [entity], bits: bits, isUnknown: isUnknown)
      } else {
        suspects[person]?.accounts.append(entity)
        suspects[person]?.bits.formUnion(bits)
      }
    }
    return suspects
  }

  /// Who an account is, by `by`; `nil` where that is not known.
  mutating func person(of account: UInt32, under item: SeparationPlan.Item) -> UInt32? {
    person(of: account, separation: item.separation)
  }

  /// The same by an index into the policy's separations, of any kind.
  mutating func person(of account: UInt32, separation: UInt32) -> UInt32? {
    let operand = snapshot.graph.identities[Int(separation)]
    guard operand != GraphDuty.none,
      let identity = snapshot.policy.separations[Int(separation)].identity
    else { return account }
    let value = scratch.scratch.evaluator.asking(as: account) { evaluator in
      evaluator.value(at: Int(operand), frameSize: UInt32(identity.frameSize))
    }
    return value.kind == .entity ? value.id : nil
  }
}
