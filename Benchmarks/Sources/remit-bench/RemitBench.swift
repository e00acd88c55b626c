import ArgumentParser

/// Measures the engine; each subcommand writes JSON lines.
///
/// Not an asynchronous command: valgrind does not survive what becomes of their main thread.
@main
struct RemitBench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "remit-bench",
    abstract: "Measure Remit's engine. Every subcommand writes JSON lines.",
    subcommands: [
      DecideMeasurement.self, Answers.self, LoadMeasurement.self, LedgerMeasurement.self,
      ReloadMeasurement.self,
      ThreadsMeasurement.self, InstrumentedRun.self, Soak.self,
    ])
}
