public import RemitSource

/// A checked policy: what the compiler compiles and the reference evaluator walks.
///
/// Built by the checker only, and only without errors.
public struct TypedPolicy: Sendable {
  public let schema: Schema
  public let conditions: [TypedCondition]
  public private(set) var roles: [TypedRole]
  public let grants: [TypedGrant]
  public let rules: [TypedRule]
  public let duties: [TypedDuty]
  public private(set) var separations: [TypedSeparation]
  public private(set) var waivers: [TypedWaiver]
  public let limits: [TypedLimit]
  public let retiredDuties: [RetiredDuty]
  public let tests: [TypedTest]
  /// What `Weekday` is in the schema; its cases are monday … sunday.
  public let weekdayType: EnumTypeID
  /// Spans by `Site`.
  public private(set) var sites: [SourceSpan]
  public private(set) var files: SourceFiles

  package init(
    schema: Schema, conditions: [TypedCondition], roles: [TypedRole], grants: [TypedGrant],
    rules: [TypedRule], duties: [TypedDuty] = [], separations: [TypedSeparation] = [],
    waivers: [TypedWaiver] = [], limits: [TypedLimit] = [], retiredDuties: [RetiredDuty] = [],
    tests: [TypedTest], weekdayType: EnumTypeID,
    sites: [SourceSpan], files: SourceFiles
  ) {
    self.schema = schema
    self.conditions = conditions
    self.roles = roles
    self.grants = grants
    self.rules = rules
    self.duties = duties
    self.separations = separations
    self.waivers = waivers
    self.limits = limits
    self.retiredDuties = retiredDuties
    self.tests = tests
    self.weekdayType = weekdayType
    self.sites = sites
    self.files = files
  }

  /// The same policy with more waivers, such as those that a test gives.
  package func adding(waivers more: [TypedWaiver]) -> TypedPolicy {
    var policy = self
    policy.waivers += more
    return policy
  }

  /// The same policy with more roles and separations behind its own, which keep their ids.
  ///
  /// - Parameters:
  ///   - sites: those of the policy, then those that expressions of the new roles refer to.
  ///   - files: those of the policy, then those that the new places refer to.
  package func adding(
    roles more: [TypedRole], separations: [TypedSeparation], sites: [SourceSpan],
    files: SourceFiles
  ) -> TypedPolicy {
    var policy = self
    policy.roles += more
    policy.separations += separations
    policy.sites = sites
    policy.files = files
    return policy
  }

  public subscript(id: RoleID) -> TypedRole { roles[id.int] }
  public subscript(id: ConditionID) -> TypedCondition { conditions[id.int] }
  public subscript(id: DutyID) -> TypedDuty { duties[id.int] }
  public subscript(id: SeparationID) -> TypedSeparation { separations[id.int] }
}

public typealias RoleID = Index<TypedRole>

/// A declared role. Its full name is `module.name`.
public struct TypedRole: Sendable {
  public let name: String
  /// The roles it extends directly.
  public let juniors: [RoleID]
  /// Itself and every role below it, sorted.
  public let closure: [RoleID]
  public let permissions: [TypedPermission]
  public let documentation: [String]
  public let span: SourceSpan

  package init(
    name: String, juniors: [RoleID], closure: [RoleID], permissions: [TypedPermission],
    documentation: [String], span: SourceSpan
  ) {
    self.name = name
    self.juniors = juniors
    self.closure = closure
    self.permissions = permissions
    self.documentation = documentation
    self.span = span
  }
}

/// `can … on … when …` of a role. It is named, in decisions, by its role.
public struct TypedPermission: Sendable {
  public let actions: Set<ActionID>
  public let resources: Set<EntityTypeID>
  public let clauses: [Clause]
  public let frameSize: Int
  public let span: SourceSpan

  package init(
    actions: Set<ActionID>, resources: Set<EntityTypeID>, clauses: [Clause], frameSize: Int,
    span: SourceSpan
  ) {
    self.actions = actions
    self.resources = resources
    self.clauses = clauses
    self.frameSize = frameSize
    self.span = span
  }
}

/// One `when` or `unless`. Clauses of a declaration are joined by `and`: every `when` is true and
/// every `unless` is false. An erring clause counts as an erring operand.
public struct Clause: Sendable {
  public let isUnless: Bool
  public let expression: TypedExpression

  package init(isUnless: Bool, expression: TypedExpression) {
    self.isUnless = isUnless
    self.expression = expression
  }
}

/// Where a grant holds: everywhere, or on entities that lie in one of these.
public enum Scope: Hashable, Sendable {
  case everything
  case entities([EntityUID])
}

