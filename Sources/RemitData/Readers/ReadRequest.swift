package import RemitModel

/// Reads one request: `{"principal", "action", "resource", "context"?, "roles"?, "now"?}`.
///
/// - Parameter bytes: one JSON document, such as a line without its line end.
/// - Returns: the request, or `nil` where there are problems. Their paths start at the request
///   (`principal.id`).
/// - Complexity: O(bytes).
package func readRequest(_ bytes: [UInt8]) -> Reading<Request?> {
  let reading = Reading<Request?>.document(
    bytes, root: "", bytesMax: DataLimits.requestBytesMax, empty: nil
  ) { (reader, request) throws(JSONSyntaxError) in
    guard try reader.expect(.object, "a request, an object") else { return }
    request = try reader.request()
  }
  return reading.problems.isEmpty ? reading : Reading(value: nil, problems: reading.problems)
}

/// Reads one entity given by itself, as on a command line.
package func readRequestEntity(_ bytes: [UInt8]) -> Reading<RequestEntity?> {
  let reading = Reading<RequestEntity?>.document(
    bytes, root: "", bytesMax: DataLimits.requestBytesMax, empty: nil
  ) { (reader, entity) throws(JSONSyntaxError) in
    entity = try reader.requestEntity()
  }
  return reading.problems.isEmpty ? reading : Reading(value: nil, problems: reading.problems)
}

/// Reads a context given by itself: an object.
package func readContext(_ bytes: [UInt8]) -> Reading<[Text: Value]> {
  Reading<[Text: Value]>.document(
    bytes, root: "context", bytesMax: DataLimits.requestBytesMax, empty: [:]
  ) { (reader, context) throws(JSONSyntaxError) in
    guard try reader.expect(.object, "an object") else { return }
    context = try reader.record()
  }
}

private struct RequestMembers {
  static let known: [Text] = ["principal", "action", "resource", "context", "roles", "now"]
  var principal: RequestEntity?
  var action: Text?
  var resource: RequestEntity?
  var context: [Text: Value] = [:]
  var roles: [Text]?
  var now: Instant?
  var seen: Set<Text> = []
}

extension JSONReader {
  fileprivate mutating func request() throws(JSONSyntaxError) -> Request? {
    var members = RequestMembers()
    try object { (reader, key) throws(JSONSyntaxError) in
      if try reader.takeNull() {
        if !RequestMembers.known.contains(key) {
          reader.reportUnknown(key, known: RequestMembers.known)
        }
        return
      }
      members.seen.insert(key)
      try reader.requestMember(key, into: &members)
    }
    for needed in ["principal", "action", "resource"] as [Text]
    where !members.seen.contains(needed) {
      report(.badJSON, "a request needs `\(needed)`", at: needed.string)
    }
    guard let principal = members.principal, let action = members.action,
      let resource = members.resource
    else { return nil }
    return Request(
      principal: principal, action: action, resource: resource, context: members.context,
      roles: members.roles, now: members.now)
  }

  private mutating func requestMember(
    _ key: Text, into members: inout RequestMembers
  ) throws(JSONSyntaxError) {
    switch key {
    case "principal": members.principal = try requestEntity()
    case "action": members.action = try name("the name of an action")
    case "resource": members.resource = try requestEntity()
    case "context": members.context = try attributes() ?? [:]
    case "roles": members.roles = try roles()
    case "now": members.now = try instant()
    default: try unknownMember(key, known: RequestMembers.known)
    }
  }

  private mutating func roles() throws(JSONSyntaxError) -> [Text]? {
    guard try expect(.array, "an array of role names") else { return nil }
    var names: [Text] = []
    try array { (reader) throws(JSONSyntaxError) in
      if let name = try reader.name("the name of a role") { names.append(name) }
    }
    guard names.count <= DataLimits.requestRolesMax else {
      report(.badJSON, "a request names at most \(DataLimits.requestRolesMax) roles")
      return nil
    }
    return names
  }
}
