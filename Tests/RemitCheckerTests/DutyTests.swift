import RemitChecker
import RemitModel
import RemitSource
import Testing

@Suite("Duties, separations, waivers and limits")
struct DutyTests {
  private let world = """
    entity Person
    entity User { person?: Person }
    entity Change { author?: User, head?: String, reviewers?: Set<Person> }
    action write, review on Change by User { final: Bool }
    action ship on User by User
    actions handle = write, review
    role a { can write on Change }
    role b { can review on Change }

    """

  @Test(
    "names are resolved and types fit",
    arguments: [
      ("duty write of Change = resource by principal.person", []),
      (
        "duty handle of Change = resource version object.head by principal.person"
          + " known as object.author.person when context.final", []
      ),
      ("duty write of Change = resource by principal.person known as object.reviewers", []),
      ("duty write of Change = principal by principal.person", [3001]),
      ("duty write of Change = resource by context.final", [3001]),
      ("duty wrte of Change = resource by principal", [2006]),
      ("duty write of Chnge = resource by principal", [2006]),
      ("duty write of Change = resource version resource.head by principal", [3037]),
      ("duty write of Change = resource by principal.persn", [3002]),
      ("duty write of Change = resource by principal when context.finl", [3002]),
      (
        "duty write as \"review\" of Change = resource by principal\n"
          + "duty review of Change = resource by principal", [2020]
      ),
      ("separate roles s: a, b by principal.person", []),
      ("separate roles s: a, c", [2006]), ("separate duties s: write, review", [6003, 6003]),
      ("separate active roles s: a, b at most 5", [6005]),
      ("separate permissions s: (write on Change), (review on Chnge)", [2006]),
      (
        "separate roles s: a, b by principal.person\nwaive s for Person::\"p\" until 2027-01-01T00:00:00Z because \"x\"",
        []
      ),
      ("waive a for Person::\"p\" until 2027-01-01T00:00:00Z because \"x\"", [2007]),
      ("limit l: holders of a at most 3", []), ("limit l: grants of c expire within 2d", [2006]),
      ("retire duty \"old\" because \"x\"", []),
      ("allow undo: User to remit.withdraw on Change", [2001]),
      (
        "duty write of Change = resource by principal\nallow undo: User to remit.withdraw on Change"
          + " when context.duty == \"write\" and context.entry > 0", []
      ),
      (
        "duty write of Change = resource by principal\nallow undo: User to remit.withdrw on Change"
          + "\nallow redo: User to remit.withdraw on Change when context.final", [2006, 3002]
      ),
      ("duty remit.withdraw of Change = resource by principal", [2008]),
    ])
  func names(text: String, expected: [Int]) {
    #expect(errorCodes(world + text) == expected, "\(said(world + text))")
  }

  @Test(
    "a role that has more than one person may have is an error where it is declared",
    arguments: [
      ("role c extends a, b { }\nseparate roles s: a, b", ["c"]),
      ("role c extends a, b { }\nrole d extends c { }\nseparate roles s: a, b", ["c"]),
      ("role c extends a { }\nseparate roles s: a, c", ["c"]),
      ("role c extends a { }\nseparate active roles s: a, b, c", ["c"]),
      ("role c extends a { }\nseparate roles s: a, b, c at most 2", []),
      ("role c extends a, b { }\nseparate roles s: a, b, c at most 2", ["c"]),
      (
        "role c extends a, b { }\nseparate permissions s: (write on Change), (review on Change)",
        ["c"]
      ),
      (
        "role c { can handle on Change }\nseparate permissions s: (write on Change), (review on Change)",
        ["c"]
      ),
      (
        "role c { can write on Change }\nseparate permissions s: (write on Change), (review on Change)",
        []
      ),
    ])
  func neverHeld(text: String, expected: [String]) {
    let found = checked(world + text).diagnostics.filter { $0.code.number == 6008 }
    let names = found.compactMap { $0.message.split(separator: "`").dropFirst().first }
    #expect(names.map(String.init) == expected, "\(said(world + text))")
  }

