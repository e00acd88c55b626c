import GRDB
import RemitModel
import Synchronization

/// An append that waits for its transaction.
struct PendingAppend: Sendable {
  let performances: [Performance]
  let position: UInt64
  let objects: Set<EntityUID>
  let time: Instant
  let key: Text?
  let continuation: CheckedContinuation<Result<LedgerAppend, LedgerError>, Never>
}

extension SQLiteLedger {
  /// Writes everything that waits, in one transaction. Whoever asked while the last transaction
  /// waited for the disk is in this one, and finds nothing left to do in their own.
  func appendPending(_ db: Database) {
    let batch = pending.withLock { pending in
      defer { pending.removeAll() }
      return pending
    }
    guard !batch.isEmpty else { return }
    do {
      let outcomes = try append(batch, db)
      for (append, outcome) in zip(batch, outcomes) {
        append.continuation.resume(returning: .success(outcome))
      }
    } catch {
      // Nothing of the transaction is kept, so nobody is told that theirs was.
      for append in batch { append.continuation.resume(returning: .failure(LedgerError(error))) }
    }
  }

  private func append(_ batch: [PendingAppend], _ db: Database) throws -> [LedgerAppend] {
    var outcomes: [LedgerAppend] = []
    var added: [LedgerEntry] = []
    try db.inTransaction(.immediate) {
      // With the file locked, what is in memory now is all there is.
      try catchUp(db)
      var touched: Set<EntityUID> = []
      for append in batch {
        if let key = append.key, let positions = try LedgerRow.positions(underKey: key, db) {
          let known = positions.compactMap { position in
            index.entry(at: position) ?? added.first { $0.position == position }
          }
          outcomes.append(.repeated(known))
          continue
        }
        if !append.objects.isDisjoint(with: touched)
          || index.lastChange(about: append.objects) > append.position
        {
          outcomes.append(.overtaken)
          continue
        }
        let first = index.position + UInt64(added.count) + 1
        var entries: [LedgerEntry] = []
        for performance in append.performances {
          let entry = LedgerEntry(
            performance, position: first + UInt64(entries.count), time: append.time)
          try LedgerRow.insert(entry, db)
          entries.append(entry)
          touched.insert(entry.object)
        }
        if let key = append.key { try LedgerRow.insert(key, of: entries, db) }
        added += entries
        outcomes.append(.appended(entries))
      }
      return .commit
    }
    index.add(added)
    return outcomes
  }

  /// Reads into memory what the file has and memory has not. On the file's queue only.
  func catchUp(_ db: Database) throws {
    do {
      let known = index.position
      let last = try LedgerRow.lastPosition(db)
      guard last >= known else {
        throw LedgerError.unreadable("it ends at entry \(last), and had reached \(known) before")
      }
      if last > known { try LedgerRow.read(after: known, upTo: last, db) { take($0) } }
      note(isReachable: true)
    } catch {
      note(isReachable: false)
      throw error
    }
  }

  /// Adds to memory what was read, the entries between two withdrawals at once, so that a decision
  /// sees all duties of a request or none.
  private func take(_ run: LedgerRow.Run) {
    state.withLock { $0.time = max($0.time, run.lastTime) }
    switch run {
    case .entries(let entries): index.add(entries)
    case .withdrawal(let withdrawal):
      index.withdraw(entry: withdrawal.entry, at: withdrawal.position)
    }
  }
}
