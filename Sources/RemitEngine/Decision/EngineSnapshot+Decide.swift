import RemitCompiler
package import RemitModel

extension EngineSnapshot {
  /// Decides one request, with all reasons.
  ///
  /// - Parameter now: the time where the request does not say one; the caller reads the clock.
  /// - Complexity: depends on the request's own ancestors, roles and candidates, not on the number
  ///   of rules, grants and entities.
  package func decide(
    _ request: Request, now: Instant, ledger: (any Ledger)? = nil
  ) -> Decision {
    var scratch = DecisionScratch(self)
    return decide(request, now: now, ledger: ledger, scratch: &scratch)
  }

  /// The same with working memory that is used again.
  ///
  /// - Parameter scratch: made for this snapshot.
  package func decide(
    _ request: Request, now: Instant, ledger: (any Ledger)? = nil,
    scratch: inout DecisionScratch
  ) -> Decision {
    let reading = ledger.map { LedgerReading($0) } ?? .unavailable
    return decide(request, now: now, reading: reading, scratch: &scratch)
  }

  /// The same with the ledger as it is read.
  package func decide(
    _ request: Request, now: Instant, reading: LedgerReading, scratch: inout DecisionScratch
  ) -> Decision {
    precondition(scratch.snapshot === self, "a scratch belongs to the snapshot it was made for")
    return scratch.decide(request, now: now, reading: reading)
  }

  /// Decides and keeps what was evaluated.
  package func decide(
    _ request: Request, now: Instant, ledger: (any Ledger)? = nil,
    recording trace: inout DecisionTrace
  ) -> Decision {
    var scratch = DecisionScratch(self)
    scratch.isRecording = true
    let decision = decide(request, now: now, ledger: ledger, scratch: &scratch)
    trace = scratch.trace
    return decision
  }
}

extension DecisionScratch {
  /// Whether anything that it decides depends on who has performed what.
  package var asksLedger: Bool {
    @inline(__always) mutating get { snapshot.hasDuties }
  }

  /// Decides one request by the snapshot that this is for, with all reasons unless one is enough.
  ///
  /// - Parameter now: the time where the request does not say one.
  package mutating func decide(
    _ request: Request, now: Instant, reading: LedgerReading
  ) -> Decision {
    if snapshot.hasDuties { evaluator.read(reading) }
    return decide(request, now: now)
  }

  /// The same where nothing depends on the ledger.
  package mutating func decide(_ request: Request, now: Instant) -> Decision {
    reset()
    let moment = request.content.fields.now ?? now
    switch translate(request, now: moment) {
    case .valid: return decide(now: moment, asked: request)
    case .invalid(let errors):
      return decision(.invalid, DeterminingIDs(), [], errors, now: moment, asked: request)
    case .unknown(let errors):
      return decision(.unmatched, DeterminingIDs(), [], errors, now: moment, asked: request)
    }
  }

  /// docs/language.md, section 11: grants give roles, any deny that applies wins, else any allow
  /// rule or permission of an active role allows.
  ///
  /// Denies are always all evaluated, and allows if no deny applies: a decision names everything
  /// that determined it, so nothing stops at the first. Unless one reason is enough: then it does,
  /// and of errors those are missing that belong to rules which were no longer needed. Separations
  /// are all looked at even so: they say which waivers were used.
  mutating func decide(now: Instant, asked: Request) -> Decision {
    let stopsAtFirst = canStopEarly()
    walk.stopsAtFirst = stopsAtFirst
    takeRoles()

    collectCandidates(deny: true)
    for index in 0..<candidates.count {
      if stopsAtFirst, reasons.hasHoldingDeny { break }
      considerDeny(candidates[index])
    }
    considerSeparations()
    if let cause = reasons.causeOfDeny() { return assembled(cause, now: now, asked: asked) }

    collectCandidates(deny: false)
    for index in 0..<candidates.count {
      if stopsAtFirst, !reasons.allows.isEmpty { break }
      considerAllow(candidates[index])
    }
    if !activeRoles.isEmpty, !stopsAtFirst || reasons.allows.isEmpty { considerPermissions() }
    if !reasons.allows.isEmpty || !reasons.roles.isEmpty {
      return assembled(.permitted, now: now, asked: asked)
    }
    return assembled(reasons.failures.isEmpty ? .unmatched : .failed, now: now, asked: asked)
  }

