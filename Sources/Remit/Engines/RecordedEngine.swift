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
    let report = report(of: request, context)
    return try await recorded([report])[0]
  }

  /// Decides several requests in order, and returns when all are recorded: one write for all, where
  /// the recorder can.
  public func decide(
    _ requests: [Request], context: RecordContext = RecordContext()
  ) async throws -> [RecordedDecision] {
    if requests.isEmpty { return [] }
    return try await recorded(requests.map { report(of: $0, context) })
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
        recorder.countUnrecorded(1, because: "\(error)")
        return RecordedDecision(engine.decide(request).unrecorded(because: "\(error)"), id: nil)
      case .open: break
      }
    }
    return try await recorded([try await reportPerforming(request, key: key, context)])[0]
  }

  // MARK: - For those who record many together

  /// Decides, and leaves recording to the caller.
  package func report(
    of request: Request, _ context: RecordContext = RecordContext()
  ) -> DecisionReport {
    let start = Platform.monotonicNanoseconds()
    let (decision, roles) = engine.decidedWithRoles(request)
    let nanoseconds = Platform.monotonicNanoseconds() - start
    return DecisionReport(
      recorder.stamp(), decision: decision, activeRoles: roles, nanoseconds: nanoseconds,
      performed: nil, context: context)
  }

  /// Decides and performs, and leaves recording the decision to the caller.
  package func reportPerforming(
    _ request: Request, key: String? = nil, _ context: RecordContext = RecordContext()
  ) async throws(LedgerError) -> DecisionReport {
    let stamp = recorder.stamp()
    let start = Platform.monotonicNanoseconds()
    let performed = try await engine.performed(request, key: key, named: stamp.id)
    return DecisionReport(
      stamp, decision: performed.decision, activeRoles: performed.activeRoles,
      nanoseconds: Platform.monotonicNanoseconds() - start, performed: performed.entries,
      context: context)
  }

  /// The answer that stands for one that could not be recorded; in the mode `closed` there is none.
  package func answer(
    for report: DecisionReport, unrecordedBecause reason: String
  ) -> RecordedDecision? {
    switch mode {
    case .closed: return nil
    case .deny:
      recorder.countUnrecorded(1, because: reason)
      return RecordedDecision(report.decision.unrecorded(because: reason), id: nil)
    case .open:
      recorder.countUnrecorded(1, because: reason)
      return RecordedDecision(report.decision, id: nil)
    }
  }

  private func recorded(_ reports: [DecisionReport]) async throws -> [RecordedDecision] {
    let areKept = reports.map { recorder.keeps($0) }
    let kept = zip(reports, areKept).filter(\.1).map(\.0)
    var reason: String?
    do {
      if !kept.isEmpty { try await recorder.record(kept) }
    } catch {
      guard mode != .closed else { throw error }
      reason = "\(error)"
    }
    return zip(reports, areKept).map { report, isKept in
      guard isKept else { return RecordedDecision(report.decision, id: nil) }
      let unrecorded = reason.flatMap { answer(for: report, unrecordedBecause: $0) }
      return unrecorded ?? RecordedDecision(report.decision, id: report.stamp.id)
    }
  }
}

/// A decision, and its name in the trail.
public struct RecordedDecision: Sendable {
  public let decision: Decision
  /// `nil` where it could not be recorded and the mode lets it pass, or denies, and where nothing of
  /// it is to be recorded.
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
