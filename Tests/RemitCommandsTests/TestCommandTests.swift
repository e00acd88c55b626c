import Foundation
import RemitTestSupport
import Testing

@Suite("remit test")
struct TestCommandTests {
  @Test("runs the tests of a policy, exit code 0 where all pass")
  func runsTests() throws {
    let shop = try Shop()
    let result = try RemitProcess.run("test", shop.policy)
    #expect(result.status == 0)
    #expect(
      result.lines == [
        "passed  developers deploy to staging", "passed  the freeze stops owners too",
        "2 tests, all passed",
      ])
  }

  @Test("shows what was expected and what came, exit code 1")
  func showsFailures() throws {
    let shop = try Shop()
    try shop.folder.write(
      """
      module shop
      test "wrong" using services {
          expect allow by owner: User::"ada" to deploy on Service::"web"
          expect deny: User::"bob" to read on Service::"web"
          expect allow: User::"ada" to deploy on Service::"pay"
      }
      """, to: "policy/wrong.remit")
    let result = try RemitProcess.run("test", shop.policy, "--filter", "wrong")
    #expect(result.status == 1)
    #expect(
      result.output.hasPrefix(
        """
        FAILED  wrong
          \(shop.policy)/wrong.remit:3: user::"ada" to deploy on Service::"web"
            expected  allow by shop.owner
            got       allow (permitted) by shop.developer, shop.devs

        """))
    #expect(
      result.output.contains(
        """
          \(shop.policy)/wrong.remit:5: user::"ada" to deploy on Service::"pay"
            expected  allow
            got       deny (forbidden) by shop.frozen oblige notify

        """))
    #expect(!result.output.contains("wrong.remit:4"))
    #expect(result.output.contains("nothing goes live during the freeze"))
    #expect(result.lines.last == "0 passed, 1 failed")
  }

  @Test("says of a failure what separations kept apart")
  func showsSeparations() throws {
    let shop = try Shop()
    let policy = try shop.folder.write(
      """
      entity User
      entity Change
      action write, ship on Change by User
      allow all: User to write, ship on Change
      duty write of Change = resource by principal
      duty ship of Change = resource by principal
      separate duties apart: write, ship
      test "alone" {
          entity User::"ada"
          entity Change::"c"
          performed write of Change::"c" by User::"ada"
          expect allow: User::"ada" to ship on Change::"c"
      }
      """, to: "apart.remit")
    let result = try RemitProcess.run("test", policy)
    #expect(result.status == 1)
    #expect(result.output.contains("separation apart — applies"))
    #expect(result.output.contains(#"earlier: write on Change::"c" by User::"ada" at "#))
  }

  @Test("gives results as JSON and as JUnit XML")
  func givesJSON() throws {
    let shop = try Shop()
    try shop.folder.write(
      "module shop\ntest \"<wrong> & \\\"odd\\\"\" using services {\n"
        + "    expect allow: User::\"ada\" to deploy on Service::\"pay\"\n}\n",
      to: "policy/wrong.remit")
    let report = shop.folder.path + "/report.xml"
    let result = try RemitProcess.run("test", shop.policy, "--format", "json", "--junit", report)
    #expect(result.status == 1)
    let json = try #require(try result.json() as? [String: Any])
    #expect(json["passed"] as? Int == 2)
    #expect(json["failed"] as? Int == 1)
    let tests = try #require(json["tests"] as? [[String: Any]])
    let failed = try #require(tests.first { $0["passed"] as? Bool == false })
    #expect(failed["name"] as? String == "<wrong> & \"odd\"")
    #expect(failed["file"] as? String == shop.policy + "/wrong.remit")
    #expect(failed["line"] as? Int == 2)
    #expect(failed["expected"] as? String == "allow")
    #expect(failed["got"] as? String == "deny (forbidden) by shop.frozen oblige notify")
    let xml = try String(contentsOfFile: report, encoding: .utf8)
    #expect(xml.contains(#"<testsuites name="remit" tests="3" failures="1">"#))
    #expect(xml.contains(#"<testcase name="&lt;wrong&gt; &amp; &quot;odd&quot;""#))
  }

  @Test("that finds no test is not a pass, exit code 2")
  func findsNone() throws {
    let shop = try Shop()
    #expect(try RemitProcess.run("test", shop.policy, "--filter", "nothing").status == 2)
    let folder = try TemporaryFolder()
    let file = try folder.write("module m\nentity U\naction a on U by U\n", to: "p.remit")
    let result = try RemitProcess.run("test", file)
    #expect(result.status == 2)
    #expect(result.errors.contains("no test"))
  }

  @Test("of a policy with errors shows them, exit code 2")
  func refusesErrors() throws {
    let folder = try TemporaryFolder()
    let file = try folder.write("module m\nallow x: V to a on U\n", to: "p.remit")
    let result = try RemitProcess.run("test", file)
    #expect(result.status == 2)
    #expect(result.errors.contains("error[RMT"))
  }

  @Test("of a policy with duties sees what its tests say was performed")
  func seesDuties() throws {
    let folder = try TemporaryFolder()
    let file = try folder.write(
      """
      module m
      entity U
      entity D
      action author on D by U
      action approve on D by U
      duty author of D = resource by principal
      duty approve of D = resource by principal
      separate duties two-people: author, approve because "two people"
      allow all: U to author, approve on D
      test "t" {
          entity U::"a" entity U::"b" entity D::"d"
          at 2026-11-21T12:00:00Z
          performed author of D::"d" by U::"a"
          expect allow: U::"a" to author on D::"d"
          expect deny by exactly two-people: U::"a" to approve on D::"d"
          expect allow: U::"b" to approve on D::"d"
      }
      """, to: "p.remit")
    #expect(try RemitProcess.run("check", file).status == 0)
    let result = try RemitProcess.run("test", file)
    #expect(result.status == 0, "\(result.output)\(result.errors)")
  }
}
