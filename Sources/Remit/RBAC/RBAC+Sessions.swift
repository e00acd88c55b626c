import RemitEngine
public import RemitModel
import Synchronization

// The system functions of the core: sessions and their active roles.
extension RBAC {
  /// What a session is known by: 128 random bits, so that nobody guesses another's.
  public struct SessionID: Hashable, Sendable, CustomStringConvertible {
    private let high: UInt64
    private let low: UInt64

    init() {
      high = .random(in: 0 ... .max)
      low = .random(in: 0 ... .max)
    }

    /// 32 hex digits.
    public var description: String {
      [high, low].map { number in
        let digits = String(number, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
      }.joined()
    }

    /// A session known by its 32 hex digits; `nil` where they are none.
    public init?(_ description: String) {
      let bytes = Array(description.utf8)
      guard bytes.count == 32,
        bytes.allSatisfy({ (48...57).contains($0) || (97...102).contains($0) }),
        let high = UInt64(description.prefix(16), radix: 16),
        let low = UInt64(description.suffix(16), radix: 16)
      else { return nil }
      self.high = high
      self.low = low
    }
  }

  /// A user at work.
  struct Session: Sendable {
    let user: EntityUID
    /// Full names, in the order of their activation.
    var roles: [Text]

    /// The session without the roles that its user is not authorised for; `nil` where the user is
    /// no longer stored.
    func kept(under reader: RoleReader) -> Session? {
      guard reader.snapshot.isStored(user) else { return nil }
      if roles.isEmpty { return self }
      let authorized = reader.authorizations(of: user)
      var kept = self
      kept.roles = roles.filter { name in
        reader.role(ifKnown: name).map { authorized[$0] != nil } ?? false
      }
      return kept
    }

    func refuseConflict(under reader: RoleReader) throws(RBACError) {
      let conflicts = reader.snapshot.activationConflicts(
        of: roles.compactMap { reader.role(ifKnown: $0) }, for: user, at: reader.now)
      guard !conflicts.isEmpty else { return }
      throw .activationSeparated(
        conflicts.map { RoleConflict($0, of: user, under: reader.policy) })
    }
  }

  /// CreateSession: opens a session of a user, with roles active in it.
  ///
  /// Precondition: the user is stored; each role is one that the user is authorised for at this time,
  /// directly or by inheritance; together they violate no separation of active roles, unless a
  /// waiver lifts it. If any is not so, no session is opened: nothing is left out silently.
  ///
  /// A role with a scope or a `when` may be active; each request asks whether it holds there.
  ///
  /// - Throws: `unknownUser`, `unknownRole`, `ambiguousRole`, `notAuthorized`,
  ///   `activationSeparated`.
  /// - Complexity: O(grants to the user + separations of active roles).
  public func createSession(
    of user: EntityUID, activating roles: [Text] = []
  ) throws(RBACError) -> SessionID {
    let now = clock()
    return try published.withLock { (published) throws(RBACError) in
      let reader = RoleReader(snapshot: published.serving.snapshot, now: now)
      try reader.refuse(userUnlessStored: user)
      let active = try reader.roles(roles)
      let authorized = reader.authorizations(of: user)
      for role in active where authorized[role] == nil {
        throw .notAuthorized(user, reader.name(of: role))
      }
      let session = Session(user: user, roles: active.map(reader.name))
      try session.refuseConflict(under: reader)
      let id = SessionID()
      published.sessions[id] = session
      return id
    }
  }

  /// DeleteSession: ends a session.
  ///
  /// Precondition: the user is stored, and the session is the user's.
  ///
  /// - Throws: `unknownUser`, `unknownSession`, `notOwner`.
  /// - Complexity: O(1).
  public func deleteSession(_ session: SessionID, of user: EntityUID) throws(RBACError) {
    let now = clock()
    try published.withLock { (published) throws(RBACError) in
      let reader = RoleReader(snapshot: published.serving.snapshot, now: now)
      _ = try published.session(session, of: user, reader)
      published.sessions[session] = nil
    }
  }

