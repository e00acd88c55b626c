import ArgumentParser

/// `remit duties`
struct DutiesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "duties",
    abstract: "List who has performed which duty, and take entries back.",
    discussion: """
      A ledger only grows: an entry that is withdrawn stays, and its withdrawal is added.

        remit duties list --ledger duties.db
        remit duties list --ledger duties.db --duty review --object 'Change::42'
        remit duties list --ledger duties.db --person 'Person::ada' --format json
        remit duties withdraw 17 --ledger duties.db --because "reviewed by mistake"

      Exit codes: 0 fine; 1 there is no such entry, or it was withdrawn before; 2 the ledger could \
      not be read or written.
      """,
    subcommands: [DutiesListCommand.self, DutiesWithdrawCommand.self])
}
