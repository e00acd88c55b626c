/// Why a decision came out as it did, for a person: what applied, what did not and why not, down
/// to the part of a condition that settled it and the values it saw.
public struct Explanation: Sendable {
  public let decision: Decision
  /// `User::"ada"`
  public let principal: EntityUID
  /// The full Remit name of the action, or what the request called it where none is declared.
  public let action: String
  public let resource: EntityUID
  public let now: Instant
  /// One sentence: the effect and its main reason.
  public let summary: String
  /// Rules, permissions, grants and separations that this request could meet: those that determined the
  /// decision first, then those that came close.
  public let considered: [Considered]
  /// How many more there are whose heads do not fit; they are counted, not listed.
  public let notListed: Int

  package init(
    decision: Decision, principal: EntityUID, action: String, resource: EntityUID, now: Instant,
    summary: String, considered: [Considered], notListed: Int
  ) {
    self.decision = decision
    self.principal = principal
    self.action = action
    self.resource = resource
    self.now = now
    self.summary = summary
    self.considered = considered
    self.notListed = notListed
  }
}

extension Explanation {
  /// One rule, permission, grant or separation, and what became of it.
  public struct Considered: Sendable {
    /// What kind of declaration is explained.
    public enum Kind: String, Sendable {
      case allow
      case deny
      case permission
      case grant
      case separation
    }

    /// What became of it for this request.
    public enum Outcome: String, Sendable {
      case applies
      /// A deny whose condition could not be evaluated, or a separation that the ledger could not
      /// be asked about: it applies, because Remit fails closed.
      case appliesByError = "applies by error"
      case doesNotApply = "does not apply"
      /// An allow, permission or grant whose condition could not be evaluated: it does not apply.
      case fails = "could not be evaluated"
      /// A permission whose conditions hold, of a role that the principal does not hold here.
      case roleNotHeld = "role not held"
      /// A separation that would apply if a waiver in force did not lift it.
      case waived
    }

    public let kind: Kind
    /// The full name; a permission's is its role's.
    public let name: String
    public let outcome: Outcome
    /// The author's `because`.
    public let because: String?
    /// `policy.remit:12`; absent for grants that came as data.
    public let place: String?
    /// Sentences about the head: why it does not fit, who holds the role through which grant, or
    /// what meets under a separation.
    public let remarks: [String]
    public let clauses: [ClauseTrace]
    /// Of a separation that applies: why, as a part of a sentence.
    package let inShort: String?

    package init(
      kind: Kind, name: String, outcome: Outcome, because: String?, place: String?,
      remarks: [String], clauses: [ClauseTrace], inShort: String? = nil
    ) {
      self.kind = kind
      self.name = name
      self.outcome = outcome
      self.because = because
      self.place = place
      self.remarks = remarks
      self.clauses = clauses
      self.inShort = inShort
    }
  }

  /// One `when` or `unless`.
  public struct ClauseTrace: Sendable {
    public let isUnless: Bool
    public let part: PartTrace

    package init(isUnless: Bool, part: PartTrace) {
      self.isUnless = isUnless
      self.part = part
    }

    /// Whether the clause lets its rule apply: a true `when`, a false `unless`.
    public var isMet: Bool {
      switch part.result {
      case .value(let text): (text == "true") != isUnless
      case .error: false
      }
    }
  }

  /// An expression, what it came to, and the parts that made it so.
  public struct PartTrace: Sendable {
    /// What an expression came to.
    public enum Result: Hashable, Sendable {
      /// As a literal of the language, long ones cut.
      case value(String)
      case error(RuntimeErrorCode)
    }

    /// The source text, white space folded.
    public let text: String
    public let result: Result
    /// Operands that are no literals, with what they came to.
    public let values: [(text: String, value: String)]
    public let parts: [PartTrace]

    package init(
      text: String, result: Result, values: [(text: String, value: String)], parts: [PartTrace]
    ) {
      self.text = text
      self.result = result
      self.values = values
      self.parts = parts
    }
  }
}
