extension DumpNode {
  init(duty: DutySyntax) {
    self.init(
      "duty",
      [.name(duty.action)] + DumpNode.wire(duty.wire)
        + [
          DumpNode("of", [.name(duty.objectType)]),
          DumpNode("object", [DumpNode(expression: duty.object)]),
        ]
        + DumpNode.optional("version", duty.version.map(DumpNode.init(expression:)))
        + [DumpNode("by", [DumpNode(expression: duty.by)])]
        + DumpNode.optional("known-as", duty.knownAs.map(DumpNode.init(expression:)))
        + DumpNode.clauses(duty.clauses))
  }

  init(separation: SeparationSyntax) {
    let members: DumpNode =
      switch separation.members {
      case .roles(let names): .names("roles", names)
      case .activeRoles(let names): .names("active-roles", names)
      case .duties(let names): .names("duties", names)
      case .permissions(let permissions):
        DumpNode(
          "permissions",
          permissions.map { DumpNode("can", [.actions($0.actions), .name($0.type)]) })
      }
    let clauses = separation.clauses.map { clause in
      switch clause {
      case .atMost(let number, _): DumpNode("at-most", [.leaf(number.text)])
      case .inOneScope: DumpNode.leaf("in-one-scope")
      case .by(let person, _): DumpNode("by", [DumpNode(expression: person)])
      case .within(let duration, _): DumpNode("within", [.leaf(duration.text)])
      case .because(let reason, _): DumpNode("because", [.string(reason)])
      }
    }
    self.init("separate", [.word(separation.name), members] + clauses)
  }

  init(waiver: WaiverSyntax) {
    self.init(
      "waive",
      [.name(waiver.separation), .entity(waiver.person)]
        + DumpNode.optional("on", waiver.scope.map(DumpNode.entity))
        + DumpNode.optional("from", waiver.from.map { .leaf($0.text) })
        + [DumpNode("until", [.leaf(waiver.until.text)]), .string(waiver.because)])
  }

  init(limit: LimitSyntax) {
    let form: DumpNode =
      switch limit.form {
      case .grantsExpire(let roles, let duration):
        DumpNode("grants-expire", [.names("of", roles), .leaf(duration.text)])
      case .grantsToGroupsOnly(let roles): .names("grants-to-groups-only", roles)
      case .grantsNeverOnEverything(let roles): .names("grants-never-on-everything", roles)
      case .waiversExpire(let duration): DumpNode("waivers-expire", [.leaf(duration.text)])
      case .holders(let role, let number):
        DumpNode("holders-at-most", [.name(role), .leaf(number.text)])
      }
    self.init("limit", [.word(limit.name), form])
  }

  // MARK: Tests

  init(step: StepSyntax) {
    switch step {
    case .given(let given): self.init(given: given)
    case .expect(let expect): self.init(expect: expect)
    }
  }

  init(given: GivenSyntax) {
    switch given.form {
    case .entity(let entity, let parents, let attributes):
      self.init(
        "given",
        [.entity(entity), .entities("in", parents), .entries("attributes", attributes)])
    case .grant(let grant): self.init(grant: grant)
    case .waiver(let waiver): self.init(waiver: waiver)
    case .at(let instant): self.init("at", [.leaf(instant.text)])
    case .performed(let duty, let object, let version, let time, let performers):
      self.init(
        "performed",
        [.name(duty), .entity(object)]
          + DumpNode.optional("version", version.map(DumpNode.string))
          + DumpNode.optional("at", time.map { .leaf($0.text) })
          + [.entities("by", performers)])
    case .withdrawn(let duty, let object, let performer):
      self.init("withdrawn", [.name(duty), .entity(object), .entity(performer)])
    }
  }

  private init(expect: ExpectSyntax) {
    self.init(
      "expect",
      [
        .leaf(expect.outcome.rawValue),
        .names(expect.isExactly ? "by-exactly" : "by", expect.by),
        .names("oblige", expect.obligations), .entity(expect.principal),
      ]
        + (expect.principalAttributes.map { [DumpNode.entries("sent", $0)] } ?? [])
        + [.name(expect.action), .entity(expect.resource)]
        + (expect.resourceAttributes.map { [DumpNode.entries("sent", $0)] } ?? [])
        + [.names("as", expect.roles)]
        + (expect.context.map { [DumpNode.entries("with", $0)] } ?? []))
  }
}
