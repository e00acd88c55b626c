import ArgumentParser
import Remit
import RemitModel

/// `remit explain`
struct ExplainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain",
    abstract: "Say why a request is decided as it is.",
    discussion: """
      Which rules, permissions and grants this request could meet, what became of each, and for every \
      condition the parts that held or failed, with the values they saw. What decided comes first, \
      then what came close.

        remit explain policies/release --entities policies/release/entities.json \\
          --principal 'User::cyd' --action read --resource 'Service::ledger'
        remit explain policies/todo --entities e.json --requests r.jsonl

      Exit codes: 0 allow, or with --requests all lines were decided; 1 deny; 2 an invalid request, \
      a policy with errors, unreadable input.
      """)

  @Argument(help: ArgumentHelp("The policy: a file or a folder.", valueName: "path"))
  var path: String

  @OptionGroup var data: DataOptions
  @OptionGroup var ledger: LedgerOptions
  @OptionGroup var request: RequestOptions

  @Option(
    help: ArgumentHelp(
      "A file of requests, a JSON line each; `-` is standard input.", valueName: "file"))
  var requests: String?

  @Option(help: "Words for people, or JSON lines with the words in them.")
  var format: OutputFormat = .text

  func validate() throws { try request.validate(with: requests) }

  func run() throws {
    let now = try request.instant()
    let session = try DecisionSession(
      policy: path, data: data, ledger: ledger,
      style: DecisionStyle(format: format, explains: true))
    try DecisionRun(session: session, now: now, keepsRequests: false).run(request, requests)
  }
}
