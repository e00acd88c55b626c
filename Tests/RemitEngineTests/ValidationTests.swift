import RemitCompiler
import RemitEngine
import RemitModel
import Testing

/// docs/language.md, section 11: what fits, what may be said, who is known.
@Suite("Requests")
struct ValidationTests {
  private static let policy = """
    module m
    entity Group in Group
    entity User as "user" in Group { level: Int, status as "st" from request ?: String, note from request ?: Int }
    open entity Guest in Group { name?: String, age: Int, friend?: Guest }
    entity Doc { title: String, guest?: Guest }
    enum Level { low, high as "HIGH" }
    action read on Doc by User, Guest { urgency as "urg"?: Level, tags?: Set<String>, at?: Instant, range?: IPRange, who?: Guest }
    action meet on Guest by Guest
    action look on User by User
    allow adult: Guest to read on Doc when principal.age >= 18
    allow away: User to read on Doc when principal has status and principal.status == "away"
    allow home: User to read on Doc when principal has status and principal.status == "home"
    allow guests: Guest in Group::"vip" to read on Doc
    allow friend: Guest to meet on Guest when principal has friend and principal.friend == resource
    allow known: User to read on Doc when context has who and context.who has name and context.who.name == "x"
    """

  private static let entities = """
    [{"uid": {"type": "user", "id": "ada"}, "attrs": {"level": 1, "st": "home"}, "parents": []},
     {"uid": {"type": "Guest", "id": "kept"}, "attrs": {"age": 30}, "parents": []},
     {"uid": {"type": "Group", "id": "gold"}, "attrs": {}, "parents": [{"type": "Group", "id": "vip"}]},
     {"uid": {"type": "Group", "id": "vip"}, "attrs": {}, "parents": []},
     {"uid": {"type": "Doc", "id": "d"}, "attrs": {"title": "t"}, "parents": []}]
    """

  private let world: World

  init() throws {
    world = try World(Self.policy, entities: Self.entities)
  }

  private func ask(
    _ principal: String, _ action: String = "read",
    _ resource: String = #"{"type": "Doc", "id": "d"}"#, _ rest: String = ""
  ) -> String {
    #"{"principal": \#(principal), "action": "\#(action)", "resource": \#(resource)\#(rest)}"#
  }

  private let ada = #"{"type": "user", "id": "ada"}"#

