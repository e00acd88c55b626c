import Remit
import Testing

/// Types, actions and entities are found by the bytes of their names: short ones by a table that
/// holds them, longer ones through the pool.
@Suite("Names from outside")
struct NameBytesTests {
  /// Around what fits into one word, and into two.
  private static let lengths = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 12, 15, 16, 17, 18, 24, 33]

  /// A name of each length, and every name that differs from it in one byte.
  private static let ids: [Text] = lengths.flatMap { length in
    let plain = String(repeating: "a", count: length)
    let changed = (0..<length).map { place in
      String((0..<length).map { $0 == place ? "b" as Character : "a" })
    }
    return ([plain] + changed).map { Text($0) }
  }

  @Test("stand for the entity with just these bytes, however long they are")
  func findsEntities() throws {
    let policy = try Policy(
      source: """
        module m
        entity User
        entity Doc { owner: User }
        action read on Doc by User
        allow owner: User to read on Doc when resource.owner == principal
        """)
    let records = Self.ids.flatMap { id in
      [
        EntityRecord(EntityUID(type: "User", id: id)),
        EntityRecord(
          EntityUID(type: "Doc", id: id),
          attributes: ["owner": .entity(EntityUID(type: "User", id: id))]),
      ]
    }
    let engine = try Engine(policy, entities: Entities(records))
    for user in Self.ids {
      for doc in Self.ids {
        let request = Request(
          principal: RequestEntity(type: "User", id: user), action: "read",
          resource: RequestEntity(type: "Doc", id: doc))
        #expect(engine.decide(request).isAllowed == (user == doc), "\(user) on \(doc)")
      }
      let stranger = Request(
        principal: RequestEntity(type: "User", id: Text(user.string + "\0")), action: "read",
        resource: RequestEntity(type: "Doc", id: user))
      #expect(engine.decide(stranger).errors.map(\.code) == [.unknownEntity], "\(user)")
    }
  }

  @Test("stand for the type and the action with just these bytes")
  func findsDeclarations() throws {
    let names = Self.ids.map(\.string).filter { !$0.isEmpty }
    let declared = names.map { "entity E\($0)\naction \($0)0 on Doc by E\($0)" }
    let policy = try Policy(
      source: """
        module m
        entity Doc
        \(declared.joined(separator: "\n"))
        allow any: anyone to anything on Doc
        """)
    let records = names.map { EntityRecord(EntityUID(type: Text("E\($0)"), id: "x")) }
    let engine = try Engine(
      policy, entities: Entities(records + [EntityRecord(EntityUID(type: "Doc", id: "x"))]))
    for type in names {
      for action in names {
        let request = Request(
          principal: RequestEntity(type: Text("E\(type)"), id: "x"), action: Text("\(action)0"),
          resource: RequestEntity(type: "Doc", id: "x"))
        #expect(engine.decide(request).isAllowed == (type == action), "\(type) \(action)")
      }
    }
  }
}
