import RemitCompiler
package import RemitModel

extension EngineSnapshot {
  /// See `Decision.explanation`.
  func explain(_ origin: DecisionOrigin, _ inputs: DecisionInputs) -> Explanation {
    explain(
      origin.request, now: inputs.now,
      reading: LedgerReading(source: origin.ledger, position: inputs.ledgerPosition),
      isPerforming: origin.isPerforming)
  }

  /// Decides a request and says why.
  ///
  /// - Parameter now: the time where the request does not say one.
  /// - Complexity: O(rules + permissions + grants), for a person to read.
  package func explain(
    _ request: Request, now: Instant, reading: LedgerReading = .unavailable,
    isPerforming: Bool = false
  ) -> Explanation {
    let moment = isPerforming ? now : request.now ?? now
    let memory = WorkingMemory(self)
    let decision =
      isPerforming
      ? memory.scratch.attempt(request, now: now, reading: reading).decision
      : decide(request, now: now, reading: reading, scratch: &memory.scratch)
    memory.scratch.reset()
    guard case .valid = memory.scratch.translate(request, now: moment) else {
      return Explanation(of: decision, asked: request)
    }
    let facts = memory.scratch.evaluator.facts
    // Once more, so that what was found on the way is at hand.
    _ = memory.scratch.decide(now: moment, asked: request)
    let findings = memory.scratch.separationFindings()
    let suspendedRoles = memory.scratch.suspendedRoles()
    let view = RequestEntityView(self, memory)
    let explainer = Explainer(
      policy: policy, grants: grants, view: view,
      combination: Combination(
        principal: EntityTypeID(Int(facts.principalType)), action: ActionID(Int(facts.action)),
        resource: EntityTypeID(Int(facts.resourceType))),
      principal: request.principal.uid, resource: request.resource.uid, context: view.context(),
      now: moment, namedRoles: facts.roles?.map { RoleID(Int($0)) },
      suspendedRoles: suspendedRoles, ledger: reading)
    return explainer.explain(decision, findings)
  }
}

/// Stored entities with what one request says of them, read through the engine's own evaluator, so
/// that an explanation sees exactly what the decision saw.
///
/// Made for one explanation on one thread.
final class RequestEntityView: EntityView {
  private let snapshot: EngineSnapshot
  private let memory: WorkingMemory

  init(_ snapshot: EngineSnapshot, _ memory: WorkingMemory) {
    self.snapshot = snapshot
    self.memory = memory
  }

  private var schema: Schema { snapshot.policy.schema }

  func attribute(_ name: String, of uid: EntityUID) -> Value? {
    guard let type = schema.entityType(wire: uid.type),
      let column = schema[type].attributes.attributes.firstIndex(where: { $0.name == name })
    else { return nil }
    let entity = memory.scratch.evaluator.pool.intern(uid, in: schema)
    return memory.scratch.evaluator.pool.value(
      memory.scratch.evaluator.slot(ofColumn: column, of: entity), in: schema)
  }

  func lies(_ uid: EntityUID, in ancestor: EntityUID) -> Bool {
    let entity = memory.scratch.evaluator.pool.intern(uid, in: schema)
    let above = memory.scratch.evaluator.pool.intern(ancestor, in: schema)
    return memory.scratch.evaluator.lies(entity, in: above)
  }

  /// By Remit names.
  func context() -> [Text: Value] {
    let record = memory.scratch.evaluator.contextRecord()
    guard case .record(let entries)? = memory.scratch.evaluator.pool.value(record, in: schema)
    else { return [:] }
    return entries
  }
}
