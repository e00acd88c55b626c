import Remit
import RemitModel
import RemitTestSupport
import Testing

/// Random sequences of all functions, call by call against sets and relations.
@Suite("RBAC and the standard's sets and relations")
struct RBACModelTests {
  @Test("agree on every call's success or refusal and on every review after it", arguments: 0..<8)
  func agrees(part: Int) throws {
    let seed = testSeed() &+ UInt64(part)
    for run in 0..<20 {
      var random = SplitMix64(seed: seed &+ UInt64(run) &* 0x9E37_79B9)
      var generator = RBACWorld.generator(random.split())
      let calls = (0..<60).map { _ in generator.call() }
      guard let difference = try RBACWorld.difference(of: calls) else { continue }
      // The shortest sequence that still differs: taking any one call away makes it agree.
      var shortest = Array(calls.prefix(difference.call + 1))
      var index = shortest.count - 1
      while index > 0 {
        index -= 1
        var fewer = shortest
        fewer.remove(at: index)
        if try RBACWorld.difference(of: fewer) != nil { shortest = fewer }
      }
      let found = try RBACWorld.difference(of: shortest)
      Issue.record(
        """
        seed \(seed), run \(run): \(found?.text ?? difference.text)
        \(shortest.map { "  \($0)" }.joined(separator: "\n"))
        """)
      return
    }
  }

  @Test("differ where the model is told otherwise: the comparison can fail")
  func canFail() throws {
    let ada = RBACWorld.ada
    let calls: [RBACCall] = [.addRole("r1"), .addUser(ada), .assignUser(ada, "r1")]
    #expect(try RBACWorld.difference(of: calls) == nil)
    #expect(try RBACWorld.difference(of: calls, spoiling: true) != nil)
  }
}

/// A small policy, the same as sets, and the comparison.
enum RBACWorld {
  static let ada = EntityUID("User", "ada")
  static let eve = EntityUID("User", "eve")
  static let gil = EntityUID("User", "gil")
  static let folder = EntityUID("Folder", "f")
  static let inside = EntityUID("Doc", "d")
  static let outside = EntityUID("Doc", "e")

  static let source = """
    module m
    entity Group
    entity User in Group
    entity Folder
    entity Doc in Folder
    action read, write, share on Doc by User
    action list on Folder by User
    role reader { can read on Doc }
    role writer extends reader { can write on Doc }
    role auditor { can share on Doc when resource in Folder::"f" }
    grant reader as reads to User::"eve" on everything
    grant auditor as audits to Group::"g" on everything
    deny frozen: anyone to write on Doc::"e"
    separate roles apart: writer, auditor
    separate active roles one-hat: reader, auditor
    """

  static let entities = Entities([
    EntityRecord(eve), EntityRecord(gil, parents: [EntityUID("Group", "g")]),
    EntityRecord(EntityUID("Group", "g")), EntityRecord(folder),
    EntityRecord(inside, parents: [folder]), EntityRecord(outside),
  ])

  static let objects: [AccessObject] = [
    .type("Doc"), .type("Folder"), .entity(folder), .entity(inside), .entity(outside),
  ]

  static func generator(_ random: SplitMix64) -> RBACCallGenerator {
    RBACCallGenerator(
      users: [ada, ada, ada, EntityUID("User", "bob"), eve, gil, folder],
      roles: [
        "r1", "r1", "r2", "r2", "overlay:r3", "r4", "m.reader", "writer", "auditor", "overlay:none",
      ],
      newRoles: ["r1", "r2", "r3", "r4", "reader", "a.b"],
      sets: ["s1", "s1", "s2", "apart", "one-hat"],
      operations: ["read", "write", "share", "list", "fly"],
      objects: objects + [.type("Nope"), .entity(EntityUID("Doc", "zz"))], random: random)
  }

  static func model() -> RBACModel {
    typealias Granted = RBACModel.Granted
    typealias Permission = RBACModel.Permission
    var stated = RBACModel.State()
    stated.users = [eve, gil]
    stated.roles = ["m.reader", "m.writer", "m.auditor"]
    stated.assignments = [RBACModel.Assignment(eve, "m.reader")]
    stated.granted = [
      Granted("m.reader", Permission("read", .type("Doc"))),
      Granted("m.writer", Permission("write", .type("Doc"))),
      Granted("m.auditor", Permission("share", .type("Doc"))),
    ]
    stated.inheritance = [RBACModel.Inheritance("m.writer", "m.reader")]
    stated.ssd = ["m.apart": RBACModel.RoleSet(["m.writer", "m.auditor"], 2)]
    stated.dsd = ["m.one-hat": RBACModel.RoleSet(["m.reader", "m.auditor"], 2)]
    var permissions: Set<Permission> = [
      Permission("list", .type("Folder")), Permission("list", .entity(folder)),
    ]
    for operation in ["read", "write", "share"] as [Text] {
      for object in objects where object != .type("Folder") {
        permissions.insert(Permission(operation, object))
      }
    }
    return RBACModel(
      stated: stated, byGroup: [RBACModel.Assignment(gil, "m.auditor")],
      groups: [RBACModel.Assignment(EntityUID("Group", "g"), "m.auditor")],
      permissions: permissions)
  }

