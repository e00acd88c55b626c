import ArgumentParser
import BenchmarkSupport
import Foundation
import Remit
import Synchronization

/// `remit-bench soak FOLDER`: many decisions while everything changes, in memory that does not grow.
struct Soak: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "soak",
    abstract: "Decide many times over changing policy, data and grants; memory must stay flat.",
    discussion: """
      Two threads decide, another replaces the policy, takes half of the grants away and gives them \
      back, and drops and restores entities. Nothing that is to be denied may ever be allowed, and \
      what the last update restored must decide as the data says. The resident memory is read once \
      a second; its highest value in the second half must not exceed that of the first half, less a \
      tenth for warming up, by more than 5 % and 16 MB.
      """)

  @Argument var folder: String
  @Option(help: "How many decisions.") var decisions = 100_000_000
  @Option(help: "When to end though there were fewer decisions, in seconds; 0 is never.")
  var seconds = 0.0
  @Option(help: "How many threads decide.") var threads = 2
  @Option(help: "How long to wait between two updates, in milliseconds.") var pause = 20

  private struct Row: Encodable {
    let folder: String
    let decisions: Int
    let seconds: Double
    let updates: Int
    let wrong: Int
    let firstHalfMegabytes: Double?
    let secondHalfMegabytes: Double?
    let peakMegabytes: Double?

    enum CodingKeys: String, CodingKey {
      case folder, decisions, seconds, updates, wrong
      case firstHalfMegabytes = "first_half_mb"
      case secondHalfMegabytes = "second_half_mb"
      case peakMegabytes = "peak_mb"
    }
  }

  /// What the threads share.
  private final class Progress: Sendable {
    let decided = Atomic(0)
    let wrong = Atomic(0)
    let updates = Atomic(0)
    let isOver = Atomic(false)
  }

  func run() throws {
    let universe = try Universe(contentsOf: URL(filePath: folder))
    guard universe.expected.count == universe.requests.count, !universe.requests.isEmpty else {
      throw ValidationError("\(folder) does not say what to expect of each request")
    }
    let engine = try universe.makeEngine()
    try universe.check(engine)
    let progress = Progress()
    let updater = try Updater(engine, universe, from: URL(filePath: folder))
    let (target, limit, pause, threads) = (decisions, seconds, pause, threads)
    let start = Clock.nanoseconds()
    // The last of the threads updates, the one before it watches memory, the others decide.
    let samples = inThreads(threads + 2) { number -> [Sample] in
      switch number {
      case threads + 1:
        updater.run(progress.isOver, counting: progress.updates, pause: pause)
        return []
      case threads:
        return Self.watch(progress, start, decisions: target, seconds: limit)
      default:
        Self.decide(engine, universe, progress)
        return []
      }
    }.flatMap { $0 }
    try updater.check()
    let elapsed = Double((Clock.nanoseconds() - start) / 1_000_000) / 1_000
    try universe.check(engine)
    let total = progress.decided.load(ordering: .relaxed)
    let memory = Memory(samples, decisions: total)
    try report(
      Row(
        folder: folder, decisions: total, seconds: elapsed,
        updates: progress.updates.load(ordering: .relaxed),
        wrong: progress.wrong.load(ordering: .relaxed),
        firstHalfMegabytes: megabytes(memory.first), secondHalfMegabytes: megabytes(memory.second),
        peakMegabytes: megabytes(ProcessMemory.peak)))
    try verdict(progress, memory)
  }

  private func verdict(_ progress: Progress, _ memory: Memory) throws {
    if progress.wrong.load(ordering: .relaxed) > 0 {
      throw SoakFailure(description: "soak: something was allowed that must be denied")
    }
    if progress.updates.load(ordering: .relaxed) == 0 {
      throw SoakFailure(description: "soak: nothing was updated, so nothing was tried")
    }
    guard let first = memory.first, let second = memory.second else {
      throw SoakFailure(description: "soak: too short to say anything about memory")
    }
    if Double(second) > Double(first) * 1.05 + Double(16 << 20) {
      throw SoakFailure(description: "soak: the resident memory grew")
    }
  }

  private struct Sample: Sendable {
    let decided: Int
    let resident: Int
  }

  /// The highest resident memory of each half, by decisions; the first tenth warms up.
  private struct Memory {
    let first: Int?
    let second: Int?

    init(_ samples: [Sample], decisions: Int) {
      first = samples.filter { $0.decided > decisions / 10 && $0.decided <= decisions / 2 }
        .map(\.resident).max()
      second = samples.filter { $0.decided > decisions / 2 }.map(\.resident).max()
    }
  }

  private static func watch(
    _ progress: Progress, _ start: UInt64, decisions: Int, seconds: Double
  ) -> [Sample] {
    defer { progress.isOver.store(true, ordering: .relaxed) }
    var samples: [Sample] = []
    var lastSample: UInt64 = 0
    while true {
      Thread.sleep(forTimeInterval: 0.02)
      let decided = progress.decided.load(ordering: .relaxed)
      let now = Clock.nanoseconds()
      let elapsed = now - start
      let isOver = decided >= decisions || (seconds > 0 && Double(elapsed) / 1e9 >= seconds)
      // Often at first, so that a short run has samples; at least once a second.
      if isOver || now - lastSample >= min(1_000_000_000, elapsed / 50) {
        lastSample = now
        if let resident = ProcessMemory.resident {
          samples.append(Sample(decided: decided, resident: resident))
        }
      }
      if isOver { return samples }
    }
  }

  private static func decide(_ engine: Engine, _ universe: Universe, _ progress: Progress) {
    while !progress.isOver.load(ordering: .relaxed) {
      for (request, expected) in zip(universe.requests, universe.expected) {
        let decision = engine.decide(request)
        // Updates only take away, so what is to be denied stays denied.
        if decision.isAllowed && !expected.decision {
          progress.wrong.wrappingAdd(1, ordering: .relaxed)
        }
      }
      progress.decided.wrappingAdd(universe.requests.count, ordering: .relaxed)
    }
  }
}

/// What the soak has found.
struct SoakFailure: Error, CustomStringConvertible {
  let description: String
}
