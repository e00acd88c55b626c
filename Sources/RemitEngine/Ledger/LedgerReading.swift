package import RemitModel

/// The ledger as one decision reads it.
package struct LedgerReading: Sendable {
  /// `nil`: there is none, or it cannot be read now.
  package let index: LedgerIndex?
  /// Nothing that came later is seen.
  package let position: UInt64
  /// What was asked about, for `perform`.
  package internal(set) var objects: Set<EntityUID> = []

  package static let unavailable = LedgerReading(index: nil, position: 0)

  /// The ledger as it is now, or as it was before a position.
  package init(_ ledger: any Ledger, before position: UInt64? = nil) {
    index = ledger.isAvailable ? ledger.index : nil
    self.position = position.map { max($0, 1) - 1 } ?? ledger.index.position
  }

  /// What an index held at a position.
  package init(index: LedgerIndex?, position: UInt64) {
    self.index = index
    self.position = position
  }

  /// What was performed on an object up to the position; `nil` where the ledger cannot answer.
  mutating func entries(about object: EntityUID) -> [LedgerEntry]? {
    guard let index else { return nil }
    objects.insert(object)
    let entries = index.entries(about: object)
    guard let last = entries.last, last.position > position else { return entries }
    return entries.filter { $0.position <= position }
  }
}
