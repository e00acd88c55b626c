import RemitAudit
import RemitTestSupport
import Synchronization

/// A clock that a test sets.
final class TestClock: TrailClock {
  private let time = Mutex<Int64>(1_790_000_000_000_000_000)

  func now() -> Int64 {
    time.withLock { time in
      time += 1_000_000
      return time
    }
  }

  func monotonic() -> UInt64 { SystemTrailClock().monotonic() }

  func advance(_ nanoseconds: Int64) { time.withLock { $0 += nanoseconds } }
}

/// Random numbers that a seed repeats.
final class TestRandomness: TrailRandomness {
  private let random: Mutex<SplitMix64>

  init(seed: UInt64) { random = Mutex(SplitMix64(seed: seed)) }

  func next() -> UInt64 { random.withLock { $0.next() } }
}

/// Remembers every checkpoint that it signs. Unless it is given a key, a signature is a word.
///
/// Unchecked: one thread at a time.
final class RecordingKeys: CheckpointKeys, @unchecked Sendable {
  let key: TrailKeys?
  var signed: [Checkpoint]

  init(_ key: TrailKeys? = nil, signed: [Checkpoint] = []) {
    self.key = key
    self.signed = signed
  }

  private static let word = Array("\nsigned".utf8)

  func sign(_ checkpoint: Checkpoint) throws -> [UInt8] {
    signed.append(checkpoint)
    if let key { return try key.sign(checkpoint) }
    return checkpoint.text + Self.word
  }

  func open(
    _ bytes: [UInt8], origin: String
  ) throws -> (checkpoint: Checkpoint, isByAll: Bool) {
    if let key { return try key.open(bytes, origin: origin) }
    guard bytes.suffix(Self.word.count).elementsEqual(Self.word) else {
      throw NoteError.malformed("not signed")
    }
    let checkpoint = try Checkpoint(text: Array(bytes.dropLast(Self.word.count)))
    guard checkpoint.origin == origin else {
      throw NoteError.otherOrigin(expected: origin, found: checkpoint.origin)
    }
    return (checkpoint, true)
  }

  var keyIDs: [String] { key?.keyIDs ?? ["stub"] }
}
