import ArgumentParser
import Remit
import RemitData
import RemitModel
import RemitSource

/// `remit check`
struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Parse and type-check policies, and data against them.",
    discussion: """
      Every problem is shown, not the first one only, with its place, the reason, and a suggestion \
      where there is one.

        remit check policies/release policies/todo
        remit check policies/release --entities policies/release/entities.json
        remit check --format json policies/release | jq '.diagnostics[].code'

      Exit codes: 0 no error (warnings alone are 0); 1 an error in a policy or in data; 2 a file \
      could not be read.
      """)

  @Argument(
    help: ArgumentHelp("Files or folders, each a policy of its own.", valueName: "path"))
  var paths: [String]

  @OptionGroup var data: DataOptions

  @Option(
    help: ArgumentHelp(
      "The time at which time-bound declarations are judged; else the clock's.",
      valueName: "instant"))
  var now: String?

  @Flag(help: "References to entities that are not stored are errors.")
  var strictReferences = false

  @Option(help: "For people or for programs.")
  var format: OutputFormat = .text

  func run() throws {
    if let now, case .failure(let error) = Instant.parse(now) {
      throw CommandFailure("--now: \(error.message)")
    }
    // Files are all read before anything is said, so that exit code 2 comes alone.
    var sources: [[SourceFile]] = []
    for path in paths { sources.append(try readPolicy(path)) }
    let read = data.isEmpty ? nil : try data.read()
    var reports: [PolicyReport] = []
    for files in sources {
      reports.append(PolicyReport(files, data: read, isStrict: strictReferences))
    }
    switch format {
    case .json: try writeJSON(reports)
    case .text: for report in reports { try writeText(report) }
    }
    if reports.contains(where: \.hasErrors) { throw ExitStatus.no }
  }

  private func writeJSON(_ reports: [PolicyReport]) throws {
    var json = JSONWriter()
    json.object { json in
      json.member("diagnostics") { json in
        json.array { json in
          for report in reports {
            for diagnostic in report.loaded.diagnostics {
              json.diagnostic(diagnostic, in: report.loaded.files)
            }
          }
        }
      }
      guard !data.isEmpty else { return }
      json.member("data") { json in
        json.array(reports.flatMap(\.dataProblems)) { json, problem in
          json.object { json in
            json.member("code") { $0.string(problem.code.rawValue) }
            json.member("severity") { $0.string(problem.isWarning ? "warning" : "error") }
            json.member("path") { $0.string(problem.path) }
            json.member("message") { $0.string(problem.message) }
          }
        }
      }
    }
    try Output.writeLine(json.text)
  }

  private func writeText(_ report: PolicyReport) throws {
    let text = render(
      report.loaded.diagnostics, in: report.loaded.files, colour: Output.outputHasColour)
    try Output.write(text)
    for problem in report.dataProblems { try Output.writeLine(DataErrors.line(problem)) }
    try Output.writeLine(report.summary)
  }
}

/// One policy, checked, and the data held against it.
private struct PolicyReport {
  let loaded: LoadedPolicy
  let dataProblems: [DataProblem]
  private let dataSummary: String?

  init(_ files: [SourceFile], data: DataOptions.Data?, isStrict: Bool) {
    loaded = LoadedPolicy(files)
    guard let data else {
      dataProblems = []
      dataSummary = nil
      return
    }
    var problems = data.problems
    if problems.isEmpty, let policy = try? Policy(loaded) {
      do throws(EngineErrors) {
        problems = try Engine.problems(
          of: data.entities, grants: data.grants, under: policy, isStrict: isStrict)
      } catch {
        // What the policy declares and cannot be decided yet is among its notes.
        problems = [
          DataProblem(
            code: .badJSON, path: "",
            message: "the data was not held against the policy: \(error.lines[0])",
            isWarning: true)
        ]
      }
    }
    dataProblems = problems
    dataSummary =
      "\(count(data.entities.records.count, "entity", "entities")), "
      + count(data.grants.records.count, "grant")
  }

  var hasErrors: Bool {
    loaded.diagnostics.hasErrors || dataProblems.contains { !$0.isWarning }
  }

  /// `3 files, 41 rules, no problems`
  var summary: String {
    var parts = [count(loaded.ownFileCount, "file")]
    if let typed = loaded.typed {
      if !typed.rules.isEmpty { parts.append(count(typed.rules.count, "rule")) }
      if !typed.roles.isEmpty { parts.append(count(typed.roles.count, "role")) }
      if !typed.grants.isEmpty { parts.append(count(typed.grants.count, "grant")) }
      if !typed.tests.isEmpty { parts.append(count(typed.tests.count, "test")) }
    }
    if let dataSummary { parts.append(dataSummary) }
    let errors =
      loaded.diagnostics.count { $0.severity == .error } + dataProblems.count { !$0.isWarning }
    let warnings =
      loaded.diagnostics.count { $0.severity == .warning } + dataProblems.count { $0.isWarning }
    let notes = loaded.diagnostics.count { $0.severity == .note }
    if errors + warnings == 0 { parts.append("no problems") }
    if errors > 0 { parts.append(count(errors, "error")) }
    if warnings > 0 { parts.append(count(warnings, "warning")) }
    if notes > 0 { parts.append(count(notes, "note")) }
    return parts.joined(separator: ", ")
  }
}

/// `1 file`, `2 files`
func count(_ number: Int, _ one: String, _ many: String? = nil) -> String {
  number == 1 ? "1 \(one)" : "\(number) \(many ?? one + "s")"
}
