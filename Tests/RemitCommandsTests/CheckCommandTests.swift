import Foundation
import RemitTestSupport
import Testing

@Suite("remit check")
struct CheckCommandTests {
  @Test("of a policy without problems says so and counts what there is, exit code 0")
  func saysThatAllIsWell() throws {
    let shop = try Shop()
    let result = try RemitProcess.run("check", shop.policy)
    #expect(result.status == 0)
    #expect(result.output == "2 files, 2 rules, 1 role, 1 grant, 2 tests, no problems\n")
    #expect(result.errors.isEmpty)
  }

  @Test("shows every error with its place, exit code 1")
  func showsErrors() throws {
    let folder = try TemporaryFolder()
    let file = try folder.write(
      "module m\nentity U\naction a on U by U\nallow x: V to a on U\nallow y: U to b on U\n",
      to: "p.remit")
    let result = try RemitProcess.run("check", file)
    #expect(result.status == 1)
    #expect(result.output.contains("\(file):4:10: error[RMT"))
    #expect(result.output.contains("\(file):5:15: error[RMT"))
    #expect(result.lines.last?.hasPrefix("1 file, 2 errors") == true)
  }

  @Test("gives diagnostics as JSON with code, severity, place, notes and fixes")
  func givesJSON() throws {
    let folder = try TemporaryFolder()
    let file = try folder.write(
      "module m\nentity U\naction a on U by U\nallow x: V to a on U\n", to: "p.remit")
    let result = try RemitProcess.run("check", "--format", "json", file)
    #expect(result.status == 1)
    let diagnostics = (try result.json() as? [String: [[String: Any]]])?["diagnostics"]
    let first = try #require(diagnostics?.first { $0["severity"] as? String == "error" })
    #expect((first["code"] as? String)?.hasPrefix("RMT") == true)
    #expect(first["file"] as? String == file)
    #expect(first["line"] as? Int == 4)
    #expect(first["column"] as? Int == 10)
    #expect(first["endLine"] as? Int == 4)
    #expect(first["endColumn"] as? Int == 11)
    #expect(first["notes"] is [Any])
    #expect(first["fixes"] is [Any])
  }

  @Test("takes several paths, each a policy of its own, and files that are no UTF-8")
  func takesSeveral() throws {
    let shop = try Shop()
    let folder = try TemporaryFolder()
    let broken = folder.path + "/broken.remit"
    try Data([0x6D, 0xFF, 0x00, 0x0A]).write(to: URL(filePath: broken))
    let result = try RemitProcess.run("check", shop.policy, broken)
    #expect(result.status == 1)
    #expect(result.output.contains("no problems\n"))
    #expect(result.output.contains("\(broken):1:"))
  }

  @Test("holds data against the policy, every problem with its path")
  func checksData() throws {
    let shop = try Shop()
    let fine = try RemitProcess.run(
      "check", shop.policy, "--entities", shop.entities, "--grants", shop.grants)
    #expect(fine.status == 0)
    #expect(fine.output.contains("6 entities, 1 grant"))
    let bad = try shop.folder.write(
      #"[{"uid": {"type": "Service", "id": "x"}, "attrs": {"tier": "prod", "ownr": 1}}]"#,
      to: "bad.json")
    let result = try RemitProcess.run("check", shop.policy, "--entities", bad)
    #expect(result.status == 1)
    #expect(result.output.contains("\(bad):$[0].attrs.tier: "))
    #expect(result.output.contains("\(bad):$[0].attrs.owner: "))
    #expect(result.output.contains("did you mean `owner`?"))
  }

  @Test("lets references to nowhere be a warning, and with --strict-references an error")
  func checksReferences() throws {
    let shop = try Shop()
    let file = try shop.folder.write(
      #"""
      [{"uid": {"type": "Service", "id": "x"},
        "attrs": {"tier": "staging", "owner": "user::\"nobody\""}}]
      """#, to: "nowhere.json")
    let lax = try RemitProcess.run("check", shop.policy, "--entities", file)
    #expect(lax.status == 0)
    #expect(lax.output.contains("warning: "))
    let strict = try RemitProcess.run(
      "check", shop.policy, "--entities", file, "--strict-references")
    #expect(strict.status == 1)
  }

  @Test("of what cannot be read says so in one line, exit code 2")
  func refusesUnreadable() throws {
    let shop = try Shop()
    let results = [
      try RemitProcess.run("check", shop.folder.path + "/none"),
      try RemitProcess.run("check", shop.policy, "--entities", shop.folder.path + "/none"),
      try RemitProcess.run("check", shop.policy, "--now", "yesterday"),
    ]
    for result in results {
      #expect(result.status == 2)
      #expect(result.output.isEmpty)
      #expect(result.errors.split(separator: "\n").count == 1)
    }
  }
}

@Suite("remit check and names of files")
struct CheckedNameTests {
  @Test("shows names that could deceive by their codes, in every message")
  func hostileNames() throws {
    let folder = try TemporaryFolder()
    let policy = try folder.write("entity U\naction a on U by U\n", to: "p.remit")
    let data = try folder.write("[1]", to: "e\u{1B}[2J\n.json")
    let results = [
      try RemitProcess.run("check", policy, "--entities", data),
      try RemitProcess.run("check", policy, "--entities", data + "x"),
    ]
    for result in results {
      let shown = result.output + result.errors
      #expect(shown.contains("e\\u{1b}[2J\\u{a}.json"))
      #expect(!shown.unicodeScalars.contains("\u{1B}"))
    }
  }

  @Test("counts columns behind a byte-order mark as editors do")
  func byteOrderMark() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("\u{FEFF}foo\n", to: "p.remit")
    let result = try RemitProcess.run("check", path)
    #expect(result.output.contains(":1:1: error"))
    #expect(result.output.contains("  1 | foo\n    | ^^^\n"))
  }

  @Test("lays out files whose names are no UTF-8")
  func formatsByBytes() throws {
    let folder = try TemporaryFolder()
    let result = try RemitProcess.shell(
      """
      cd '\(folder.path)' && printf 'entity   U\\n' > $'a\\xff.remit' && remit fmt . >/dev/null \
      && cat $'a\\xff.remit'
      """)
    #expect(result.output == "entity U\n")
  }
}
