import Foundation
import RemitTestSupport
import Testing

private let problems = "Tests/Fixtures/reports/problems.remit"
private let fitting = "Tests/Fixtures/reports/fitting.remit"
private let entities = "Tests/Fixtures/reports/entities.json"

private func sarif(_ arguments: String...) throws -> RemitProcess {
  try RemitProcess.run(arguments: ["check", "--format", "sarif"] + arguments)
}

@Suite("remit check --format sarif")
struct SARIFReportTests {
  @Test("gives the log that is kept, exit code 1")
  func isAsKept() throws {
    let policy = try sarif(problems)
    #expect(policy.status == 1)
    #expect(policy.errors.isEmpty)
    try Golden.expect(policy.output, at: "Tests/Fixtures/reports/problems.sarif")
    let data = try sarif(fitting, "--entities", entities)
    #expect(data.status == 1)
    try Golden.expect(data.output, at: "Tests/Fixtures/reports/entities.sarif")
  }

  @Test("has the members that SARIF 2.1.0 and code scanning want")
  func hasWhatIsWanted() throws {
    let log = try SARIFLog(try sarif(problems))
    #expect(log.whole["version"] as? String == "2.1.0")
    #expect((log.whole["$schema"] as? String)?.hasSuffix("sarif-schema-2.1.0.json") == true)
    #expect(log.run["columnKind"] as? String == "unicodeCodePoints")
    #expect(log.invocation["executionSuccessful"] as? Bool == true)
    #expect(log.invocation["exitCode"] as? Int == 1)
    #expect(log.results.count > 4)
    for result in log.results {
      let index = try #require(result["ruleIndex"] as? Int)
      #expect(log.rules[index]["id"] as? String == result["ruleId"] as? String)
      #expect(["error", "warning", "note"].contains(result["level"] as? String ?? ""))
      #expect(!SARIFLog.message(result).isEmpty)
      let place = try #require(SARIFLog.place(result))
      #expect(place.uri == problems && place.base == "%SRCROOT%")
    }
    for rule in log.rules {
      for key in ["shortDescription", "fullDescription", "help"] {
        #expect(((rule[key] as? [String: Any])?["text"] as? String)?.isEmpty == false)
      }
      #expect((rule["name"] as? String)?.allSatisfy { $0.isLetter || $0.isNumber } == true)
      #expect((rule["defaultConfiguration"] as? [String: String])?["level"] != nil)
    }
    #expect(Set(log.fingerprints).count == log.results.count)
  }

  @Test("points at its snippets when columns are counted in Unicode scalars")
  func columnsAreScalars() throws {
    let lines = String(decoding: try Data(contentsOf: file(problems)), as: UTF8.self)
      .split(separator: "\n", omittingEmptySubsequences: false)
    var count = 0
    for result in try SARIFLog(try sarif(problems)).results {
      let place = try #require(SARIFLog.place(result))
      let line = try #require(place.region["startLine"])
      let start = try #require(place.region["startColumn"])
      let end = try #require(place.region["endColumn"])
      let scalars = Array(lines[line - 1].unicodeScalars)
      let text = String(String.UnicodeScalarView(scalars[(start - 1)..<(end - 1)]))
      #expect(text == place.snippet)
      if lines[line - 1].contains("🔑") { count += 1 }
    }
    #expect(count > 0, "no problem stands behind a letter of two UTF-16 units")
  }

  @Test("gives fixes that, when made, cure what they are about")
  func fixesCure() throws {
    let result = try #require(
      try SARIFLog(try sarif(problems)).results.first { $0["fixes"] != nil })
    let fix = try #require((result["fixes"] as? [[String: Any]])?.first)
    let change = try #require((fix["artifactChanges"] as? [[String: Any]])?.first)
    let replacement = try #require((change["replacements"] as? [[String: Any]])?.first)
    let region = try #require(replacement["deletedRegion"] as? [String: Int])
    let text = (replacement["insertedContent"] as? [String: String])?["text"] ?? ""
    var lines = String(decoding: try Data(contentsOf: file(problems)), as: UTF8.self)
      .split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    let line = try #require(region["startLine"]) - 1
    var scalars = Array(lines[line].unicodeScalars)
    scalars.replaceSubrange(
      (try #require(region["startColumn"]) - 1)..<(try #require(region["endColumn"]) - 1),
      with: Array(text.unicodeScalars))
    lines[line] = String(String.UnicodeScalarView(scalars))
    let folder = try TemporaryFolder()
    let cured = try folder.write(lines.joined(separator: "\n"), to: "cured.remit")
    let code = try #require(result["ruleId"] as? String)
    let before = try SARIFLog(try sarif(problems)).results
    let after = try SARIFLog(try sarif(cured)).results
    let isSame: ([String: Any]) -> Bool = {
      $0["ruleId"] as? String == code && SARIFLog.message($0) == SARIFLog.message(result)
    }
    #expect(before.contains(where: isSame))
    #expect(!after.contains(where: isSame))
  }

  @Test("keeps its fingerprints when lines move")
  func fingerprintsAreStable() throws {
    let folder = try TemporaryFolder()
    let text = String(decoding: try Data(contentsOf: file(problems)), as: UTF8.self)
    let path = try folder.write(text, to: "p.remit")
    let before = try SARIFLog(try sarif(path)).fingerprints
    try folder.write(
      "// a line\n\n" + text.replacing("allow owner:", with: "\nallow  owner:"), to: "p.remit")
    let after = try SARIFLog(try sarif(path)).fingerprints
    #expect(!before.isEmpty && before == after)
    try folder.write(text.replacing("resource.ownr", with: "resource.ownd"), to: "p.remit")
    #expect(try SARIFLog(try sarif(path)).fingerprints != before)
  }

