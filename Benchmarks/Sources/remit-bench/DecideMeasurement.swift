import ArgumentParser
import BenchmarkSupport
import Foundation
import Remit

/// `remit-bench decide FOLDER…`: how long a decision takes.
struct DecideMeasurement: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "decide", abstract: "How long a decision takes, for each folder of data.")

  @Argument var folders: [String]
  @Option(help: "How often each request is timed; at least 5.") var passes = 11

  private struct Row: Encodable {
    let folder: String
    let requests: Int
    /// Whether the answers were held to `expected.jsonl`.
    let checked: Bool
    let complete: Latencies
    let none: Latencies
  }

  func run() throws {
    for folder in folders {
      let universe = try Universe(contentsOf: URL(filePath: folder))
      let engine = try universe.makeEngine()
      try universe.check(engine)
      guard !universe.requests.isEmpty else { throw ValidationError("\(folder) has no requests") }
      try report(
        Row(
          folder: folder, requests: universe.requests.count,
          checked: !universe.expected.isEmpty,
          complete: Latencies(engine, universe.requests, reasons: .complete, passes: passes),
          none: Latencies(engine, universe.requests, reasons: .none, passes: passes)))
    }
  }
}

/// `remit-bench answers FOLDER`: what the engine answers.
struct Answers: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "answers", abstract: "The answer to each request of a folder, a JSON line each.")

  @Argument var folder: String

  private struct Row: Encodable {
    let decision: Bool
  }

  func run() throws {
    let universe = try Universe(contentsOf: URL(filePath: folder))
    let engine = try universe.makeEngine()
    try universe.check(engine)
    for request in universe.requests {
      try report(Row(decision: engine.decide(request).isAllowed))
    }
  }
}

/// `remit-bench load FOLDER`: how long a folder takes to load and what it then occupies.
struct LoadMeasurement: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "load",
    abstract: "Time and memory from files to an engine that answers; one folder a process.")

  @Argument var folder: String

  private struct Row: Encodable {
    let folder: String
    let loadMilliseconds: Double
    let residentMegabytes: Double?
    let peakMegabytes: Double?

    enum CodingKeys: String, CodingKey {
      case folder
      case loadMilliseconds = "load_ms"
      case residentMegabytes = "resident_mb"
      case peakMegabytes = "peak_mb"
    }
  }

  func run() throws {
    let folder = URL(filePath: folder)
    let start = Clock.nanoseconds()
    let engine = try Self.load(folder)
    let loaded = Clock.nanoseconds()
    try report(
      Row(
        folder: self.folder, loadMilliseconds: Double((loaded - start) / 10_000) / 100,
        residentMegabytes: megabytes(ProcessMemory.resident),
        peakMegabytes: megabytes(ProcessMemory.peak)))
    withExtendedLifetime(engine) {}
  }

  /// Not through `Universe`, which would hold the requests too.
  private static func load(_ folder: URL) throws -> Engine {
    let grants = folder.appending(path: "grants.json")
    return try Engine(
      Policy(contentsOf: folder),
      entities: Entities(contentsOf: folder.appending(path: "entities.json")),
      grants: FileManager.default.fileExists(atPath: grants.path)
        ? Grants(contentsOf: grants) : Grants())
  }
}

/// `remit-bench instrumented FOLDER`: what callgrind counts in.
struct InstrumentedRun: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "instrumented", abstract: "Decide each request once, under an instrument.")

  @Argument var folder: String?
  @Option(help: "Instead of a folder: `separate duties` over a ledger with so many entries.")
  var ledger: Int?
  @Flag(help: "With as few reasons as may be.") var noReasons = false

  private struct Row: Encodable {
    let folder: String
    let decisions: Int
    let allowed: Int
  }

  func run() throws {
    let name: String
    let work: MeasuredWork
    if let folder {
      let universe = try Universe(contentsOf: URL(filePath: folder))
      let engine = try universe.makeEngine()
      // Also the warm-up.
      try universe.check(engine)
      work = MeasuredWork(engine, universe.requests, passes: 1)
      name = folder
    } else if let ledger {
      let changes = try SeparatedChanges(entries: ledger, persons: 1_000)
      work = MeasuredWork(changes.separated, changes.requests, passes: 1)
      name = "ledger/n\(ledger)"
    } else {
      throw ValidationError("name a folder, or the entries of a ledger")
    }
    let allowed = work.run(noReasons ? .none : .complete)
    try report(Row(folder: name, decisions: work.decisions, allowed: allowed))
  }
}
