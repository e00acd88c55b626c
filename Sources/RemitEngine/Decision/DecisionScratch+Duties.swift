import RemitCompiler
import RemitModel

/// A duty that the request performs; what cannot be established is `nil`.
struct PerformedDuty {
  let duty: UInt32
  let object: Slot?
  let person: Slot?
}

// What a request performs, and whether its person may: docs/separation-of-duties.md.
extension DecisionScratch {
  /// Finds out what the request performs if it is allowed. Where that cannot be told, it performs
  /// it.
  mutating func takeDuties() {
    guard snapshot.hasDuties else { return }
    for duty in snapshot.graph.dutyIndex.dutiesOfAction[Int(evaluator.facts.action)] {
      let program = snapshot.graph.duties[Int(duty)]
      if evaluator.holds(program.program).isFalse { continue }
      performing.append(
        PerformedDuty(
          duty: duty, object: entity(program.object, program),
          person: entity(program.person, program)))
    }
  }

  private mutating func entity(_ operand: UInt32, _ duty: GraphDuty) -> Slot? {
    let value = evaluator.value(at: Int(operand), frameSize: duty.program.frameSize)
    return value.kind == .entity ? value : nil
  }

  /// Looks at every separation that one of these duties belongs to.
  mutating func considerDutySeparations() {
    guard !performing.isEmpty else { return }
    var separations: Set<UInt32> = []
    for one in performing {
      separations.formUnion(snapshot.graph.dutyIndex.separationsOfDuty[Int(one.duty)])
    }
    for separation in separations.sorted() { considerDuties(under: separation) }
  }

  private mutating func considerDuties(under id: UInt32) {
    let separation = snapshot.policy.separations[Int(id)]
    guard case .duties(let members) = separation.members else { return }
    let own = performing.filter { members.contains(DutyID(Int($0.duty))) }
    var groups: [(object: Slot, person: Slot, duties: Set<UInt32>)] = []
    for one in own {
      guard let object = one.object, let person = one.person else {
        if waiver(of: id, for: one.person, on: one.object) != nil {
          reasons.waived.insert(id)
          continue
        }
        reasons.separations.append(id)
        return
      }
      if let index = groups.firstIndex(where: { $0.object == object && $0.person == person }) {
        groups[index].duties.insert(one.duty)
      } else {
        groups.append((object, person, [one.duty]))
      }
    }
    for group in groups {
      switch breach(members, separation, group.object, group.person, group.duties) {
      case .none: continue
      case .ledgerUnavailable:
        reasons.unanswered.append(id)
        return
      case .broken:
        if waiver(of: id, for: group.person, on: group.object) != nil {
          reasons.waived.insert(id)
          continue
        }
        reasons.separations.append(id)
        return
      }
    }
  }

  /// What the request performs of a separation's members.
  struct OwnDuties {
    var duties: [PerformedDuty]
    /// By object and person, as far as both can be established.
    var groups: [(object: Slot, person: Slot, duties: Set<UInt32>)] = []
    var isUnknown = false
  }

  mutating func performing(_ members: [DutyID]) -> OwnDuties {
    var own = OwnDuties(duties: performing.filter { members.contains(DutyID(Int($0.duty))) })
    for one in own.duties {
      guard let object = one.object, let person = one.person else {
        own.isUnknown = true
        continue
      }
      if let index = own.groups.firstIndex(where: { $0.object == object && $0.person == person }) {
        own.groups[index].duties.insert(one.duty)
      } else {
        own.groups.append((object, person, [one.duty]))
      }
    }
    return own
  }

  private enum Breach {
    case none
    case broken
    case ledgerUnavailable
  }

  /// Whether a person who performs these duties on the object would have more of the members than
  /// one may. Who cannot be told from that person counts as the same.
  private mutating func breach(
    _ members: [DutyID], _ separation: TypedSeparation, _ object: Slot, _ person: Slot,
    _ duties: Set<UInt32>
  ) -> Breach {
    let uid = evaluator.pool.uid(object.id, in: snapshot.policy.schema)
    guard let entries = evaluator.ledger.entries(about: uid) else { return .ledgerUnavailable }
    var count = duties.count
    for member in members where !duties.contains(UInt32(member.int)) {
      let wire = snapshot.policy[member].wire
      let recorded = entries.contains { entry in
        entry.duty == wire && counts(entry, separation) && isBy(person, entry, member)
      }
      if recorded || isKnown(person, for: member, object) { count += 1 }
      if count > separation.most { return .broken }
    }
    return count > separation.most ? .broken : .none
  }

  /// Whether an entry is recent enough.
  mutating func counts(_ entry: LedgerEntry, _ separation: TypedSeparation) -> Bool {
    guard let within = separation.within else { return true }
    let since = evaluator.facts.now.subtractingReportingOverflow(within.count)
    return since.overflow || entry.time.milliseconds > since.partialValue
  }

  /// The person recorded, or the one that the account is today.
  mutating func isBy(_ person: Slot, _ entry: LedgerEntry, _ duty: DutyID) -> Bool {
    let schema = snapshot.policy.schema
    if schema.entityType(wire: entry.person.type) != nil,
      evaluator.pool.intern(entry.person, in: schema) == person.id
    {
      return true
    }
    return evaluator.person(of: entry.principal, duty.int) == person
  }

  private mutating func isKnown(_ person: Slot, for duty: DutyID, _ object: Slot) -> Bool {
    switch evaluator.known(duty.int, object) {
    case .unknown: true
    case .persons(let persons): persons.contains(person)
    }
  }

  /// A waiver in force that lifts the separation for a person, or for the account where who it is
  /// is unknown.
  mutating func waiver(
    of separation: UInt32, for person: Slot?, on object: Slot?
  ) -> TypedWaiver? {
    let schema = snapshot.policy.schema
    let now = Instant(milliseconds: evaluator.facts.now)
    for waiver in snapshot.policy.waivers
    where waiver.separation.int == Int(separation) && waiver.isInForce(at: now) {
      let named = evaluator.pool.intern(waiver.person, in: schema)
      guard named == person?.id ?? evaluator.facts.principal else { continue }
      guard let scope = waiver.scope else { return waiver }
      let holder = evaluator.pool.intern(scope, in: schema)
      if let object, evaluator.lies(object.id, in: holder) { return waiver }
    }
    return nil
  }
}
