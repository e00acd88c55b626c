package import Remit
package import RemitModel

/// A call of one of the functions that change something, with names as a caller writes them.
///
/// Sessions are numbered in the order in which they were opened.
package enum RBACCall: Hashable, Sendable {
  case addUser(EntityUID)
  case deleteUser(EntityUID)
  case addRole(Text)
  case deleteRole(Text)
  case assignUser(EntityUID, Text)
  case deassignUser(EntityUID, Text)
  case grantPermission(Text, AccessObject, Text)
  case revokePermission(Text, AccessObject, Text)
  case createSession(EntityUID, [Text])
  case deleteSession(Int, EntityUID)
  case addActiveRole(Text, Int, EntityUID)
  case dropActiveRole(Text, Int, EntityUID)
  case addInheritance(Text, Text)
  case deleteInheritance(Text, Text)
  case addAscendant(Text, Text)
  case addDescendant(Text, Text)
  case createSet(SetKind, Text, [Text], Int)
  case addSetMember(SetKind, Text, Text)
  case deleteSetMember(SetKind, Text, Text)
  case deleteSet(SetKind, Text)
  case setCardinality(SetKind, Text, Int)

  /// Static or dynamic separation of duty.
  package enum SetKind: Hashable, Sendable, CaseIterable {
    case ssd
    case dsd
  }
}

/// A random call; names come from small pools, so that they meet, and some are of nothing.
package struct RBACCallGenerator {
  package let users: [EntityUID]
  package let roles: [Text]
  package let newRoles: [Text]
  package let sets: [Text]
  package let operations: [Text]
  package let objects: [AccessObject]
  private var random: SplitMix64
  private var sessions = 0

  package init(
    users: [EntityUID], roles: [Text], newRoles: [Text], sets: [Text], operations: [Text],
    objects: [AccessObject], random: SplitMix64
  ) {
    self.users = users
    self.roles = roles
    self.newRoles = newRoles
    self.sets = sets
    self.operations = operations
    self.objects = objects
    self.random = random
  }

  package mutating func call() -> RBACCall {
    switch random.below(30) {
    case 0, 1: return .addUser(user())
    case 2: return .deleteUser(user())
    case 3, 4, 5: return .addRole(random.pick(newRoles))
    case 6: return .deleteRole(role())
    case 7, 8, 9, 10: return .assignUser(user(), role())
    case 11: return .deassignUser(user(), role())
    case 12, 13: return .grantPermission(operation(), random.pick(objects), role())
    case 14: return .revokePermission(operation(), random.pick(objects), role())
    case 15, 16, 17:
      sessions += 1
      return .createSession(user(), (0..<random.below(3)).map { _ in role() })
    case 18: return .deleteSession(random.below(sessions + 1), user())
    case 19, 20: return .addActiveRole(role(), random.below(sessions + 1), user())
    case 21: return .dropActiveRole(role(), random.below(sessions + 1), user())
    case 22, 23: return .addInheritance(role(), role())
    case 24: return .deleteInheritance(role(), role())
    case 25: return .addAscendant(random.pick(newRoles), role())
    case 26: return .addDescendant(random.pick(newRoles), role())
    default: return setCall()
    }
  }

  private mutating func setCall() -> RBACCall {
    let kind = random.pick(RBACCall.SetKind.allCases)
    let set = random.pick(sets)
    switch random.below(9) {
    case 0, 1, 2:
      return .createSet(
        kind, set, (0..<random.between(1, 4)).map { _ in role() }, random.between(1, 4))
    case 3, 4: return .addSetMember(kind, role(), set)
    case 5: return .deleteSetMember(kind, role(), set)
    case 6: return .deleteSet(kind, set)
    default: return .setCardinality(kind, set, random.between(1, 4))
    }
  }

  private mutating func user() -> EntityUID { random.pick(users) }

  private mutating func role() -> Text { random.pick(roles) }

  private mutating func operation() -> Text { random.pick(operations) }
}
