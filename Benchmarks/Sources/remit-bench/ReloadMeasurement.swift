import ArgumentParser
import BenchmarkSupport
import Foundation
import Remit
import Synchronization

/// `remit-bench reload FOLDER`: what a reload does to those who ask meanwhile.
struct ReloadMeasurement: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reload",
    abstract: "Decisions while another thread reads and loads policy and data anew.",
    discussion: """
      In turns: deciding alone, beside a thread that only computes, and beside a thread that reloads. \
      Every call counts here, not each request's best: this is about the slow ones.
      """)

  @Argument var folder: String
  @Option(help: "How many turns of all three, besides one to warm up.") var rounds = 5
  @Option(help: "How long a turn without a reload takes, in milliseconds.") var milliseconds = 1_000

  private struct Distribution: Encodable {
    let decisions: Int
    let median: UInt64
    let p99: UInt64
    let p999: UInt64

    init(_ times: Histogram) {
      decisions = times.count
      median = times.quantile(50)
      p99 = times.quantile(99)
      p999 = times.quantile(99.9)
    }
  }

  private struct Row: Encodable {
    let folder: String
    let rounds: Int
    let alone: Distribution
    let besideSpin: Distribution
    let besideReload: Distribution

    enum CodingKeys: String, CodingKey {
      case folder, rounds, alone
      case besideSpin = "beside_spin"
      case besideReload = "beside_reload"
    }
  }

  /// What another thread does, until it is done.
  private final class Neighbour: Sendable {
    private let isDone = Atomic(false)
    private let failure = Mutex<(any Error)?>(nil)

    init(_ work: @escaping @Sendable () throws -> Void) {
      let thread = Thread { [self] in
        do { try work() } catch { failure.withLock { $0 = error } }
        isDone.store(true, ordering: .releasing)
      }
      thread.stackSize = 64 << 20
      thread.start()
    }

    var isAtWork: Bool { !isDone.load(ordering: .acquiring) }

    func check() throws {
      if let error = failure.withLock({ $0 }) { throw error }
    }
  }

  func run() throws {
    let folder = URL(filePath: folder)
    let universe = try Universe(contentsOf: folder)
    let engine = try universe.makeEngine()
    try universe.check(engine)
    let length = UInt64(milliseconds)
    let works: [@Sendable () throws -> Void] = [
      { Thread.sleep(forTimeInterval: Double(length) / 1_000) },
      { _ = spin(milliseconds: length) },
      {
        let fresh = try Universe(contentsOf: folder)
        try engine.update(policy: fresh.policy)
        try engine.update(entities: fresh.entities, grants: fresh.grants)
      },
    ]
    var times = works.map { _ in Histogram() }
    let clockCost = Clock.cost()
    for round in 0...rounds {
      for (index, work) in works.enumerated() {
        var taken = round > 0 ? times[index] : Histogram()
        let neighbour = Neighbour(work)
        Self.decide(
          engine, universe.requests, clockCost, while: neighbour,
          into: &taken)
        if round > 0 { times[index] = taken }
        try neighbour.check()
      }
    }
    try report(
      Row(
        folder: self.folder, rounds: rounds, alone: Distribution(times[0]),
        besideSpin: Distribution(times[1]), besideReload: Distribution(times[2])))
  }

  private static func decide(
    _ engine: Engine, _ requests: [Request], _ clockCost: UInt64, while neighbour: Neighbour,
    into times: inout Histogram
  ) {
    var index = 0
    while neighbour.isAtWork {
      let start = Clock.nanoseconds()
      let decision = engine.decide(requests[index])
      let taken = Clock.nanoseconds() - start
      precondition(decision.cause != .invalid)
      times.add(taken > clockCost ? taken - clockCost : 0)
      index = index + 1 == requests.count ? 0 : index + 1
    }
  }
}
