import RemitCompiler
import RemitModel

/// What a request is, before it is decided.
enum Translation {
  case valid
  case invalid([DecisionError])
  /// The principal or the resource is neither stored nor of an open type.
  case unknown([DecisionError])
}

// From the words of a request to slots and ids: docs/language.md, section 11.
extension DecisionScratch {
  /// Translates straight into slots; only if anything does not fit, all problems are collected.
  mutating func translate(_ request: Request, now: Instant) -> Translation {
    let content = request.content
    guard translateHead(content), translateContext(content), translateSent(content),
      translateRoles(content)
    else { return .invalid(problems(of: request)) }
    evaluator.facts.now = now.milliseconds
    if isKnown(evaluator.facts.principal), isKnown(evaluator.facts.resource) { return .valid }
    return .unknown(unknownEntities(of: request))
  }

  private mutating func unknownEntities(of request: Request) -> [DecisionError] {
    var unknown: [DecisionError] = []
    for (entity, uid, path) in [
      (evaluator.facts.principal, request.principal.uid, "principal"),
      (evaluator.facts.resource, request.resource.uid, "resource"),
    ] where !isKnown(entity) {
      unknown.append(
        DecisionError(code: .unknownEntity, message: "\(uid) is not stored", path: path))
    }
    return unknown
  }

  /// Whether it is stored, or of a type of which anything may be said.
  @inline(__always)
  private mutating func isKnown(_ entity: UInt32) -> Bool { isStored(entity) || isOpen(entity) }

  @inline(__always)
  mutating func isStored(_ entity: UInt32) -> Bool {
    entity < evaluator.view.pool.entityCount
      && evaluator.view.entities.row(of: entity) != EntityRows.none
  }

  @inline(__always)
  private mutating func isOpen(_ entity: UInt32) -> Bool {
    evaluator.view.requests.isOpen[Int(evaluator.type(of: entity))]
  }

  /// Types, entities, the action and the entry.
  @inline(__always)
  private mutating func translateHead(_ request: RequestContent) -> Bool {
    evaluator.forgetFacts()
    let principalType = type(named: request.fields.principal.uid.type)
    let resourceType = type(named: request.fields.resource.uid.type)
    guard principalType != IntTableView.none, resourceType != IntTableView.none else {
      return false
    }
    let action = evaluator.view.requests.actions.find(
      action(named: request.fields.action), resourceType)
    guard action != IntTableView.none else { return false }
    let entry = evaluator.view.requests.entry(
      principal: principalType, action: action, resource: resourceType)
    guard entry != IntTableView.none else { return false }
    evaluator.facts.principalType = principalType
    evaluator.facts.resourceType = resourceType
    evaluator.facts.action = action
    evaluator.facts.entry = entry
    evaluator.facts.principal = entity(request.fields.principal.uid.id, principalType)
    evaluator.facts.resource = entity(request.fields.resource.uid.id, resourceType)
    return true
  }

  /// The number of a type, or none.
  @inline(__always)
  private mutating func type(named name: Text) -> UInt32 {
    evaluator.view.requests.typeNames.find(name)
      ?? evaluator.view.requests.types.find(evaluator.intern(name), 0)
  }

  /// The name of an action as a string of the pool.
  @inline(__always)
  private mutating func action(named name: Text) -> UInt32 {
    evaluator.view.requests.actionNames.find(name) ?? evaluator.intern(name)
  }

  private mutating func entity(_ id: Text, _ type: UInt32) -> UInt32 {
    if let stored = evaluator.view.stored.find(id, of: type) { return stored }
    return evaluator.intern(
      PooledEntity(type: Int32(bitPattern: type), id: evaluator.intern(id)))
  }

