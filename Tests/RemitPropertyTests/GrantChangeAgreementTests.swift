import RemitCompiler
import RemitEngine
import RemitModel
import RemitTestSupport
import Testing

@Suite("Grants changed step by step, and an engine built anew with the same grants")
struct GrantChangeAgreementTests {
  private struct Outcome: Sendable {
    var steps = 0
    var taken = 0
    var refused = 0
    var violations = 0
    var failure: String?
  }

  private static let stepsEach = 10

  @Test("agree in data version, violations, refusals and decisions after every step")
  func agree() async {
    let campaign = Campaign("grant-changes", usual: 400)
    var sum = Outcome()
    var failures = 0
    await campaign.run {
      Self.examine(seed: $0)
    } _: { seed, outcome in
      sum.steps += outcome.steps
      sum.taken += outcome.taken
      sum.refused += outcome.refused
      sum.violations += outcome.violations
      if let failure = outcome.failure {
        failures += 1
        Issue.record("REMIT_SEED=\(seed)\n\(failure)")
      }
      return failures < 5
    }
    print(
      "grant changes: \(sum.steps) steps, \(sum.taken) taken, \(sum.refused) refused, "
        + "\(sum.violations) violations")
    guard campaign.only == nil, campaign.seconds == nil, failures == 0 else { return }
    #expect(sum.taken >= 1_500 && sum.refused >= 100 && sum.violations >= 300)
  }

  private static func examine(seed: UInt64) -> Outcome {
    var outcome = Outcome()
    var policies = SeparationPolicy(seed: seed, hasDuties: false)
    guard let (draft, policy) = policies.makeChecked() else {
      outcome.failure = "no policy"
      return outcome
    }
    do {
      var walk = try Walk(seed: seed, policy)
      for _ in 0..<stepsEach {
        let difference = walk.step(&outcome.taken, &outcome.refused)
        outcome.steps += 1
        outcome.violations += walk.violations.count
        if let difference {
          outcome.failure = "\(difference)\n\(draft.text)"
          return outcome
        }
      }
    } catch {
      outcome.failure = "refused: \(error)\n\(draft.text)"
    }
    return outcome
  }
}

/// One world whose grants change, beside the records that it should have.
private struct Walk {
  private struct Refused: Error {
    let problems: [DataProblem]
  }

  private let graph: DecisionGraph
  private let entities: Entities
  private var data: SeparationData
  private var random: SplitMix64
  private var now: Instant
  private var snapshot: EngineSnapshot
  private(set) var violations: [SeparationViolation]
  private var given = 0

  init(seed: UInt64, _ policy: TypedPolicy) throws {
    graph = try DecisionGraph.compile(policy)
    data = SeparationData(seed: seed)
    random = SplitMix64(seed: seed &+ 77)
    entities = data.entities()
    now = SeparationPolicy.day(0)
    let built = EngineSnapshot.build(graph: graph, entities: entities, grants: data.grants(3))
    guard let made = built.snapshot else { throw Refused(problems: built.problems) }
    (snapshot, violations) = made.separated(at: now)
  }

  /// Changes the grants, and says how the outcome differs from that of building anew.
  mutating func step(_ taken: inout Int, _ refused: inout Int) -> String? {
    if random.chance(30) { now = Instant(milliseconds: now.milliseconds + 43_200_000) }
    let before = snapshot
    let answers = answersNow(before)
    let change = makeChange()
    if random.chance(15) {
      // A change that is neither taken nor given up: the next one must not mind.
      _ = before.applying(makeChange())
    }
    let made = before.applying(change)
    let kept = before.dataGrants.filter { record in
      !change.removedIDs.contains { $0 == record.id }
    }
    let fresh = EngineSnapshot.build(
      graph: graph, entities: entities, grants: Grants(kept + change.added))
    let ids = before.dataGrants.compactMap(\.id)
    let isKnown = change.removedIDs.allSatisfy { ids.contains($0) }
    guard isKnown else {
      refused += 1
      return made.changed == nil ? nil : "an unknown id was removed"
    }
    guard let changed = made.changed, let anew = fresh.snapshot else {
      refused += 1
      let here = made.problems.filter { !$0.isWarning }.map(\.message)
      let there = fresh.problems.filter { !$0.isWarning }.map(\.message)
      return made.changed == nil && fresh.snapshot == nil && here == there
        ? nil : "refused: \(here)\nanew: \(there)"
    }
    let limits = changed.brokenHolderLimits(at: now)
    let limitsAnew = anew.brokenHolderLimits(at: now)
    if limits != limitsAnew { return "limits: \(limits)\nanew: \(limitsAnew)" }
    let (next, added) = before.separated(after: changed, at: now)
    let found = next.violations
    let (nextAnew, foundAnew) = anew.separated(at: now)
    if let difference = difference(next, found, nextAnew, foundAnew) {
      return difference + "\nchange: \(change)"
    }
    let known = Set(before.separated(at: now).violations.map { "\($0.separation) \($0.person)" })
    let new = foundAnew.filter { !known.contains("\($0.separation) \($0.person)") }
    if new.map(text) != added.map(text) { return "new: \(added.map(text))\nanew: \(new.map(text))" }
    if answersNow(before) != answers { return "the version before has changed" }
    if random.chance(25) || !limits.isEmpty {
      refused += 1
      before.forgetChanges()
    } else {
      taken += 1
      (snapshot, violations) = (next, found)
    }
    return nil
  }

  private mutating func makeChange() -> GrantChanges {
    var added = data.grants(random.below(4)).records
    for index in added.indices {
      given += 1
      if random.chance(30) {
        added[index].id = nil
      } else if random.chance(90) {
        added[index].id = Text("g\(random.chance(20) ? random.below(5) : given)")
      }
      if random.chance(2) { added[index].role = "nobody" }
    }
    var removed = random.some(snapshot.dataGrants.compactMap(\.id), percent: 25)
    if random.chance(4) { removed.append("never-given") }
    return GrantChanges(added: added, removedIDs: removed)
  }

  private func difference(
    _ next: EngineSnapshot, _ found: [SeparationViolation], _ anew: EngineSnapshot,
    _ foundAnew: [SeparationViolation]
  ) -> String? {
    if next.dataVersion != anew.dataVersion { return "the data versions differ" }
    let here = found.map(text).sorted()
    let there = foundAnew.map(text).sorted()
    if here != there { return "violations: \(here)\nanew: \(there)" }
    let answers = answersNow(next)
    let answersAnew = answersNow(anew)
    guard answers != answersAnew else { return nil }
    return zip(answers, answersAnew).filter { $0 != $1 }.map { "\($0)\nanew: \($1)" }.joined()
  }

  private func text(_ one: SeparationViolation) -> String {
    "\(one.from) \(one.until.map(\.description) ?? "-") \(one.person) \(one.problem)"
  }

  /// What is answered to requests that depend on the time alone.
  private func answersNow(_ snapshot: EngineSnapshot) -> [String] {
    var requests = SeparationData(seed: UInt64(bitPattern: now.milliseconds))
    return (0..<12).map { _ in
      let request = requests.request()
      let decision = snapshot.decide(request, now: max(requests.moment(), now))
      return "\(request.principal.uid) \(request.action): \(decision.cause) "
        + "\(decision.determining) \(decision.waivers) \(decision.errors)"
    }
  }
}
