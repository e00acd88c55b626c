import Synchronization

/// Gives records their times and names: times as the clock tells them, names in ascending order.
package final class StampSource: Sendable {
  /// The clock went back.
  struct ClockJump: Hashable, Sendable {
    let from: Int64
    let to: Int64
  }

  private struct State {
    var latest: Int64 = .min
    var milliseconds: UInt64 = 0
    var random: (UInt64, UInt64) = (0, 0)
    var jump: ClockJump?
  }

  /// Clocks are corrected by less all the time.
  private static let jumpMin: Int64 = 1_000_000_000

  let clock: any TrailClock
  private let randomness: any TrailRandomness
  private let state = Mutex(State())

  package init(clock: any TrailClock, randomness: any TrailRandomness) {
    self.clock = clock
    self.randomness = randomness
  }

  /// A stamp whose name is above all before; also where the clock stands still or goes back.
  package func next() -> RecordStamp {
    let now = clock.now()
    let random = (randomness.next(), randomness.next())
    return state.withLock { state in
      if now < state.latest, state.latest - now > Self.jumpMin {
        state.jump = ClockJump(from: state.latest, to: now)
        state.latest = now
      } else {
        state.latest = max(state.latest, now)
      }
      let milliseconds = UInt64(max(0, now)) / 1_000_000
      if milliseconds > state.milliseconds {
        state.milliseconds = milliseconds
        // Half of the numbers are left for the names that follow in the same millisecond.
        state.random = (random.0 & 0x7FF, random.1 & (1 << 62 - 1))
      } else {
        state.random.1 += 1 + random.1 & 0xFFFF_FFFF
        if state.random.1 >= 1 << 62 {
          state.random = (state.random.0 + 1, state.random.1 & (1 << 62 - 1))
        }
        if state.random.0 > 0xFFF {
          state.milliseconds += 1
          state.random.0 = 0
        }
      }
      let id = RecordID(milliseconds: state.milliseconds, random: state.random)
      return RecordStamp(id: id, time: now)
    }
  }

  /// A jump that could not be recorded; an earlier one than what came since.
  func putBack(_ jump: ClockJump) {
    state.withLock { state in
      state.jump = ClockJump(from: jump.from, to: state.jump?.to ?? jump.to)
    }
  }

  /// That the clock went back by more than a second since the last call.
  func takeJump() -> ClockJump? {
    state.withLock { state in
      defer { state.jump = nil }
      return state.jump
    }
  }
}
