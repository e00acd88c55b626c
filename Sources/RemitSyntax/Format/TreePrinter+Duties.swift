/// Duties, separations, waivers, limits, fixtures and tests.
extension TreePrinter {
  mutating func duty(_ duty: DutySyntax) {
    open(.consistent)
    word("duty")
    name(duty.action)
    wire(duty.wire)
    space()
    word("of")
    name(duty.objectType)
    space()
    word("=")
    expression(duty.object)
    if let version = duty.version {
      line()
      word("version")
      expression(version)
    }
    line()
    word("by")
    expression(duty.by)
    if let knownAs = duty.knownAs {
      line()
      word("known")
      word("as")
      expression(knownAs)
    }
    conditionClauses(duty.clauses)
    close()
  }

  mutating func retiredDuty(_ duty: RetiredDutySyntax) {
    open(.consistent)
    word("retire")
    word("duty")
    string(duty.wire)
    because(duty.because)
    close()
  }

  mutating func separation(_ separation: SeparationSyntax) {
    open(.consistent)
    open(.fill, indent: TreePrinter.headIndent)
    word("separate")
    switch separation.members {
    case .roles(let names): members("roles", separation.name, names)
    case .activeRoles(let names):
      word("active")
      members("roles", separation.name, names)
    case .duties(let names): members("duties", separation.name, names)
    case .permissions(let permissions):
      members("permissions", separation.name, [])
      list(permissions) { printer, permission in
        printer.bracket("(")
        printer.actionList(permission.actions)
        printer.space()
        printer.word("on")
        printer.name(permission.type)
        printer.bracket(")")
      }
    }
    close()
    for clause in separation.clauses {
      line()
      separationClause(clause)
    }
    close()
  }

  private mutating func members(_ kind: String, _ name: WordSyntax, _ names: [NameSyntax]) {
    word(kind)
    token(name.text)
    token(":")
    space()
    self.names(names)
  }

  private mutating func separationClause(_ clause: SeparationSyntax.Clause) {
    switch clause {
    case .atMost(let number, _):
      word("at")
      word("most")
      literal(number.span, else: number.text)
    case .inOneScope:
      word("in")
      word("one")
      token("scope")
    case .by(let person, _):
      word("by")
      expression(person)
    case .within(let duration, _):
      word("within")
      literal(duration.span, else: duration.text)
    case .because(let reason, _):
      word("because")
      string(reason)
    }
  }

  mutating func waiver(_ waiver: WaiverSyntax) {
    open(.consistent)
    word("waive")
    name(waiver.separation)
    space()
    word("for")
    entity(waiver.person)
    if let scope = waiver.scope {
      space()
      word("on")
      entity(scope)
    }
    line()
    if let from = waiver.from {
      word("from")
      literal(from.span, else: from.text)
      space()
    }
    word("until")
    literal(waiver.until.span, else: waiver.until.text)
    because(waiver.because)
    close()
  }

  mutating func limit(_ limit: LimitSyntax) {
    open(.fill)
    word("limit")
    token(limit.name.text)
    token(":")
    line()
    switch limit.form {
    case .grantsExpire(let roles, let duration):
      grants(of: roles)
      word("expire")
      word("within")
      literal(duration.span, else: duration.text)
    case .grantsToGroupsOnly(let roles):
      grants(of: roles)
      word("to")
      word("groups")
      token("only")
    case .grantsNeverOnEverything(let roles):
      grants(of: roles)
      word("never")
      word("on")
      token("everything")
    case .waiversExpire(let duration):
      word("waivers")
      word("expire")
      word("within")
      literal(duration.span, else: duration.text)
    case .holders(let role, let number):
      word("holders")
      word("of")
      name(role)
      space()
      word("at")
      word("most")
      literal(number.span, else: number.text)
    }
    close()
  }

  private mutating func grants(of roles: [NameSyntax]) {
    word("grants")
    word("of")
    names(roles)
    line()
  }

  // MARK: Tests

  mutating func fixture(_ fixture: FixtureSyntax) {
    word("fixture")
    word(fixture.name.text)
    block(fixture.givens) { $0.given($1) }
  }

  mutating func test(_ test: TestSyntax) {
    open(.fill, indent: TreePrinter.headIndent)
    word("test")
    string(test.name)
    if !test.fixtures.isEmpty {
      line()
      word("using")
      names(test.fixtures)
    }
    close()
    space()
    block(test.steps) { printer, step in
      switch step {
      case .given(let given): printer.given(given)
      case .expect(let expect): printer.expect(expect)
      }
    }
  }

  /// Statements between braces, each on a line of its own.
  private mutating func block<Statement>(
    _ statements: [Statement], _ item: (inout TreePrinter, Statement) -> Void
  ) {
    token("{")
    if statements.isEmpty {
      emptyBody()
    } else {
      open(.consistent)
      for (index, statement) in statements.enumerated() {
        hardLine(keeping: index == 0 ? .opening : .between)
        item(&self, statement)
      }
      hardLine(outdent: TreePrinter.indent, keeping: .closing)
      close()
    }
    token("}")
  }

  private mutating func given(_ given: GivenSyntax) {
    switch given.form {
    case .entity(let entity, let parents, let attributes):
      givenEntity(entity, parents, attributes)
    case .grant(let grant): self.grant(grant)
    case .waiver(let waiver): self.waiver(waiver)
    case .at(let instant):
      word("at")
      literal(instant.span, else: instant.text)
    case .performed(let duty, let object, let version, let time, let performers):
      open(.fill)
      word("performed")
      name(duty)
      space()
      word("of")
      entity(object)
      if let version {
        line()
        word("version")
        string(version)
      }
      if let time {
        line()
        word("at")
        literal(time.span, else: time.text)
      }
      line()
      word("by")
      entities(performers)
      close()
    case .withdrawn(let duty, let object, let performer):
      word("withdrawn")
      name(duty)
      space()
      word("of")
      entity(object)
      space()
      word("by")
      entity(performer)
    }
  }

  private mutating func givenEntity(
    _ entity: EntitySyntax, _ parents: [EntitySyntax], _ attributes: [RecordEntrySyntax]
  ) {
    open(.fill, indent: TreePrinter.headIndent)
    word("entity")
    self.entity(entity)
    if !parents.isEmpty {
      line()
      word("in")
      entities(parents)
    }
    close()
    if attributes.isEmpty {
      skipEmptyBraces()
    } else {
      space()
      record(attributes)
    }
  }

  private mutating func expect(_ expect: ExpectSyntax) {
    open(.consistent)
    open(.fill, indent: TreePrinter.headIndent)
    word("expect")
    token(expect.outcome.rawValue)
    if !expect.by.isEmpty {
      space()
      word("by")
      if expect.isExactly { word("exactly") }
      names(expect.by)
    }
    if !expect.obligations.isEmpty {
      line()
      word("oblige")
      names(expect.obligations)
    }
    token(":")
    close()
    line()
    request(expect)
    close()
  }

  private mutating func request(_ expect: ExpectSyntax) {
    entity(expect.principal)
    sentAttributes(expect.principalAttributes)
    space()
    word("to")
    name(expect.action)
    space()
    word("on")
    entity(expect.resource)
    sentAttributes(expect.resourceAttributes)
    if !expect.roles.isEmpty {
      space()
      word("as")
      open(.fill)
      names(expect.roles)
      close()
    }
    if let context = expect.context {
      space()
      word("with")
      record(context)
    }
  }

  private mutating func sentAttributes(_ entries: [RecordEntrySyntax]?) {
    guard let entries else { return }
    space()
    record(entries)
  }
}
