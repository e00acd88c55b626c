import ArgumentParser
import Remit
import RemitLedger
import RemitModel

/// `remit duties withdraw`
struct DutiesWithdrawCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "withdraw",
    abstract: "Take an entry back. It stays in the ledger, and still counts for separations.")

  @Argument(help: ArgumentHelp("The entry's number, as `list` shows it.", valueName: "id"))
  var entry: UInt64

  @Option(help: ArgumentHelp("The ledger.", valueName: "file"))
  var ledger: String

  @Option(help: ArgumentHelp("Why; kept in the ledger.", valueName: "reason"))
  var because: String

  func validate() throws {
    if because.allSatisfy(\.isWhitespace) { throw ValidationError("--because gives a reason") }
  }

  func run() throws {
    let ledger = try openLedger(ledger, .existing)
    do {
      let position = try waiting { [entry, because] in
        try await ledger.withdraw(entry: entry, because: because, by: nil)
      }
      try Output.writeLine("entry \(entry) is withdrawn, by entry \(position)")
    } catch let error as LedgerError {
      switch error {
      case .noSuchEntry, .withdrawnBefore:
        Output.writeError("remit: \(error)")
        throw ExitStatus.no
      case .unavailable, .unreadable: throw CommandFailure("--ledger: \(error)")
      }
    }
  }
}