  @inline(__always)
  private mutating func translateContext(_ request: RequestContent) -> Bool {
    let action = evaluator.facts.action
    let shape = evaluator.view.requests.contexts[Int(action)]
    let owner = evaluator.view.requests.typeCount + action
    evaluator.facts.contextOwner = owner
    evaluator.context.removeAll()
    evaluator.context.append(.absent, times: Int(shape.count))
    if request.fields.context.isEmpty { return shape.requiredCount == 0 }
    return translateContext(request.fields.context, shape, owner)
  }

  private mutating func translateContext(
    _ context: [Text: Value], _ shape: ContextShape, _ owner: UInt32
  ) -> Bool {
    let action = evaluator.facts.action
    var required: UInt32 = 0
    for (key, value) in context {
      let column = evaluator.view.requests.columns.find(owner, evaluator.intern(key))
      guard column != IntTableView.none else { return false }
      let attribute = evaluator.view.requests.attributes[Int(shape.first + column)]
      guard let slot = slot(value, attribute, action: Int(action), column: Int(column)) else {
        return false
      }
      evaluator.context[Int(column)] = slot
      if !attribute.isOptional { required += 1 }
    }
    return required == shape.requiredCount
  }

  /// The slot of a value of the context; `nil` if it does not fit the type.
  private mutating func slot(
    _ value: Value, _ attribute: AttributeShape, action: Int, column: Int
  ) -> Slot? {
    switch (attribute.kind, value) {
    case (.bool, .bool(let flag)): return .bool(flag)
    case (.int, .int(let number)): return .int(number)
    case (.string, .string(let text)): return .string(evaluator.intern(text))
    case (.instant, .instant(let instant)): return .instant(instant.milliseconds)
    case (.duration, .duration(let duration)): return .duration(duration.count)
    case (.enumCase, .string(let text)):
      let ordinal = evaluator.view.requests.cases.find(attribute.detail, evaluator.intern(text))
      if ordinal == IntTableView.none { return nil }
      return .enumCase(number: attribute.detail, ordinal)
    case (.entity, .entity(let uid)):
      guard type(named: uid.type) == attribute.detail else { return nil }
      return .entity(entity(uid.id, attribute.detail))
    default:
      return slot(value, snapshot.policy.schema.actions[action].context.attributes[column].type)
    }
  }

  /// A slot for each declared attribute, or `nil` if anything does not fit.
  private mutating func row(
    _ entries: [Text: Value], of record: RecordType, mayBeSent: (Attribute) -> Bool
  ) -> [Slot]? {
    var row: [Slot] = []
    row.reserveCapacity(record.attributes.count)
    var found = 0
    for attribute in record.attributes {
      guard let raw = entries[attribute.wire] else {
        row.append(.absent)
        continue
      }
      guard mayBeSent(attribute), let slot = slot(raw, attribute.type) else { return nil }
      row.append(slot)
      found += 1
    }
    return found == entries.count ? row : nil
  }

  @inline(__always)
  private mutating func translateRoles(_ request: RequestContent) -> Bool {
    guard let names = request.fields.roles else { return true }
    return translateRoles(names)
  }

  private mutating func translateRoles(_ names: [Text]) -> Bool {
    var roles: [UInt32] = []
    for name in names {
      guard case .found(let role) = snapshot.roleNames.find(name) else { return false }
      if !roles.contains(UInt32(role.int)) { roles.append(UInt32(role.int)) }
    }
    evaluator.facts.roles = roles
    return true
  }

  // MARK: What is said of principal and resource

  @inline(__always)
  private mutating func translateSent(_ request: RequestContent) -> Bool {
    translateSent(
      request.fields.principal, evaluator.facts.principal, evaluator.facts.principalType)
      && translateSent(
        request.fields.resource, evaluator.facts.resource, evaluator.facts.resourceType)
  }

  @inline(__always)
  private mutating func translateSent(
    _ sent: RequestEntity, _ entity: UInt32, _ type: UInt32
  ) -> Bool {
    if sent.attributes.isEmpty && sent.parents.isEmpty { return true }
    return translateSaid(sent, entity, type)
  }

