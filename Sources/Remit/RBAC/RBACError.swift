public import RemitModel

/// Why a function of `RBAC` did nothing. Whatever is refused leaves everything as it was.
public enum RBACError: Error, Sendable, CustomStringConvertible {
  // What is not there.
  /// No such user is stored.
  case unknownUser(EntityUID)
  /// With a suggestion, or empty.
  case unknownRole(Text, suggestion: String)
  /// The full names of the roles that have the short name.
  case ambiguousRole(Text, [String])
  /// No action of the name applies to the object.
  case unknownOperation(Text, on: AccessObject, suggestion: String)
  /// The type is not declared, or the entity is not stored.
  case unknownObject(AccessObject, suggestion: String)
  case unknownSession(RBAC.SessionID)
  /// Of the kind that was asked for.
  case unknownSet(Text, suggestion: String)
  case notAssigned(EntityUID, Text)
  case notGranted(operation: Text, on: AccessObject, to: Text)
  case noInheritance(senior: Text, junior: Text)
  case notMember(Text, of: Text)
  /// The role is not active in the session.
  case notActive(Text)

  // What is there already.
  case userExists(EntityUID)
  /// A role, of the policy or the overlay, has the name, or the short name.
  case roleExists(Text)
  /// A separation of the policy or a set of the overlay has the name.
  case setExists(Text)
  case alreadyAssigned(EntityUID, Text)
  case inheritanceExists(senior: Text, junior: Text)
  case alreadyMember(Text, of: Text)
  case alreadyActive(Text)

  // What may not be.
  /// Entities of the type cannot ask for anything.
  case notAnAccount(EntityUID)
  /// What a new role or set must be called, and is not.
  case badName(Text)
  /// What the policy or its data states is not changed here.
  case readOnly(String)
  /// The session is another user's.
  case notOwner(of: RBAC.SessionID, EntityUID)
  /// The user is not authorised for the role now.
  case notAuthorized(EntityUID, Text)
  /// From the senior to itself.
  case inheritanceCycle([Text])
  /// It is at least 2 and at most the number of roles in the set.
  case badCardinality(Int, roles: Int)
  /// A static separation: somebody would have too much.
  case separated([RoleConflict])
  /// A dynamic separation: a session would have too much active.
  case activationSeparated([RoleConflict])
  /// Nobody could hold or activate the role.
  case unusableRole(Text, RoleConflict)
  /// The role leaves the set with fewer roles than its cardinality.
  case setNeedsRole(Text, set: Text)
  /// Of an update: the overlay names what the new policy has not, or has under the same name.
  case overlayDoesNotFit([String])
  /// The policy cannot be decided, or data, limits or the ledger do not fit it.
  case refused(EngineErrors)

  public var description: String {
    switch self {
    case .unknownUser, .unknownRole, .ambiguousRole, .unknownOperation, .unknownObject,
      .unknownSession, .unknownSet, .notAssigned, .notGranted, .noInheritance, .notMember,
      .notActive:
      descriptionOfMissing
    case .userExists(let user): "\(user) is stored already"
    case .roleExists(let role): "there is a role `\(role)` already"
    case .setExists(let set): "there is a separation `\(set)` already"
    case .alreadyAssigned(let user, let role): "\(user) is assigned `\(role)` already"
    case .inheritanceExists(let senior, let junior): "`\(senior)` inherits `\(junior)` already"
    case .alreadyMember(let role, let set): "`\(role)` is in `\(set)` already"
    case .alreadyActive(let role): "`\(role)` is active in the session already"
    case .notAnAccount(let uid): "no action is by `\(uid.type)`, so that \(uid) is no user"
    case .badName(let name):
      "\(quoted(name.string)) is no name: 1 to 128 letters, digits, `_`, `-`, `+` and `/` of ASCII"
    case .readOnly(let what): "\(what), and that is read-only"
    case .notOwner(let session, let user): "the session \(session) is not \(user)'s"
    case .notAuthorized(let user, let role): "\(user) is not authorised for `\(role)`"
    case .inheritanceCycle(let roles):
      "a role cannot inherit itself: " + roles.map { "`\($0)`" }.joined(separator: " → ")
    case .badCardinality(let cardinality, let roles):
      "the cardinality of a set of \(roles) roles is from 2 to \(roles), not \(cardinality)"
    case .separated(let conflicts), .activationSeparated(let conflicts):
      conflicts.map(\.description).joined(separator: "\n")
    case .unusableRole(let role, let conflict):
      "nobody could have `\(role)`: \(conflict.description)"
    case .setNeedsRole(let role, let set):
      "without `\(role)` the set `\(set)` would have fewer roles than its cardinality"
    case .overlayDoesNotFit(let reasons): reasons.joined(separator: "\n")
    case .refused(let errors): errors.description
    }
  }

  private var descriptionOfMissing: String {
    switch self {
    case .unknownUser(let user): "no user \(user) is stored"
    case .unknownRole(let role, let suggestion): "no role is called `\(role)`" + suggestion
    case .ambiguousRole(let role, let names):
      "`\(role)` may be \(names.map { "`\($0)`" }.joined(separator: " or "))"
    case .unknownOperation(let operation, let object, let suggestion):
      "no action `\(operation)` applies to \(object)" + suggestion
    case .unknownObject(let object, let suggestion):
      "there is no \(object)" + suggestion
    case .unknownSession(let session): "there is no session \(session)"
    case .unknownSet(let set, let suggestion): "no such set is called `\(set)`" + suggestion
    case .notAssigned(let user, let role): "\(user) is not assigned `\(role)`"
    case .notGranted(let operation, let object, let role):
      "`\(role)` itself is not granted `\(operation)` on \(object)"
    case .noInheritance(let senior, let junior):
      "`\(senior)` does not inherit `\(junior)` directly"
    case .notMember(let role, let set): "`\(role)` is not in `\(set)`"
    case .notActive(let role): "`\(role)` is not active in the session"
    default: ""
    }
  }
}

/// More roles of one separation together than it allows, with the way to each.
public struct RoleConflict: Hashable, Sendable, CustomStringConvertible {
  /// Full name.
  public let separation: String
  /// How many one person may have, or one session may have active.
  public let most: Int
  /// Whose they are: a person, an account, or a group whoever may be in it; `nil` of a role.
  public let person: EntityUID?
  /// A line each: person, account, group, grant, role, and every role on the way down.
  public let paths: [String]

  public var description: String {
    let whose = person.map { "\($0) would have " } ?? ""
    return "`\(separation)` allows \(most): " + whose + paths.joined(separator: "; ")
  }
}
