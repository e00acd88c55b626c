import RemitModel

// Who has performed what, read off the whole history.
extension ReferenceSituation {
  /// `performed(duty, object)`: those recorded for the object's present version and not withdrawn,
  /// and those whom the object itself knows.
  func performed(_ id: DutyID, on object: EntityUID, at site: Site) -> Outcome {
    guard let history else { return fail(.ledgerUnavailable, at: site) }
    let duty = policy[id]
    var persons: Set<Value> = []
    var version: Value?
    if let expression = duty.version {
      guard case .success(let present) = evaluate(expression, frame(of: object, duty)) else {
        return fail(.objectUnknown, at: site)
      }
      version = present
    }
    for entry in history where entry.duty == duty.wire && entry.object == object {
      let isOfVersion = version.map { $0 == entry.version.map { .string($0) } } ?? true
      if entry.withdrawnAt == nil && isOfVersion { persons.insert(.entity(entry.person)) }
    }
    guard let known = known(id, on: object) else { return fail(.personUnknown, at: site) }
    return .success(.set(persons.union(known.map { .entity($0) })))
  }

  /// Whom an object knows to have performed a duty; `nil` where it cannot be told.
  func known(_ id: DutyID, on object: EntityUID) -> Set<EntityUID>? {
    guard let expression = policy[id].knownAs else { return [] }
    switch evaluate(expression, frame(of: object, policy[id])) {
    case .success(.entity(let person)): return [person]
    case .success(.set(let values)):
      return Set(values.compactMap { if case .entity(let person) = $0 { person } else { nil } })
    case .success, .failure: return nil
    }
  }

  /// Who an account is, by a duty or by a separation; `nil` where it cannot be told.
  func person(of account: EntityUID, by expression: TypedExpression, frameSize: Int) -> EntityUID? {
    let asked = asking(as: account)
    guard
      case .success(.entity(let person)) = asked.evaluate(
        expression, [Value?](repeating: nil, count: frameSize))
    else { return nil }
    return person
  }

  /// Whether a person has performed a duty on an object, whatever its version and withdrawn or not:
  /// whoever cannot be told from the person counts as the same.
  ///
  /// - Parameter since: entries of this time and before do not count.
  func hasPerformed(
    _ person: EntityUID, _ id: DutyID, on object: EntityUID, since: Instant?,
    in history: [LedgerEntry]
  ) -> Bool {
    let duty = policy[id]
    let isRecorded = history.contains { entry in
      guard entry.duty == duty.wire, entry.object == object else { return false }
      if let since, entry.time <= since { return false }
      let today = self.person(of: entry.principal, by: duty.person, frameSize: duty.frameSize)
      return entry.person == person || today == person
    }
    return isRecorded || known(id, on: object)?.contains(person) ?? true
  }

  private func frame(of object: EntityUID, _ duty: TypedDuty) -> [Value?] {
    [.entity(object)] + [Value?](repeating: nil, count: max(duty.objectFrameSize - 1, 0))
  }

  /// The same situation asked about by another account, which sends nothing.
  private func asking(as account: EntityUID) -> ReferenceSituation {
    if account == principal { return self }
    return ReferenceSituation(
      policy: policy, attributes: attributes, parents: parents, stored: stored,
      principal: account, resource: resource, context: [:], now: now, history: history)
  }
}
