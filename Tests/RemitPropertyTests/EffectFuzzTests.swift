import Remit
import RemitCompiler
import RemitEngine
import RemitModel
import RemitTestSupport
import Testing

@Suite("The effect graph of rules that share their heads")
struct EffectFuzzTests {
  private struct Outcome: Sendable {
    var histogram = Histogram()
    var kinds: [EffectNode.Kind: Int] = [:]
    var failure: String?
  }

  private static let requestsEach = 40

  @Test("gives the decision of the reason pass, and of the plain reading, errors included")
  func agree() async {
    let campaign = Campaign("effect", usual: 400)
    var histogram = Histogram()
    var kinds: [EffectNode.Kind: Int] = [:]
    var failures = 0
    await campaign.run {
      Self.examine(seed: $0)
    } _: { seed, outcome in
      histogram.add(outcome.histogram)
      kinds.merge(outcome.kinds) { $0 + $1 }
      if let failure = outcome.failure {
        failures += 1
        Issue.record("REMIT_SEED=\(seed)\n\(failure)")
      }
      return failures < 5
    }
    let counts = EffectNode.Kind.allCases.map { "\($0) \(kinds[$0, default: 0])" }
    print("effect: \(histogram)\n  nodes: \(counts.joined(separator: ", "))")
    guard campaign.only == nil, failures == 0 else { return }
    for cause in [Decision.Cause.permitted, .unmatched, .failed, .forbidden] {
      #expect(histogram.percent(cause) >= 1, "\(cause) came up too rarely")
    }
    for code in [RuntimeErrorCode.overflow, .missingEntity, .pathNotNormal] {
      #expect(histogram.codes[code, default: 0] >= 25, "\(code) came up too rarely")
    }
    for kind in EffectNode.Kind.allCases {
      #expect(kinds[kind, default: 0] >= 25, "\(kind) came up too rarely")
    }
  }

  @Test("is the same, byte for byte, when the policy is compiled again")
  func deterministic() throws {
    for seed in 1...40 as ClosedRange<UInt64> {
      var policies = SharedHeadPolicy(seed: seed)
      let policy = try #require(Self.checked(policies.declarations()).policy)
      let one = try DecisionGraph.compile(policy)
      let other = try DecisionGraph.compile(policy)
      #expect(one.effect == other.effect)
      #expect(one.dump == other.dump)
    }
  }

  private static func checked(_ declarations: [String]) -> CheckedPolicy {
    CheckedPolicy([("p.remit", Array(SharedHeadPolicy.text(declarations).utf8))])
  }

  private static func pair(
    _ declarations: [String], _ entities: Entities, _ grants: Grants
  ) throws -> Pair {
    let checked = checked(declarations)
    guard let policy = checked.policy else { throw Pair.Refusal.policy(checked.errors) }
    return try Pair(policy, entities, grants)
  }

  private static func examine(seed: UInt64) -> Outcome {
    var outcome = Outcome()
    var policies = SharedHeadPolicy(seed: seed)
    let declarations = policies.declarations()
    let entities = policies.entities()
    let grants = policies.grants()
    do {
      let pair = try pair(declarations, entities, grants)
      let broken = pair.engine.graph.checkInvariants()
      if !broken.isEmpty {
        outcome.failure = broken.joined(separator: "\n")
        return outcome
      }
      for node in pair.engine.graph.effect.nodes { outcome.kinds[node.kind, default: 0] += 1 }
      for _ in 0..<requestsEach {
        let (request, now) = policies.request()
        let (decision, disagreement) = pair.compare(request, now: now)
        outcome.histogram.count(decision)
        guard let disagreement else { continue }
        outcome.failure = shrunk(declarations, entities, grants, request, now, disagreement)
        return outcome
      }
    } catch {
      outcome.failure = "refused: \(error)\n\(SharedHeadPolicy.text(declarations))"
    }
    return outcome
  }

  /// The smallest policy found that disagrees in the same way, with both answers.
  private static func shrunk(
    _ declarations: [String], _ entities: Entities, _ grants: Grants, _ request: Request,
    _ now: Instant, _ disagreement: Disagreement
  ) -> String {
    var left = declarations
    var shown = disagreement
    for index in declarations.indices.reversed() {
      var fewer = left
      fewer.remove(at: index)
      guard let smaller = try? pair(fewer, entities, grants).disagreement(request, now: now),
        smaller.kind == disagreement.kind
      else { continue }
      left = fewer
      shown = smaller
    }
    let data = entities.records.map { "\($0.uid) in \($0.parents) \(written($0.attributes))" }
    return """
      \(SharedHeadPolicy.text(left))
      \(data.joined(separator: "\n"))
      \(grants.records.map { "\($0)" }.joined(separator: "\n"))
      \(request.principal.uid) to \(request.action) on \(request.resource.uid) at \(now)
      with \(written(request.context))
      \(shown)
      """
  }
}
