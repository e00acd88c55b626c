package import RemitModel

/// Reads stored entities: an array of `{"uid": …, "attrs": {…}, "parents": […]}`.
///
/// The values are raw; whether they fit a policy is seen when an engine takes them.
///
/// - Parameter file: the name that problems carry, `entities.json`.
/// - Complexity: O(bytes).
package func readEntities(_ bytes: [UInt8], file: String) -> Reading<Entities> {
  Reading<Entities>.document(
    bytes, root: "\(file):$", bytesMax: DataLimits.fileBytesMax, empty: Entities()
  ) { (reader, entities) throws(JSONSyntaxError) in
    guard try reader.expect(.array, "an array of entities") else { return }
    var records: [EntityRecord] = []
    let document = "\(file):$"
    var index = 0
    try reader.array { (reader) throws(JSONSyntaxError) in
      if let record = try reader.entityRecord(from: document, element: index) {
        records.append(record)
      }
      index += 1
    }
    entities = Entities(records)
  }
}

extension JSONReader {
  fileprivate mutating func entityRecord(
    from document: String, element: Int
  ) throws(JSONSyntaxError) -> EntityRecord? {
    guard try expect(.object, "an entity `{\"uid\": …, \"attrs\": {…}, \"parents\": […]}`") else {
      return nil
    }
    var uid: EntityUID?
    var hasUID = false
    var attributes: [Text: Value] = [:]
    var parents: [EntityUID] = []
    try object { (reader, key) throws(JSONSyntaxError) in
      switch key {
      case "uid":
        hasUID = true
        uid = try reader.entityUID()
      case "attrs":
        if let read = try reader.attributes() { attributes = read }
      case "parents":
        if try !reader.takeNull() { parents = try reader.entityUIDs() }
      default:
        try reader.unknownMember(key, known: ["uid", "attrs", "parents"])
      }
    }
    if !hasUID { report(.badJSON, "an entity needs `uid`") }
    return uid.map {
      EntityRecord(
        $0, attributes: attributes, parents: parents, from: document, element: element)
    }
  }
}
