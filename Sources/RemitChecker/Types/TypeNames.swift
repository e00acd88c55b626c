import RemitModel
import RemitSyntax

extension Checker {
  /// A type as the language writes it, entity types and enums by their short names.
  func name(of type: ValueType) -> String {
    switch type {
    case .bool: "Bool"
    case .int: "Int"
    case .string: "String"
    case .instant: "Instant"
    case .duration: "Duration"
    case .ip: "IP"
    case .ipRange: "IPRange"
    case .enumeration(let id): enums[id.int].syntax.name.text
    case .entity(let types):
      types.prefix(6).map(name(of:)).joined(separator: " | ") + (types.count > 6 ? " | …" : "")
    case .set(.never): "[]"
    case .set(let element): "Set<\(name(of: element))>"
    case .map(let element): "Map<\(name(of: element))>"
    case .record(let record): name(of: record)
    case .never: "Never"
    }
  }

  func name(of type: EntityTypeID) -> String { entities[type.int].name.text }

  private func name(of record: RecordType) -> String {
    if record.attributes.isEmpty { return "{ }" }
    let shown = record.attributes.prefix(4).map { attribute in
      "\(attribute.name)\(attribute.isOptional ? "?" : ""): "
        + (attribute.type.isRecord ? "{ … }" : name(of: attribute.type))
    }
    let rest = record.attributes.count > shown.count ? ", …" : ""
    return "{ " + shown.joined(separator: ", ") + rest + " }"
  }

  /// With an article: `a String`, `an Int`.
  func describe(_ type: ValueType) -> String {
    switch type {
    case .entity(let types) where types.count == 1:
      ("AEIOU".contains(name(of: type).first ?? " ") ? "an " : "a ") + name(of: type)
    case .record: "a record"
    case .set(.never): "the empty set"
    case .int, .instant, .ip, .ipRange: "an \(name(of: type))"
    case .bool, .string, .duration, .enumeration, .entity, .set, .map, .never:
      "a \(name(of: type))"
    }
  }
}

extension ValueType {
  var isRecord: Bool {
    if case .record = self { return true }
    return false
  }
}
