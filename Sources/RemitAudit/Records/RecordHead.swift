import RemitModel
import RemitSource

/// What every record begins with, in this order: `{"v":1,"kind":"…","id":"…","time":"…"`.
///
/// Readers find a record's kind and name by this prefix, without reading the rest.
enum RecordHead {
  /// The version of the form of records.
  static let version = 1

  static func write(kind: String, _ stamp: RecordStamp, to json: inout JSONWriter) {
    json.member("v") { $0.int(version) }
    json.member("kind") { $0.string(kind) }
    json.member("id") { $0.string(stamp.id.description) }
    json.member("time") { $0.string(RecordTime.text(nanoseconds: stamp.time)) }
  }
}

/// Times of records: RFC 3339, UTC, always with nine digits after the point, so that texts sort as
/// times do.
package enum RecordTime {
  private static let nanosecondsPerSecond: Int64 = 1_000_000_000

  /// `2026-11-21T18:20:00.123456789Z`
  ///
  /// - Parameter nanoseconds: since 1970; 64 bits reach from the year 1677 to 2262.
  package static func text(nanoseconds: Int64) -> String {
    let seconds = floorDivide(nanoseconds, nanosecondsPerSecond)
    let fraction = floorRemainder(nanoseconds, nanosecondsPerSecond)
    // Whole seconds are written without a point.
    let whole = Instant(milliseconds: seconds * 1_000).description
    let digits = String(fraction)
    return whole.dropLast() + "." + String(repeating: "0", count: 9 - digits.utf8.count) + digits
      + "Z"
  }
}
