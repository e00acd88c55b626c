import RemitModel
import RemitSource

/// How much evaluating an expression can cost at most, worked out from its shape.
///
/// Steps are elements that quantifiers visit; a call takes those of its condition, and at least one,
/// so that calls that fan out count as well. A set written out has
/// its own size, any other is taken to have `CheckLimits.assumedSetSize` elements. All sums
/// saturate.
struct Measure {
  var steps = 0
  var quantifierDepth = 0
  var depth = 1

  /// Both are evaluated.
  mutating func add(_ other: Measure) {
    steps = Self.sum(steps, other.steps)
    quantifierDepth = max(quantifierDepth, other.quantifierDepth)
    depth = max(depth, other.depth + 1)
  }

  static func of(_ node: Node, _ conditions: [ConditionEntry]) -> Measure {
    var measure = Measure()
    func add(_ child: Node) { measure.add(of(child, conditions)) }
    switch node.form {
    case .broken, .constant, .variable, .object, .local, .bareCase:
      break
    case .set(let elements), .and(let elements), .or(let elements):
      elements.forEach(add)
    case .record(let entries):
      for entry in entries { add(entry.value) }
    case .attribute(let base, _), .mapValue(let base, _), .id(let base), .weekday(let base, _),
      .timeOfDay(let base, _), .not(let base), .negate(let base), .has(let base, _),
      .hasKey(let base, _), .isType(let base, _), .like(let base, _), .matchesRegex(let base, _),
      .matchesPath(let base, _), .performed(_, let base):
      add(base)
    case .call(let index, let arguments):
      arguments.forEach(add)
      var callee = conditions[index].summary?.measure ?? Measure()
      callee.steps = max(1, callee.steps)
      measure.add(callee)
    case .method(let base, _, let arguments):
      add(base)
      arguments.forEach(add)
    case .binary(_, let left, let right, _):
      add(left)
      add(right)
    case .conditional(let condition, let then, let otherwise):
      add(condition)
      add(then)
      add(otherwise)
    case .quantified(_, _, let source, let condition):
      add(source)
      measure.add(repeated(of(condition, conditions), over: source))
    case .each(_, let source, let condition, let give):
      add(source)
      var body = of(give, conditions)
      if let condition { body.add(of(condition, conditions)) }
      measure.add(repeated(body, over: source))
    }
    return measure
  }

  private static func repeated(_ body: Measure, over source: Node) -> Measure {
    var out = body
    let size = sizeOfSet(source)
    let (product, overflow) = size.multipliedReportingOverflow(by: max(1, body.steps))
    out.steps = overflow ? Int.max : product
    out.quantifierDepth += 1
    return out
  }

  private static func sizeOfSet(_ node: Node) -> Int {
    switch node.form {
    case .set(let elements): elements.count
    case .constant(.set(let values), _, _): values.count
    default: CheckLimits.assumedSetSize
    }
  }

  private static func sum(_ a: Int, _ b: Int) -> Int {
    let (sum, overflow) = a.addingReportingOverflow(b)
    return overflow ? Int.max : sum
  }
}

extension Checker {
  /// Reports what is too deep or too long; says where in the declaration's name.
  func checkMeasure(_ measure: Measure, at span: SourceSpan) {
    if measure.quantifierDepth > CheckLimits.quantifierDepthMax {
      report(CheckProblem.quantifiersTooDeep(measure.quantifierDepth, at: span))
    } else if measure.steps > CheckLimits.stepsMax {
      report(CheckProblem.tooManySteps(measure.steps, at: span))
    }
    if measure.depth > CheckLimits.evaluationDepthMax {
      report(CheckProblem.evaluationTooDeep(measure.depth, at: span))
    }
  }
}
