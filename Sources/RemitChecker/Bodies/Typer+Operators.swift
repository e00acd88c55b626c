import RemitModel
import RemitSource
import RemitSyntax

/// `and or not if`, comparison, arithmetic, `in`, patterns.
extension Typer {
  // MARK: Connectives

  func connective(_ node: Node, expecting expected: ValueType?) -> Outcome {
    switch node.form {
    case .not(let operand):
      let outcome = type(operand, as: .bool)
      return Outcome(
        type: .bool, truth: outcome.truth.map(!), isTruthWeak: outcome.isTruthWeak,
        ifTrue: outcome.ifFalse, ifFalse: outcome.ifTrue)
    case .and(let operands):
      return junction(operands, deciding: false)
    case .or(let operands):
      return junction(operands, deciding: true)
    case .conditional(let condition, let then, let otherwise):
      return conditional(node, condition, then, otherwise, expecting: expected)
    default:
      return .unknown
    }
  }

  /// `and` (decided by a false operand) and `or` (decided by a true one). Each operand is typed
  /// with what the ones before it prove; after one that decides statically, none is.
  private func junction(_ operands: [Node], deciding: Bool) -> Outcome {
    let before = facts
    defer { facts = before }
    var decided: Outcome?
    /// What holds if no operand decides, and if one does.
    var ifNone = Learned.nothing
    var ifSome: Learned?
    var isStatic = true
    var isWeak = false
    for operand in operands {
      if let decided {
        if decided.isTruthWeak { markSkippedWeakly(operand) }
        continue
      }
      let outcome = type(operand, as: .bool)
      if let truth = outcome.truth, outcome.isTruthWeak, truth == deciding { isWeak = true }
      if outcome.truth == deciding {
        decided = outcome
        continue
      }
      let passing = deciding ? outcome.ifFalse : outcome.ifTrue
      facts.learn(passing)
      ifNone.add(passing)
      if outcome.truth == nil {
        isStatic = false
        let stopping = deciding ? outcome.ifTrue : outcome.ifFalse
        ifSome = ifSome.map { $0.or(stopping) } ?? stopping
      } else {
        isWeak = isWeak || outcome.isTruthWeak
      }
    }
    if let decided {
      return Outcome(type: .bool, truth: deciding, isTruthWeak: decided.isTruthWeak)
    }
    if isStatic {
      return Outcome(type: .bool, truth: !deciding, isTruthWeak: isWeak)
    }
    let stopped = ifSome ?? .nothing
    return Outcome(
      type: .bool, ifTrue: deciding ? stopped : ifNone, ifFalse: deciding ? ifNone : stopped)
  }

  func markSkippedWeakly(_ node: Node) {
    if !isQuiet { wasSkippedWeakly[node.number] = true }
  }

  private func conditional(
    _ node: Node, _ condition: Node, _ then: Node, _ otherwise: Node,
    expecting expected: ValueType?
  ) -> Outcome {
    let before = facts
    defer { facts = before }
    let test = type(condition, as: .bool)
    if let truth = test.truth {
      if test.isTruthWeak { markSkippedWeakly(truth ? otherwise : then) }
      return type(truth ? then : otherwise, expecting: expected)
    }
    let isThenFirst = expected != nil || !then.needsExpectation
    facts.learn(isThenFirst ? test.ifTrue : test.ifFalse)
    let first = type(isThenFirst ? then : otherwise, expecting: expected)
    facts = before
    facts.learn(isThenFirst ? test.ifFalse : test.ifTrue)
    let second = type(isThenFirst ? otherwise : then, beside: expected ?? first.type)
    let (a, b) = isThenFirst ? (first, second) : (second, first)
    guard let x = a.type, let y = b.type else { return .unknown }
    guard let joined = TypeRelations.join(x, y) else {
      report(
        node,
        CheckProblem.branchesDiffer(checker.describe(x), checker.describe(y), at: otherwise.span))
      return .unknown
    }
    guard joined == .bool else { return Outcome(type: joined) }
    var outcome = Outcome.bool
    if let truth = a.truth, truth == b.truth {
      outcome.truth = truth
      outcome.isTruthWeak = a.isTruthWeak || b.isTruthWeak
    }
    outcome.ifTrue = Self.either(
      a.truth == false ? nil : test.ifTrue.and(a.ifTrue),
      b.truth == false ? nil : test.ifFalse.and(b.ifTrue))
    outcome.ifFalse = Self.either(
      a.truth == true ? nil : test.ifTrue.and(a.ifFalse),
      b.truth == true ? nil : test.ifFalse.and(b.ifFalse))
    return outcome
  }

