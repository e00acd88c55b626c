import BenchmarkSupport
import Foundation
import Remit
import Synchronization

/// Changes what an engine decides by, again and again, and leaves it as it was.
final class Updater: Sendable {
  private let engine: Engine
  private let universe: Universe
  private let otherPolicy: Policy
  private let fewerGrants: Grants
  private let fewerEntities: Entities
  private let failure = Mutex<(any Error)?>(nil)

  init(_ engine: Engine, _ universe: Universe, from folder: URL) throws {
    self.engine = engine
    self.universe = universe
    // The same rules and one more, so that tables and programs are others.
    let source = try String(contentsOf: folder.appending(path: "policy.remit"), encoding: .utf8)
    otherPolicy = try Policy(
      source: source
        + "\ndeny unknown: anyone to anything on anything when id(principal) == \"?\"\n")
    fewerGrants = Grants(Self.everyOther(universe.grants.records))
    fewerEntities = Entities(Self.everyOther(universe.entities.records))
  }

  private static func everyOther<Record>(_ records: [Record]) -> [Record] {
    records.indices.filter { $0.isMultiple(of: 2) }.map { records[$0] }
  }

  /// Updates until told that it is over.
  func run(_ isOver: borrowing Atomic<Bool>, counting updates: borrowing Atomic<Int>, pause: Int) {
    var step = 0
    do {
      while !isOver.load(ordering: .relaxed) {
        try update(step % 4)
        updates.wrappingAdd(1, ordering: .relaxed)
        step += 1
        Thread.sleep(forTimeInterval: Double(pause) / 1_000)
      }
      try engine.update(policy: universe.policy)
      try engine.update(entities: universe.entities, grants: universe.grants)
    } catch {
      failure.withLock { $0 = error }
    }
  }

  private func update(_ step: Int) throws {
    switch step {
    case 0: try engine.update(entities: universe.entities, grants: fewerGrants)
    case 1: try engine.update(policy: otherPolicy)
    case 2: try engine.update(entities: fewerEntities, grants: universe.grants)
    default:
      try engine.update(policy: universe.policy)
      try engine.update(entities: universe.entities, grants: universe.grants)
    }
  }

  /// - Throws: what kept an update from being made.
  func check() throws {
    if let error = failure.withLock({ $0 }) { throw error }
  }
}
