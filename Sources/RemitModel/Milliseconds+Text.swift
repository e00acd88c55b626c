extension Milliseconds: CustomStringConvertible {
  /// The units of a duration, largest first.
  ///
  /// A day is 24 hours and a week 7 days: durations count milliseconds, not calendar days.
  private static let units: [(name: String, milliseconds: Int64)] = [
    ("w", 604_800_000), ("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1_000),
    ("ms", 1),
  ]

  /// Reads one number with one unit: `2w`, `90d`, `8h`, `30m`, `10s`, `250ms`.
  ///
  /// - Parameter allowsSign: whether a `-` may come first, as in data. In a policy the minus is an
  ///   operator and no part of the literal.
  public static func parse(
    _ text: String, allowsSign: Bool = false
  ) -> Result<Milliseconds, DurationParseError> {
    var cursor = ByteCursor(text)
    let isNegative = allowsSign && cursor.take("-")
    var value: Int64 = 0
    var digitCount = 0
    var overflow = false
    // Counted downwards, because −2^63 has no positive twin.
    while let byte = cursor.peek, let digit = decimalDigit(byte) {
      _ = cursor.digits(1)
      digitCount += 1
      let (product, high) = value.multipliedReportingOverflow(by: 10)
      let (sum, low) = product.subtractingReportingOverflow(digit)
      overflow = overflow || high || low
      value = sum
    }
    guard digitCount > 0 else { return .failure(.noNumber) }
    let unitName = cursor.rest
    guard !unitName.isEmpty else { return .failure(.noUnit) }
    guard let unit = units.first(where: { $0.name == unitName }) else {
      return .failure(misreading(unitName))
    }
    let (total, tooLong) = value.multipliedReportingOverflow(by: unit.milliseconds)
    guard !overflow, !tooLong, isNegative || total != Int64.min else { return .failure(.overflow) }
    return .success(Milliseconds(isNegative ? total : -total))
  }

  private static func misreading(_ unitName: String) -> DurationParseError {
    if unitName.utf8.first == UInt8(ascii: ".") { return .fraction }
    if unitName.utf8.contains(where: { decimalDigit($0) != nil }) { return .severalUnits }
    return .unknownUnit(unitName)
  }

  /// The one canonical form: the largest unit that divides it exactly (`90m`, `1h`), `0s` for none.
  public var description: String {
    guard count != 0 else { return "0s" }
    for unit in Self.units where count % unit.milliseconds == 0 {
      return "\(count / unit.milliseconds)\(unit.name)"
    }
    return "\(count)ms"
  }
}

/// Why a text is not a duration.
public enum DurationParseError: Error, Hashable, Sendable {
  /// It does not begin with a digit.
  case noNumber
  /// A number alone.
  case noUnit
  /// A unit that Remit does not know, such as `min` or `y`.
  case unknownUnit(String)
  /// `1h30m`: a duration has one unit.
  case severalUnits
  /// `1.5h`: a duration is a whole number of its unit.
  case fraction
  /// More milliseconds than 2^63 − 1 (or less than −2^63).
  case overflow

  /// The reason in one sentence, lower case, without a full stop.
  public var message: String {
    switch self {
    case .noNumber: "a duration begins with a whole number, as in `90d`"
    case .noUnit: "a duration needs a unit: `w`, `d`, `h`, `m`, `s` or `ms`"
    case .unknownUnit(let unit):
      "`\(unit)` is no unit of time; the units are `w`, `d`, `h`, `m`, `s` and `ms`"
    case .severalUnits: "a duration has one unit: write `90m`, not `1h30m`"
    case .fraction: "a duration is a whole number of its unit: write `90m`, not `1.5h`"
    case .overflow: "the duration is longer than 2^63 - 1 milliseconds"
    }
  }
}
