import RemitEngine
public import RemitModel

extension Engine {
  /// The engine with every answer recorded before it is given.
  ///
  /// ```swift
  /// let recorded = engine.recording(to: recorder)
  /// let answer = try await recorded.decide(request)
  /// ```
  ///
  /// The engine itself goes on as before: what is asked of it directly is not recorded.
  public func recording(
    to recorder: any DecisionRecorder, mode: RecordingMode = .closed
  ) -> RecordedEngine {
    RecordedEngine(engine: self, recorder: recorder, mode: mode)
  }
}

/// What becomes of an answer that cannot be recorded.
public enum RecordingMode: String, Hashable, Sendable, CaseIterable {
  /// There is none: asking throws.
  case closed
  /// It is a deny with the error `audit-unavailable`, whatever was decided.
  case deny
  /// It is given, and counted, so that the trail itself says how many are missing.
  case open
}

/// An engine whose answers have been recorded before they are given: an answer that left is in the
/// trail.
///
/// Deciding is the engine's, and so are its rules for threads: any number may ask at once.
public struct RecordedEngine: Sendable {
  public let engine: Engine
  public let recorder: any DecisionRecorder
  public let mode: RecordingMode

  /// Decides a request, and returns when the decision is recorded.
  ///
  /// - Throws: in the mode `closed`, what kept it from being recorded; nothing was answered then.
  public func decide(
    _ request: Request, context: RecordContext = RecordContext()
  ) async throws -> RecordedDecision {
    let (report, answer) = decided(request, context)
    return try await recorded([report], [answer])[0]
  }

  /// Decides several requests in order, and returns when all are recorded: one write for all, where
  /// the recorder can.
  public func decide(
    _ requests: [Request], context: RecordContext = RecordContext()
  ) async throws -> [RecordedDecision] {
    if requests.isEmpty { return [] }
    let all = requests.map { decided($0, context) }
    return try await recorded(all.map(\.0), all.map(\.1))
  }

  /// Decides a request, records the duties that it performs in the ledger, as `Engine.perform`, and
  /// then the decision. The entries bear the decision's id.
  ///
  /// The ledger comes first. Should the process end in between, or recording fail, the ledger has an
  /// entry whose decision is in no trail, and no answer was given: the duty counts as performed, so
  /// that a separation errs on the safe side, and whoever asks again with the same `key` is answered
  /// and recorded. The recorder is asked first whether it can record at all.
  ///
  /// - Throws: a `LedgerError`, as `Engine.perform`, or in the mode `closed` what kept the decision
  ///   from being recorded.
  public func perform(
    _ request: Request, key: String? = nil, context: RecordContext = RecordContext()
  ) async throws -> RecordedDecision {
    do {
      try recorder.checkAvailable()
    } catch {
      switch mode {
      case .closed: throw error
      case .deny:
        recorder.countUnrecorded(1)
        return RecordedDecision(engine.decide(request).unrecorded(because: "\(error)"), id: nil)
      case .open: break
      }
    }
    let stamp = recorder.stamp()
    let start = Platform.monotonicNanoseconds()
    let performed = try await engine.performed(request, key: key, named: stamp.id)
    let report = DecisionReport(
      stamp, decision: performed.decision, activeRoles: performed.activeRoles,
      nanoseconds: Platform.monotonicNanoseconds() - start, performed: performed.entries,
      context: context)
    return try await recorded([report], [RecordedDecision(performed.decision, id: stamp.id)])[0]
  }

  private func decided(
    _ request: Request, _ context: RecordContext
  ) -> (DecisionReport, RecordedDecision) {
    let start = Platform.monotonicNanoseconds()
    let (decision, roles) = engine.decidedWithRoles(request)
    let nanoseconds = Platform.monotonicNanoseconds() - start
    let stamp = recorder.stamp()
    return (
      DecisionReport(
        stamp, decision: decision, activeRoles: roles, nanoseconds: nanoseconds, performed: nil,
        context: context), RecordedDecision(decision, id: stamp.id)
    )
  }

  private func recorded(
    _ reports: [DecisionReport], _ answers: [RecordedDecision]
  ) async throws -> [RecordedDecision] {
    do {
      try await recorder.record(reports)
      return answers
    } catch {
      switch mode {
      case .closed: throw error
      case .deny:
        recorder.countUnrecorded(reports.count)
        return answers.map {
          RecordedDecision($0.decision.unrecorded(because: "\(error)"), id: nil)
        }
      case .open:
        recorder.countUnrecorded(reports.count)
        return answers.map { RecordedDecision($0.decision, id: nil) }
      }
    }
  }
}

/// A decision, and its name in the trail.
public struct RecordedDecision: Sendable {
  public let decision: Decision
  /// `nil` where it could not be recorded and the mode lets it pass, or denies.
  public let id: Text?

  init(_ decision: Decision, id: Text?) {
    self.decision = decision
    self.id = id
  }

  public var isAllowed: Bool { decision.isAllowed }
}

extension Engine {
  /// The decision with the names of the roles that were active.
  fileprivate func decidedWithRoles(_ request: Request) -> (Decision, [String]) {
    places.decide { scratch in
      scratch.namesOneReason = false
      let decision: Decision
      if scratch.asksLedger {
        // Read before the clock, so that the time is none before that of an entry that is seen.
        let reading = scratch.reading(ledger, ledgerIndex)
        decision = scratch.decide(request, now: Self.clock(), reading: reading)
      } else {
        decision = scratch.decide(
          request, now: Instant(milliseconds: Platform.tickSince1970()))
      }
      return (decision, scratch.activeRoleNames())
    }
  }
}
