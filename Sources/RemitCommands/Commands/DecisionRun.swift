import Remit
import RemitAudit
import RemitData
import RemitModel
import RemitSource

/// Decides what a command line asks, and writes the answers.
struct DecisionRun {
  /// Lines whose answers wait for one another: they are recorded together.
  private static let groupMax = 256

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
      var group = session.group
      try group.take(request)
      let answers = try group.finish()
      for answer in answers { try Output.write(bytes: answer.bytes) }
      measure([request])
      let cause = answers.first?.cause ?? .invalid
      if session.performs, cause != .invalid { return }
      switch cause {
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
    var group = session.group
    do {
      var reader = try LineReader(file, lineBytesMax: DataLimits.requestBytesMax)
      while let line = try reader.next() {
        switch session.read(line, now: now) {
        case .blank: continue
        case .invalid(let problems): group.take(problems, line, number: reader.number)
        case .request(let request):
          do {
            try group.take(request)
          } catch {
            // What was recorded before has its answers.
            for answer in try group.finish() { try output.write(answer.bytes) }
            try output.flush()
            throw error
          }
          if keepsRequests { kept.append(request) }
        }
        let isGroupDone =
          session.trail == nil || group.count == Self.groupMax || reader.mayWait
        guard isGroupDone else { continue }
        for answer in try group.finish() {
          hasInvalid = hasInvalid || answer.cause == .invalid
          try output.write(answer.bytes)
        }
        if reader.mayWait || session.performs { try output.flush() }
      }
      for answer in try group.finish() {
        hasInvalid = hasInvalid || answer.cause == .invalid
        try output.write(answer.bytes)
      }
    } catch let problem as FileProblem {
      try output.flush()
      throw CommandFailure(problem)
    } catch let failure as CommandFailure {
      try output.flush()
      throw failure
    }
    try output.flush()
    return (kept, hasInvalid)
  }
}
