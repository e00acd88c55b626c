import ArgumentParser
import Remit
import RemitData

/// `remit test`
struct TestCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "test",
    abstract: "Run the tests that policies carry.",
    discussion: """
      A `test` block states entities and grants and what is expected of requests. Tests see the \
      policy's own grants and their givens, never files.

        remit test policies/release
        remit test policies/release --filter "break glass"
        remit test policies/* --junit results.xml

      Exit codes: 0 all passed; 1 a test failed; 2 no test was found, or a policy has errors.
      """)

  @Argument(
    help: ArgumentHelp("Files or folders, each a policy of its own.", valueName: "path"))
  var paths: [String]

  @Option(help: ArgumentHelp("Only tests whose name contains this.", valueName: "text"))
  var filter: String?

  @Option(help: ArgumentHelp("Write the results as JUnit XML too.", valueName: "file"))
  var junit: String?

  @Option(help: "For people or for programs.")
  var format: OutputFormat = .text

  func run() throws {
    var outcomes: [TestOutcome] = []
    for path in paths {
      let policy = try loadPolicy(path)
      do throws(EngineErrors) {
        outcomes += try PolicyTests.run(policy) { isWanted($0) }
      } catch {
        throw CommandFailure(error, policy: path)
      }
    }
    guard !outcomes.isEmpty else {
      let what = filter.map { " whose name contains \"\($0)\"" } ?? ""
      throw CommandFailure("no test\(what) was found in \(paths.joined(separator: ", "))")
    }
    if let junit { try write(JUnitReport.text(of: outcomes), to: junit) }
    switch format {
    case .text: try writeText(outcomes)
    case .json: try writeJSON(outcomes)
    }
    if outcomes.contains(where: { !$0.passed }) { throw ExitStatus.no }
  }

  private func isWanted(_ name: String) -> Bool {
    guard let filter, !filter.isEmpty else { return true }
    return name.contains(filter)
  }

  private func write(_ text: String, to path: String) throws {
    do throws(Platform.Failure) {
      try Platform.create(Array(path.utf8), with: Array(text.utf8))
    } catch {
      throw CommandFailure("\(path): \(error.reason)")
    }
  }

  private func writeText(_ outcomes: [TestOutcome]) throws {
    let style = TextStyle(hasColour: Output.outputHasColour)
    for outcome in outcomes {
      guard !outcome.passed else {
        try Output.writeLine("\(style.good("passed"))  \(outcome.name)")
        continue
      }
      try Output.writeLine("\(style.bad("FAILED"))  \(outcome.name)")
      for expectation in outcome.expectations where !expectation.passed {
        try Output.writeLine("  \(outcome.file):\(expectation.line): \(expectation.request)")
        try Output.writeLine("    expected  \(expectation.expected)")
        try Output.writeLine("    got       \(expectation.got)")
        for line in expectation.decision.explanation.description.split(separator: "\n") {
          try Output.writeLine("      \(style.dim(String(line)))")
        }
      }
    }
    let failed = outcomes.count { !$0.passed }
    let passed = outcomes.count - failed
    try Output.writeLine(
      failed == 0
        ? "\(count(passed, "test")), all passed" : "\(passed) passed, \(failed) failed")
  }

  private func writeJSON(_ outcomes: [TestOutcome]) throws {
    var json = JSONWriter()
    json.object { json in
      json.member("tests") { json in
        json.array(outcomes) { json, outcome in
          json.object { json in
            json.member("name") { $0.string(outcome.name) }
            json.member("file") { $0.string(outcome.file) }
            json.member("line") { $0.int(outcome.line) }
            json.member("passed") { $0.bool(outcome.passed) }
            json.member("expected") { $0.string(outcome.expected) }
            json.member("got") { $0.string(outcome.got) }
          }
        }
      }
      json.member("passed") { $0.int(outcomes.count { $0.passed }) }
      json.member("failed") { $0.int(outcomes.count { !$0.passed }) }
    }
    try Output.writeLine(json.text)
  }
}
