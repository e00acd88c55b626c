import Foundation
import Remit
import Testing

@Suite("Data for an engine")
struct DataTests {
  @Test("as JSON and as Swift values are the same")
  func jsonAndSwiftAgree() throws {
    let json = #"""
      [{"uid": {"type": "User", "id": "ada"}, "attrs": {"age": 7, "admin": true, "tags": ["x"],
        "home": {"city": "York"}}, "parents": [{"type": "Group", "id": "g"}]}]
      """#
    var read = try Entities(json: Array(json.utf8))
    read.records[0].origin = ""
    #expect(
      read
        == Entities([
          EntityRecord(
            EntityUID("User", "ada"),
            attributes: ["age": 7, "admin": true, "tags": ["x"], "home": ["city": "York"]],
            parents: [EntityUID("Group", "g")])
        ]))
  }

  @Test("that does not fit is refused with every problem in the message")
  func refusesWithAllProblems() {
    do throws(DataErrors) {
      _ = try Request(json: Array(#"{"principal": 1, "action": 2}"#.utf8))
      Issue.record("the request was taken")
    } catch {
      #expect(error.problems.count == 3)
      #expect(error.description.split(separator: "\n").count == 3)
      #expect(error.description.contains("resource: a request needs `resource`"))
    }
  }
}
