package import RemitModel

extension ValuePool {
  /// The slot of a value in its exact form, its parts interned.
  ///
  /// Sets and records are taken in an order of their own content, so that equal values give equal
  /// ids whatever the process's hash seed is. Recursion is bounded by the depth of the value's
  /// declared type. O(n log n).
  package mutating func intern(_ value: Value, in schema: Schema) -> Slot {
    switch value {
    case .bool(let flag): return .bool(flag)
    case .int(let number): return .int(number)
    case .string(let text): return .string(intern(text))
    case .instant(let instant): return .instant(instant.milliseconds)
    case .duration(let duration): return .duration(duration.count)
    case .ip(let address):
      return Slot(.ip, bits: UInt64(intern(PooledAddress(address))))
    case .ipRange(let range):
      let pooled = PooledAddress(range.base, prefixLength: Int16(range.prefixLength))
      return Slot(.ipRange, bits: UInt64(intern(pooled)))
    case .enumCase(let enumCase): return .enumCase(enumCase.type, enumCase.ordinal)
    case .entity(let uid): return .entity(intern(uid, in: schema))
    case .set(let values):
      let ordered = values.count > 1 ? values.sorted(by: Value.isOrdered) : Array(values)
      return set(ordered.map { intern($0, in: schema) })
    case .record(let entries): return intern(entries, .record, in: schema)
    case .map(let entries): return intern(entries, .map, in: schema)
    }
  }

  private mutating func intern(
    _ entries: [Text: Value], _ kind: Slot.Kind, in schema: Schema
  ) -> Slot {
    let keys = entries.keys.sorted()
    var content: [(key: UInt32, value: Slot)] = []
    for key in keys {
      guard let value = entries[key] else { continue }
      content.append((intern(key), intern(value, in: schema)))
    }
    return fields(kind, content)
  }

  /// The id of an entity. One of an undeclared type has an id too: it is equal to itself only, and
  /// no request or stored entity is of it.
  package mutating func intern(_ uid: EntityUID, in schema: Schema) -> UInt32 {
    if let type = schema.entityType(wire: uid.type) {
      return intern(PooledEntity(type: type.value, id: intern(uid.id)))
    }
    return intern(PooledEntity(type: -1, id: intern(Text(uid.description))))
  }

  /// The value of a slot that is neither absent nor an error. O(size).
  package func value(_ slot: Slot, in schema: Schema) -> Value? {
    switch slot.kind {
    case .absent, .error: return nil
    case .bool: return .bool(slot.isTrue)
    case .int: return .int(slot.number)
    case .string: return .string(text(slot.id))
    case .instant: return .instant(Instant(milliseconds: slot.number))
    case .duration: return .duration(Milliseconds(slot.number))
    case .enumCase:
      let type = EnumTypeID(Int(slot.detail))
      return .enumCase(EnumCase(type: type, ordinal: Int(slot.id)))
    case .ip: return .ip(address(slot.id).address)
    case .ipRange: return .ipRange(address(slot.id).range)
    case .entity: return .entity(uid(slot.id, in: schema))
    case .set:
      let content = withElements(slot) { Array($0) }
      return .set(Set(content.compactMap { value($0, in: schema) }))
    case .record: return .record(entries(slot, in: schema))
    case .map: return .map(entries(slot, in: schema))
    }
  }

  private func entries(_ slot: Slot, in schema: Schema) -> [Text: Value] {
    let content = withElements(slot) { Array($0) }
    var out: [Text: Value] = [:]
    for index in stride(from: 0, to: content.count, by: 2) {
      out[text(content[index].id)] = value(content[index + 1], in: schema)
    }
    return out
  }

  /// The identity of an entity, as users write it.
  package func uid(_ id: UInt32, in schema: Schema) -> EntityUID {
    let pooled = entity(id)
    guard pooled.type >= 0 else { return EntityUID(type: "", id: text(pooled.id)) }
    return EntityUID(type: schema[EntityTypeID(Int(pooled.type))].wire, id: text(pooled.id))
  }
}

extension Value {
  /// A total order of values by their content, for canonical texts and stable ids.
  package static func isOrdered(_ a: Value, _ b: Value) -> Bool { order(a, b) < 0 }

  private static func order(_ a: Value, _ b: Value) -> Int {
    switch (a, b) {
    case (.bool(let x), .bool(let y)): return sign(x ? 1 : 0, y ? 1 : 0)
    case (.int(let x), .int(let y)): return sign(x, y)
    case (.string(let x), .string(let y)): return sign(x, y)
    case (.instant(let x), .instant(let y)): return sign(x, y)
    case (.duration(let x), .duration(let y)): return sign(x, y)
    case (.ip(let x), .ip(let y)): return sign(x, y)
    case (.ipRange(let x), .ipRange(let y)):
      let bases = sign(x.base, y.base)
      return bases != 0 ? bases : sign(x.prefixLength, y.prefixLength)
    case (.enumCase(let x), .enumCase(let y)):
      return x.type != y.type ? sign(x.type, y.type) : sign(x.ordinal, y.ordinal)
    case (.entity(let x), .entity(let y)): return sign(x, y)
    case (.set(let x), .set(let y)):
      return order(x.sorted(by: isOrdered), y.sorted(by: isOrdered))
    case (.record(let x), .record(let y)), (.map(let x), .map(let y)):
      let names = order(
        x.keys.sorted().map(Value.string), y.keys.sorted().map(Value.string))
      if names != 0 { return names }
      return order(x.keys.sorted().compactMap { x[$0] }, y.keys.sorted().compactMap { y[$0] })
    default: return sign(a.rank, b.rank)
    }
  }

  private static func order(_ a: [Value], _ b: [Value]) -> Int {
    for (x, y) in zip(a, b) {
      let first = order(x, y)
      if first != 0 { return first }
    }
    return sign(a.count, b.count)
  }

  private static func sign<Compared: Comparable>(_ a: Compared, _ b: Compared) -> Int {
    a < b ? -1 : a == b ? 0 : 1
  }

  private static func sign(_ a: IPAddress, _ b: IPAddress) -> Int {
    if a.isV4 != b.isV4 { return a.isV4 ? -1 : 1 }
    return a.high != b.high ? sign(a.high, b.high) : sign(a.low, b.low)
  }

  private var rank: Int {
    switch self {
    case .bool: 0
    case .int: 1
    case .string: 2
    case .instant: 3
    case .duration: 4
    case .ip: 5
    case .ipRange: 6
    case .enumCase: 7
    case .entity: 8
    case .set: 9
    case .record: 10
    case .map: 11
    }
  }
}
