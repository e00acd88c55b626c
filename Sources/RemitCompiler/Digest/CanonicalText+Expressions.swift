import RemitModel

extension CanonicalText {
  /// Recursion is bounded: the body was lowered before, which refuses what nests too deep.
  mutating func write(_ expression: TypedExpression, _ policy: TypedPolicy) {
    switch expression.form {
    case .literal(let value): self.value(value, policy.schema)
    case .variable(let variable): word(variable.rawValue)
    case .local(let slot): list("local") { $0.number(slot) }
    case .attribute(let base, let name): member("get", base, [name], policy)
    case .mapValue(let map, let key): member("at", map, [key.string], policy)
    case .has(let base, let path): member("has", base, path, policy)
    case .hasKey(let map, let key): member("has-key", map, [key.string], policy)
    case .isType(let entity, let type): member("is", entity, [policy.schema[type].name], policy)
    case .not(let operand): form("not", [operand], policy)
    case .and(let operands): form("and", operands, policy)
    case .or(let operands): form("or", operands, policy)
    case .conditional(let condition, let then, let otherwise):
      form("if", [condition, then, otherwise], policy)
    case .equal(let a, let b): form("==", [a, b], policy)
    case .notEqual(let a, let b): form("!=", [a, b], policy)
    case .compare(let comparison, let a, let b): form(comparison.rawValue, [a, b], policy)
    case .arithmetic(let arithmetic, let a, let b): form(arithmetic.rawValue, [a, b], policy)
    case .negate(let operand): form("negate", [operand], policy)
    case .contained(let a, let b): form("in", [a, b], policy)
    case .like(let subject, let glob):
      member("like", subject, glob.segments.map(\.string), policy)
    case .matchesRegex(let subject, let source): member("matches", subject, [source], policy)
    case .matchesPath(let subject, let template):
      member("matches-path", subject, template.segments.map(Self.segment), policy)
    case .method(let method, let receiver, let arguments):
      form(method.rawValue, [receiver] + arguments, policy)
    case .quantified(let kind, let slot, let source, let condition):
      list(kind.rawValue) { text in
        text.number(slot)
        text.write(source, policy)
        text.write(condition, policy)
      }
    case .each(let slot, let source, let condition, let give):
      list(condition == nil ? "each" : "each-where") { text in
        text.number(slot)
        for part in [source, condition, give] {
          if let part { text.write(part, policy) }
        }
      }
    case .call(let id, let arguments):
      list("call") { text in
        text.name(policy[id].name)
        for argument in arguments { text.write(argument, policy) }
      }
    case .id(let entity): form("id", [entity], policy)
    case .weekday(let instant, let zone): member("weekday", instant, [zone], policy)
    case .timeOfDay(let instant, let zone): member("time-of-day", instant, [zone], policy)
    case .performed(let duty, let object): member("performed", object, [policy[duty].name], policy)
    case .set(let items): form("set-of", items, policy)
    case .record(let fields):
      self.fields("record-of", fields.map { (Text($0.name), $0.value) }, policy)
    case .map(let fields):
      self.fields("map-of", fields.map { ($0.key, $0.value) }, policy)
    }
  }

  private mutating func form(
    _ word: String, _ operands: [TypedExpression], _ policy: TypedPolicy
  ) {
    list(word) { text in
      for operand in operands { text.write(operand, policy) }
    }
  }

  private mutating func member(
    _ word: String, _ base: TypedExpression, _ names: [String], _ policy: TypedPolicy
  ) {
    list(word) { text in
      text.write(base, policy)
      for name in names { text.name(name) }
    }
  }

  private mutating func fields(
    _ word: String, _ fields: [(key: Text, value: TypedExpression)], _ policy: TypedPolicy
  ) {
    list(word) { text in
      for field in fields {
        text.text(field.key)
        text.write(field.value, policy)
      }
    }
  }

  private static func segment(_ segment: PathTemplate.Segment) -> String {
    switch segment {
    case .literal(let text): "=" + text.string
    case .one: "*"
    case .rest: "**"
    }
  }
}
