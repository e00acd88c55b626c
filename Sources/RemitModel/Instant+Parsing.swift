extension Instant {
  /// Reads an instant as RFC 3339 writes it, `2026-11-20T09:00:00Z` or `…T10:00:00.250+01:00`.
  ///
  /// Any offset is accepted, `t` and `z` too. Refused are what an instant in whole milliseconds
  /// cannot say (more than 3 fraction digits, a leap second) and a value outside years 0000…9999
  /// once the offset is taken off. The reason that is returned is the first from the left.
  ///
  /// - Complexity: O(1); at most 30 bytes are looked at.
  public static func parse(_ text: String) -> Result<Instant, InstantParseError> {
    var reader = InstantReader(bytes: ByteCursor(text))
    do {
      return .success(try reader.instant())
    } catch {
      return .failure(error)
    }
  }
}

/// Why a text is not an instant.
public enum InstantParseError: Error, Hashable, Sendable {
  /// The parts of an instant that have a range of their own.
  public enum Field: String, Hashable, Sendable {
    case month, day, hour, minute, second, offset, year
  }

  /// It does not begin with a date `YYYY-MM-DD`.
  case noDate
  /// A date alone.
  case noTime
  /// The time stops before its seconds: `09:00`.
  case noSeconds
  /// The part after the date is not `Thh:mm:ss`.
  case badTime
  /// A `.` without a digit behind it.
  case emptyFraction
  /// More than three digits of a second.
  case fractionTooFine
  /// `:60`: a leap second has no millisecond of its own.
  case leapSecond
  /// Neither `Z` nor `±hh:mm` follows the time.
  case noOffset
  /// The offset is not written `Z` or `±hh:mm`.
  case badOffset
  /// A part has a value that does not exist, such as month 13 or 29 February 2027. `year`: with
  /// its offset taken off the instant lies outside years 0000…9999.
  case outOfRange(Field)
  /// A good instant with something behind it.
  case trailingText

  /// The reason in one sentence, lower case, without a full stop.
  public var message: String {
    switch self {
    case .noDate: "an instant begins with a date like `2026-11-20`"
    case .noTime: "an instant needs a time: write `2026-11-20T00:00:00Z`, not a date alone"
    case .noSeconds: "the time needs its seconds, as in `09:00:00`"
    case .badTime: "a time like `T09:00:00` must follow the date"
    case .emptyFraction: "digits must follow the `.` of the seconds"
    case .fractionTooFine: "an instant counts milliseconds: at most 3 digits may follow the `.`"
    case .leapSecond: "leap seconds are not counted: the seconds go from 00 to 59"
    case .noOffset: "an instant needs an offset: end it with `Z` or, say, `+01:00`"
    case .badOffset: "an offset is `Z` or hours and minutes, as in `+01:00`"
    case .outOfRange(.month): "the month must lie between 01 and 12"
    case .outOfRange(.day): "that month has no such day"
    case .outOfRange(.hour): "the hour must lie between 00 and 23"
    case .outOfRange(.minute): "the minute must lie between 00 and 59"
    case .outOfRange(.second): "the second must lie between 00 and 59"
    case .outOfRange(.offset): "an offset must lie between -23:59 and +23:59"
    case .outOfRange(.year): "with its offset taken off, the year must lie between 0000 and 9999"
    case .trailingText: "nothing may follow the offset"
    }
  }
}

private struct InstantReader {
  var bytes: ByteCursor

  mutating func instant() throws(InstantParseError) -> Instant {
    let days = try date()
    let timeOfDay = try time()
    let offset = try offsetMilliseconds()
    guard bytes.isAtEnd else { throw .trailingText }
    let milliseconds = days * CivilTime.millisecondsPerDay + timeOfDay - offset
    guard Instant.printableRange.contains(milliseconds) else { throw .outOfRange(.year) }
    return Instant(milliseconds: milliseconds)
  }

  private mutating func date() throws(InstantParseError) -> Int64 {
    guard let year = bytes.digits(4), bytes.take("-"), let month = bytes.digits(2),
      bytes.take("-"), let day = bytes.digits(2)
    else { throw .noDate }
    guard (1...12).contains(month) else { throw .outOfRange(.month) }
    guard day >= 1, day <= CivilTime.daysInMonth(month, ofYear: year) else {
      throw .outOfRange(.day)
    }
    return CivilTime.daysSince1970(year: year, month: month, day: day)
  }

  private mutating func time() throws(InstantParseError) -> Int64 {
    if bytes.isAtEnd { throw .noTime }
    guard bytes.take("T") || bytes.take("t") else { throw .badTime }
    guard let hour = bytes.digits(2), bytes.take(":"), let minute = bytes.digits(2) else {
      throw .badTime
    }
    guard hour <= 23 else { throw .outOfRange(.hour) }
    guard minute <= 59 else { throw .outOfRange(.minute) }
    guard bytes.take(":") else { throw .noSeconds }
    guard let second = bytes.digits(2) else { throw .badTime }
    if second == 60 { throw .leapSecond }
    guard second <= 59 else { throw .outOfRange(.second) }
    return ((hour * 60 + minute) * 60 + second) * 1_000 + (try fraction())
  }

  private mutating func fraction() throws(InstantParseError) -> Int64 {
    guard bytes.take(".") else { return 0 }
    var milliseconds: Int64 = 0
    var scale: Int64 = 100
    while let digit = bytes.digits(1) {
      guard scale > 0 else { throw .fractionTooFine }
      milliseconds += digit * scale
      scale /= 10
    }
    guard scale < 100 else { throw .emptyFraction }
    return milliseconds
  }

  private mutating func offsetMilliseconds() throws(InstantParseError) -> Int64 {
    if bytes.take("Z") || bytes.take("z") { return 0 }
    let sign: Int64
    if bytes.take("+") {
      sign = 1
    } else if bytes.take("-") {
      sign = -1
    } else {
      throw bytes.isAtEnd ? .noOffset : .badOffset
    }
    guard let hours = bytes.digits(2), bytes.take(":"), let minutes = bytes.digits(2) else {
      throw .badOffset
    }
    guard hours <= 23, minutes <= 59 else { throw .outOfRange(.offset) }
    return sign * (hours * 60 + minutes) * 60_000
  }
}
