import RemitModel

// The model's words as the one-byte variants of nodes.
extension Lowering {
  static func operation(of variable: TypedExpression.Variable) -> Node.Operation {
    switch variable {
    case .principal: .principal
    case .resource: .resource
    case .context: .context
    case .now: .now
    }
  }

  static func variant(_ comparison: TypedExpression.Comparison) -> Node.Comparison {
    switch comparison {
    case .less: .less
    case .lessOrEqual: .lessOrEqual
    case .greater: .greater
    case .greaterOrEqual: .greaterOrEqual
    }
  }

  static func variant(_ arithmetic: TypedExpression.Arithmetic) -> Node.Arithmetic {
    switch arithmetic {
    case .plus: .plus
    case .minus: .minus
    case .times: .times
    }
  }

  static func variant(_ kind: TypedExpression.QuantifierKind) -> Node.Quantifier {
    switch kind {
    case .some: .some
    case .every: .every
    case .count: .count
    }
  }

  static func variant(_ method: TypedExpression.Method) -> Node.Method {
    switch method {
    case .contains: .contains
    case .containsAll: .containsAll
    case .containsAny: .containsAny
    case .count: .count
    case .isEmpty: .isEmpty
    case .startsWith: .startsWith
    case .endsWith: .endsWith
    case .asciiLowercased: .asciiLowercased
    }
  }
}
