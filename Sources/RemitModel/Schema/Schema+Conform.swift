import RemitSource

/// Holds raw values against declared types.
///
/// Used wherever data comes in — entities, requests, test givens — so that one reading of loose
/// forms serves them all. All problems are collected, never only the first.
package struct Conformer {
  package let schema: Schema
  /// How many elements one set may have; `nil` where only memory limits it (stored entities).
  package let setElementsMax: Int?
  package private(set) var problems: [DataProblem] = []

  package init(_ schema: Schema, setElementsMax: Int? = nil) {
    self.schema = schema
    self.setElementsMax = setElementsMax
  }

  package mutating func report(_ code: RuntimeErrorCode, _ path: String, _ message: String) {
    problems.append(DataProblem(code: code, path: path, message: message))
  }

  /// The exact form of a raw value, or `nil` with at least one problem reported.
  ///
  /// Recursion is bounded by the depth of the type. O(size of the value).
  package mutating func conform(_ value: Value, to type: ValueType, at path: String) -> Value? {
    switch (type, value) {
    case (.bool, .bool), (.int, .int), (.string, .string), (.instant, .instant),
      (.duration, .duration), (.ip, .ip), (.ipRange, .ipRange):
      return value
    case (.instant, .string(let text)):
      return parsed(Instant.parse(text.string), at: path, \.message) { .instant($0) }
    case (.duration, .string(let text)):
      return parsed(
        Milliseconds.parse(text.string, allowsSign: true), at: path, \.message
      ) { .duration($0) }
    case (.ip, .string(let text)):
      return parsed(IPAddress.parse(text.string), at: path, \.message) { .ip($0) }
    case (.ipRange, .string(let text)):
      return parsed(IPRange.parse(text.string), at: path, \.message) { .ipRange($0) }
    case (.enumeration(let id), .enumCase(let enumCase))
    where enumCase.type == id && schema[id].cases.indices.contains(enumCase.ordinal):
      return value
    case (.enumeration(let id), .string(let text)):
      return enumCase(text, of: id, at: path)
    case (.entity(let types), _):
      return entity(value, of: types, at: path)
    case (.set(let element), .set(let values)):
      return set(values, of: element, at: path)
    case (.map(let element), .map(let entries)), (.map(let element), .record(let entries)):
      return map(entries, of: element, at: path)
    case (.record(let record), .record(let entries)), (.record(let record), .map(let entries)):
      return attributes(entries, of: record, at: path).map { .record($0) }
    default:
      report(
        .wrongType, path,
        "expected \(describe(type)), got \(describe(value))")
      return nil
    }
  }

  /// Conforms the attributes of a record, entity or context, from wire names to Remit names.
  ///
  /// - Parameter requiresAll: whether a missing required attribute is a problem.
  /// - Returns: `nil` if any problem was reported for them.
  package mutating func attributes(
    _ entries: [Text: Value], of record: RecordType, at path: String, requiresAll: Bool = true
  ) -> [Text: Value]? {
    let problemsBefore = problems.count
    var out: [Text: Value] = [:]
    for attribute in record.attributes {
      let inner = Self.join(path, attribute.wire)
      if let raw = entries[attribute.wire] {
        if let exact = conform(raw, to: attribute.type, at: inner) {
          out[Text(attribute.name)] = exact
        }
      } else if !attribute.isOptional && requiresAll {
        report(.missingAttribute, inner, "the required attribute `\(attribute.wire)` is missing")
      }
    }
    if entries.count > out.count || problems.count > problemsBefore {
      let known = Set(record.attributes.map(\.wire))
      for key in entries.keys.sorted() where !known.contains(key) {
        report(
          .undeclaredAttribute, Self.join(path, key),
          "`\(key)` is not declared" + Self.suggestion(for: key, among: known))
      }
    }
    return problems.count == problemsBefore ? out : nil
  }

  private mutating func parsed<Parsed, Failure>(
    _ result: Result<Parsed, Failure>, at path: String, _ reason: (Failure) -> String,
    _ wrap: (Parsed) -> Value
  ) -> Value? {
    switch result {
    case .success(let value): return wrap(value)
    case .failure(let failure):
      report(.wrongType, path, reason(failure))
      return nil
    }
  }

  private mutating func enumCase(_ text: Text, of id: EnumTypeID, at path: String) -> Value? {
    let cases = schema[id].cases
    if let ordinal = cases.firstIndex(where: { $0.wire == text }) {
      return .enumCase(EnumCase(type: id, ordinal: ordinal))
    }
    let names = cases.map { "`\($0.wire)`" }.joined(separator: ", ")
    report(.wrongType, path, "`\(text)` is no case of \(schema[id].name): \(names)")
    return nil
  }

  private mutating func entity(
    _ value: Value, of types: [EntityTypeID], at path: String
  ) -> Value? {
    guard let uid = reference(value) else {
      report(
        .wrongType, path,
        "expected \(describe(.entity(types))), got \(describe(value))")
      return nil
    }
    guard let type = schema.entityType(wire: uid.type) else {
      report(
        .undeclaredType, path,
        "the type `\(uid.type)` is not declared"
          + Self.suggestion(for: uid.type, among: schema.entityTypeByWire.keys))
      return nil
    }
    guard types.contains(type) else {
      report(
        .wrongType, path,
        "expected \(describe(.entity(types))), got an entity of type `\(uid.type)`")
      return nil
    }
    return .entity(uid)
  }

  private func reference(_ value: Value) -> EntityUID? {
    switch value {
    case .entity(let uid): return uid
    case .string(let text): return EntityUID.parse(quoted: text)
    case .record(let entries), .map(let entries):
      if entries.count == 1, case .record(let inner)? = entries["__entity"] {
        return Self.typeAndID(inner)
      }
      return Self.typeAndID(entries)
    default: return nil
    }
  }

  private static func typeAndID(_ entries: [Text: Value]) -> EntityUID? {
    guard entries.count == 2, case .string(let type)? = entries["type"],
      case .string(let id)? = entries["id"]
    else { return nil }
    return EntityUID(type: type, id: id)
  }

  private mutating func set(_ values: Set<Value>, of element: ValueType, at path: String) -> Value?
  {
    if let setElementsMax, values.count > setElementsMax {
      report(
        .wrongType, path,
        "the set has \(values.count) elements; at most \(setElementsMax) are taken")
      return nil
    }
    var out = Set<Value>(minimumCapacity: values.count)
    var isWhole = true
    for value in values {
      if let exact = conform(value, to: element, at: path + "[]") {
        out.insert(exact)
      } else {
        isWhole = false
      }
    }
    return isWhole ? .set(out) : nil
  }

  private mutating func map(
    _ entries: [Text: Value], of element: ValueType, at path: String
  ) -> Value? {
    var out: [Text: Value] = [:]
    for (key, value) in entries.sorted(by: { $0.key < $1.key }) {
      out[key] = conform(value, to: element, at: Self.join(path, key))
    }
    return out.count == entries.count ? .map(out) : nil
  }

  /// `context.image`, `$[3].attrs["app.kubernetes.io/name"]`.
  package static func join(_ path: String, _ key: Text) -> String {
    let isPlain =
      !key.string.isEmpty
      && key.string.utf8.allSatisfy {
        ($0 | 0x20) >= 0x61 && ($0 | 0x20) <= 0x7a || $0 == 0x5f || $0 == 0x2d
          || $0 >= 0x30 && $0 <= 0x39
      }
    if !isPlain { return "\(path)[\(quoted(key.string))]" }
    return path.isEmpty ? key.string : "\(path).\(key)"
  }

  package static func suggestion(for key: Text, among names: some Sequence<Text>) -> String {
    guard let best = nearest(key.string, in: names.map(\.string)) else { return "" }
    return "; did you mean `\(best)`?"
  }
}