  /// AddActiveRole: activates a role in a session.
  ///
  /// Precondition: the session is the user's; the role is not active in it; the user is authorised
  /// for the role now; with those that are active it violates no separation of active roles,
  /// counting the roles that they inherit. The session is left as it is if not.
  ///
  /// - Throws: `unknownUser`, `unknownSession`, `notOwner`, `unknownRole`, `ambiguousRole`,
  ///   `alreadyActive`, `notAuthorized`, `activationSeparated`.
  /// - Complexity: O(grants to the user + separations of active roles).
  public func addActiveRole(
    _ role: Text, in session: SessionID, of user: EntityUID
  ) throws(RBACError) {
    let now = clock()
    try published.withLock { (published) throws(RBACError) in
      let reader = RoleReader(snapshot: published.serving.snapshot, now: now)
      let role = try reader.role(role)
      let name = reader.name(of: role)
      guard var next = try published.session(session, of: user, reader).kept(under: reader) else {
        throw .unknownUser(user)
      }
      if next.roles.contains(name) { throw .alreadyActive(name) }
      guard reader.authorizations(of: user)[role] != nil else {
        throw .notAuthorized(user, name)
      }
      next.roles.append(name)
      try next.refuseConflict(under: reader)
      published.sessions[session] = next
    }
  }

  /// DropActiveRole: deactivates a role in a session.
  ///
  /// Precondition: the session is the user's, and the role itself is active in it: one that is
  /// there by inheritance only goes with the role that brings it.
  ///
  /// - Throws: `unknownUser`, `unknownSession`, `notOwner`, `unknownRole`, `ambiguousRole`,
  ///   `notActive`.
  /// - Complexity: O(grants to the user).
  public func dropActiveRole(
    _ role: Text, in session: SessionID, of user: EntityUID
  ) throws(RBACError) {
    let now = clock()
    try published.withLock { (published) throws(RBACError) in
      let reader = RoleReader(snapshot: published.serving.snapshot, now: now)
      let name = reader.name(of: try reader.role(role))
      guard var next = try published.session(session, of: user, reader).kept(under: reader),
        let place = next.roles.firstIndex(of: name)
      else { throw .notActive(name) }
      next.roles.remove(at: place)
      published.sessions[session] = next
    }
  }

  /// CheckAccess: whether the session may perform an operation on an object.
  ///
  /// Precondition: the session is open. The request is decided as every other: the session's user
  /// asks, the session's roles are active, deny rules, duties and separations hold. An operation or
  /// object that the policy or the data does not know is not allowed.
  ///
  /// An allow may come with obligations; `decide(in:_:on:context:)` gives the whole decision.
  ///
  /// - Throws: `unknownSession`.
  /// - Complexity: that of `Engine.decide`, and finding the session.
  public func checkAccess(
    _ session: SessionID, _ operation: Text, on object: EntityUID, context: [Text: Value] = [:]
  ) throws(RBACError) -> Bool {
    try decide(in: session, operation, on: RequestEntity(object), context: context).isAllowed
  }

  /// CheckAccess with the whole answer: cause, what determined it, obligations, explanation.
  ///
  /// - Throws: `unknownSession`.
  public func decide(
    in session: SessionID, _ operation: Text, on object: RequestEntity,
    context: [Text: Value] = [:]
  ) throws(RBACError) -> Decision {
    let (known, serving) = published.withLock { ($0.sessions[session], $0.serving) }
    guard let known else { throw .unknownSession(session) }
    return decide(known.request(operation, object, context, now: clock()), serving)
  }

  /// CheckAccess that records the duties that an allowed request performs, see `Engine.perform`.
  ///
  /// - Throws: `unknownSession`, or `LedgerError` where the ledger cannot record.
  public func perform(
    in session: SessionID, _ operation: Text, on object: RequestEntity,
    context: [Text: Value] = [:], key: String? = nil
  ) async throws -> Decision {
    guard let known = published.withLock({ $0.sessions[session] }) else {
      throw RBACError.unknownSession(session)
    }
    return try await perform(known.request(operation, object, context, now: nil), key: key)
  }
}

extension RBAC.Session {
  func request(
    _ operation: Text, _ object: RequestEntity, _ context: [Text: Value], now: Instant?
  ) -> Request {
    Request(
      principal: RequestEntity(user), action: operation, resource: object, context: context,
      roles: roles, now: now)
  }
}

extension RBAC.Published {
  /// A session that must be the user's.
  func session(
    _ id: RBAC.SessionID, of user: EntityUID, _ reader: RoleReader
  ) throws(RBACError) -> RBAC.Session {
    try reader.refuse(userUnlessStored: user)
    guard let session = sessions[id] else { throw .unknownSession(id) }
    guard session.user == user else { throw .notOwner(of: id, user) }
    return session
  }
}
