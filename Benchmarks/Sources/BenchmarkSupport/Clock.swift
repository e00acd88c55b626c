#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The monotonic clock, read in the cheapest way there is.
public enum Clock {
  /// Nanoseconds since some moment.
  @inline(__always)
  public static func nanoseconds() -> UInt64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return UInt64(time.tv_sec) &* 1_000_000_000 &+ UInt64(time.tv_nsec)
  }

  /// What two readings with nothing in between come to, at least.
  public static func cost() -> UInt64 {
    var least = UInt64.max
    for _ in 0..<10_000 {
      let start = nanoseconds()
      least = min(least, nanoseconds() - start)
    }
    return least
  }
}

/// Computes and touches no memory, for `milliseconds`: what a second thread may be held against.
///
/// - Returns: how many rounds it came to.
public func spin(milliseconds: UInt64) -> UInt64 {
  let end = Clock.nanoseconds() + milliseconds * 1_000_000
  var rounds: UInt64 = 0
  var state: UInt64 = 88_172_645_463_325_252
  while Clock.nanoseconds() < end {
    for _ in 0..<1_000 {
      state ^= state << 13
      state ^= state >> 7
      state ^= state << 17
    }
    rounds += 1
  }
  return state == 0 ? 0 : rounds
}