extension Conformer {
  /// A type in words: `a set of User`, `an instant`.
  package func describe(_ type: ValueType) -> String {
    switch type {
    case .bool: "true or false"
    case .int: "a whole number"
    case .string: "a string"
    case .instant: "an instant"
    case .duration: "a duration"
    case .ip: "an IP address"
    case .ipRange: "an IP range"
    case .enumeration(let id): "a case of \(schema[id].name)"
    case .entity(let types): types.map { schema[$0].wire.string }.joined(separator: " or ")
    case .set(let element): "a set, each element \(describe(element))"
    case .map(let element): "a map, each value \(describe(element))"
    case .record: "a record"
    case .never: "nothing"
    }
  }

  package func describe(_ value: Value) -> String {
    switch value {
    case .bool(let flag): "\(flag)"
    case .int(let number): "the number \(number)"
    case .string(let text): "the string \(quoted(String(text.string.unicodeScalars.prefix(40))))"
    case .instant: "an instant"
    case .duration: "a duration"
    case .ip: "an IP address"
    case .ipRange: "an IP range"
    case .enumCase(let enumCase):
      schema.enumTypes.indices.contains(enumCase.type.int)
        ? "a case of \(schema[enumCase.type].name)" : "a case of an unknown enum"
    case .entity(let uid): "an entity of type `\(uid.type)`"
    case .set: "a set"
    case .record: "a record"
    case .map: "a map"
    }
  }
}
