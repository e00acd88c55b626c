import Remit
import RemitEngine
import Testing

private let source = """
  module m
  entity Group in Group
  entity User in Group
  entity Doc
  action read, write on Doc by User
  role reader { can read on Doc }
  role writer { can write on Doc }
  role chief extends writer {}
  grant reader as own to User::"eve" on everything
  separate roles apart: reader, writer
  """

private let ada = EntityUID("User", "ada")
private let ops = EntityUID("Group", "ops")

private func made(_ grants: [GrantRecord] = []) throws -> Engine {
  let entities = Entities([
    EntityRecord(ada, parents: [ops]), EntityRecord(EntityUID("User", "bob")), EntityRecord(ops),
    EntityRecord(EntityUID("User", "eve")), EntityRecord(EntityUID("Doc", "d")),
  ])
  return try Engine(try Policy(source: source), entities: entities, grants: Grants(grants))
}

private func grant(
  _ id: Text? = nil, _ role: Text, to grantee: EntityUID = ada, on scope: Scope = .everything
) -> GrantRecord {
  GrantRecord(id: id, role: role, to: [grantee], on: scope)
}

private func isAllowed(
  _ engine: Engine, _ action: Text, by user: EntityUID = ada
) -> Bool {
  engine.decide(
    Request(
      principal: RequestEntity(user), action: action,
      resource: RequestEntity(EntityUID("Doc", "d")))
  ).isAllowed
}

private func lines(_ body: () throws(EngineErrors) -> Void) -> [String] {
  do throws(EngineErrors) {
    try body()
    return []
  } catch {
    return error.lines
  }
}

@Suite("Changes of grants")
struct GrantChangeTests {
  @Test("take effect at once, and give the data version of an engine built with the same grants")
  func takeEffect() throws {
    let engine = try made()
    let before = engine.decide(
      Request(
        principal: RequestEntity(ada), action: "read",
        resource: RequestEntity(EntityUID("Doc", "d")))
    ).inputs.dataVersion
    try engine.add(Grants([grant("g", "reader")]))
    #expect(isAllowed(engine, "read"))
    #expect(engine.snapshot.dataVersion == (try made([grant("g", "reader")])).snapshot.dataVersion)
    try engine.removeGrants(withIDs: ["g"])
    #expect(!isAllowed(engine, "read"))
    #expect(engine.snapshot.dataVersion == before)
  }

  @Test("are listed with their ids, generated ones too, by which they are removed")
  func list() throws {
    let engine = try made([grant("g", "reader")])
    try engine.add(Grants([grant(nil, "reader", to: ops)]))
    let ids = engine.grants.records.compactMap(\.id)
    #expect(ids.count == 2 && ids[0] == "g" && ids[1].string.hasPrefix("m.reader@"))
    try engine.removeGrants(withIDs: ids)
    #expect(engine.grants.records.isEmpty)
  }

  @Test("that violate a separation anew are refused whole, with the way to the conflict")
  func refuse() throws {
    let engine = try made([grant("g", "reader", to: ops)])
    let before = engine.snapshot.dataVersion
    let refused = lines { () throws(EngineErrors) in
      try engine.add(
        Grants([
          grant("h", "chief"), grant("i", "reader", to: EntityUID("User", "bob")),
        ]))
    }
    #expect(refused.contains { $0.contains("`m.apart`") })
    // The way to each role stands below, a line each.
    let ways = refused.filter { $0.hasPrefix("  ") }
    #expect(ways.contains { $0.contains("m.reader: User::\"ada\" in Group::\"ops\", by g") })
    #expect(ways.contains { $0.contains("m.writer: User::\"ada\", granted m.chief by h") })
    #expect(engine.snapshot.dataVersion == before && engine.grants.records.count == 1)
    #expect(!isAllowed(engine, "read", by: EntityUID("User", "bob")))
  }

  @Test("suspend if asked to, which the removal of one of the grants ends")
  func suspend() throws {
    let engine = try made([grant("g", "reader", to: ops)])
    try engine.add(Grants([grant("h", "chief")]), onViolation: .suspend)
    #expect(engine.violations.map(\.person) == [ada])
    #expect(!isAllowed(engine, "write") && !isAllowed(engine, "read"))
    try engine.add(Grants([grant("i", "reader", to: EntityUID("User", "bob"))]))
    #expect(engine.violations.count == 1)
    try engine.removeGrants(withIDs: ["h"])
    #expect(engine.violations.isEmpty && isAllowed(engine, "read"))
  }

  @Test("cannot remove a grant of the policy, or one that is not there, and then do nothing")
  func removeNothing() throws {
    let engine = try made([grant("g", "reader")])
    let refused = lines { () throws(EngineErrors) in
      try engine.removeGrants(withIDs: ["g", "m.own", "none"])
    }
    #expect(refused.count == 2)
    #expect(refused.contains { $0.contains("`m.own` is the policy's own") })
    #expect(refused.contains { $0.contains("no grant has the id `none`") })
    #expect(isAllowed(engine, "read"))
  }

  @Test("may remove an id and give it again in one step, but not give it twice")
  func replace() throws {
    let engine = try made([grant("g", "reader")])
    try engine.apply(GrantChanges(added: [grant("g", "writer")], removedIDs: ["g"]))
    #expect(isAllowed(engine, "write") && !isAllowed(engine, "read"))
    let refused = lines { () throws(EngineErrors) in
      try engine.add(Grants([grant("g", "writer")]))
    }
    #expect(refused.contains { $0.contains("the id `g` is given twice") })
  }

  @Test("of two threads at once are all there in the end")
  func concurrent() async throws {
    let engine = try made()
    await withTaskGroup(of: Void.self) { group in
      for thread in 0..<2 {
        group.addTask {
          for number in 0..<20 {
            try? engine.add(Grants([grant(Text("g\(thread)-\(number)"), "reader")]))
          }
        }
      }
    }
    #expect(engine.grants.records.count == 40)
  }
}
