import Foundation
import RemitTestSupport
import Testing

private let problems = "Tests/Fixtures/reports/problems.remit"
private let fitting = "Tests/Fixtures/reports/fitting.remit"
private let entities = "Tests/Fixtures/reports/entities.json"

private func github(_ arguments: String...) throws -> RemitProcess {
  try RemitProcess.run(arguments: ["check", "--format", "github"] + arguments)
}

private func commands(_ result: RemitProcess) throws -> [WorkflowCommand] {
  try result.output.split(separator: "\n").map { try #require(WorkflowCommand($0), "\($0)") }
}

@Suite("remit check --format github")
struct GitHubReportTests {
  @Test("gives the commands that are kept, exit code 1, and a summary for people")
  func isAsKept() throws {
    let result = try github(problems)
    #expect(result.status == 1)
    try Golden.expect(result.output, at: "Tests/Fixtures/reports/problems.github")
    #expect(result.errors.hasPrefix("1 file, "))
    #expect(result.errors.split(separator: "\n").count == 1)
  }

  @Test("gives what the other formats give")
  func agreesWithSARIF() throws {
    let annotations = try commands(try github(problems))
    let log = try SARIFLog(try RemitProcess.run("check", "--format", "sarif", problems))
    #expect(annotations.count == log.results.count)
    for (annotation, result) in zip(annotations, log.results) {
      let place = try #require(SARIFLog.place(result))
      #expect(annotation.properties["file"] == place.uri)
      #expect(annotation.properties["line"] == place.region["startLine"].map(String.init))
      #expect(annotation.properties["col"] == place.region["startColumn"].map(String.init))
      #expect(annotation.properties["title"] == result["ruleId"] as? String)
      #expect(annotation.message.hasPrefix(SARIFLog.message(result)))
      let level = result["level"] as? String
      #expect(annotation.name == (level == "note" ? "notice" : level))
    }
  }

  @Test("shows problems of data at their lines")
  func dataHasPlaces() throws {
    let annotations = try commands(try github(fitting, "--entities", entities))
    #expect(annotations.map { $0.properties["file"] } == [entities, entities])
    #expect(annotations.map { $0.properties["line"] } == ["5", "7"])
    #expect(annotations.map { $0.properties["title"] } == ["wrong-type", "missing-attribute"])
  }

  @Test("lets no name of a file and no text begin a command or a property")
  func escapes() throws {
    let folder = try TemporaryFolder()
    let name = "a,b:c=d %0A\n::error file=x::y.remit"
    try folder.write(
      "allow x: V to a on U\nallow \"%0A::warning::\": V to a on U\n", to: "p/\(name)")
    let result = try github(folder.path + "/p")
    let annotations = try commands(result)
    #expect(!annotations.isEmpty)
    for annotation in annotations {
      #expect(annotation.properties["file"] == folder.path + "/p/" + name)
      #expect(
        Set(annotation.properties.keys).isSubset(of: [
          "file", "line", "endLine", "col", "endColumn", "title",
        ]))
    }
  }

  @Test("has columns only where a place is within one line")
  func columns() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("entity U\nallow x: U to a on U when \"a\nb\"\n", to: "p.remit")
    for annotation in try commands(try github(path)) {
      let isOneLine = annotation.properties["line"] == annotation.properties["endLine"]
      #expect((annotation.properties["col"] != nil) == isOneLine)
    }
  }

  @Test("says nothing on standard output where all is well, exit code 0")
  func mayBeEmpty() throws {
    let result = try github(fitting)
    #expect(result.status == 0)
    #expect(result.output.isEmpty)
    #expect(result.errors == "1 file, 1 rule, no problems\n")
  }

  @Test("annotates a file that cannot be read, exit code 2")
  func unreadable() throws {
    let result = try github("no, such:file.remit")
    #expect(result.status == 2)
    let annotation = try #require(try commands(result).first)
    #expect(annotation.name == "error")
    #expect(annotation.properties["file"] == "no, such:file.remit")
    #expect(result.errors.split(separator: "\n").count == 1)
  }
}
