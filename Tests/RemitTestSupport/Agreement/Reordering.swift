package import RemitModel

/// The same policy with clauses and the operands of every `and` and `or` in another order. Sites
/// stay with their expressions, so that not even the reported errors may differ.
///
/// Done to the typed policy: in a text, guards must come before what they guard.
package struct Reordering {
  private var random: SplitMix64

  package init(seed: UInt64) {
    random = SplitMix64(seed: seed)
  }

  package mutating func reorder(_ policy: TypedPolicy) -> TypedPolicy {
    TypedPolicy(
      schema: policy.schema, conditions: policy.conditions.map { reorder($0) },
      roles: policy.roles.map { reorder($0) }, grants: policy.grants.map { reorder($0) },
      rules: policy.rules.map { reorder($0) }, tests: policy.tests,
      weekdayType: policy.weekdayType, sites: policy.sites,
      files: policy.files)
  }

  private mutating func reorder(_ condition: TypedCondition) -> TypedCondition {
    TypedCondition(
      name: condition.name, parameterCount: condition.parameterCount,
      frameSize: condition.frameSize, body: reorder(condition.body))
  }

  private mutating func reorder(_ role: TypedRole) -> TypedRole {
    let permissions = role.permissions.map { permission in
      TypedPermission(
        actions: permission.actions, resources: permission.resources,
        clauses: reorder(permission.clauses), frameSize: permission.frameSize,
        span: permission.span)
    }
    return TypedRole(
      name: role.name, juniors: role.juniors, closure: role.closure,
      permissions: random.shuffled(permissions), documentation: role.documentation,
      span: role.span)
  }

  private mutating func reorder(_ grant: TypedGrant) -> TypedGrant {
    TypedGrant(
      name: grant.name, role: grant.role, grantees: random.shuffled(grant.grantees),
      scope: grant.scope, from: grant.from, until: grant.until, clauses: reorder(grant.clauses),
      frameSize: grant.frameSize, because: grant.because, span: grant.span)
  }

  private mutating func reorder(_ rule: TypedRule) -> TypedRule {
    TypedRule(
      name: rule.name, effect: rule.effect, subject: rule.subject.map { random.shuffled($0) },
      actions: rule.actions, object: rule.object.map { random.shuffled($0) },
      clauses: reorder(rule.clauses), frameSize: rule.frameSize, because: rule.because,
      obligations: random.shuffled(rule.obligations), documentation: rule.documentation,
      possibleErrors: rule.possibleErrors, span: rule.span)
  }

  private mutating func reorder(_ clauses: [Clause]) -> [Clause] {
    let changed = clauses.map { clause in
      Clause(isUnless: clause.isUnless, expression: reorder(clause.expression))
    }
    return random.shuffled(changed)
  }

  private mutating func reorder(_ expressions: [TypedExpression]) -> [TypedExpression] {
    expressions.map { reorder($0) }
  }

  private mutating func reorder(_ expression: TypedExpression) -> TypedExpression {
    TypedExpression(reorder(expression.form), at: expression.site)
  }

  private mutating func reorder(_ form: TypedExpression.Form) -> TypedExpression.Form {
    switch form {
    case .and(let operands): .and(random.shuffled(reorder(operands)))
    case .or(let operands): .or(random.shuffled(reorder(operands)))
    case .literal, .variable, .local: form
    case .attribute(let a, let name): .attribute(reorder(a), name)
    case .mapValue(let a, let key): .mapValue(reorder(a), key)
    case .has(let a, let path): .has(reorder(a), path)
    case .hasKey(let a, let key): .hasKey(reorder(a), key)
    case .isType(let a, let type): .isType(reorder(a), type)
    case .not(let a): .not(reorder(a))
    case .conditional(let a, let then, let otherwise):
      .conditional(reorder(a), then: reorder(then), otherwise: reorder(otherwise))
    case .equal(let a, let b): .equal(reorder(a), reorder(b))
    case .notEqual(let a, let b): .notEqual(reorder(a), reorder(b))
    case .compare(let comparison, let a, let b): .compare(comparison, reorder(a), reorder(b))
    case .arithmetic(let operation, let a, let b): .arithmetic(operation, reorder(a), reorder(b))
    case .negate(let a): .negate(reorder(a))
    case .contained(let a, let b): .contained(reorder(a), reorder(b))
    case .like(let a, let pattern): .like(reorder(a), pattern)
    case .matchesRegex(let a, let source): .matchesRegex(reorder(a), source)
    case .matchesPath(let a, let template): .matchesPath(reorder(a), template)
    case .method(let method, let a, let arguments): .method(method, reorder(a), reorder(arguments))
    case .quantified(let kind, let slot, let source, let condition):
      .quantified(kind, slot: slot, source: reorder(source), condition: reorder(condition))
    case .each(let slot, let source, let condition, let give):
      .each(
        slot: slot, source: reorder(source), condition: condition.map { reorder($0) },
        give: reorder(give))
    case .call(let id, let arguments): .call(id, reorder(arguments))
    case .id(let a): .id(reorder(a))
    case .weekday(let a, let zone): .weekday(reorder(a), zone: zone)
    case .timeOfDay(let a, let zone): .timeOfDay(reorder(a), zone: zone)
    case .performed(let duty, let a): .performed(duty, reorder(a))
    case .set(let items): .set(reorder(items))
    case .record(let fields): .record(fields.map { ($0.name, reorder($0.value)) })
    case .map(let fields): .map(fields.map { ($0.key, reorder($0.value)) })
    }
  }
}
