import ArgumentParser
import BenchmarkSupport
import Foundation
import Remit

/// `remit-bench threads FOLDER`: what a second thread brings.
struct ThreadsMeasurement: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "threads",
    abstract: "Two threads against one, held against two independent spin loops of the same run.",
    discussion: """
      Two cores of a virtual machine are seldom two. So each round measures one and two threads that \
      decide by one engine, and one and two that only compute; what counts is the ratio of the two \
      scalings.
      """)

  @Argument var folder: String?
  @Option(help: "Instead of a folder: `separate duties` over a ledger with so many entries.")
  var ledger: Int?
  @Option(help: "How many rounds.") var rounds = 21
  @Option(help: "How long each part of a round takes, in milliseconds.") var milliseconds = 100
  @Flag(help: "Both threads decide the same request values, and count references to their parts.")
  var shareRequests = false

  private struct Row: Encodable {
    let folder: String
    let rounds: Int
    /// Medians over the rounds.
    let decideScaling: Double
    /// The same of two threads that have an engine each, and share nothing at all.
    let separateScaling: Double
    let spinScaling: Double
    let ratio: Double
    let separateRatio: Double
    let decisionsPerSecond: Double

    enum CodingKeys: String, CodingKey {
      case folder, rounds, ratio
      case decideScaling = "decide_scaling"
      case separateScaling = "separate_scaling"
      case spinScaling = "spin_scaling"
      case separateRatio = "separate_ratio"
      case decisionsPerSecond = "decisions_per_second"
    }
  }

  /// What one round measured: how much more two threads do than one.
  private struct Round {
    let decide: Double
    let separate: Double
    let spin: Double
    let rate: Double
  }

  func run() throws {
    let (name, engines, own) = try measured()
    let requests = shareRequests ? [own[0], own[0]] : own
    let length = UInt64(milliseconds)
    let decide: @Sendable (Int) -> Double = { thread in
      Double(Self.decisions(engines[0], requests[thread], milliseconds: length))
    }
    let separate: @Sendable (Int) -> Double = { thread in
      Double(Self.decisions(engines[thread], requests[thread], milliseconds: length))
    }
    let turn: @Sendable (Int) -> Double = { _ in Double(spin(milliseconds: length)) }
    var taken: [Round] = []
    for round in 0...rounds {
      let oneDecides = inThreads(1, decide).reduce(0, +)
      let oneSpins = inThreads(1, turn).reduce(0, +)
      let twoDecide = inThreads(2, decide).reduce(0, +)
      let twoSpin = inThreads(2, turn).reduce(0, +)
      let twoSeparate = inThreads(2, separate).reduce(0, +)
      // The first warms up.
      guard round > 0 else { continue }
      taken.append(
        Round(
          decide: twoDecide / oneDecides, separate: twoSeparate / oneDecides,
          spin: twoSpin / oneSpins, rate: twoDecide * 1_000 / Double(length)))
    }
    try report(
      Row(
        folder: name, rounds: rounds, decideScaling: Self.median(taken.map(\.decide)),
        separateScaling: Self.median(taken.map(\.separate)),
        spinScaling: Self.median(taken.map(\.spin)),
        ratio: Self.median(taken.map { $0.decide / $0.spin }),
        separateRatio: Self.median(taken.map { $0.separate / $0.spin }),
        decisionsPerSecond: Self.median(taken.map(\.rate)).rounded()))
  }

  /// Two engines of one kind, and requests of its own for each thread.
  private func measured() throws -> (String, [Engine], [[Request]]) {
    if let folder {
      let place = URL(filePath: folder)
      let universe = try Universe(contentsOf: place)
      let engines = [try universe.makeEngine(), try Universe(contentsOf: place).makeEngine()]
      try universe.check(engines[0])
      let requests = try (0..<2).map { _ in
        Array(try Universe.requests(in: place).prefix(100))
      }
      return (folder, engines, requests)
    }
    guard let ledger else { throw ValidationError("name a folder, or the entries of a ledger") }
    let changes = try (0..<2).map { _ in try SeparatedChanges(entries: ledger, persons: 1_000) }
    return (
      "ledger/n\(ledger)", changes.map(\.separated), changes.map { Array($0.requests.prefix(100)) }
    )
  }

  private static func decisions(
    _ engine: Engine, _ requests: [Request], milliseconds: UInt64
  ) -> Int {
    let work = MeasuredWork(engine, requests, passes: 1)
    let end = Clock.nanoseconds() + milliseconds * 1_000_000
    var count = 0
    while Clock.nanoseconds() < end {
      precondition(work.run(.complete) <= work.decisions)
      count += work.decisions
    }
    return count
  }

  private static func median(_ values: [Double]) -> Double {
    let sorted = values.sorted()
    return (sorted[sorted.count / 2] * 1_000).rounded() / 1_000
  }
}
