import RemitEngine
public import RemitModel
import Synchronization

/// Role-based access control after ANSI INCITS 359-2004, over a policy and its data: users, roles,
/// permissions, separations and sessions that a program changes while it runs.
///
/// ```swift
/// let rbac = try RBAC(policy, entities: entities)
/// try rbac.addRole("night-shift")
/// try rbac.addInheritance(senior: "night-shift", junior: "operator")
/// try rbac.assignUser(ada, to: "night-shift")
/// let session = try rbac.createSession(of: ada, activating: ["night-shift"])
/// if try rbac.checkAccess(session, "restart", on: ledger) { … }
/// ```
///
/// What the functions state is an overlay. The policy's own roles, grants and separations are seen
/// through them and cannot be changed by them: the overlay extends and combines, and weakens
/// nothing. Deny rules, duties and separations of the policy hold as everywhere.
///
/// Roles and sets of the overlay are called `overlay:NAME` in decisions and in answers; the
/// functions take that, `NAME`, and full or short names of the policy. A user is a stored entity of
/// a type that can ask for anything.
///
/// Every function is one transaction: it is done whole, or throws `RBACError` and changes nothing.
/// Any number of threads may call at once; a decision is made from the state before or after a
/// change, never from a part of it.
///
/// Functions that change roles, permissions, inheritance or sets compile the policy anew; those
/// that change users and assignments index the data anew: O(n log n) in its size. Functions about
/// sessions cost what the session's user holds.
public final class RBAC: Sendable {
  /// What the engine was made from.
  struct Administration: Sendable {
    var policy: Policy
    var entities: Entities
    var grants: Grants
    var overlay: RoleOverlay
    /// The policy with the overlay.
    var overlaid: Policy
    var violations: [SeparationViolation]
  }

  /// What a decision reads: the snapshot and the sessions, changed together.
  struct Published: Sendable {
    var serving: DecisionPlaces
    var sessions: [SessionID: Session] = [:]
  }

  private let engine: Engine
  /// Locked while a change is prepared.
  private let administration: Mutex<Administration>
  /// Locked for as long as it takes to read or change a session, and to replace the snapshot; never
  /// while anything is compiled or loaded. Taken after `administration` where both are.
  let published: Mutex<Published>
  let clock: @Sendable () -> Instant

  /// Lays an overlay over a policy and its data; without one, an empty one.
  ///
  /// - Parameters:
  ///   - ledger: where performed duties are kept; without one, in memory.
  ///   - onViolation: what becomes of data that violates a static separation.
  /// - Throws: `overlayDoesNotFit`, `unusableRole`, or `refused` with what an `Engine` would say.
  /// - Complexity: that of compiling the policy and loading the data.
  public convenience init(
    _ policy: Policy, entities: Entities = Entities(), grants: Grants = Grants(),
    overlay: RoleOverlay = RoleOverlay(), ledger: any Ledger = .inMemory,
    onViolation: OnViolation = .reject
  ) throws(RBACError) {
    try self.init(
      policy, entities: entities, grants: grants, overlay: overlay, ledger: ledger,
      onViolation: onViolation, clock: Engine.clock)
  }

  /// The same with a clock of the caller's, for tests.
  package init(
    _ policy: Policy, entities: Entities, grants: Grants = Grants(),
    overlay: RoleOverlay = RoleOverlay(), ledger: any Ledger = .inMemory,
    onViolation: OnViolation = .reject, clock: @escaping @Sendable () -> Instant
  ) throws(RBACError) {
    let overlaid = try overlay.policy(over: policy)
    do throws(EngineErrors) {
      engine = try Engine(
        overlaid, entities: overlay.entities(over: entities), grants: overlay.grants(over: grants),
        ledger: ledger, onViolation: onViolation)
    } catch {
      throw .refused(error)
    }
    self.clock = clock
    published = Mutex(Published(serving: DecisionPlaces(engine.snapshot)))
    administration = Mutex(
      Administration(
        policy: policy, entities: entities, grants: grants, overlay: overlay, overlaid: overlaid,
        violations: engine.violations))
  }

  /// What has been stated so far, to be kept and given to the next `RBAC`. Sessions are no part of
  /// it.
  public var overlay: RoleOverlay { administration.withLock { $0.overlay } }

  /// The policy under the overlay.
  public var policy: Policy { administration.withLock { $0.policy } }

  /// Where performed duties are kept.
  public var ledger: any Ledger { engine.ledger }

  /// What is not wrong with the data but worth a look.
  public var warnings: [DataProblem] { engine.warnings }

  /// Who has more than a separation lets one person have, and holds none of it until that is cured.
  public var violations: [SeparationViolation] { engine.violations }