/// A role given to principals or groups, written in the policy.
public struct TypedGrant: Sendable {
  /// Full name; a grant without one has `role@` and 12 hex digits after the module.
  public let name: String
  public let role: RoleID
  public let grantees: [EntityUID]
  public let scope: Scope
  /// It holds from `from` (inclusive) until `until` (exclusive).
  public let from: Instant?
  public let until: Instant?
  public let clauses: [Clause]
  public let frameSize: Int
  public let because: String?
  public let span: SourceSpan?

  package init(
    name: String, role: RoleID, grantees: [EntityUID], scope: Scope, from: Instant?,
    until: Instant?, clauses: [Clause], frameSize: Int, because: String?, span: SourceSpan?
  ) {
    self.name = name
    self.role = role
    self.grantees = grantees
    self.scope = scope
    self.from = from
    self.until = until
    self.clauses = clauses
    self.frameSize = frameSize
    self.because = because
    self.span = span
  }

  /// Whether the window holds the instant; windows are half-open.
  package func isInForce(at now: Instant) -> Bool {
    if let from, now < from { return false }
    if let until, now >= until { return false }
    return true
  }
}

/// What a rule does where it applies, and what a decision says.
public enum Effect: String, Sendable {
  case allow
  case deny
}

public typealias RuleID = Index<TypedRule>

/// An `allow` or `deny` rule.
public struct TypedRule: Sendable {
  public let name: String
  public let effect: Effect
  /// `nil` is `anyone`; else one of them must fit.
  public let subject: [SubjectPattern]?
  public let actions: Set<ActionID>
  /// `nil` is `anything`; else one of them must fit.
  public let object: [EntityPattern]?
  public let clauses: [Clause]
  /// Slots that clauses and obligations need.
  public let frameSize: Int
  public let because: String?
  public let obligations: [TypedObligation]
  public let documentation: [String]
  /// The run-time errors its evaluation can still meet; empty for most rules.
  public let possibleErrors: Set<RuntimeErrorCode>
  public let span: SourceSpan

  package init(
    name: String, effect: Effect, subject: [SubjectPattern]?, actions: Set<ActionID>,
    object: [EntityPattern]?, clauses: [Clause], frameSize: Int, because: String?,
    obligations: [TypedObligation], documentation: [String],
    possibleErrors: Set<RuntimeErrorCode>, span: SourceSpan
  ) {
    self.name = name
    self.effect = effect
    self.subject = subject
    self.actions = actions
    self.object = object
    self.clauses = clauses
    self.frameSize = frameSize
    self.because = because
    self.obligations = obligations
    self.documentation = documentation
    self.possibleErrors = possibleErrors
    self.span = span
  }
}

/// A pattern on an entity: by type, by what it lies in, or by identity.
public enum EntityPattern: Hashable, Sendable {
  case type(EntityTypeID)
  /// One of the types, and in the entity: itself, or below it through parents.
  case typesIn([EntityTypeID], EntityUID)
  case entity(EntityUID)
}

/// A pattern on the principal of a request.
public enum SubjectPattern: Hashable, Sendable {
  case entity(EntityPattern)
  /// The principal is authorized for the role at a scope that holds the resource; anywhere: at any
  /// scope. Windows and `when`s of the grants count; activation does not.
  case holders(RoleID, anywhere: Bool)
}

/// `oblige name { … }`: the checker has proved that its expressions cannot err.
public struct TypedObligation: Sendable {
  public let name: String
  public let record: [(name: String, value: TypedExpression)]

  package init(name: String, record: [(name: String, value: TypedExpression)]) {
    self.name = name
    self.record = record
  }
}

extension EntityPattern {
  /// Whether an entity of the type can fit at all.
  package func canFit(_ type: EntityTypeID, in schema: Schema) -> Bool {
    switch self {
    case .type(let wanted):
      return type == wanted
    case .typesIn(let types, let ancestor):
      guard types.contains(type), let above = schema.entityType(wire: ancestor.type) else {
        return false
      }
      return schema.canLie(type, in: above)
    case .entity(let uid):
      return schema.entityType(wire: uid.type) == type
    }
  }
}

extension TypedRule {
  /// Whether a request of this combination can meet the rule's head.
  package func canMeet(_ combination: Combination, in schema: Schema) -> Bool {
    guard actions.contains(combination.action) else { return false }
    if let subject,
      !subject.contains(where: { pattern in
        switch pattern {
        case .entity(let entity): entity.canFit(combination.principal, in: schema)
        case .holders: true
        }
      })
    {
      return false
    }
    guard let object else { return true }
    return object.contains { $0.canFit(combination.resource, in: schema) }
  }
}
