import ArgumentParser
import Remit
import RemitData
import RemitLedger
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
        remit check --format sarif policies/release > remit.sarif
        remit check --format github policies/release

      `sarif` is SARIF 2.1.0, which code-scanning services read; `github` annotates the lines of a \
      change in GitHub Actions.

      Exit codes: 0 no error (warnings alone are 0); 1 an error in a policy or in data; 2 a file \
      could not be read.
      """)

  @Argument(
    help: ArgumentHelp("Files or folders, each a policy of its own.", valueName: "path"))
  var paths: [String]

  @OptionGroup var data: DataOptions
  @OptionGroup var ledger: LedgerOptions

  @Option(
    help: ArgumentHelp(
      "The time at which time-bound declarations are judged; else the clock's.",
      valueName: "instant"))
  var now: String?

  @Flag(help: "References to entities that are not stored are errors.")
  var strictReferences = false

  @Option(help: "For people or for programs.")
  var format: ReportFormat = .text

  func run() throws {
    let now = try moment()
    // Files are all read before anything is said, so that exit code 2 comes alone.
    var sources: [[SourceFile]] = []
    var read: DataOptions.Data?
    var index: LedgerIndex?
    do throws(CommandFailure) {
      for path in paths { sources.append(try readPolicy(path)) }
      if ledger.file != nil { index = try ledger.open(.existing).index }
      if !data.isEmpty { read = try data.read(keepsDocuments: format.hasPlaces) }
    } catch {
      try write(error)
      throw error
    }
    let reports = sources.map {
      PolicyReport($0, data: read, ledger: index, isStrict: strictReferences, now: now)
    }
    let status = reports.contains(where: \.hasErrors) ? ExitStatus.no : .fine
    switch format {
    case .json: try writeJSON(reports)
    case .text: for report in reports { try writeText(report) }
    case .sarif:
      let findings = FindingCollector(reports, documents: read?.documents ?? []).findings
      try Output.writeLine(SARIFReport(findings).text(status: status))
    case .github:
      let findings = FindingCollector(reports, documents: read?.documents ?? []).findings
      try Output.write(GitHubReport.text(findings))
      for report in reports { Output.writeError(report.summary) }
    }
    if status != .fine { throw status }
  }

  private func moment() throws -> Instant {
    guard let now else { return Instant(milliseconds: Platform.millisecondsSince1970()) }
    switch Instant.parse(now) {
    case .success(let instant): return instant
    case .failure(let error): throw CommandFailure("--now: \(error.message)")
    }
  }

  /// What services that read reports get where nothing could be checked; people are told as always.
  private func write(_ failure: CommandFailure) throws {
    guard let file = failure.file else { return }
    switch format {
    case .text, .json: return
    case .sarif:
      try Output.writeLine(SARIFReport([]).text(status: .couldNotBeDone, failure: file))
    case .github: try Output.write(GitHubReport.text(file))
    }
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
      guard !data.isEmpty || ledger.file != nil else { return }
      json.member("data") { json in
        json.array(reports.flatMap(\.dataProblems)) { json, problem in
          json.object { json in
            json.member("code") { $0.string(problem.code.rawValue) }
            json.member("severity") { $0.string(problem.isWarning ? "warning" : "error") }
            json.member("path") { $0.string(problem.path) }
            json.member("message") { $0.string(problem.message) }
            if !problem.notes.isEmpty {
              json.member("notes") { json in
                json.array(problem.notes) { $0.string($1) }
              }
            }
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
    for problem in report.dataProblems {
      for line in DataErrors.lines(problem) { try Output.writeLine(visible(line)) }
    }
    try Output.writeLine(report.summary)
  }
}

/// `1 file`, `2 files`
func count(_ number: Int, _ one: String, _ many: String? = nil) -> String {
  number == 1 ? "1 \(one)" : "\(number) \(many ?? one + "s")"
}
