import Synchronization

/// What a ledger holds, in memory and by object: all that deciding reads of it.
///
/// A ledger adds to it; decisions read it as it stood at a position, so that one decision sees one
/// state whatever is added meanwhile.
public final class LedgerIndex: Sendable {
  private struct State: Sendable {
    var position: UInt64 = 0
    var byObject: [EntityUID: [LedgerEntry]] = [:]
    /// Where an entry is, for its withdrawal.
    var objectOfEntry: [UInt64: EntityUID] = [:]
  }

  private let state = Mutex(State())

  public init() {}

  /// The position of the last entry or withdrawal; 0 of an empty ledger.
  public var position: UInt64 { state.withLock { $0.position } }

  /// Everything that was performed on an object, in order, withdrawn entries too.
  ///
  /// - Complexity: O(1); the entries are shared, not copied.
  public func entries(about object: EntityUID) -> [LedgerEntry] {
    state.withLock { $0.byObject[object] ?? [] }
  }

  /// Adds entries; their positions are higher than all before. O(entries).
  package func add(_ entries: [LedgerEntry]) {
    state.withLock { state in
      for entry in entries {
        state.byObject[entry.object, default: []].append(entry)
        state.objectOfEntry[entry.position] = entry.object
        state.position = max(state.position, entry.position)
      }
    }
  }

  /// Takes an entry back.
  ///
  /// - Returns: false where there is no such entry, or it was taken back before.
  /// - Complexity: O(log entries about its object).
  @discardableResult
  package func withdraw(entry: UInt64, at position: UInt64) -> Bool {
    state.withLock { state in
      guard let object = state.objectOfEntry[entry],
        let index = state.byObject[object]?.firstIndex(where: { $0.position == entry }),
        state.byObject[object]?[index].withdrawnAt == nil
      else { return false }
      state.byObject[object]?[index].withdrawnAt = position
      state.position = max(state.position, position)
      return true
    }
  }

  /// The last position at which anything about one of the objects changed; 0 if nothing ever did.
  package func lastChange(about objects: Set<EntityUID>) -> UInt64 {
    state.withLock { state in
      objects.reduce(into: 0) { last, object in
        for entry in state.byObject[object] ?? [] {
          last = max(last, entry.position, entry.withdrawnAt ?? 0)
        }
      }
    }
  }

  /// The entry at a position, if there is one.
  public func entry(at position: UInt64) -> LedgerEntry? {
    state.withLock { state in
      state.objectOfEntry[position].flatMap { object in
        state.byObject[object]?.first { $0.position == position }
      }
    }
  }

  /// Every entry, by position. O(n log n).
  public var all: [LedgerEntry] {
    state.withLock { $0.byObject.values.flatMap { $0 } }.sorted { $0.position < $1.position }
  }
}
