import ArgumentParser
import Remit
import RemitLedger
import RemitModel

/// `--ledger F`
struct LedgerOptions: ParsableArguments {
  @Option(
    name: .customLong("ledger"),
    help: ArgumentHelp("The ledger: who has performed which duty.", valueName: "file"))
  var file: String?

  /// Opens the ledger; without one there is none, and what depends on duties errs.
  func open(_ opening: SQLiteLedger.Opening) throws(CommandFailure) -> any Ledger {
    guard let file else {
      return UnavailableLedger(because: "no ledger was given; --ledger names one")
    }
    return try openLedger(file, opening)
  }
}

/// Opens a ledger, or ends the command.
func openLedger(
  _ file: String, _ opening: SQLiteLedger.Opening
) throws(CommandFailure) -> SQLiteLedger {
  do throws(LedgerError) {
    return try SQLiteLedger(path: file, opening: opening)
  } catch {
    throw CommandFailure("--ledger: \(error)")
  }
}
