import Foundation
import Testing

@Suite("The command")
struct UsageTests {
  @Test("shows help and version on standard output, exit code 0")
  func showsHelp() throws {
    for arguments in [["--help"], ["help"], []] {
      let result =
        arguments.isEmpty ? try RemitProcess.run() : try RemitProcess.run(arguments[0])
      #expect(result.status == 0)
      #expect(result.output.contains("SUBCOMMANDS"))
      #expect(result.errors.isEmpty)
    }
    #expect(try RemitProcess.run("--version").output == "0.1.0\n")
  }

  @Test(
    "teaches each subcommand by example",
    arguments: ["check", "fmt", "test", "decide", "explain", "vocabulary"])
  func teachesByExample(_ command: String) throws {
    let result = try RemitProcess.run(command, "--help")
    #expect(result.status == 0)
    #expect(result.output.components(separatedBy: "\n  remit \(command)").count > 2)
  }

  @Test("refuses what it does not know with exit code 2 and the reason on standard error")
  func refusesUnknown() throws {
    let results = [
      try RemitProcess.run("bogus"), try RemitProcess.run("vocabulary", "--frmat", "json"),
      try RemitProcess.run("vocabulary", "--format", "xml"), try RemitProcess.run("check"),
      try RemitProcess.run("decide"),
    ]
    for result in results {
      #expect(result.status == 2)
      #expect(result.output.isEmpty)
      #expect(!result.errors.isEmpty)
    }
  }

  @Test("ends quietly when the reader of its output goes")
  func survivesBrokenPipe() throws {
    let result = try RemitProcess.shell("remit vocabulary pipeline | true; echo ${PIPESTATUS[0]}")
    #expect(["0\n", "2\n"].contains(result.output))
  }
}

@Suite("remit vocabulary")
struct VocabularyCommandTests {
  @Test("lists what there is, and prints one as it is written")
  func listsAndPrints() throws {
    #expect(try RemitProcess.run("vocabulary").lines.contains { $0.hasPrefix("pipeline  ") })
    let printed = try RemitProcess.run("vocabulary", "pipeline").output
    #expect(printed.contains("\nmodule pipeline\n"))
    let list = try RemitProcess.run("vocabulary", "--format", "json").json() as? [String: Any]
    let entries = list?["vocabularies"] as? [[String: String]]
    #expect(entries?.contains { $0["name"] == "pipeline" } == true)
    let one = try RemitProcess.run("vocabulary", "pipeline", "--format", "json").json()
    #expect((one as? [String: String])?["source"] == printed)
  }

  @Test("suggests the nearest name for one that there is not, exit code 2")
  func suggests() throws {
    let result = try RemitProcess.run("vocabulary", "pipelines")
    #expect(result.status == 2)
    #expect(
      result.errors == "remit: there is no vocabulary `pipelines`; did you mean `pipeline`?\n")
  }
}
