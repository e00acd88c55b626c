package import RemitModel

extension JSONReader {
  /// Reads an entity's identity: `{"type": …, "id": …}`, the same under `__entity`, or
  /// `"User::\"ada\""`.
  package mutating func entityUID() throws(JSONSyntaxError) -> EntityUID? {
    switch try kind() {
    case .string:
      let text = try string()
      if let uid = EntityUID.parse(quoted: text) { return uid }
      report(.wrongType, "\(quoted(text.string)) is no entity; write `{\"type\": …, \"id\": …}`")
      return nil
    case .object:
      return try entityObject(isWrapped: false)?.uid
    case .array, .number, .bool, .null:
      _ = try expect(.object, "an entity `{\"type\": …, \"id\": …}`")
      return nil
    }
  }

  /// Reads an entity as a request names it: `{"type", "id", "attrs"?, "parents"?}`, or one of the
  /// forms of `entityUID`.
  package mutating func requestEntity() throws(JSONSyntaxError) -> RequestEntity? {
    guard try kind() == .object else { return try entityUID().map { RequestEntity($0) } }
    return try entityObject(isWrapped: false, takesDetails: true)
  }

  /// Reads an array of entities' identities; problems leave elements out.
  package mutating func entityUIDs() throws(JSONSyntaxError) -> [EntityUID] {
    guard try expect(.array, "an array of entities") else { return [] }
    var uids: [EntityUID] = []
    try array { (reader) throws(JSONSyntaxError) in
      if let uid = try reader.entityUID() { uids.append(uid) }
    }
    return uids
  }

  private mutating func entityObject(
    isWrapped: Bool, takesDetails: Bool = false
  ) throws(JSONSyntaxError) -> RequestEntity? {
    var type: Text?
    var id: Text?
    var wrapped: EntityUID?
    var hasWrapped = false
    var hasProblem = false
    var attributes: [Text: Value] = [:]
    var parents: [EntityUID] = []
    try object { (reader, key) throws(JSONSyntaxError) in
      switch key {
      case "type":
        type = try reader.name("the name of a type")
        hasProblem = hasProblem || type == nil
      case "id":
        id = try reader.name("an id", isRepeated: false)
        hasProblem = hasProblem || id == nil
      case "attrs" where takesDetails:
        if let read = try reader.attributes() { attributes = read }
      case "parents" where takesDetails:
        if try !reader.takeNull() { parents = try reader.entityUIDs() }
      case "__entity" where !isWrapped:
        hasWrapped = true
        guard try reader.expect(.object, "`{\"type\": …, \"id\": …}`") else { return }
        wrapped = try reader.entityObject(isWrapped: true)?.uid
      default:
        try reader.unknownMember(
          key, known: takesDetails ? ["type", "id", "attrs", "parents"] : ["type", "id"])
      }
    }
    if hasWrapped {
      guard type == nil, id == nil else {
        report(.badJSON, "an entity has `__entity`, or `type` and `id`, not both")
        return nil
      }
      return wrapped.map { RequestEntity($0, attributes: attributes, parents: parents) }
    }
    guard let type, let id else {
      if !hasProblem {
        report(
          .badJSON, "an entity needs `type` and `id`; `\(type == nil ? "type" : "id")` is missing")
      }
      return nil
    }
    return RequestEntity(EntityUID(type: type, id: id), attributes: attributes, parents: parents)
  }

  /// Reads a string that names something.
  mutating func name(
    _ expected: String, isRepeated: Bool = true
  ) throws(JSONSyntaxError) -> Text? {
    guard try expect(.string, "\(expected), a string") else { return nil }
    return try string(isRepeated: isRepeated)
  }

  /// Reads attributes; `null` is none at all.
  mutating func attributes() throws(JSONSyntaxError) -> [Text: Value]? {
    if try takeNull() { return [:] }
    guard try expect(.object, "an object of attributes") else { return nil }
    return try record()
  }
}
