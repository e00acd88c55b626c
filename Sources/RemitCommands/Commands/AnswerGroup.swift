import Remit
import RemitAudit
import RemitData
import RemitModel
import RemitSource

/// Answers that are given together, once all of them are recorded where there is a trail.
struct AnswerGroup {
  struct Answer {
    let bytes: [UInt8]
    let cause: Decision.Cause
  }

  private enum Waiting {
    /// What needs no record, or can have none and is answered all the same.
    case answered(Answer)
    case decision(DecisionReport)
    case invalid([DataProblem], number: Int)
  }

  private let session: DecisionSession
  private let recorded: RecordedEngine?
  /// What is answered without a trail.
  private var answers: [Answer] = []
  private var waiting: [Waiting] = []
  /// One for each of `waiting` that is not answered yet.
  private var records: [TrailRecord] = []

  init(_ session: DecisionSession) {
    self.session = session
    recorded = session.trail.map { session.engine.recording(to: $0.recorder, mode: $0.mode) }
  }

  var count: Int { answers.count + waiting.count }

  /// Decides a request, and performs it where that is what was asked for.
  mutating func take(_ request: Request) throws {
    guard let recorded, let trail = session.trail else {
      let decision = try withLedger {
        session.performs
          ? try waitingFor { [engine = session.engine] in try await engine.perform(request) }
          : session.engine.decide(request)
      }
      answers.append(answer(to: request, decision, id: nil))
      return
    }
    if session.performs, let reason = try reasonNotToPerform(trail) {
      try wait(for: recorded.report(of: request), unrecordedBecause: reason)
      return
    }
    let report =
      session.performs
      ? try withLedger { try waitingFor { try await recorded.reportPerforming(request) } }
      : recorded.report(of: request)
    let record: TrailRecord?
    do {
      record = try trail.recorder.encoded(report)
    } catch {
      try wait(for: report, unrecordedBecause: "\(error)")
      return
    }
    if let record {
      records.append(record)
      waiting.append(.decision(report))
    } else {
      waiting.append(.answered(answer(to: request, report.decision, id: nil)))
    }
  }

  /// Why what is allowed must not be performed, as the trail could not say so; in the mode `open` it
  /// is performed all the same.
  private func reasonNotToPerform(_ trail: OpenTrail) throws(CommandFailure) -> String? {
    do {
      try trail.recorder.checkAvailable()
      return nil
    } catch {
      switch trail.mode {
      case .closed: throw CommandFailure("--trail: nothing was performed: \(error)")
      case .deny: return "\(error)"
      case .open: return nil
      }
    }
  }

  /// Takes an answer that has no record; in the mode `closed` there is none.
  private mutating func wait(
    for report: DecisionReport, unrecordedBecause reason: String
  ) throws(CommandFailure) {
    guard let unrecorded = recorded?.answer(for: report, unrecordedBecause: reason) else {
      throw CommandFailure("--trail: \(reason)")
    }
    waiting.append(
      .answered(answer(to: report.decision.origin.request, unrecorded.decision, id: nil)))
  }

  /// Takes what is no request.
  mutating func take(_ problems: [DataProblem], _ line: LineReader.Line, number: Int) {
    guard let trail = session.trail else {
      answers.append(
        Answer(bytes: session.answer(toInvalid: problems, line: number), cause: .invalid))
      return
    }
    let bytes: [UInt8] = if case .bytes(let bytes) = line { bytes } else { [] }
    waiting.append(.invalid(problems, number: number))
    records.append(
      trail.recorder.invalid(
        bytes, codes: problems.map(\.code.rawValue), inputs: session.engine.inputsNow))
  }

  /// Makes the records durable, and gives the answers in order; nothing waits then.
  mutating func finish() throws(CommandFailure) -> [Answer] {
    defer {
      answers = []
      waiting = []
      records = []
    }
    guard let recorded, let trail = session.trail else { return answers }
    if waiting.isEmpty { return [] }
    let reason: String?
    do {
      try RemitCommands.waiting { [records] in try await trail.trail.append(records) }
      reason = nil
    } catch {
      reason = "\(error)"
    }
    if let reason, trail.mode == .closed {
      throw CommandFailure(
        "--trail: \(RemitCommands.count(records.count, "decision")) could not be recorded and "
          + "\(records.count == 1 ? "is" : "are") not answered: \(reason)")
    }
    return waiting.map { one in
      switch one {
      case .answered(let answer): return answer
      case .invalid(let problems, let number):
        if let reason { trail.recorder.countUnrecorded(1, because: reason) }
        return Answer(bytes: session.answer(toInvalid: problems, line: number), cause: .invalid)
      case .decision(let report):
        let request = report.decision.origin.request
        let unrecorded = reason.flatMap {
          recorded.answer(for: report, unrecordedBecause: $0)
        }
        if let unrecorded { return answer(to: request, unrecorded.decision, id: nil) }
        return answer(to: request, report.decision, id: report.stamp.id)
      }
    }
  }

  private func answer(to request: Request, _ decision: Decision, id: Text?) -> Answer {
    Answer(bytes: session.answer(to: request, decision: decision, id: id), cause: decision.cause)
  }

  private func withLedger<Result>(_ body: () throws -> Result) throws -> Result {
    do {
      return try body()
    } catch let error as LedgerError {
      throw CommandFailure("nothing was allowed or recorded: \(error)")
    }
  }
}

/// The function `waiting`, where something else has that name.
private func waitingFor<Value: Sendable>(
  _ work: @escaping @Sendable () async throws -> Value
) throws -> Value {
  try waiting(work)
}
