/// The place of an expression in a policy: an index into `TypedPolicy.sites`.
///
/// Sites are numbered in preorder within each body, so that of two places in one body the one
/// further left has the smaller number.
public struct Site: Hashable, Comparable, Sendable {
  public let number: UInt32

  package init(_ number: Int) {
    self.number = UInt32(truncatingIfNeeded: number)
  }

  public static func < (a: Site, b: Site) -> Bool { a.number < b.number }
}

/// A checked expression. Names are resolved, constants folded, enum cases known.
///
/// One tree serves every combination of types that its rule meets, because evaluation looks at the
/// values: an attribute that an entity's type lacks is simply not there for `has`, and the checker
/// has proved that no read meets that case. What each form means, errors included:
///
/// - A form evaluates to a value or to an error. Errors never stop at Swift level; they are
///   `EvaluationError` values, combined by taking the least (`EvaluationError.<`).
/// - Strict forms (all but the ones named below) evaluate every operand; if any errs, the least
///   error is the result.
/// - `and`: false if any operand is false; else the least error if any errs; else true. `or` is its
///   dual. `quantified(.some)` is `or` over the elements, `.every` is `and`.
/// - `conditional`: the condition's error, else the chosen branch.
/// - `quantified(.count)` and `each` err with the least error of any element they evaluate; `each`
///   evaluates `give` only for the elements whose condition is true.
/// - `call` is strict in its arguments. An error inside the called body is reported at the call's
///   own site, its `origin` unchanged.
public struct TypedExpression: Sendable {
  public let form: Form
  public let site: Site

  package init(_ form: Form, at site: Site) {
    self.form = form
    self.site = site
  }

  /// The forms of expressions, each with what it means where that is not plain.
  public indirect enum Form: Sendable {
    /// Also entity literals, enum cases, folded lets and constant sets and records.
    case literal(Value)
    case variable(Variable)
    /// A condition's parameter or a quantifier's variable, by its slot in the body's frame.
    case local(Int)
    /// An attribute of an entity, a record or the context, by Remit name. Reading one that is not
    /// there is error `missing-entity`: the entity is not stored, or is open and did not say.
    case attribute(TypedExpression, String)
    /// `m["key"]`, guarded by the checker.
    case mapValue(TypedExpression, Text)
    /// All of the path is present: false where a step's entity is not stored, its type lacks the
    /// attribute, or the value is absent.
    case has(TypedExpression, [String])
    case hasKey(TypedExpression, Text)
    case isType(TypedExpression, EntityTypeID)
    case not(TypedExpression)
    case and([TypedExpression])
    case or([TypedExpression])
    case conditional(TypedExpression, then: TypedExpression, otherwise: TypedExpression)
    /// By identity for entities, by value for everything else; of different kinds: false.
    case equal(TypedExpression, TypedExpression)
    case notEqual(TypedExpression, TypedExpression)
    /// On Int, Instant, Duration, or two cases of one enum.
    case compare(Comparison, TypedExpression, TypedExpression)
    /// `+ - *` on Int; Instant ± Duration, Duration + Instant, Instant − Instant, Duration ±
    /// Duration; Set + Set (union), Set − Set. Overflow of Int64 is error `overflow`.
    case arithmetic(Arithmetic, TypedExpression, TypedExpression)
    /// Of an Int or a Duration; `-Int64.min` is error `overflow`.
    case negate(TypedExpression)
    /// By the values: an entity in an entity, or in any entity of a set (reflexive, transitive
    /// through parents); an IP in a range, or in any range of a set (an IP that is itself an element
    /// counts too); anything else in a set: membership.
    case contained(TypedExpression, TypedExpression)
    case like(TypedExpression, GlobPattern)
    /// The regex's source, as `RemitPatterns` compiles it. Errors `pattern-subject-too-long`,
    /// `pattern-limit`.
    case matchesRegex(TypedExpression, String)
    /// Error `path-not-normal` where the subject is not a path in normal form.
    case matchesPath(TypedExpression, PathTemplate)
    case method(Method, TypedExpression, [TypedExpression])
    case quantified(
      QuantifierKind, slot: Int, source: TypedExpression, condition: TypedExpression)
    case each(
      slot: Int, source: TypedExpression, condition: TypedExpression?, give: TypedExpression)
    case call(ConditionID, [TypedExpression])
    /// `id(e)`
    case id(TypedExpression)
    /// The zone is a name that `TimeZoneRules.zone(named:)` knows. A case of `Weekday`.
    case weekday(TypedExpression, zone: String)
    case timeOfDay(TypedExpression, zone: String)
    /// The persons who have performed the duty on the object's present version, as far as the ledger
    /// and the object itself know. Errors `ledger-unavailable`, and `person-unknown` where somebody
    /// has who is not known.
    case performed(DutyID, TypedExpression)
    case set([TypedExpression])
    /// By Remit names.
    case record([(name: String, value: TypedExpression)])
    case map([(key: Text, value: TypedExpression)])
  }

