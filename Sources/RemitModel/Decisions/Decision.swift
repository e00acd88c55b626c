/// The answer to a request: the effect, its cause, everything that determined it, and what the
/// answer was made from.
public struct Decision: Sendable {
  /// Why, the first that fits in this order; `permitted` is the only one that allows.
  public enum Cause: String, Hashable, Sendable, CaseIterable {
    /// The request does not fit the declarations; `errors` say where.
    case invalid
    /// A deny rule holds.
    case forbidden
    /// A separation of duties is violated.
    case separated
    /// A deny or separation applies by error, or nothing allows and an allow erred.
    case failed
    /// Nothing allows, or the principal or resource is unknown.
    case unmatched
    case permitted
  }

  @usableFromInline let placedReasons: PlacedIDs
  @usableFromInline let source: any DecisionSource
  /// What most decisions have none of.
  @usableFromInline let details: DecisionDetails?
  @usableFromInline let ledgerPosition: UInt64
  @usableFromInline let now: Instant
  /// What was asked.
  @usableFromInline package var origin: DecisionOrigin
  public let cause: Cause
  /// Whether it tells the first of its reasons only.
  @usableFromInline package let namesOneReason: Bool

  /// - Parameter reasons: what determined it, by numbers that the source knows the names of.
  package init(
    cause: Cause, reasons: DeterminingIDs, namesOneReason: Bool = false,
    obligations: [Obligation], errors: [DecisionError], waivers: [String],
    source: any DecisionSource, origin: DecisionOrigin, ledgerPosition: UInt64, now: Instant
  ) {
    let isPlain =
      obligations.isEmpty && errors.isEmpty && waivers.isEmpty && reasons.more == nil
    self.init(
      cause: cause, reasons: reasons.placed, namesOneReason: namesOneReason,
      details: isPlain
        ? nil
        : DecisionDetails(
          reasons: reasons.more, obligations: obligations, errors: errors, waivers: waivers),
      source: source, origin: origin, ledgerPosition: ledgerPosition, now: now)
  }

  /// The same of few reasons.
  @inlinable
  package init(
    cause: Cause, reasons: PlacedIDs, namesOneReason: Bool = false,
    details: DecisionDetails? = nil, source: any DecisionSource, origin: DecisionOrigin,
    ledgerPosition: UInt64, now: Instant
  ) {
    placedReasons = reasons
    self.source = source
    self.details = details
    self.ledgerPosition = ledgerPosition
    self.now = now
    self.origin = origin
    self.cause = cause
    self.namesOneReason = namesOneReason
  }

  /// A decision of the same inputs that nothing has determined.
  package var unmatched: Decision {
    Decision(
      cause: .unmatched, reasons: PlacedIDs(), source: source, origin: origin,
      ledgerPosition: ledgerPosition, now: now)
  }

  /// A deny in the place of this decision, which could not be recorded.
  package func unrecorded(because message: String) -> Decision {
    Decision(
      cause: .failed, reasons: DeterminingIDs(), obligations: [],
      errors: [DecisionError(code: .auditUnavailable, message: message)], waivers: [],
      source: source, origin: origin, ledgerPosition: ledgerPosition, now: now)
  }

  /// What the values of the decision and its request are declared by.
  package var schema: Schema { source.schema }

  private var reasons: DeterminingIDs {
    DeterminingIDs(placed: placedReasons, more: details?.reasons)
  }

  public var effect: Effect { cause == .permitted ? .allow : .deny }
  public var isAllowed: Bool { cause == .permitted }

  /// Sorted by name, then by record.
  public var obligations: [Obligation] { details?.obligations ?? [] }

  /// Sorted by name, then path, then code.
  public var errors: [DecisionError] { details?.errors ?? [] }

  /// Full names of the separations that would apply if a waiver in force did not lift them, sorted
  /// by bytes, without duplicates.
  public var waivers: [String] { details?.waivers ?? [] }

  /// Full names, sorted by bytes, without duplicates. Not empty, except for `unmatched`, `invalid`,
  /// and a deny because nothing could be recorded. Made when they are read.
  ///
  /// - Complexity: O(n log n) in the names.
  public var determining: [String] {
    if reasons.isEmpty { return [] }
    let names = reasons.all.map { Text(source.name(of: $0)) }
    if namesOneReason { return names.min().map { [$0.string] } ?? [] }
    return Set(names).sorted().map(\.string)
  }

