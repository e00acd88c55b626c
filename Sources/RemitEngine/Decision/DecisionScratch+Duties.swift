import RemitCompiler
import RemitModel

/// A duty that the request performs; what cannot be established is `nil`.
struct PerformedDuty: BitwiseCopyable {
  let duty: UInt32
  let object: Slot?
  let person: Slot?
}

// What a request performs, and whether its person may: docs/separation-of-duties.md.
extension DecisionScratch {
  /// Finds out what the request performs if it is allowed. Where that cannot be told, it performs
  /// it.
  mutating func takeDuties() {
    for duty in evaluator.view.duties.ofActions[evaluator.facts.action] {
      let program = evaluator.view.duties.duties[Int(duty)]
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

  /// Looks at every separation that one of these duties belongs to, in their order.
  mutating func considerDutySeparations() {
    guard !performing.isEmpty else { return }
    dutySeparations.removeAll()
    for index in 0..<performing.count {
      for separation in evaluator.view.duties.ofDuties[performing[index].duty]
      where !dutySeparations.contains(separation) {
        dutySeparations.append(separation)
      }
    }
    dutySeparations.sort()
    for index in 0..<dutySeparations.count { considerDuties(under: dutySeparations[index]) }
  }

  private mutating func considerDuties(under id: UInt32) {
    for index in 0..<performing.count where isMember(performing[index].duty, of: id) {
      let one = performing[index]
      if one.object != nil && one.person != nil { continue }
      if waiver(of: id, for: one.person, on: one.object) == nil {
        reasons.separations.append(id)
        return
      }
      reasons.waived.insert(id)
    }
    for index in 0..<performing.count where beginsGroup(index, under: id) {
      guard let object = performing[index].object, let person = performing[index].person else {
        continue
      }
      switch breach(id, object, person) {
      case .none: continue
      case .ledgerUnavailable:
        reasons.unanswered.append(id)
        return
      case .broken:
        if waiver(of: id, for: person, on: object) == nil {
          reasons.separations.append(id)
          return
        }
        reasons.waived.insert(id)
      }
    }
  }

  private mutating func isMember(_ duty: UInt32, of separation: UInt32) -> Bool {
    evaluator.view.duties.members[separation].contains(duty)
  }

  /// Whether it is the first member that the request performs on an object by a person.
  private mutating func beginsGroup(_ index: Int, under separation: UInt32) -> Bool {
    let one = performing[index]
    guard isMember(one.duty, of: separation) else { return false }
    for before in 0..<index
    where performing[before].object == one.object && performing[before].person == one.person
      && isMember(performing[before].duty, of: separation)
    {
      return false
    }
    return true
  }

  private mutating func performs(_ duty: UInt32, _ object: Slot, _ person: Slot) -> Bool {
    for index in 0..<performing.count
    where performing[index].duty == duty && performing[index].object == object
      && performing[index].person == person
    {
      return true
    }
    return false
  }

  /// What the request performs of a separation's members.
  struct OwnDuties {
    var duties: [PerformedDuty]
    /// By object and person, as far as both can be established.
    var groups: [(object: Slot, person: Slot, duties: Set<UInt32>)] = []
    var isUnknown = false
  }

  mutating func performing(_ members: [DutyID]) -> OwnDuties {
    var own = OwnDuties(duties: performing.array.filter { members.contains(DutyID(Int($0.duty))) })
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

  /// Whether a person who performs what the request does on the object would have more of the
  /// members than one may. Who cannot be told from that person counts as the same.
  private mutating func breach(_ id: UInt32, _ object: Slot, _ person: Slot) -> Breach {
    guard let ledger = evaluator.ledger.view else { return .ledgerUnavailable }
    evaluator.ledgerObjects.append(object.id)
    let separation = evaluator.view.duties.separations[Int(id)]
    let members = evaluator.view.duties.members[id]
    var record = PersonalRecord(
      newest: ledger.newestRow(
        about: evaluator.number(of: object.id, in: ledger, isMetAgain: false)),
      person: person, since: since(separation))
    var count = 0
    for member in members where performs(member, object, person) { count += 1 }
    for member in members where !performs(member, object, person) {
      if hasPerformed(member, &record, ledger)
        || evaluator.isKnown(person, for: Int(member), object)
      {
        count += 1
      }
      if count > separation.most { return .broken }
    }
    return count > separation.most ? .broken : .none
  }

  /// What was recorded of an object, as it concerns one person.
  private struct PersonalRecord {
    /// The newest row; 0 where there is none.
    let newest: UInt32
    let person: Slot
    /// The person's number, once it was looked up; 0 where nothing was recorded of it.
    var number: UInt32?
    /// Older entries do not count.
    let since: Int64?
  }

  private mutating func hasPerformed(
    _ duty: UInt32, _ record: inout PersonalRecord, _ ledger: LedgerView
  ) -> Bool {
    if record.newest == 0 { return false }
    let name = evaluator.ledgerNumbers.number(ofDuty: Int(duty), ledger)
    if name == 0 { return false }
    let number =
      record.number ?? evaluator.number(of: record.person.id, in: ledger, isMetAgain: true)
    record.number = number
    let position = evaluator.ledger.position
    var next = record.newest
    while next != 0 {
      let row = ledger.row(next)
      next = row.previous
      guard row.duty == name, row.position <= position else { continue }
      if let since = record.since, row.time <= since { continue }
      if row.person == number { return true }
      let today = evaluator.person(ofAccount: row.principal, Int(duty), in: ledger)
      if today == record.person { return true }
    }
    return false
  }

  /// Entries of this time or before do not count under the separation; `nil` where all count.
  private mutating func since(_ separation: DutySeparation) -> Int64? {
    guard let within = separation.within else { return nil }
    let since = evaluator.facts.now.subtractingReportingOverflow(within)
    return since.overflow ? nil : since.partialValue
  }

  /// Whether an entry is recent enough to count under a separation.
  mutating func counts(_ entry: LedgerEntry, under separation: UInt32) -> Bool {
    guard let since = since(evaluator.view.duties.separations[Int(separation)]) else { return true }
    return entry.time.milliseconds > since
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

  /// A waiver in force that lifts the separation for a person, or for the account where who it is
  /// is unknown.
  mutating func waiver(
    of separation: UInt32, for person: Slot?, on object: Slot?
  ) -> TypedWaiver? {
    guard evaluator.view.duties.separations[Int(separation)].hasWaivers else { return nil }
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
