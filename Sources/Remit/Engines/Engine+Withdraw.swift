import RemitEngine
public import RemitModel

extension Engine {
  private static let withdrawalAttemptsMax = 1_000

  /// Takes an entry of the ledger back, if the policy lets the principal.
  ///
  /// What is decided is the built-in action `remit.withdraw` on what the entry's duty was performed
  /// on, with `duty` (its wire name) and `entry` (its position) in the context; a policy that says
  /// nothing of `remit.withdraw` denies it. Deciding and taking back are one step, as in `perform`:
  /// if anything that the decision read changes in between, it is decided again. The entry stays,
  /// and a separation still counts it.
  ///
  /// - Parameters:
  ///   - principal: who asks.
  ///   - because: why; the ledger keeps it.
  /// - Throws: `noSuchEntry`, `withdrawnBefore`, or what keeps the ledger from recording. Then
  ///   nothing is taken back.
  public func withdraw(
    entry: UInt64, by principal: RequestEntity, because: String, roles: [Text]? = nil
  ) async throws(LedgerError) -> Decision {
    for _ in 0..<Self.withdrawalAttemptsMax {
      try await ledger.refresh()
      let reading = LedgerReading(ledger)
      guard let known = ledger.index.entry(at: entry) else { throw .noSuchEntry(entry) }
      if known.withdrawnAt != nil { throw .withdrawnBefore(entry) }
      let request = Request(
        principal: principal, action: Action.withdrawal, resource: RequestEntity(known.object),
        context: [
          "duty": .string(known.duty), "entry": .int(Int64(clamping: entry)),
        ], roles: roles)
      let now = ledger.now()
      let attempt = places.decide { $0.attempt(request, now: now, reading: reading) }
      var decision = attempt.decision
      // Of a policy that does not say who may: nobody.
      if !attempt.namesWithdrawal { decision = decision.unmatched }
      decision.origin = DecisionOrigin(request, ledger: reading.source, isPerforming: true)
      guard decision.isAllowed else { return decision }
      let position = try await ledger.withdraw(
        entry: entry, because: because, by: principal.uid,
        decided: LedgerDecided(
          at: decision.inputs.ledgerPosition, about: attempt.objects.union([known.object])))
      if position != nil { return decision }
    }
    throw .unavailable("others kept coming in between, \(Self.withdrawalAttemptsMax) times")
  }
}
