import RemitModel

extension ExpressionGenerator {
  /// A literal of the type. Where a type has none that stands alone (a record with optional
  /// attributes, a map), the scope's paths are asked first by `leaf`; here the simplest is written.
  mutating func literal(
    _ type: DraftType, _ scope: DraftScope, isFull: Bool = true
  ) -> DraftExpression {
    switch type {
    case .bool: return DraftExpression(type, text: random.pick(["true", "false"]))
    case .int:
      let number = random.pick(scope.seesRequest ? Pools.integers : Pools.smallIntegers)
      return DraftExpression(type, number < 0 ? .sign : .primary, text: "\(number)")
    case .string:
      return DraftExpression(type, text: quoted(random.pick(Pools.literalStrings)))
    case .instant: return DraftExpression(type, text: random.pick(Pools.instants))
    case .duration:
      let isNegative = random.chance(20)
      let text = random.pick(Pools.durations)
      return DraftExpression(
        type, isNegative ? .sign : .primary, text: isNegative ? "-\(text)" : text)
    case .ip: return DraftExpression(type, text: "ip(\"\(random.pick(Pools.addresses))\")")
    case .ipRange: return DraftExpression(type, text: "ip(\"\(random.pick(Pools.ranges))\")")
    case .weekday: return DraftExpression(type, text: "Weekday.\(random.pick(Pools.weekdays))")
    case .enumeration(let index):
      let name = random.pick(schema.enums[index].cases).name
      return DraftExpression(type, text: "\(qualified(schema.enums[index].name)).\(name)")
    case .entity(let types):
      let type = random.pick(types)
      return DraftExpression(.entity([type]), text: entityText(type))
    case .set(let element):
      // Records in sets are all of one type, and so are maps: it is made of the keys they have.
      let count = element.hasMaps ? 0 : random.below(4)
      let items = (0..<count).map { _ in
        Draft.operand(literal(element, scope, isFull: true), level: .open)
      }
      return DraftExpression(
        type, .primary,
        .list(DraftList(items, separator: ", ", open: "[", close: "]", keepsBrackets: true)))
    case .map(let element):
      let keys = random.some(Pools.mapKeys)
      let items = keys.map { entry(quoted($0), literal(element, scope)) }
      return braces(type, items)
    case .record(let fields):
      let items = fields.filter { !$0.isOptional || isFull || random.chance(50) }
        .map { entry($0.name, literal($0.type, scope, isFull: isFull)) }
      return braces(type, items)
    }
  }

  /// A record or map written out, of literals and of what is at hand.
  mutating func composed(_ type: DraftType, _ scope: DraftScope) -> DraftExpression {
    switch type {
    case .record(let fields):
      let items = fields.filter { !$0.isOptional || random.chance(50) }
        .map { entry($0.name, leaf($0.type, scope)) }
      return braces(type, items)
    case .map(let element):
      let items = random.some(Pools.mapKeys).map { entry(quoted($0), leaf(element, scope)) }
      return braces(type, items)
    case .bool, .int, .string, .instant, .duration, .ip, .ipRange, .enumeration, .weekday,
      .entity, .set:
      return leaf(type, scope)
    }
  }

  private func entry(_ key: String, _ value: DraftExpression) -> Draft {
    .row([.text("\(key): "), .operand(value, level: .open)])
  }

  private func braces(_ type: DraftType, _ items: [Draft]) -> DraftExpression {
    DraftExpression(
      type, .primary,
      .row([
        .text("{ "), .row(items.enumerated().flatMap { $0 == 0 ? [$1] : [.text(", "), $1] }),
        .text(" }"),
      ]))
  }

  /// An entity of the type: mostly one that is stored, sometimes one that never is.
  mutating func entityText(_ type: Int) -> String {
    let id = random.chance(8) ? "ghost" : random.pick(Array(Pools.ids.prefix(4)))
    return "\(qualified(schema.entities[type].name))::\(quoted(id))"
  }

  /// A case written bare, where the other side says which enum it is of.
  mutating func bareCase(_ type: DraftType) -> String? {
    switch type {
    case .weekday: random.pick(Pools.weekdays)
    case .enumeration(let index): random.pick(schema.enums[index].cases).name
    case .bool, .int, .string, .instant, .duration, .ip, .ipRange, .entity, .set, .map, .record:
      nil
    }
  }
}
