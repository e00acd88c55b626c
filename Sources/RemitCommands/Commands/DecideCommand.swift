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
        remit decide policies/release --entities e.json --requests r.jsonl \\
          --ledger duties.db --perform
        generate | remit decide policies/todo --entities e.json --requests -
        remit decide policies/todo --entities e.json --requests r.jsonl --trail trail

      A request line is {"principal": {"type": "User", "id": "ada"}, "action": "deploy", \
      "resource": {…}, "context": {…}, "roles": […], "now": "…"}; the last three may be left out.

      With --perform the duties of what is allowed are recorded in the ledger, in order, each before \
      its answer; a ledger that is not there is made. The time is then the ledger's clock, whatever \
      --now or a line says. Without --ledger a policy's duties cannot be looked up: where a decision \
      depends on them, it is a deny with the error ledger-unavailable.

      With --trail an answer is written once its record is durable; each has its `id` in the trail. \
      The signing key is made beside the folder (FOLDER.key) unless --trail-key names one. Lines are \
      made durable together as long as input does not wait.

      Exit codes: 0 allow, with --perform a deny too, or with --requests all lines were decided; 1 deny; 2 an invalid request \
      (its line says so, the rest go on), a policy with errors, unreadable input.
      """)

  @Argument(help: ArgumentHelp("The policy: a file or a folder.", valueName: "path"))
  var path: String

  @OptionGroup var data: DataOptions
  @OptionGroup var ledger: LedgerOptions
  @OptionGroup var trail: TrailArguments
  @OptionGroup var request: RequestOptions

  @Option(
    help: ArgumentHelp(
      "A file of requests, a JSON line each; `-` is standard input.", valueName: "file"))
  var requests: String?

  @Flag(help: "Record the duties of what is allowed; needs --ledger.")
  var perform = false

  @Flag(help: "Say why, in words.")
  var explain = false

  @Flag(help: "Measure the decisions; one JSON object on standard error.")
  var stats = false

  @Option(help: "JSON lines, or words for people.")
  var format: OutputFormat = .json

  func validate() throws {
    try request.validate(with: requests)
    if perform, ledger.file == nil {
      throw ValidationError("--perform needs --ledger, the file to record in")
    }
    if perform, stats {
      throw ValidationError("--stats asks again and again, and --perform records: choose one")
    }
    if trail.folder != nil, stats {
      throw ValidationError("--stats asks again and again, and --trail records: choose one")
    }
  }

  func run() throws {
    let now = try request.instant()
    try OpenTrail.using(try trail.open()) { trail in
      let session = try DecisionSession(
        policy: path, data: data, ledger: ledger, performs: perform,
        style: DecisionStyle(format: format, explains: explain), trail: trail)
      try DecisionRun(session: session, now: now, keepsRequests: stats).run(request, requests) {
        if stats { Output.writeError(DecisionStatistics(session, $0).text) }
      }
    }
  }
}
