import Foundation
import RemitEngine
import RemitModel
import RemitTestSupport
import Testing

@Suite("The engine and the plain reading")
struct AgreementFuzzTests {
  private struct Outcome: Sendable {
    var histogram = Histogram()
    var forms = FormCount()
    var failure: String?
  }

  private static let requestsEach = 50
  private static let isVerbose = ProcessInfo.processInfo.environment["REMIT_VERBOSE"] != nil

  @Test("give the same decision, for the same reasons, with the same errors")
  func agree() async {
    let campaign = Campaign("agreement", usual: 2_000)
    let clock = ContinuousClock()
    let start = clock.now
    var histogram = Histogram()
    var forms = FormCount()
    var policies = 0
    var failures = 0
    await campaign.run {
      Self.examine(seed: $0)
    } _: { seed, outcome in
      policies += 1
      histogram.add(outcome.histogram)
      forms.add(outcome.forms)
      if let failure = outcome.failure {
        failures += 1
        Issue.record("REMIT_SEED=\(seed)\n\(failure)")
      }
      return failures < 5
    }
    print("agreement: \(policies) policies, \(histogram)\n  in \(clock.now - start)")
    print(
      "forms: "
        + forms.counts.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
        .joined(separator: ", "))
    // A short run of a few seeds says nothing about how often each cause comes up.
    guard campaign.only == nil, failures == 0, policies >= 500 else { return }
    for cause in Decision.Cause.allCases where cause != .separated {
      #expect(histogram.percent(cause) >= 1, "\(cause) came up too rarely")
    }
    #expect(histogram.percent(.allow) >= 1 && histogram.percent(.deny) >= 1)
    for code in [
      RuntimeErrorCode.overflow, .missingEntity, .patternSubjectTooLong, .pathNotNormal,
    ] {
      #expect(histogram.codes[code, default: 0] >= 25, "\(code) came up too rarely")
    }
    for name in FormCount.names {
      #expect(forms.counts[name, default: 0] >= 10, "`\(name)` was written too rarely")
    }
  }

  private static func examine(seed: UInt64) -> Outcome {
    var outcome = Outcome()
    var policies = PolicyGenerator(seed: seed)
    let draft = policies.make()
    var data = DataGenerator(seed: seed, draft)
    let entities = data.entities()
    let grants = data.grants()
    let pair: Pair
    do {
      pair = try Pair(draft, entities, grants)
    } catch {
      outcome.failure = "refused: \(error)\n\(draft.text)"
      return outcome
    }
    outcome.forms.count(pair.engine.policy)
    for (request, now) in data.requests(requestsEach) {
      if isVerbose {
        // For crashes, which leave no time to shrink.
        print(
          Case(policy: draft, entities: entities, grants: grants, request: request, now: now).text)
      }
      let (decision, disagreement) = pair.compare(request, now: now)
      outcome.histogram.count(decision)
      if let disagreement {
        outcome.failure = shrunk(
          Case(policy: draft, entities: entities, grants: grants, request: request, now: now),
          disagreement)
        return outcome
      }
    }
    return outcome
  }

  /// The smallest case found that disagrees in the same way, with both answers.
  private static func shrunk(_ failing: Case, _ disagreement: Disagreement) -> String {
    func answers(to smaller: Case) -> Disagreement? {
      let pair = try? Pair(smaller.policy, smaller.entities, smaller.grants)
      return pair?.disagreement(smaller.request, now: smaller.now)
    }
    let kind = disagreement.kind
    var shrinker = Shrinker { answers(to: $0)?.kind == kind }
    let small = shrinker.shrink(failing)
    return "\(small.text)\n\n\(answers(to: small) ?? disagreement)"
  }
}
