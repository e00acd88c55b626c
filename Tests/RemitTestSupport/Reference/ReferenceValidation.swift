import RemitModel

/// A request that fits the declarations, about entities that are known.
struct ValidRequest {
  let request: Request
  let combination: Combination
  let roles: [RoleID]?
  let context: [Text: Value]
  /// What is sent, in exact form, by entity.
  let sent: [EntityUID: [Text: Value]]

  func situation(
    over evaluator: ReferenceEvaluator, now: Instant, history: [LedgerEntry]?
  ) -> ReferenceSituation {
    var attributes = evaluator.stored.mapValues(\.attributes)
    var parents = evaluator.stored.mapValues(\.parents)
    for (entity, values) in sent {
      attributes[entity, default: [:]].merge(values) { _, sent in sent }
    }
    for entity in [request.principal, request.resource] {
      parents[entity.uid, default: []] += entity.parents
    }
    return ReferenceSituation(
      policy: evaluator.policy, attributes: attributes, parents: parents,
      stored: Set(evaluator.stored.keys), principal: request.principal.uid,
      resource: request.resource.uid, context: context, now: now,
      history: history)
  }
}

enum Validation {
  case invalid([DataProblem])
  /// The paths of the entities that are neither stored nor of an open type.
  case unknown([String])
  case valid(ValidRequest)
}

/// docs/language.md, section 11.
extension ReferenceEvaluator {
  func validate(_ request: Request) -> Validation {
    let schema = policy.schema
    var conformer = Conformer(schema, setElementsMax: 1_000)
    let principal = type(of: request.principal, at: "principal", &conformer)
    let resource = type(of: request.resource, at: "resource", &conformer)
    let action = action(request.action, principal, resource, &conformer)

    let context = action.flatMap {
      conformer.attributes(request.context, of: schema[$0].context, at: "context")
    }
    var sent: [EntityUID: [Text: Value]] = [:]
    for (entity, type, path) in [
      (request.principal, principal, "principal"), (request.resource, resource, "resource"),
    ] {
      guard let type else { continue }
      for (name, value) in self.sent(by: entity, of: type, at: path, &conformer) {
        if let other = sent[entity.uid]?[name], other != value {
          let wire = schema[type].attributes.attribute(named: name.string)?.wire ?? name
          let at = Conformer.join(path + ".attrs", wire)
          conformer.report(.wrongType, at, "sent twice with two values")
        }
        sent[entity.uid, default: [:]][name] = value
      }
    }
    var roles: [RoleID]? = request.roles.map { _ in [] }
    for (index, name) in (request.roles ?? []).enumerated() {
      if let role = policy.role(named: name) {
        roles?.append(role)
      } else {
        conformer.report(.wrongType, "roles[\(index)]", "no such role")
      }
    }
    guard conformer.problems.isEmpty, let principal, let resource, let action, let context else {
      return .invalid(conformer.problems)
    }
    let unknown = [
      (request.principal, principal, "principal"), (request.resource, resource, "resource"),
    ].filter { stored[$0.0.uid] == nil && !schema[$0.1].isOpen }
    if !unknown.isEmpty { return .unknown(unknown.map { $0.2 }) }
    return .valid(
      ValidRequest(
        request: request,
        combination: Combination(principal: principal, action: action, resource: resource),
        roles: roles, context: context, sent: sent))
  }

  private func type(
    of entity: RequestEntity, at path: String, _ conformer: inout Conformer
  ) -> EntityTypeID? {
    let type = policy.schema.entityType(wire: entity.uid.type)
    if type == nil { conformer.report(.undeclaredType, path, "undeclared type") }
    return type
  }

  private func action(
    _ wire: Text, _ principal: EntityTypeID?, _ resource: EntityTypeID?,
    _ conformer: inout Conformer
  ) -> ActionID? {
    let schema = policy.schema
    guard schema.actionsByWire[wire] != nil else {
      conformer.report(.undeclaredAction, "action", "undeclared action")
      return nil
    }
    guard let resource else { return nil }
    let action = schema.action(wire: wire, on: resource)
    guard let action, principal.map(schema[action].principals.contains) ?? true else {
      conformer.report(.wrongType, "action", "not on these types")
      return action
    }
    return action
  }

  private func sent(
    by entity: RequestEntity, of type: EntityTypeID, at path: String,
    _ conformer: inout Conformer
  ) -> [Text: Value] {
    let declared = policy.schema[type]
    var allowed = entity.attributes
    // What is stored is never said anew by a request, of an open type neither.
    if declared.isOpen && stored[entity.uid] == nil {
      let parents = ValueType.entity(declared.parents.sorted())
      for (index, parent) in entity.parents.enumerated() {
        _ = conformer.conform(.entity(parent), to: parents, at: "\(path).parents[\(index)]")
      }
    } else {
      for index in entity.parents.indices {
        conformer.report(.wrongType, "\(path).parents[\(index)]", "not from a request")
      }
      for attribute in declared.attributes.attributes
      where !attribute.isFromRequest && allowed.removeValue(forKey: attribute.wire) != nil {
        let at = Conformer.join(path + ".attrs", attribute.wire)
        conformer.report(.wrongType, at, "not from a request")
      }
    }
    return conformer.attributes(
      allowed, of: declared.attributes, at: path + ".attrs", requiresAll: false) ?? [:]
  }
}
