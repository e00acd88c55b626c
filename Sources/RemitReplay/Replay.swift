package import Remit
package import RemitAudit
import RemitEngine
package import RemitModel
import RemitSource

/// Decides again what a trail says was decided.
///
/// ```swift
/// var replay = Replay(archive: "trail/archive/policy", entities: entities, grants: grants)
/// for record in records { replay.take(record) }
/// print(replay.report.isSame)
/// ```
///
/// With the recorded policies every answer must be the same; with a candidate the report lists what
/// would change. Nothing is skipped silently: what cannot be decided again is counted with the
/// reason.
package struct Replay {
  /// Policies that are kept ready.
  private static let enginesMax = 4

  private let archive: String?
  private let entities: Entities
  private let grants: Grants
  private let ledger: (any Ledger)?
  private let candidate: Result<Engine, ReplayObstacle>?
  private var engines: [(digest: String, engine: Result<Engine, ReplayObstacle>)] = []
  package private(set) var report = ReplayReport()

  /// - Parameters:
  ///   - archive: the folder that has the sources of each recorded policy, by its digest.
  ///   - ledger: read at the positions that the records name.
  ///   - candidate: decides in the place of the recorded policies.
  /// - Throws: why the candidate cannot decide.
  package init(
    archive: String?, entities: Entities = Entities(), grants: Grants = Grants(),
    ledger: (any Ledger)? = nil, candidate: Policy? = nil
  ) throws(EngineErrors) {
    self.archive = archive
    self.entities = entities
    self.grants = grants
    self.ledger = ledger
    if let candidate {
      self.candidate = .success(
        try Engine(candidate, entities: entities, grants: grants, onViolation: .suspend))
    } else {
      self.candidate = nil
    }
  }

  /// Decides one record again. Records that are no decisions are passed over.
  package mutating func take(_ record: StoredRecord) {
    guard record.isDecision else { return }
    report.decisions += 1
    do throws(ReplayObstacle) {
      let question = try RecordedQuestion(record)
      let decision = try decide(question, recordedBy: record.policy)
      if decision.inputs.dataVersion != record.tree["data"]?.text { report.otherData += 1 }
      if decision.inputs.timeZoneDataVersion != record.tree["zones"]?.text {
        report.otherZones += 1
      }
      report.compare(record, with: decision)
    } catch {
      report.note(error, record)
    }
  }

  private mutating func decide(
    _ question: RecordedQuestion, recordedBy digest: String
  ) throws(ReplayObstacle) -> Decision {
    let engine = try (candidate ?? engine(of: digest)).get()
    let snapshot = engine.snapshot
    let reading = try reading(question, of: engine)
    var scratch = DecisionScratch(snapshot)
    if question.isPerforming {
      return scratch.attempt(question.request, now: question.now, reading: reading).decision
    }
    return scratch.decide(question.request, now: question.now, reading: reading)
  }

  private func reading(
    _ question: RecordedQuestion, of engine: Engine
  ) throws(ReplayObstacle) -> LedgerReading {
    guard !engine.policy.typed.duties.isEmpty, let position = question.ledgerPosition else {
      return .unavailable
    }
    // Before the first entry every ledger is the same.
    if position == 0 {
      return LedgerReading(source: LedgerReference(LedgerIndex()), position: 0)
    }
    guard let ledger, ledger.index.position >= position else { throw .ledgerMissing }
    return LedgerReading(source: LedgerReference(ledger.index), position: position)
  }

  private mutating func engine(of digest: String) -> Result<Engine, ReplayObstacle> {
    if let known = engines.first(where: { $0.digest == digest }) { return known.engine }
    let engine = Result { () throws(ReplayObstacle) in try load(digest) }
    if engines.count == Self.enginesMax { engines.removeFirst() }
    engines.append((digest: digest, engine: engine))
    return engine
  }

  private func load(_ digest: String) throws(ReplayObstacle) -> Engine {
    guard let archive, let folder = PolicyFolder.path(of: digest, in: archive) else {
      throw .policyMissing
    }
    let sources: [SourceFile]
    do throws(FileProblem) {
      sources = try PolicySources.read(folder)
    } catch {
      throw .policyMissing
    }
    let policy: Policy
    do throws(PolicyErrors) {
      policy = try Policy(sources: sources)
    } catch {
      throw .policyRefused
    }
    guard policy.digest == digest else { throw .policyDamaged }
    do throws(EngineErrors) {
      return try Engine(policy, entities: entities, grants: grants, onViolation: .suspend)
    } catch {
      throw .policyRefused
    }
  }
}
