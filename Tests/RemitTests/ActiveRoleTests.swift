import Remit
import RemitModel
import Testing

@Suite("Active roles that are kept apart")
struct ActiveRoleTests {
  private static let text = """
    entity Person
    entity User { person?: Person }
    entity Shelf
    entity Book in Shelf
    action post, close on Book by User
    role accountant { can post on Book }
    role controller { can close on Book }
    role chief extends controller { }
    grant accountant as posts to User::"ada", User::"bob" on everything
    grant chief as closes to User::"ada", User::"bob" on everything
    separate active roles one-hat: accountant, controller by principal.person
    waive one-hat for Person::"ada" on Shelf::"small"
        from 2026-01-01T00:00:00Z until 2027-01-01T00:00:00Z because "a small branch"
    """

  private let engine: Engine

  init() throws {
    let entities = try Entities(
      json: Array(
        """
        [{"uid": {"type": "User", "id": "ada"}, "attrs": {"person": {"type": "Person", "id": "ada"}}},
         {"uid": {"type": "User", "id": "bob"}},
         {"uid": {"type": "Book", "id": "b"}, "parents": [{"type": "Shelf", "id": "small"}]},
         {"uid": {"type": "Book", "id": "c"}}]
        """.utf8))
    engine = try Engine(try Policy(source: Self.text), entities: entities)
  }

  private func decide(
    _ user: Text, _ book: Text, _ roles: [Text]?, at time: String = "2026-06-01T00:00:00Z"
  ) throws -> Decision {
    engine.decide(
      Request(
        principal: RequestEntity(type: "User", id: user), action: "close",
        resource: RequestEntity(type: "Book", id: book), roles: roles,
        now: try Instant.parse(time).get()))
  }

  @Test("a request that names them together is separated, seniors included")
  func separated() throws {
    #expect(try decide("bob", "b", ["accountant", "chief"]).determining == ["one-hat"])
    #expect(try decide("bob", "b", ["chief"]).isAllowed)
    #expect(try decide("bob", "b", nil).isAllowed)
  }

  @Test("a waiver lets its person use them together where and while it holds, and is shown")
  func waived() throws {
    let both: [Text] = ["accountant", "chief"]
    let decision = try decide("ada", "b", both)
    #expect(decision.isAllowed)
    #expect(decision.waivers == ["one-hat"])
    #expect(decision.explanation.description.contains("a small branch"))
    #expect(try decide("ada", "c", both).cause == .separated)
    #expect(try decide("ada", "b", both, at: "2027-01-01T00:00:00Z").cause == .separated)
    #expect(try decide("ada", "b", ["chief"]).waivers.isEmpty)
  }
}
