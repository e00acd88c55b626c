package import RemitSource

package struct FixtureSyntax: Sendable {
  package var name: WordSyntax
  package var givens: [GivenSyntax]

  package init(name: WordSyntax, givens: [GivenSyntax]) {
    self.name = name
    self.givens = givens
  }
}

package struct TestSyntax: Sendable {
  package var name: StringSyntax
  package var fixtures: [NameSyntax]
  package var steps: [StepSyntax]

  package init(name: StringSyntax, fixtures: [NameSyntax], steps: [StepSyntax]) {
    self.name = name
    self.fixtures = fixtures
    self.steps = steps
  }
}

package indirect enum StepSyntax: Sendable {
  case given(GivenSyntax)
  case expect(ExpectSyntax)
}

package struct GivenSyntax: Sendable {
  package indirect enum Form: Sendable {
    case entity(EntitySyntax, parents: [EntitySyntax], attributes: [RecordEntrySyntax])
    case grant(GrantSyntax)
    case waiver(WaiverSyntax)
    case at(InstantSyntax)
    case performed(
      duty: NameSyntax, of: EntitySyntax, version: StringSyntax?, at: InstantSyntax?,
      by: [EntitySyntax])
    case withdrawn(duty: NameSyntax, of: EntitySyntax, by: EntitySyntax)
  }

  package let form: Form
  package let span: SourceSpan

  package init(_ form: Form, span: SourceSpan) {
    self.form = form
    self.span = span
  }
}

package struct ExpectSyntax: Sendable {
  package enum Outcome: String, Sendable {
    case allow
    case deny
    case invalid
  }

  package var outcome: Outcome
  package var by: [NameSyntax]
  package var isExactly: Bool
  package var obligations: [NameSyntax]
  package var principal: EntitySyntax
  package var principalAttributes: [RecordEntrySyntax]?
  package var action: NameSyntax
  package var resource: EntitySyntax
  package var resourceAttributes: [RecordEntrySyntax]?
  package var roles: [NameSyntax]
  package var context: [RecordEntrySyntax]?
  package var span: SourceSpan

  package init(
    outcome: Outcome, by: [NameSyntax], isExactly: Bool, obligations: [NameSyntax],
    principal: EntitySyntax, principalAttributes: [RecordEntrySyntax]?, action: NameSyntax,
    resource: EntitySyntax, resourceAttributes: [RecordEntrySyntax]?, roles: [NameSyntax],
    context: [RecordEntrySyntax]?, span: SourceSpan
  ) {
    self.outcome = outcome
    self.by = by
    self.isExactly = isExactly
    self.obligations = obligations
    self.principal = principal
    self.principalAttributes = principalAttributes
    self.action = action
    self.resource = resource
    self.resourceAttributes = resourceAttributes
    self.roles = roles
    self.context = context
    self.span = span
  }
}
