import RemitCompiler
import RemitModel

// Attributes, keys, types and the hierarchy.
extension Evaluator {
  /// A read value, or the error that it is not there.
  @inline(__always)
  mutating func present(_ slot: Slot) -> Slot {
    slot.kind == .absent ? .error(.missingEntity) : slot
  }

  /// The attribute of an entity or record, or absent.
  @inline(never)
  mutating func attribute(_ name: UInt32, of base: Slot) -> Slot {
    switch base.kind {
    case .entity: return attribute(name, ofEntity: base.id)
    case .record: return field(view.names[Int(name)], of: base)
    case .absent, .error, .bool, .int, .string, .instant, .duration, .enumCase, .ip, .ipRange,
      .set, .map:
      return .absent
    }
  }

  /// What the request says of it, else what is stored.
  @inline(__always)
  mutating func attribute(_ name: UInt32, ofEntity entity: UInt32) -> Slot {
    let type = type(of: entity)
    guard type >= 0 else { return .absent }
    let column = view.entities.columns.find(UInt32(type), name)
    guard column != IntTableView.none else { return .absent }
    return slot(ofColumn: Int(column), of: entity)
  }

  /// The value in a column of the entity's type, sent before stored.
  @inline(__always)
  mutating func slot(ofColumn column: Int, of entity: UInt32) -> Slot {
    if facts.hasSent {
      let value = sentSlot(ofColumn: column, of: entity)
      if value.kind != .absent { return value }
    }
    guard entity < view.pool.entityCount else { return .absent }
    let row = view.entities.row(of: entity)
    return row == EntityRows.none
      ? .absent : view.entities.attributes[Int(row) + column]
  }

  @inline(never)
  private mutating func sentSlot(ofColumn column: Int, of entity: UInt32) -> Slot {
    for sent in facts.sent where sent.entity == entity && !sent.attributes.isEmpty {
      let value = sent.attributes[column]
      if value.kind != .absent { return value }
    }
    return .absent
  }

  @inline(__always)
  mutating func contextAttribute(_ name: UInt32) -> Slot {
    let column = view.entities.columns.find(facts.contextOwner, name)
    return column == IntTableView.none || facts.hidesContext ? .absent : context[Int(column)]
  }

  mutating func contextHas(_ node: Node) -> Slot {
    let first = contextAttribute(view.paths[Int(node.argument)])
    return .bool(hasPath(node, first, from: 1))
  }

  mutating func hasPath(_ node: Node, _ base: Slot, from start: Int) -> Bool {
    var slot = base
    for step in start..<Int(node.count) {
      slot = attribute(view.paths[Int(node.argument) + step], of: slot)
    }
    return slot.kind != .absent
  }

  mutating func mapValue(_ key: UInt32, of base: Slot) -> Slot {
    guard base.kind == .map else { return .error(.wrongType) }
    return present(field(key, of: base))
  }

  mutating func hasKey(_ key: UInt32, _ base: Slot) -> Slot {
    guard base.kind == .map else { return .error(.wrongType) }
    return .bool(field(key, of: base).kind != .absent)
  }

  mutating func isType(_ type: UInt32, _ base: Slot) -> Slot {
    return .bool(base.kind == .entity && self.type(of: base.id) == Int32(bitPattern: type))
  }

  mutating func id(_ base: Slot) -> Slot {
    guard base.kind == .entity else { return .error(.wrongType) }
    return .string(pool.entity(base.id).id)
  }

  /// The context as one value, for programs that use it whole.
  mutating func contextRecord() -> Slot {
    var fields: [(key: UInt32, value: Slot)] = []
    for column in 0..<(facts.hidesContext ? 0 : context.count)
    where context[column].kind != .absent {
      fields.append((contextKeys[Int(facts.action)][column], context[column]))
    }
    return pool.fields(.record, fields)
  }

  // MARK: The hierarchy

  /// Whether an entity is the other one or lies below it, by what is stored and what is sent.
  @inline(__always)
  mutating func lies(_ entity: UInt32, in ancestor: UInt32) -> Bool {
    if entity == ancestor { return true }
    if entity < view.pool.entityCount,
      view.entities.ancestors(of: entity).containsAscending(ancestor)
    {
      return true
    }
    return facts.sendsParents && liesBySent(entity, in: ancestor)
  }

  /// Sent parents belong to entities that are not stored, so nothing stored lies below these but
  /// what names them as a parent; at most both are passed.
  private mutating func liesBySent(_ entity: UInt32, in ancestor: UInt32) -> Bool {
    var reached: [Bool] = facts.sent.map { isStoredBelow(entity, $0.entity) }
    for _ in facts.sent.indices {
      for (index, sent) in facts.sent.enumerated() where reached[index] {
        for (other, next) in facts.sent.enumerated()
        where !reached[other] && sent.ancestors.contains(next.entity) {
          reached[other] = true
        }
      }
    }
    return facts.sent.indices.contains {
      reached[$0] && facts.sent[$0].ancestors.contains(ancestor)
    }
  }

  private mutating func isStoredBelow(_ entity: UInt32, _ ancestor: UInt32) -> Bool {
    if entity == ancestor { return true }
    guard entity < view.pool.entityCount else { return false }
    return view.entities.ancestors(of: entity).containsAscending(ancestor)
  }
}
