/// Times in nanoseconds, exact, in memory that does not grow with their number: fast ones are
/// counted by nanosecond, the few slow ones kept.
public struct Histogram: Sendable {
  private var fast = [UInt32](repeating: 0, count: 65_536)
  private var slow: [UInt64] = []
  public private(set) var count = 0

  public init() {}

  @inline(__always)
  public mutating func add(_ nanoseconds: UInt64) {
    count += 1
    if nanoseconds < UInt64(fast.count) {
      fast[Int(nanoseconds)] &+= 1
    } else {
      slow.append(nanoseconds)
    }
  }

  /// The least of the times that `percent` of them do not exceed; 0 where there are none.
  public func quantile(_ percent: Double) -> UInt64 {
    var rank = max(1, Int((Double(count) * percent / 100).rounded(.up)))
    for (nanoseconds, number) in fast.enumerated() {
      rank -= Int(number)
      if rank <= 0 { return UInt64(nanoseconds) }
    }
    return slow.isEmpty ? 0 : slow.sorted()[min(rank, slow.count) - 1]
  }
}
