public import RemitSource

public typealias SeparationID = Index<TypedSeparation>

/// `separate …`: of the named things one person may hold or perform at most so many.
public struct TypedSeparation: Sendable {
  /// What is kept apart.
  public enum Members: Sendable {
    /// Roles that a person is authorized for, at one instant.
    case roles([RoleID])
    /// Roles that are active together.
    case activeRoles([RoleID])
    /// What a person's roles and rules together can reach, whatever the roles are called.
    case permissions([PermissionMember])
    /// What a person has performed on one object.
    case duties([DutyID])

    public var count: Int {
      switch self {
      case .roles(let roles), .activeRoles(let roles): roles.count
      case .permissions(let permissions): permissions.count
      case .duties(let duties): duties.count
      }
    }
  }

  /// `(action, … on Type)`: any of the actions on any of the types.
  public struct PermissionMember: Hashable, Sendable {
    public let actions: Set<ActionID>
    /// In ascending order.
    public let resources: [EntityTypeID]

    package init(actions: Set<ActionID>, resources: [EntityTypeID]) {
      self.actions = actions
      self.resources = resources
    }
  }

  /// `by`: who an account is.
  public struct Identity: Sendable {
    /// Reads `principal` only. Where it errs, who the account is is unknown.
    public let expression: TypedExpression
    public let frameSize: Int
    /// The types of account that it was checked for, in ascending order.
    public let accountTypes: [EntityTypeID]
    /// In ascending order.
    public let personTypes: [EntityTypeID]

    package init(
      expression: TypedExpression, frameSize: Int, accountTypes: [EntityTypeID],
      personTypes: [EntityTypeID]
    ) {
      self.expression = expression
      self.frameSize = frameSize
      self.accountTypes = accountTypes
      self.personTypes = personTypes
    }
  }

  /// Full name.
  public let name: String
  public let members: Members
  /// How many of them one person may have: 1 … members − 1.
  public let most: Int
  /// Roles are kept apart only where their scopes share an entity.
  public let inOneScope: Bool
  /// `nil`: each account is a person of its own. Of duties always `nil`: each says who performs it.
  public let identity: Identity?
  /// Duties performed longer ago do not count.
  public let within: Milliseconds?
  public let because: String?
  public let documentation: [String]
  public let span: SourceSpan

  package init(
    name: String, members: Members, most: Int, inOneScope: Bool, identity: Identity?,
    within: Milliseconds?, because: String?, documentation: [String], span: SourceSpan
  ) {
    self.name = name
    self.members = members
    self.most = most
    self.inOneScope = inOneScope
    self.identity = identity
    self.within = within
    self.because = because
    self.documentation = documentation
    self.span = span
  }
}

/// `waive …`: for a while one person may do what a separation forbids.
public struct TypedWaiver: Sendable {
  public let separation: SeparationID
  /// A person, or an account that has none.
  public let person: EntityUID
  /// `nil`: everywhere.
  public let scope: EntityUID?
  /// In force from `from` (inclusive) until `until` (exclusive).
  public let from: Instant?
  public let until: Instant
  public let because: String
  public let span: SourceSpan

  package init(
    separation: SeparationID, person: EntityUID, scope: EntityUID?, from: Instant?,
    until: Instant, because: String, span: SourceSpan
  ) {
    self.separation = separation
    self.person = person
    self.scope = scope
    self.from = from
    self.until = until
    self.because = because
    self.span = span
  }

  package func isInForce(at now: Instant) -> Bool {
    if let from, now < from { return false }
    return now < until
  }
}

/// `limit …`: what every grant, waiver or role must keep to, those given at run time too.
public struct TypedLimit: Sendable {
  /// What is limited.
  public enum Form: Sendable {
    /// Grants of the roles give `from` and `until`, at most so far apart.
    case grantsExpire([RoleID], within: Milliseconds)
    /// Nobody is granted the roles directly.
    case grantsToGroupsOnly([RoleID])
    case grantsNeverOnEverything([RoleID])
    /// Waivers give `from`, and `until` at most so far behind it.
    case waiversExpire(within: Milliseconds)
    /// At most so many principals are authorized for the role.
    case holders(RoleID, most: Int)
  }

  /// Full name.
  public let name: String
  public let form: Form
  public let documentation: [String]
  public let span: SourceSpan

  package init(name: String, form: Form, documentation: [String], span: SourceSpan) {
    self.name = name
    self.form = form
    self.documentation = documentation
    self.span = span
  }
}
