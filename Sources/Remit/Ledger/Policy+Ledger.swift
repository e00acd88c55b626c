package import RemitModel

extension Policy {
  /// What a ledger holds and this policy does not name: a line per duty and per type of entity.
  ///
  /// Under such a policy, what was performed before would be forgotten without a word. A duty that
  /// is retired is named enough, and so are the types in its entries.
  ///
  /// - Complexity: O(kinds of entries).
  package func unknownNames(in index: LedgerIndex) -> [String] {
    let named = Set(typed.duties.map(\.wire))
    let retired = Set(typed.retiredDuties.map(\.wire))
    var duties: [Text: Int] = [:]
    var types: [Text: Int] = [:]
    for kind in index.kinds where !retired.contains(kind.duty) {
      if !named.contains(kind.duty) {
        duties[kind.duty, default: 0] += kind.count
        continue
      }
      for type in Set([kind.objectType, kind.personType])
      where typed.schema.entityType(wire: type) == nil {
        types[type, default: 0] += kind.count
      }
    }
    func entries(_ count: Int) -> String { count == 1 ? "1 entry" : "\(count) entries" }
    return duties.sorted { $0.key < $1.key }.map { wire, count in
      "the ledger has \(entries(count)) of the duty \(quoted(wire.string)), which the policy does "
        + "not name; `retire duty \(quoted(wire.string)) because …` says that it is given up"
    }
      + types.sorted { $0.key < $1.key }.map { wire, count in
        "the ledger has \(entries(count)) about the entity type \(quoted(wire.string)), which the "
          + "policy does not name"
      }
  }

  /// Refuses a ledger with entries that this policy would forget.
  func refuseUnknownNames(in ledger: any Ledger) throws(EngineErrors) {
    let unknown = unknownNames(in: ledger.index)
    if !unknown.isEmpty { throw .ledger(unknown) }
  }
}
