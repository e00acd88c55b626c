extension DumpNode {
  init(declaration: DeclarationSyntax) {
    let form = DumpNode(form: declaration.form)
    self.init(form.label, DumpNode.documentation(declaration.documentation) + form.children)
  }

  private init(form: DeclarationSyntax.Form) {
    switch form {
    case .type(let alias):
      self.init("type", [.word(alias.name), DumpNode(type: alias.type)])
    case .enumeration(let enumeration):
      self.init(
        "enum",
        [.word(enumeration.name), DumpNode("cases", enumeration.cases.map(DumpNode.wired))])
    case .entity(let entity): self.init(entity: entity)
    case .action(let action): self.init(action: action)
    case .actionGroup(let group):
      self.init("actions", [.word(group.name), .names("members", group.members)])
    case .constant(let constant):
      self.init(
        "let",
        [.word(constant.name)]
          + DumpNode.optional("type", constant.type.map(DumpNode.init(type:)))
          + [DumpNode(expression: constant.value)])
    case .condition(let condition):
      let parameters = condition.parameters.map {
        DumpNode($0.name.text, [DumpNode(type: $0.type)])
      }
      self.init(
        "condition",
        [
          .word(condition.name), DumpNode("parameters", parameters),
          DumpNode(expression: condition.body),
        ])
    case .role(let role): self.init(role: role)
    case .grant(let grant): self.init(grant: grant)
    case .rule(let rule): self.init(rule: rule)
    case .duty(let duty): self.init(duty: duty)
    case .retiredDuty(let duty):
      self.init("retire-duty", [.string(duty.wire), .string(duty.because)])
    case .separation(let separation): self.init(separation: separation)
    case .waiver(let waiver): self.init(waiver: waiver)
    case .limit(let limit): self.init(limit: limit)
    case .fixture(let fixture):
      self.init("fixture", [.word(fixture.name)] + fixture.givens.map(DumpNode.init(given:)))
    case .test(let test):
      self.init(
        "test",
        [.string(test.name), .names("using", test.fixtures)]
          + test.steps.map(DumpNode.init(step:)))
    case .invalid: self.init("invalid")
    }
  }

  // MARK: Vocabulary

  private init(type: TypeSyntax) {
    switch type.form {
    case .named(let names): self = names.count == 1 ? .name(names[0]) : .names("union", names)
    case .set(let element): self.init("Set", [DumpNode(type: element)])
    case .map(let element): self.init("Map", [DumpNode(type: element)])
    case .record(let record): self = .recordType("record", record)
    case .missing: self = .leaf("?")
    }
  }

  private static func recordType(_ label: String, _ record: RecordTypeSyntax) -> DumpNode {
    DumpNode(
      label,
      record.attributes.map { attribute in
        DumpNode(
          attribute.name.text + (attribute.isOptional ? "?" : ""),
          documentation(attribute.documentation) + wire(attribute.wire)
            + (attribute.isFromRequest ? [.leaf("from-request")] : [])
            + [DumpNode(type: attribute.type)])
      })
  }

  private init(entity: EntityTypeSyntax) {
    self.init(
      entity.isOpen ? "open-entity" : "entity",
      entity.names.map(DumpNode.wired)
        + (entity.parents.isEmpty ? [] : [.names("in", entity.parents)])
        + (entity.attributes.map { [DumpNode.recordType("attributes", $0)] } ?? []))
  }

  private init(action: ActionSyntax) {
    self.init(
      "action",
      action.names.map(DumpNode.wired)
        + [.names("on", action.resources), .names("by", action.principals)]
        + (action.context.map { [DumpNode.recordType("context", $0)] } ?? []))
  }

  // MARK: Authority

  private init(role: RoleSyntax) {
    self.init(
      "role",
      [.word(role.name)] + (role.juniors.isEmpty ? [] : [.names("extends", role.juniors)])
        + role.permissions.map { permission in
          DumpNode(
            "can",
            [.actions(permission.actions), .names("on", permission.resources)]
              + DumpNode.clauses(permission.clauses))
        })
  }

  init(grant: GrantSyntax) {
    let scope: DumpNode =
      switch grant.scope {
      case .everything: DumpNode("on", [.leaf("everything")])
      case .entities(let entities): .entities("on", entities)
      }
    self.init(
      "grant",
      [.name(grant.role)] + DumpNode.optional("as", grant.name.map(DumpNode.word))
        + [.entities("to", grant.grantees), scope]
        + DumpNode.optional("from", grant.from.map { .leaf($0.text) })
        + DumpNode.optional("until", grant.until.map { .leaf($0.text) })
        + DumpNode.clauses(grant.clauses)
        + DumpNode.optional("because", grant.because.map(DumpNode.string)))
  }

  private init(rule: RuleSyntax) {
    self.init(
      rule.isDeny ? "deny" : "allow",
      [
        .word(rule.name), .head("subject", rule.subject), .actions(rule.actions),
        .head("object", rule.object),
      ] + DumpNode.clauses(rule.clauses)
        + DumpNode.optional("because", rule.because.map(DumpNode.string))
        + rule.obligations.map { obligation in
          DumpNode("oblige", [.word(obligation.name), .entries("record", obligation.entries)])
        })
  }

  private static func head(_ label: String, _ head: HeadSyntax) -> DumpNode {
    switch head {
    case .all: DumpNode(label, [.leaf("all")])
    case .patterns(let patterns): DumpNode(label, patterns.map(pattern))
    }
  }

  private static func pattern(_ pattern: PatternSyntax) -> DumpNode {
    switch pattern {
    case .type(let type): name(type)
    case .typesIn(let types, let parent, _):
      DumpNode("in", [names("types", types), entity(parent)])
    case .entity(let one): entity(one)
    case .holders(let role, let anywhere, _):
      DumpNode(anywhere ? "holders-anywhere" : "holders", [name(role)])
    }
  }
}
