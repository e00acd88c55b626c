package import RemitModel
package import RemitSource

extension JSONWriter {
  /// Writes a value in the form in which data is read: enum cases by wire name, instants,
  /// durations and addresses as strings, entities as `{"type", "id"}`, sets sorted.
  ///
  /// - Parameter schema: where the enum cases of the value are declared.
  package mutating func value(_ value: Value, schema: Schema) {
    switch value {
    case .bool(let flag): bool(flag)
    case .int(let number): int(number)
    case .string(let text): string(text.string)
    case .instant(let instant): string(instant.description)
    case .duration(let duration): string(duration.description)
    case .ip(let address): string(address.description)
    case .ipRange(let range): string(range.description)
    case .enumCase(let enumCase): string(Self.wire(of: enumCase, in: schema).string)
    case .entity(let uid): entity(uid)
    case .set(let elements):
      // A set has no order; the order of the elements' own JSON makes equal sets equal lines.
      let texts = elements.map { element in
        var json = JSONWriter(isCompact: isCompact)
        json.value(element, schema: schema)
        return json.bytes
      }
      array(texts.sorted { $0.lexicographicallyPrecedes($1) }) { $0.verbatim($1) }
    case .record(let members), .map(let members):
      record(members, schema: schema)
    }
  }

  /// Writes a record, its members in byte order of their keys.
  package mutating func record(_ members: [Text: Value], schema: Schema) {
    object { json in
      for (key, value) in members.sorted(by: { $0.key < $1.key }) {
        json.member(key.string) { $0.value(value, schema: schema) }
      }
    }
  }

  package mutating func entity(_ uid: EntityUID) {
    object { json in
      json.member("type") { $0.string(uid.type.string) }
      json.member("id") { $0.string(uid.id.string) }
    }
  }

  private static func wire(of enumCase: EnumCase, in schema: Schema) -> Text {
    guard schema.enumTypes.indices.contains(enumCase.type.int) else { return "" }
    let cases = schema[enumCase.type].cases
    return cases.indices.contains(enumCase.ordinal) ? cases[enumCase.ordinal].wire : ""
  }
}
