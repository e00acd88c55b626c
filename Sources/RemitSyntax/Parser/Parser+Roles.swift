import RemitSource

/// Roles, grants and rules: who may do what.
extension Parser {
  /// `role = "role" name [ "extends" ref { "," ref } ] "{" { permission } "}"`
  mutating func role() -> RoleSyntax {
    advance()
    let name = newName("a role's name")
    let juniors = consume(.extends) ? references("a role") : []
    let opener = currentSpan
    guard expect(.leftBrace) || at(.can) else {
      return RoleSyntax(name: name, juniors: juniors, permissions: [])
    }
    var permissions: [PermissionSyntax] = []
    while !at(.rightBrace), !at(.endOfFile), !isDeclarationStart(index) {
      if at(.can) {
        permissions.append(permission())
      } else {
        report(SyntaxProblem.notAPermission(describeCurrent(), at: currentSpan))
        skipPermission()
      }
    }
    close(.rightBrace, opener: opener)
    return RoleSyntax(name: name, juniors: juniors, permissions: permissions)
  }

  /// Up to the next `can`, the end of the role, or the next declaration; at least one token.
  private mutating func skipPermission() {
    repeat {
      advance()
    } while !at(.can) && !at(.rightBrace) && !at(.endOfFile)
      && !isDeclarationStart(index)
  }

  /// `permission = "can" action-list "on" Name { "," Name } { "when" expr | "unless" expr }`
  private mutating func permission() -> PermissionSyntax {
    let start = self.start
    advance()
    let actions = actionList()
    let resources = expectBeforeNames(.on) ? typeReferences() : []
    let clauses = conditionClauses()
    return PermissionSyntax(
      actions: actions, resources: resources, clauses: clauses, span: span(from: start))
  }

  /// `action-list = "anything" | ref { "," ref }`
  mutating func actionList() -> ActionListSyntax {
    let place = currentSpan
    if consume(.anything) { return .anything(place) }
    return .named(references("an action"))
  }

  /// `{ "when" expr | "unless" expr }`
  mutating func conditionClauses() -> [ConditionClauseSyntax] {
    var clauses: [ConditionClauseSyntax] = []
    while at(.when) || at(.unless) || isMisspelt(as: [.when, .unless]) {
      clauses.append(conditionClause())
    }
    return clauses
  }

  /// `"when" expr | "unless" expr`
  private mutating func conditionClause() -> ConditionClauseSyntax {
    let start = self.start
    let isUnless = at(.unless)
    advance()
    let expression = expression()
    return ConditionClauseSyntax(
      isUnless: isUnless, expression: expression, span: span(from: start))
  }

  // MARK: Grants

  /// ```
  /// grant = "grant" ref [ "as" name ] "to" entity-lit { "," entity-lit }
  ///         "on" ( "everything" | entity-lit { "," entity-lit } )
  ///         [ "from" instant ] [ "until" instant ] { "when" expr | "unless" expr }
  ///         [ "because" string ]
  /// ```
  mutating func grant() -> GrantSyntax {
    advance()
    let role = reference("a role")
    let name = consume(.as) ? newName("the grant's name") : nil
    let grantees = expectBeforeNames(.to) ? entities() : []
    var scope = ScopeSyntax.entities([])
    if expectBeforeNames(.on) {
      let place = currentSpan
      scope = consume(.everything) ? .everything(place) : .entities(entities())
    }
    var grant = GrantSyntax(
      role: role, name: name, grantees: grantees, scope: scope, from: nil, until: nil,
      clauses: [], because: nil)
    grantClauses(&grant)
    return grant
  }

  /// The clauses after the scope; each has its place, and one out of place is read all the same.
  private mutating func grantClauses(_ grant: inout GrantSyntax) {
    var order = ClauseOrder(["from", "until", "when", "because"])
    while true {
      switch current {
      case .from where peek() == .instant || peek() == .badLiteral || !isFirstOnLine(index):
        note(&order, "from")
        advance()
        grant.from = instant()
      case .until:
        note(&order, "until")
        advance()
        grant.until = instant()
      case .when, .unless:
        note(&order, "when", mayRepeat: true)
        grant.clauses.append(conditionClause())
      case .because:
        note(&order, "because")
        advance()
        grant.because = string("a reason, a string")
      default:
        guard isMisspelt(as: [.from, .until, .when, .unless, .because]) else { return }
      }
    }
  }

  /// Reports a clause that has been there before or stands after one that it precedes.
  mutating func note(_ order: inout ClauseOrder, _ clause: String, mayRepeat: Bool = false) {
    switch order.add(clause) {
    case .repeated where !mayRepeat:
      reportWithoutSilence(SyntaxProblem.repeatedClause(current.rawValue, at: currentSpan))
    case .misplaced(let before):
      reportWithoutSilence(
        SyntaxProblem.misplacedClause(current.rawValue, before: before, at: currentSpan))
    case .fine, .repeated: break
    }
  }

