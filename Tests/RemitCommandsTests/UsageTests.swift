import Foundation
import RemitTestSupport
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
      try RemitProcess.run("vocabulary", "--format", "xml"),
      try RemitProcess.run("check"), try RemitProcess.run("decide"),
    ]
    for result in results {
      #expect(result.status == 2)
      #expect(result.output.isEmpty)
      #expect(!result.errors.isEmpty)
    }
  }

  @Test("says where the policy's path stands when --entities took it")
  func saysWherePathStands() throws {
    let result = try RemitProcess.run("check", "--entities", "e.json", "policies/todo")
    #expect(result.status == 2)
    #expect(result.errors.contains("stands before --entities"))
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

@Suite("remit fmt")
struct FormatCommandTests {
  private let untidy = "module   m\nentity User{ name:String } // who\n"

  private func tidy() throws -> String {
    try RemitProcess.run("fmt", "-", input: untidy).output
  }

  @Test("lays out standard input to standard output, keeping comments, and is then content")
  func laysOutStandardInput() throws {
    let result = try RemitProcess.run("fmt", "-", input: untidy)
    #expect(result.status == 0)
    #expect(result.output.hasPrefix("module m\n"))
    #expect(result.output.contains("// who"))
    #expect(try RemitProcess.run("fmt", "-", input: result.output).output == result.output)
  }

  @Test("changes files in place, and names those it changed")
  func changesInPlace() throws {
    let folder = try TemporaryFolder()
    let first = try folder.write(untidy, to: "a.remit")
    let second = try folder.write(try tidy(), to: "b/b.remit")
    let result = try RemitProcess.run("fmt", folder.path)
    #expect(result.status == 0)
    #expect(result.lines == [first])
    #expect(try String(contentsOfFile: first, encoding: .utf8) == tidy())
    #expect(try String(contentsOfFile: second, encoding: .utf8) == tidy())
    #expect(try RemitProcess.run("fmt", folder.path).output.isEmpty)
  }

  @Test("with --check changes nothing, names the files, exit code 1")
  func checks() throws {
    let folder = try TemporaryFolder()
    let file = try folder.write(untidy, to: "a.remit")
    let result = try RemitProcess.run("fmt", "--check", folder.path)
    #expect(result.status == 1)
    #expect(result.output == "\(file): not formatted\n")
    #expect(try String(contentsOfFile: file, encoding: .utf8) == untidy)
    try folder.write(try tidy(), to: "a.remit")
    #expect(try RemitProcess.run("fmt", "--check", folder.path).status == 0)
    #expect(try RemitProcess.run("fmt", "--check", "-", input: untidy).status == 1)
  }

  @Test("leaves a file with syntax errors as it is, shows them, exit code 1, and does the others")
  func leavesErrors() throws {
    let folder = try TemporaryFolder()
    let broken = try folder.write("module m\nallow ((\n", to: "a.remit")
    let other = try folder.write(untidy, to: "b.remit")
    let result = try RemitProcess.run("fmt", folder.path)
    #expect(result.status == 1)
    #expect(result.errors.contains("a.remit:2:"))
    #expect(try String(contentsOfFile: broken, encoding: .utf8) == "module m\nallow ((\n")
    #expect(try String(contentsOfFile: other, encoding: .utf8) == tidy())
    let json = try RemitProcess.run("fmt", "--format", "json", folder.path).json()
    let files = (json as? [String: Any])?["files"] as? [[String: Any]]
    #expect(files?.map { $0["formatted"] as? Bool } == [false, true])
  }

  @Test("of what cannot be read says so, exit code 2")
  func refusesUnreadable() throws {
    let folder = try TemporaryFolder()
    for path in [folder.path, folder.path + "/none.remit"] {
      let result = try RemitProcess.run("fmt", path)
      #expect(result.status == 2)
      #expect(result.errors.hasPrefix("remit: \(path)"))
    }
  }
}