  private mutating func translateSaid(
    _ sent: RequestEntity, _ entity: UInt32, _ type: UInt32
  ) -> Bool {
    let declared = snapshot.policy.schema.entityTypes[Int(type)]
    // What is stored is never said anew by a request, of an open type neither.
    let saysAll = declared.isOpen && !isStored(entity)
    guard saysAll || sent.parents.isEmpty,
      let row = row(
        sent.attributes, of: declared.attributes,
        mayBeSent: { saysAll || $0.isFromRequest })
    else { return false }
    var ancestors: [UInt32] = []
    for parent in sent.parents {
      guard let parentType = snapshot.policy.schema.entityType(wire: parent.type),
        declared.parents.contains(parentType)
      else { return false }
      let id = evaluator.pool.intern(parent, in: snapshot.policy.schema)
      ancestors.append(id)
      if id < evaluator.view.pool.entityCount {
        ancestors += evaluator.view.entities.ancestors(of: id)
      }
    }
    return merge(SentEntity(entity: entity, attributes: row, ancestors: ancestors))
  }

  /// Adds what is said of an entity to what was said of it before: false where both say different
  /// things.
  private mutating func merge(_ sent: SentEntity) -> Bool {
    guard let known = evaluator.facts.sent.firstIndex(where: { $0.entity == sent.entity }) else {
      evaluator.facts.sent.append(sent)
      return true
    }
    for (column, value) in sent.attributes.enumerated() where value.kind != .absent {
      let before = evaluator.facts.sent[known].attributes[column]
      guard before.kind == .absent || before == value else { return false }
      evaluator.facts.sent[known].attributes[column] = value
    }
    evaluator.facts.sent[known].ancestors += sent.ancestors
    return true
  }

  // MARK: Values

  /// The slot of a raw value, or `nil` if it does not fit the type.
  private mutating func slot(_ value: Value, _ type: ValueType) -> Slot? {
    if let slot = exactSlot(value, type) { return slot }
    var conformer = Conformer(
      snapshot.policy.schema, setElementsMax: DataLimit.requestSetElementsMax)
    guard let exact = conformer.conform(value, to: type, at: "") else { return nil }
    return evaluator.pool.intern(exact, in: snapshot.policy.schema)
  }

  /// The same for the forms that need no reading; `nil` says nothing. Recursion is bounded by the
  /// depth of the type.
  private mutating func exactSlot(_ value: Value, _ type: ValueType) -> Slot? {
    switch (type, value) {
    case (.bool, .bool), (.int, .int), (.string, .string), (.instant, .instant),
      (.duration, .duration), (.ip, .ip), (.ipRange, .ipRange):
      return evaluator.pool.intern(value, in: snapshot.policy.schema)
    case (.ip, .string(let text)):
      guard case .success(let address) = IPAddress.parse(text.string) else { return nil }
      return evaluator.pool.intern(.ip(address), in: snapshot.policy.schema)
    case (.instant, .string(let text)):
      guard case .success(let instant) = Instant.parse(text.string) else { return nil }
      return .instant(instant.milliseconds)
    case (.enumeration(let id), .string(let text)):
      let cases = snapshot.policy.schema[id].cases
      return cases.firstIndex { $0.wire == text }.map { .enumCase(id, $0) }
    case (.entity(let types), .entity(let uid)):
      guard let own = snapshot.policy.schema.entityType(wire: uid.type), types.contains(own) else {
        return nil
      }
      return .entity(evaluator.pool.intern(uid, in: snapshot.policy.schema))
    case (.set(let element), .set(let values)):
      guard values.count <= DataLimit.requestSetElementsMax else { return nil }
      var slots: [Slot] = []
      for one in values {
        guard let slot = slot(one, element) else { return nil }
        slots.append(slot)
      }
      return evaluator.pool.set(slots)
    default: return nil
    }
  }
}
