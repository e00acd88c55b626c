/// A value of the language, and at the same time the raw form of data from outside.
///
/// Raw data (JSON or Swift) may use the looser forms that `Schema.conform` accepts: a string where
/// an enum, instant, duration, IP or entity is declared, a record where a map or an entity
/// reference is declared. After conforming only the exact forms are left.
public enum Value: Hashable, Sendable {
  case bool(Bool)
  case int(Int64)
  case string(Text)
  case instant(Instant)
  case duration(Milliseconds)
  case ip(IPAddress)
  case ipRange(IPRange)
  /// A case of a declared enum; raw data writes it as a string, by its wire name.
  case enumCase(EnumCase)
  case entity(EntityUID)
  case set(Set<Value>)
  /// Keyed by wire names in raw data, by Remit names after conforming. Absent means absent.
  case record([Text: Value])
  /// String-keyed, for labels and claims.
  case map([Text: Value])
}

/// A case of an enum, by the enum's place in the schema and the case's place in the enum.
public struct EnumCase: Hashable, Sendable {
  public let type: EnumTypeID
  /// 0-based in declaration order, which is the order of `<`.
  public let ordinal: Int

  public init(type: EnumTypeID, ordinal: Int) {
    self.type = type
    self.ordinal = ordinal
  }
}

/// The identity of an entity: its type by wire name, and its id, both compared by bytes.
///
/// Wire names are unique among the entity types of a policy, so two identities are one entity
/// exactly where they are equal.
public struct EntityUID: Hashable, Comparable, Sendable, CustomStringConvertible {
  public let type: Text
  public let id: Text

  public init(type: Text, id: Text) {
    self.type = type
    self.id = id
  }

  /// `User::"ada"`, with quotes and backslashes in the id escaped.
  public var description: String { "\(type)::\(quoted(id.string))" }

  public static func < (a: EntityUID, b: EntityUID) -> Bool {
    a.type != b.type ? a.type < b.type : a.id < b.id
  }
}

/// A string as a literal of the language: in quotes, with the escapes the lexer reads back.
package func quoted(_ text: String) -> String {
  var out = "\""
  for scalar in text.unicodeScalars {
    switch scalar {
    case "\"": out += "\\\""
    case "\\": out += "\\\\"
    case "\n": out += "\\n"
    case "\t": out += "\\t"
    default:
      let category = scalar.properties.generalCategory
      if category == .control || category == .format || category == .unassigned
        || category == .surrogate || category == .lineSeparator || category == .paragraphSeparator
      {
        out += "\\u{" + String(scalar.value, radix: 16) + "}"
      } else {
        out.unicodeScalars.append(scalar)
      }
    }
  }
  return out + "\""
}
