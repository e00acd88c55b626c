import RemitCompiler
package import RemitModel

/// A decision with what has to be recorded if it stands.
package struct Attempt: Sendable {
  package let decision: Decision
  /// The duties that the request performs; empty if it is denied, or performs none.
  package let performances: [Performance]
  /// What the decision read the ledger about.
  package let objects: Set<EntityUID>
  /// Whether the policy says who may take entries back.
  package let namesWithdrawal: Bool
}

extension DecisionScratch {
  /// Decides a request that will be recorded if it is allowed.
  ///
  /// - Parameter now: the ledger's clock; what the request says of the time is not believed.
  package mutating func attempt(
    _ request: Request, now: Instant, reading: LedgerReading
  ) -> Attempt {
    var asked = request
    asked.now = now
    namesOneReason = false
    isPerforming = true
    defer { isPerforming = false }
    let decision = decide(asked, now: now, reading: reading)
    let objects = ledgerObjects()
    guard decision.isAllowed else { return attempt(decision, [], about: objects) }
    var performances: [Performance] = []
    var about = objects
    for one in performing.array {
      guard let performance = performance(of: one, asked) else {
        return attempt(refusal(of: one, now: now, asked: asked), [], about: objects)
      }
      about.insert(performance.object)
      performances.append(performance)
    }
    return attempt(decision, performances, about: about)
  }

  /// What the decision read the ledger about.
  private mutating func ledgerObjects() -> Set<EntityUID> {
    Set(evaluator.ledgerObjects.array.map { evaluator.pool.uid($0, in: snapshot.policy.schema) })
  }

  private mutating func attempt(
    _ decision: Decision, _ performances: [Performance], about objects: Set<EntityUID>
  ) -> Attempt {
    Attempt(
      decision: decision, performances: performances, objects: objects,
      namesWithdrawal: snapshot.policy.schema.actionsByWire[Action.withdrawal] != nil)
  }
}

extension DecisionScratch {
  /// What is recorded of a duty; `nil` where nobody could be credited or nothing named.
  mutating func performance(of one: PerformedDuty, _ request: Request) -> Performance? {
    guard let object = one.object, let person = one.person else { return nil }
    let schema = snapshot.policy.schema
    let program = snapshot.graph.duties[Int(one.duty)]
    var version: Text?
    if program.version != GraphDuty.none {
      let value = evaluator.value(
        at: Int(program.version), frameSize: program.objectFrameSize, of: object)
      if case .string(let text)? = evaluator.pool.value(value, in: schema) { version = text }
    }
    return Performance(
      duty: snapshot.policy.duties[Int(one.duty)].wire,
      object: evaluator.pool.uid(object.id, in: schema), version: version,
      person: evaluator.pool.uid(person.id, in: schema), principal: request.principal.uid,
      action: request.action, decision: "")
  }

  /// The answer where a duty cannot be recorded.
  mutating func refusal(of one: PerformedDuty, now: Instant, asked: Request) -> Decision {
    let name = snapshot.policy.duties[Int(one.duty)].name
    let isPersonUnknown = one.person == nil
    let error = DecisionError(
      code: isPersonUnknown ? .personUnknown : .objectUnknown, name: name,
      message: isPersonUnknown
        ? "who performs `\(name)` cannot be established, so it cannot be recorded"
        : "what `\(name)` is performed on cannot be established, so it cannot be recorded")
    return decision(
      .failed, DeterminingIDs([DeterminingID(.duty, one.duty)]), [], [error], now: now,
      asked: asked)
  }
}