  /// What a request brings.
  public enum Variable: String, Sendable {
    case principal
    case resource
    case context
    case now
  }

  /// The operators that need an order.
  public enum Comparison: String, Sendable {
    case less = "<"
    case lessOrEqual = "<="
    case greater = ">"
    case greaterOrEqual = ">="
  }

  /// The operators that compute, on numbers, times and sets.
  public enum Arithmetic: String, Sendable {
    case plus = "+"
    case minus = "-"
    case times = "*"
  }

  /// The quantifiers that give a truth value or a number; `each` is a form of its own.
  public enum QuantifierKind: String, Sendable {
    case some
    case every
    case count
  }

  /// What is written behind a dot and is no attribute.
  public enum Method: String, Sendable {
    /// Set: membership by `==`, never through parents.
    case contains
    case containsAll
    case containsAny
    /// Set: elements. String: Unicode scalars.
    case count
    case isEmpty
    /// Strings, by bytes.
    case startsWith
    case endsWith
    case asciiLowercased
  }
}

/// A declared condition: a pure function of its parameters, `now` and constants.
public struct TypedCondition: Sendable {
  public let name: String
  /// Parameters fill the first slots of the frame.
  public let parameterCount: Int
  /// Slots the body needs: parameters and quantifier variables.
  public let frameSize: Int
  public let body: TypedExpression

  package init(name: String, parameterCount: Int, frameSize: Int, body: TypedExpression) {
    self.name = name
    self.parameterCount = parameterCount
    self.frameSize = frameSize
    self.body = body
  }
}

public typealias ConditionID = Index<TypedCondition>

/// A failed evaluation: what, where in the rule, and where it arose.
///
/// INVARIANT: the order is total and the same for every evaluator: by `place`, then `origin`, then
/// `code`. The least error of a rule is the one it reports.
public struct EvaluationError: Error, Hashable, Comparable, Sendable {
  public let code: RuntimeErrorCode
  /// The site in the rule's own body: of a call, the call.
  public let place: Site
  /// The site where it arose, inside the conditions called.
  public let origin: Site

  package init(code: RuntimeErrorCode, place: Site, origin: Site) {
    self.code = code
    self.place = place
    self.origin = origin
  }

  public static func < (a: EvaluationError, b: EvaluationError) -> Bool {
    (a.place, a.origin, a.code.rawValue) < (b.place, b.origin, b.code.rawValue)
  }
}

/// The words under which run-time errors are known in decisions, JSON and logs.
public enum RuntimeErrorCode: String, Hashable, Sendable, CaseIterable {
  case overflow
  case missingEntity = "missing-entity"
  case patternSubjectTooLong = "pattern-subject-too-long"
  case patternLimit = "pattern-limit"
  case pathNotNormal = "path-not-normal"
  case ledgerUnavailable = "ledger-unavailable"
  case personUnknown = "person-unknown"
  case objectUnknown = "object-unknown"
  case unknownEntity = "unknown-entity"
  case undeclaredType = "undeclared-type"
  case undeclaredAction = "undeclared-action"
  case undeclaredAttribute = "undeclared-attribute"
  case wrongType = "wrong-type"
  case missingAttribute = "missing-attribute"
  case roleNotAuthorized = "role-not-authorized"
  case separationViolated = "separation-violated"
  case limitBroken = "limit-broken"
  case auditUnavailable = "audit-unavailable"
  case badJSON = "bad-json"
}
