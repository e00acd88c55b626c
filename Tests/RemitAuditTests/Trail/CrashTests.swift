import Foundation
import RemitAudit
import RemitTestSupport
import Synchronization
import Testing

/// Crashes everywhere. `REMIT_SEED` repeats a run; `REMIT_CRASH_STATES` says how many states,
/// `REMIT_FUZZ_SECONDS` for how long instead.
@Suite("A trail after a crash")
struct CrashTests {
  static let seed = testSeed()
  static let statesWanted =
    ProcessInfo.processInfo.environment["REMIT_CRASH_STATES"].flatMap { Int($0) } ?? 100_000
  static let seconds =
    ProcessInfo.processInfo.environment["REMIT_FUZZ_SECONDS"].flatMap { Double($0) }
  /// Two, since the machines that test have as many cores.
  static let lanes = 2

  /// Where traces start: an empty disk, and trails whose next tiles become full.
  static let bases: [(image: DiskImage, model: LogModel)?] = {
    var bases: [(image: DiskImage, model: LogModel)?] = [nil]
    for size in [246, 251, 254] {
      let trace = CrashTrace(seed: UInt64(size), segmentSectors: 40, statesMax: 1)
      trace.run(isExamined: false, steps: 1)
      while trace.core?.writer.nextIndex ?? .max < size { trace.commit(1) }
      trace.integrate(steps: .max)
      bases.append((trace.disk.image, trace.model))
    }
    return bases
  }()

  @Test(
    "holds everything that was acknowledged, and contradicts nothing that was signed",
    arguments: 0..<lanes)
  func crashes(lane: Int) throws {
    var random = SplitMix64(seed: Self.seed &+ UInt64(lane))
    let wanted = Self.seconds == nil ? Self.statesWanted / Self.lanes : .max
    let end = Date(timeIntervalSinceNow: Self.seconds ?? .infinity)
    var states = 0
    var traces = 0
    var signed = 0
    var counts: [SimulatedDisk.Operation: Int] = [:]
    let start = Date()
    while states < wanted, Date() < end {
      // Real signatures take their time; and then no base has them.
      let isSigned = traces < 2 || random.chance(1)
      let base = isSigned || random.chance(40) ? nil : random.pick(Self.bases)
      let trace = CrashTrace(
        seed: random.next(), base: base,
        key: isSigned ? TrailKeys(try SigningKey.generate(origin: CrashTrace.origin)) : nil,
        segmentSectors: random.between(12, 30), statesMax: min(wanted - states, 500),
        examinedPercent: random.pick([100, 25, 8]))
      trace.run()
      states += trace.states
      signed += trace.signedStates
      traces += 1
      counts.merge(trace.counts) { $0 + $1 }
      if let failure = trace.failure {
        Issue.record("seed \(Self.seed), trace \(traces): \(failure)")
        return
      }
    }
    let seconds = Date().timeIntervalSince(start)
    print(
      "crashes: seed \(Self.seed), lane \(lane): \(states) states (\(signed) with real signatures) of \(traces) traces in",
      "\(Int(seconds)) s; \(counts.map { "\($0.value) after \($0.key)" }.sorted().joined(separator: ", "))"
    )
  }
}