  /// What holds where one of the two happened; `nil` cannot happen.
  private static func either(_ a: Learned?, _ b: Learned?) -> Learned {
    guard let a else { return b ?? .nothing }
    guard let b else { return a }
    return a.or(b)
  }

  // MARK: Binary operators

  func binary(
    _ node: Node, _ symbol: BinaryOperator, _ left: Node, _ right: Node, _ span: SourceSpan
  ) -> Outcome {
    switch symbol {
    case .equal, .notEqual:
      return equality(node, symbol == .notEqual, left, right, span)
    case .less, .lessOrEqual, .greater, .greaterOrEqual:
      return comparison(node, symbol, left, right, span)
    case .in:
      return containment(node, left, right, span)
    case .plus, .minus, .times:
      return arithmetic(node, symbol, left, right, span)
    }
  }

  /// Types both operands, the one that says what the other means first.
  private func both(_ left: Node, _ right: Node) -> (ValueType, ValueType)? {
    if left.needsExpectation, !right.needsExpectation {
      let y = type(right).type
      let x = type(left, beside: y).type
      return x.flatMap { x in y.map { (x, $0) } }
    }
    let x = type(left).type
    let y = type(right, beside: x).type
    return x.flatMap { x in y.map { (x, $0) } }
  }

  private func equality(
    _ node: Node, _ isNegated: Bool, _ left: Node, _ right: Node, _ span: SourceSpan
  ) -> Outcome {
    guard let (x, y) = both(left, right) else { return .bool }
    guard TypeRelations.areComparable(x, y) else {
      report(node, quotedCase(left, x, right, y) ?? incomparable(x, y, span))
      return .bool
    }
    if !TypeRelations.canBeEqual(x, y) {
      return Outcome(type: .bool, truth: isNegated, isTruthWeak: true)
    }
    let learned = equal(left, x, right, y)
    return Outcome(
      type: .bool, ifTrue: isNegated ? .nothing : learned,
      ifFalse: isNegated ? learned : .nothing)
  }

  /// Equal entities have one type.
  private func equal(_ left: Node, _ x: ValueType, _ right: Node, _ y: ValueType) -> Learned {
    guard case .entity(let a) = x, case .entity(let b) = y, a != b else { return .nothing }
    let common = a.filter(b.contains)
    var learned = Learned()
    if a.count > common.count, let path = left.path { learned.types[path] = common }
    if b.count > common.count, let path = right.path { learned.types[path] = common }
    return learned
  }

  private func incomparable(_ x: ValueType, _ y: ValueType, _ span: SourceSpan) -> Diagnostic {
    if case .record(let a) = x, case .record(let b) = y,
      let name = TypeRelations.recordDifference(a, b)
    {
      return CheckProblem.recordsDiffer(name, at: span)
    }
    return CheckProblem.incomparable(checker.describe(x), checker.describe(y), at: span)
  }

  /// Where one side is a string literal that spells a case of the other's enum.
  private func quotedCase(
    _ left: Node, _ x: ValueType, _ right: Node, _ y: ValueType
  ) -> Diagnostic? {
    for (literal, type) in [(left, y), (right, x)] {
      guard case .constant(.string(let text), _, isLiteral: true) = literal.form,
        case .enumeration(let id) = type, checker.enumCase(text.string, of: id) != nil
      else { continue }
      return CheckProblem.quotedCase(
        text.string, of: checker.enums[id.int].syntax.name.text, at: literal.span)
    }
    return nil
  }

  private func comparison(
    _ node: Node, _ symbol: BinaryOperator, _ left: Node, _ right: Node, _ span: SourceSpan
  ) -> Outcome {
    guard let (x, y) = both(left, right) else { return .bool }
    switch x {
    case .int, .instant, .duration, .enumeration:
      if x != y {
        report(
          node, CheckProblem.incomparable(checker.describe(x), checker.describe(y), at: span))
      }
    case .bool, .string, .ip, .ipRange, .entity, .set, .map, .record, .never:
      report(node, CheckProblem.unordered(symbol.rawValue, checker.describe(x), at: span))
    }
    return .bool
  }

