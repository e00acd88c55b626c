import Foundation
import GRDB
public import RemitModel
import Synchronization

/// A ledger in one SQLite file, for any number of processes of one machine.
///
/// An append has reached the disk before it returns. What is asked at once by many threads is
/// written in one transaction, so that it waits for the disk once.
///
/// Everything that was appended is in memory too, in `index`; opening reads the file once.
public final class SQLiteLedger: Ledger {
  public let index = LedgerIndex()

  /// What may become of the file when a ledger is opened.
  public enum Opening: Sendable {
    /// A file that is not there is made.
    case creating
    /// The file must be there.
    case existing
    /// The file must be there and is only read; appending is refused.
    case reading
  }

  struct State: Sendable {
    /// The last time read or stored.
    var time = Instant(milliseconds: .min)
  }

  let state: Mutex<State>
  /// When the file was last read, in nanoseconds after `opened`; negative since it could not be.
  /// Decisions ask whether the ledger is available, so that it is no lock.
  private let reachedAt = Atomic<Int64>(0)
  private let opened = ContinuousClock.now
  let pending = Mutex<[PendingAppend]>([])
  private let file: DatabaseQueue
  private let isReadOnly: Bool
  private let clock: @Sendable () -> Instant
  private let maxLag: Duration?

  /// Opens a ledger, or makes one.
  ///
  /// - Parameters:
  ///   - path: the file. SQLite keeps two more beside it, named like it with `-wal` and `-shm`.
  ///   - opening: what may become of the file.
  ///   - busyTimeout: how long another process is waited for.
  ///   - maxLag: how old what `index` holds may be before it counts as unavailable; it is then
  ///     brought up to date four times as often. Without it `index` follows other processes only on
  ///     `refresh`, `append` and `withdraw`.
  /// - Throws: why it cannot be opened. The file is then as it was.
  /// - Complexity: O(n) in what the ledger holds.
  public convenience init(
    path: String, opening: Opening = .creating, busyTimeout: Duration = .seconds(5),
    maxLag: Duration? = nil
  ) throws(LedgerError) {
    try self.init(path: path, opening: opening, busyTimeout: busyTimeout, maxLag: maxLag) {
      Instant(milliseconds: Int64((Date().timeIntervalSince1970 * 1_000).rounded(.down)))
    }
  }

  /// - Parameter clock: the time of entries; held to never go back.
  package init(
    path: String, opening: Opening = .creating, busyTimeout: Duration = .seconds(5),
    maxLag: Duration? = nil, clock: @escaping @Sendable () -> Instant
  ) throws(LedgerError) {
    file = try LedgerFile(path: path, busyTimeout: busyTimeout).open(opening)
    isReadOnly = opening == .reading
    self.clock = clock
    self.maxLag = maxLag
    state = Mutex(State())
    do {
      try file.inDatabase { try catchUp($0) }
    } catch {
      throw LedgerError(error)
    }
    if let maxLag { follow(every: maxLag / 4) }
  }

  /// False after the file could not be read, until it can be again, and where `index` is older than
  /// it may be.
  public var isAvailable: Bool {
    let reachedAt = reachedAt.load(ordering: .acquiring)
    guard reachedAt >= 0 else { return false }
    return maxLag.map { ContinuousClock.now - opened - .nanoseconds(reachedAt) <= $0 } ?? true
  }

  /// Takes down whether the file could be read just now.
  func note(isReachable: Bool) {
    let (seconds, attoseconds) = (ContinuousClock.now - opened).components
    let elapsed = seconds &* 1_000_000_000 &+ attoseconds / 1_000_000_000
    reachedAt.store(isReachable ? elapsed : -1, ordering: .releasing)
  }

  /// The clock, or the last time read or stored where the clock went back.
  public func now() -> Instant {
    let read = clock()
    return state.withLock { state in
      state.time = max(state.time, read)
      return state.time
    }
  }

  /// See `Ledger.append`. O(log n + entries about the objects), and one wait for the disk.
  public func append(
    _ performances: [Performance], decidedAt position: UInt64, about objects: Set<EntityUID>,
    time: Instant, key: Text?
  ) async throws(LedgerError) -> LedgerAppend {
    try refuseIfReadOnly()
    let result = await withCheckedContinuation { continuation in
      let append = PendingAppend(
        performances: performances, position: position, objects: objects, time: time, key: key,
        continuation: continuation)
      pending.withLock { $0.append(append) }
      file.asyncWriteWithoutTransaction { self.appendPending($0) }
    }
    return try result.get()
  }

  /// See `Ledger.entries(underKey:)`. O(log n).
  public func entries(underKey key: Text) async throws(LedgerError) -> [LedgerEntry]? {
    try await onFile { [index] db throws in
      // The key first: another process may write between the two, and whatever the key stands for
      // must be in what is read.
      let positions = try LedgerRow.positions(underKey: key, db)
      try self.catchUp(db)
      return positions?.compactMap { index.entry(at: $0) }
    }
  }

  /// See `Ledger.withdraw`.
  public func withdraw(
    entry: UInt64, because: String, by principal: EntityUID?, decided: LedgerDecided?
  ) async throws(LedgerError) -> UInt64? {
    try refuseIfReadOnly()
    return try await onFile { db throws in
      var withdrawal: LedgerRow.Withdrawal?
      try db.inTransaction(.immediate) {
        try self.catchUp(db)
        guard let known = self.index.entry(at: entry) else {
          throw LedgerError.noSuchEntry(entry)
        }
        if known.withdrawnAt != nil { throw LedgerError.withdrawnBefore(entry) }
        if let decided, self.index.lastChange(about: decided.objects) > decided.position {
          return .rollback
        }
        let next = LedgerRow.Withdrawal(
          position: self.index.position + 1, entry: entry, because: because, principal: principal,
          time: self.now())
        try LedgerRow.insert(next, of: known, db)
        withdrawal = next
        return .commit
      }
      guard let withdrawal else { return nil }
      self.index.withdraw(entry: entry, at: withdrawal.position)
      return withdrawal.position
    }
  }

  /// Reads what other processes have appended. O(1) where there is nothing new.
  public func refresh() async throws(LedgerError) {
    try await onFile { try self.catchUp($0) }
  }

  /// Why entries were taken back, by the position of the entry. O(withdrawals).
  public func withdrawals() async throws(LedgerError) -> [UInt64: LedgerWithdrawal] {
    try await onFile { try LedgerRow.withdrawals($0) }
  }

  private func refuseIfReadOnly() throws(LedgerError) {
    if isReadOnly { throw .unavailable("it was opened for reading only") }
  }

  /// Does something on the file's own queue, so that no thread of the caller waits for the disk.
  private func onFile<Value: Sendable>(
    _ work: @escaping @Sendable (Database) throws -> Value
  ) async throws(LedgerError) -> Value {
    let result: Result<Value, LedgerError> = await withCheckedContinuation { continuation in
      file.asyncWriteWithoutTransaction { db in
        do {
          continuation.resume(returning: .success(try work(db)))
        } catch {
          continuation.resume(returning: .failure(LedgerError(error)))
        }
      }
    }
    return try result.get()
  }

  /// Refreshes again and again, for as long as somebody holds the ledger.
  private func follow(every interval: Duration) {
    Task { [weak self] in
      while true {
        try? await Task.sleep(for: interval)
        guard let ledger = self else { return }
        // What went wrong shows in `isAvailable`.
        try? await ledger.refresh()
      }
    }
  }
}
