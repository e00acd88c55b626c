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
    case decision(DecisionReport)
    case invalid([DataProblem], number: Int)
  }

  private let session: DecisionSession
  private let recorded: RecordedEngine?
  /// What is answered without a trail.
  private var answers: [Answer] = []
  private var waiting: [Waiting] = []
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
    let report: DecisionReport
    if session.performs {
      do {
        try trail.recorder.checkAvailable()
      } catch  where trail.mode != .open {
        throw CommandFailure("--trail: nothing was performed: \(error)")
      }
      report = try withLedger {
        try waitingFor { try await recorded.reportPerforming(request) }
      }
    } else {
      report = recorded.report(of: request)
    }
    waiting.append(.decision(report))
    do {
      if let record = try trail.recorder.encoded(report) { records.append(record) }
    } catch {
      throw CommandFailure("--trail: \(error)")
    }
  }

  /// Whether what the trail could not say is to be performed; in the mode `deny` it will be a deny.
  private func canPerform(_ trail: OpenTrail) throws(CommandFailure) -> Bool {
    do {
      try trail.recorder.checkAvailable()
      return true
    } catch {
      switch trail.mode {
      case .closed: throw CommandFailure("--trail: nothing was performed: \(error)")
      case .deny: return false
      case .open: return true
      }
    }
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
        "--trail: \(RemitCommands.count(waiting.count, "decision")) could not be recorded and "
          + "\(waiting.count == 1 ? "is" : "are") not answered: \(reason)")
    }
    return waiting.map { one in
      switch one {
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