  @Test("shows problems of data where they stand in the document")
  func dataHasPlaces() throws {
    let log = try SARIFLog(try sarif(fitting, "--entities", entities))
    let places = log.results.compactMap(SARIFLog.place)
    #expect(places.map(\.uri) == [entities, entities])
    #expect(places.map { $0.region["startLine"] } == [5, 7])
    #expect(places.map(\.snippet) == ["7", "{"])
    let names = log.results.compactMap { result in
      let location = (result["locations"] as? [[String: Any]])?.first
      return (location?["logicalLocations"] as? [[String: String]])?.first?["fullyQualifiedName"]
    }
    #expect(names == ["$[1].attrs.owner", "$[2].attrs.title"])
  }

  @Test("is a log with no results where all is well, exit code 0")
  func mayBeEmpty() throws {
    let result = try sarif(fitting, "policies/todo")
    #expect(result.status == 0)
    let log = try SARIFLog(result)
    #expect((log.run["results"] as? [Any])?.isEmpty == true)
    #expect(log.rules.isEmpty)
    #expect(log.invocation["exitCode"] as? Int == 0)
  }

  @Test("says that nothing was checked where a file cannot be read, exit code 2")
  func failureHasNoResults() throws {
    let folder = try TemporaryFolder()
    let result = try sarif(fitting, folder.path + "/no ne.remit")
    #expect(result.status == 2)
    #expect(result.errors.split(separator: "\n").count == 1)
    let log = try SARIFLog(result)
    // Without `results`, so that a service does not close what it knows.
    #expect(log.run["results"] == nil)
    #expect(log.invocation["executionSuccessful"] as? Bool == false)
    let notes = log.invocation["toolExecutionNotifications"] as? [[String: Any]]
    let place = notes?.first.flatMap(SARIFLog.place)
    #expect(place?.uri == "file://" + folder.path + "/no%20ne.remit")
    #expect(place?.base == nil)
  }

  @Test("takes several policies, each problem once, and files that are no UTF-8")
  func takesSeveral() throws {
    let folder = try TemporaryFolder()
    let broken = folder.path + "/broken.remit"
    try Data([0x6D, 0xFF, 0x00, 0x0A]).write(to: URL(filePath: broken))
    let alone = try SARIFLog(try sarif(problems))
    let log = try SARIFLog(try sarif(problems, broken, problems))
    let others = log.results.filter { SARIFLog.place($0)?.uri != problems }
    #expect(log.results.count == alone.results.count + others.count)
    #expect(others.contains { $0["ruleId"] as? String == "RMT1005" })
  }

  @Test("of a clash with a vocabulary shows the policy's side, which can be changed")
  func vocabularyIsNoFile() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("module m\nuse pipeline\nentity Team\n", to: "p.remit")
    let log = try SARIFLog(try sarif(path))
    let result = try #require(
      log.results.first { SARIFLog.message($0).contains("wire name `Team`") })
    #expect(SARIFLog.place(result)?.region["startLine"] == 3)
    let related = (result["relatedLocations"] as? [[String: Any]])?.first
    #expect(related.flatMap(SARIFLog.location)?.uri == "remit:vocabulary/pipeline")
    for result in log.results {
      #expect(SARIFLog.place(result)?.uri == "file://" + path)
    }
  }

  @Test("takes files whose names are hostile")
  func hostileNames() throws {
    let folder = try TemporaryFolder()
    let text = "allow x: V to a on U\n"
    try folder.write(text, to: "p/a b%41:c#?[d]\u{1B}\n\u{e9}.remit")
    let log = try SARIFLog(try sarif(folder.path + "/p"))
    let uri = try #require(log.results.first.flatMap(SARIFLog.place)?.uri)
    #expect(uri.hasSuffix("/p/a%20b%2541%3Ac%23%3F%5Bd%5D%1B%0A%C3%A9.remit"))
    #expect(URL(string: uri)?.path.hasSuffix("a b%41:c#?[d]\u{1B}\n\u{e9}.remit") == true)
  }

  @Test("names files whose names are no UTF-8 by their bytes")
  func namesThatAreBytes() throws {
    let folder = try TemporaryFolder()
    let made = try RemitProcess.shell(
      "mkdir '\(folder.path)/p' && printf 'allow x: V to a on U\\n' > '\(folder.path)/p/'$'a\\xff.remit'"
    )
    // Some file systems take only UTF-8.
    guard made.status == 0 else { return }
    let log = try SARIFLog(try sarif(folder.path + "/p"))
    #expect(log.results.first.flatMap(SARIFLog.place)?.uri.hasSuffix("/p/a%FF.remit") == true)
  }

  @Test("lets no text of a policy become a link or hide")
  func textIsPlain() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(
      "entity U\naction a on U by U\nallow x: U to a on U when resource is [y](z)\nallow \u{202E}",
      to: "p.remit")
    for result in try SARIFLog(try sarif(path)).results {
      let message = SARIFLog.message(result)
      #expect(!message.unicodeScalars.contains("\u{202E}"))
      #expect(!message.contains(/(^|[^\\])\]\(/))
    }
  }

  private func file(_ path: String) -> URL { Golden.root.appending(path: path) }
}
