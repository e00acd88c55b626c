import ArgumentParser

struct RootCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "remit",
    abstract: "Policy as code for who may do what: check, test, decide, explain.",
    discussion: """
      A policy is a `.remit` file, or every `.remit` file under a folder.

        remit check policies/release
        remit test policies/release
        remit decide policies/todo --entities e.json --requests r.jsonl
        remit explain policies/todo --entities e.json --requests r.jsonl

      Exit codes:
        0  fine, or allow
        1  the policy or the request says no: an error in a policy, an
           unformatted file, a failed test, a deny
        2  it could not be done: usage, unreadable input, an invalid request,
           no test found
      """,
    version: Release.version,
    subcommands: [
      CheckCommand.self, FormatCommand.self, TestCommand.self, DecideCommand.self,
      ExplainCommand.self, DutiesCommand.self, AuditCommand.self, GraphCommand.self,
      VocabularyCommand.self, DebugCommand.self,
    ])
}
