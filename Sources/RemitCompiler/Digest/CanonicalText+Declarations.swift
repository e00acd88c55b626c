package import RemitModel

extension CanonicalText {
  mutating func write(_ role: TypedRole, _ policy: TypedPolicy) {
    let juniors = role.juniors.map { policy[$0].name }.sorted(by: PolicyDigest.isOrdered)
    list("role") { text in
      text.name(role.name)
      for junior in juniors { text.name(junior) }
      text.sorted(role.permissions) { text, permission in
        text.list("can") { text in
          text.names(of: permission.actions, policy.schema)
          text.names(of: permission.resources, policy.schema)
          text.write(permission.clauses, policy)
        }
      }
    }
  }

  package mutating func write(_ grant: TypedGrant, _ policy: TypedPolicy) {
    list("grant") { text in
      text.name(grant.name)
      text.name(policy[grant.role].name)
      for grantee in grant.grantees.sorted() { text.uid(grantee) }
      text.write(grant.scope)
      text.window(from: grant.from, until: grant.until)
      text.write(grant.clauses, policy)
      text.name(grant.because ?? "")
    }
  }

  package mutating func write(_ scope: Scope) {
    switch scope {
    case .everything: word("everything")
    case .entities(let entities):
      list("on") { text in
        for entity in entities.sorted() { text.uid(entity) }
      }
    }
  }

  package mutating func window(from: Instant?, until: Instant?) {
    if let from { list("from") { $0.number(from.milliseconds) } }
    if let until { list("until") { $0.number(until.milliseconds) } }
  }

  mutating func write(_ rule: TypedRule, _ policy: TypedPolicy) {
    list(rule.effect.rawValue) { text in
      text.name(rule.name)
      if let subject = rule.subject {
        text.list("by") { text in
          text.sorted(subject) { $0.write($1, policy) }
        }
      }
      text.names(of: rule.actions, policy.schema)
      if let object = rule.object {
        text.list("on") { text in
          text.sorted(object) { $0.write($1, policy.schema) }
        }
      }
      text.write(rule.clauses, policy)
      text.name(rule.because ?? "")
      text.sorted(rule.obligations) { $0.write($1, policy) }
    }
  }

  private mutating func write(_ pattern: SubjectPattern, _ policy: TypedPolicy) {
    switch pattern {
    case .entity(let entity): write(entity, policy.schema)
    case .holders(let role, let anywhere):
      list(anywhere ? "holders-anywhere" : "holders") { $0.name(policy[role].name) }
    }
  }

  private mutating func write(_ pattern: EntityPattern, _ schema: Schema) {
    switch pattern {
    case .type(let type): list("is") { $0.name(schema[type].name) }
    case .typesIn(let types, let ancestor):
      list("in") { text in
        text.names(of: Set(types), schema)
        text.uid(ancestor)
      }
    case .entity(let uid): list("equals") { $0.uid(uid) }
    }
  }

  private mutating func write(_ obligation: TypedObligation, _ policy: TypedPolicy) {
    let fields = obligation.record.sorted { PolicyDigest.isOrdered($0.name, $1.name) }
    list("oblige") { text in
      text.name(obligation.name)
      for field in fields {
        text.name(field.name)
        text.write(field.value, policy)
      }
    }
  }

  /// In their order: it says which of two errors is the leftmost.
  mutating func write(_ clauses: [Clause], _ policy: TypedPolicy) {
    for clause in clauses {
      list(clause.isUnless ? "unless" : "when") { $0.write(clause.expression, policy) }
    }
  }
}
