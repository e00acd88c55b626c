import ArgumentParser
import BenchmarkSupport
import Remit

/// `remit-bench ledger`: what separation of duties costs over a long ledger.
struct LedgerMeasurement: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ledger",
    abstract: "Decisions under `separate duties` over a ledger in memory, beside an empty one.")

  @Argument(help: "How many entries the ledger has.")
  var entries = [0, 1_000, 100_000, 1_000_000]
  @Option(help: "How often each request is timed; at least 5.") var passes = 11
  @Option(help: "How many persons there are.") var persons = 1_000

  private struct Row: Encodable {
    let entries: Int
    let with: Latencies
    /// The same policy and requests over an empty ledger.
    let empty: Latencies
    /// The same ledger without the separation.
    let without: Latencies
    /// What the entries add to the median.
    let added: Int
    /// The same of those requests that are allowed.
    let addedToAllows: Int

    enum CodingKeys: String, CodingKey {
      case entries, with, empty, without, added
      case addedToAllows = "added_to_allows"
    }
  }

  func run() throws {
    for count in entries {
      let changes = try SeparatedChanges(entries: count, persons: persons)
      let engines = [changes.separated, changes.empty, changes.free]
      let all = Latencies.ofEach(engines, changes.requests, reasons: .complete, passes: passes)
      let allows = Latencies.ofEach(
        [changes.separated, changes.empty], changes.allowed, reasons: .complete, passes: passes)
      try report(
        Row(
          entries: count, with: all[0], empty: all[1], without: all[2],
          added: Int(all[0].median) - Int(all[1].median),
          addedToAllows: Int(allows[0].median) - Int(allows[1].median)))
    }
  }
}