  @Test(
    "what does not fit is invalid, with the path of each offending value",
    arguments: [
      (#"{"type": "User", "id": "ada"}"#, "read", "", "undeclared-type at principal"),
      (#"{"type": "user", "id": "ada"}"#, "raed", "", "undeclared-action at action"),
      (#"{"type": "user", "id": "ada"}"#, "meet", "", "wrong-type at action"),
      (#"{"type": "Doc", "id": "d"}"#, "read", "", "wrong-type at action"),
      (
        #"{"type": "user", "id": "ada"}"#, "read", #", "context": {"urg": "high"}"#,
        "wrong-type at context.urg"
      ),
      (
        #"{"type": "user", "id": "ada"}"#, "read", #", "context": {"urgency": "low"}"#,
        "undeclared-attribute at context.urgency"
      ),
      (
        #"{"type": "user", "id": "ada"}"#, "read",
        #", "context": {"tags": [1, "a"], "at": "yesterday", "range": "10.0.0.1/8"}"#,
        "wrong-type at context.at error wrong-type at context.range error wrong-type at context.tags[]"
      ),
      (
        #"{"type": "user", "id": "ada", "attrs": {"level": 9, "rank": 1, "st": 2}}"#, "read", "",
        "wrong-type at principal.attrs.level error undeclared-attribute at principal.attrs.rank"
          + " error wrong-type at principal.attrs.st"
      ),
      (
        #"{"type": "user", "id": "ada", "parents": [{"type": "Group", "id": "vip"}]}"#, "read", "",
        "wrong-type at principal.parents[0]"
      ),
      (
        #"{"type": "Guest", "id": "kept", "attrs": {"age": 3}}"#, "read", "",
        "wrong-type at principal.attrs.age"
      ),
      (
        #"{"type": "Guest", "id": "new", "parents": [{"type": "user", "id": "ada"}, {"type": "X", "id": ""}]}"#,
        "read", "",
        "wrong-type at principal.parents[0] error undeclared-type at principal.parents[1]"
      ),
    ])
  func invalid(principal: String, action: String, rest: String, expected: String) throws {
    let answer = try world.answer(ask(principal, action, #"{"type": "Doc", "id": "d"}"#, rest))
    #expect(answer == "invalid error " + expected)
  }

  @Test("a principal or resource that nobody stored is unknown, unless its type is open")
  func unknown() throws {
    #expect(
      try world.answer(
        ask(#"{"type": "user", "id": "eve"}"#, "read", #"{"type": "Doc", "id": "x"}"#))
        == "unmatched error unknown-entity at principal error unknown-entity at resource")
    #expect(
      try world.answer(ask(#"{"type": "Guest", "id": "new", "attrs": {"age": 18}}"#))
        == "permitted [m.adult]")
  }

  @Test("what a request may say of a stored entity goes before what is stored")
  func fromRequest() throws {
    #expect(try world.answer(ask(ada)) == "permitted [m.home]")
    #expect(
      try world.answer(ask(#"{"type": "user", "id": "ada", "attrs": {"st": "away"}}"#))
        == "permitted [m.away]")
    #expect(
      try world.answer(ask(#"{"type": "user", "id": "ada", "attrs": {"note": 1}}"#))
        == "permitted [m.home]")
  }

  @Test("a required attribute that an open entity does not say is an error when it is read")
  func openWithout() throws {
    #expect(
      try world.answer(ask(#"{"type": "Guest", "id": "new"}"#))
        == "failed [m.adult] error missing-entity in m.adult")
  }

  @Test("sent parents count with all that these lie in")
  func sentParents() throws {
    #expect(
      try world.answer(
        ask(
          #"{"type": "Guest", "id": "new", "attrs": {"age": 1}, "parents": [{"type": "Group", "id": "gold"}]}"#
        )) == "permitted [m.guests]")
  }

  @Test("what is said of an entity holds wherever the request reaches it")
  func sameEntity() throws {
    let self1 =
      #"{"type": "Guest", "id": "n", "attrs": {"age": 1, "friend": {"type": "Guest", "id": "n"}}}"#
    let self2 = #"{"type": "Guest", "id": "n", "attrs": {"age": 1}}"#
    let self3 = #"{"type": "Guest", "id": "n", "attrs": {"age": 2}}"#
    #expect(try world.answer(ask(self1, "meet", self2)) == "permitted [m.friend]")
    #expect(try world.answer(ask(self2, "meet", self1)) == "permitted [m.friend]")
    #expect(
      try world.answer(ask(self1, "meet", self3))
        == "invalid error wrong-type at resource.attrs.age")
    let named = #"{"type": "Guest", "id": "n", "attrs": {"age": 1, "name": "x"}}"#
    #expect(
      try world.answer(
        ask(ada, "read", #"{"type": "Doc", "id": "d"}"#, #", "context": {"who": \#(named)}"#)
      )
      .hasPrefix("invalid"))
    #expect(
      try world.answer(
        ask(
          ada, "read", #"{"type": "Doc", "id": "d"}"#,
          #", "context": {"who": {"type": "Guest", "id": "n"}}"#))
        == "permitted [m.home]")
  }

  @Test("a set in a request has at most a thousand elements")
  func setBound() throws {
    func tags(_ count: Int) -> String {
      let list = (0..<count).map { "\"\($0)\"" }.joined(separator: ",")
      return ask(ada, "read", #"{"type": "Doc", "id": "d"}"#, #", "context": {"tags": [\#(list)]}"#)
    }
    #expect(try world.answer(tags(1_000)) == "permitted [m.home]")
    #expect(try world.answer(tags(1_001)) == "invalid error wrong-type at context.tags")
  }

  @Test("ids are bytes: two spellings of one letter are two users")
  func bytes() throws {
    let world = try World(
      "module m\nentity User\nentity Doc\naction read on Doc by User\nallow a: User::\"\\u{e9}\" to read on Doc",
      entities: """
        [{"uid": {"type": "User", "id": "\\u00e9"}, "attrs": {}, "parents": []},
         {"uid": {"type": "User", "id": "e\\u0301"}, "attrs": {}, "parents": []},
         {"uid": {"type": "Doc", "id": "d"}, "attrs": {}, "parents": []}]
        """)
    #expect(try world.answer(ask(#"{"type": "User", "id": "\u00e9"}"#)) == "permitted [m.a]")
    #expect(try world.answer(ask(#"{"type": "User", "id": "e\u0301"}"#)) == "unmatched")
  }

  @Test("equal inputs give equal decisions, and the inputs are named")
  func inputs() throws {
    let request = ask(ada)
    let one = try world.decide(request)
    var scratch = DecisionScratch(world.snapshot)
    let again = world.snapshot.decide(
      Request(
        principal: RequestEntity(type: "user", id: "ada"), action: "read",
        resource: RequestEntity(type: "Doc", id: "d")),
      now: World.noon, scratch: &scratch)
    #expect(one.inputs == again.inputs)
    #expect(one.line == again.line)
    #expect(one.inputs.policyDigest == world.snapshot.graph.digest)
    #expect(one.inputs.dataVersion.hasPrefix("sha256:"))
    #expect(one.inputs.now == World.noon)
    #expect(one.inputs.timeZoneDataVersion == TimeZoneRules.dataVersion)
    #expect(one.inputs.ledgerPosition == 0)
  }
}
