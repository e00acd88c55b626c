import RemitModel

/// A type as the generator knows it; entity and enum types by their place in the draft schema.
package indirect enum DraftType: Hashable, Sendable {
  case bool
  case int
  case string
  case instant
  case duration
  case ip
  case ipRange
  case enumeration(Int)
  case weekday
  case entity([Int])
  case set(DraftType)
  case map(DraftType)
  case record([DraftField])

  /// The simplest literals of the type: what the shrinker puts for a part that does not matter.
  var plainLiterals: [String] {
    switch self {
    case .bool: ["true", "false"]
    case .int: ["0", "1", "-1"]
    case .string: ["\"\"", "\"a\""]
    case .instant: ["now"]
    case .duration: ["1s"]
    case .ip: ["ip(\"10.0.0.1\")"]
    case .ipRange: ["ip(\"10.0.0.0/8\")"]
    case .set: ["[]"]
    case .weekday: ["Weekday.monday"]
    case .enumeration, .entity, .map, .record: []
    }
  }

  var isOrdered: Bool {
    switch self {
    case .int, .instant, .duration, .enumeration, .weekday: true
    case .bool, .string, .ip, .ipRange, .entity, .set, .map, .record: false
    }
  }
}

/// An attribute of an entity type, a record or a context.
package struct DraftField: Hashable, Sendable {
  var name: String
  var wire: String
  var type: DraftType
  var isOptional: Bool
  var isFromRequest = false
}

struct DraftEntityType: Sendable {
  var name: String
  var wire: String
  var isOpen: Bool
  var parents: [Int]
  var fields: [DraftField]
}

struct DraftEnum: Sendable {
  var name: String
  var cases: [(name: String, wire: String)]
}

struct DraftAction: Sendable {
  var name: String
  var wire: String
  var principals: [Int]
  var resources: [Int]
  var context: [DraftField]
}

/// One kind of request, by places in the draft schema.
struct Combo: Hashable, Sendable {
  var principal: Int
  var action: Int
  var resource: Int
}

/// The declared world of a generated policy.
struct DraftSchema: Sendable {
  var entities: [DraftEntityType] = []
  var enums: [DraftEnum] = []
  var actions: [DraftAction] = []
  /// Groups of actions, by places in `actions`.
  var groups: [(name: String, members: [Int])] = []
  var aliases: [(name: String, type: DraftType)] = []

  var combos: [Combo] {
    actions.indices.flatMap { action in
      actions[action].principals.flatMap { principal in
        actions[action].resources.map {
          Combo(principal: principal, action: action, resource: $0)
        }
      }
    }
  }

  /// The types an entity of the type may lie in, itself included.
  func ancestors(of type: Int) -> Set<Int> {
    var reached: Set<Int> = [type]
    var open = [type]
    while let next = open.popLast() {
      for parent in entities[next].parents where reached.insert(parent).inserted {
        open.append(parent)
      }
    }
    return reached
  }

  func text(of type: DraftType) -> String {
    switch type {
    case .bool: "Bool"
    case .int: "Int"
    case .string: "String"
    case .instant: "Instant"
    case .duration: "Duration"
    case .ip: "IP"
    case .ipRange: "IPRange"
    case .weekday: "Weekday"
    case .enumeration(let index): enums[index].name
    case .entity(let types): types.map { entities[$0].name }.joined(separator: " | ")
    case .set(let element): "Set<\(text(of: element))>"
    case .map(let element): "Map<\(text(of: element))>"
    case .record(let fields): "{ " + fields.map(text).joined(separator: ", ") + " }"
    }
  }

  func text(of field: DraftField) -> String {
    let wire = field.wire == field.name ? "" : " as \(quoted(field.wire))"
    let alias = aliases.first { $0.type == field.type }?.name
    return field.name + wire + (field.isFromRequest ? " from request" : "")
      + (field.isOptional ? "?" : "") + ": " + (alias ?? text(of: field.type))
  }
}
