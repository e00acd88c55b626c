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
    package let violations: [SeparationViolation]

    package init(
      _ policy: Policy, _ entities: Entities, _ grants: Grants, at now: Instant
    ) throws(EngineErrors) {
      let built = EngineSnapshot.build(
        graph: try policy.decidableGraph(), entities: entities, grants: grants)
      guard let snapshot = built.snapshot else { throw .data(built.problems) }
      let broken = snapshot.brokenHolderLimits(at: now)
      guard broken.isEmpty else { throw .data(built.problems + broken) }
      (self.snapshot, violations) = snapshot.separated(at: now)
      warnings = built.problems
    }

    /// Refuses violations that were not there before, if that is what was asked for.
    func refuse(
      _ onViolation: OnViolation, besides known: [SeparationViolation]
    ) throws(EngineErrors) {
      guard onViolation == .reject else { return }
      let before = Set(known.map { [$0.separation, $0.person.description] })
      let new = violations.filter { !before.contains([$0.separation, $0.person.description]) }
      guard new.isEmpty else { throw .data(warnings + new.map(\.problem)) }
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
