/// When a record was made, and its name.
package struct RecordStamp: Hashable, Sendable {
  package let id: RecordID
  /// Nanoseconds since 1970, UTC, by the system's clock.
  package let time: Int64

  package init(id: RecordID, time: Int64) {
    self.id = id
    self.time = time
  }
}

/// The clock of a trail, so that tests set it.
package protocol TrailClock: Sendable {
  /// Nanoseconds since 1970, UTC. May go back, as system clocks do.
  func now() -> Int64
  /// Nanoseconds of a clock that only goes forward.
  func monotonic() -> UInt64
}

/// The random numbers of a trail, so that tests repeat them.
package protocol TrailRandomness: Sendable {
  func next() -> UInt64
}
