import Remit
import RemitData
import RemitModel

/// Decides what a command line asks, and writes the answers.
struct DecisionRun {
  let session: DecisionSession
  /// The time of requests that give none.
  let now: Instant
  /// Whether to keep the requests, for measuring.
  let keepsRequests: Bool

  /// Decides the one request of the options, or each line of a file.
  ///
  /// - Parameter measure: takes the requests that were kept, once all are decided.
  /// - Throws: the exit status, where it is not that all is fine.
  func run(
    _ options: RequestOptions, _ requests: String?, measure: ([Request]) -> Void = { _ in }
  ) throws {
    guard let requests else {
      let request = try options.request(schema: session.schema, now: now)
      let decision = try session.decide(request)
      try Output.write(bytes: session.answer(to: request, decision: decision))
      measure([request])
      if session.performs, decision.cause != .invalid { return }
      switch decision.cause {
      case .permitted: return
      case .invalid: throw ExitStatus.couldNotBeDone
      case .forbidden, .separated, .failed, .unmatched: throw ExitStatus.no
      }
    }
    let kept = try decideLines(of: requests)
    measure(kept.requests)
    if kept.hasInvalid { throw ExitStatus.couldNotBeDone }
  }

  /// Decides line by line, so that a file of any size is decided in bounded memory.
  private func decideLines(of file: String) throws -> (requests: [Request], hasInvalid: Bool) {
    var output = BufferedOutput()
    var kept: [Request] = []
    var hasInvalid = false
    do {
      var reader = try LineReader(file, lineBytesMax: DataLimits.requestBytesMax)
      while let line = try reader.next() {
        switch session.read(line, now: now) {
        case .blank: continue
        case .invalid(let problems):
          hasInvalid = true
          try output.write(session.answer(toInvalid: problems, line: reader.number))
        case .request(let request):
          let decision: Decision
          do {
            decision = try session.decide(request)
          } catch {
            // What was recorded before has its answers.
            try output.flush()
            throw error
          }
          hasInvalid = hasInvalid || decision.cause == .invalid
          try output.write(session.answer(to: request, decision: decision))
          if keepsRequests { kept.append(request) }
        }
        if reader.mayWait || session.performs { try output.flush() }
      }
    } catch let problem as FileProblem {
      try output.flush()
      throw CommandFailure(problem)
    }
    try output.flush()
    return (kept, hasInvalid)
  }
}
