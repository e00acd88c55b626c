import RemitModel

/// What an expression comes to.
typealias Outcome = Result<Value, EvaluationError>

func fail(_ code: RuntimeErrorCode, at site: Site) -> Outcome {
  .failure(EvaluationError(code: code, place: site, origin: site))
}

/// All the values, or the least error: how strict forms treat their operands.
func allOf(_ outcomes: [Outcome]) -> Result<[Value], EvaluationError> {
  var values: [Value] = []
  var errors: [EvaluationError] = []
  for outcome in outcomes {
    switch outcome {
    case .success(let value): values.append(value)
    case .failure(let error): errors.append(error)
    }
  }
  return errors.min().map { .failure($0) } ?? .success(values)
}

/// `or` where `value` is true, `and` where it is false: any operand that is `value` settles the
/// result; else the least error is the result, else the other truth value.
func settled(by value: Bool, _ outcomes: [Outcome]) -> Outcome {
  if outcomes.contains(.success(.bool(value))) { return .success(.bool(value)) }
  return allOf(outcomes).map { _ in .bool(!value) }
}
