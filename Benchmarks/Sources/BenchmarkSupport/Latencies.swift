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
    self = Self.ofEach([engine], requests, reasons: reasons, passes: passes)[0]
  }

  /// The same requests by several engines, pass by pass in turns, so that what else the machine
  /// does falls on all of them.
  ///
  /// - Precondition: at least one request.
  public static func ofEach(
    _ engines: [Engine], _ requests: [Request], reasons: Reasons, passes: Int
  ) -> [Latencies] {
    let works = engines.map { MeasuredWork($0, requests, passes: 1) }
    for work in works { _ = work.run(reasons) }
    let clockCost = Clock.cost()
    let unknown = [UInt64](repeating: .max, count: requests.count)
    var least = [[UInt64]](repeating: unknown, count: engines.count)
    for _ in 0..<max(passes, 5) {
      for (number, work) in works.enumerated() {
        work.time(reasons, clockCost: clockCost, into: &least[number])
      }
    }
    return zip(works, least).map { work, least in
      let start = Clock.nanoseconds()
      _ = work.run(reasons)
      return Latencies(
        least.sorted(), meanWall: (Clock.nanoseconds() - start) / UInt64(least.count))
    }
  }

  private init(_ sorted: [UInt64], meanWall: UInt64) {
    median = Self.quantile(50, of: sorted)
    p99 = Self.quantile(99, of: sorted)
    self.meanWall = meanWall
  }

  /// The least of sorted numbers that `percent` of them do not exceed.
  public static func quantile(_ percent: Double, of sorted: [UInt64]) -> UInt64 {
    sorted[max(0, Int((Double(sorted.count) * percent / 100).rounded(.up)) - 1)]
  }
}
