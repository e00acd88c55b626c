public import Remit

/// How long an engine takes to decide, defined as `remit decide --stats` defines it.
///
/// After a warm-up pass each request is timed alone in at least five passes, with the monotonic clock
/// less what reading it costs, and keeps its least time; median and p99 are over those. The mean is
/// of a whole pass without clock readings in between. All in nanoseconds.
public struct Latencies: Encodable, Sendable {
  public let median: UInt64
  public let p99: UInt64
  public let meanWall: UInt64

  enum CodingKeys: String, CodingKey {
    case median, p99
    case meanWall = "mean_wall"
  }

  /// - Precondition: at least one request.
  public init(_ engine: Engine, _ requests: [Request], reasons: Reasons, passes: Int) {
    let work = MeasuredWork(engine, requests, passes: 1)
    _ = work.run(reasons)
    let clockCost = Clock.cost()
    var least = [UInt64](repeating: .max, count: requests.count)
    for _ in 0..<max(passes, 5) { work.time(reasons, clockCost: clockCost, into: &least) }
    let start = Clock.nanoseconds()
    _ = work.run(reasons)
    meanWall = (Clock.nanoseconds() - start) / UInt64(requests.count)
    least.sort()
    median = Self.quantile(50, of: least)
    p99 = Self.quantile(99, of: least)
  }

  /// The least of sorted numbers that `percent` of them do not exceed.
  public static func quantile(_ percent: Double, of sorted: [UInt64]) -> UInt64 {
    sorted[max(0, Int((Double(sorted.count) * percent / 100).rounded(.up)) - 1)]
  }
}
