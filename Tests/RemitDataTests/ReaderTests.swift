import RemitModel
import Testing

@testable import RemitData

private func problems<T>(_ reading: Reading<T>) -> [String] {
  reading.problems.map { "\($0.code.rawValue) \($0.path): \($0.message)" }
}

@Suite("Reading entities")
struct ReadEntitiesTests {
  private func read(_ text: String) -> Reading<Entities> {
    readEntities(Array(text.utf8), file: "e.json")
  }

  @Test("takes every form of an identity")
  func takesEveryForm() {
    let reading = read(
      #"""
      [
        {"uid": {"type": "User", "id": "ada"},
         "attrs": {"age": 7, "team": {"__entity": {"type": "Team", "id": "x"}}, "gone": null},
         "parents": [{"type": "Group", "id": "g"}, "Group::\"h\\u{e9}\"",
                     {"__entity": {"type": "Group", "id": "i"}}]},
        {"uid": {"__entity": {"type": "User", "id": "bob"}}},
        {"uid": "User::\"cyd\"", "attrs": null, "parents": null}
      ]
      """#)
    #expect(problems(reading) == [])
    let records = reading.value.records
    #expect(records.map(\.uid.description) == [#"User::"ada""#, #"User::"bob""#, #"User::"cyd""#])
    #expect(
      records[0].parents.map(\.description) == [#"Group::"g""#, #"Group::"hé""#, #"Group::"i""#])
    #expect(
      records[0].attributes == [
        "age": .int(7),
        "team": .record(["__entity": .record(["type": .string("Team"), "id": .string("x")])]),
      ])
    #expect(records.map(\.origin) == ["e.json:$[0]", "e.json:$[1]", "e.json:$[2]"])
  }

  @Test(
    "names file, path and reason of every problem",
    arguments: [
      ("{}", ["wrong-type e.json:$: expected an array of entities, got an object"]),
      (
        "[1]",
        [
          #"wrong-type e.json:$[0]: expected an entity `{"uid": …, "attrs": {…}, "parents": […]}`, got a number"#
        ]
      ),
      ("[{}]", ["bad-json e.json:$[0]: an entity needs `uid`"]),
      (
        #"[{"uid": {"type": "User", "id": "a"}, "atrs": {}}]"#,
        [#"bad-json e.json:$[0].atrs: the member "atrs" is not known here; did you mean `attrs`?"#]
      ),
      (
        #"[{"uid": {"type": "User"}}, {"uid": {"type": 1, "id": "x"}}]"#,
        [
          "bad-json e.json:$[0].uid: an entity needs `type` and `id`; `id` is missing",
          "wrong-type e.json:$[1].uid.type: expected the name of a type, a string, got a number",
        ]
      ),
      (
        #"[{"uid": {"type": "User", "id": "x", "__entity": {"type": "A", "id": "b"}}}]"#,
        ["bad-json e.json:$[0].uid: an entity has `__entity`, or `type` and `id`, not both"]
      ),
      (
        #"[{"uid": "ada"}]"#,
        [#"wrong-type e.json:$[0].uid: "ada" is no entity; write `{"type": …, "id": …}`"#]
      ),
      (
        #"[{"uid": {"type": "U", "id": "x"}, "attrs": {"a.b": [null, 1.5]}, "parents": {}}]"#,
        [
          #"wrong-type e.json:$[0].attrs["a.b"][0]: `null` stands for an absent member, nothing else"#,
          #"wrong-type e.json:$[0].attrs["a.b"][1]: `1.5` is no whole number; numbers have no fraction and no exponent"#,
          "wrong-type e.json:$[0].parents: expected an array of entities, got an object",
        ]
      ),
      (
        "[{\"uid\": {\"type\": \"U\", \"id\": \"x\"},\n \"attrs\": {\"a\" 1}}]",
        ["bad-json e.json:$[0].attrs.a: expected `:` after a key (line 2, column 16)"]
      ),
    ])
  func namesProblems(_ text: String, _ expected: [String]) {
    #expect(problems(read(text)) == expected)
  }

  @Test("goes on after a problem, to the next one")
  func goesOn() {
    let reading = read(#"[{"uid": 1}, {"uid": {"type": "U", "id": "x"}}, {"uid": null}]"#)
    #expect(reading.problems.count == 2)
    #expect(reading.value.records.count == 1)
  }
}

@Suite("Reading grants")
struct ReadGrantsTests {
  private func read(_ text: String) -> Reading<Grants> {
    readGrants(Array(text.utf8), file: "g.json")
  }

  @Test("takes one entity or several, everything, and a window")
  func takesGrants() {
    let reading = read(
      #"""
      [{"role": "viewer", "to": {"type": "User", "id": "a"}, "on": "everything"},
       {"id": "g1", "role": "payments.dev", "to": [{"type": "User", "id": "a"}, "Group::\"b\""],
        "on": [{"type": "Team", "id": "t"}], "from": "2026-01-01T00:00:00Z",
        "until": "2027-01-01T00:00:00Z", "because": "CHG-1"},
       {"role": "viewer", "to": "User::\"a\"", "on": "Team::\"t\"", "id": null}]
      """#)
    #expect(problems(reading) == [])
    let user = EntityUID(type: "User", id: "a")
    let team = EntityUID(type: "Team", id: "t")
    #expect(
      reading.value.records == [
        GrantRecord(role: "viewer", to: [user], on: .everything, origin: "g.json:$[0]"),
        GrantRecord(
          id: "g1", role: "payments.dev", to: [user, EntityUID(type: "Group", id: "b")],
          on: .entities([team]), from: Instant(milliseconds: 1_767_225_600_000),
          until: Instant(milliseconds: 1_798_761_600_000), because: "CHG-1", origin: "g.json:$[1]"),
        GrantRecord(role: "viewer", to: [user], on: .entities([team]), origin: "g.json:$[2]"),
      ])
  }

  @Test(
    "names file, path and reason of every problem",
    arguments: [
      (
        "[{}]",
        [
          "bad-json g.json:$[0]: a grant needs `role`", "bad-json g.json:$[0]: a grant needs `to`",
          "bad-json g.json:$[0]: a grant needs `on`",
        ]
      ),
      (
        #"[{"role": "r", "to": [], "on": "nothing", "unless": 1, "id": ""}]"#,
        [
          "bad-json g.json:$[0].to: the array names no entity",
          #"wrong-type g.json:$[0].on: "nothing" is no entity; write `{"type": …, "id": …}`"#,
          #"bad-json g.json:$[0].unless: the member "unless" is not known here"#,
          "bad-json g.json:$[0].id: the id of a grant is not empty",
        ]
      ),
      (
        #"[{"rol": null, "role": 1, "to": "User::\"a\"", "on": "everything", "from": "soon"}]"#,
        [
          #"bad-json g.json:$[0].rol: the member "rol" is not known here; did you mean `role`?"#,
          "wrong-type g.json:$[0].role: expected the name of a role, a string, got a number",
          "wrong-type g.json:$[0].from: \(InstantParseError.noDate.message)",
        ]
      ),
    ])
  func namesProblems(_ text: String, _ expected: [String]) {
    #expect(problems(read(text)) == expected)
  }
}

@Suite("Reading requests")
struct ReadRequestTests {
  private func read(_ text: String) -> Reading<Request?> { readRequest(Array(text.utf8)) }

  @Test("takes a whole request")
  func takesRequest() {
    let reading = read(
      #"""
      {"principal": {"type": "User", "id": "a", "attrs": {"x": 1},
                     "parents": [{"type": "G", "id": "g"}]},
       "action": "deploy", "resource": "Service::\"s\"", "context": {"n": [1]},
       "roles": ["dev", "ops"], "now": "1970-01-01T00:00:01Z"}
      """#)
    #expect(problems(reading) == [])
    #expect(
      reading.value
        == Request(
          principal: RequestEntity(
            EntityUID(type: "User", id: "a"), attributes: ["x": .int(1)],
            parents: [EntityUID(type: "G", id: "g")]),
          action: "deploy", resource: RequestEntity(type: "Service", id: "s"),
          context: ["n": .set([.int(1)])], roles: ["dev", "ops"],
          now: Instant(milliseconds: 1_000)))
  }

  @Test("tells no roles from an empty list of roles")
  func tellsRolesApart() {
    let base = #""principal": "U::\"a\"", "action": "x", "resource": "U::\"a\"""#
    #expect(read("{\(base)}").value?.roles == nil)
    #expect(read("{\(base), \"roles\": null}").value?.roles == nil)
    #expect(read("{\(base), \"roles\": []}").value?.roles == [])
  }

  @Test(
    "refuses a request with a problem, naming its path",
    arguments: [
      ("[]", ["wrong-type : expected a request, an object, got an array"]),
      (
        "{}",
        [
          "bad-json principal: a request needs `principal`",
          "bad-json action: a request needs `action`",
          "bad-json resource: a request needs `resource`",
        ]
      ),
      (
        #"{"principle": "U::\"a\"", "principal": "U::\"a\"", "action": {}, "resource": "U::\"a\"", "roles": [1]}"#,
        [
          #"bad-json principle: the member "principle" is not known here; did you mean `principal`?"#,
          "wrong-type action: expected the name of an action, a string, got an object",
          "wrong-type roles[0]: expected the name of a role, a string, got a number",
        ]
      ),
      (
        #"{"principal": {"type": "U", "id": 1}, "action": "x", "resource": "U::\"a\"", "context": 3}"#,
        [
          "wrong-type principal.id: expected an id, a string, got a number",
          "wrong-type context: expected an object of attributes, got a number",
        ]
      ),
    ])
  func refuses(_ text: String, _ expected: [String]) {
    let reading = read(text)
    #expect(problems(reading) == expected)
    #expect(reading.value == .some(nil))
  }

  @Test("bounds the roles that a request names")
  func boundsRoles() {
    func request(_ count: Int) -> String {
      let roles = (0..<count).map { "\"r\($0)\"" }.joined(separator: ",")
      return
        "{\"principal\": \"U::\\\"a\\\"\", \"action\": \"x\", \"resource\": \"U::\\\"a\\\"\", \"roles\": [\(roles)]}"
    }
    #expect(read(request(1_000)).problems.isEmpty)
    #expect(read(request(1_001)).problems.map(\.path) == ["roles"])
  }
}
