import RemitCompiler
import RemitModel

// What a request performs, and what was performed before, in words.
extension DecisionScratch {
  /// How many entries of one duty are shown; those that count come first.
  private static let entriesShownMax = 5

  /// `nil` where the request's action performs none of the members whatever the conditions say.
  mutating func dutyFinding(_ members: [DutyID], _ id: UInt32) -> SeparationFinding? {
    let possible = snapshot.graph.dutyIndex.dutiesOfAction[Int(evaluator.facts.action)]
    let concerned = members.filter { possible.contains(UInt32($0.int)) }
    guard !concerned.isEmpty else { return nil }
    var finding = SeparationFinding(SeparationID(Int(id)))
    let own = performing(members)
    for duty in concerned where !own.duties.contains(where: { $0.duty == UInt32(duty.int) }) {
      finding.remarks.append(
        "this request does not perform \(snapshot.policy[duty].name): its conditions do not hold")
    }
    for one in own.duties { finding.remarks.append(words(for: one)) }
    if own.isUnknown {
      finding.remarks.append("what cannot be established counts as the same")
      let object = own.duties.compactMap(\.object).first
      settle(&finding, waivedBy: waiver(of: id, for: nil, on: object), unknown(own))
      return finding
    }
    for group in own.groups { consider(group, members, &finding) }
    return finding
  }

  private mutating func words(for one: PerformedDuty) -> String {
    let name = snapshot.policy.duties[Int(one.duty)].name
    let object = one.object.map { "on \(uid($0))" } ?? "on what cannot be established"
    let person = one.person.map { "as \(uid($0))" } ?? "as a person who cannot be established"
    return "this request performs \(name) \(object) \(person)"
  }

  private mutating func unknown(_ own: OwnDuties) -> String {
    let one = own.duties.first { $0.person == nil || $0.object == nil }
    let name = one.map { snapshot.policy.duties[Int($0.duty)].name } ?? ""
    return one?.person == nil
      ? "who performs \(name) cannot be established"
      : "what \(name) is performed on cannot be established"
  }

  mutating func uid(_ slot: Slot) -> EntityUID {
    evaluator.pool.uid(slot.id, in: snapshot.policy.schema)
  }

  /// A breach shows only where none was shown before that no waiver lifts.
  private mutating func settle(
    _ finding: inout SeparationFinding, waivedBy waiver: TypedWaiver?, _ inShort: String
  ) {
    if let waiver {
      if finding.outcome == .doesNotApply { finding.outcome = .waived }
      finding.remarks.append(words(for: waiver))
    } else if finding.outcome != .applies {
      finding.outcome = .applies
      finding.inShort = inShort
    }
  }

  private mutating func consider(
    _ group: (object: Slot, person: Slot, duties: Set<UInt32>), _ members: [DutyID],
    _ finding: inout SeparationFinding
  ) {
    let separation = snapshot.policy.separations[finding.separation.int]
    let object = uid(group.object)
    guard let entries = evaluator.ledger.entries(about: object) else {
      finding.remarks.append("the ledger cannot be asked what was performed on \(object)")
      if finding.outcome != .applies { finding.outcome = .appliesByError }
      return
    }
    var earlier: [String] = []
    var count = group.duties.count
    for member in members where !group.duties.contains(UInt32(member.int)) {
      var evidence = Evidence()
      let wire = snapshot.policy[member].wire
      for entry in entries where entry.duty == wire {
        take(entry, of: member, by: group.person, finding.separation, &evidence)
      }
      takeKnown(member, object: group.object, person: group.person, &evidence)
      finding.remarks += shown(evidence, "\(snapshot.policy[member].name) on \(object)")
      guard let short = evidence.inShort else { continue }
      count += 1
      earlier.append(short)
    }
    guard count > separation.most else { return }
    settle(
      &finding,
      waivedBy: waiver(of: UInt32(finding.separation.int), for: group.person, on: group.object),
      inShort(group, object, earlier))
  }

  private mutating func inShort(
    _ group: (object: Slot, person: Slot, duties: Set<UInt32>), _ object: EntityUID,
    _ earlier: [String]
  ) -> String {
    let names = group.duties.sorted().map { snapshot.policy.duties[Int($0)].name }
      .joined(separator: " and ")
    guard !earlier.isEmpty else {
      return "\(uid(group.person)) would perform \(names) on \(object) at once"
    }
    return "\(uid(group.person)) \(earlier.joined(separator: " and ")) on \(object), and would"
      + " perform \(names) too"
  }

  // MARK: What was performed before

  /// What speaks of one duty on one object.
  private struct Evidence {
    var counting: [String] = []
    var others: [String] = []
    /// The first that counts, as a part of a sentence; `nil` where none does.
    var inShort: String?
  }

  private mutating func shown(_ evidence: Evidence, _ what: String) -> [String] {
    let all = evidence.counting + evidence.others
    guard !all.isEmpty else { return ["nothing is recorded of \(what)"] }
    var shown = Array(all.prefix(Self.entriesShownMax))
    if all.count > shown.count { shown.append("\(all.count - shown.count) more of \(what)") }
    return shown
  }

  private mutating func take(
    _ entry: LedgerEntry, of duty: DutyID, by person: Slot, _ separation: SeparationID,
    _ evidence: inout Evidence
  ) {
    let name = snapshot.policy[duty].name
    let text = "earlier: \(name) on \(words(for: entry))"
    guard isBy(person, entry, duty) else {
      evidence.others.append("\(text): somebody else")
      return
    }
    let today = entry.person == uid(person) ? "" : ", whose account is \(uid(person)) today"
    guard counts(entry, under: UInt32(separation.int)) else {
      evidence.others.append("\(text)\(today): too long ago to count")
      return
    }
    evidence.counting.append(text + today)
    if evidence.inShort == nil {
      evidence.inShort = "performed \(name) (entry \(entry.position), \(entry.time))"
    }
  }

  /// `Change::"c1", version "a1", by Person::"ada" through User::"ada" at …, entry 3`
  private mutating func words(for entry: LedgerEntry) -> String {
    var text = "\(entry.object)"
    if let version = entry.version { text += ", version \(quoted(version.string))," }
    text += " by \(entry.person)"
    if entry.principal != entry.person { text += " through \(entry.principal)" }
    text += " at \(entry.time), entry \(entry.position)"
    if !entry.decision.string.isEmpty { text += " of decision \(entry.decision)" }
    if entry.isWithdrawn(at: evaluator.ledger.position) {
      text += ", withdrawn, which separations do not heed"
    }
    return text
  }

  private mutating func takeKnown(
    _ duty: DutyID, object: Slot, person: Slot, _ evidence: inout Evidence
  ) {
    let name = snapshot.policy[duty].name
    switch evaluator.known(duty.int, object) {
    case .unknown:
      evidence.counting.append(
        "who is known to have performed \(name) on \(uid(object)) cannot be established, and"
          + " counts as \(uid(person))")
      evidence.inShort =
        evidence.inShort ?? "may have performed \(name) (who has cannot be established)"
    case .persons(let persons):
      for known in persons {
        let text = "known: \(name) on \(uid(object)) by \(uid(known))"
        if known == person {
          evidence.counting.append(text)
          evidence.inShort = evidence.inShort ?? "is known to have performed \(name)"
        } else {
          evidence.others.append("\(text): somebody else")
        }
      }
    }
  }
}
