import Remit
import RemitCompiler
import RemitEngine
import RemitModel
import RemitTestSupport
import Testing

/// What holds of every separation, whatever the policy: random worlds, changed in one way each.
@Suite("Separations, whatever else changes")
struct SeparationPropertyTests {
  /// How often a property was put to the test, and the first world that broke it.
  private struct Outcome: Sendable {
    var tried = 0
    var failure: String?
  }

  /// Runs worlds until enough of them said something.
  private func check(
    _ name: String, usual: UInt64, atLeast wanted: Int,
    _ examine: @escaping @Sendable (inout PropertyWorld) throws -> (tried: Int, failure: String?)
  ) async {
    let campaign = Campaign("property-\(name)", usual: usual)
    var tried = 0
    var failures = 0
    await campaign.run { seed in
      var outcome = Outcome()
      do {
        guard var world = try PropertyWorld(seed: seed) else { return outcome }
        let (tried, failure) = try examine(&world)
        outcome.tried = tried
        outcome.failure = failure.map { "\(world.text)\n\($0)" }
      } catch {
        outcome.failure = "thrown: \(error)"
      }
      return outcome
    } _: { seed, outcome in
      tried += outcome.tried
      if let failure = outcome.failure {
        failures += 1
        Issue.record("REMIT_SEED=\(seed)\n\(failure)")
      }
      return failures < 3
    }
    print("\(name): \(tried) times")
    guard campaign.only == nil, campaign.seconds == nil, failures == 0 else { return }
    #expect(tried >= wanted, "\(name) was put to the test too rarely")
  }

  @Test("one more entry, withdrawn or not, lifts no separation of duties")
  func moreEntries() async {
    await check("more-entries", usual: 60, atLeast: 100) { world in
      var tried = 0
      for _ in 0..<30 {
        let (request, now) = world.question()
        let before = world.decide(request, now, world.history)
        let broken = world.dutySeparations(in: before)
        if broken.isEmpty { continue }
        tried += 1
        guard let more = world.otherHistory.randomElement(using: &world.random) else { continue }
        let after = world.decide(request, now, world.history + [more])
        if after.isAllowed || !broken.isSubset(of: world.dutySeparations(in: after)) {
          return (tried, "\(request) at \(now): \(before), and with \(more): \(after)")
        }
      }
      return (tried, nil)
    }
  }

  @Test("a withdrawal lifts no separation of duties")
  func withdrawals() async {
    await check("withdrawals", usual: 60, atLeast: 100) { world in
      var tried = 0
      for _ in 0..<30 where !world.history.isEmpty {
        let (request, now) = world.question()
        let before = world.decide(request, now, world.history)
        let broken = world.dutySeparations(in: before)
        if broken.isEmpty { continue }
        tried += 1
        var history = world.history
        let index = world.random.below(history.count)
        history[index].isWithdrawn.toggle()
        let after = world.decide(request, now, history)
        // The other way round too: an entry counts the same whether it is withdrawn or not.
        if world.dutySeparations(in: after) != broken {
          return (tried, "\(request) at \(now): \(before), and with entry \(index): \(after)")
        }
      }
      return (tried, nil)
    }
  }

  @Test("a person with three accounts may combine no more than with one")
  func accounts() async {
    await check("accounts", usual: 80, atLeast: 1_000) { world in
      let three = try world.accounts(joined: false)
      let one = try world.accounts(joined: true)
      let person = "Person::\"p0\""
      func ofPerson(_ violations: [String]) -> Set<String> {
        Set(violations.filter { $0.hasSuffix(" \(person)") })
      }
      guard ofPerson(three.violations) == ofPerson(one.violations) else {
        return (1, "three accounts: \(three.violations), one: \(one.violations)")
      }
      let byPerson = world.separationsByPerson
      var tried = 0
      for _ in 0..<20 {
        var (request, now) = world.question()
        request.principal = RequestEntity(EntityUID(type: "User", id: "u0"))
        request.roles = nil
        let many = three.decide(request, now)
        let single = one.decide(request, now)
        tried += 1
        let duties = byPerson.intersection(world.dutySeparations(in: many))
        let same = byPerson.intersection(world.dutySeparations(in: single))
        let isLess = byPerson.intersection(many.determining).isSubset(of: single.determining)
        if duties != same || !isLess {
          return (tried, "\(request) at \(now), three accounts: \(many), one: \(single)")
        }
      }
      return (tried, nil)
    }
  }

  @Test("taking a grant away allows nothing, unless a deny asks for holders of a role")
  func fewerGrants() async {
    await check("fewer-grants", usual: 80, atLeast: 500) { world in
      let asks = world.policy.rules.contains { rule in
        rule.effect == .deny
          && rule.subject?.contains { if case .holders = $0 { true } else { false } } ?? false
      }
      if asks || world.grants.records.isEmpty { return (0, nil) }
      var fewer = world.grants
      fewer.records.remove(at: world.random.below(fewer.records.count))
      let less = try world.snapshot(grants: fewer)
      var tried = 0
      for _ in 0..<30 {
        let (request, now) = world.question()
        let before = world.decide(request, now, world.history)
        // Whoever has too much may have what is allowed again.
        if before.isAllowed || before.cause == .separated { continue }
        tried += 1
        let after = less.decide(request, now: now, ledger: world.ledger(world.history))
        if after.isAllowed {
          return (tried, "\(request) at \(now): \(before), with \(fewer.records): \(after)")
        }
      }
      return (tried, nil)
    }
  }

  @Test("what is refused of some grants is refused of more, and taking away is always accepted")
  func monotone() async {
    await check("monotone", usual: 80, atLeast: 100) { world in
      var tried = 0
      for _ in 0..<4 {
        var more = world.grants
        more.records += world.otherGrants.records
        let (few, many) = (
          try world.violations(grants: world.grants), try world.violations(grants: more)
        )
        tried += few.count
        if !few.isSubset(of: many) {
          return (tried, "\(few), and with \(world.otherGrants.records): \(many)")
        }
        if let failure = try world.takenAway(more) { return (tried, failure) }
        world.redraw()
      }
      return (tried, nil)
    }
  }
}
