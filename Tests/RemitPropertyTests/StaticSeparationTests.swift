import RemitCompiler
import RemitModel
import RemitTestSupport
import Testing

@Suite("Static separations by brute force")
struct StaticSeparationTests {
  private struct Outcome: Sendable {
    var worlds = 0
    var violations = 0
    var failure: String?
  }

  private static let worldsEach = 12

  @Test("are violated by whom an enumeration of instants, persons and entities names")
  func enumerate() async {
    let campaign = Campaign("static-separation", usual: 450)
    var worlds = 0
    var violations = 0
    var failures = 0
    await campaign.run {
      Self.examine(seed: $0)
    } _: { seed, outcome in
      worlds += outcome.worlds
      violations += outcome.violations
      if let failure = outcome.failure {
        failures += 1
        Issue.record("REMIT_SEED=\(seed)\n\(failure)")
      }
      return failures < 5
    }
    print("static separation: \(worlds) worlds, \(violations) violations")
    guard campaign.only == nil, campaign.seconds == nil, failures == 0 else { return }
    #expect(worlds >= 5_000 && violations >= 2_000)
  }

  private static func examine(seed: UInt64) -> Outcome {
    var outcome = Outcome()
    var policies = SeparationPolicy(seed: seed, hasDuties: false)
    guard let (draft, policy) = policies.makeChecked() else {
      outcome.failure = "no policy"
      return outcome
    }
    do {
      let graph = try DecisionGraph.compile(policy)
      for number in 0..<worldsEach {
        var data = SeparationData(seed: seed &* 1_000 &+ UInt64(number))
        let entities = data.entities()
        let grants = data.grants(number % 6 + 1)
        let now = data.moment()
        let pair = try SeparatedPair(graph, entities, grants, checkedAt: now)
        let expected = pair.reference.violations(at: now)
        outcome.worlds += 1
        outcome.violations += expected.count
        guard expected != pair.violations else { continue }
        let nobody = Request(
          principal: RequestEntity(EntityUID(type: "User", id: "u0")), action: "write",
          resource: RequestEntity(EntityUID(type: "Doc", id: "d0")))
        let world = Case(
          policy: draft, entities: entities, grants: grants, request: nobody, now: now)
        outcome.failure =
          "\(world.text)\nenumeration: \(expected)\nengine: \(pair.violations)"
        return outcome
      }
    } catch {
      outcome.failure = "refused: \(error)\n\(draft.text)"
    }
    return outcome
  }
}
