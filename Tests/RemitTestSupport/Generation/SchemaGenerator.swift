import RemitModel

/// Makes the declared world of a policy: enums, entity types with hierarchies, actions, groups.
struct SchemaGenerator {
  var random: SplitMix64
  private var schema = DraftSchema()
  /// Attributes by name: types share names and mostly their types too, so that one rule can read
  /// the same attribute in several combinations.
  private var pool: [(name: String, type: DraftType)] = []

  init(_ random: SplitMix64) {
    self.random = random
  }

  private static let typeNames = ["User", "Bot", "Team", "Doc", "Folder", "Crew"]
  private static let actionNames = ["read", "write", "ship", "roll-back"]
  /// Words of the language among them: an attribute may have any word as its name.
  private static let fieldNames = [
    "owner", "size", "level", "name", "tags", "members", "at", "ttl", "address", "nets", "meta",
    "labels", "active", "path", "when", "type", "crew", "in",
  ]

  mutating func make() -> DraftSchema {
    makeEnums()
    let count = random.between(2, 4)
    for index in 0..<count {
      let name = Self.typeNames[index]
      schema.entities.append(
        DraftEntityType(
          name: name, wire: wire(name), isOpen: random.chance(25), parents: [], fields: []))
    }
    makePool()
    for index in schema.entities.indices {
      schema.entities[index].parents = random.some(Array(0..<count), percent: 35)
      schema.entities[index].fields = fields(upTo: 6, isRequestable: true)
    }
    makeActions()
    if random.chance(50) {
      let sets = pool.map(\.type).filter { if case .set = $0 { true } else { false } }
      if let type = sets.first { schema.aliases.append(("Many", type)) }
    }
    return schema
  }

  private mutating func wire(_ name: String) -> String {
    switch random.below(8) {
    case 0: name.lowercased()
    case 1: "\(name) (wire)"
    default: name
    }
  }

  private mutating func makeEnums() {
    let all = [("Tier", ["low", "mid", "high"]), ("Mood", ["calm", "tense"])]
    for (name, cases) in all.prefix(random.between(0, 2)) {
      let wired = cases.map { (name: $0, wire: random.chance(20) ? $0.uppercased() : $0) }
      schema.enums.append(DraftEnum(name: name, cases: wired))
    }
  }

  private mutating func makePool() {
    let names = random.shuffled(Self.fieldNames).prefix(random.between(5, 9))
    pool = names.map { ($0, type(depth: 2)) }
  }

  private mutating func type(depth: Int) -> DraftType {
    switch random.below(depth > 0 ? 19 : 11) {
    case 0, 1: .int
    case 2: .bool
    case 3, 4: .string
    case 5: .instant
    case 6: .duration
    case 7: .ip
    case 8: .ipRange
    case 9: schema.enums.isEmpty ? .int : .enumeration(random.below(schema.enums.count))
    case 10, 11, 12: entityType()
    case 13, 14: .set(type(depth: depth - 1))
    case 15, 16, 17: .map(type(depth: 0))
    default: .record(record(depth: depth - 1))
    }
  }

  private mutating func entityType() -> DraftType {
    .entity(random.several(Array(schema.entities.indices), max: random.chance(70) ? 1 : 2))
  }

  private mutating func record(depth: Int) -> [DraftField] {
    let names = random.several(["a", "b", "c"], max: 3)
    return names.map { name in
      DraftField(
        name: name, wire: random.chance(15) ? "\(name)-w" : name, type: type(depth: depth),
        isOptional: random.chance(40))
    }
  }

  private mutating func fields(upTo max: Int, isRequestable: Bool) -> [DraftField] {
    random.several(pool, max: max).map { name, common in
      let type = random.chance(94) ? common : type(depth: 1)
      let isFromRequest = isRequestable && random.chance(20)
      return DraftField(
        name: name, wire: random.chance(12) ? "\(name).w" : name, type: type,
        isOptional: isFromRequest || random.chance(45), isFromRequest: isFromRequest)
    }
  }

  private mutating func makeActions() {
    let types = Array(schema.entities.indices)
    for name in Self.actionNames.prefix(random.between(1, 3)) {
      schema.actions.append(
        DraftAction(
          name: name, wire: random.chance(20) ? "can_\(name)" : name,
          principals: random.several(types, max: 2), resources: random.several(types, max: 2),
          context: random.chance(70) ? fields(upTo: 4, isRequestable: false) : []))
    }
    let actions = Array(schema.actions.indices)
    if actions.count > 1 && random.chance(40) {
      schema.groups.append(("change", random.several(actions, max: 2)))
    }
  }
}

extension DraftSchema {
  /// The declarations as text, in this order.
  func declarations() -> [Draft] {
    var out: [Draft] = aliases.map { .text("type \($0.name) = \(text(of: $0.type))") }
    for type in enums {
      let cases = type.cases.map {
        $0.wire == $0.name ? $0.name : "\($0.name) as \(quoted($0.wire))"
      }
      out.append(.text("enum \(type.name) { \(cases.joined(separator: ", ")) }"))
    }
    for type in entities {
      let wire = type.wire == type.name ? "" : " as \(quoted(type.wire))"
      let parents = type.parents.map { entities[$0].name }.joined(separator: ", ")
      out.append(
        .row([
          .text((type.isOpen ? "open " : "") + "entity \(type.name)\(wire)"),
          .text(parents.isEmpty ? "" : " in \(parents)"), record(type.fields),
        ]))
    }
    for action in actions {
      let wire = action.wire == action.name ? "" : " as \(quoted(action.wire))"
      let resources = action.resources.map { entities[$0].name }.joined(separator: ", ")
      let principals = action.principals.map { entities[$0].name }.joined(separator: ", ")
      out.append(
        .row([
          .text("action \(action.name)\(wire) on \(resources) by \(principals)"),
          record(action.context),
        ]))
    }
    for group in groups {
      let members = group.members.map { actions[$0].name }.joined(separator: ", ")
      out.append(.text("actions \(group.name) = \(members)"))
    }
    return out
  }

  private func record(_ fields: [DraftField]) -> Draft {
    let items = fields.map { Draft.text(text(of: $0)) }
    return .list(DraftList(items, separator: ",\n    ", open: " {\n    ", close: "\n}"))
  }
}
