import Remit
import RemitData
import RemitLedger
import RemitModel
import RemitSource

/// What `decide` and `explain` work with: the engine, and the form in which answers are written.
struct DecisionSession {
  let engine: Engine
  let schema: Schema
  let style: DecisionStyle
  /// Whether what is allowed is recorded, each answer coming after its entries.
  let performs: Bool
  /// Where every answer is recorded before it is written.
  let trail: OpenTrail?
  /// From the first file read to the engine that answers.
  let loadNanoseconds: UInt64

  enum Reading {
    case blank
    case invalid([DataProblem])
    case request(Request)
  }

  /// Reads the policy and the data and builds the engine; any problem ends the command.
  ///
  /// - Parameter performs: whether what is allowed is recorded too.
  init(
    policy path: String, data: DataOptions, ledger: LedgerOptions, performs: Bool = false,
    style: DecisionStyle, trail: OpenTrail? = nil
  ) throws {
    let start = Platform.monotonicNanoseconds()
    let sources = try readPolicy(path)
    let policy = try loadPolicy(path, sources) { trail?.rejected($0) }
    let read = try data.read()
    let ledger = try ledger.open(performs ? .creating : .existing)
    engine = try makeEngine(policy, read, ledger: ledger, path: path)
    try trail?.began(policy, sources, engine, read)
    self.trail = trail
    self.performs = performs
    schema = policy.schema
    self.style = style
    loadNanoseconds = Platform.monotonicNanoseconds() - start
  }

  /// Reads a request line; one without a time gets `now`.
  func read(_ line: LineReader.Line, now: Instant) -> Reading {
    switch line {
    case .tooLong:
      let message = "the line has more than \(DataLimits.requestBytesMax) bytes"
      return .invalid([DataProblem(code: .badJSON, path: "", message: message)])
    case .bytes(let bytes):
      if bytes.allSatisfy({ $0 == 0x20 || $0 == 0x09 }) { return .blank }
      let reading = readRequest(bytes)
      guard var request = reading.value else { return .invalid(reading.problems) }
      request.now = request.now ?? now
      return .request(request)
    }
  }

  /// Answers that are given together.
  var group: AnswerGroup { AnswerGroup(self) }

  /// The answer to a request, with its line end.
  func answer(to request: Request, decision: Decision, id: Text? = nil) -> [UInt8] {
    switch style.format {
    case .json:
      var json = JSONWriter()
      json.decision(
        decision, schema: schema, explanation: explanation(of: request, decision), id: id?.string)
      json.newline()
      return json.bytes
    case .text:
      // An explanation has several paragraphs; an empty line keeps it apart from the next.
      let text = explanation(of: request, decision).map { $0 + "\n" } ?? words(for: decision)
      let name = id.map { "  recorded as \($0)\n" } ?? ""
      return Array((text + "\n" + name).utf8)
    }
  }

  /// The answer to a line that is no request.
  func answer(toInvalid problems: [DataProblem], line: Int) -> [UInt8] {
    switch style.format {
    case .json:
      var json = JSONWriter()
      json.invalid(problems)
      json.newline()
      return json.bytes
    case .text:
      let lines = ["deny (invalid): line \(line) is no request"]
      return Array(
        ((lines + problems.map { "  " + DataErrors.line($0) }).joined(separator: "\n") + "\n").utf8)
    }
  }

  private func explanation(of request: Request, _ decision: Decision) -> String? {
    style.explains ? decision.explanation.description : nil
  }

  /// A decision in a few lines.
  private func words(for decision: Decision) -> String {
    var lines = ["\(decision.effect.rawValue) (\(decision.cause.rawValue))"]
    for name in decision.determining { lines.append("  by \(name)") }
    for name in decision.waivers { lines.append("  \(name) is waived") }
    for obligation in decision.obligations {
      var json = JSONWriter()
      json.record(obligation.record, schema: schema)
      lines.append("  oblige \(obligation.name) \(json.text)")
    }
    for error in decision.errors {
      var line = "  \(error.code.rawValue)"
      if let name = error.name { line += " in \(name)" }
      if let path = error.path, !path.isEmpty { line += " at \(path)" }
      lines.append("\(line): \(error.message)")
    }
    return lines.joined(separator: "\n")
  }
}

/// The form of answers.
struct DecisionStyle {
  let format: OutputFormat
  let explains: Bool
}
