/// One duty performed: who, on what, when, and by which decision. Names are those on the wire, so
/// that an entry outlives the policy it was made under.
public struct LedgerEntry: Hashable, Sendable {
  /// Its number in the ledger; the first is 1, and each is higher than those before it. Withdrawals
  /// have numbers too.
  public let position: UInt64
  /// The wire name of the duty.
  public let duty: Text
  public let object: EntityUID
  /// The version of the object that it was performed on, where the duty has versions.
  public let version: Text?
  /// Who performed it, as it was known then.
  public let person: EntityUID
  /// The account that asked.
  public let principal: EntityUID
  /// The wire name of the action asked for.
  public let action: Text
  /// When, by the ledger's clock.
  public let time: Instant
  /// The name of the decision that it was performed by, as a trail has it; empty where decisions
  /// were not recorded.
  public let decision: Text
  /// The position of the withdrawal that took it back.
  public internal(set) var withdrawnAt: UInt64?

  package init(
    position: UInt64, duty: Text, object: EntityUID, version: Text?, person: EntityUID,
    principal: EntityUID, action: Text, time: Instant, decision: Text, withdrawnAt: UInt64? = nil
  ) {
    self.position = position
    self.duty = duty
    self.object = object
    self.version = version
    self.person = person
    self.principal = principal
    self.action = action
    self.time = time
    self.decision = decision
    self.withdrawnAt = withdrawnAt
  }

  package init(_ performance: Performance, position: UInt64, time: Instant) {
    self.init(
      position: position, duty: performance.duty, object: performance.object,
      version: performance.version, person: performance.person, principal: performance.principal,
      action: performance.action, time: time, decision: performance.decision)
  }

  /// Whether it had been taken back when the ledger stood at a position.
  package func isWithdrawn(at position: UInt64) -> Bool {
    withdrawnAt.map { $0 <= position } ?? false
  }
}

/// What `perform` has the ledger keep: an entry before it has a position and a time.
public struct Performance: Hashable, Sendable {
  public let duty: Text
  public let object: EntityUID
  public let version: Text?
  public let person: EntityUID
  public let principal: EntityUID
  public let action: Text
  public let decision: Text

  package init(
    duty: Text, object: EntityUID, version: Text?, person: EntityUID, principal: EntityUID,
    action: Text, decision: Text
  ) {
    self.duty = duty
    self.object = object
    self.version = version
    self.person = person
    self.principal = principal
    self.action = action
    self.decision = decision
  }

  /// The same under the name of a decision.
  package func named(_ decision: Text) -> Performance {
    Performance(
      duty: duty, object: object, version: version, person: person, principal: principal,
      action: action, decision: decision)
  }
}