  /// The versions of everything that it was made from.
  public var inputs: DecisionInputs {
    DecisionInputs(
      policyDigest: source.policyDigest, dataVersion: source.dataVersion,
      ledgerPosition: ledgerPosition, now: now,
      timeZoneDataVersion: TimeZoneRules.dataVersion)
  }

  /// Why it came out so, made when it is read: every rule, permission, grant and separation that
  /// this request could meet is asked again, of the policy and data that decided, with the ledger
  /// as it was then.
  ///
  /// - Complexity: O(rules + permissions + grants); for people, never for enforcement.
  public var explanation: Explanation { source.explain(origin, inputs) }
}

/// Obligations, errors, waivers and many reasons of a decision: apart, so that one without them is
/// small.
@usableFromInline
package final class DecisionDetails: Sendable {
  /// Those after the first eight.
  let reasons: [DeterminingID]?
  package let obligations: [Obligation]
  let errors: [DecisionError]
  let waivers: [String]

  package init(
    reasons: [DeterminingID]? = nil, obligations: [Obligation] = [],
    errors: [DecisionError] = [], waivers: [String] = []
  ) {
    self.reasons = reasons
    self.obligations = obligations
    self.errors = errors
    self.waivers = waivers
  }
}

/// Whoever decided: knows what the numbers in a decision stand for, and can say why.
@usableFromInline
package protocol DecisionSource: AnyObject, Sendable {
  var policyDigest: String { get }
  var dataVersion: String { get }
  /// What the values of the decision are declared by.
  var schema: Schema { get }
  func name(of id: DeterminingID) -> String
  /// Says why what was asked is decided as it is from these inputs.
  func explain(_ origin: DecisionOrigin, _ inputs: DecisionInputs) -> Explanation
}

/// What was asked, with all that it takes to decide it again.
@usableFromInline
package struct DecisionOrigin: Sendable {
  package let request: Request
  /// What the ledger held; `nil` where there was none, or it could not be read.
  package let ledger: LedgerReference?
  /// Whether what the request performs is recorded with the decision.
  package let isPerforming: Bool

  package init(_ request: Request, ledger: LedgerReference?, isPerforming: Bool = false) {
    self.request = request
    self.ledger = ledger
    self.isPerforming = isPerforming
  }
}

/// What the enforcement point must do besides: an allow whose obligation it does not understand is
/// a deny.
public struct Obligation: Hashable, Sendable {
  /// Of an allow of a request that performs duties: nobody has recorded that yet.
  package static let perform = "remit.perform"

  public let name: String
  /// By Remit names, as written in the rule.
  public let record: [Text: Value]
  /// Full names of the rules that demand it, sorted.
  public let by: [String]

  package init(name: String, record: [Text: Value], by: [String]) {
    self.name = name
    self.record = record
    self.by = by
  }
}

/// Something that could not be evaluated or does not fit.
public struct DecisionError: Hashable, Sendable {
  public let code: RuntimeErrorCode
  /// The full name of the rule, role or grant that erred.
  public let name: String?
  public let message: String
  /// In a request: the path of the offending value, such as `context.image`.
  public let path: String?
  /// In a rule: the site of the failing expression.
  public let site: Site?

  package init(
    code: RuntimeErrorCode, name: String? = nil, message: String, path: String? = nil,
    site: Site? = nil
  ) {
    self.code = code
    self.name = name
    self.message = message
    self.path = path
    self.site = site
  }
}

/// The versions of everything a decision was made from: equal inputs give equal decisions.
public struct DecisionInputs: Hashable, Sendable {
  /// `sha256:` and 64 hex digits of the policy's canonical bytes.
  public let policyDigest: String
  /// `sha256:` and 64 hex digits of the canonical bytes of entities and grants.
  public let dataVersion: String
  /// What the ledger had come to; 0 where none is kept.
  public let ledgerPosition: UInt64
  public let now: Instant
  public let timeZoneDataVersion: String

  package init(
    policyDigest: String, dataVersion: String, ledgerPosition: UInt64, now: Instant,
    timeZoneDataVersion: String
  ) {
    self.policyDigest = policyDigest
    self.dataVersion = dataVersion
    self.ledgerPosition = ledgerPosition
    self.now = now
    self.timeZoneDataVersion = timeZoneDataVersion
  }
}
