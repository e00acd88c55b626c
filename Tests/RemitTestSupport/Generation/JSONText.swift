package import RemitModel

/// Raw data as JSON text, by a writer of the tests' own, so that reading it back proves something
/// about the reader.
package enum JSONText {
  package static func entities(_ entities: Entities) -> String {
    "[" + entities.records.map(record).joined(separator: ",\n ") + "]"
  }

  package static func grants(_ grants: Grants) -> String {
    "[" + grants.records.map(grant).joined(separator: ",\n ") + "]"
  }

  package static func request(_ request: Request, now: Instant?) -> String {
    var members = [
      "\"principal\": " + sender(request.principal),
      "\"action\": " + string(request.action.string),
      "\"resource\": " + sender(request.resource), "\"context\": " + object(request.context),
    ]
    if let roles = request.roles {
      members.append("\"roles\": [" + roles.map { string($0.string) }.joined(separator: ", ") + "]")
    }
    if let now { members.append("\"now\": \"\(now)\"") }
    return "{" + members.joined(separator: ", ") + "}"
  }

  private static func record(_ record: EntityRecord) -> String {
    "{\"uid\": \(entity(record.uid)), \"attrs\": \(object(record.attributes)), \"parents\": ["
      + record.parents.map(entity).joined(separator: ", ") + "]}"
  }

  private static func grant(_ grant: GrantRecord) -> String {
    var members = ["\"role\": " + string(grant.role.string)]
    if let id = grant.id { members.append("\"id\": " + string(id.string)) }
    members.append("\"to\": [" + grant.grantees.map(entity).joined(separator: ", ") + "]")
    switch grant.scope {
    case .everything: members.append("\"on\": \"everything\"")
    case .entities(let entities):
      members.append("\"on\": [" + entities.map(entity).joined(separator: ", ") + "]")
    }
    if let from = grant.from { members.append("\"from\": \"\(from)\"") }
    if let until = grant.until { members.append("\"until\": \"\(until)\"") }
    return "{" + members.joined(separator: ", ") + "}"
  }

  private static func sender(_ sender: RequestEntity) -> String {
    var members = [
      "\"type\": " + string(sender.uid.type.string), "\"id\": " + string(sender.uid.id.string),
    ]
    if !sender.attributes.isEmpty { members.append("\"attrs\": " + object(sender.attributes)) }
    if !sender.parents.isEmpty {
      members.append("\"parents\": [" + sender.parents.map(entity).joined(separator: ", ") + "]")
    }
    return "{" + members.joined(separator: ", ") + "}"
  }

  private static func entity(_ uid: EntityUID) -> String {
    "{\"type\": \(string(uid.type.string)), \"id\": \(string(uid.id.string))}"
  }

  private static func object(_ entries: [Text: Value]) -> String {
    let members = entries.sorted { $0.key < $1.key }
      .map { "\(string($0.key.string)): \(value($0.value))" }
    return "{" + members.joined(separator: ", ") + "}"
  }

  private static func value(_ value: Value) -> String {
    switch value {
    case .bool(let flag): "\(flag)"
    case .int(let number): "\(number)"
    case .string(let text): string(text.string)
    case .instant(let instant): "\"\(instant)\""
    case .duration(let length): "\"\(length)\""
    case .ip(let address): "\"\(address)\""
    case .ipRange(let range): "\"\(range)\""
    // Generated data writes cases as strings; one in exact form has no JSON without its schema.
    case .enumCase: "null"
    case .entity(let uid): "{\"__entity\": \(entity(uid))}"
    case .set(let elements):
      "[" + elements.map(Self.value).sorted().joined(separator: ", ") + "]"
    case .record(let entries), .map(let entries): object(entries)
    }
  }

  private static func string(_ text: String) -> String {
    var out = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": out += "\\\""
      case "\\": out += "\\\\"
      case "\u{0}"..<" ":
        let digits = String(scalar.value, radix: 16)
        out += "\\u" + String(repeating: "0", count: 4 - digits.utf8.count) + digits
      default: out.unicodeScalars.append(scalar)
      }
    }
    return out + "\""
  }
}
