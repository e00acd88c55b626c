import RemitCompiler
package import RemitModel

extension EngineSnapshot: DecisionExplainer {
  /// See `Decision.explanation`.
  package func explain(_ origin: DecisionOrigin, _ inputs: DecisionInputs) -> Explanation {
    explain(
      origin.request, now: inputs.now,
      reading: LedgerReading(index: origin.ledger, position: inputs.ledgerPosition),
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
    var scratch = DecisionScratch(self)
    let decision =
      isPerforming
      ? attempt(request, now: now, reading: reading, scratch: &scratch).decision
      : decide(request, now: now, reading: reading, scratch: &scratch)
    scratch.reset()
    guard case .valid = scratch.translate(request, now: moment) else {
      return Explanation(of: decision, asked: request)
    }
    let facts = scratch.evaluator.facts
    let view = RequestEntityView(self, scratch.evaluator)
    // Once more, so that what was found on the way is at hand.
    _ = scratch.decide(now: moment)
    let findings = scratch.separationFindings()
    let explainer = Explainer(
      policy: policy, grants: grants, view: view,
      combination: Combination(
        principal: EntityTypeID(Int(facts.principalType)), action: ActionID(Int(facts.action)),
        resource: EntityTypeID(Int(facts.resourceType))),
      principal: request.principal.uid, resource: request.resource.uid, context: view.context(),
      now: moment, namedRoles: facts.roles?.map { RoleID(Int($0)) },
      suspendedRoles: scratch.suspendedRoles(), ledger: reading)
    return explainer.explain(decision, findings)
  }
}

/// Stored entities with what one request says of them, read through the engine's own evaluator, so
/// that an explanation sees exactly what the decision saw.
///
/// A class because looking an entity up may intern its id; made for one explanation on one thread.
final class RequestEntityView: EntityView {
  private let snapshot: EngineSnapshot
  private var evaluator: Evaluator

  init(_ snapshot: EngineSnapshot, _ evaluator: Evaluator) {
    self.snapshot = snapshot
    self.evaluator = evaluator
  }

  private var schema: Schema { snapshot.policy.schema }

  func attribute(_ name: String, of uid: EntityUID) -> Value? {
    guard let type = schema.entityType(wire: uid.type),
      let column = schema[type].attributes.attributes.firstIndex(where: { $0.name == name })
    else { return nil }
    let entity = evaluator.pool.intern(uid, in: schema)
    return evaluator.pool.value(evaluator.slot(ofColumn: column, of: entity), in: schema)
  }

  func lies(_ uid: EntityUID, in ancestor: EntityUID) -> Bool {
    let entity = evaluator.pool.intern(uid, in: schema)
    return evaluator.lies(entity, in: evaluator.pool.intern(ancestor, in: schema))
  }

  /// By Remit names.
  func context() -> [Text: Value] {
    let record = evaluator.contextRecord()
    guard case .record(let entries)? = evaluator.pool.value(record, in: schema) else { return [:] }
    return entries
  }
}
