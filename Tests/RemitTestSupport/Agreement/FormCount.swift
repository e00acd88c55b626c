package import RemitModel

/// How often each form of expression stands in policies: a random test of forms that the generator
/// never writes would prove nothing about them.
package struct FormCount: Sendable {
  package private(set) var counts: [String: Int] = [:]

  package init() {}

  package mutating func add(_ other: FormCount) {
    counts.merge(other.counts, uniquingKeysWith: +)
  }

  package mutating func count(_ policy: TypedPolicy) {
    for condition in policy.conditions { count(condition.body) }
    let clauses =
      policy.roles.flatMap(\.permissions).flatMap(\.clauses) + policy.grants.flatMap(\.clauses)
      + policy.rules.flatMap(\.clauses)
    for clause in clauses {
      counts[clause.isUnless ? "unless" : "when", default: 0] += 1
      count(clause.expression)
    }
    for rule in policy.rules {
      for obligation in rule.obligations {
        counts["oblige", default: 0] += 1
        for (_, value) in obligation.record { count(value) }
      }
    }
  }

  private mutating func count(_ expression: TypedExpression) {
    let (name, parts) = Self.parts(of: expression.form)
    counts[name, default: 0] += 1
    for part in parts { count(part) }
  }

  /// All names that `count` can give but `performed`, which nothing decides yet.
  package static let names = [
    "literal", "principal", "resource", "context", "now", "local", "attribute", "map[key]", "has",
    "has key", "is", "not", "and", "or", "if", "==", "!=", "<", "<=", ">", ">=", "+", "-", "*",
    "negate", "in", "like", "regex", "path", "contains", "containsAll", "containsAny", "count",
    "isEmpty", "startsWith", "endsWith", "asciiLowercased", "some", "every", "count where",
    "each", "each where", "call", "id", "weekday", "timeOfDay", "set", "record", "map", "when",
    "unless", "oblige",
  ]

  private static func parts(
    of form: TypedExpression.Form
  ) -> (name: String, parts: [TypedExpression]) {
    switch form {
    case .literal: ("literal", [])
    case .variable(let variable): (variable.rawValue, [])
    case .local: ("local", [])
    case .attribute(let a, _): ("attribute", [a])
    case .mapValue(let a, _): ("map[key]", [a])
    case .has(let a, _): ("has", [a])
    case .hasKey(let a, _): ("has key", [a])
    case .isType(let a, _): ("is", [a])
    case .not(let a): ("not", [a])
    case .and(let operands): ("and", operands)
    case .or(let operands): ("or", operands)
    case .conditional(let a, let then, let otherwise): ("if", [a, then, otherwise])
    case .equal(let a, let b): ("==", [a, b])
    case .notEqual(let a, let b): ("!=", [a, b])
    case .compare(let comparison, let a, let b): (comparison.rawValue, [a, b])
    case .arithmetic(let operation, let a, let b): (operation.rawValue, [a, b])
    case .negate(let a): ("negate", [a])
    case .contained(let a, let b): ("in", [a, b])
    case .like(let a, _): ("like", [a])
    case .matchesRegex(let a, _): ("regex", [a])
    case .matchesPath(let a, _): ("path", [a])
    case .method(let method, let a, let arguments): (method.rawValue, [a] + arguments)
    case .quantified(let kind, _, let source, let condition):
      (kind == .count ? "count where" : kind.rawValue, [source, condition])
    case .each(_, let source, let condition, let give):
      (condition == nil ? "each" : "each where", [source] + (condition.map { [$0] } ?? []) + [give])
    case .call(_, let arguments): ("call", arguments)
    case .id(let a): ("id", [a])
    case .weekday(let a, _): ("weekday", [a])
    case .timeOfDay(let a, _): ("timeOfDay", [a])
    case .performed(_, let a): ("performed", [a])
    case .set(let items): ("set", items)
    case .record(let fields): ("record", fields.map(\.value))
    case .map(let fields): ("map", fields.map(\.value))
    }
  }
}
