import RemitModel

// What a request performs, and whether its person may.
extension ReferenceEvaluator {
  struct Performing {
    let duty: DutyID
    let object: EntityUID?
    let person: EntityUID?
  }

  /// What the request performs if it is allowed; where that cannot be told, it performs it.
  func performing(_ request: ValidRequest, _ situation: ReferenceSituation) -> [Performing] {
    policy.duties.enumerated().compactMap { index, duty in
      guard duty.actions.contains(request.combination.action),
        situation.holds(duty.clauses, frameSize: duty.frameSize) != .success(false)
      else { return nil }
      let frame = [Value?](repeating: nil, count: duty.frameSize)
      var object: EntityUID?
      if case .success(.entity(let found)) = situation.evaluate(duty.object, frame) {
        object = found
      }
      return Performing(
        duty: DutyID(index), object: object,
        person: situation.person(
          of: situation.principal, by: duty.person, frameSize: duty.frameSize))
    }
  }

  /// The separations of duties that the request breaks, and those that the ledger cannot answer.
  func brokenDuties(
    _ performing: [Performing], _ situation: ReferenceSituation
  ) -> (broken: [TypedSeparation], unanswered: [TypedSeparation]) {
    var broken: [TypedSeparation] = []
    var unanswered: [TypedSeparation] = []
    for separation in policy.separations {
      guard case .duties(let members) = separation.members else { continue }
      let own = performing.filter { members.contains($0.duty) }
      if own.contains(where: { isUnknown($0) && !isWaived(separation, $0, situation) }) {
        broken.append(separation)
        continue
      }
      let known = own.filter { !isUnknown($0) }
      if known.isEmpty { continue }
      guard let history = situation.history else {
        unanswered.append(separation)
        continue
      }
      let isBroken = known.contains { one in
        guard let object = one.object, let person = one.person else { return true }
        let now = known.filter { $0.object == object && $0.person == person }.map(\.duty)
        let since = separation.within.map {
          situation.now.milliseconds.subtractingReportingOverflow($0.count)
        }
        let had = members.filter { member in
          now.contains(member)
            || situation.hasPerformed(
              person, member, on: object,
              since: since.flatMap {
                $0.overflow ? nil : Instant(milliseconds: $0.partialValue)
              }, in: history)
        }
        return had.count > separation.most && !isWaived(separation, one, situation)
      }
      if isBroken { broken.append(separation) }
    }
    return (broken, unanswered)
  }

  private func isUnknown(_ one: Performing) -> Bool { one.object == nil || one.person == nil }

  /// Whether a waiver in force names the person, or the account where the person is unknown, and
  /// holds the object.
  private func isWaived(
    _ separation: TypedSeparation, _ one: Performing, _ situation: ReferenceSituation
  ) -> Bool {
    policy.waivers.contains { waiver in
      policy[waiver.separation].name == separation.name && waiver.isInForce(at: situation.now)
        && waiver.person == one.person ?? situation.principal
        && (waiver.scope.map { scope in
          one.object.map { situation.lies($0, in: scope) } ?? false
        } ?? true)
    }
  }

  /// Tells whoever enforces the decision to have it recorded.
  func performObligation(_ performing: [Performing]) -> [Obligation] {
    if performing.isEmpty { return [] }
    let duties = performing.map { policy[$0.duty] }
    return [
      Obligation(
        name: "remit.perform", record: ["duties": .set(Set(duties.map { .string($0.wire) }))],
        by: sortedByBytes(duties.map(\.name)))
    ]
  }
}
