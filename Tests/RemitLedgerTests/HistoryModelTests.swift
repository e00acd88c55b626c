import Remit
import RemitLedger
import RemitModel
import RemitTestSupport
import Synchronization
import Testing

/// Random histories: the ledger in memory and the one on disk are asked the same, step by step, and
/// both must answer, and hold, what a list of entries says.
@Suite("Random histories of a ledger")
struct HistoryModelTests {
  private struct Outcome: Sendable {
    var steps: [String: Int] = [:]
    var failure: String?
  }

  @Test("are what the plainest model says, in memory and on disk")
  func agree() async {
    let campaign = Campaign("histories", usual: 60)
    var steps: [String: Int] = [:]
    var failures = 0
    await campaign.run { seed in
      await Self.examine(seed: seed)
    } _: { seed, outcome in
      steps.merge(outcome.steps, uniquingKeysWith: +)
      if let failure = outcome.failure {
        failures += 1
        Issue.record("REMIT_SEED=\(seed)\n\(failure)")
      }
      return failures < 5
    }
    print("histories: \(steps.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" })")
    guard campaign.only == nil, failures == 0 else { return }
    for step in [
      "permitted", "separated", "forbidden", "withdrawn", "not withdrawn", "linked", "rules taken",
      "rules refused", "opened", "clock back", "repeated", "key refused", "asked",
    ] {
      #expect(steps[step, default: 0] >= 20, "\(step) came up too rarely")
    }
  }

  private static func examine(seed: UInt64) async -> Outcome {
    var outcome = Outcome()
    var log: [String] = []
    do {
      var history = try BillHistory(seed: seed)
      for _ in 0..<60 {
        let step = try await history.step()
        log.append(step.text)
        outcome.steps[step.kind, default: 0] += 1
        if let failure = history.difference {
          outcome.failure = log.joined(separator: "\n") + "\n\(failure)"
          return outcome
        }
      }
    } catch {
      outcome.failure = log.joined(separator: "\n") + "\nthrown: \(error)"
    }
    return outcome
  }
}

/// One random history under way.
struct BillHistory {
  private var random: SplitMix64
  private var model = BillModel()
  private let folder: TemporaryFolder
  private let clock: SharedClock
  private let memory: MemoryLedger
  private var disk: SQLiteLedger
  private var engines: [Engine] = []
  private var keys: [String: Question] = [:]
  /// What went wrong in the last step.
  private(set) var difference: String?

  /// Who would do what on which bill.
  private struct Question: Equatable {
    let account: String
    let duty: String
    let bill: String
  }

  private static let accounts = ["a0", "a1", "a2", "a3"]
  private static let bills = ["b0", "b1"]

  /// The machine's clock, which anybody may set.
  final class SharedClock: Sendable {
    private let time = Mutex<Int64>(0)
    func set(_ milliseconds: Int64) { time.withLock { $0 = milliseconds } }
    func read() -> Instant { Instant(milliseconds: time.withLock { $0 }) }
  }

  init(seed: UInt64) throws {
    random = SplitMix64(seed: seed)
    folder = try TemporaryFolder(isInMemory: true)
    let clock = SharedClock()
    self.clock = clock
    clock.set(model.clock)
    memory = MemoryLedger { clock.read() }
    disk = try SQLiteLedger(path: folder.path + "/duties.db") { clock.read() }
    for account in Self.accounts { model.persons[account] = random.pick(["p0", "p1", "p2"]) }
    try start()
  }

  private mutating func start() throws {
    let policy = try Policy(source: model.rules.text)
    engines = [
      try Engine(policy, entities: entities, ledger: memory),
      try Engine(policy, entities: entities, ledger: disk),
    ]
  }

  private var entities: Entities {
    func person(_ id: String) -> EntityUID { EntityUID(type: "Person", id: Text(id)) }
    var records = ["p0", "p1", "p2"].map { EntityRecord(person($0)) }
    for account in Self.accounts {
      var record = EntityRecord(EntityUID(type: "User", id: Text(account)))
      if let known = model.persons[account] {
        record.attributes["person"] = .entity(person(known))
      }
      records.append(record)
    }
    return Entities(records)
  }

  typealias Step = (kind: String, text: String)

  mutating func step() async throws -> Step {
    difference = nil
    let step: Step
    switch random.below(20) {
    case 0..<10: step = try await perform()
    case 10, 11: step = try await withdraw()
    case 12, 13: step = try link()
    case 14, 15: step = try changeRules()
    case 16: step = try reopen()
    case 17: step = setClock()
    default: step = ask()
    }
    for (engine, name) in zip(engines, ["memory", "disk"]) {
      let held = engine.ledger.index.all.map(BillModel.Entry.init)
      if held != model.entries {
        difference = "\(name) holds\n\(held)\nand the model\n\(model.entries)"
      }
      if engine.ledger.index.position != model.position {
        difference = "\(name) stands at \(engine.ledger.index.position), not \(model.position)"
      }
    }
    return step
  }

  private mutating func note(_ name: String, _ found: Any, _ wanted: Any) {
    if "\(found)" != "\(wanted)" { difference = "\(name): \(found), and the model says \(wanted)" }
  }

  private func request(_ account: String, _ duty: String, _ bill: String) -> Request {
    Request(
      principal: RequestEntity(EntityUID(type: "User", id: Text(account))),
      action: Text(model.rules.action(for: duty)),
      resource: RequestEntity(EntityUID(type: "Bill", id: Text(bill))), context: [:])
  }

