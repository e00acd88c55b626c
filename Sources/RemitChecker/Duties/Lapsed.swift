package import RemitModel
package import RemitSource

/// The waivers of a policy that have lapsed (errors) or lapse within 14 days (warnings), by place.
///
/// - Parameter now: the time to compare with; a check that names none has no opinion.
package func lapsedWaivers(of policy: TypedPolicy, at now: Instant) -> [Diagnostic] {
  let soon = Int64(14 * 24 * 3_600_000)
  return policy.waivers.compactMap { waiver in
    let separation = policy[waiver.separation].name
    if waiver.until <= now { return CheckProblem.waiverLapsed(waiver, separation) }
    let (left, overflow) = waiver.until.milliseconds.subtractingReportingOverflow(now.milliseconds)
    return !overflow && left <= soon ? CheckProblem.waiverLapsesSoon(waiver, separation) : nil
  }.sortedByPlace()
}