  @Test(
    "what could never mean anything is an error",
    arguments: [
      ("separate roles s: a, b at most 0", [6007]),
      ("separate roles s: a, b at most 2", [6005]),
      ("separate roles s: a, b by principal", []),
      ("separate roles s: a, b by resource", [3037]),
      ("separate roles s: a, b by principal.person", []),
      ("separate roles s: a, b by now", [3037]),
      ("duty write of Change = resource by principal.person known as object.author", [6011]),
      ("duty write of Change = resource by principal known as object.author", []),
      ("duty write of Change = resource version object.author by principal", [3001]),
      (
        "duty write of Change = resource by principal\n"
          + "duty review of Change = resource by principal.person\n"
          + "separate duties s: write, review", [6009]
      ),
      (
        "duty write of Change = resource by principal\nduty ship of User = resource by principal\n"
          + "separate duties s: write, ship", [6009]
      ),
      (
        "duty write of Change = resource by principal\n"
          + "duty review of Change = resource by principal\n"
          + "separate duties s: write, review within 2h", []
      ),
      (
        "duty write of Change = resource by principal when performed(write, resource).isEmpty",
        [3043]
      ),
      (
        "separate roles s: a, b\nwaive s for Change::\"c\" until 2027-01-01T00:00:00Z because \"x\"",
        [6012]
      ),
      (
        "separate roles s: a, b\nwaive s for User::\"u\" until 2026-11-20T00:00:00Z because \"x\"",
        [6015]
      ),
      (
        "limit l: grants of a to groups only\ngrant a to User::\"u\" on everything", [6013]
      ),
      (
        "role c extends a { }\nlimit l: grants of a never on everything\n"
          + "grant c to User::\"u\" on everything", [6013]
      ),
      (
        "limit l: grants of a expire within 2d\ngrant a to User::\"u\" on everything"
          + " from 2026-11-01T00:00:00Z until 2026-11-03T00:00:00Z", []
      ),
      (
        "limit l: grants of a expire within 2d\ngrant a to User::\"u\" on everything"
          + " from 2026-11-01T00:00:00Z until 2026-11-03T00:00:00.001Z", [6013]
      ),
      (
        "limit l: grants of a expire within 2d\ngrant a to User::\"u\" on everything"
          + " until 2026-11-03T00:00:00Z", [6013]
      ),
      (
        "limit l: waivers expire within 30d\nseparate roles s: a, b\n"
          + "waive s for User::\"u\" until 2026-12-01T00:00:00Z because \"x\"", [6013]
      ),
      (
        "limit l: waivers expire within 30d\nseparate roles s: a, b\nwaive s for User::\"u\""
          + " from 2026-11-20T00:00:00Z until 2026-12-20T00:00:00Z because \"x\"", []
      ),
    ])
  func meaningless(text: String, expected: [Int]) {
    #expect(errorCodes(world + text) == expected, "\(said(world + text))")
  }

  @Test("a waiver is warned about from 14 days before it lapses")
  func lapsesSoon() {
    for (until, expected) in [
      ("2026-12-05T00:00:00Z", [6016]), ("2026-12-05T00:00:00.001Z", []),
      ("2026-11-21T00:00:00.001Z", [6016]), ("2026-11-21T00:00:00Z", [6015]),
    ] {
      let text = "separate roles s: a, b\nwaive s for User::\"u\" until \(until) because \"x\""
      #expect(codes(world + text).filter { $0 != 7013 } == expected, "\(until)")
    }
  }

  @Test("who somebody is is never what the caller says, except of an open type")
  func identityFromRequest() {
    let text = """
      entity Person
      entity User { person from request?: Person, boss from request?: User }
      open entity Bot { person?: Person }
      entity Doc { author?: User }
      action write on Doc by User, Bot
      role a { can write on Doc }
      role b { can write on Doc }

      """
    #expect(errorCodes(text + "duty write of Doc = resource by principal.person") == [6014])
    #expect(errorCodes(text + "separate roles s: a, b by principal.person") == [6014])
    #expect(
      errorCodes(
        text + "duty write of Doc = resource by principal known as object.author.boss") == [6014])
    #expect(
      errorCodes(
        text.replacing("person from request?: Person, ", with: "person?: Person, ")
          + "duty write of Doc = resource by principal.person") == [])
  }

  @Test("`performed` is the set of those who perform the duty")
  func performedIsTyped() {
    let duty = "duty write of Change = resource by principal.person\n"
    for (clause, expected) in [
      ("performed(write, resource).count >= 2", []),
      ("principal has person and principal.person in performed(write, resource)", []),
      ("principal in performed(write, resource)", [7011]),
      ("performed(write, principal).isEmpty", [3001]),
      ("performed(write, resource) == 3", [3060]),
    ] as [(String, [Int])] {
      let text = world + duty + "allow r: User to write on Change when " + clause
      #expect(codes(text).filter { $0 != 7013 } == expected, "\(clause): \(said(text))")
    }
  }

  @Test("what `performed` can fail by depends on what the duty asks of the object")
  func performedMayFail() {
    for (clauses, expected) in [
      ("by principal", ["ledger-unavailable"]),
      ("version object.head by principal", ["ledger-unavailable", "object-unknown"]),
      ("by principal known as object.author", ["ledger-unavailable", "person-unknown"]),
    ] {
      let text =
        world + "duty write of Change = resource \(clauses)\n"
        + "allow r: User to write on Change when performed(write, resource).isEmpty"
      let note = checked(text).diagnostics.first { $0.code.number == 7020 }?.message ?? ""
      let named = ["ledger-unavailable", "object-unknown", "person-unknown"].filter(note.contains)
      #expect(named == expected, "\(clauses): \(note)")
    }
  }

  @Test("duties and separations are typed with all their parts")
  func typed() throws {
    let text =
      world + """
        /// Who wrote it.
        duty handle as "touch" of Change = resource version object.head by principal.person known as object.author.person when context.final
        separate roles s: a, b in one scope by principal.person because "x"
        """
    let policy = try #require(checked(text).policy, "\(said(text))")
    let duty = try #require(policy.duties.first)
    #expect(duty.name == "handle" && duty.wire == "touch" && duty.actions.count == 2)
    #expect(duty.version != nil && duty.knownAs != nil && duty.clauses.count == 1)
    #expect(duty.personTypes.map { policy.schema[$0].name } == ["Person"])
    #expect(duty.documentation == ["Who wrote it."])
    let separation = try #require(policy.separations.first)
    #expect(separation.most == 1 && separation.inOneScope && separation.because == "x")
    #expect(separation.identity?.personTypes == duty.personTypes)
    #expect(separation.identity?.accountTypes.count == 1)
  }
}
