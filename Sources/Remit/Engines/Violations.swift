package import RemitEngine
package import RemitModel

/// What becomes of data in which somebody has more than a static separation lets one person have.
public enum OnViolation: Sendable {
  /// It is refused whole.
  case reject
  /// It is taken, and the persons concerned hold none of that separation's roles until it is cured.
  case suspend
}

extension Engine {
  /// A snapshot with everything there is to say of its data.
  package struct Snapshot {
    package let snapshot: EngineSnapshot
    package let warnings: [DataProblem]
    /// Those that were not there before.
    let violations: [SeparationViolation]

    /// - Parameter before: the snapshot whose violations refuse nothing.
    package init(
      _ policy: Policy, _ entities: Entities, _ grants: Grants, at now: Instant,
      besides before: EngineSnapshot? = nil
    ) throws(EngineErrors) {
      let built = EngineSnapshot.build(
        graph: try policy.decidableGraph(), entities: entities, grants: grants)
      guard let snapshot = built.snapshot else { throw .data(built.problems) }
      let broken = snapshot.brokenHolderLimits(at: now)
      guard broken.isEmpty else { throw .data(built.problems + broken) }
      let looked = snapshot.separated(at: now)
      self.snapshot = looked.snapshot
      warnings = built.problems
      let known = Set((before?.violations ?? []).map { [$0.separation, $0.person.description] })
      violations = looked.violations.filter {
        !known.contains([$0.separation, $0.person.description])
      }
    }

    /// The snapshot after a change of its grants. One that is not taken is to be forgotten.
    init(
      _ before: EngineSnapshot, _ changes: GrantChanges, at now: Instant
    ) throws(EngineErrors) {
      let made = before.applying(changes)
      guard let changed = made.changed else { throw .data(made.problems) }
      let broken = changed.brokenHolderLimits(at: now)
      guard broken.isEmpty else { throw .data(made.problems + broken) }
      (snapshot, violations) = before.separated(after: changed, at: now)
      warnings = made.problems
    }

    /// Refuses new violations, if that is what was asked for.
    func refuse(_ onViolation: OnViolation) throws(EngineErrors) {
      guard onViolation == .reject, !violations.isEmpty else { return }
      throw .data(warnings + violations.map(\.problem))
    }
  }

  /// Everything that is wrong with data under a policy, warnings too.
  ///
  /// - Parameters:
  ///   - isStrict: whether a reference to an entity that is not stored is an error.
  ///   - now: the time from which on static separations and limits are to hold.
  package static func problems(
    of entities: Entities, grants: Grants, under policy: Policy, isStrict: Bool, now: Instant
  ) throws(EngineErrors) -> [DataProblem] {
    let built = EngineSnapshot.build(
      graph: try policy.decidableGraph(), entities: entities, grants: grants,
      options: SnapshotOptions(strictReferences: isStrict))
    guard let snapshot = built.snapshot else { return built.problems }
    return built.problems + snapshot.brokenHolderLimits(at: now)
      + snapshot.separated(at: now).violations.map(\.problem)
  }

  /// What a policy's own grants violate, whoever may be in the groups.
  package static func problems(
    of policy: Policy, now: Instant
  ) throws(EngineErrors) -> [DataProblem] {
    let all = try problems(
      of: Entities(), grants: Grants(), under: policy, isStrict: false, now: now)
    return all.filter { $0.code == .separationViolated || $0.code == .limitBroken }
  }
}
