import Remit
import RemitEngine
import RemitModel
import RemitTestSupport
import Testing

/// What only a request shows of a principal that is not stored counts for static separations too.
@Suite("Separations of what a request shows")
struct ShownSeparationTests {
  private static let source = """
    entity Person
    entity Group in Group
    entity User in Group { person?: Person }
    open entity Bot in Group { person?: Person }
    entity Doc { crew: Set<Person>, author?: Person }
    action pay, book on Doc by User, Bot
    role payer { can pay on Doc }
    role booker { can book on Doc }
    grant payer as pays to Group::"payers" on everything
    grant booker as books to Group::"bookers" on everything
    separate roles hats: payer, booker by principal.person
    """

  private func uid(_ type: String, _ id: String) -> EntityUID {
    EntityUID(type: Text(type), id: Text(id))
  }

  private func cause(
    _ person: String?, in groups: [String], storedIn stored: String? = nil, and waiver: String = ""
  ) throws -> Decision.Cause {
    let policy = try #require(
      CheckedPolicy([(path: "app.remit", bytes: Array((Self.source + waiver).utf8))]).policy)
    let entities = Entities([
      EntityRecord(uid("Doc", "d"), attributes: ["crew": .set([])]),
      EntityRecord(
        uid("User", "u"), attributes: ["person": .entity(uid("Person", "ada"))],
        parents: stored.map { [uid("Group", $0)] } ?? []),
    ])
    let now = SeparationPolicy.day(1)
    let pair = try SeparatedPair(policy, entities, Grants(), checkedAt: now)
    let bot = RequestEntity(
      uid("Bot", "new"), attributes: person.map { ["person": .entity(uid("Person", $0))] } ?? [:],
      parents: groups.map { uid("Group", $0) })
    let request = Request(principal: bot, action: "pay", resource: RequestEntity(uid("Doc", "d")))
    let (expected, disagreement) = pair.compare(request, now: now, ledger: nil)
    #expect(disagreement == nil, "\(disagreement.map { "\($0)" } ?? "")")
    return expected.cause
  }

  @Test("parents that together give too much make it apply")
  func parents() throws {
    #expect(try cause("ada", in: ["payers"]) == .permitted)
    #expect(try cause("ada", in: ["payers", "bookers"]) == .separated)
  }

  @Test("the stored accounts of the person that the request names count")
  func storedAccounts() throws {
    #expect(try cause("ada", in: ["payers"], storedIn: "bookers") == .separated)
    #expect(try cause("bob", in: ["payers"], storedIn: "bookers") == .permitted)
  }

  @Test("an account that shows one of the roles and does not say who it is is a violation")
  func unknownPerson() throws {
    #expect(try cause(nil, in: ["payers"]) == .separated)
    #expect(try cause(nil, in: []) == .unmatched)
  }

  @Test("a waiver lifts it")
  func waiver() throws {
    let waiver = "\nwaive hats for Person::\"ada\" until 2026-12-01T00:00:00Z because \"CHG-1\""
    #expect(try cause("ada", in: ["payers", "bookers"], and: waiver) == .permitted)
    #expect(try cause("bob", in: ["payers", "bookers"], and: waiver) == .separated)
  }

  @Test("performed may be asked in a quantifier of a duty that reads its object")
  func stackedFrames() throws {
    let more = """

      duty pay of Doc = resource by principal.person known as object.crew
      deny twice: anyone to pay on Doc
          when some who in performed(pay, resource) where some author in [who] where author == who
      """
    #expect(try cause("ada", in: ["payers"], and: more) == .failed)
  }
}
