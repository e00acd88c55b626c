package import RemitModel

/// Makes entities, grants and requests for a generated policy: mostly fitting, with references to
/// nowhere among the entities and all kinds of misfits among the requests.
package struct DataGenerator {
  var random: SplitMix64
  private let policy: DraftPolicy
  private var schema: DraftSchema { policy.schema }
  private var stored: [[EntityUID]] = []

  package init(seed: UInt64, _ policy: DraftPolicy) {
    random = SplitMix64(seed: seed)
    self.policy = policy
  }

  // MARK: - Stored data

  package mutating func entities() -> Entities {
    stored = schema.entities.map { type in
      random.several(Pools.ids, max: 4).map { EntityUID(type: Text(type.wire), id: Text($0)) }
    }
    // Parents stand later in this order, so that no entity lies below itself.
    let order = random.shuffled(stored.flatMap { $0 })
    var records: [EntityRecord] = []
    for (place, uid) in order.enumerated() {
      guard let type = schema.entities.first(where: { Text($0.wire) == uid.type }) else { continue }
      let allowed = Set(type.parents.map { Text(schema.entities[$0].wire) })
      var parents = order[(place + 1)...].filter { allowed.contains($0.type) && random.chance(40) }
      if !type.parents.isEmpty, random.chance(12) {
        parents.append(entity(random.pick(type.parents)))
      }
      parents = parents.filter { $0 != uid && !isStored($0, in: order[..<place]) }
      records.append(
        EntityRecord(
          uid, attributes: attributes(type.fields), parents: Array(Set(parents)).sorted()))
    }
    return Entities(records)
  }

  private func isStored(_ uid: EntityUID, in earlier: ArraySlice<EntityUID>) -> Bool {
    earlier.contains(uid)
  }

  private mutating func attributes(_ fields: [DraftField]) -> [Text: Value] {
    var out: [Text: Value] = [:]
    for field in fields where !field.isOptional || random.chance(60) {
      out[Text(field.wire)] = value(field.type)
    }
    return out
  }

  private mutating func entity(_ type: Int) -> EntityUID {
    let known = stored.indices.contains(type) ? stored[type] : []
    if known.isEmpty || random.chance(schema.entities[type].isOpen ? 35 : 5) {
      return EntityUID(type: Text(schema.entities[type].wire), id: "ghost")
    }
    return random.pick(known)
  }

  /// What an attribute refers to; data may refer to what is not stored.
  private mutating func reference(to type: Int) -> EntityUID {
    random.chance(15)
      ? EntityUID(type: Text(schema.entities[type].wire), id: "ghost") : entity(type)
  }

  private mutating func value(_ type: DraftType) -> Value {
    switch type {
    case .bool: .bool(random.chance(50))
    case .int: .int(random.pick(Pools.integers))
    case .string:
      .string(Text(random.pick(random.chance(20) ? Pools.longStrings : Pools.strings)))
    case .instant: instant()
    case .duration: .duration(Milliseconds(random.pick(Pools.durationCounts)))
    case .ip: .string(Text(random.pick(Pools.addresses)))
    case .ipRange: .string(Text(random.pick(Pools.ranges)))
    case .weekday: .string(Text(random.pick(Pools.weekdays)))
    case .enumeration(let index): .string(Text(random.pick(schema.enums[index].cases).wire))
    case .entity(let types): .entity(reference(to: random.pick(types)))
    case .set(let element): .set(Set((0..<random.below(4)).map { _ in value(element) }))
    case .map(let element):
      .map(
        Dictionary(
          uniqueKeysWithValues: random.some(Pools.mapKeys).map { (Text($0), value(element)) }))
    case .record(let fields): .record(attributes(fields))
    }
  }

  private mutating func instant() -> Value {
    if random.chance(8) {
      return .instant(Instant(milliseconds: random.pick([.max, .min, 0])))
    }
    return .string(Text(random.pick(Pools.instants)))
  }

  package mutating func grants() -> Grants {
    guard !policy.roles.isEmpty else { return Grants() }
    return Grants(
      (0..<random.below(3)).map { index in
        let moments = random.several(Pools.instants, max: 2).map(Pools.instant).sorted()
        return GrantRecord(
          id: random.chance(85) ? Text("data-\(index)") : nil, role: role(), to: anyEntities(),
          on: random.chance(50) ? .everything : .entities(anyEntities()),
          from: random.chance(25) ? moments[0] : nil,
          until: random.chance(25) && moments.count > 1 ? moments[1] : nil)
      })
  }

  private mutating func role() -> Text {
    let short = random.pick(policy.roles)
    guard let module = policy.module, random.chance(50) else { return Text(short) }
    return Text("\(module).\(short)")
  }

  private mutating func anyEntities() -> [EntityUID] {
    (0..<random.between(1, 2)).map { _ in entity(random.below(schema.entities.count)) }
  }

  // MARK: - Requests

  /// Requests with a time each; most of them fit the declarations.
  package mutating func requests(_ count: Int) -> [(request: Request, now: Instant)] {
    (0..<count).map { _ in
      var request = fittingRequest()
      if random.chance(8) { spoil(&request) }
      return (request, now())
    }
  }

  private mutating func now() -> Instant {
    let base = Pools.instant(random.pick(Pools.instants))
    return Instant(milliseconds: base.milliseconds + Int64(random.between(-1, 1)))
  }

  private mutating func fittingRequest() -> Request {
    let combo = random.pick(schema.combos)
    let action = schema.actions[combo.action]
    var request = Request(
      principal: sender(combo.principal), action: Text(action.wire),
      resource: sender(combo.resource), context: attributes(action.context))
    if request.principal.uid == request.resource.uid, random.chance(80) {
      request.resource.attributes = request.principal.attributes
    }
    if !policy.roles.isEmpty, random.chance(35) {
      request.roles = (0..<random.below(3)).map { _ in role() }
    }
    return request
  }

  private mutating func sender(_ type: Int) -> RequestEntity {
    var entity = RequestEntity(entity(type))
    let declared = schema.entities[type]
    let isFree = declared.isOpen && !stored[type].contains(entity.uid)
    for field in declared.fields where (isFree || field.isFromRequest) && random.chance(35) {
      entity.attributes[Text(field.wire)] = value(field.type)
    }
    if isFree, !declared.parents.isEmpty, random.chance(40) {
      entity.parents = [self.entity(random.pick(declared.parents))]
    }
    return entity
  }

  /// Makes a request unfit, in one of many ways.
  private mutating func spoil(_ request: inout Request) {
    let any = value(
      random.pick([.int, .string, .bool, .set(.int), .record([])]))
    switch random.below(10) {
    case 0: request.action = random.pick(["", "destroy", Text(random.pick(schema.actions).wire)])
    case 1: request.principal.uid = EntityUID(type: "Nobody", id: "a")
    case 2: request.resource.uid = EntityUID(type: "", id: "a")
    case 3: request.context[random.pick(["extra", "ö", ""])] = any
    case 4:
      guard let key = request.context.keys.sorted().first else { return }
      request.context[key] = random.chance(50) ? any : nil
    case 5: request.principal.attributes[random.pick(["extra", "id"])] = any
    case 6:
      let fields = schema.entities.flatMap(\.fields)
      guard !fields.isEmpty else { return }
      request.resource.attributes[Text(random.pick(fields).wire)] = any
    case 7: request.resource.parents.append(entity(random.below(schema.entities.count)))
    case 8:
      request.roles = (request.roles ?? []) + [random.pick(["nobody", "", "app.", ".viewer"])]
    default: request.principal.uid = entity(random.below(schema.entities.count))
    }
  }
}
