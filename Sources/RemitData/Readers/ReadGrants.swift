package import RemitModel

/// Reads grants: an array of `{"id"?, "role", "to", "on", "from"?, "until"?, "because"?}`.
///
/// - Parameter file: the name that problems carry, `grants.json`.
/// - Complexity: O(bytes).
package func readGrants(_ bytes: [UInt8], file: String) -> Reading<Grants> {
  Reading<Grants>.document(
    bytes, root: "\(file):$", bytesMax: DataLimits.fileBytesMax, empty: Grants()
  ) { (reader, grants) throws(JSONSyntaxError) in
    guard try reader.expect(.array, "an array of grants") else { return }
    var records: [GrantRecord] = []
    let document = "\(file):$"
    var index = 0
    try reader.array { (reader) throws(JSONSyntaxError) in
      if let record = try reader.grantRecord() {
        records.append(record.from(document, element: index))
      }
      index += 1
    }
    grants = Grants(records)
  }
}

/// The members of one grant, as far as they have been read.
private struct GrantMembers {
  static let known: [Text] = ["id", "role", "to", "on", "from", "until", "because"]
  var id: Text?
  var role: Text?
  var grantees: [EntityUID]?
  var scope: Scope?
  var from: Instant?
  var until: Instant?
  var because: Text?
  var seen: Set<Text> = []
}

extension JSONReader {
  fileprivate mutating func grantRecord() throws(JSONSyntaxError) -> GrantRecord? {
    guard try expect(.object, "a grant `{\"role\": …, \"to\": …, \"on\": …}`") else { return nil }
    var members = GrantMembers()
    try object { (reader, key) throws(JSONSyntaxError) in
      if try reader.takeNull() {
        if !GrantMembers.known.contains(key) {
          reader.reportUnknown(key, known: GrantMembers.known)
        }
        return
      }
      members.seen.insert(key)
      try reader.grantMember(key, into: &members)
    }
    for needed in ["role", "to", "on"] as [Text] where !members.seen.contains(needed) {
      report(.badJSON, "a grant needs `\(needed)`")
    }
    guard let role = members.role, let grantees = members.grantees, let scope = members.scope else {
      return nil
    }
    return GrantRecord(
      id: members.id, role: role, to: grantees, on: scope, from: members.from,
      until: members.until, because: members.because?.string)
  }

  private mutating func grantMember(
    _ key: Text, into members: inout GrantMembers
  ) throws(JSONSyntaxError) {
    switch key {
    case "id":
      members.id = try name("the id of a grant", isRepeated: false)
      if members.id == "" { report(.badJSON, "the id of a grant is not empty") }
    case "role": members.role = try name("the name of a role")
    case "to": members.grantees = try oneOrMoreEntities()
    case "on": members.scope = try scope()
    case "from": members.from = try instant()
    case "until": members.until = try instant()
    case "because": members.because = try name("a reason", isRepeated: false)
    default: try unknownMember(key, known: GrantMembers.known)
    }
  }

  private mutating func scope() throws(JSONSyntaxError) -> Scope? {
    if try kind() == .string {
      let place = offset
      if try string() == "everything" { return .everything }
      offset = place
    }
    return try oneOrMoreEntities().map { .entities($0) }
  }

  private mutating func oneOrMoreEntities() throws(JSONSyntaxError) -> [EntityUID]? {
    guard try kind() == .array else { return try entityUID().map { [$0] } }
    let problemsBefore = problems.count
    let uids = try entityUIDs()
    guard uids.isEmpty else { return uids }
    if problems.count == problemsBefore { report(.badJSON, "the array names no entity") }
    return nil
  }

  /// Reads an instant as RFC 3339 writes it.
  mutating func instant() throws(JSONSyntaxError) -> Instant? {
    guard let text = try name("an instant", isRepeated: false) else { return nil }
    switch Instant.parse(text.string) {
    case .success(let instant): return instant
    case .failure(let error):
      report(.wrongType, error.message)
      return nil
    }
  }
}
