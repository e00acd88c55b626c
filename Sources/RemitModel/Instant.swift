/// A point in time: whole milliseconds since 1970-01-01T00:00:00Z, leap seconds not counted.
public struct Instant: Hashable, Comparable, Sendable {
  public let milliseconds: Int64

  @inlinable
  public init(milliseconds: Int64) {
    self.milliseconds = milliseconds
  }

  public static func < (a: Instant, b: Instant) -> Bool { a.milliseconds < b.milliseconds }
}

/// A length of time in whole milliseconds; a day is 24 hours, a week 7 days.
public struct Milliseconds: Hashable, Comparable, Sendable {
  public let count: Int64

  public init(_ count: Int64) {
    self.count = count
  }

  public static func < (a: Milliseconds, b: Milliseconds) -> Bool { a.count < b.count }
}
