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

  @Argument var folder: String
  @Option(help: "How many rounds.") var rounds = 21
  @Option(help: "How long each part of a round takes, in milliseconds.") var milliseconds = 100

  private struct Row: Encodable {
    let folder: String
    let rounds: Int
    /// Medians over the rounds.
    let decideScaling: Double
    let spinScaling: Double
    let ratio: Double
    let decisionsPerSecond: Double

    enum CodingKeys: String, CodingKey {
      case folder, rounds, ratio
      case decideScaling = "decide_scaling"
      case spinScaling = "spin_scaling"
      case decisionsPerSecond = "decisions_per_second"
    }
  }

  func run() throws {
    let universe = try Universe(contentsOf: URL(filePath: folder))
    let engine = try universe.makeEngine()
    try universe.check(engine)
    let requests = universe.requests
    let length = UInt64(milliseconds)
    let decide: @Sendable (Int) -> Double = { _ in
      Double(Self.decisions(engine, requests, milliseconds: length))
    }
    let turn: @Sendable (Int) -> Double = { _ in Double(spin(milliseconds: length)) }
    var rows: [(decide: Double, spin: Double, rate: Double)] = []
    for round in 0...rounds {
      let oneDecides = inThreads(1, decide).reduce(0, +)
      let oneSpins = inThreads(1, turn).reduce(0, +)
      let twoDecide = inThreads(2, decide).reduce(0, +)
      let twoSpin = inThreads(2, turn).reduce(0, +)
      // The first warms up.
      if round > 0 {
        rows.append(
          (twoDecide / oneDecides, twoSpin / oneSpins, twoDecide * 1_000 / Double(length)))
      }
    }
    try report(
      Row(
        folder: folder, rounds: rounds, decideScaling: Self.median(rows.map(\.decide)),
        spinScaling: Self.median(rows.map(\.spin)),
        ratio: Self.median(rows.map { $0.decide / $0.spin }),
        decisionsPerSecond: Self.median(rows.map(\.rate)).rounded()))
  }

  private static func decisions(
    _ engine: Engine, _ requests: [Request], milliseconds: UInt64
  ) -> Int {
    let work = MeasuredWork(engine, Array(requests.prefix(100)), passes: 1)
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
