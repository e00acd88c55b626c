import RemitSource

/// The policy and the declarations of its vocabulary.
extension Parser {
  /// `policy = [ "module" ref ] { "use" ref } { declaration }`
  mutating func policy() -> PolicySyntax {
    var policy = PolicySyntax(module: nil, uses: [], declarations: [])
    if consume(.module) { policy.module = moduleName() }
    while consume(.use) { policy.uses.append(moduleName()) }
    while !at(.endOfFile) {
      let before = index
      anchorColumn = 0
      if isDeclarationStart(index) || resemblesDeclaration { sink.silentIndex = -1 }
      if isSilent, !isFirstOnLine(index), !at(.rightBrace) {
        // Whatever this is, the declaration that it belongs to has been reported.
        synchronise()
      } else if at(.module) || at(.use), peek().isName {
        misplacedHeader(&policy)
      } else if let declaration = declaration() {
        policy.declarations.append(declaration)
      } else {
        unexpectedAtTopLevel(&policy)
      }
      // INVARIANT: every round consumes at least one token.
      if index == before { advance() }
    }
    return policy
  }

  private mutating func moduleName() -> NameSyntax {
    let name = reference("a module's name")
    for word in name.parts where word.text.utf8.first.map({ $0 & 0xE0 == 0x40 }) == true {
      if word.text.utf8.first != UInt8(ascii: "_") {
        reportWithoutSilence(SyntaxProblem.nameWithCapital(word))
      }
    }
    return name
  }

  /// `module` or `use` where declarations have begun: reported, and taken where that is harmless.
  private mutating func misplacedHeader(_ policy: inout PolicySyntax) {
    let isUse = at(.use)
    reportWithoutSilence(
      SyntaxProblem.misplacedHeader(
        current.rawValue, isSecond: !isUse && policy.module != nil, at: currentSpan))
    advance()
    let name = moduleName()
    if isUse { policy.uses.append(name) }
  }

  /// ```
  /// declaration = type | enum | entity | action | actions | let | condition | role | grant | rule
  ///             | duty | retirement | separate | waive | limit | fixture | test
  /// ```
  /// `nil` if the current token begins none.
  mutating func declaration() -> DeclarationSyntax? {
    guard current.isDeclarationKeyword else { return nil }
    let start = self.start
    let documentation = documentation(before: index)
    depth = 0
    anchorColumn = isFirstOnLine(index) ? column(index) : 0
    let form = declarationForm()
    return DeclarationSyntax(form, documentation: documentation, span: span(from: start))
  }

  private mutating func declarationForm() -> DeclarationSyntax.Form {
    switch current {
    case .type: .type(typeAlias())
    case .enumeration: .enumeration(enumeration())
    case .entity, .open: .entity(entityType())
    case .action: .action(action())
    case .actions: .actionGroup(actionGroup())
    case .let: .constant(constant())
    case .condition: .condition(condition())
    case .role: .role(role())
    case .grant: .grant(grant())
    case .allow, .deny: .rule(rule())
    case .duty: .duty(duty())
    case .retire: .retiredDuty(retiredDuty())
    case .separate: .separation(separation())
    case .waive: .waiver(waiver())
    case .limit: limit().map { .limit($0) } ?? .invalid
    case .fixture: .fixture(fixture())
    case .test: .test(test())
    default: .invalid
    }
  }

  /// `type = "type" Name "=" type-expr`
  private mutating func typeAlias() -> TypeAliasSyntax {
    advance()
    let name = newTypeName()
    expect(.assign)
    return TypeAliasSyntax(name: name, type: typeExpression())
  }

  /// `enum = "enum" Name "{" name [ wire ] { "," name [ wire ] } [ "," ] "}"`
  private mutating func enumeration() -> EnumSyntax {
    advance()
    let name = newTypeName()
    let opener = currentSpan
    guard expect(.leftBrace) else { return EnumSyntax(name: name, cases: []) }
    var cases: [WiredNameSyntax] = []
    repeat {
      let before = index
      let word = newName("a case's name")
      cases.append(WiredNameSyntax(name: word, wire: wireIfPresent()))
      if index == before { break }
    } while continuesEnum()
    close(.rightBrace, opener: opener)
    return EnumSyntax(name: name, cases: cases)
  }

  private mutating func continuesEnum() -> Bool {
    if consume(.comma) { return !at(.rightBrace) }
    guard current.isName, !isDeclarationStart(index) else { return false }
    expect(.comma)
    return true
  }

  /// ```
  /// entity = [ "open" ] "entity" Name [ wire ] { "," Name [ wire ] }
  ///          [ "in" Name { "," Name } ] [ record-type ]
  /// ```
  private mutating func entityType() -> EntityTypeSyntax {
    let isOpen = consume(.open)
    expect(.entity)
    let names = wiredNames { $0.newTypeName() }
    var parents: [NameSyntax] = []
    if consume(.inWord) { parents = typeReferences() }
    let attributes = at(.leftBrace) ? recordType() : nil
    return EntityTypeSyntax(
      isOpen: isOpen, names: names, parents: parents, attributes: attributes)
  }

  /// ```
  /// action = "action" name [ wire ] { "," name [ wire ] } "on" Name { "," Name }
  ///          "by" Name { "," Name } [ record-type ]      // on and by in either order
  /// ```
  private mutating func action() -> ActionSyntax {
    advance()
    let names = wiredNames { $0.newName("an action's name") }
    var resources: [NameSyntax] = []
    var principals: [NameSyntax] = []
    if consume(.by) {
      principals = typeReferences()
      if expectBeforeNames(.on) { resources = typeReferences() }
    } else {
      if expectBeforeNames(.on) { resources = typeReferences() }
      if expectBeforeNames(.by) { principals = typeReferences() }
    }
    let context = at(.leftBrace) ? recordType() : nil
    return ActionSyntax(
      names: names, resources: resources, principals: principals, context: context)
  }

  /// `actions = "actions" name "=" ref { "," ref }`
  private mutating func actionGroup() -> ActionGroupSyntax {
    advance()
    let name = newName("a group's name")
    expect(.assign)
    return ActionGroupSyntax(name: name, members: references("an action"))
  }

  /// `let = "let" name [ ":" type-expr ] "=" expr`
  private mutating func constant() -> LetSyntax {
    advance()
    let name = newName("a constant's name")
    let type = consume(.colon) ? typeExpression() : nil
    expect(.assign)
    return LetSyntax(name: name, type: type, value: expression())
  }

  /// `condition = "condition" name [ "(" name ":" type-expr { "," … } ")" ] "=" expr`
  private mutating func condition() -> ConditionSyntax {
    advance()
    let name = newName("a condition's name")
    var parameters: [ParameterSyntax] = []
    let opener = currentSpan
    if consume(.leftParenthesis) {
      parameters = list { $0.parameter() }
      close(.rightParenthesis, opener: opener)
    }
    expect(.assign)
    return ConditionSyntax(name: name, parameters: parameters, body: expression())
  }

  /// `name ":" type-expr`
  private mutating func parameter() -> ParameterSyntax {
    let name = newName("a parameter's name")
    expect(.colon)
    return ParameterSyntax(name: name, type: typeExpression())
  }
}
