import RemitModel
import RemitPatterns

extension TracingEvaluator {
  func compare(_ comparison: TypedExpression.Comparison, _ a: Value, _ b: Value) -> Bool {
    let order: (Int64, Int64)
    switch (a, b) {
    case (.int(let x), .int(let y)): order = (x, y)
    case (.instant(let x), .instant(let y)): order = (x.milliseconds, y.milliseconds)
    case (.duration(let x), .duration(let y)): order = (x.count, y.count)
    case (.enumCase(let x), .enumCase(let y)): order = (Int64(x.ordinal), Int64(y.ordinal))
    default: return false
    }
    switch comparison {
    case .less: return order.0 < order.1
    case .lessOrEqual: return order.0 <= order.1
    case .greater: return order.0 > order.1
    case .greaterOrEqual: return order.0 >= order.1
    }
  }

  func zero(like value: Value) -> Value {
    if case .duration = value { return .duration(Milliseconds(0)) }
    return .int(0)
  }

  /// `nil` on overflow.
  func arithmetic(_ operation: TypedExpression.Arithmetic, _ a: Value, _ b: Value) -> Value? {
    switch (a, b) {
    case (.int(let x), .int(let y)):
      return checked(operation, x, y).map { .int($0) }
    case (.instant(let x), .duration(let y)):
      return checked(operation, x.milliseconds, y.count).map { .instant(Instant(milliseconds: $0)) }
    case (.duration(let x), .instant(let y)):
      return checked(operation, x.count, y.milliseconds).map { .instant(Instant(milliseconds: $0)) }
    case (.instant(let x), .instant(let y)):
      return checked(operation, x.milliseconds, y.milliseconds).map { .duration(Milliseconds($0)) }
    case (.duration(let x), .duration(let y)):
      return checked(operation, x.count, y.count).map { .duration(Milliseconds($0)) }
    case (.set(let x), .set(let y)):
      return operation == .plus ? .set(x.union(y)) : .set(x.subtracting(y))
    default: return nil
    }
  }

  private func checked(
    _ operation: TypedExpression.Arithmetic, _ x: Int64, _ y: Int64
  ) -> Int64? {
    let (value, overflow) =
      switch operation {
      case .plus: x.addingReportingOverflow(y)
      case .minus: x.subtractingReportingOverflow(y)
      case .times: x.multipliedReportingOverflow(by: y)
      }
    return overflow ? nil : value
  }

  func contained(_ a: Value, in b: Value) -> Bool {
    switch (a, b) {
    case (.entity(let x), .entity(let y)):
      return view.lies(x, in: y)
    case (.entity(let x), .set(let elements)):
      return elements.contains { element in
        if case .entity(let y) = element { view.lies(x, in: y) } else { false }
      }
    case (.ip(let x), .ipRange(let range)):
      return range.contains(x)
    case (.ip(let x), .set(let elements)):
      return elements.contains { element in
        if case .ipRange(let range) = element { range.contains(x) } else { element == a }
      }
    case (_, .set(let elements)):
      return elements.contains(a)
    default:
      return false
    }
  }

  func match(_ expression: TypedExpression, in frame: Frame) -> Outcome {
    switch expression.form {
    case .like(let operand, let pattern):
      let matcher = GlobMatcher(pattern)
      return strict(operand, in: frame) { .success(.bool(text($0).map(matcher.matches) ?? false)) }
    case .matchesPath(let operand, let template):
      let matcher = PathMatcher(template)
      return strict(operand, in: frame) { value in
        switch text(value).map(matcher.match) {
        case .matched: .success(.bool(true))
        case .notMatched, nil: .success(.bool(false))
        case .notNormal: fail(.pathNotNormal, expression)
        }
      }
    case .matchesRegex(let operand, let source):
      return strict(operand, in: frame) { value in
        guard let subject = text(value),
          case .success(let regex) = RegexPattern.compile(source: source)
        else { return fail(.patternLimit, expression) }
        switch regex.match(subject) {
        case .matched: return .success(.bool(true))
        case .notMatched: return .success(.bool(false))
        case .subjectTooLong: return fail(.patternSubjectTooLong, expression)
        case .limit: return fail(.patternLimit, expression)
        }
      }
    default:
      return fail(.patternLimit, expression)
    }
  }

  private func text(_ value: Value) -> Text? {
    if case .string(let text) = value { return text }
    return nil
  }

  func apply(_ method: TypedExpression.Method, _ receiver: Value, _ arguments: [Value]) -> Value {
    if case .string(let text) = receiver {
      return apply(method, text, arguments)
    }
    guard case .set(let elements) = receiver else { return .bool(false) }
    let other: Set<Value> =
      if case .set(let others)? = arguments.first { others } else { [] }
    switch method {
    case .contains: return .bool(arguments.first.map(elements.contains) ?? false)
    case .containsAll: return .bool(other.isSubset(of: elements))
    case .containsAny: return .bool(!other.isDisjoint(with: elements))
    case .count: return .int(Int64(elements.count))
    case .isEmpty: return .bool(elements.isEmpty)
    case .startsWith, .endsWith, .asciiLowercased: return .bool(false)
    }
  }

  private func apply(_ method: TypedExpression.Method, _ text: Text, _ arguments: [Value]) -> Value
  {
    let bytes = Array(text.string.utf8)
    let other: [UInt8] =
      if case .string(let argument)? = arguments.first { Array(argument.string.utf8) } else { [] }
    switch method {
    case .count: return .int(Int64(text.string.unicodeScalars.count))
    case .startsWith: return .bool(bytes.starts(with: other))
    case .endsWith: return .bool(bytes.reversed().starts(with: other.reversed()))
    case .asciiLowercased:
      let lowered = bytes.map { $0 >= 0x41 && $0 <= 0x5a ? $0 + 0x20 : $0 }
      return .string(Text(String(decoding: lowered, as: UTF8.self)))
    case .isEmpty: return .bool(bytes.isEmpty)
    case .contains, .containsAll, .containsAny: return .bool(false)
    }
  }

  func weekday(_ value: Value, _ zone: String, _ expression: TypedExpression) -> Outcome {
    guard case .instant(let instant) = value, let rules = TimeZoneRules.zone(named: zone) else {
      return fail(.overflow, expression)
    }
    return .success(
      .enumCase(EnumCase(type: policy.weekdayType, ordinal: rules.weekday(at: instant))))
  }

  func timeOfDay(_ value: Value, _ zone: String, _ expression: TypedExpression) -> Outcome {
    guard case .instant(let instant) = value, let rules = TimeZoneRules.zone(named: zone) else {
      return fail(.overflow, expression)
    }
    return .success(.duration(rules.timeOfDay(at: instant)))
  }
}
