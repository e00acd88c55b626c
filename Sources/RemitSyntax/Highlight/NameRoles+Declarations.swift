import RemitSource

extension NameRoles {
  mutating func add(_ form: DeclarationSyntax.Form) {
    switch form {
    case .type(let alias):
      add(alias.name, .declaredType)
      add(alias.type)
    case .enumeration(let enumeration):
      add(enumeration.name, .declaredType)
      for value in enumeration.cases { add(value.name, .declaredName) }
    case .entity(let entity):
      for name in entity.names { add(name.name, .declaredType) }
      types(entity.parents)
      if let attributes = entity.attributes { add(attributes) }
    case .action(let action):
      for name in action.names { add(name.name, .declaredName) }
      types(action.resources + action.principals)
      if let context = action.context { add(context) }
    case .actionGroup(let group):
      add(group.name, .declaredName)
      references(group.members)
    case .constant(let constant):
      add(constant.name, .declaredName)
      if let type = constant.type { add(type) }
      add(constant.value)
    case .condition(let condition):
      add(condition.name, .declaredName)
      for parameter in condition.parameters {
        add(parameter.name, .parameter)
        add(parameter.type)
      }
      add(condition.body)
    case .role(let role): add(role)
    case .grant(let grant): add(grant)
    case .rule(let rule): add(rule)
    case .duty(let duty): add(duty)
    case .separation(let separation): add(separation)
    case .waiver(let waiver): add(waiver)
    case .limit(let limit): add(limit)
    case .fixture(let fixture):
      add(fixture.name, .declaredName)
      for given in fixture.givens { add(given) }
    case .test(let test):
      references(test.fixtures)
      for step in test.steps { add(step) }
    case .retiredDuty, .invalid: break
    }
  }

  // MARK: Types

  private mutating func add(_ type: TypeSyntax) {
    switch type.form {
    case .named(let names): types(names)
    case .set(let element), .map(let element): add(element)
    case .record(let record): add(record)
    case .missing: break
    }
  }

  private mutating func add(_ record: RecordTypeSyntax) {
    for attribute in record.attributes {
      add(attribute.name, .attribute)
      add(attribute.type)
    }
  }

  // MARK: Roles, grants, rules

  private mutating func add(_ role: RoleSyntax) {
    add(role.name, .declaredName)
    references(role.juniors)
    for permission in role.permissions {
      add(permission.actions)
      types(permission.resources)
      add(permission.clauses)
    }
  }

  private mutating func add(_ actions: ActionListSyntax) {
    switch actions {
    case .anything: break
    case .named(let names): references(names)
    }
  }

  private mutating func add(_ clauses: [ConditionClauseSyntax]) {
    for clause in clauses { add(clause.expression) }
  }

  private mutating func add(_ grant: GrantSyntax) {
    add(grant.role, .name)
    if let name = grant.name { add(name, .declaredName) }
    entities(grant.grantees)
    switch grant.scope {
    case .everything: break
    case .entities(let scope): entities(scope)
    }
    add(grant.clauses)
  }

  private mutating func add(_ rule: RuleSyntax) {
    add(rule.name, .declaredName)
    add(rule.subject)
    add(rule.actions)
    add(rule.object)
    add(rule.clauses)
    for obligation in rule.obligations {
      add(obligation.name, .name)
      add(obligation.entries)
    }
  }

  private mutating func add(_ head: HeadSyntax) {
    switch head {
    case .all: break
    case .patterns(let patterns):
      for pattern in patterns {
        switch pattern {
        case .type(let name): type(name)
        case .typesIn(let names, let group, _):
          types(names)
          entity(group)
        case .entity(let one): entity(one)
        case .holders(let role, anywhere: _, _): add(role, .name)
        }
      }
    }
  }

  // MARK: Duties

  private mutating func add(_ duty: DutySyntax) {
    add(duty.action, .name)
    type(duty.objectType)
    add([duty.object, duty.by])
    if let version = duty.version { add(version) }
    if let known = duty.knownAs { add(known) }
    add(duty.clauses)
  }

  private mutating func add(_ separation: SeparationSyntax) {
    add(separation.name, .declaredName)
    switch separation.members {
    case .roles(let names), .activeRoles(let names), .duties(let names): references(names)
    case .permissions(let permissions):
      for permission in permissions {
        add(permission.actions)
        type(permission.type)
      }
    }
    for clause in separation.clauses {
      switch clause {
      case .by(let person, _): add(person)
      case .atMost, .inOneScope, .within, .because: break
      }
    }
  }

  private mutating func add(_ waiver: WaiverSyntax) {
    add(waiver.separation, .name)
    entity(waiver.person)
    if let scope = waiver.scope { entity(scope) }
  }

  private mutating func add(_ limit: LimitSyntax) {
    add(limit.name, .declaredName)
    switch limit.form {
    case .grantsExpire(let roles, within: _), .grantsToGroupsOnly(let roles),
      .grantsNeverOnEverything(let roles):
      references(roles)
    case .holders(let role, atMost: _): add(role, .name)
    case .waiversExpire: break
    }
  }

  // MARK: Tests

  private mutating func add(_ step: StepSyntax) {
    switch step {
    case .given(let given): add(given)
    case .expect(let expect):
      references(expect.by + [expect.action] + expect.roles)
      for obligation in expect.obligations { add(obligation, .name) }
      entities([expect.principal, expect.resource])
      for entries in [expect.principalAttributes, expect.resourceAttributes, expect.context] {
        add(entries ?? [])
      }
    }
  }

  private mutating func add(_ given: GivenSyntax) {
    switch given.form {
    case .entity(let uid, let parents, let attributes):
      entities([uid] + parents)
      add(attributes)
    case .grant(let grant): add(grant)
    case .waiver(let waiver): add(waiver)
    case .at: break
    case .performed(let duty, let object, version: _, at: _, by: let people):
      add(duty, .name)
      entities([object] + people)
    case .withdrawn(let duty, let object, let person):
      add(duty, .name)
      entities([object, person])
    }
  }
}