  /// Replaces the policy under the overlay. Sessions stay, with those of their roles that their
  /// users are still authorised for; a session in which the new policy separates what is active is
  /// denied until a role is dropped.
  ///
  /// - Throws: `overlayDoesNotFit` where the overlay names what the new policy has not, or the new
  ///   policy has a name of the overlay; else as `Engine.update(policy:)`.
  /// - Complexity: that of compiling the policy and loading the data.
  public func update(policy: Policy) throws(RBACError) {
    do throws(EngineErrors) {
      try policy.refuseUnknownNames(in: engine.ledger)
    } catch {
      throw .refused(error)
    }
    try administration.withLock { (state) throws(RBACError) in
      var next = state
      next.policy = policy
      next.overlaid = try next.overlay.policy(over: policy)
      try publish(&next, onViolation: .reject, isUpdate: true)
      state = next
    }
  }

  /// Replaces the data under the overlay. Sessions of users who are no longer stored end; others
  /// keep the roles that their users are still authorised for.
  ///
  /// - Throws: `separated`, `refused`.
  /// - Complexity: that of loading the data.
  public func update(
    entities: Entities, grants: Grants, onViolation: OnViolation = .reject
  ) throws(RBACError) {
    try administration.withLock { (state) throws(RBACError) in
      var next = state
      next.entities = entities
      next.grants = grants
      try publish(&next, onViolation: onViolation, isUpdate: true)
      state = next
    }
  }

  // MARK: Transactions

  /// Changes the overlay as one transaction.
  func change(
    _ edit: (inout RoleOverlay, RoleReader) throws(RBACError) -> Void
  ) throws(RBACError) {
    try administration.withLock { (state) throws(RBACError) in
      var next = state
      try edit(&next.overlay, reader)
      if !next.overlay.hasPolicy(of: state.overlay) {
        next.overlaid = try next.overlay.policy(over: next.policy)
      } else if next.overlay == state.overlay {
        return
      }
      try publish(&next, onViolation: .reject, isUpdate: false)
      state = next
    }
  }

  /// Loads what is to hold next, judges it, and lets decisions be made from it.
  private func publish(
    _ next: inout Administration, onViolation: OnViolation, isUpdate: Bool
  ) throws(RBACError) {
    let now = clock()
    let entities = next.overlay.entities(over: next.entities)
    let grants = next.overlay.grants(over: next.grants)
    let made = try load(next.overlaid, entities, grants, at: now)
    if onViolation == .reject { try refuseNew(made.violations, besides: next.violations, made) }
    next.violations = made.violations
    let after = RoleReader(snapshot: made.snapshot, now: now)
    let overlaid = next.overlaid
    try published.withLock { (published) throws(RBACError) in
      let before = RoleReader(snapshot: published.serving.snapshot, now: now)
      var sessions: [SessionID: Session] = [:]
      for (id, session) in published.sessions {
        // An activation that ended before does not come back with what is granted now.
        guard let kept = session.kept(under: before)?.kept(under: after) else { continue }
        if !isUpdate { try kept.refuseConflict(under: after) }
        sessions[id] = kept
      }
      engine.adopt(made, from: overlaid, entities)
      published = Published(serving: DecisionPlaces(engine.snapshot), sessions: sessions)
    }
  }

  private func load(
    _ policy: Policy, _ entities: Entities, _ grants: Grants, at now: Instant
  ) throws(RBACError) -> Engine.Snapshot {
    do throws(EngineErrors) {
      return try Engine.Snapshot(policy, entities, grants, at: now)
    } catch {
      throw .refused(error)
    }
  }

  private func refuseNew(
    _ violations: [SeparationViolation], besides known: [SeparationViolation],
    _ made: Engine.Snapshot
  ) throws(RBACError) {
    let before = Set(known.map { [$0.separation, $0.person.description] })
    let new = violations.filter { !before.contains([$0.separation, $0.person.description]) }
    guard !new.isEmpty else { return }
    throw .separated(new.map { RoleConflict($0, under: made.snapshot.policy) })
  }

  /// Reads what holds now.
  var reader: RoleReader {
    RoleReader(snapshot: published.withLock { $0.serving }.snapshot, now: clock())
  }

  // MARK: Decisions

  /// Decides a request that belongs to no session.
  public func decide(_ request: Request) -> Decision {
    decide(request, published.withLock { $0.serving })
  }

  func decide(_ request: Request, _ serving: DecisionPlaces) -> Decision {
    let now = request.now ?? clock()
    return serving.decide { scratch in
      guard scratch.asksLedger else { return scratch.decide(request, now: now) }
      let reading = scratch.reading(engine.ledger, engine.ledgerIndex)
      return scratch.decide(request, now: now, reading: reading)
    }
  }

  /// Decides a request and records the duties that it performs, see `Engine.perform`.
  ///
  /// - Throws: what keeps the ledger from recording.
  public func perform(
    _ request: Request, key: String? = nil
  ) async throws(LedgerError) -> Decision {
    try await engine.perform(request, key: key)
  }

  /// Takes an entry of the ledger back, if the policy lets the principal, see `Engine.withdraw`.
  ///
  /// - Throws: `noSuchEntry`, `withdrawnBefore`, or what keeps the ledger from recording.
  public func withdraw(
    entry: UInt64, by principal: RequestEntity, because: String, roles: [Text]? = nil
  ) async throws(LedgerError) -> Decision {
    try await engine.withdraw(entry: entry, by: principal, because: because, roles: roles)
  }
}