  private mutating func draw() -> Question {
    Question(
      account: random.pick(Self.accounts),
      duty: random.pick(["order", "approve", "approve", "pay"]),
      bill: random.pick(Self.bills))
  }

  private mutating func perform() async throws -> Step {
    let key = random.chance(30) ? "k\(random.below(6))" : nil
    let first = key.flatMap { keys[$0] }
    let drawn = draw()
    let one = first.flatMap { random.chance(40) ? $0 : nil } ?? drawn
    let text = "\(one.account) performs \(one.duty) on \(one.bill)\(key.map { " (\($0))" } ?? "")"
    if let key, let first { return try await repeated(one, first, key, text) }
    let before = model.position
    let wanted = model.perform(one.account, one.duty, one.bill)
    if let key, model.position > before { keys[key] = one }
    for engine in engines {
      let decision = try await engine.perform(
        request(one.account, one.duty, one.bill), key: key)
      note("\(type(of: engine.ledger))", decision.cause, wanted)
    }
    return ("\(wanted)", "\(text): \(wanted)")
  }

  /// A key that was used: nothing is recorded; who asks for something else is allowed nothing.
  private mutating func repeated(
    _ one: Question, _ first: Question, _ key: String, _ text: String
  ) async throws -> Step {
    let isRecorded = one.duty != "order" || model.rules.hasOrder
    let asked = request(one.account, one.duty, one.bill)
    var refusals = 0
    for engine in engines {
      let allowed = try await Self.isAllowed(asked, key, by: engine)
      if allowed == nil { refusals += 1 }
      if allowed == true && isRecorded && one != first {
        difference = "\(key) of \(first) allows \(one)"
      }
      if allowed == nil && one == first && one.duty != "order" {
        difference = "\(key) does not know \(one) again"
      }
    }
    if refusals == 1 { difference = "\(key): one ledger refuses it and one does not" }
    return (refusals > 0 ? "key refused" : "repeated", "\(text): of \(first)")
  }

  /// `nil` where the key is refused.
  private static func isAllowed(
    _ request: Request, _ key: String, by engine: Engine
  ) async throws -> Bool? {
    do {
      return try await engine.perform(request, key: key).isAllowed
    } catch LedgerError.keyOfAnotherRequest {
      return nil
    }
  }

  /// Asked at a time of the asker's own choosing.
  private mutating func ask() -> Step {
    let one = draw()
    let now = model.clock + Int64(random.between(-4, 4)) * 3_600_000
    let wanted = model.cause(one.account, one.duty, one.bill, at: now)
    for engine in engines {
      var asked = request(one.account, one.duty, one.bill)
      asked.now = Instant(milliseconds: now)
      note("\(type(of: engine.ledger))", engine.decide(asked).cause, wanted)
    }
    return ("asked", "\(one) asked at \(now): \(wanted)")
  }

  private mutating func withdraw() async throws -> Step {
    let entry = UInt64(random.below(Int(model.position) + 2))
    _ = model.now()
    let wanted = model.withdraw(entry)
    for engine in engines {
      _ = engine.ledger.now()
      var found: LedgerError?
      do throws(LedgerError) {
        _ = try await engine.ledger.withdraw(entry: entry, because: "a test", by: nil)
      } catch {
        found = error
      }
      note("\(type(of: engine.ledger))", found as Any, wanted as Any)
    }
    return (wanted == nil ? "withdrawn" : "not withdrawn", "\(entry) withdrawn: \(wanted as Any)")
  }

  private mutating func link() throws -> Step {
    let account = random.pick(Self.accounts)
    model.persons[account] = random.chance(15) ? nil : random.pick(["p0", "p1", "p2"])
    for engine in engines { try engine.update(entities: entities, grants: Grants()) }
    return ("linked", "\(account) is \(model.persons[account] ?? "nobody known")")
  }

  private mutating func changeRules() throws -> Step {
    let rules = BillRules.random(&random)
    let policy = try Policy(source: rules.text)
    let isRefused = model.forgets(rules)
    for engine in engines {
      do {
        try engine.update(policy: policy)
        note("update under \(type(of: engine.ledger))", "taken", isRefused ? "refused" : "taken")
      } catch EngineErrors.ledger {
        note("update under \(type(of: engine.ledger))", "refused", isRefused ? "refused" : "taken")
      }
    }
    if !isRefused { model.rules = rules }
    return (isRefused ? "rules refused" : "rules taken", "\(rules) refused: \(isRefused)")
  }

  private mutating func reopen() throws -> Step {
    let clock = clock
    disk = try SQLiteLedger(path: folder.path + "/duties.db") { clock.read() }
    // A ledger that is opened knows the times in the file, not those only read before.
    let known = model.entries.map(\.time).max() ?? .min
    note("the clock after opening is no earlier", disk.now().milliseconds >= known, true)
    model.clock = max(model.clock, model.latest)
    clock.set(model.clock)
    try start()
    return ("opened", "opened again")
  }

  private mutating func setClock() -> Step {
    let hours = random.between(-4, 5)
    model.clock += Int64(hours) * 3_600_000
    clock.set(model.clock)
    return (hours < 0 ? "clock back" : "clock on", "the clock is moved by \(hours) h")
  }
}
