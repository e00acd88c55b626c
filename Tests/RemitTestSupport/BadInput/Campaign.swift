import Foundation

/// How far a random test goes: the seeds to run, from the environment.
///
/// `REMIT_SEED=7` runs one seed, `REMIT_FUZZ_SECONDS=600` goes on for that long; otherwise a test
/// runs its usual number.
package struct Campaign: Sendable {
  package let first: UInt64
  package let usual: UInt64
  package let seconds: Double?
  package let only: UInt64?

  /// While a seed runs, a file with its number is in this folder: after a crash, the seeds that
  /// were under way are there.
  private let underWay: URL

  /// - Parameters:
  ///   - name: what the folder of the seeds under way is called, `remit-fuzz-<name>`.
  ///   - environment: what the process was given.
  package init(
    _ name: String, first: UInt64 = 1, usual: UInt64,
    environment: [String: String] = ProcessInfo.processInfo.environment
  ) {
    underWay = FileManager.default.temporaryDirectory.appending(path: "remit-fuzz-\(name)")
    try? FileManager.default.removeItem(at: underWay)
    try? FileManager.default.createDirectory(at: underWay, withIntermediateDirectories: true)
    self.first = first
    self.usual = usual
    seconds = environment["REMIT_FUZZ_SECONDS"].flatMap(Double.init)
    only = environment["REMIT_SEED"].flatMap { UInt64($0) }
  }

  /// Runs the seeds on two threads and hands each result over, in no particular order.
  ///
  /// - Parameters:
  ///   - run: what is done for one seed.
  ///   - use: takes a result; `false` ends the campaign early.
  package func run<Result: Sendable>(
    _ run: @escaping @Sendable (UInt64) async -> Result, _ use: (UInt64, Result) -> Bool
  ) async {
    if let only {
      _ = use(only, await run(only))
      return
    }
    let underWay = underWay
    @Sendable func one(_ seed: UInt64) async -> (UInt64, Result) {
      let file = underWay.appending(path: "\(seed)")
      try? Data().write(to: file)
      defer { try? FileManager.default.removeItem(at: file) }
      return (seed, await run(seed))
    }
    let clock = ContinuousClock()
    let end = seconds.map { clock.now.advanced(by: .seconds($0)) }
    var next = first
    func more() -> UInt64? {
      if let end {
        guard clock.now < end else { return nil }
      } else {
        guard next < first + usual else { return nil }
      }
      next += 1
      return next - 1
    }
    await withTaskGroup(of: (UInt64, Result).self) { group in
      for _ in 0..<2 {
        if let seed = more() { group.addTask { await one(seed) } }
      }
      for await (seed, result) in group {
        guard use(seed, result) else { break }
        if let seed = more() { group.addTask { await one(seed) } }
      }
      group.cancelAll()
    }
  }
}
