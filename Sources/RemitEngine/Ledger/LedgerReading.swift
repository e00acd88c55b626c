package import RemitModel

/// The ledger as one decision reads it.
package struct LedgerReading: Sendable {
  /// `nil`: there is none, or it cannot be read now.
  package let source: LedgerReference?
  /// Nothing that came later is seen.
  package let position: UInt64
  /// Valid as long as this value lives.
  let view: LedgerView?

  package static let unavailable = LedgerReading(source: nil, position: 0)

  /// The ledger as it is now, or as it was before a position.
  package init(_ ledger: any Ledger, before position: UInt64? = nil) {
    let index = ledger.index
    self.init(
      source: ledger.isAvailable ? LedgerReference(index) : nil,
      position: position.map { max($0, 1) - 1 } ?? index.position)
  }

  /// What an index held at a position.
  package init(source: LedgerReference?, position: UInt64) {
    self.source = source
    self.position = position
    view = source?.view
  }

  /// What was performed on an object up to the position, for people to read; `nil` where the ledger
  /// cannot answer. Decisions read rows.
  func entries(about object: EntityUID) -> [LedgerEntry]? {
    source?.index.entries(about: object).filter { $0.position <= position }
  }
}

extension DecisionScratch {
  /// The ledger as it is now, without counting references to what other threads refer to.
  ///
  /// - Parameter index: the ledger's.
  package mutating func reading(_ ledger: any Ledger, _ index: LedgerIndex) -> LedgerReading {
    guard ledger.isAvailable else { return LedgerReading(source: nil, position: index.position) }
    if let known = ledgerReference, known.index === index {
      return LedgerReading(source: known, position: known.view.position)
    }
    let reference = LedgerReference(index)
    ledgerReference = reference
    return LedgerReading(source: reference, position: reference.view.position)
  }
}
