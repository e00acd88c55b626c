import Foundation
import RemitTestSupport
import Testing

@Suite("remit graph")
struct GraphCommandTests {
  private static let policy = """
    module depot
    enum Tier { staging, live }
    entity Group
    entity User in Group { level: Int }
    entity Depot { tier: Tier, zone: String }
    action enter, leave on Depot by User { from?: IP, path?: String, incident?: String }

    role keeper {
        can enter on Depot when resource.tier == staging
    }
    deny outside: anyone to enter on anything when context has from and context.from in ip("10.0.0.0/8")
    deny abroad: anyone to enter on anything when context has from and context.from in ip("192.168.7.0/24")
    allow north: User to enter on Depot when resource.zone == "north" and principal.level >= 3
    allow south: User to enter on Depot when resource.zone == "south" and principal.level >= 5
    allow east: User to enter on Depot when resource.zone.startsWith("east-")
    allow guests: User in Group::"guests" to leave on Depot
        when context has path and context.path matches path("/out/{*}/now")
    allow staff: User in Group::"guests" to leave on Depot
        when context has path and context.path matches path("/staff/{**}")
    """

  private let folder: TemporaryFolder
  private let path: String

  init() throws {
    folder = try TemporaryFolder()
    path = try folder.write(Self.policy, to: "depot.remit")
  }

  @Test("draws every diagram for Graphviz, for Mermaid, and as JSON")
  func draws() throws {
    for (format, ending) in [("dot", "dot"), ("mermaid", "mmd"), ("json", "json")] {
      let result = try RemitProcess.run("graph", path, "--format", format)
      #expect(result.status == 0)
      #expect(result.errors.isEmpty)
      try Golden.expect(result.output, at: "Tests/Golden/graph/depot.\(ending)")
    }
    #expect(
      try RemitProcess.run("graph", path).output
        == RemitProcess.run("graph", path, "--format", "dot").output)
  }

  @Test("says how large the diagrams are, as text and as JSON")
  func figures() throws {
    let text = try RemitProcess.run("graph", path, "--stats")
    #expect(text.status == 0)
    try Golden.expect(text.output, at: "Tests/Golden/graph/depot.txt")
    let json = try RemitProcess.run("graph", path, "--stats", "--format", "json").json()
    let entries = (json as? [String: Any])?["entries"] as? [[String: Any]]
    #expect(entries?.count == 2)
    #expect(entries?.first?["rules"] as? Int == 5)
    #expect(entries?.first?["permissions"] as? Int == 1)
  }

  @Test("draws one action alone, and names a near one where there is none")
  func oneAction() throws {
    let one = try RemitProcess.run("graph", path, "--action", "leave", "--format", "json")
    let entries = (try one.json() as? [String: Any])?["entries"] as? [[String: Any]]
    #expect(entries?.map { $0["action"] as? String } == ["depot.leave"])
    #expect(try RemitProcess.run("graph", path, "--action", "depot.leave").status == 0)
    let none = try RemitProcess.run("graph", path, "--action", "leve")
    #expect(none.status == 2)
    #expect(none.errors.contains("there is no action `leve`; did you mean `leave`?"))
  }

  @Test("refuses figures as a picture")
  func usage() throws {
    let result = try RemitProcess.run("graph", path, "--stats", "--format", "dot")
    #expect(result.status == 2)
    #expect(result.errors.contains("figures are text or json, not dot"))
  }

  @Test("shows the edges of every kind of test")
  func everyKind() throws {
    let text = try RemitProcess.run("graph", path, "--format", "json").output
    for answer in [
      "\"\\\"north\\\"\"", "principal.level >= 3", "from 192.168.7.0 before 192.168.8.0",
      "/out/{*}/now", "error", "yes",
    ] {
      #expect(text.contains(answer), "\(answer)")
    }
  }
}
