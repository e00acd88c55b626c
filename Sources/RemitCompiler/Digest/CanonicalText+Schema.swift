import RemitModel

extension CanonicalText {
  mutating func write(_ type: EntityType, _ schema: Schema) {
    list("type") { text in
      text.name(type.name)
      text.text(type.wire)
      text.word(type.isOpen ? "open" : "stored")
      text.names(of: type.parents, schema)
      text.write(type.attributes, schema)
    }
  }

  mutating func write(_ type: EnumType) {
    list("enum") { text in
      text.name(type.name)
      for one in type.cases {
        text.name(one.name)
        text.text(one.wire)
      }
    }
  }

  mutating func write(_ action: Action, _ schema: Schema) {
    list("action") { text in
      text.name(action.name)
      text.text(action.wire)
      text.names(of: action.principals, schema)
      text.names(of: action.resources, schema)
      text.write(action.context, schema)
    }
  }

  /// Attributes in the order of their names: the order in which they are declared means nothing.
  private mutating func write(_ record: RecordType, _ schema: Schema) {
    let ordered = record.attributes.sorted { PolicyDigest.isOrdered($0.name, $1.name) }
    list("attributes") { text in
      for attribute in ordered {
        text.name(attribute.name)
        text.text(attribute.wire)
        text.word(attribute.isOptional ? "optional" : "required")
        text.word(attribute.isFromRequest ? "sent" : "kept")
        text.write(attribute.type, schema)
      }
    }
  }

  private mutating func write(_ type: ValueType, _ schema: Schema) {
    switch type {
    case .bool: word("Bool")
    case .int: word("Int")
    case .string: word("String")
    case .instant: word("Instant")
    case .duration: word("Duration")
    case .ip: word("IP")
    case .ipRange: word("IPRange")
    case .never: word("Never")
    case .enumeration(let id): list("enum") { $0.name(schema[id].name) }
    case .entity(let types): list("entity") { $0.names(of: Set(types), schema) }
    case .set(let element): list("set") { $0.write(element, schema) }
    case .map(let element): list("map") { $0.write(element, schema) }
    case .record(let record): write(record, schema)
    }
  }

  mutating func names(of types: Set<EntityTypeID>, _ schema: Schema) {
    list("types") { text in
      text.ordered(types) { schema[$0].name }
    }
  }

  mutating func names(of actions: Set<ActionID>, _ schema: Schema) {
    list("actions") { text in
      text.ordered(actions) { schema[$0].name }
    }
  }

  private mutating func ordered<Thing>(_ things: Set<Thing>, _ name: (Thing) -> String) {
    if things.count == 1, let only = things.first { return self.name(name(only)) }
    for one in things.map(name).sorted(by: PolicyDigest.isOrdered) { self.name(one) }
  }
}
