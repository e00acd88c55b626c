import RemitCompiler
import RemitEngine
import RemitModel
import RemitSource

/// Runs the `test` blocks of a policy.
public enum PolicyTests {
  /// Runs each test by itself: with the policy's own grants, its givens, and nothing else.
  ///
  /// - Parameter isWanted: says by a test's name whether to run it.
  /// - Returns: in source order; empty where the policy has no test that is wanted.
  /// - Throws: why the policy cannot be decided.
  public static func run(
    _ policy: Policy, where isWanted: (String) -> Bool = { _ in true }
  ) throws(EngineErrors) -> [TestOutcome] {
    let graph = try policy.decidableGraph()
    var outcomes: [TestOutcome] = []
    for test in policy.typed.tests where isWanted(test.name) {
      outcomes.append(try run(test, of: policy, graph))
    }
    return outcomes
  }

  private static func run(
    _ test: TypedTest, of policy: Policy, _ graph: DecisionGraph
  ) throws(EngineErrors) -> TestOutcome {
    let built = EngineSnapshot.build(
      graph: try extended(graph, with: test, of: policy), entities: test.entities,
      options: SnapshotOptions(allowsIncomplete: true))
    guard let loaded = built.snapshot else { throw .data(built.problems) }
    // Where neither says a time, the checker has made sure that nothing depends on it.
    let now = test.now ?? Instant(milliseconds: 0)
    // A test may give what no engine would take: it shows how that is decided.
    let snapshot = loaded.separated(at: now).snapshot
    let ledger = MemoryLedger(clock: { now })
    ledger.preload(test.performances.flatMap { given(by: $0, of: policy.typed, now) })
    let expectations = test.expectations.map { expectation in
      var decision = snapshot.decide(expectation.request, now: now, ledger: ledger)
      decision.origin = DecisionOrigin(expectation.request, ledger: LedgerReference(ledger.index))
      return ExpectationOutcome(
        expectation, decision: decision, line: line(of: expectation.span, in: policy))
    }
    return TestOutcome(
      name: test.name, file: policy.files[test.span.file]?.path ?? "",
      line: line(of: test.span, in: policy), expectations: expectations)
  }

  /// What a given has the ledger hold. A person gives no account, so it stands for its own.
  private static func given(
    by given: GivenPerformance, of policy: TypedPolicy, _ now: Instant
  ) -> [(performance: Performance, time: Instant, isWithdrawn: Bool)] {
    given.persons.map { person in
      let performance = Performance(
        duty: policy[given.duty].wire, object: given.object, version: given.version,
        person: person, principal: person, action: "", decision: "")
      return (performance, given.at ?? now, given.isWithdrawn)
    }
  }

  private static func extended(
    _ graph: DecisionGraph, with test: TypedTest, of policy: Policy
  ) throws(EngineErrors) -> DecisionGraph {
    do throws(CompileRefusal) {
      return try graph.adding(grants: test.grants, waivers: test.waivers)
    } catch {
      throw EngineErrors(error, files: policy.files)
    }
  }

  private static func line(of span: SourceSpan, in policy: Policy) -> Int {
    policy.files[span.file]?.position(at: span.lower).line ?? 0
  }
}
