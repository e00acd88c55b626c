import RemitEngine
public import RemitModel

extension Engine {
  /// How often a request is decided again because another came in between. Each time somebody
  /// else's was recorded, so that in practice it ends soon.
  private static let attemptsMax = 1_000

  /// Decides a request and, if it is allowed, records the duties that it performs, in one step: of
  /// two requests that together would break a separation exactly one is allowed, across threads
  /// and, with a ledger on disk, across processes.
  ///
  /// The time is the ledger's clock, whatever the request says. A request that performs a duty for
  /// a person who cannot be established is denied, as nobody could be credited.
  ///
  /// - Parameter key: an idempotency key: a request that is sent again with the same key is
  ///   answered as the first time and recorded once. A key that was used for another request, by
  ///   another principal or about another object, is refused.
  /// - Throws: what keeps the ledger from recording. Then nothing is allowed and nothing recorded.
  public func perform(
    _ request: Request, key: String? = nil
  ) async throws(LedgerError) -> Decision {
    try await performed(request, key: key, named: "").decision
  }

  /// What `perform` came to.
  struct Performed: Sendable {
    let decision: Decision
    /// What the ledger holds of it: nothing of a deny, nor where no duty is performed.
    let entries: [LedgerEntry]
    /// Names of the roles that were active, where they are asked for.
    let activeRoles: [String]
  }

  /// - Parameter name: of the decision, which stands in the entries; where it is empty, nobody asks
  ///   for the roles.
  func performed(
    _ request: Request, key: String?, named name: Text
  ) async throws(LedgerError) -> Performed {
    if let key, let known = try await ledger.entries(underKey: Text(key)) {
      return try answer(to: request, recordedAs: known, under: key, named: name)
    }
    for _ in 0..<Self.attemptsMax {
      try await ledger.refresh()
      // Read before the clock, so that the time is none before that of an entry that is seen.
      let reading = LedgerReading(ledger)
      let now = ledger.now()
      let (attempt, roles) = attempt(request, now: now, reading: reading, named: name)
      var decision = attempt.decision
      decision.origin = DecisionOrigin(request, ledger: reading.source, isPerforming: true)
      guard decision.isAllowed, !attempt.performances.isEmpty else {
        return Performed(decision: decision, entries: [], activeRoles: roles)
      }
      let appended = try await ledger.append(
        attempt.performances.map { $0.named(name) }, decidedAt: decision.inputs.ledgerPosition,
        about: attempt.objects, time: decision.inputs.now, key: key.map { Text($0) })
      switch appended {
      case .appended(let entries):
        return Performed(decision: decision, entries: entries, activeRoles: roles)
      case .repeated(let entries):
        return try answer(to: request, recordedAs: entries, under: key ?? "", named: name)
      case .overtaken: continue
      }
    }
    throw .unavailable("others kept coming in between, \(Self.attemptsMax) times")
  }

  private func attempt(
    _ request: Request, now: Instant, reading: LedgerReading, named name: Text
  ) -> (Attempt, [String]) {
    places.decide { scratch in
      let attempt = scratch.attempt(request, now: now, reading: reading)
      return (attempt, name == "" ? [] : scratch.activeRoleNames())
    }
  }

  /// The same decision again: equal inputs give equal decisions.
  ///
  /// - Throws: if what would be recorded is not what was: an allow would then leave no trace.
  private func answer(
    to request: Request, recordedAs known: [LedgerEntry], under key: String, named name: Text
  ) throws(LedgerError) -> Performed {
    guard
      known.allSatisfy({ $0.principal == request.principal.uid && $0.action == request.action })
    else { throw .keyOfAnotherRequest(key) }
    let first = known.first
    let reading = LedgerReading(ledger, before: first?.position)
    let now = first?.time ?? ledger.now()
    let (attempt, roles) = attempt(request, now: now, reading: reading, named: name)
    // Not by person: the account may be another person's since.
    let isRecorded = attempt.performances.allSatisfy { performance in
      known.contains { entry in
        entry.duty == performance.duty && entry.object == performance.object
          && entry.version == performance.version
      }
    }
    guard isRecorded else { throw .keyOfAnotherRequest(key) }
    var decision = attempt.decision
    decision.origin = DecisionOrigin(request, ledger: reading.source, isPerforming: true)
    return Performed(decision: decision, entries: known, activeRoles: roles)
  }
}
