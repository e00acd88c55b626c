package import RemitModel
import RemitPatterns

/// What an explanation looks up: stored entities as this request sees them.
package protocol EntityView {
  /// The value of an attribute by Remit name, sent values first; `nil` where it is absent.
  func attribute(_ name: String, of uid: EntityUID) -> Value?
  /// Whether the entity is the other one or lies below it.
  func lies(_ uid: EntityUID, in ancestor: EntityUID) -> Bool
}

/// Walks the typed policy plainly and keeps what every expression came to.
///
/// Explanations are read by people, after a decision: here clarity goes before speed, and a test
/// holds the outcome against the engine's.
struct TracingEvaluator<View: EntityView> {
  let policy: TypedPolicy
  let view: View
  let principal: EntityUID
  let resource: EntityUID
  let context: [Text: Value]
  let now: Instant
  /// The ledger as the decision read it.
  var ledger = LedgerReading.unavailable

  /// What an expression came to, with the traces of the calls inside it.
  typealias Outcome = Result<Value, EvaluationError>

  /// The variables of one body: a slot each.
  struct Frame {
    var slots: [Value?]

    init(_ size: Int, _ parameters: [Value] = []) {
      slots = parameters.map { $0 } + Array(repeating: nil, count: max(0, size - parameters.count))
    }
  }

  func evaluate(_ expression: TypedExpression, in frame: Frame) -> Outcome {
    switch expression.form {
    case .literal(let value): return .success(value)
    case .variable(let variable): return .success(self.value(of: variable))
    case .local(let slot):
      guard frame.slots.indices.contains(slot), let value = frame.slots[slot] else {
        return fail(.missingEntity, expression)
      }
      return .success(value)
    case .attribute(let base, let name):
      return strict(base, in: frame) {
        read(name, of: $0).map { .success($0) }
          ?? fail(.missingEntity, expression)
      }
    case .mapValue(let base, let key):
      return strict(base, in: frame) {
        entries($0)?[key].map { .success($0) }
          ?? fail(.missingEntity, expression)
      }
    case .has(let base, let path):
      return strict(base, in: frame) { value in
        var current: Value? = value
        for name in path { current = current.flatMap { read(name, of: $0) } }
        return .success(.bool(current != nil))
      }
    case .hasKey(let base, let key):
      return strict(base, in: frame) { .success(.bool(entries($0)?[key] != nil)) }
    case .isType(let base, let type):
      return strict(base, in: frame) { value in
        guard case .entity(let uid) = value else { return .success(.bool(false)) }
        return .success(.bool(policy.schema.entityType(wire: uid.type) == type))
      }
    case .not(let operand):
      return strict(operand, in: frame) { .success(.bool($0 != .bool(true))) }
    case .and(let operands):
      return all(operands.map { evaluate($0, in: frame) }, settles: false)
    case .or(let operands):
      return all(operands.map { evaluate($0, in: frame) }, settles: true)
    case .conditional(let condition, let then, let otherwise):
      return strict(condition, in: frame) {
        evaluate($0 == .bool(true) ? then : otherwise, in: frame)
      }
    default:
      return evaluateOperation(expression, in: frame)
    }
  }

  private func evaluateOperation(_ expression: TypedExpression, in frame: Frame) -> Outcome {
    switch expression.form {
    case .equal(let a, let b):
      return strict(a, b, in: frame) { .success(.bool($0 == $1)) }
    case .notEqual(let a, let b):
      return strict(a, b, in: frame) { .success(.bool($0 != $1)) }
    case .compare(let comparison, let a, let b):
      return strict(a, b, in: frame) { .success(.bool(compare(comparison, $0, $1))) }
    case .arithmetic(let operation, let a, let b):
      return strict(a, b, in: frame) { x, y in
        arithmetic(operation, x, y).map { .success($0) } ?? fail(.overflow, expression)
      }
    case .negate(let operand):
      return strict(operand, in: frame) { value in
        arithmetic(.minus, zero(like: value), value).map { .success($0) }
          ?? fail(.overflow, expression)
      }
    case .contained(let a, let b):
      return strict(a, b, in: frame) { .success(.bool(contained($0, in: $1))) }
    case .like, .matchesRegex, .matchesPath:
      return match(expression, in: frame)
    case .method(let method, let receiver, let arguments):
      return strict([receiver] + arguments, in: frame) {
        .success(apply(method, $0[0], Array($0.dropFirst())))
      }
    case .quantified(let kind, let slot, let source, let condition):
      return quantified(kind, slot: slot, source: source, condition: condition, in: frame)
    case .each(let slot, let source, let condition, let give):
      return each(slot: slot, source: source, condition: condition, give: give, in: frame)
    case .call(let id, let arguments):
      return strict(arguments, in: frame) { values in
        let called = policy[id]
        return evaluate(called.body, in: Frame(called.frameSize, values)).mapError {
          EvaluationError(code: $0.code, place: expression.site, origin: $0.origin)
        }
      }
    case .id(let operand):
      return strict(operand, in: frame) { value in
        guard case .entity(let uid) = value else { return fail(.missingEntity, expression) }
        return .success(.string(uid.id))
      }
    case .weekday(let operand, let zone):
      return strict(operand, in: frame) { weekday($0, zone, expression) }
    case .timeOfDay(let operand, let zone):
      return strict(operand, in: frame) { timeOfDay($0, zone, expression) }
    case .performed(let duty, let object):
      return strict(object, in: frame) { performed(duty, on: $0, expression) }
    case .set(let elements):
      return strict(elements, in: frame) { .success(.set(Set($0))) }
    case .record(let fields):
      return strict(fields.map(\.value), in: frame) { values in
        let names = fields.map { Text($0.name) }
        return .success(.record(Dictionary(zip(names, values)) { $1 }))
      }
    case .map(let fields):
      return strict(fields.map(\.value), in: frame) {
        .success(.map(Dictionary(zip(fields.map(\.key), $0)) { $1 }))
      }
    case .literal, .variable, .local, .attribute, .mapValue, .has, .hasKey, .isType, .not, .and,
      .or, .conditional:
      return evaluate(expression, in: frame)
    }
  }
}