  // MARK: Rules

  /// ```
  /// rule = ( "allow" | "deny" ) name ":" subject "to" action-list "on" object
  ///        { "when" expr | "unless" expr } [ "because" string ] { "oblige" name [ record ] }
  /// ```
  mutating func rule() -> RuleSyntax {
    let isDeny = at(.deny)
    advance()
    let name = newName("the rule's name")
    expect(.colon)
    let subject = head(.anyone)
    let actions = expectBeforeNames(.to) ? actionList() : .named([])
    let object = expectBeforeNames(.on) ? head(.anything) : .patterns([])
    let rest = ruleClauses()
    return RuleSyntax(
      isDeny: isDeny, name: name, subject: subject, actions: actions, object: object,
      clauses: rest.clauses, because: rest.because, obligations: rest.obligations)
  }

  /// What follows the head of a rule.
  private struct RuleClauses {
    var clauses: [ConditionClauseSyntax] = []
    var because: StringSyntax?
    var obligations: [ObligationSyntax] = []
  }

  private mutating func ruleClauses() -> RuleClauses {
    var rule = RuleClauses()
    var order = ClauseOrder(["when", "because", "oblige"])
    while true {
      switch current {
      case .when, .unless:
        note(&order, "when", mayRepeat: true)
        rule.clauses.append(conditionClause())
      case .because:
        note(&order, "because")
        advance()
        rule.because = string("a reason, a string")
      case .oblige:
        note(&order, "oblige", mayRepeat: true)
        rule.obligations.append(obligation())
      default:
        guard isMisspelt(as: [.when, .unless, .because, .oblige]) else { return rule }
      }
    }
  }

  /// `"oblige" name [ record ]`
  private mutating func obligation() -> ObligationSyntax {
    let start = self.start
    advance()
    let name = newName("the obligation's name")
    let entries = recordIfPresent() ?? []
    return ObligationSyntax(name: name, entries: entries, span: span(from: start))
  }

  /// `subject = "anyone" | pattern { "," pattern }`, `object = "anything" | pattern { "," pattern }`
  private mutating func head(_ all: Lexeme) -> HeadSyntax {
    let place = currentSpan
    if consume(all) { return .all(place) }
    // The other word of the pair is an easy slip, and there is no doubt about what is meant.
    if at(.anyone) || at(.anything), peek() != .inWord {
      reportWithoutSilence(
        SyntaxProblem.anyoneOrAnything(current.rawValue, meant: all.rawValue, at: place))
      advance()
      return .all(place)
    }
    var patterns: [PatternSyntax] = []
    var bare: [NameSyntax] = []
    patterns = list { parser in
      let isParenthesized = parser.at(.leftParenthesis)
      let pattern = parser.pattern()
      switch pattern {
      case .type(let name): bare.append(name)
      case .typesIn(let names, let entity, let span):
        if !isParenthesized, let first = bare.first, let last = names.last {
          parser.reportWithoutSilence(
            SyntaxProblem.unionWithoutParentheses(
              (bare + names).map(\.text), in: parser.shortened(entity.span),
              first: first.span, last: last.span, at: span))
        }
        bare = []
      case .entity, .holders: bare = []
      }
      return pattern
    }
    return .patterns(patterns)
  }

  /// ```
  /// pattern = Name | ( Name | "(" Name { "," Name } ")" ) "in" entity-lit | entity-lit
  ///         | "holders" "of" ref [ "anywhere" ]
  /// ```
  private mutating func pattern() -> PatternSyntax {
    let start = self.start
    if at(.leftParenthesis) {
      let opener = currentSpan
      advance()
      let names = typeReferences()
      close(.rightParenthesis, opener: opener)
      expect(.inWord)
      let entity = entity()
      return .typesIn(names, entity, span(from: start))
    }
    if at(.holders), peek() == .of {
      advance()
      advance()
      let role = reference("a role")
      let anywhere = consume(.anywhere)
      return .holders(role, anywhere: anywhere, span(from: start))
    }
    let name = typeReference()
    if at(.doubleColon) { return .entity(entity(of: name, from: start)) }
    guard consume(.inWord) else { return .type(name) }
    let entity = entity()
    return .typesIn([name], entity, span(from: start))
  }
}

/// Which clauses of a declaration have been seen, to tell repeated and misplaced ones.
struct ClauseOrder {
  enum Verdict {
    case fine
    case repeated
    case misplaced(before: String)
  }

  private let names: [String]
  private var seen: Set<String> = []
  private var last = 0

  init(_ names: [String]) {
    self.names = names
  }

  mutating func add(_ name: String) -> Verdict {
    let place = names.firstIndex(of: name) ?? 0
    let isNew = seen.insert(name).inserted
    defer { last = max(last, place) }
    if place < last { return .misplaced(before: names[last]) }
    return isNew ? .fine : .repeated
  }
}
