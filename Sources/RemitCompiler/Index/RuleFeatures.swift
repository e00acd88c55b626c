import RemitModel

/// A path from the principal, the resource or the context through attributes.
struct AttributePath: Hashable {
  let root: Switch.Root
  let names: [String]

  /// The path that an expression reads, if it reads nothing else.
  init?(_ expression: TypedExpression) {
    var names: [String] = []
    var rest = expression
    while true {
      switch rest.form {
      case .attribute(let base, let name):
        guard names.count < Self.stepsMax else { return nil }
        names.append(name)
        rest = base
        continue
      case .variable(.principal): root = .principal
      case .variable(.resource): root = .resource
      case .variable(.context): root = .context
      default: return nil
      }
      break
    }
    self.names = names.reversed()
  }

  /// Deeper paths are not worth an index.
  private static let stepsMax = 8
}

/// What a rule's clauses demand, as far as an index can use it: each of these is a conjunct, so
/// where it is false the rule does not apply.
struct RuleFeatures {
  struct Equality {
    let path: AttributePath
    /// The value must be one of these.
    let values: [Value]
  }

  struct Guard {
    let root: Switch.Root
    /// Steps before the path that `has` asks for.
    let baseCount: Int
    let names: [String]
  }

  private(set) var subject: EntityPattern?
  private(set) var object: EntityPattern?
  private(set) var equalities: [Equality] = []
  private(set) var guards: [Guard] = []

  init(_ clauses: [Clause]) {
    for clause in clauses {
      if clause.isUnless { takeDenied(clause.expression) } else { take(clause.expression) }
    }
  }

  /// Whether a failing step of a path (1 for its first attribute) makes a guard of the rule false.
  func guards(_ path: AttributePath, step: Int) -> Bool {
    guards.contains { guardian in
      guardian.root == path.root && guardian.baseCount < step && guardian.names.count >= step
        && guardian.names.prefix(step).elementsEqual(path.names.prefix(step))
    }
  }

  /// Reads conjuncts that must be true. Recursion is bounded like that of the whole body.
  private mutating func take(_ expression: TypedExpression) {
    switch expression.form {
    case .and(let operands): operands.forEach { take($0) }
    case .not(let operand): takeDenied(operand)
    case .equal(let a, let b):
      if case .literal(let value) = b.form {
        takeEquality(a, [value])
      } else if case .literal(let value) = a.form {
        takeEquality(b, [value])
      }
    case .contained(let a, let b):
      if case .literal(let value) = b.form { takeContainment(a, value) }
    case .has(let base, let names):
      guard let path = AttributePath(base) else { return }
      guards.append(
        Guard(root: path.root, baseCount: path.names.count, names: path.names + names))
    case .attribute: takeEquality(expression, [.bool(true)])
    default: return
    }
  }

  /// Reads conjuncts that must be false.
  private mutating func takeDenied(_ expression: TypedExpression) {
    switch expression.form {
    case .or(let operands): operands.forEach { takeDenied($0) }
    case .not(let operand): take(operand)
    case .notEqual(let a, let b):
      if case .literal(let value) = b.form {
        takeEquality(a, [value])
      } else if case .literal(let value) = a.form {
        takeEquality(b, [value])
      }
    case .attribute: takeEquality(expression, [.bool(false)])
    default: return
    }
  }

  private mutating func takeEquality(_ expression: TypedExpression, _ values: [Value]) {
    guard let path = AttributePath(expression) else { return }
    guard path.names.isEmpty else {
      equalities.append(Equality(path: path, values: values))
      return
    }
    guard values.count == 1, case .entity(let uid) = values[0] else { return }
    switch path.root {
    case .principal: subject = .entity(uid)
    case .resource: object = .entity(uid)
    case .context: return
    }
  }

  private mutating func takeContainment(_ expression: TypedExpression, _ value: Value) {
    guard let path = AttributePath(expression) else { return }
    switch value {
    case .entity(let uid):
      guard path.names.isEmpty else { return }
      // The types do not matter here: the head has its own say about them.
      if path.root == .principal, subject == nil { subject = .typesIn([], uid) }
      if path.root == .resource, object == nil { object = .typesIn([], uid) }
    case .set(let elements):
      // Membership by equality; entities and addresses may also lie in an element.
      guard !path.names.isEmpty, elements.allSatisfy(Self.isPlain) else { return }
      let ordered = elements.sorted(by: Value.isOrdered)
      equalities.append(Equality(path: path, values: ordered))
    case .bool, .int, .string, .instant, .duration, .ip, .ipRange, .enumCase, .record, .map:
      return
    }
  }

  private static func isPlain(_ value: Value) -> Bool {
    switch value {
    case .bool, .int, .string, .instant, .duration, .enumCase: true
    case .ip, .ipRange, .entity, .set, .record, .map: false
    }
  }
}
