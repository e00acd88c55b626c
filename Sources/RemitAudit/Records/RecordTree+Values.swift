package import RemitModel

/// Turns values as they were sent into JSON, and says what JSON does not tell of them.
///
/// Most values came as JSON and lose nothing. One that a Swift program gave in a typed form (an
/// instant, say) is written as JSON has it, and its place and kind are kept, so that a replay gives
/// the engine exactly what it was given.
struct ValueWriter {
  /// Objects and arrays within one another; what lies deeper is left out, as no reader would take
  /// it.
  static let depthMax = 48

  let schema: Schema
  /// Places of typed values with their kinds, in order.
  private(set) var typed: [(pointer: JSONPointer, kind: TypedKind)] = []
  /// Places of what lies too deep.
  private(set) var tooDeep: [JSONPointer] = []

  init(schema: Schema) {
    self.schema = schema
  }

  mutating func tree(_ value: Value, at pointer: JSONPointer, depth: Int = 0) -> RecordTree {
    switch value {
    case .bool(let flag): return .bool(flag)
    case .int(let number): return .int(number)
    case .string(let text): return .string(text.string)
    case .instant(let instant): return note(.instant, pointer, .string(instant.description))
    case .duration(let length): return note(.duration, pointer, .string(length.description))
    case .ip(let address): return note(.ip, pointer, .string(address.description))
    case .ipRange(let range): return note(.ipRange, pointer, .string(range.description))
    case .enumCase(let enumCase):
      return note(.enumCase, pointer, .string(wire(of: enumCase).string))
    case .entity(let uid): return note(.entity, pointer, Self.entity(uid))
    case .set, .record, .map:
      guard depth < Self.depthMax else {
        tooDeep.append(pointer)
        return .null
      }
      return container(value, at: pointer, depth: depth + 1)
    }
  }

  private mutating func container(
    _ value: Value, at pointer: JSONPointer, depth: Int
  ) -> RecordTree {
    switch value {
    case .set(let elements): return set(elements, at: pointer, depth: depth)
    case .map(let members):
      return note(.map, pointer, record(members, at: pointer, depth: depth))
    case .record(let members): return record(members, at: pointer, depth: depth)
    case .bool, .int, .string, .instant, .duration, .ip, .ipRange, .enumCase, .entity:
      return .null
    }
  }

  mutating func record(
    _ members: [Text: Value], at pointer: JSONPointer, depth: Int = 0
  ) -> RecordTree {
    .object(
      members.sorted { $0.key < $1.key }.map { key, value in
        RecordTree.Member(
          key.string, tree(value, at: pointer.appending(key.string), depth: depth))
      })
  }

  /// A set has no order; the order of the elements' own JSON makes equal sets equal bytes.
  private mutating func set(
    _ elements: Set<Value>, at pointer: JSONPointer, depth: Int
  ) -> RecordTree {
    let trees = elements.map { element in
      var writer = ValueWriter(schema: schema)
      let tree = writer.tree(element, at: JSONPointer([]), depth: depth)
      return (tree: tree, bytes: tree.bytes, writer: writer)
    }.sorted { $0.bytes.lexicographicallyPrecedes($1.bytes) }
    for (index, element) in trees.enumerated() {
      let place = pointer.appending(String(index))
      typed += element.writer.typed.map {
        (pointer: JSONPointer(place.tokens + $0.pointer.tokens), kind: $0.kind)
      }
      tooDeep += element.writer.tooDeep.map { JSONPointer(place.tokens + $0.tokens) }
    }
    return .array(trees.map(\.tree))
  }

  private mutating func note(
    _ kind: TypedKind, _ pointer: JSONPointer, _ tree: RecordTree
  ) -> RecordTree {
    typed.append((pointer: pointer, kind: kind))
    return tree
  }

  private func wire(of enumCase: EnumCase) -> Text {
    guard schema.enumTypes.indices.contains(enumCase.type.int) else { return "" }
    let cases = schema[enumCase.type].cases
    return cases.indices.contains(enumCase.ordinal) ? cases[enumCase.ordinal].wire : ""
  }

  static func entity(_ uid: EntityUID) -> RecordTree {
    .object([
      RecordTree.Member("type", .string(uid.type.string)),
      RecordTree.Member("id", .string(uid.id.string)),
    ])
  }
}

/// Kinds of values that JSON has no form of its own for.
package enum TypedKind: String, Sendable {
  case instant
  case duration
  case ip
  case ipRange = "ip-range"
  case enumCase = "enum"
  case entity
  case map
}

extension RecordTree {
  /// The value that an engine was given.
  ///
  /// - Parameter typed: the kinds of typed values by their places in the record.
  /// - Returns: `nil` where the tree is no value, or not of the kind that it is said to be.
  package func value(
    at pointer: JSONPointer, typed: [JSONPointer: TypedKind]
  ) -> Value? {
    switch (self, typed.isEmpty ? nil : typed[pointer]) {
    case (.bool(let flag), nil): return .bool(flag)
    case (.int(let number), nil): return .int(number)
    case (.string(let text), nil), (.string(let text), .enumCase): return .string(Text(text))
    case (.string(let text), .instant): return try? .instant(Instant.parse(text).get())
    case (.string(let text), .duration):
      return try? .duration(Milliseconds.parse(text, allowsSign: true).get())
    case (.string(let text), .ip): return try? .ip(IPAddress.parse(text).get())
    case (.string(let text), .ipRange): return try? .ipRange(IPRange.parse(text).get())
    case (.object, .entity): return entityUID.map { .entity($0) }
    case (.object, nil): return record(at: pointer, typed: typed).map { .record($0) }
    case (.object, .map): return record(at: pointer, typed: typed).map { .map($0) }
    case (.array(let elements), nil):
      var values: Set<Value> = []
      for (index, element) in elements.enumerated() {
        guard
          let value = element.value(at: pointer.appending(String(index)), typed: typed)
        else { return nil }
        values.insert(value)
      }
      return .set(values)
    default: return nil
    }
  }

  package func record(
    at pointer: JSONPointer, typed: [JSONPointer: TypedKind]
  ) -> [Text: Value]? {
    guard let members else { return nil }
    var out: [Text: Value] = [:]
    for member in members {
      guard let value = member.value.value(at: pointer.appending(member.key), typed: typed) else {
        return nil
      }
      out[Text(member.key)] = value
    }
    return out
  }

  package var entityUID: EntityUID? {
    guard let type = self["type"]?.text, let id = self["id"]?.text else { return nil }
    return EntityUID(type: Text(type), id: Text(id))
  }
}
