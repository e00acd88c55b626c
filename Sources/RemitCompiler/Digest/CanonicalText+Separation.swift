import RemitModel

/// Duties, separations, waivers and limits.
extension CanonicalText {
  mutating func writeSeparation(of policy: TypedPolicy) {
    for duty in policy.duties.sorted(by: { PolicyDigest.isOrdered($0.name, $1.name) }) {
      write(duty, policy)
    }
    for one in policy.separations.sorted(by: { PolicyDigest.isOrdered($0.name, $1.name) }) {
      write(one, policy)
    }
    sorted(policy.waivers) { $0.write($1, policy) }
    for limit in policy.limits.sorted(by: { PolicyDigest.isOrdered($0.name, $1.name) }) {
      write(limit, policy)
    }
    sorted(policy.retiredDuties) { text, retired in
      text.list("retired") { text in
        text.text(retired.wire)
        text.name(retired.because)
      }
    }
  }

  private mutating func write(_ duty: TypedDuty, _ policy: TypedPolicy) {
    list("duty") { text in
      text.name(duty.name)
      text.text(duty.wire)
      text.names(of: duty.actions, policy.schema)
      text.names(of: Set(duty.objectTypes), policy.schema)
      text.write(duty.object, policy)
      text.write(duty.person, policy)
      text.list("version") { text in
        if let version = duty.version { text.write(version, policy) }
      }
      text.list("known-as") { text in
        if let knownAs = duty.knownAs { text.write(knownAs, policy) }
      }
      text.write(duty.clauses, policy)
    }
  }

  private mutating func write(_ separation: TypedSeparation, _ policy: TypedPolicy) {
    list("separate") { text in
      text.name(separation.name)
      switch separation.members {
      case .roles(let roles): text.members("roles", roles.map { policy[$0].name })
      case .activeRoles(let roles): text.members("active-roles", roles.map { policy[$0].name })
      case .duties(let duties): text.members("duties", duties.map { policy[$0].name })
      case .permissions(let permissions):
        text.sorted(permissions) { text, permission in
          text.list("permission") { text in
            text.names(of: permission.actions, policy.schema)
            text.names(of: Set(permission.resources), policy.schema)
          }
        }
      }
      text.number(separation.most)
      text.number(separation.inOneScope ? 1 : 0)
      text.list("by") { text in
        if let identity = separation.identity { text.write(identity.expression, policy) }
      }
      text.list("within") { text in
        if let within = separation.within { text.number(within.count) }
      }
      text.name(separation.because ?? "")
    }
  }

  private mutating func members(_ word: String, _ names: [String]) {
    list(word) { text in
      for name in names.sorted(by: PolicyDigest.isOrdered) { text.name(name) }
    }
  }

  private mutating func write(_ waiver: TypedWaiver, _ policy: TypedPolicy) {
    list("waive") { text in
      text.name(policy[waiver.separation].name)
      text.uid(waiver.person)
      text.write(waiver.scope.map { .entities([$0]) } ?? .everything)
      text.window(from: waiver.from, until: waiver.until)
      text.name(waiver.because)
    }
  }

  private mutating func write(_ limit: TypedLimit, _ policy: TypedPolicy) {
    list("limit") { text in
      text.name(limit.name)
      switch limit.form {
      case .grantsExpire(let roles, let within):
        text.members("expire", roles.map { policy[$0].name })
        text.number(within.count)
      case .grantsToGroupsOnly(let roles):
        text.members("to-groups", roles.map { policy[$0].name })
      case .grantsNeverOnEverything(let roles):
        text.members("never-on-everything", roles.map { policy[$0].name })
      case .waiversExpire(let within):
        text.list("waivers") { $0.number(within.count) }
      case .holders(let role, let most):
        text.members("holders", [policy[role].name])
        text.number(most)
      }
    }
  }
}
