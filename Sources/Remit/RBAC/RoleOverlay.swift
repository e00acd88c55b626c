import RemitModel

/// What is laid over a policy and its data: users, roles, permissions, assignments and sets of
/// separated roles, as data.
///
/// It is changed by `RBAC` only, and may be kept and given to the next `RBAC`.
public struct RoleOverlay: Hashable, Sendable {
  /// A role of the overlay: what it inherits, and what it may.
  struct Role: Hashable, Sendable {
    /// Full names.
    var juniors: Set<Text> = []
    var permissions: Set<Permission> = []
  }

  /// An operation, by wire name, on an object.
  struct Permission: Hashable, Comparable, Sendable {
    let operation: Text
    let object: AccessObject

    static func < (a: Permission, b: Permission) -> Bool {
      (a.operation, a.object) < (b.operation, b.object)
    }
  }

  /// Who has which role.
  struct Pair: Hashable, Comparable, Sendable {
    let user: EntityUID
    /// Full name.
    let role: Text

    static func < (a: Pair, b: Pair) -> Bool { (a.user, a.role) < (b.user, b.role) }
  }

  /// Where and when an assignment holds.
  struct Assignment: Hashable, Sendable {
    var scope: Scope
    var from: Instant?
    var until: Instant?
    var because: String?
  }

  /// A set of roles that are kept apart.
  struct RoleSet: Hashable, Sendable {
    var isDynamic: Bool
    /// Full names.
    var roles: Set<Text>
    /// So many of them are too many.
    var cardinality: Int
    /// The separation of the policy that says which accounts are one person, by full name.
    var personsAsIn: Text?
  }

  /// What roles and sets of the overlay are called in decisions begins with this; no name of a
  /// policy can.
  static let prefix = "overlay:"

  var users: [EntityUID: EntityRecord] = [:]
  /// By full name.
  var roles: [Text: Role] = [:]
  var assignments: [Pair: Assignment] = [:]
  /// By full name.
  var sets: [Text: RoleSet] = [:]

  /// Nothing.
  public init() {}

  static func fullName(_ name: Text) -> Text {
    isFullName(name) ? name : Text(prefix + name.string)
  }

  static func isFullName(_ name: Text) -> Bool {
    name.string.utf8.starts(with: prefix.utf8)
  }

  /// Whether the rest of the policy is as it was, so that only data changes.
  func hasPolicy(of other: RoleOverlay) -> Bool { roles == other.roles && sets == other.sets }

  /// The users after the policy's own entities.
  func entities(over base: Entities) -> Entities {
    if users.isEmpty { return base }
    return Entities(base.records + users.keys.sorted().compactMap { users[$0] })
  }

  /// The assignments after the policy's own grants.
  func grants(over base: Grants) -> Grants {
    if assignments.isEmpty { return base }
    let own = assignments.sorted { $0.key < $1.key }.map { pair, assignment in
      GrantRecord(
        id: Self.grantName(pair), role: pair.role, to: [pair.user], on: assignment.scope,
        from: assignment.from, until: assignment.until, because: assignment.because,
        origin: "the assignment of \(pair.role) to \(pair.user)")
    }
    return Grants(base.records + own)
  }

  /// `overlay:clerk@User::"ada"`
  static func grantName(_ pair: Pair) -> Text {
    Text("\(fullName(pair.role))@\(pair.user)")
  }
}
