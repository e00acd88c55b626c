import RemitSource

/// Duties, separations, waivers and limits: what one person may not combine.
extension Parser {
  /// ```
  /// duty = "duty" ref [ wire ] "of" Name "=" expr [ "version" expr ] "by" expr
  ///        [ "known" "as" expr ] { "when" expr | "unless" expr }
  /// ```
  mutating func duty() -> DutySyntax {
    advance()
    let action = reference("an action")
    let wire = wireIfPresent()
    expect(.of)
    let objectType = typeReference()
    expect(.assign)
    let object = expression()
    let version = consume(.version) ? expression() : nil
    let by = expect(.by) ? expression() : missingExpression()
    var knownAs: ExpressionSyntax?
    if consume(.known) {
      expect(.as)
      knownAs = expression()
    }
    return DutySyntax(
      action: action, wire: wire, objectType: objectType, object: object, version: version,
      by: by, knownAs: knownAs, clauses: conditionClauses())
  }

  /// `retirement = "retire" "duty" string "because" string`
  mutating func retiredDuty() -> RetiredDutySyntax {
    advance()
    expect(.duty)
    let wire = string("the duty's name on the wire, a string")
    expect(.because)
    return RetiredDutySyntax(wire: wire, because: string("a reason, a string"))
  }

  // MARK: Separations

  /// ```
  /// separate = "separate" ( "roles" | "active" "roles" | "duties" ) name ":" ref "," ref { "," ref }
  ///            { clause }
  ///          | "separate" "permissions" name ":" "(" action-list "on" Name ")" "," … { clause }
  /// ```
  mutating func separation() -> SeparationSyntax {
    advance()
    let kind = separationKind()
    let name = newName("the separation's name")
    expect(.colon)
    let start = self.start
    let members: SeparationSyntax.Members
    let count: Int
    if kind == .permissions {
      let permissions = list { $0.separatedPermission() }
      members = .permissions(permissions)
      count = permissions.count
    } else {
      let names = references()
      count = names.count
      switch kind {
      case .duties: members = .duties(names)
      case .active: members = .activeRoles(names)
      default: members = .roles(names)
      }
    }
    if count == 1, !isSilent, start < previousUpper {
      report(SyntaxProblem.separationOfOne(at: span(from: start)))
    }
    return SeparationSyntax(name: name, members: members, clauses: separationClauses(kind))
  }

  /// `"roles" | "active" "roles" | "duties" | "permissions"`
  private mutating func separationKind() -> Lexeme {
    let kinds: [Lexeme] = [.roles, .active, .duties, .permissions]
    if !kinds.contains(current) { isMisspelt(as: kinds, isWanted: true) }
    let kind = current
    switch kind {
    case .roles, .duties, .permissions:
      advance()
      return kind
    case .active:
      advance()
      expect(.roles)
      return kind
    default:
      missing("`roles`, `active roles`, `duties` or `permissions`")
      if current.isName, peek().isName { advance() }
      return .roles
    }
  }

  /// `"(" action-list "on" Name ")"`
  private mutating func separatedPermission() -> (actions: ActionListSyntax, type: NameSyntax) {
    let opener = currentSpan
    let isOpened = expect(.leftParenthesis)
    let actions = actionList()
    expect(.on)
    let type = typeReference()
    if isOpened { close(.rightParenthesis, opener: opener) }
    return (actions, type)
  }

  /// ```
  /// clause = "at" "most" int | "in" "one" "scope" | "by" expr | "within" duration
  ///        | "because" string       // any order, each once, only where it means something
  /// ```
  private mutating func separationClauses(_ kind: Lexeme) -> [SeparationSyntax.Clause] {
    var clauses: [SeparationSyntax.Clause] = []
    var seen: Set<Lexeme> = []
    while [.at, .inWord, .by, .within, .because].contains(current)
      || isMisspelt(as: [.within, .because])
    {
      let keyword = current
      let place = currentSpan
      if !seen.insert(keyword).inserted {
        reportWithoutSilence(SyntaxProblem.repeatedClause(keyword.rawValue, at: place))
      }
      clauses.append(separationClause(keyword))
      if !means(keyword, in: kind) {
        reportWithoutSilence(
          SyntaxProblem.clauseWithoutMeaning(clauseText(keyword), of: kind, at: place))
      }
    }
    return clauses
  }

