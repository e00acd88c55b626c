import RemitCompiler
import RemitData
import RemitEngine
import RemitModel
import Testing

/// Entities and grants as they come in: every problem, with its place.
@Suite("Loading")
struct LoadingTests {
  private static let policy = """
    module m
    entity Group in Group
    entity User in Group { level: Int, boss?: User, friends?: Set<User>, pal?: Pal }
    open entity Pal
    entity Doc
    action read on Doc by User
    role viewer { can read on Doc }
    allow r: User in Group::"g" to read on Doc when principal.level > 0
    """

  private func build(
    _ entities: String, _ grants: String = "[]", _ options: SnapshotOptions = SnapshotOptions()
  ) throws -> (snapshot: EngineSnapshot?, problems: [String]) {
    let graph = try DecisionGraph.compile(try World.policy(Self.policy))
    let read = readEntities(Array(entities.utf8), file: "e.json")
    let readGrants = readGrants(Array(grants.utf8), file: "g.json")
    #expect(read.problems.isEmpty && readGrants.problems.isEmpty)
    let built = EngineSnapshot.build(
      graph: graph, entities: read.value, grants: readGrants.value, options: options)
    return (
      built.snapshot,
      built.problems.map { ($0.isWarning ? "warning " : "") + "\($0.code.rawValue) \($0.path)" }
    )
  }

