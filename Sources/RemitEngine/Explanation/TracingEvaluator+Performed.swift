import RemitModel

extension TracingEvaluator {
  /// The persons recorded for the object's present version, and those whom it knows itself.
  func performed(_ id: DutyID, on value: Value, _ expression: TypedExpression) -> Outcome {
    guard case .entity(let object) = value else { return fail(.missingEntity, expression) }
    guard let entries = ledger.entries(about: object) else {
      return fail(.ledgerUnavailable, expression)
    }
    let duty = policy[id]
    let frame = Frame(duty.objectFrameSize, [value])
    var present: Value?
    if let version = duty.version {
      guard case .success(let value) = evaluate(version, in: frame) else {
        return fail(.objectUnknown, expression)
      }
      present = value
    }
    var persons: Set<Value> = []
    for entry in entries where entry.duty == duty.wire && !entry.isWithdrawn(at: ledger.position) {
      if let present, entry.version.map({ .string($0) }) != present { continue }
      persons.insert(.entity(entry.person))
    }
    guard let knownAs = duty.knownAs else { return .success(.set(persons)) }
    switch evaluate(knownAs, in: frame) {
    case .success(.set(let known)): return .success(.set(persons.union(known)))
    case .success(let known): return .success(.set(persons.union([known])))
    case .failure: return fail(.personUnknown, expression)
    }
  }

  /// Every `performed(…)` that an operand is computed from, with the persons it came to. Parts that
  /// have a trace of their own are not entered.
  func performances(
    in expression: TypedExpression, _ frame: Frame
  ) -> [(text: String, value: String)] {
    switch expression.form {
    case .performed: [(text(of: expression), words(for: expression, in: frame))]
    case .equal(let a, let b), .notEqual(let a, let b), .compare(_, let a, let b),
      .contained(let a, let b), .arithmetic(_, let a, let b):
      performances(in: a, frame) + performances(in: b, frame)
    case .method(_, let receiver, let arguments):
      ([receiver] + arguments).flatMap { performances(in: $0, frame) }
    case .set(let elements): elements.flatMap { performances(in: $0, frame) }
    case .quantified(_, _, let source, _), .each(_, let source, _, _):
      performances(in: source, frame)
    case .not(let operand), .negate(let operand): performances(in: operand, frame)
    case .literal, .variable, .local, .attribute, .mapValue, .has, .hasKey, .isType, .and, .or,
      .conditional, .like, .matchesRegex, .matchesPath, .call, .id, .weekday, .timeOfDay, .record,
      .map:
      []
    }
  }

  private func words(for performed: TypedExpression, in frame: Frame) -> String {
    switch evaluate(performed, in: frame) {
    case .success(.set([])): "[] (nobody has)"
    case .success(let value): shortLiteral(value)
    case .failure(let error): "error \(error.code.rawValue)"
    }
  }
}
