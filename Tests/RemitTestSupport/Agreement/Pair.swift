package import RemitCompiler
package import RemitEngine
package import RemitModel

/// The engine and the reference evaluator side by side, for one policy and its data.
package struct Pair {
  package let engine: EngineSnapshot
  package let reference: ReferenceEvaluator
  /// The engine without the effect graph and without short ways.
  package let reasonPass: EngineSnapshot

  package enum Refusal: Error {
    case policy([String])
    case compiler(String)
    case data([DataProblem])
  }

  package init(_ draft: DraftPolicy, _ entities: Entities, _ grants: Grants) throws {
    let checked = CheckedPolicy(draft)
    guard let policy = checked.policy else { throw Refusal.policy(checked.errors) }
    try self.init(policy, entities, grants)
  }

  package init(_ policy: TypedPolicy, _ entities: Entities, _ grants: Grants) throws {
    let graph: DecisionGraph
    do {
      graph = try DecisionGraph.compile(policy)
    } catch {
      throw Refusal.compiler("\(error)")
    }
    try self.init(graph, entities, grants)
  }

  package init(_ graph: DecisionGraph, _ entities: Entities, _ grants: Grants) throws {
    let policy = graph.policy
    let built = EngineSnapshot.build(graph: graph, entities: entities, grants: grants)
    guard let engine = built.snapshot else { throw Refusal.data(built.problems) }
    self.engine = engine
    let plain = EngineSnapshot.build(
      graph: graph.withoutEffectGraph, entities: entities, grants: grants,
      options: SnapshotOptions(takesShortcuts: false))
    guard let reasonPass = plain.snapshot else { throw Refusal.data(plain.problems) }
    self.reasonPass = reasonPass
    // A grant without an id takes the name that the engine has made of its text.
    var named = grants
    let first = engine.grants.count - grants.records.count
    for index in named.records.indices where named.records[index].id == nil && first >= 0 {
      named.records[index].id = Text(engine.grants[first + index].name)
    }
    reference = try ReferenceEvaluator(policy, entities: entities, grants: named)
  }

  /// What the two say, where they differ or the checker's promises are broken.
  package func disagreement(_ request: Request, now: Instant) -> Disagreement? {
    compare(request, now: now).disagreement
  }

  package func compare(
    _ request: Request, now: Instant
  ) -> (decision: ReferenceDecision, disagreement: Disagreement?) {
    let expected = reference.decide(request, now: now)
    let decision = engine.decide(request, now: now)
    let found = Answer(decision)
    let broken =
      expected.brokenPromises
      + EffectComparison(engine: engine, reasonPass: reasonPass).disagreements(
        decision, request, now: now)
    let isSame = found == Answer(expected) && broken.isEmpty
    let difference = Disagreement(
      reference: Answer(expected), engine: found, brokenPromises: broken)
    return (expected, isSame ? nil : difference)
  }
}

package struct Disagreement: CustomStringConvertible {
  package let reference: Answer
  package let engine: Answer
  /// Of the checker, or of the effect graph.
  package let brokenPromises: [String]

  /// Of one kind: a shrunk case must show what the large one showed.
  package var kind: String {
    if reference == engine { return "promise" }
    var parts: [String] = []
    if reference.cause != engine.cause { parts.append("\(reference.cause)≠\(engine.cause)") }
    if reference.determining != engine.determining { parts.append("determining") }
    if reference.obligations != engine.obligations { parts.append("obligations") }
    if reference.errors != engine.errors { parts.append("errors") }
    return parts.joined(separator: " ")
  }

  package var description: String {
    """
    reference: \(reference)
    engine:    \(engine)
    broken promises: \(brokenPromises.joined(separator: "\n"))
    """
  }
}