  private mutating func separationClause(_ keyword: Lexeme) -> SeparationSyntax.Clause {
    let start = self.start
    advance()
    switch keyword {
    case .at:
      expect(.most)
      let number = integer()
      return .atMost(number, span(from: start))
    case .inWord:
      expect(.one)
      expect(.scope)
      return .inOneScope(span(from: start))
    case .by:
      endsAtInOneScope = true
      let person = expression()
      endsAtInOneScope = false
      return .by(person, span(from: start))
    case .within:
      let time = duration()
      return .within(time, span(from: start))
    default:
      let reason = string("a reason, a string")
      return .because(reason, span(from: start))
    }
  }

  private func means(_ clause: Lexeme, in kind: Lexeme) -> Bool {
    switch clause {
    case .inWord: kind == .roles
    case .by: kind != .duties
    case .within: kind == .duties
    default: true
    }
  }

  private func clauseText(_ keyword: Lexeme) -> String {
    keyword == .inWord ? "in one scope" : keyword.rawValue
  }

  // MARK: Waivers

  /// ```
  /// waive = "waive" ref "for" entity-lit [ "on" entity-lit ] [ "from" instant ] "until" instant
  ///         "because" string
  /// ```
  mutating func waiver() -> WaiverSyntax {
    advance()
    let separation = reference("a separation")
    expect(.for)
    let person = entity()
    let scope = consume(.on) ? entity() : nil
    let from = consume(.from) ? instant() : nil
    expect(.until)
    let until = instant()
    expect(.because)
    return WaiverSyntax(
      separation: separation, person: person, scope: scope, from: from, until: until,
      because: string("a reason, a string"))
  }

  // MARK: Limits

  /// ```
  /// limit = "limit" name ":"
  ///         ( "grants" "of" ref { "," ref }
  ///             ( "expire" "within" duration | "to" "groups" "only" | "never" "on" "everything" )
  ///         | "waivers" "expire" "within" duration | "holders" "of" ref "at" "most" int )
  /// ```
  /// `nil` if it cannot be told which.
  mutating func limit() -> LimitSyntax? {
    advance()
    let name = newName("the limit's name")
    expect(.colon)
    let form: LimitSyntax.Form?
    let heads: [Lexeme] = [.grants, .waivers, .holders]
    if !heads.contains(current) { isMisspelt(as: heads, isWanted: true) }
    switch current {
    case .grants:
      advance()
      expect(.of)
      form = grantLimit(references("a role"))
    case .waivers:
      advance()
      expect(.expire)
      expect(.within)
      form = .waiversExpire(within: duration())
    case .holders:
      advance()
      expect(.of)
      let role = reference("a role")
      expect(.at)
      expect(.most)
      form = .holders(role, atMost: integer())
    default:
      missing("`grants of`, `waivers` or `holders of`")
      form = nil
    }
    return form.map { LimitSyntax(name: name, form: $0) }
  }

  private mutating func grantLimit(_ roles: [NameSyntax]) -> LimitSyntax.Form? {
    isMisspelt(as: [.expire, .never])
    switch current {
    case .expire:
      advance()
      expect(.within)
      return .grantsExpire(roles, within: duration())
    case .to:
      advance()
      expect(.groups)
      expect(.only)
      return .grantsToGroupsOnly(roles)
    case .never:
      advance()
      expect(.on)
      expect(.everything)
      return .grantsNeverOnEverything(roles)
    default:
      missing("`expire within`, `to groups only` or `never on everything`")
      return nil
    }
  }
}
