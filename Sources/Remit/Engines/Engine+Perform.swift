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
  ///   answered as the first time and recorded once.
  /// - Throws: what keeps the ledger from recording. Then nothing is allowed and nothing recorded.
  public func perform(
    _ request: Request, key: String? = nil
  ) async throws(LedgerError) -> Decision {
    if let key, let known = try await ledger.entries(underKey: Text(key)) {
      return answer(to: request, recordedAs: known)
    }
    for _ in 0..<Self.attemptsMax {
      try await ledger.refresh()
      // Read before the clock, so that the time is none before that of an entry that is seen.
      let reading = LedgerReading(ledger)
      let now = ledger.now()
      let attempt = places.decide { $0.attempt(request, now: now, reading: reading) }
      var decision = attempt.decision
      decision.origin = DecisionOrigin(request, ledger: reading.index, isPerforming: true)
      guard decision.isAllowed, !attempt.performances.isEmpty else { return decision }
      let appended = try await ledger.append(
        attempt.performances, decidedAt: decision.inputs.ledgerPosition, about: attempt.objects,
        time: decision.inputs.now, key: key.map { Text($0) })
      switch appended {
      case .appended: return decision
      case .repeated(let entries): return answer(to: request, recordedAs: entries)
      case .overtaken: continue
      }
    }
    throw .unavailable("others kept coming in between, \(Self.attemptsMax) times")
  }

  /// The same decision again: equal inputs give equal decisions.
  private func answer(to request: Request, recordedAs entries: [LedgerEntry]) -> Decision {
    let first = entries.first
    let reading = LedgerReading(ledger, before: first?.position)
    let now = first?.time ?? ledger.now()
    let attempt = places.decide { $0.attempt(request, now: now, reading: reading) }
    var decision = attempt.decision
    decision.origin = DecisionOrigin(request, ledger: reading.index, isPerforming: true)
    return decision
  }
}
