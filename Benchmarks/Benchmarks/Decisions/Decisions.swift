import Benchmark
import BenchmarkSupport
import Foundation
import Remit

// Times of single decisions, for comparing two states of the sources:
//
//   scripts/bench-times.sh baseline update before
//   scripts/bench-times.sh baseline compare before
//
// An iteration is a thousand decisions ("kilo"), so that the clock does not count.
let benchmarks: @Sendable () -> Void = {
  Benchmark.defaultConfiguration = .init(
    metrics: [.wallClock, .throughput], warmupIterations: 3, scalingFactor: .one,
    maxDuration: .seconds(2), maxIterations: 1_000,
    thresholds: [.wallClock: .init(relative: [.p50: 10, .p90: 20])])

  // Where the data is: scripts/bench-data.sh made it.
  let data = ProcessInfo.processInfo.environment["REMIT_BENCH_DATA"] ?? ".build/benchmarks/data"
  let cases = [
    "apps/gdrive/n05", "apps/gdrive/n50", "apps/github/n50", "apps/tinytodo/n50", "rules/n10",
    "rules/n1000", "grants/n10", "grants/n1000",
  ]
  for name in cases {
    for reasons in [Reasons.complete, .none] {
      Benchmark("\(name), \(reasons) reasons") { (benchmark: Benchmark, work: MeasuredWork) in
        for _ in benchmark.scaledIterations { blackHole(work.run(reasons)) }
      } setup: {
        let universe = try Universe(contentsOf: URL(filePath: data).appending(path: name))
        let engine = try universe.makeEngine()
        try universe.check(engine)
        return MeasuredWork(engine, universe.requests, passes: 1)
      }
    }
  }
}
