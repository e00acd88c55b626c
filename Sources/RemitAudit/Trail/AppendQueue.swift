/// A caller that waits for its record to be durable.
struct Waiter: Sendable {
  typealias Answer = Result<Receipt, TrailError>

  let record: TrailRecord
  /// By the clock that only goes forward, in nanoseconds.
  let since: UInt64
  /// Who waits; nobody any more when it took too long, and nobody ever for some control records.
  var continuation: CheckedContinuation<Answer, Never>?
}

/// Answers that went out without a record.
struct Dropped: Hashable, Sendable {
  var count: UInt64
  /// The first and the last, in nanoseconds since 1970.
  let from: Int64
  var to: Int64
  /// Why the first was dropped.
  let reason: String

  var record: ControlRecord {
    ControlRecord(
      .gap,
      [
        ("from", .text(RecordTime.text(nanoseconds: from))),
        ("to", .text(RecordTime.text(nanoseconds: to))),
        ("count", .number(Int64(clamping: count))), ("reason", .text(reason)),
      ])
  }
}

/// Records that wait to be written, those that are being written, and who waits for them.
///
/// Unchecked: everything is read and changed under `condition` only.
final class AppendQueue: @unchecked Sendable {
  enum State: Hashable {
    case running
    case full
    case poisoned(String)
    case closing
    case closed
  }

  private let condition = MonotonicCondition()
  private let recordsMax: Int
  private let bytesMax: Int
  private let backlogBytesMax: Int

  private var waiting: [Waiter] = []
  private var waitingBytes = 0
  private var writing: [Waiter] = []
  private var state = State.running
  /// How many wait when all who were answered last have come back.
  private var expected = 0
  private var dropped: Dropped?
  /// How many records must wait for the writer to be woken.
  private var wakesAt = Int.max
  /// Something for the writer besides records.
  private var isWriterCalled = false
  private var backlogBytes = 0
  private var droppedTotal: UInt64 = 0
  private var timedOutTotal: UInt64 = 0

  init(_ options: TrailOptions) {
    recordsMax = options.queueRecordsMax
    bytesMax = options.queueBytesMax
    backlogBytesMax = options.backlogBytesMax
  }

  private func locked<Result>(_ body: () -> Result) -> Result {
    condition.lock()
    defer { condition.unlock() }
    return body()
  }

  // MARK: - Callers

  /// Takes a record, or answers why not.
  func add(_ waiter: Waiter) { add([waiter]) }

  /// Takes records in this order, all of them, or answers why not.
  func add(_ waiters: [Waiter]) {
    let bytes = waiters.reduce(0) { $0 + $1.record.bytes.count }
    let answer: TrailError? = locked {
      if let refusal = refusal(of: bytes) { return refusal }
      waiting += waiters
      waitingBytes += bytes
      if waiting.count >= wakesAt {
        wakesAt = .max
        condition.signal()
      }
      return nil
    }
    guard let answer else { return }
    for waiter in waiters { waiter.continuation?.resume(returning: .failure(answer)) }
  }

  private func refusal(of bytes: Int) -> TrailError? {
    switch state {
    case .running: break
    case .full: return .full
    case .poisoned(let words): return .poisoned(words: words)
    case .closing, .closed: return .closed
    }
    let isOver =
      waiting.count >= recordsMax || waitingBytes + bytes > bytesMax
      || backlogBytes > backlogBytesMax
    return isOver ? .overloaded : nil
  }

  /// Counts an answer that goes out without a record.
  ///
  /// - Parameter reason: kept of the first only.
  func noteDropped(at time: Int64, because reason: String) {
    locked {
      droppedTotal += 1
      if var dropped {
        dropped.count += 1
        dropped.to = max(dropped.to, time)
        self.dropped = dropped
      } else {
        dropped = Dropped(count: 1, from: time, to: time, reason: reason)
      }
      callWriter()
    }
  }

  /// Answers those that have waited since before a time; they are not written if they were not being
  /// written already.
  func expire(before time: UInt64) {
    let late: [Waiter] = locked {
      var late: [Waiter] = []
      if let first = waiting.first, first.since < time {
        let count = waiting.prefix { $0.since < time }.count
        late += waiting.prefix(count)
        waiting.removeFirst(count)
        waitingBytes = waiting.reduce(0) { $0 + $1.record.bytes.count }
      }
      for index in writing.indices
      where writing[index].continuation != nil && writing[index].since < time {
        late.append(writing[index])
        writing[index].continuation = nil
      }
      timedOutTotal += UInt64(late.count)
      return late
    }
    for waiter in late { waiter.continuation?.resume(returning: .failure(.timedOut)) }
  }