extension TracingEvaluator {
  func fail(_ code: RuntimeErrorCode, _ expression: TypedExpression) -> Outcome {
    .failure(EvaluationError(code: code, place: expression.site, origin: expression.site))
  }

  private func value(of variable: TypedExpression.Variable) -> Value {
    switch variable {
    case .principal: .entity(principal)
    case .resource: .entity(resource)
    case .context: .record(context)
    case .now: .instant(now)
    }
  }

  private func read(_ name: String, of value: Value) -> Value? {
    switch value {
    case .entity(let uid): view.attribute(name, of: uid)
    case .record(let entries): entries[Text(name)]
    default: nil
    }
  }

  private func entries(_ value: Value) -> [Text: Value]? {
    switch value {
    case .map(let entries), .record(let entries): entries
    default: nil
    }
  }

  func strict(_ operand: TypedExpression, in frame: Frame, _ body: (Value) -> Outcome) -> Outcome {
    evaluate(operand, in: frame).flatMap(body)
  }

  private func strict(
    _ a: TypedExpression, _ b: TypedExpression, in frame: Frame, _ body: (Value, Value) -> Outcome
  ) -> Outcome {
    strict([a, b], in: frame) { body($0[0], $0[1]) }
  }

  func strict(
    _ operands: [TypedExpression], in frame: Frame, _ body: ([Value]) -> Outcome
  ) -> Outcome {
    var values: [Value] = []
    var least: EvaluationError?
    for operand in operands {
      switch evaluate(operand, in: frame) {
      case .success(let value): values.append(value)
      case .failure(let error): least = least.map { min($0, error) } ?? error
      }
    }
    return least.map { .failure($0) } ?? body(values)
  }

  /// `or` over outcomes where `settles` is true, `and` where it is false.
  func all(_ outcomes: [Outcome], settles: Bool) -> Outcome {
    var least: EvaluationError?
    for outcome in outcomes {
      switch outcome {
      case .success(let value):
        if value == .bool(settles) { return .success(.bool(settles)) }
      case .failure(let error): least = least.map { min($0, error) } ?? error
      }
    }
    return least.map { .failure($0) } ?? .success(.bool(!settles))
  }

  private func quantified(
    _ kind: TypedExpression.QuantifierKind, slot: Int, source: TypedExpression,
    condition: TypedExpression, in frame: Frame
  ) -> Outcome {
    strict(source, in: frame) { set in
      let outcomes = elements(set).map { element in
        var inner = frame
        inner.slots[slot] = element
        return evaluate(condition, in: inner)
      }
      switch kind {
      case .some: return all(outcomes, settles: true)
      case .every: return all(outcomes, settles: false)
      case .count:
        var count: Int64 = 0
        var least: EvaluationError?
        for outcome in outcomes {
          switch outcome {
          case .success(let value): count += value == .bool(true) ? 1 : 0
          case .failure(let error): least = least.map { min($0, error) } ?? error
          }
        }
        return least.map { .failure($0) } ?? .success(.int(count))
      }
    }
  }

  private func each(
    slot: Int, source: TypedExpression, condition: TypedExpression?, give: TypedExpression,
    in frame: Frame
  ) -> Outcome {
    strict(source, in: frame) { set in
      var given = Set<Value>()
      var least: EvaluationError?
      for element in elements(set) {
        var inner = frame
        inner.slots[slot] = element
        let passes = condition.map { evaluate($0, in: inner) } ?? .success(.bool(true))
        switch passes {
        case .failure(let error): least = least.map { min($0, error) } ?? error
        case .success(let value) where value == .bool(true):
          switch evaluate(give, in: inner) {
          case .success(let value): given.insert(value)
          case .failure(let error): least = least.map { min($0, error) } ?? error
          }
        case .success: break
        }
      }
      return least.map { .failure($0) } ?? .success(.set(given))
    }
  }

  private func elements(_ value: Value) -> Set<Value> {
    if case .set(let elements) = value { return elements }
    return []
  }
}