  /// What roles the principal has and uses. Nothing is done for what the policy does not have.
  @inline(__always)
  mutating func takeRoles() {
    if snapshot.hasSuspensions { takeSuspensions() }
    if !evaluator.view.grants.isEmpty { takeGrants() }
    if evaluator.facts.roles != nil || !authorizedRoles.isEmpty { activateRoles() }
  }

  @inline(__always)
  mutating func considerSeparations() {
    if snapshot.hasSuspensions { considerPermissionSeparations() }
    if snapshot.hasActiveSeparations { considerActiveSeparations() }
    guard snapshot.hasDuties else { return }
    takeDuties()
    considerDutySeparations()
  }

  /// Whether a candidate's clauses hold.
  @inline(__always)
  private mutating func holds(_ candidate: UInt32, _ rule: UInt32) -> Slot {
    candidate != rule ? .bool(true) : evaluator.holds(evaluator.view.rules[Int(rule)].program)
  }

  /// A deny applies if its clauses hold, and also if they cannot be evaluated.
  mutating func considerDeny(_ candidate: UInt32) {
    let rule = candidate & ~CandidateIndex.unconditional
    let result = holds(candidate, rule)
    if result.isFalse {
      note(.rule(Int(rule)), .didNotApply)
      return
    }
    reasons.denies.append(rule)
    if !fails(result, .rule(Int(rule))) {
      reasons.hasHoldingDeny = true
      note(.rule(Int(rule)), .applied)
    }
  }

  mutating func considerAllow(_ candidate: UInt32) {
    let rule = candidate & ~CandidateIndex.unconditional
    if applies(holds(candidate, rule), .rule(Int(rule))) { reasons.allows.append(rule) }
  }

  mutating func considerPermissions() {
    for place in 0..<activeRoles.count {
      let role = activeRoles[place]
      let number = evaluator.view.roles.permissions.find(evaluator.facts.entry, role)
      guard number != .max else { continue }
      if walk.stopsAtFirst, !reasons.roles.isEmpty { return }
      switch walk(permissions: number) {
      case .isUsed: reasons.roles.append(role)
      case .isUnused: break
      case .unknown: considerPermissions(in: number, of: role)
      }
    }
  }

  private mutating func considerPermissions(in number: UInt32, of role: UInt32) {
    let run = evaluator.view.roles.permissionRuns[Int(number)]
    var isUsed = false
    for index in Int(run.first)..<Int(run.first + run.count) {
      let permission = Int(evaluator.view.roles.permissionIDs[index])
      let result = evaluator.holds(evaluator.view.permissions[permission].program)
      if applies(result, .permission(permission)) { isUsed = true }
    }
    if isUsed { reasons.roles.append(role) }
  }

  /// Whether clauses hold. Where they err they do not, and the error is kept.
  mutating func applies(_ result: Slot, _ subject: Consideration.Subject) -> Bool {
    if fails(result, subject) { return false }
    note(subject, result.isTrue ? .applied : .didNotApply)
    return result.isTrue
  }

  private mutating func fails(_ result: Slot, _ subject: Consideration.Subject) -> Bool {
    guard result.isError, let error = result.evaluationError else { return false }
    reasons.failures.append(Reasons.Failure(subject: subject, error: error))
    note(subject, .erred(error))
    return true
  }

  private mutating func note(
    _ subject: Consideration.Subject, _ outcome: Consideration.Outcome
  ) {
    guard isRecording else { return }
    trace.considerations.append(Consideration(subject: subject, outcome: outcome))
  }
}
