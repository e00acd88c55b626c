import ArgumentParser
import Remit
import RemitData
import RemitLedger
import RemitModel
import RemitSource

/// `remit duties list`
struct DutiesListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List entries, in the order in which they were recorded.")

  @Option(help: ArgumentHelp("The ledger.", valueName: "file"))
  var ledger: String

  @Option(help: ArgumentHelp("Only entries of this duty, by its wire name.", valueName: "name"))
  var duty: String?

  @Option(
    help: ArgumentHelp("Only entries about this object, by wire name.", valueName: "entity"))
  var object: String?

  @Option(help: ArgumentHelp("Only entries of this person, by wire name.", valueName: "entity"))
  var person: String?

  @Option(help: "Words for people, or a JSON line for each entry.")
  var format: OutputFormat = .text

  func run() throws {
    let object = try object.map { try wireEntity($0, option: "--object") }
    let person = try person.map { try wireEntity($0, option: "--person") }
    let ledger = try openLedger(ledger, .existing)
    let withdrawals: [UInt64: LedgerWithdrawal]
    do {
      withdrawals = try waiting { try await ledger.withdrawals() }
    } catch let error as LedgerError {
      throw CommandFailure("--ledger: \(error)")
    }
    var output = BufferedOutput()
    for entry in ledger.index.all {
      if let duty, entry.duty != Text(duty) { continue }
      if let object, entry.object != object { continue }
      if let person, entry.person != person { continue }
      let withdrawal = withdrawals[entry.position]
      switch format {
      case .text: try output.write(Array((words(entry, withdrawal) + "\n").utf8))
      case .json: try output.write(Array((json(entry, withdrawal) + "\n").utf8))
      }
    }
    try output.flush()
  }

  private func words(_ entry: LedgerEntry, _ withdrawal: LedgerWithdrawal?) -> String {
    var line = "\(entry.position)  \(entry.time)  \(entry.duty) of \(entry.object)"
    if let version = entry.version { line += " version \(quoted(version.string))" }
    line += " by \(entry.person)"
    if entry.principal != entry.person { line += ", asked by \(entry.principal)" }
    if let withdrawal {
      line += "; withdrawn \(withdrawal.time) because \(quoted(withdrawal.because))"
    }
    return visible(line)
  }

  private func json(_ entry: LedgerEntry, _ withdrawal: LedgerWithdrawal?) -> String {
    var json = JSONWriter()
    json.object { json in
      json.member("entry") { $0.int(entry.position) }
      json.member("time") { $0.string(entry.time.description) }
      json.member("duty") { $0.string(entry.duty.string) }
      json.member("object") { $0.entity(entry.object) }
      if let version = entry.version { json.member("version") { $0.string(version.string) } }
      json.member("person") { $0.entity(entry.person) }
      json.member("principal") { $0.entity(entry.principal) }
      json.member("action") { $0.string(entry.action.string) }
      guard let withdrawal else { return }
      json.member("withdrawn") { json in
        json.object { json in
          json.member("entry") { $0.int(withdrawal.position) }
          json.member("time") { $0.string(withdrawal.time.description) }
          json.member("because") { $0.string(withdrawal.because) }
        }
      }
    }
    return json.text
  }
}
