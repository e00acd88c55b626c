import Remit
import RemitEngine
import RemitModel
import RemitTestSupport
import Testing

@Suite("The engine and the plain reading, where duties are separated")
struct SeparationAgreementTests {
  private struct Outcome: Sendable {
    var histogram = Histogram()
    var failure: String?
  }

  private static let requestsEach = 40

  @Test("give the same decision, for the same reasons, with the same errors and obligations")
  func agree() async {
    let campaign = Campaign("separation", usual: 350)
    var histogram = Histogram()
    var worlds = 0
    var failures = 0
    await campaign.run {
      Self.examine(seed: $0)
    } _: { seed, outcome in
      worlds += 1
      histogram.add(outcome.histogram)
      if let failure = outcome.failure {
        failures += 1
        Issue.record("REMIT_SEED=\(seed)\n\(failure)")
      }
      return failures < 5
    }
    print("separation: \(worlds) worlds, \(histogram)")
    guard campaign.only == nil, failures == 0 else { return }
    for cause in [Decision.Cause.separated, .permitted, .unmatched, .failed, .forbidden] {
      #expect(histogram.percent(cause) >= 1, "\(cause) came up too rarely")
    }
    for code in [RuntimeErrorCode.personUnknown, .objectUnknown, .ledgerUnavailable] {
      #expect(histogram.codes[code, default: 0] >= 25, "\(code) came up too rarely")
    }
  }

  private static func examine(seed: UInt64) -> Outcome {
    var outcome = Outcome()
    var policies = SeparationPolicy(seed: seed)
    guard let (draft, policy) = policies.makeChecked() else {
      outcome.failure = "no policy"
      return outcome
    }
    var data = SeparationData(seed: seed)
    let entities = data.entities()
    let grants = data.grants(4)
    let history = data.history(policy)
    let checkedAt = SeparationPolicy.day(Int(seed % 4))
    do {
      let pair = try SeparatedPair(policy, entities, grants, checkedAt: checkedAt)
      let ledger = MemoryLedger { checkedAt }
      ledger.preload(history)
      for number in 0..<requestsEach {
        let request = data.request()
        let now = max(data.moment(), checkedAt)
        let asked = number % 10 == 9 ? nil : ledger
        let (decision, disagreement) = pair.compare(request, now: now, ledger: asked)
        outcome.histogram.count(decision)
        guard let disagreement else { continue }
        outcome.failure = shrunk(
          Case(policy: draft, entities: entities, grants: grants, request: request, now: now),
          disagreement, history: asked == nil ? nil : history, checkedAt)
        return outcome
      }
    } catch {
      outcome.failure = "refused: \(error)\n\(draft.text)"
    }
    return outcome
  }

  /// The smallest case found that disagrees in the same way, with both answers and the history.
  private static func shrunk(
    _ failing: Case, _ disagreement: Disagreement, history: [SeparationData.Entry]?,
    _ checkedAt: Instant
  ) -> String {
    func answers(to smaller: Case, _ history: [SeparationData.Entry]?) -> Disagreement? {
      guard let policy = CheckedPolicy(smaller.policy).policy,
        let pair = try? SeparatedPair(
          policy, smaller.entities, smaller.grants, checkedAt: checkedAt)
      else { return nil }
      let ledger = MemoryLedger { checkedAt }
      ledger.preload(history ?? [])
      return pair.compare(smaller.request, now: smaller.now, ledger: history == nil ? nil : ledger)
        .disagreement
    }
    let kind = disagreement.kind
    var left = history
    for index in (history ?? []).indices.reversed() {
      var fewer = left
      fewer?.remove(at: index)
      if answers(to: failing, fewer)?.kind == kind { left = fewer }
    }
    let kept = left
    var shrinker = Shrinker(attempts: 700) { answers(to: $0, kept)?.kind == kind }
    let small = shrinker.shrink(failing)
    let entries = (kept ?? []).map { entry in
      let one = entry.performance
      return "\(one.duty) on \(one.object) \(one.version?.string ?? "-") by \(one.person)"
        + " as \(one.principal) at \(entry.time)\(entry.isWithdrawn ? ", withdrawn" : "")"
    }
    return "\(small.text)\nchecked at \(checkedAt), ledger \(kept == nil ? "unavailable" : "")\n"
      + "\(entries.joined(separator: "\n"))\n\n\(answers(to: small, kept) ?? disagreement)"
  }
}
