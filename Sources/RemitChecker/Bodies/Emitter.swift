import RemitModel
import RemitSource
import RemitSyntax

/// Makes the typed expression of a node that has been typed in every combination.
///
/// Operands that no combination looks at are left out: what stands before them decides. Only
/// meaningful where nothing was reported; otherwise no policy is made of the result.
struct Emitter {
  let checker: Checker
  let firstSite: Int
  let visits: [Int32]
  let choices: [Int: Typer.Choice]

  init(_ typer: Typer, firstSite: Int) {
    checker = typer.checker
    self.firstSite = firstSite
    visits = typer.visits
    choices = typer.choices
  }

  func emit(_ node: Node) -> TypedExpression {
    TypedExpression(form(of: node), at: Site(firstSite + node.number))
  }

  private func form(of node: Node) -> TypedExpression.Form {
    switch node.form {
    case .broken:
      return .literal(.bool(false))
    case .object:
      return .local(Node.objectSlot)
    case .constant(let value, _, _):
      return .literal(value)
    case .variable(let variable):
      return .variable(variable)
    case .local(let slot):
      return .local(slot)
    case .bareCase:
      if case .enumCase(let value)? = choices[node.number] { return .literal(.enumCase(value)) }
      return .literal(.bool(false))
    case .set(let elements):
      return set(elements.map(emit))
    case .record(let entries):
      return record(node, entries)
    case .attribute(let base, let word):
      if choices[node.number] == .method, let method = TypedExpression.Method(rawValue: word.text) {
        return .method(method, emit(base), [])
      }
      return .attribute(emit(base), word.text)
    case .mapValue(let base, let key):
      return .mapValue(emit(base), key)
    case .call(let index, let arguments):
      return .call(ConditionID(index), arguments.map(emit))
    case .method(let base, let word, let arguments):
      guard let method = TypedExpression.Method(rawValue: word.text) else {
        return .literal(.bool(false))
      }
      return .method(method, emit(base), arguments.map(emit))
    case .id(let operand):
      return .id(emit(operand))
    case .weekday(let instant, let zone):
      return .weekday(emit(instant), zone: zone)
    case .timeOfDay(let instant, let zone):
      return .timeOfDay(emit(instant), zone: zone)
    case .not, .and, .or, .conditional, .negate, .binary:
      return operation(node)
    case .has, .hasKey, .isType, .like, .matchesRegex, .matchesPath:
      return test(node)
    case .quantified(let quantifier, let slot, let source, let condition):
      return .quantified(
        quantifier.kind, slot: slot, source: emit(source), condition: emit(condition))
    case .each(let slot, let source, let condition, let give):
      return .each(
        slot: slot, source: emit(source), condition: condition.map(emit),
        give: visits[give.number] > 0 ? emit(give) : placeholder(give))
    case .performed(let duty, let object):
      return .performed(duty, emit(object))
    }
  }

  /// Stands for a part that is never evaluated.
  private func placeholder(_ node: Node) -> TypedExpression {
    TypedExpression(.literal(.bool(false)), at: Site(firstSite + node.number))
  }

  private func set(_ elements: [TypedExpression]) -> TypedExpression.Form {
    let values = elements.compactMap(\.constant)
    return values.count == elements.count ? .literal(.set(Set(values))) : .set(elements)
  }

  private func record(_ node: Node, _ entries: [Node.RecordEntry]) -> TypedExpression.Form {
    let isMap = choices[node.number] == .map
    let typed = entries.map { (key: $0.key.text, value: emit($0.value)) }
    let values = typed.compactMap(\.value.constant)
    guard values.count == typed.count else {
      return isMap
        ? .map(typed.map { (key: Text($0.key), value: $0.value) })
        : .record(typed.map { (name: $0.key, value: $0.value) })
    }
    var constant: [Text: Value] = [:]
    for (entry, value) in zip(typed, values) { constant[Text(entry.key)] = value }
    return .literal(isMap ? .map(constant) : .record(constant))
  }

  private func operation(_ node: Node) -> TypedExpression.Form {
    switch node.form {
    case .not(let operand):
      return .not(emit(operand))
    case .and(let operands):
      let live = operands.filter { visits[$0.number] > 0 }
      return live.count == 1 ? form(of: live[0]) : .and(live.map(emit))
    case .or(let operands):
      let live = operands.filter { visits[$0.number] > 0 }
      return live.count == 1 ? form(of: live[0]) : .or(live.map(emit))
    case .conditional(let condition, let then, let otherwise):
      return .conditional(
        emit(condition),
        then: visits[then.number] > 0 ? emit(then) : placeholder(then),
        otherwise: visits[otherwise.number] > 0 ? emit(otherwise) : placeholder(otherwise))
    case .negate(let operand):
      let operand = emit(operand)
      if let value = operand.constant.flatMap(ConstantArithmetic.negated) { return .literal(value) }
      return .negate(operand)
    case .binary(let symbol, let left, let right, _):
      return binary(symbol, emit(left), emit(right))
    default:
      return .literal(.bool(false))
    }
  }

  private func binary(
    _ symbol: BinaryOperator, _ left: TypedExpression, _ right: TypedExpression
  ) -> TypedExpression.Form {
    switch symbol {
    case .equal: return .equal(left, right)
    case .notEqual: return .notEqual(left, right)
    case .less: return .compare(.less, left, right)
    case .lessOrEqual: return .compare(.lessOrEqual, left, right)
    case .greater: return .compare(.greater, left, right)
    case .greaterOrEqual: return .compare(.greaterOrEqual, left, right)
    case .in: return .contained(left, right)
    case .plus, .minus, .times:
      if let a = left.constant, let b = right.constant,
        let value = ConstantArithmetic.value(symbol, a, b)
      {
        return .literal(value)
      }
      let arithmetic: TypedExpression.Arithmetic =
        symbol == .plus ? .plus : symbol == .minus ? .minus : .times
      return .arithmetic(arithmetic, left, right)
    }
  }

  private func test(_ node: Node) -> TypedExpression.Form {
    switch node.form {
    case .has(let base, let words): .has(emit(base), words.map(\.text))
    case .hasKey(let base, let key): .hasKey(emit(base), key)
    case .isType(let base, let type): .isType(emit(base), type)
    case .like(let operand, let pattern): .like(emit(operand), pattern)
    case .matchesRegex(let operand, let source): .matchesRegex(emit(operand), source)
    case .matchesPath(let operand, let template): .matchesPath(emit(operand), template)
    default: .literal(.bool(false))
    }
  }
}

extension TypedExpression {
  /// The value, if it is a literal.
  var constant: Value? {
    if case .literal(let value) = form { return value }
    return nil
  }
}

extension Quantifier {
  var kind: TypedExpression.QuantifierKind {
    switch self {
    case .some: .some
    case .every: .every
    case .count: .count
    }
  }
}
