import RemitCompiler
import RemitModel

// What is wrong with a request that does not fit: all of it, with paths.
extension DecisionScratch {
  /// Never empty.
  mutating func problems(of request: Request) -> [DecisionError] {
    let schema = snapshot.policy.schema
    var conformer = Conformer(schema, setElementsMax: DataLimit.requestSetElementsMax)
    let principal = type(of: request.principal, at: "principal", &conformer)
    let resource = type(of: request.resource, at: "resource", &conformer)
    if let action = action(request.action, principal, resource, &conformer) {
      _ = conformer.attributes(request.context, of: schema[action].context, at: "context")
    }
    let first = sent(request.principal, principal, at: "principal", &conformer)
    let second = sent(request.resource, resource, at: "resource", &conformer)
    if let resource, request.principal.uid == request.resource.uid {
      reportConflicts(first, second, schema[resource], &conformer)
    }
    for (index, name) in (request.roles ?? []).enumerated() {
      report(snapshot.roleNames.find(name), name, at: "roles[\(index)]", &conformer)
    }
    guard !conformer.problems.isEmpty else {
      return [DecisionError(code: .wrongType, message: "the request does not fit the policy")]
    }
    return conformer.problems.map {
      DecisionError(code: $0.code, message: $0.message, path: $0.path)
    }
  }

  private mutating func type(
    of entity: RequestEntity, at path: String, _ conformer: inout Conformer
  ) -> EntityTypeID? {
    let schema = snapshot.policy.schema
    if let type = schema.entityType(wire: entity.uid.type) { return type }
    conformer.report(
      .undeclaredType, path,
      "the type `\(entity.uid.type)` is not declared"
        + Conformer.suggestion(for: entity.uid.type, among: schema.entityTypeByWire.keys))
    return nil
  }

  private mutating func action(
    _ wire: Text, _ principal: EntityTypeID?, _ resource: EntityTypeID?,
    _ conformer: inout Conformer
  ) -> ActionID? {
    let schema = snapshot.policy.schema
    guard schema.actionsByWire[wire] != nil else {
      conformer.report(
        .undeclaredAction, "action",
        "the action `\(wire)` is not declared"
          + Conformer.suggestion(for: wire, among: schema.actionsByWire.keys))
      return nil
    }
    guard let resource else { return nil }
    guard let action = schema.action(wire: wire, on: resource) else {
      conformer.report(
        .wrongType, "action", "`\(wire)` is no action on a `\(schema[resource].wire)`")
      return nil
    }
    if let principal, !schema[action].principals.contains(principal) {
      conformer.report(
        .wrongType, "action", "`\(wire)` is no action of a `\(schema[principal].wire)`")
    }
    return action
  }

  /// Reports what may not be said of an entity, or does not fit.
  ///
  /// - Returns: what fits, by Remit names.
  private mutating func sent(
    _ entity: RequestEntity, _ type: EntityTypeID?, at path: String,
    _ conformer: inout Conformer
  ) -> [Text: Value] {
    guard let type else { return [:] }
    let declared = snapshot.policy.schema[type]
    var allowed = entity.attributes
    if declared.isOpen && !isStored(entity.uid) {
      let parents = ValueType.entity(declared.parents.sorted())
      for (index, parent) in entity.parents.enumerated() {
        _ = conformer.conform(.entity(parent), to: parents, at: "\(path).parents[\(index)]")
      }
    } else {
      for index in entity.parents.indices {
        conformer.report(
          .wrongType, "\(path).parents[\(index)]",
          "a request may not say what a stored `\(declared.wire)` lies in")
      }
      for attribute in declared.attributes.attributes
      where !attribute.isFromRequest && allowed.removeValue(forKey: attribute.wire) != nil {
        conformer.report(
          .wrongType, Conformer.join(path + ".attrs", attribute.wire),
          "a request may not supply `\(attribute.wire)` of a stored `\(declared.wire)`")
      }
    }
    return conformer.attributes(
      allowed, of: declared.attributes, at: path + ".attrs", requiresAll: false) ?? [:]
  }

  private mutating func isStored(_ uid: EntityUID) -> Bool {
    guard let type = snapshot.policy.schema.entityType(wire: uid.type) else { return false }
    var pool = evaluator.pool
    let id = pool.intern(PooledEntity(type: type.value, id: pool.intern(uid.id)))
    return isStored(id)
  }

  private mutating func reportConflicts(
    _ first: [Text: Value], _ second: [Text: Value], _ declared: EntityType,
    _ conformer: inout Conformer
  ) {
    for attribute in declared.attributes.attributes {
      guard let a = first[Text(attribute.name)], let b = second[Text(attribute.name)], a != b
      else { continue }
      conformer.report(
        .wrongType, Conformer.join("resource.attrs", attribute.wire),
        "the principal is the same entity and has another `\(attribute.wire)`")
    }
  }

  private mutating func report(
    _ answer: RoleNames.Answer, _ name: Text, at path: String, _ conformer: inout Conformer
  ) {
    switch answer {
    case .found: return
    case .ambiguous(let full):
      let names = full.map { "`\($0)`" }.joined(separator: " or ")
      conformer.report(.wrongType, path, "`\(name)` may be \(names)")
    case .unknown(let suggestion):
      conformer.report(.wrongType, path, "no role is called `\(name)`" + suggestion)
    }
  }
}
