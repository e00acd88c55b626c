/// A date and time of day in the proleptic Gregorian calendar, with no offset.
///
/// Integer arithmetic only, good for every year that an `Instant` can reach (about ±292 million).
/// Years are astronomical: year 0 is a leap year and comes before year 1.
package struct CivilTime: Hashable, Sendable {
  package var year: Int64
  /// 1…12
  package var month: Int64
  /// 1…31
  package var day: Int64
  /// Milliseconds since midnight, 0 ..< 86,400,000.
  package var millisecondOfDay: Int64

  package static let millisecondsPerDay: Int64 = 86_400_000

  package init(year: Int64, month: Int64, day: Int64, millisecondOfDay: Int64) {
    self.year = year
    self.month = month
    self.day = day
    self.millisecondOfDay = millisecondOfDay
  }

  /// The civil time in UTC of an instant given in milliseconds since 1970.
  package init(millisecondsSince1970 milliseconds: Int64) {
    let days = floorDivide(milliseconds, Self.millisecondsPerDay)
    self = Self.date(daysSince1970: days)
    millisecondOfDay = floorRemainder(milliseconds, Self.millisecondsPerDay)
  }

  /// Midnight of the day that lies `days` after 1970-01-01.
  ///
  /// The calendar repeats every 400 years (146,097 days), and counting years from March puts the
  /// leap day last, so that the month follows from the day of the year by one linear formula.
  package static func date(daysSince1970 days: Int64) -> CivilTime {
    let fromEpochMarch = days + daysFromYear0MarchTo1970
    let era = floorDivide(fromEpochMarch, daysPerEra)
    let dayOfEra = fromEpochMarch - era * daysPerEra
    let yearOfEra =
      (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let monthFromMarch = (5 * dayOfYear + 2) / 153
    let day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
    let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
    let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    return CivilTime(year: year, month: month, day: day, millisecondOfDay: 0)
  }

  /// Days from 1970-01-01 to a date that exists in the calendar.
  package static func daysSince1970(year: Int64, month: Int64, day: Int64) -> Int64 {
    let marchYear = month <= 2 ? year - 1 : year
    let era = floorDivide(marchYear, 400)
    let yearOfEra = marchYear - era * 400
    let monthFromMarch = month > 2 ? month - 3 : month + 9
    let dayOfYear = (153 * monthFromMarch + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return era * daysPerEra + dayOfEra - daysFromYear0MarchTo1970
  }

  /// How many days a month has; `month` is 1…12.
  package static func daysInMonth(_ month: Int64, ofYear year: Int64) -> Int64 {
    switch month {
    case 2: isLeapYear(year) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  package static func isLeapYear(_ year: Int64) -> Bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
  }

  /// 0 for Monday … 6 for Sunday; 1970-01-01 was a Thursday.
  package static func weekday(daysSince1970 days: Int64) -> Int {
    Int((floorRemainder(days, 7) + 3) % 7)
  }

  private static let daysPerEra: Int64 = 146_097
  private static let daysFromYear0MarchTo1970: Int64 = 719_468
}

/// Division that rounds towards negative infinity; `divisor` is positive.
package func floorDivide(_ value: Int64, _ divisor: Int64) -> Int64 {
  let quotient = value / divisor
  return value % divisor < 0 ? quotient - 1 : quotient
}

/// What `floorDivide` leaves over, 0 ..< `divisor`.
package func floorRemainder(_ value: Int64, _ divisor: Int64) -> Int64 {
  let remainder = value % divisor
  return remainder < 0 ? remainder + divisor : remainder
}