  /// `in`: the hierarchy wins over membership, and a range over a set of addresses.
  private func containment(
    _ node: Node, _ left: Node, _ right: Node, _ span: SourceSpan
  ) -> Outcome {
    let x: ValueType?
    let y: ValueType?
    if left.needsExpectation {
      y = type(right).type
      var element: ValueType?
      if case .set(let inner)? = y { element = inner }
      x = type(left, beside: element).type
    } else {
      x = type(left).type
      y = type(right, beside: x.map { .set($0) }).type
    }
    guard let x, let y else { return .bool }
    switch (x, y) {
    case (.entity(let below), .entity(let above)), (.entity(let below), .set(.entity(let above))):
      let isPossible = below.contains { member in
        above.contains { checker.schema.canLie(member, in: $0) }
      }
      return isPossible ? .bool : Outcome(type: .bool, truth: false, isTruthWeak: true)
    case (_, .set(.never)):
      return .bool
    case (.ip, .ipRange), (.ip, .set(.ipRange)):
      return .bool
    case (_, .set(let element)):
      if !TypeRelations.areComparable(x, element) {
        report(
          node,
          CheckProblem.notAnElement(checker.describe(x), checker.describe(y), at: span))
      }
      return .bool
    default:
      report(
        node,
        CheckProblem.notAContainer(checker.describe(x), checker.describe(y), at: span))
      return .bool
    }
  }

  private func arithmetic(
    _ node: Node, _ symbol: BinaryOperator, _ left: Node, _ right: Node, _ span: SourceSpan
  ) -> Outcome {
    guard let (x, y) = both(left, right) else { return .unknown }
    switch (x, symbol, y) {
    case (.int, _, .int):
      if ConstantArithmetic.value(of: symbol, left, right) == nil { mayFail(node, .overflow) }
      return Outcome(type: .int)
    case (.instant, .plus, .duration), (.instant, .minus, .duration), (.duration, .plus, .instant):
      mayFail(node, .overflow)
      return Outcome(type: .instant)
    case (.instant, .minus, .instant), (.duration, .plus, .duration),
      (.duration, .minus, .duration):
      mayFail(node, .overflow)
      return Outcome(type: .duration)
    case (.set(let a), .plus, .set(let b)):
      guard let joined = TypeRelations.join(a, b) else { break }
      return Outcome(type: .set(joined))
    case (.set(let a), .minus, .set(let b)):
      guard TypeRelations.areComparable(a, b) else { break }
      return Outcome(type: .set(a))
    default:
      break
    }
    report(
      node,
      CheckProblem.noSuchOperation(
        symbol.rawValue, checker.describe(x), checker.describe(y), at: span))
    return .unknown
  }

  func negation(_ node: Node, _ operand: Node) -> Outcome {
    guard let type = type(operand).type else { return .unknown }
    guard type == .int || type == .duration else {
      report(node, CheckProblem.notNegatable(checker.describe(type), at: operand.span))
      return .unknown
    }
    if case .constant(let value, _, _) = operand.form, ConstantArithmetic.negated(value) != nil {
      return Outcome(type: type)
    }
    mayFail(node, .overflow)
    return Outcome(type: type)
  }

  // MARK: Tests

  func test(_ node: Node) -> Outcome {
    switch node.form {
    case .has(let base, let words):
      return has(node, base, words)
    case .hasKey(let base, let key):
      return hasKey(node, base, key)
    case .isType(let base, let wanted):
      return isType(node, base, wanted)
    case .like(let operand, _):
      type(operand, as: .string)
      return .bool
    case .matchesRegex(let operand, _):
      type(operand, as: .string)
      mayFail(node, .patternSubjectTooLong)
      mayFail(node, .patternLimit)
      return .bool
    case .matchesPath(let operand, _):
      type(operand, as: .string)
      mayFail(node, .pathNotNormal)
      return .bool
    default:
      return .unknown
    }
  }
}
