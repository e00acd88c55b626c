/// Declarations of the vocabulary and of authority.
extension TreePrinter {
  /// How far the wrapped head of a declaration stands in: further than its clauses and its body.
  static let headIndent = 8

  mutating func policy(_ policy: PolicySyntax) {
    if let module = policy.module {
      hardLine()
      word("module")
      name(module)
      flush()
    }
    for use in policy.uses {
      hardLine()
      word("use")
      name(use)
      flush()
    }
    for declaration in policy.declarations {
      hardLine()
      self.declaration(declaration)
      flush()
    }
    finish()
  }

  mutating func declaration(_ declaration: DeclarationSyntax) {
    switch declaration.form {
    case .type(let alias):
      word("type")
      token(alias.name.text)
      space()
      word("=")
      type(alias.type)
    case .enumeration(let enumeration): self.enumeration(enumeration)
    case .entity(let entity): entityType(entity)
    case .action(let action): self.action(action)
    case .actionGroup(let group): actionGroup(group)
    case .constant(let constant): self.constant(constant)
    case .condition(let condition): self.condition(condition)
    case .role(let role): self.role(role)
    case .grant(let grant): self.grant(grant)
    case .rule(let rule): self.rule(rule)
    case .duty(let duty): self.duty(duty)
    case .retiredDuty(let duty): retiredDuty(duty)
    case .separation(let separation): self.separation(separation)
    case .waiver(let waiver): self.waiver(waiver)
    case .limit(let limit): self.limit(limit)
    case .fixture(let fixture): self.fixture(fixture)
    case .test(let test): self.test(test)
    case .invalid: token("?")
    }
  }

  private mutating func enumeration(_ enumeration: EnumSyntax) {
    word("enum")
    word(enumeration.name.text)
    braces(enumeration.cases) { $0.wiredName($1) }
  }

  private mutating func entityType(_ entity: EntityTypeSyntax) {
    open(.fill, indent: TreePrinter.headIndent)
    if entity.isOpen { word("open") }
    word("entity")
    list(entity.names) { $0.wiredName($1) }
    if !entity.parents.isEmpty {
      line()
      word("in")
      names(entity.parents)
    }
    close()
    if let attributes = entity.attributes {
      space()
      recordType(attributes)
    }
  }

  private mutating func action(_ action: ActionSyntax) {
    open(.fill, indent: TreePrinter.headIndent)
    word("action")
    list(action.names) { $0.wiredName($1) }
    // The order is the author's: both read well.
    if isNext("by") {
      heads("by", action.principals)
      heads("on", action.resources)
    } else {
      heads("on", action.resources)
      heads("by", action.principals)
    }
    close()
    if let context = action.context {
      space()
      recordType(context)
    }
  }

  private mutating func heads(_ word: String, _ types: [NameSyntax]) {
    line()
    self.word(word)
    names(types)
  }

  private mutating func actionGroup(_ group: ActionGroupSyntax) {
    open(.fill)
    word("actions")
    word(group.name.text)
    word("=")
    names(group.members)
    close()
  }

  private mutating func constant(_ constant: LetSyntax) {
    word("let")
    token(constant.name.text)
    if let type = constant.type {
      token(":")
      space()
      self.type(type)
    }
    space()
    token("=")
    body(constant.value)
  }

  private mutating func condition(_ condition: ConditionSyntax) {
    word("condition")
    token(condition.name.text)
    if !condition.parameters.isEmpty {
      bracket("(")
      open(.fill)
      list(condition.parameters) { printer, parameter in
        printer.token(parameter.name.text)
        printer.token(":")
        printer.space()
        printer.type(parameter.type)
      }
      close()
      bracket(")")
    }
    space()
    token("=")
    body(condition.body)
  }

  /// The value after `=`: on the same line if it fits there or has brackets, else on its own lines.
  private mutating func body(_ value: ExpressionSyntax) {
    if value.withoutParentheses.0.isBracketed {
      space()
      expression(value)
      return
    }
    open(.consistent)
    line()
    expression(value, indent: 0)
    close()
  }

  // MARK: Authority

