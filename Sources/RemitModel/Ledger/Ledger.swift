/// Where performed duties are kept.
///
/// Entries are only ever added: a withdrawal is an addition too. Whoever implements it promises
/// that an append is durable (as far as the medium is) before it returns, that of two appends about
/// one object the later one is refused if it was decided before the earlier one, across threads and
/// processes, and that `index` holds what was appended.
public protocol Ledger: Sendable {
  /// What decisions read: the same object each time.
  var index: LedgerIndex { get }

  /// The ledger's clock. It never goes back.
  func now() -> Instant

  /// Whether what `index` holds may be decided by: `false` where the ledger cannot be reached, or
  /// has not been for longer than it may.
  var isAvailable: Bool { get }

  /// Appends what one request performs, all of it or nothing.
  ///
  /// - Parameters:
  ///   - position: the position that the request was decided at.
  ///   - objects: everything that the decision read the ledger about. If anything about one of them
  ///     came after `position`, nothing is appended.
  ///   - time: of the entries; the ledger's clock, read when the request was decided.
  ///   - key: an idempotency key. A key that was used before appends nothing and gives what it gave
  ///     then.
  func append(
    _ performances: [Performance], decidedAt position: UInt64, about objects: Set<EntityUID>,
    time: Instant, key: Text?
  ) async throws(LedgerError) -> LedgerAppend

  /// What was appended under an idempotency key, if anything was.
  func entries(underKey key: Text) async throws(LedgerError) -> [LedgerEntry]?

  /// Takes an entry back.
  ///
  /// - Parameters:
  ///   - principal: who asked, where that is known.
  ///   - decided: where a policy decided that it may be: at which position, and everything that the
  ///     decision read the ledger about.
  /// - Returns: the position of the withdrawal; `nil` if anything about one of the objects came
  ///   after the position. Then nothing is taken back: decide again.
  func withdraw(
    entry: UInt64, because: String, by principal: EntityUID?, decided: LedgerDecided?
  ) async throws(LedgerError) -> UInt64?

  /// Brings `index` up to date with what other processes have appended.
  func refresh() async throws(LedgerError)
}

extension Ledger {
  /// Takes an entry back, whatever a policy says of it: for whoever administers the ledger.
  ///
  /// - Returns: the position of the withdrawal.
  public func withdraw(
    entry: UInt64, because: String, by principal: EntityUID? = nil
  ) async throws(LedgerError) -> UInt64 {
    let position = try await withdraw(
      entry: entry, because: because, by: principal, decided: nil)
    guard let position else { throw .unavailable("others came in between") }
    return position
  }
}

/// At which position of the ledger something was decided, and what the decision read there.
public struct LedgerDecided: Hashable, Sendable {
  public let position: UInt64
  public let objects: Set<EntityUID>

  package init(at position: UInt64, about objects: Set<EntityUID>) {
    self.position = position
    self.objects = objects
  }
}

/// What became of an append.
public enum LedgerAppend: Hashable, Sendable {
  case appended([LedgerEntry])
  /// Something about one of the objects came in between: decide again.
  case overtaken
  /// The key was used before: what was appended then.
  case repeated([LedgerEntry])
}

/// Why a ledger did not do what it was asked.
public enum LedgerError: Error, Hashable, Sendable, CustomStringConvertible {
  /// It cannot be reached, read or written now; the words say what happened.
  case unavailable(String)
  /// It is no ledger, of a newer version, or damaged.
  case unreadable(String)
  /// There is no such entry.
  case noSuchEntry(UInt64)
  /// The entry was withdrawn before.
  case withdrawnBefore(UInt64)
  /// The idempotency key was used for a request about something else, or by somebody else.
  case keyOfAnotherRequest(String)

  public var description: String {
    switch self {
    case .unavailable(let reason): "the ledger is not available: \(reason)"
    case .unreadable(let reason): "this is not a ledger that can be read: \(reason)"
    case .noSuchEntry(let position): "the ledger has no entry \(position)"
    case .withdrawnBefore(let position): "entry \(position) was withdrawn before"
    case .keyOfAnotherRequest(let key): "the key \(quoted(key)) was used for another request"
    }
  }
}
