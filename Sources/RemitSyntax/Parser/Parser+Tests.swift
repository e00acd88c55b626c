import RemitSource

/// Fixtures and tests.
extension Parser {
  /// `fixture = "fixture" name "{" { given } "}"`
  mutating func fixture() -> FixtureSyntax {
    advance()
    let name = newName("the fixture's name")
    var givens: [GivenSyntax] = []
    for step in steps(isFixture: true) {
      switch step {
      case .given(let given): givens.append(given)
      case .expect(let expect):
        reportWithoutSilence(SyntaxProblem.expectInFixture(at: expect.span))
      }
    }
    return FixtureSyntax(name: name, givens: givens)
  }

  /// `test = "test" string [ "using" name { "," name } ] "{" { given | expect } "}"`
  mutating func test() -> TestSyntax {
    advance()
    let name = string("what the test shows, a string")
    let fixtures = consume(.using) ? references("a fixture") : []
    return TestSyntax(name: name, fixtures: fixtures, steps: steps(isFixture: false))
  }

  /// `"{" { given | expect } "}"`
  private mutating func steps(isFixture: Bool) -> [StepSyntax] {
    let opener = currentSpan
    guard expect(.leftBrace) else { return [] }
    var steps: [StepSyntax] = []
    let outerColumn = anchorColumn
    defer { anchorColumn = outerColumn }
    while !at(.rightBrace), !at(.endOfFile) {
      if startsStep {
        anchorColumn = isFirstOnLine(index) ? column(index) : outerColumn
        isInSteps = true
        steps.append(step())
        isInSteps = false
        anchorColumn = outerColumn
        continue
      }
      if isDeclarationStart(index) { break }
      report(
        SyntaxProblem.notAStep(describeCurrent(), isFixture: isFixture, at: currentSpan))
      skipStep()
    }
    close(.rightBrace, opener: opener)
    return steps
  }

  /// Up to the next step, the end of the block, or the next declaration; at least one token.
  private mutating func skipStep() {
    var open = 0
    repeat {
      if at(.leftBrace) { open += 1 }
      if at(.rightBrace), open > 0 { open -= 1 }
      advance()
      if at(.endOfFile) || isDeclarationStart(index) { return }
      if open == 0, at(.rightBrace) { return }
    } while !(isFirstOnLine(index) && startsStep)
  }

  private var startsStep: Bool {
    switch current {
    case .entity, .grant, .waive, .at, .performed, .withdrawn, .expect: true
    default: false
    }
  }

  /// `given | expect`, after its first word has been seen.
  private mutating func step() -> StepSyntax {
    depth = 0
    if at(.expect) { return .expect(expectation()) }
    let start = self.start
    let form = given()
    return .given(GivenSyntax(form, span: span(from: start)))
  }

  /// ```
  /// given = "entity" entity-lit [ "in" entity-lit { "," entity-lit } ] [ record ] | grant | waive
  ///       | "at" instant
  ///       | "performed" ref "of" entity-lit [ "version" string ] [ "at" instant ]
  ///         "by" entity-lit { "," entity-lit }
  ///       | "withdrawn" ref "of" entity-lit "by" entity-lit
  /// ```
  private mutating func given() -> GivenSyntax.Form {
    switch current {
    case .grant: return .grant(grant())
    case .waive: return .waiver(waiver())
    case .at:
      advance()
      return .at(instant())
    case .performed: return performedGiven()
    case .withdrawn:
      advance()
      let duty = reference("a duty")
      expect(.of)
      let object = entity()
      expect(.by)
      return .withdrawn(duty: duty, of: object, by: entity())
    default:
      advance()
      let subject = entity()
      let parents = consume(.inWord) ? entities() : []
      return .entity(subject, parents: parents, attributes: recordIfPresent() ?? [])
    }
  }

  private mutating func performedGiven() -> GivenSyntax.Form {
    advance()
    let duty = reference("a duty")
    expect(.of)
    let object = entity()
    let version = consume(.version) ? string("the version, a string") : nil
    let time = consume(.at) ? instant() : nil
    let performers = expectBeforeNames(.by) ? entities() : []
    return .performed(duty: duty, of: object, version: version, at: time, by: performers)
  }

  /// ```
  /// expect = "expect" ( "allow" | "deny" | "invalid" ) [ "by" [ "exactly" ] ref { "," ref } ]
  ///          [ "oblige" ref { "," ref } ] ":"
  ///          entity-lit [ record ] "to" ref "on" entity-lit [ record ]
  ///          [ "as" ref { "," ref } ] [ "with" record ]
  /// ```
  private mutating func expectation() -> ExpectSyntax {
    let start = self.start
    advance()
    let outcome = self.outcome()
    var by: [NameSyntax] = []
    var isExactly = false
    if consume(.by) {
      if at(.exactly), peek().isName {
        advance()
        isExactly = true
      }
      by = references()
    }
    let obligations = consume(.oblige) ? references("an obligation") : []
    expect(.colon)
    let principal = entity()
    let principalAttributes = recordIfPresent()
    expect(.to)
    let action = reference("an action")
    expect(.on)
    let resource = entity()
    let resourceAttributes = recordIfPresent()
    let roles = consume(.as) ? references("a role") : []
    let context = consume(.with) ? contextRecord() : nil
    return ExpectSyntax(
      outcome: outcome, by: by, isExactly: isExactly, obligations: obligations,
      principal: principal, principalAttributes: principalAttributes, action: action,
      resource: resource, resourceAttributes: resourceAttributes, roles: roles,
      context: context, span: span(from: start))
  }

  private mutating func contextRecord() -> [RecordEntrySyntax] {
    if at(.leftBrace) { return record() }
    missing("the context, a record")
    return []
  }

  /// `"allow" | "deny" | "invalid"`
  private mutating func outcome() -> ExpectSyntax.Outcome {
    let outcome: ExpectSyntax.Outcome? =
      switch current {
      case .allow: .allow
      case .deny: .deny
      case .invalid: .invalid
      default: nil
      }
    guard let outcome else {
      missing("`allow`, `deny` or `invalid`")
      return .deny
    }
    advance()
    return outcome
  }
}
