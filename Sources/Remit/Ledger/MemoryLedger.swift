public import RemitModel
import Synchronization

/// A ledger that lives as long as its process: for tests, and for whoever records elsewhere.
public final class MemoryLedger: Ledger {
  public let index = LedgerIndex()
  private let clock: @Sendable () -> Instant
  private let state = Mutex(State())

  private struct State: Sendable {
    var position: UInt64 = 0
    var time = Instant(milliseconds: .min)
    var byKey: [Text: [LedgerEntry]] = [:]
  }

  /// - Parameter clock: the time of entries; held to never go back.
  public init(clock: @escaping @Sendable () -> Instant) {
    self.clock = clock
  }

  public var isAvailable: Bool { true }

  /// The clock, or the last time read where the clock went back.
  public func now() -> Instant {
    let read = clock()
    return state.withLock { state in
      state.time = max(state.time, read)
      return state.time
    }
  }

  /// See `Ledger.append`. O(entries about the objects).
  public func append(
    _ performances: [Performance], decidedAt position: UInt64, about objects: Set<EntityUID>,
    time: Instant, key: Text?
  ) async throws(LedgerError) -> LedgerAppend {
    state.withLock { state in
      if let key, let known = state.byKey[key] { return .repeated(known) }
      if index.lastChange(about: objects) > position { return .overtaken }
      var entries: [LedgerEntry] = []
      for performance in performances {
        state.position += 1
        entries.append(LedgerEntry(performance, position: state.position, time: time))
      }
      if let key { state.byKey[key] = entries }
      index.add(entries)
      return .appended(entries)
    }
  }

  /// See `Ledger.entries(underKey:)`. O(1).
  public func entries(underKey key: Text) async throws(LedgerError) -> [LedgerEntry]? {
    state.withLock { $0.byKey[key] }
  }

  /// See `Ledger.withdraw`.
  public func withdraw(
    entry: UInt64, because: String, by principal: EntityUID?, decided: LedgerDecided?
  ) async throws(LedgerError) -> UInt64? {
    let result: Result<UInt64?, LedgerError> = state.withLock { state in
      guard let known = index.entry(at: entry) else { return .failure(.noSuchEntry(entry)) }
      if known.withdrawnAt != nil { return .failure(.withdrawnBefore(entry)) }
      if let decided, index.lastChange(about: decided.objects) > decided.position {
        return .success(nil)
      }
      state.position += 1
      index.withdraw(entry: entry, at: state.position)
      return .success(state.position)
    }
    return try result.get()
  }

  /// Nothing to do: nobody else writes.
  public func refresh() async throws(LedgerError) {}

  /// Puts entries into an empty ledger at once, as tests give them.
  package func preload(_ entries: [(performance: Performance, time: Instant, isWithdrawn: Bool)]) {
    state.withLock { state in
      for (performance, time, isWithdrawn) in entries {
        state.position += 1
        let entry = LedgerEntry(performance, position: state.position, time: time)
        index.add([entry])
        guard isWithdrawn else { continue }
        state.position += 1
        index.withdraw(entry: entry.position, at: state.position)
      }
    }
  }
}

extension Ledger where Self == MemoryLedger {
  /// A new ledger that lives as long as its process, with the machine's clock.
  public static var inMemory: MemoryLedger {
    MemoryLedger { Instant(milliseconds: Platform.millisecondsSince1970()) }
  }
}