  private mutating func role(_ role: RoleSyntax) {
    open(.fill, indent: TreePrinter.headIndent)
    word("role")
    token(role.name.text)
    if !role.juniors.isEmpty {
      line()
      word("extends")
      names(role.juniors)
    }
    close()
    space()
    token("{")
    if role.permissions.isEmpty {
      emptyBody()
    } else {
      open(.consistent)
      for (index, permission) in role.permissions.enumerated() {
        if index > 0 {
          hardLine()
        } else if role.permissions.count > 1 {
          hardLine(keeping: .opening)
        } else {
          line(keeping: .opening)
        }
        self.permission(permission)
      }
      line(outdent: TreePrinter.indent, keeping: .closing)
      close()
    }
    token("}")
  }

  private mutating func permission(_ permission: PermissionSyntax) {
    open(.consistent)
    open(.fill, indent: TreePrinter.headIndent)
    word("can")
    actionList(permission.actions)
    line()
    word("on")
    names(permission.resources)
    close()
    conditionClauses(permission.clauses)
    close()
  }

  mutating func grant(_ grant: GrantSyntax) {
    open(.consistent)
    open(.fill, indent: TreePrinter.headIndent)
    word("grant")
    name(grant.role)
    if let name = grant.name {
      space()
      word("as")
      token(name.text)
    }
    line()
    word("to")
    entities(grant.grantees)
    line()
    word("on")
    switch grant.scope {
    case .everything: token("everything")
    case .entities(let entities): self.entities(entities)
    }
    close()
    if let from = grant.from {
      line()
      word("from")
      literal(from.span, else: from.text)
    }
    if let until = grant.until {
      // A window is one clause: its end stays on the line of its beginning.
      if grant.from == nil { line() } else { space() }
      word("until")
      literal(until.span, else: until.text)
    }
    conditionClauses(grant.clauses)
    because(grant.because)
    close()
  }

  private mutating func rule(_ rule: RuleSyntax) {
    open(.consistent)
    open(.fill, indent: TreePrinter.headIndent)
    word(rule.isDeny ? "deny" : "allow")
    token(rule.name.text)
    token(":")
    space()
    head(rule.subject, all: "anyone")
    line()
    word("to")
    actionList(rule.actions)
    line()
    word("on")
    head(rule.object, all: "anything")
    close()
    conditionClauses(rule.clauses)
    because(rule.because)
    for obligation in rule.obligations {
      line()
      word("oblige")
      token(obligation.name.text)
      // `oblige notify` and `oblige notify {}` are one thing; the braces go if nothing is in them.
      if !obligation.entries.isEmpty {
        space()
        record(obligation.entries)
      } else {
        skipEmptyBraces()
      }
    }
    close()
  }

  /// Passes over `{}` if that comes next: a `}` alone closes the block around.
  mutating func skipEmptyBraces() {
    guard isNext("{") else { return }
    skip("{")
    skip("}")
  }

  private mutating func head(_ head: HeadSyntax, all: String) {
    switch head {
    case .all: token(all)
    case .patterns(let patterns):
      for (index, pattern) in patterns.enumerated() {
        if index > 0 {
          bracket(",")
          line()
        }
        // After a type alone, `in` needs its types in parentheses.
        let follows = index > 0 && patterns[index - 1].isTypeAlone
        self.pattern(pattern, needsParentheses: follows)
      }
    }
  }

  private mutating func pattern(_ pattern: PatternSyntax, needsParentheses: Bool) {
    switch pattern {
    case .type(let name): self.name(name)
    case .typesIn(let types, let entity, _):
      let isParenthesized = types.count > 1 || needsParentheses
      if isParenthesized { bracket("(") } else { skip("(") }
      names(types)
      if isParenthesized { bracket(")") } else { skip(")") }
      space()
      word("in")
      self.entity(entity)
    case .entity(let entity): self.entity(entity)
    case .holders(let role, let anywhere, _):
      word("holders")
      word("of")
      name(role)
      if anywhere {
        space()
        token("anywhere")
      }
    }
  }
}

extension PatternSyntax {
  fileprivate var isTypeAlone: Bool {
    switch self {
    case .type: true
    case .typesIn, .entity, .holders: false
    }
  }
}