  @Test("all problems of all records are reported, never only the first")
  func problems() throws {
    let built = try build(
      """
      [{"uid": {"type": "Usr", "id": "a"}, "attrs": {}, "parents": []},
       {"uid": {"type": "User", "id": "b"}, "attrs": {"level": "x", "more": 1}, "parents": []},
       {"uid": {"type": "User", "id": "c"}, "attrs": {}, "parents": [{"type": "Doc", "id": "d"}, {"type": "No", "id": ""}]},
       {"uid": {"type": "User", "id": "b"}, "attrs": {"level": 1}, "parents": []}]
      """)
    #expect(built.snapshot == nil)
    #expect(
      built.problems == [
        "undeclared-type e.json:$[0]", "wrong-type e.json:$[1].attrs.level",
        "undeclared-attribute e.json:$[1].attrs.more", "missing-attribute e.json:$[2].attrs.level",
        "wrong-type e.json:$[2].parents[0]", "undeclared-type e.json:$[2].parents[1]",
        "wrong-type e.json:$[3]",
      ])
  }

  @Test("a required attribute may be left out in givens of tests")
  func incomplete() throws {
    let entities = """
      [{"uid": {"type": "User", "id": "u"}, "attrs": {}, "parents": []},
       {"uid": {"type": "Doc", "id": "d"}, "attrs": {}, "parents": []}]
      """
    #expect(try build(entities).snapshot == nil)
    let built = try build(entities, "[]", SnapshotOptions(allowsIncomplete: true))
    #expect(built.snapshot != nil && built.problems.isEmpty)
  }

  @Test("references to nowhere are warnings, or errors where that is asked for")
  func nowhere() throws {
    let entities = """
      [{"uid": {"type": "User", "id": "u"}, "parents": [{"type": "Group", "id": "none"}],
        "attrs": {"level": 1, "boss": "User::\\"x\\"", "friends": ["User::\\"u\\"", "User::\\"y\\""],
          "pal": {"type": "Pal", "id": "anyone"}}}]
      """
    let grants = #"[{"role": "viewer", "to": {"type": "Group", "id": "gone"}, "on": "everything"}]"#
    let wanted = [
      "unknown-entity e.json:$[0].parents[0]", "unknown-entity e.json:$[0].attrs.boss",
      "unknown-entity e.json:$[0].attrs.friends", "unknown-entity g.json:$[0].to[0]",
    ]
    let loose = try build(entities, grants)
    #expect(loose.snapshot != nil)
    #expect(loose.problems == wanted.map { "warning " + $0 })
    let strict = try build(entities, grants, SnapshotOptions(strictReferences: true))
    #expect(strict.snapshot == nil)
    #expect(strict.problems == wanted)
  }

  @Test("an entity that lies in itself is an error that names the way around")
  func cycles() throws {
    let read = readEntities(
      Array(
        """
        [{"uid": {"type": "Group", "id": "a"}, "attrs": {}, "parents": [{"type": "Group", "id": "b"}]},
         {"uid": {"type": "Group", "id": "b"}, "attrs": {}, "parents": [{"type": "Group", "id": "c"}]},
         {"uid": {"type": "Group", "id": "c"}, "attrs": {}, "parents": [{"type": "Group", "id": "a"}]},
         {"uid": {"type": "Group", "id": "s"}, "attrs": {}, "parents": [{"type": "Group", "id": "s"}]}]
        """.utf8), file: "e.json")
    let built = try EngineSnapshot.build(
      policy: try World.policy(Self.policy), entities: read.value)
    #expect(built.snapshot == nil)
    let errors = built.problems.filter { !$0.isWarning }
    #expect(errors.map(\.path) == ["e.json:$[0].parents", "e.json:$[3].parents"])
    #expect(
      errors[0].message.hasSuffix(
        #"Group::"a" in Group::"b" in Group::"c" in Group::"a""#))
  }

  @Test("a deep hierarchy is taken; one that needs too much memory is refused")
  func deepHierarchy() throws {
    func chain(_ count: Int) -> Entities {
      Entities(
        (0..<count).map { number in
          EntityRecord(
            EntityUID(type: "Group", id: Text("\(number)")),
            parents: number == 0 ? [] : [EntityUID(type: "Group", id: Text("\(number - 1)"))])
        })
    }
    let graph = try DecisionGraph.compile(try World.policy(Self.policy))
    #expect(EngineSnapshot.build(graph: graph, entities: chain(1_000)).snapshot != nil)
    // 99 + 98 + … + 1 pairs.
    let limit = SnapshotOptions(ancestorPairsMax: 4_950)
    #expect(
      EngineSnapshot.build(graph: graph, entities: chain(100), options: limit).snapshot != nil)
    let tooLarge = EngineSnapshot.build(graph: graph, entities: chain(101), options: limit)
    #expect(tooLarge.snapshot == nil)
    #expect(
      tooLarge.problems.map(\.message) == [
        "the hierarchy has more than 4950 pairs of entity and ancestor"
      ])
  }

  @Test("grants are held against the policy")
  func grants() throws {
    let built = try build(
      "[]",
      """
      [{"role": "viewr", "to": {"type": "Pal", "id": "p"}, "on": "everything"},
       {"id": "x", "role": "viewer", "to": {"type": "Pal", "id": "p"}, "on": {"type": "Nope", "id": ""}},
       {"id": "x", "role": "viewer", "to": {"type": "Pal", "id": "q"}, "on": "everything"},
       {"id": "y", "role": "viewer", "to": {"type": "Pal", "id": "p"}, "on": "everything",
        "from": "2026-01-01T00:00:00Z", "until": "2026-01-01T00:00:00Z"},
       {"role": "viewer", "to": {"type": "Pal", "id": "p"}, "on": "everything"},
       {"role": "m.viewer", "to": {"type": "Pal", "id": "p"}, "on": "everything"}]
      """)
    #expect(built.snapshot == nil)
    #expect(
      built.problems == [
        "wrong-type g.json:$[0].role", "undeclared-type g.json:$[1].on[0]",
        "wrong-type g.json:$[2]",
        "wrong-type g.json:$[3].until", "warning wrong-type g.json:$[5]",
      ])
  }

  @Test("the data version depends on what the data says, not on its order")
  func dataVersion() throws {
    let user =
      #"{"uid": {"type": "User", "id": "u"}, "attrs": {"level": 1, "friends": ["User::\"u\"", "User::\"v\""]}, "parents": [{"type": "Group", "id": "g"}, {"type": "Group", "id": "h"}]}"#
    let same =
      #"{"uid": {"type": "User", "id": "u"}, "attrs": {"friends": ["User::\"v\"", "User::\"u\""], "level": 1}, "parents": [{"type": "Group", "id": "h"}, {"type": "Group", "id": "g"}]}"#
    let other = #"{"uid": {"type": "User", "id": "u"}, "attrs": {"level": 2}, "parents": []}"#
    let doc = #"{"uid": {"type": "Doc", "id": "d"}, "attrs": {}, "parents": []}"#
    let grant =
      #"[{"id": "g", "role": "viewer", "to": {"type": "Pal", "id": "p"}, "on": "everything"}]"#
    func version(_ entities: String, _ grants: String = "[]") throws -> String {
      try #require(try build(entities, grants).snapshot).dataVersion
    }
    let one = try version("[\(user),\(doc)]")
    #expect(one == (try version("[\(doc),\(same)]")))
    #expect(one != (try version("[\(doc),\(other)]")))
    #expect(one != (try version("[\(user)]")))
    #expect(one != (try version("[\(user),\(doc)]", grant)))
  }

  @Test("a graph takes further grants, as tests give them, without changing itself")
  func addedGrants() throws {
    let graph = try DecisionGraph.compile(try World.policy(Self.policy))
    let grant = TypedGrant(
      name: "given", role: RoleID(0), grantees: [EntityUID(type: "User", id: "u")],
      scope: .everything, from: nil, until: nil, clauses: [], frameSize: 0, because: nil, span: nil)
    let more = try graph.adding(grants: [grant])
    #expect(graph.grants.isEmpty && more.grants.count == 1)
    #expect(more.checkInvariants().isEmpty)
    let entities = Entities([
      EntityRecord(EntityUID(type: "User", id: "u"), attributes: ["level": .int(0)]),
      EntityRecord(EntityUID(type: "Doc", id: "d")),
    ])
    let request = Request(
      principal: RequestEntity(type: "User", id: "u"), action: "read",
      resource: RequestEntity(type: "Doc", id: "d"))
    let without = try #require(EngineSnapshot.build(graph: graph, entities: entities).snapshot)
    #expect(without.decide(request, now: World.noon).line == "unmatched")
    let with = try #require(EngineSnapshot.build(graph: more, entities: entities).snapshot)
    #expect(with.decide(request, now: World.noon).line == "permitted [given m.viewer]")
  }
}
