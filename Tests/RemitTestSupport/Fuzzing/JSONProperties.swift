import Foundation
import RemitData
import RemitModel
import RemitSource

/// What must hold of reading any bytes as JSON.
enum JSONProperties {
  static func check(_ bytes: [UInt8]) throws(BrokenProperty) {
    let entities = readEntities(bytes, file: "fuzz.json")
    if entities.problems.isEmpty {
      try checkIsJSON(bytes)
      try checkStable(JSONText.entities(entities.value)) { text in
        let again = readEntities(text, file: "fuzz.json")
        return (JSONText.entities(again.value), again.problems)
      }
    }
    let grants = readGrants(bytes, file: "fuzz.json")
    if grants.problems.isEmpty {
      try checkIsJSON(bytes)
      try checkStable(JSONText.grants(grants.value)) { text in
        let again = readGrants(text, file: "fuzz.json")
        return (JSONText.grants(again.value), again.problems)
      }
    }
    try checkRequest(bytes)
    let context = readContext(bytes)
    if context.problems.isEmpty {
      try checkIsJSON(bytes)
      try checkStable(text(of: context.value)) { text in
        let again = readContext(text)
        return (Self.text(of: again.value), again.problems)
      }
    }
    try check(entities.problems + grants.problems + context.problems)
  }

  private static func checkRequest(_ bytes: [UInt8]) throws(BrokenProperty) {
    let request = readRequest(bytes)
    try hold(
      (request.value == nil) != request.problems.isEmpty, "no request and no problem, or both")
    try check(request.problems)
    if let value = request.value {
      try checkIsJSON(bytes)
      try checkStable(JSONText.request(value, now: value.now)) { text in
        let again = readRequest(text)
        let written = again.value.map { JSONText.request($0, now: $0.now) }
        return (written ?? "nothing", again.problems)
      }
    }
    let entity = readRequestEntity(bytes)
    try hold(
      (entity.value == nil) != entity.problems.isEmpty, "no entity and no problem, or both")
    try check(entity.problems)
    if entity.value != nil { try checkIsJSON(bytes) }
  }

  private static func check(_ problems: [DataProblem]) throws(BrokenProperty) {
    for problem in problems {
      try hold(!problem.message.isEmpty, "a problem says nothing")
    }
    var json = JSONWriter()
    json.invalid(problems)
    try checkIsJSON(json.bytes)
  }

  private static func text(of members: [Text: Value]) -> String {
    var json = JSONWriter()
    json.record(members, schema: Schema(entityTypes: [], enumTypes: [], actions: []))
    return json.text
  }

  /// What is written is read without a problem, and writing that gives the same text.
  private static func checkStable(
    _ text: String, _ again: ([UInt8]) -> (text: String, problems: [DataProblem])
  ) throws(BrokenProperty) {
    let (second, problems) = again(Array(text.utf8))
    if let first = problems.first {
      throw BrokenProperty("what was written is refused: \(first.message)\n\(text)")
    }
    try hold(
      second.utf8.elementsEqual(text.utf8), "\(text)\nis written as\n\(second)")
  }

  /// Foundation takes it for JSON too.
  private static func checkIsJSON(_ bytes: [UInt8]) throws(BrokenProperty) {
    do {
      _ = try JSONSerialization.jsonObject(with: Data(bytes), options: .fragmentsAllowed)
    } catch {
      throw BrokenProperty("Foundation refuses it: \(error)")
    }
  }
}
