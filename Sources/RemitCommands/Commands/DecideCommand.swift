import ArgumentParser
import Remit
import RemitModel

/// `remit decide`
struct DecideCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "decide",
    abstract: "Decide one request, or a file of them.",
    discussion: """
      Each decision is a JSON line: the decision, its cause, every rule, role and grant that \
      determined it, obligations, errors.

        remit decide policies/release --entities policies/release/entities.json \\
          --principal 'User::cyd' --action read --resource 'Service::ledger'
        remit decide policies/release --entities e.json --grants g.json \\
          --principal 'User::"cyd"' --action deploy --resource 'Service::ledger' \\
          --context @context.json --now 2026-11-20T09:00:00Z
        remit decide policies/todo --entities e.json --requests r.jsonl --stats
        generate | remit decide policies/todo --entities e.json --requests -

      A request line is {"principal": {"type": "User", "id": "ada"}, "action": "deploy", \
      "resource": {…}, "context": {…}, "roles": […], "now": "…"}; the last three may be left out.

      Exit codes: 0 allow, or with --requests all lines were decided; 1 deny; 2 an invalid request \
      (its line says so, the rest go on), a policy with errors, unreadable input.
      """)

  @Argument(help: ArgumentHelp("The policy: a file or a folder.", valueName: "path"))
  var path: String

  @OptionGroup var data: DataOptions
  @OptionGroup var request: RequestOptions

  @Option(
    help: ArgumentHelp(
      "A file of requests, a JSON line each; `-` is standard input.", valueName: "file"))
  var requests: String?

  @Flag(help: "Say why, in words.")
  var explain = false

  @Flag(help: "Measure the decisions; one JSON object on standard error.")
  var stats = false

  @Option(help: "JSON lines, or words for people.")
  var format: OutputFormat = .json

  func validate() throws { try request.validate(with: requests) }

  func run() throws {
    let now = try request.instant()
    let session = try DecisionSession(
      policy: path, data: data, style: DecisionStyle(format: format, explains: explain))
    try DecisionRun(session: session, now: now, keepsRequests: stats).run(request, requests) {
      if stats { Output.writeError(DecisionStatistics(session, $0).text) }
    }
  }
}