  // MARK: - The writer

  enum Work {
    /// Records, and what must be said before them.
    case records([TrailRecord], Dropped?)
    /// Nothing but a look around.
    case call
    case close
  }

  /// Waits for something to do.
  ///
  /// - Parameters:
  ///   - limit: when to look around in any case, as `MonotonicCondition` tells the time.
  ///   - gathering: until when to wait for those to come back who were answered last, so that they
  ///     share the sync of those who wait already.
  func next(recordsMax: Int, until limit: UInt64, gathering: UInt64? = nil) -> Work {
    locked {
      var gathering = gathering
      while true {
        let canWrite = state == .running || state == .closing
        if let end = gathering, state == .running, waiting.count < min(expected, recordsMax) {
          wakesAt = min(expected, recordsMax)
          if !condition.wait(until: end) { gathering = nil }
          continue
        }
        if canWrite, !waiting.isEmpty || dropped != nil {
          let count = min(recordsMax, waiting.count)
          writing = Array(waiting.prefix(count))
          waiting.removeFirst(count)
          for waiter in writing { waitingBytes -= waiter.record.bytes.count }
          return .records(writing.map(\.record), dropped)
        }
        if state == .closing { return .close }
        if isWriterCalled || limit <= MonotonicCondition.now {
          isWriterCalled = false
          return .call
        }
        wakesAt = 1
        _ = condition.wait(until: limit)
        wakesAt = .max
      }
    }
  }

  /// Answers the first of those that are being written.
  ///
  /// - Parameter said: what was recorded of dropped answers.
  func finish(_ count: Int, firstIndex: UInt64, origin: String, said: Dropped?) {
    let done: [Waiter] = locked {
      // Fewer, where those who waited were answered meanwhile because something else failed.
      let done = Array(writing.prefix(count))
      writing.removeFirst(done.count)
      expected = waiting.count + count
      if let said, let now = dropped {
        dropped =
          now.count == said.count
          ? nil
          : Dropped(
            count: now.count - said.count, from: said.to, to: now.to, reason: now.reason)
      }
      return done
    }
    for (place, waiter) in done.enumerated() {
      waiter.continuation?.resume(
        returning: .success(
          Receipt(id: waiter.record.id, index: firstIndex + UInt64(place), origin: origin)))
    }
  }

  /// Answers everybody who waits with an error, and refuses who comes, until `resume`.
  ///
  /// - Parameter isWriting: whether those are meant too whose records are being written.
  func fail(_ error: TrailError, isWriting: Bool = true) {
    let all: [Waiter] = locked {
      switch error {
      case .full: if state == .running { state = .full }
      case .poisoned(let words): state = .poisoned(words)
      case .closed: state = .closed
      default: state = .poisoned(error.description)
      }
      let all = (isWriting ? writing : []) + waiting
      if isWriting { writing = [] }
      waiting = []
      waitingBytes = 0
      callWriter()
      return all
    }
    for waiter in all { waiter.continuation?.resume(returning: .failure(error)) }
  }

  /// There is room again.
  func resume() {
    locked {
      if state == .full { state = .running }
      callWriter()
    }
  }

  /// Refuses who comes; the writer is to write what waits and end.
  func close() {
    locked {
      switch state {
      case .running, .full: state = .closing
      case .poisoned, .closing, .closed: break
      }
      callWriter()
    }
  }

  /// Wakes the writer for something besides records.
  func call() { locked { callWriter() } }

  private func callWriter() {
    isWriterCalled = true
    condition.signal()
  }

  func add(backlogBytes bytes: Int) { locked { backlogBytes += bytes } }

  // MARK: - Numbers

  struct Numbers {
    let state: State
    let records: Int
    let bytes: Int
    let backlogBytes: Int
    let droppedTotal: UInt64
    let timedOutTotal: UInt64
  }

  var numbers: Numbers {
    locked {
      Numbers(
        state: state, records: waiting.count + writing.count, bytes: waitingBytes,
        backlogBytes: backlogBytes, droppedTotal: droppedTotal, timedOutTotal: timedOutTotal)
    }
  }
}
