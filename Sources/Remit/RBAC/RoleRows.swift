public import RemitModel

/// One statement that gives somebody a role: a row's reason.
public struct RoleSource: Hashable, Sendable {
  /// As decisions name the grant.
  public let grant: String
  /// Full name of the role that the grant gives: the row's role, or one above it.
  public let role: Text
  /// The user, or the group through which the user has it.
  public let grantee: EntityUID
  public let scope: Scope
  public let from: Instant?
  public let until: Instant?
  /// The grant has a `when`, which only a request can answer.
  public let isConditional: Bool
  /// Stated by the policy or its data; `deassignUser` cannot take it back.
  public let isReadOnly: Bool
}

/// A user and a role that the user has now.
public struct RoleHolding: Hashable, Sendable {
  public let user: EntityUID
  /// Full name.
  public let role: Text
  /// Everything that gives it, sorted by name; at least one.
  public let sources: [RoleSource]

  /// Whether a `when` decides at each request, whatever gives the role.
  public var isConditional: Bool { sources.allSatisfy(\.isConditional) }
}

/// A permission that a role, a user or a session has.
public struct HeldPermission: Hashable, Sendable {
  /// The action's wire name.
  public let operation: Text
  public let object: AccessObject
  /// Full name of the role that states it: the one asked about, or one below it.
  public let role: Text
  /// Where the role is granted; of a role by itself everywhere.
  public let scope: Scope
  /// A `when` or `unless`, of the permission or of the grant, decides at each request.
  public let isConditional: Bool
}

/// An operation on the object that was asked about.
public struct HeldOperation: Hashable, Sendable {
  /// The action's wire name.
  public let operation: Text
  /// Every way to it has a `when` or `unless`.
  public let isConditional: Bool

  public init(operation: Text, isConditional: Bool) {
    self.operation = operation
    self.isConditional = isConditional
  }
}

extension HeldPermission {
  /// By operation, object, role, scope; unconditional first.
  static func isOrdered(_ a: HeldPermission, _ b: HeldPermission) -> Bool {
    if a.operation != b.operation { return a.operation < b.operation }
    if a.object != b.object { return a.object < b.object }
    if a.role != b.role { return a.role < b.role }
    if a.scope != b.scope { return a.scope.entities.lexicographicallyPrecedes(b.scope.entities) }
    return !a.isConditional && b.isConditional
  }
}

extension Scope {
  /// None: everywhere.
  var entities: [EntityUID] {
    switch self {
    case .everything: []
    case .entities(let entities): entities
    }
  }
}
