import Remit
import RemitModel
import RemitSource

/// What `--stats` says: how long the engine takes to decide, from requests in memory to decisions
/// with complete reasons.
///
/// After a warm-up pass each request is timed alone in five passes, with the monotonic clock less
/// what reading it costs, and keeps its least time; median and p99 are over those. The wall-clock
/// mean is of a whole pass without clock readings in between.
struct DecisionStatistics {
  private static let timedPasses = 5
  let decisions: Int
  let medianNanoseconds: UInt64
  let p99Nanoseconds: UInt64
  let meanWallNanoseconds: UInt64
  let loadNanoseconds: UInt64

  init(_ session: DecisionSession, _ requests: [Request]) {
    let engine = session.engine
    decisions = requests.count
    loadNanoseconds = session.loadNanoseconds
    guard !requests.isEmpty else {
      medianNanoseconds = 0
      p99Nanoseconds = 0
      meanWallNanoseconds = 0
      return
    }
    // The count keeps the decisions from being optimised away.
    var allowed = 0
    for request in requests where engine.decide(request).isAllowed { allowed += 1 }
    let clockCost = Self.clockCost()
    var least = [UInt64](repeating: .max, count: requests.count)
    for _ in 0..<Self.timedPasses {
      for (index, request) in requests.enumerated() {
        let start = Platform.monotonicNanoseconds()
        let decision = engine.decide(request)
        let taken = Platform.monotonicNanoseconds() - start
        if decision.isAllowed { allowed += 1 }
        least[index] = min(least[index], taken > clockCost ? taken - clockCost : 0)
      }
    }
    let start = Platform.monotonicNanoseconds()
    for request in requests where engine.decide(request).isAllowed { allowed += 1 }
    let whole = Platform.monotonicNanoseconds() - start
    precondition(allowed <= requests.count * (Self.timedPasses + 2))
    least.sort()
    medianNanoseconds = Self.quantile(50, of: least)
    p99Nanoseconds = Self.quantile(99, of: least)
    meanWallNanoseconds = whole / UInt64(requests.count)
  }

  /// The least of sorted numbers that `percent` of them do not exceed.
  private static func quantile(_ percent: Int, of sorted: [UInt64]) -> UInt64 {
    sorted[max(0, (sorted.count * percent + 99) / 100 - 1)]
  }

  /// What two readings of the clock with nothing in between come to.
  private static func clockCost() -> UInt64 {
    var least = UInt64.max
    for _ in 0..<1_000 {
      let start = Platform.monotonicNanoseconds()
      least = min(least, Platform.monotonicNanoseconds() - start)
    }
    return least
  }

  /// One JSON object.
  var text: String {
    var json = JSONWriter()
    json.object { json in
      json.member("decisions") { $0.int(decisions) }
      json.member("nanoseconds") { json in
        json.object { json in
          json.member("median") { $0.int(medianNanoseconds) }
          json.member("p99") { $0.int(p99Nanoseconds) }
          json.member("mean_wall") { $0.int(meanWallNanoseconds) }
        }
      }
      json.member("load_ms") { $0.decimal(thousandths: Int64(loadNanoseconds / 1_000)) }
    }
    return json.text
  }
}
