import RemitModel

/// One request over one body of data: everything an expression can look at.
struct ReferenceSituation {
  let policy: TypedPolicy
  /// By entity, with what the request sends laid over what is stored.
  let attributes: [EntityUID: [Text: Value]]
  let parents: [EntityUID: [EntityUID]]
  let stored: Set<EntityUID>
  let principal: EntityUID
  let resource: EntityUID
  let context: [Text: Value]
  let now: Instant
  /// Everything that was ever performed; `nil` where the ledger cannot be asked.
  let history: [LedgerEntry]?
  let observed = Observations()

  /// Reads that failed although the data is bound to have what was read, unless it is optional:
  /// a guard must settle each of these, so no rule ever reports one.
  final class Observations {
    var unguardedReads: Set<Site> = []
  }

  func lies(_ entity: EntityUID, in ancestor: EntityUID) -> Bool {
    var reached: Set<EntityUID> = [entity]
    var open = [entity]
    while let next = open.popLast() {
      for parent in parents[next] ?? [] where reached.insert(parent).inserted {
        open.append(parent)
      }
    }
    return reached.contains(ancestor)
  }

  /// The attribute of an entity, a record or the context; `nil` where it is absent.
  func member(_ name: String, of value: Value) -> Value? {
    switch value {
    case .entity(let entity): attributes[entity]?[Text(name)]
    case .record(let entries): entries[Text(name)]
    case .bool, .int, .string, .instant, .duration, .ip, .ipRange, .enumCase, .set, .map: nil
    }
  }

  func variable(_ variable: TypedExpression.Variable) -> Value {
    switch variable {
    case .principal: .entity(principal)
    case .resource: .entity(resource)
    case .context: .record(context)
    case .now: .instant(now)
    }
  }

  func isType(_ value: Value, _ type: EntityTypeID) -> Bool {
    guard case .entity(let entity) = value else { return false }
    return policy.schema.entityType(wire: entity.type) == type
  }

  /// A failed read, and a note of it where only a missing guard can be the reason.
  func missing(in value: Value, at site: Site) -> Outcome {
    if case .entity(let entity) = value {
      let type = policy.schema.entityType(wire: entity.type)
      let isOpen = type.map { policy.schema[$0].isOpen } ?? true
      if stored.contains(entity) && !isOpen { observed.unguardedReads.insert(site) }
    } else {
      observed.unguardedReads.insert(site)
    }
    return fail(.missingEntity, at: site)
  }
}
