/// The offsets from UTC of one zone of the IANA database, past and future.
///
/// The rules are embedded in the library, so that a decision depends on nothing that the machine
/// has installed; `dataVersion` names them.
public struct TimeZoneRules: Hashable, Sendable {
  /// The name that was asked for, which may be a link (`Europe/Belfast`).
  public let name: String
  /// In force before the first transition.
  let firstOffset: Int32
  /// Seconds since 1970, ascending.
  let transitions: [Int64]
  /// `offsets[i]` holds from `transitions[i]` on.
  let offsets: [Int32]
  /// What goes on after the last transition; nil if its offset stays.
  let summer: SummerTime?

  /// Seconds east of UTC at an instant.
  ///
  /// - Complexity: O(log transitions), no allocation.
  public func offsetSeconds(at instant: Instant) -> Int32 {
    offset(atSecond: floorDivide(instant.milliseconds, 1_000))
  }

  /// The day of the week on the wall clock: 0 for Monday … 6 for Sunday.
  ///
  /// - Complexity: O(log transitions), no allocation.
  public func weekday(at instant: Instant) -> Int {
    CivilTime.weekday(daysSince1970: floorDivide(wallSecond(at: instant), 86_400))
  }

  /// The time of day that the wall clock shows, 0 ..< 24 h.
  ///
  /// On a day when the clock is put back some times come twice, and on one when it is put forward
  /// some never: this is the clock's face, not the time since midnight.
  ///
  /// - Complexity: O(log transitions), no allocation.
  public func timeOfDay(at instant: Instant) -> Milliseconds {
    let secondOfDay = floorRemainder(wallSecond(at: instant), 86_400)
    return Milliseconds(secondOfDay * 1_000 + floorRemainder(instant.milliseconds, 1_000))
  }

  private func wallSecond(at instant: Instant) -> Int64 {
    let second = floorDivide(instant.milliseconds, 1_000)
    return second + Int64(offset(atSecond: second))
  }

  private func offset(atSecond second: Int64) -> Int32 {
    var low = 0
    var high = transitions.count
    while low < high {
      let middle = (low + high) / 2
      if transitions[middle] <= second { low = middle + 1 } else { high = middle }
    }
    if low == transitions.count, let summer { return summer.offset(atSecond: second) }
    return low == 0 ? firstOffset : offsets[low - 1]
  }
}

/// A rule that puts the clock forward and back once every year.
struct SummerTime: Hashable, Sendable {
  /// A day such as "the last Sunday of March", and the second of that local day, which may lie on
  /// a neighbouring day.
  struct Day: Hashable, Sendable {
    let month: Int64
    /// 1…5; 5 is the last such weekday of the month.
    let week: Int64
    /// 0 for Sunday … 6 for Saturday.
    let weekday: Int64
    let second: Int64
  }

  let winterOffset: Int32
  let summerOffset: Int32
  let start: Day
  let end: Day

  func offset(atSecond second: Int64) -> Int32 {
    // No zone changes its clock near New Year, so the year may be taken in winter time.
    let days = floorDivide(second + Int64(winterOffset), 86_400)
    let year = CivilTime.date(daysSince1970: days).year
    let start = Self.second(of: start, in: year) - Int64(winterOffset)
    let end = Self.second(of: end, in: year) - Int64(summerOffset)
    let isSummer =
      start < end ? start <= second && second < end : start <= second || second < end
    return isSummer ? summerOffset : winterOffset
  }

  /// Seconds since 1970 on the local clock.
  private static func second(of day: Day, in year: Int64) -> Int64 {
    let first = CivilTime.daysSince1970(year: year, month: day.month, day: 1)
    let firstWeekday = Int64(CivilTime.weekday(daysSince1970: first) + 1) % 7
    var offset = (day.weekday - firstWeekday + 7) % 7 + (day.week - 1) * 7
    while offset >= CivilTime.daysInMonth(day.month, ofYear: year) { offset -= 7 }
    return (first + offset) * 86_400 + day.second
  }
}
