package import RemitCompiler
package import RemitEngine
package import RemitModel

/// The engine and the reference evaluator over data in which static separations were looked for at
/// a time, and over one history.
package struct SeparatedPair {
  package let engine: EngineSnapshot
  package let reference: ReferenceEvaluator
  /// The engine without the effect graph.
  package let reasonPass: EngineSnapshot
  /// What the engine found, as the reference says it: separation and person, sorted.
  package let violations: [String]

  package init(
    _ policy: TypedPolicy, _ entities: Entities, _ grants: Grants, checkedAt: Instant
  ) throws {
    try self.init(DecisionGraph.compile(policy), entities, grants, checkedAt: checkedAt)
  }

  package init(
    _ graph: DecisionGraph, _ entities: Entities, _ grants: Grants, checkedAt: Instant
  ) throws {
    let pair = try Pair(graph, entities, grants)
    let separated = pair.engine.separated(at: checkedAt)
    engine = separated.snapshot
    reasonPass = pair.reasonPass.separated(at: checkedAt).snapshot
    violations = Set(separated.violations.map { "\($0.separation) \($0.person)" }).sorted()
    var reference = pair.reference
    reference.checkedAt = checkedAt
    self.reference = reference
  }

  /// - Parameter ledger: `nil` where it cannot be asked.
  package func compare(
    _ request: Request, now: Instant, ledger: (any Ledger)?
  ) -> (decision: ReferenceDecision, disagreement: Disagreement?) {
    let expected = reference.decide(request, now: now, history: ledger?.index.all)
    let decision = engine.decide(request, now: now, ledger: ledger)
    let found = Answer(decision)
    let broken =
      expected.brokenPromises
      + EffectComparison(engine: engine, reasonPass: reasonPass)
      .disagreements(decision, request, now: now, ledger: ledger)
    let isSame = found == Answer(expected) && broken.isEmpty
    let difference = Disagreement(
      reference: Answer(expected), engine: found, brokenPromises: broken)
    return (expected, isSame ? nil : difference)
  }
}
