import RemitModel

// The meaning of each form, as `TypedExpression` states it, in the most obvious way: every operand
// is evaluated, then the results are combined.
extension ReferenceSituation {
  func evaluate(_ expression: TypedExpression, _ frame: [Value?]) -> Outcome {
    let site = expression.site
    switch expression.form {
    case .literal(let value): return .success(value)
    case .variable(let variable): return .success(self.variable(variable))
    case .local(let slot): return frame[slot].map { .success($0) } ?? fail(.wrongType, at: site)
    case .not(let operand): return evaluate(operand, frame).map { .bool($0 == .bool(false)) }
    case .and(let operands): return settled(by: false, operands.map { evaluate($0, frame) })
    case .or(let operands): return settled(by: true, operands.map { evaluate($0, frame) })
    case .conditional(let condition, let then, let otherwise):
      return evaluate(condition, frame).flatMap {
        evaluate($0 == .bool(true) ? then : otherwise, frame)
      }
    case .quantified(let kind, let slot, let source, let condition):
      return evaluate(source, frame).flatMap { source in
        guard case .set(let values) = source else { return fail(.wrongType, at: site) }
        let outcomes = values.map { evaluate(condition, frame.replacing(slot, with: $0)) }
        switch kind {
        case .some: return settled(by: true, outcomes)
        case .every: return settled(by: false, outcomes)
        case .count: return allOf(outcomes).map { .int(Int64($0.count { $0 == .bool(true) })) }
        }
      }
    case .each(let slot, let source, let condition, let give):
      return evaluate(source, frame).flatMap { source in
        guard case .set(let values) = source else { return fail(.wrongType, at: site) }
        let frames = values.map { frame.replacing(slot, with: $0) }
        let outcomes = frames.compactMap { each(condition, give, $0) }
        return allOf(outcomes).map { .set(Set($0)) }
      }
    case .call(let id, let arguments):
      return allOf(arguments.map { evaluate($0, frame) }).flatMap { values in
        let called = policy[id]
        let free = [Value?](repeating: nil, count: called.frameSize - values.count)
        return evaluate(called.body, values + free).mapError {
          EvaluationError(code: $0.code, place: site, origin: $0.origin)
        }
      }
    case .attribute(let a, _), .mapValue(let a, _), .has(let a, _), .hasKey(let a, _),
      .isType(let a, _), .negate(let a), .like(let a, _), .matchesRegex(let a, _),
      .matchesPath(let a, _), .id(let a), .weekday(let a, _), .timeOfDay(let a, _),
      .performed(_, let a):
      return evaluate(a, frame).flatMap { unary(expression.form, $0, at: site) }
    case .equal(let a, let b), .notEqual(let a, let b), .compare(_, let a, let b),
      .arithmetic(_, let a, let b), .contained(let a, let b):
      return allOf([evaluate(a, frame), evaluate(b, frame)]).flatMap {
        binary(expression.form, $0[0], $0[1], at: site)
      }
    case .method(let method, let receiver, let arguments):
      return allOf(([receiver] + arguments).map { evaluate($0, frame) }).flatMap {
        apply(method, $0[0], $0.dropFirst().first).map { .success($0) }
          ?? fail(.wrongType, at: site)
      }
    case .set(let items): return allOf(items.map { evaluate($0, frame) }).map { .set(Set($0)) }
    case .record(let fields):
      return allOf(fields.map { evaluate($0.value, frame) }).map { values in
        .record(Dictionary(uniqueKeysWithValues: zip(fields.map { Text($0.name) }, values)))
      }
    case .map(let fields):
      return allOf(fields.map { evaluate($0.value, frame) }).map { values in
        .map(Dictionary(uniqueKeysWithValues: zip(fields.map(\.key), values)))
      }
    }
  }

  /// What one element gives: nothing where the condition is false.
  private func each(
    _ condition: TypedExpression?, _ give: TypedExpression, _ frame: [Value?]
  ) -> Outcome? {
    guard let condition else { return evaluate(give, frame) }
    let outcome = evaluate(condition, frame)
    switch outcome {
    case .success(let value): return value == .bool(true) ? evaluate(give, frame) : nil
    case .failure: return outcome
    }
  }

  /// Clauses joined by `and`: every `when` is true and every `unless` is false.
  func holds(_ clauses: [Clause], frameSize: Int) -> Result<Bool, EvaluationError> {
    let frame = [Value?](repeating: nil, count: frameSize)
    let outcomes = clauses.map { clause in
      evaluate(clause.expression, frame).map { Value.bool($0 == .bool(!clause.isUnless)) }
    }
    return settled(by: false, outcomes).map { $0 == .bool(true) }
  }

  private func unary(_ form: TypedExpression.Form, _ value: Value, at site: Site) -> Outcome {
    switch form {
    case .attribute(_, let name):
      return member(name, of: value).map { .success($0) } ?? missing(in: value, at: site)
    case .mapValue(_, let key):
      guard case .map(let entries) = value else { return fail(.wrongType, at: site) }
      return entries[key].map { .success($0) } ?? missing(in: value, at: site)
    case .has(_, let path):
      let end = path.reduce(Optional(value)) { step, name in step.flatMap { member(name, of: $0) } }
      return .success(.bool(end != nil))
    case .hasKey(_, let key):
      guard case .map(let entries) = value else { return fail(.wrongType, at: site) }
      return .success(.bool(entries[key] != nil))
    case .isType(_, let type): return .success(.bool(isType(value, type)))
    case .negate: return negated(value).map { .success($0) } ?? fail(.overflow, at: site)
    case .performed(let duty, _):
      guard case .entity(let object) = value else { return fail(.wrongType, at: site) }
      return performed(duty, on: object, at: site)
    case .id:
      guard case .entity(let entity) = value else { return fail(.wrongType, at: site) }
      return .success(.string(entity.id))
    case .weekday(_, let zone):
      guard case .instant(let instant) = value, let rules = TimeZoneRules.zone(named: zone) else {
        return fail(.wrongType, at: site)
      }
      let day = EnumCase(type: policy.weekdayType, ordinal: rules.weekday(at: instant))
      return .success(.enumCase(day))
    case .timeOfDay(_, let zone):
      guard case .instant(let instant) = value, let rules = TimeZoneRules.zone(named: zone) else {
        return fail(.wrongType, at: site)
      }
      return .success(.duration(rules.timeOfDay(at: instant)))
    default: return pattern(form, value, at: site)
    }
  }

  private func pattern(_ form: TypedExpression.Form, _ value: Value, at site: Site) -> Outcome {
    guard case .string(let text) = value else { return fail(.wrongType, at: site) }
    switch form {
    case .like(_, let pattern): return .success(.bool(likes(text, pattern.segments)))
    case .matchesPath(_, let template):
      return fits(text, template).map { .success(.bool($0)) } ?? fail(.pathNotNormal, at: site)
    case .matchesRegex(_, let source): return matches(text, source, at: site)
    default: return fail(.wrongType, at: site)
    }
  }

  private func binary(
    _ form: TypedExpression.Form, _ a: Value, _ b: Value, at site: Site
  ) -> Outcome {
    switch form {
    case .equal: return .success(.bool(a == b))
    case .notEqual: return .success(.bool(a != b))
    case .contained: return .success(.bool(contained(a, in: b)))
    case .compare(let comparison, _, _):
      return compare(comparison, a, b).map { .success(.bool($0)) } ?? fail(.wrongType, at: site)
    case .arithmetic(let operation, _, _):
      return arithmetic(operation, a, b).map { .success($0) } ?? fail(.overflow, at: site)
    default: return fail(.wrongType, at: site)
    }
  }
}
