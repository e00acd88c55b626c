import RemitModel

/// What comes together while a request is decided.
struct Tally {
  let situation: ReferenceSituation
  var errors: Set<ReferenceError> = []
  /// Names that make the decision `failed` if nothing allows.
  var failed: [String] = []
  /// Separations that apply, and those that the ledger cannot be asked about.
  var separations: [String] = []
  var unanswered: [String] = []
  var brokenPromises: [String] = []

  init(situation: ReferenceSituation) {
    self.situation = situation
  }

  /// Whether clauses hold; where they err, the error is reported and they do not.
  mutating func isTrue(
    _ outcome: Result<Bool, EvaluationError>, of name: String, causes: [String]
  ) -> Bool {
    switch outcome {
    case .success(let holds): return holds
    case .failure(let error):
      report(error, of: name, causes: causes)
      return false
    }
  }

  mutating func report(_ error: EvaluationError, of name: String, causes: [String]) {
    errors.insert(ReferenceError(error.code, name: name, site: error.place))
    failed += causes
    if error.code == .wrongType || situation.observed.unguardedReads.contains(error.origin) {
      brokenPromises.append("\(name) meets \(error.code) where the checker saw none")
    }
  }

  /// - Parameter rules: those whose obligations come with the decision.
  func decision(
    _ cause: Decision.Cause, determining: [String], _ rules: [TypedRule]
  ) -> ReferenceDecision {
    var decision = ReferenceDecision(cause)
    decision.determining = sortedByBytes(determining)
    decision.errors = errors.sorted()
    decision.brokenPromises = brokenPromises
    var demanded: [Demand: [String]] = [:]
    for rule in rules {
      let frame = [Value?](repeating: nil, count: rule.frameSize)
      for obligation in rule.obligations {
        var record: [Text: Value] = [:]
        for (name, expression) in obligation.record {
          switch situation.evaluate(expression, frame) {
          case .success(let value): record[Text(name)] = value
          case .failure(let error):
            decision.brokenPromises.append("an obligation of \(rule.name) meets \(error.code)")
          }
        }
        demanded[Demand(name: obligation.name, record: record), default: []].append(rule.name)
      }
    }
    decision.obligations = demanded.map {
      Obligation(name: $0.key.name, record: $0.key.record, by: sortedByBytes($0.value))
    }
    return decision
  }

  private struct Demand: Hashable {
    let name: String
    let record: [Text: Value]
  }
}