  struct Difference {
    /// The call after which they differ.
    let call: Int
    let text: String
  }

  static let policy = Result { try Policy(source: source) }

  static func difference(of calls: [RBACCall], spoiling: Bool = false) throws -> Difference? {
    let rbac = try RBAC(try policy.get(), entities: entities)
    var model = model()
    var sessions: [RBAC.SessionID] = []
    for (number, call) in calls.enumerated() {
      let wanted = model.call(call)
      let got = refusal(of: call, rbac, &sessions)
      if spoiling { model.state.assignments = model.stated.assignments }
      guard wanted.isEmpty == (got == nil), got.map(wanted.contains) ?? true else {
        return Difference(
          call: number, text: "\(call): \(got ?? "done"), not \(wanted.sorted())")
      }
      if let text = try reviewed(rbac, model, sessions) {
        return Difference(call: number, text: "after \(call): \(text)")
      }
    }
    return nil
  }

  /// Calls the function; the name of the error, or `nil`.
  static func refusal(
    of call: RBACCall, _ rbac: RBAC, _ sessions: inout [RBAC.SessionID]
  ) -> String? {
    do throws(RBACError) {
      try apply(call, rbac, &sessions)
      return nil
    } catch {
      return Mirror(reflecting: error).children.first?.label ?? "\(error)"
    }
  }

  private static func apply(
    _ call: RBACCall, _ rbac: RBAC, _ sessions: inout [RBAC.SessionID]
  ) throws(RBACError) {
    func session(_ number: Int) -> RBAC.SessionID {
      sessions.indices.contains(number) ? sessions[number] : noSession
    }
    switch call {
    case .addUser(let user): try rbac.addUser(user)
    case .deleteUser(let user): try rbac.deleteUser(user)
    case .addRole(let role): try rbac.addRole(role)
    case .deleteRole(let role): try rbac.deleteRole(role)
    case .assignUser(let user, let role): try rbac.assignUser(user, to: role)
    case .deassignUser(let user, let role): try rbac.deassignUser(user, from: role)
    case .grantPermission(let operation, let object, let role):
      try rbac.grantPermission(operation, on: object, to: role)
    case .revokePermission(let operation, let object, let role):
      try rbac.revokePermission(operation, on: object, from: role)
    case .createSession(let user, let roles):
      sessions.append(try rbac.createSession(of: user, activating: roles))
    case .deleteSession(let number, let user):
      try rbac.deleteSession(session(number), of: user)
    case .addActiveRole(let role, let number, let user):
      try rbac.addActiveRole(role, in: session(number), of: user)
    case .dropActiveRole(let role, let number, let user):
      try rbac.dropActiveRole(role, in: session(number), of: user)
    case .addInheritance(let senior, let junior):
      try rbac.addInheritance(senior: senior, junior: junior)
    case .deleteInheritance(let senior, let junior):
      try rbac.deleteInheritance(senior: senior, junior: junior)
    case .addAscendant(let role, let junior): try rbac.addAscendant(role, above: junior)
    case .addDescendant(let role, let senior): try rbac.addDescendant(role, below: senior)
    default: try applyToSets(call, rbac)
    }
  }

  private static func applyToSets(_ call: RBACCall, _ rbac: RBAC) throws(RBACError) {
    switch call {
    case .createSet(.ssd, let set, let roles, let cardinality):
      try rbac.createSsdSet(set, roles: roles, cardinality: cardinality)
    case .createSet(.dsd, let set, let roles, let cardinality):
      try rbac.createDsdSet(set, roles: roles, cardinality: cardinality)
    case .addSetMember(.ssd, let role, let set): try rbac.addSsdRoleMember(role, to: set)
    case .addSetMember(.dsd, let role, let set): try rbac.addDsdRoleMember(role, to: set)
    case .deleteSetMember(.ssd, let role, let set): try rbac.deleteSsdRoleMember(role, from: set)
    case .deleteSetMember(.dsd, let role, let set): try rbac.deleteDsdRoleMember(role, from: set)
    case .deleteSet(.ssd, let set): try rbac.deleteSsdSet(set)
    case .deleteSet(.dsd, let set): try rbac.deleteDsdSet(set)
    case .setCardinality(.ssd, let set, let number):
      try rbac.setSsdSetCardinality(set, to: number)
    case .setCardinality(.dsd, let set, let number):
      try rbac.setDsdSetCardinality(set, to: number)
    default: return
    }
  }

  private static let noSession: RBAC.SessionID =
    RBAC.SessionID(String(repeating: "0", count: 32)).unsafelyUnwrapped
}
