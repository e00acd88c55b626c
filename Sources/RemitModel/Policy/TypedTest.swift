public import RemitSource

/// A `test` block, its fixtures already joined in: data, time, and what is expected.
public struct TypedTest: Sendable {
  public let name: String
  public let entities: Entities
  /// Grants of the block and its fixtures, beside those of the policy.
  public let grants: [TypedGrant]
  /// Waivers of the block and its fixtures, beside those of the policy.
  public let waivers: [TypedWaiver]
  /// What is in the ledger before anything is asked.
  public let performances: [GivenPerformance]
  /// `nil` where neither the test nor a fixture says `at`; the checker has made sure that nothing
  /// then depends on the time.
  public let now: Instant?
  public let expectations: [Expectation]
  public let span: SourceSpan

  package init(
    name: String, entities: Entities, grants: [TypedGrant], waivers: [TypedWaiver] = [],
    performances: [GivenPerformance] = [], now: Instant?,
    expectations: [Expectation], span: SourceSpan
  ) {
    self.name = name
    self.entities = entities
    self.grants = grants
    self.waivers = waivers
    self.performances = performances
    self.now = now
    self.expectations = expectations
    self.span = span
  }
}

/// `performed …` or `withdrawn …` of a test: what the ledger holds.
public struct GivenPerformance: Sendable {
  public let duty: DutyID
  public let object: EntityUID
  /// The version that it was performed on, where it was said.
  public let version: Text?
  /// `nil`: at the time of the test.
  public let at: Instant?
  public let persons: [EntityUID]
  /// Whether it is taken back: it counts for a separation and not for `performed(…)`.
  public let isWithdrawn: Bool
  public let span: SourceSpan

  package init(
    duty: DutyID, object: EntityUID, version: Text?, at: Instant?, persons: [EntityUID],
    isWithdrawn: Bool, span: SourceSpan
  ) {
    self.duty = duty
    self.object = object
    self.version = version
    self.at = at
    self.persons = persons
    self.isWithdrawn = isWithdrawn
    self.span = span
  }
}

/// One `expect`: a request, and what its decision must be.
public struct Expectation: Sendable {
  /// What is expected of the decision.
  public enum Outcome: String, Sendable {
    case allow
    case deny
    case invalid
  }

  public let outcome: Outcome
  /// Full names that must be among the determining ones; exactly: all of them.
  public let by: [String]
  public let isExactly: Bool
  /// Names of obligations that must be among the decision's.
  public let obligations: [String]
  public let request: Request
  public let span: SourceSpan

  package init(
    outcome: Outcome, by: [String], isExactly: Bool, obligations: [String], request: Request,
    span: SourceSpan
  ) {
    self.outcome = outcome
    self.by = by
    self.isExactly = isExactly
    self.obligations = obligations
    self.request = request
    self.span = span
  }
}
