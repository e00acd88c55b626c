import RemitModel
import RemitSource

extension TracingEvaluator {
  /// Whether all clauses let their declaration apply; the least error where that is not settled.
  func verdict(on clauses: [Clause], frameSize: Int) -> Result<Bool, EvaluationError> {
    let frame = Frame(frameSize)
    let outcomes = clauses.map { clause -> Outcome in
      evaluate(clause.expression, in: frame).map {
        .bool(($0 == .bool(true)) != clause.isUnless)
      }
    }
    return all(outcomes, settles: false).map { $0 == .bool(true) }
  }

  func traces(of clauses: [Clause], frameSize: Int) -> [Explanation.ClauseTrace] {
    let frame = Frame(frameSize)
    return clauses.map {
      Explanation.ClauseTrace(
        isUnless: $0.isUnless, part: trace($0.expression, in: frame, depth: 0))
    }
  }

  /// How deep parts of parts are shown, called conditions included.
  private static var traceDepthMax: Int { 8 }
  /// How many elements of a quantifier are shown.
  private static var elementsShownMax: Int { 5 }

  private func trace(
    _ expression: TypedExpression, in frame: Frame, depth: Int
  ) -> Explanation.PartTrace {
    let result = evaluate(expression, in: frame)
    return Explanation.PartTrace(
      text: text(of: expression), result: shown(result), values: operands(expression, in: frame),
      parts: depth < Self.traceDepthMax
        ? parts(of: expression, result: result, in: frame, depth: depth + 1) : [])
  }

  private func shown(_ outcome: Outcome) -> Explanation.PartTrace.Result {
    switch outcome {
    case .success(let value): .value(shortLiteral(value))
    case .failure(let error): .error(error.code)
    }
  }

  /// Up to 80 characters of a literal: explanations are read, not parsed.
  func shortLiteral(_ value: Value) -> String {
    let literal = policy.schema.literal(value)
    return literal.count <= 80 ? literal : literal.prefix(77) + "…"
  }

  /// The logical parts that settle an expression.
  private func parts(
    of expression: TypedExpression, result: Outcome, in frame: Frame, depth: Int
  ) -> [Explanation.PartTrace] {
    switch expression.form {
    case .and(let operands), .or(let operands):
      let traces = operands.map { trace($0, in: frame, depth: depth) }
      guard case .success = result else { return traces }
      // What an operand settles, a guard above all, says nothing about the operands that err.
      return traces.filter { if case .error = $0.result { false } else { true } }
    case .not(let operand):
      return parts(of: operand, result: result, in: frame, depth: depth)
    case .conditional(let condition, let then, let otherwise):
      let chosen =
        switch evaluate(condition, in: frame) {
        case .success(.bool(true)): [then]
        case .success: [otherwise]
        case .failure: [TypedExpression]()
        }
      return ([condition] + chosen).map { trace($0, in: frame, depth: depth) }
    case .call(let id, let arguments):
      var values: [Value] = []
      for argument in arguments {
        guard case .success(let value) = evaluate(argument, in: frame) else { return [] }
        values.append(value)
      }
      let called = policy[id]
      let inner = trace(called.body, in: Frame(called.frameSize, values), depth: depth)
      return inner.parts.isEmpty ? [inner] : inner.parts
    case .quantified(let kind, let slot, let source, let condition):
      guard kind != .count, case .success(.set(let elements)) = evaluate(source, in: frame) else {
        return []
      }
      return elements.sorted { policy.schema.literal($0) < policy.schema.literal($1) }
        .prefix(Self.elementsShownMax).map { element in
          var inner = frame
          inner.slots[slot] = element
          let part = trace(condition, in: inner, depth: depth)
          return Explanation.PartTrace(
            text: "for \(shortLiteral(element)): \(part.text)", result: part.result,
            values: part.values, parts: part.parts)
        }
    default:
      return []
    }
  }

  /// What the operands of a comparison came to, where they are no literals.
  private func operands(
    _ expression: TypedExpression, in frame: Frame
  ) -> [(text: String, value: String)] {
    let candidates: [TypedExpression]
    switch expression.form {
    case .equal(let a, let b), .notEqual(let a, let b), .compare(_, let a, let b),
      .contained(let a, let b), .arithmetic(_, let a, let b):
      candidates = [a, b]
    case .like(let a, _), .matchesRegex(let a, _), .matchesPath(let a, _):
      candidates = [a]
    case .method(_, let receiver, let arguments): candidates = [receiver] + arguments
    case .quantified(_, _, let source, _), .each(_, let source, _, _): candidates = [source]
    case .call(_, let arguments): candidates = arguments
    case .not(let operand): return operands(operand, in: frame)
    default: return []
    }
    let shown: [(text: String, value: String)] = candidates.compactMap { operand in
      if case .literal = operand.form { return nil }
      if case .performed = operand.form { return nil }
      switch evaluate(operand, in: frame) {
      case .success(let value): return (text(of: operand), shortLiteral(value))
      case .failure(let error): return (text(of: operand), "error \(error.code.rawValue)")
      }
    }
    return shown + performances(in: expression, frame)
  }

  /// The source of an expression, white space folded.
  func text(of expression: TypedExpression) -> String {
    let index = Int(expression.site.number)
    guard policy.sites.indices.contains(index) else { return "" }
    let source = policy.files.text(of: policy.sites[index])
    return source.split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }
}
