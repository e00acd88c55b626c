import ArgumentParser
import Remit
import RemitAudit

/// `remit audit export`
struct AuditExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Write a trail in a form that other programs take, a line for each record.",
    discussion: """
      ndjson is the stored bytes; ocsf is API Activity (6003) of the Open Cybersecurity Schema \
      Framework, ecs the Elastic Common Schema, cef ArcSight's Common Event Format. Whatever a record \
      holds, it stays on its line.

        remit audit export trail --as ndjson
        remit audit export trail --as cef --from 2026-11-21T00:00:00Z

      Exit codes: 0 fine, 1 the trail is damaged, 2 it could not be read.
      """)

  @Argument(help: ArgumentHelp("The trail.", valueName: "folder"))
  var folder: String

  @Option(name: .customLong("as"), help: "The form.")
  var form: ExportForm

  @OptionGroup var range: TrailRangeOptions

  func run() throws {
    var output = BufferedOutput()
    try range.read(folder) { try output.write($0.exported(as: form)) }
    try output.flush()
  }
}

extension ExportForm: ExpressibleByArgument {}
