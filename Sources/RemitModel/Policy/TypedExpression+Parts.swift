extension TypedExpression {
  /// The expressions that it is made of, from left to right; not the bodies of what it calls.
  package var parts: [TypedExpression] {
    switch form {
    case .literal, .variable, .local:
      []
    case .attribute(let base, _), .mapValue(let base, _), .has(let base, _), .hasKey(let base, _),
      .isType(let base, _), .not(let base), .negate(let base), .like(let base, _),
      .matchesRegex(let base, _), .matchesPath(let base, _), .id(let base), .weekday(let base, _),
      .timeOfDay(let base, _), .performed(_, let base):
      [base]
    case .and(let operands), .or(let operands), .set(let operands), .call(_, let operands):
      operands
    case .conditional(let condition, let then, let otherwise):
      [condition, then, otherwise]
    case .equal(let left, let right), .notEqual(let left, let right),
      .compare(_, let left, let right),
      .arithmetic(_, let left, let right), .contained(let left, let right):
      [left, right]
    case .method(_, let base, let arguments):
      [base] + arguments
    case .quantified(_, _, let source, let condition):
      [source, condition]
    case .each(_, let source, let condition, let give):
      [source] + (condition.map { [$0] } ?? []) + [give]
    case .record(let fields):
      fields.map(\.value)
    case .map(let fields):
      fields.map(\.value)
    }
  }
}

extension TypedPolicy {
  /// The conditions, each after those that it calls, so that whoever goes through them in this order
  /// meets no body that is new, however long the chain of calls.
  ///
  /// - Complexity: O(size of the conditions).
  package var conditionsCalledFirst: [ConditionID] {
    let callees = conditions.map { Self.called(in: $0.body) }
    var order: [ConditionID] = []
    var isSeen = [Bool](repeating: false, count: conditions.count)
    for root in conditions.indices where !isSeen[root] {
      isSeen[root] = true
      var path = [(condition: root, next: 0)]
      while let (condition, next) = path.last {
        guard next < callees[condition].count else {
          order.append(ConditionID(condition))
          path.removeLast()
          continue
        }
        path[path.count - 1].next += 1
        let callee = callees[condition][next].int
        if isSeen[callee] { continue }
        isSeen[callee] = true
        path.append((callee, 0))
      }
    }
    return order
  }

  /// Recursion is bounded by the nesting of expressions.
  private static func called(in expression: TypedExpression) -> [ConditionID] {
    var called: [ConditionID] = []
    if case .call(let id, _) = expression.form { called.append(id) }
    for part in expression.parts { called += self.called(in: part) }
    return called
  }
}
