public import RemitModel

/// No ledger: what depends on duties performed errs with `ledger-unavailable`, so that nothing is
/// allowed which a ledger might forbid.
public struct UnavailableLedger: Ledger {
  public let index = LedgerIndex()
  private let reason: String

  /// - Parameter reason: what those are told who want something recorded.
  public init(because reason: String) {
    self.reason = reason
  }

  public var isAvailable: Bool { false }

  /// The machine's clock.
  public func now() -> Instant { Instant(milliseconds: Platform.millisecondsSince1970()) }

  /// Throws: nothing can be recorded.
  public func append(
    _ performances: [Performance], decidedAt position: UInt64, about objects: Set<EntityUID>,
    time: Instant, key: Text?
  ) async throws(LedgerError) -> LedgerAppend {
    throw .unavailable(reason)
  }

  /// Throws: nothing is known.
  public func entries(underKey key: Text) async throws(LedgerError) -> [LedgerEntry]? {
    throw .unavailable(reason)
  }

  /// Throws: there is nothing to take back from.
  public func withdraw(
    entry: UInt64, because: String, by principal: EntityUID?, decided: LedgerDecided?
  ) async throws(LedgerError) -> UInt64? {
    throw .unavailable(reason)
  }

  /// Throws: there is nothing to read.
  public func refresh() async throws(LedgerError) { throw .unavailable(reason) }
}
