import RemitModel
import RemitSource
import RemitSyntax

/// Problems of what separations, waivers and limits mean.
extension CheckProblem {
  static let separationForbidsAllKind = DiagnosticKind(
    6007, title: "separation that forbids everything",
    explanation: "At most none means that nobody may have any of them: say that with a `deny`.",
    example: documents(
      """
      role reader { can read on Doc }
      role keeper { can read on Doc }
      separate roles apart: reader, keeper at most 0
      """))

  static func separationForbidsAll(at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      separationForbidsAllKind, "at most 0 forbids each of them to everybody", at: span,
      notes: [DiagnosticNote("`at most 1`, the default, lets each person have one of them")])
  }

  static let roleNeverHeldKind = DiagnosticKind(
    6008, title: "role that nobody can have",
    explanation: """
      Whoever has a role has every role below it. Where those are more than a separation lets one \
      person have, nobody can ever be given the role.
      """,
    example: documents(
      """
      role reader { can read on Doc }
      role keeper { can read on Doc }
      role chief extends reader, keeper { }
      separate roles apart: reader, keeper
      """))

  static func roleNeverHeld(
    _ role: WordSyntax, has members: [String], separation: String, most: Int, isActivation: Bool,
    at span: SourceSpan
  ) -> Diagnostic {
    Diagnostic(
      roleNeverHeldKind,
      "nobody can \(isActivation ? "activate" : "hold") `\(role.text)`: it has "
        + "\(list(members)), of which `\(separation)` lets one person have \(most)",
      at: role.span, notes: [DiagnosticNote("the separation is here", at: span)])
  }

  static let dutiesDifferKind = DiagnosticKind(
    6009, title: "duties that never meet",
    explanation: """
      The duties of one separation are performed on one type of object by one type of person; \
      otherwise nobody could ever have performed two of them on the same thing.
      """,
    example: """
      entity Person
      entity User { person: Person }
      entity Doc
      entity Note
      action read on Doc by User
      action write on Note by User
      duty read of Doc = resource by principal.person
      duty write of Note = resource by principal.person
      separate duties apart: read, write

      """)

  static func dutiesDiffer(
    _ name: NameSyntax, _ how: String, _ types: String, _ other: String, _ otherTypes: String
  ) -> Diagnostic {
    Diagnostic(
      dutiesDifferKind,
      "`\(name.text)` and `\(other)` \(how) different types: `\(types)` and `\(otherTypes)`",
      at: name.span,
      notes: [DiagnosticNote("nobody could perform both on one thing, so nothing is separated")])
  }

  static let mixedPersonsKind = DiagnosticKind(
    6010, title: "persons of several types",
    explanation: """
      Entities of different types are never the same person. Where `by` gives now one type and now \
      another, one human being could count as two.
      """,
    example: """
      entity Person
      entity User { person: Person }
      entity Bot
      entity Doc
      action read on Doc by User, Bot
      duty read of Doc = resource by if principal is User then principal.person else principal

      """)

  static func mixedPersons(_ types: [String], at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      mixedPersonsKind, "who this is can be of several types: \(list(types))", at: span,
      notes: [DiagnosticNote("give one type of person, or `principal` itself for the accounts")])
  }

  static let knownAsNoPersonKind = DiagnosticKind(
    6011, title: "no person of the duty",
    explanation: """
      `known as` gives those who have performed the duty as the object itself tells: a person, or a \
      set of persons, of the type that `by` gives.
      """,
    example: """
      entity Person
      entity User { person: Person }
      entity Doc { author: User }
      action write on Doc by User
      duty write of Doc = resource by principal.person known as object.author

      """)

  static func knownAsNoPerson(
    found: String, wanted: String, at span: SourceSpan
  ) -> Diagnostic {
    Diagnostic(
      knownAsNoPersonKind,
      "`known as` gives \(found), but `by` gives \(wanted)", at: span,
      notes: [DiagnosticNote("both say who performs the duty, in the same type")])
  }

  static let waiverForStrangerKind = DiagnosticKind(
    6012, title: "waiver for nobody whom the separation counts",
    explanation: "A waiver names a person as the separation knows persons, or an account.",
    example: documents(
      """
      role reader { can read on Doc }
      role keeper { can read on Doc }
      separate roles apart: reader, keeper
      waive apart for Doc::"a" until 2027-01-01T00:00:00Z because "CHG-1"
      """))

  static func waiverForStranger(
    _ separation: NameSyntax, _ type: String, wanted: [String], at span: SourceSpan
  ) -> Diagnostic {
    Diagnostic(
      waiverForStrangerKind,
      "`\(separation.text)` cannot be waived for a `\(type)`", at: span,
      notes: [DiagnosticNote("it counts persons and accounts of the types \(list(wanted))")])
  }

  static let limitBrokenKind = DiagnosticKind(
    6013, title: "limit broken",
    explanation: """
      A `limit` binds every grant and waiver, those of the policy itself too. A grant of a role is \
      also one of every role below it.
      """,
    example: documents(
      """
      role reader { can read on Doc }
      limit short: grants of reader expire within 30d
      grant reader to User::"ada" on everything
      """))

  static func limitBroken(
    _ limit: String, by kind: String, _ problem: LimitProblem, at span: SourceSpan
  ) -> Diagnostic {
    Diagnostic(
      limitBrokenKind, "this \(kind) \(problem.reason): the limit `\(limit)` forbids that", at: span
    )
  }

  static let identityFromRequestKind = DiagnosticKind(
    6014, title: "identity that the caller chooses",
    explanation: """
      `of`, `version`, `by` and `known as` say who somebody is and what was looked at. An attribute \
      that the caller may send is no proof of that, except of an `open` type, of which the caller \
      says everything.
      """,
    example: """
      entity Person
      entity User { person from request?: Person }
      entity Doc
      action read on Doc by User
      duty read of Doc = resource by principal.person

      """)

  static func identityFromRequest(
    _ attribute: String, of type: String, at span: SourceSpan
  ) -> Diagnostic {
    Diagnostic(
      identityFromRequestKind,
      "`\(attribute)` of `\(type)` comes from the request, so it proves nothing here", at: span)
  }

  static let waiverLapsedKind = DiagnosticKind(
    6015, title: "waiver that has lapsed",
    explanation: """
      A waiver ends on its date, and lifts nothing from then on. Take it out, or give it a new date \
      and reason. `check` looks at the clock, or at `--now`.
      """,
    example: documents(
      """
      role reader { can read on Doc }
      role keeper { can read on Doc }
      separate roles apart: reader, keeper
      waive apart for User::"ada" until 2020-01-01T00:00:00Z because "CHG-1"
      """))

  static func waiverLapsed(_ waiver: TypedWaiver, _ separation: String) -> Diagnostic {
    Diagnostic(
      waiverLapsedKind,
      "the waiver of `\(separation)` for `\(waiver.person)` lapsed at \(waiver.until)",
      at: waiver.span)
  }

  static let waiverLapsesSoonKind = DiagnosticKind(
    6016, .warning, title: "waiver that lapses soon",
    explanation: "From 14 days before a waiver ends, `check` says so.",
    example: documents(
      """
      role reader { can read on Doc }
      role keeper { can read on Doc }
      separate roles apart: reader, keeper
      waive apart for User::"ada" until 2026-11-24T00:00:00Z because "CHG-1"
      """))

  static func waiverLapsesSoon(_ waiver: TypedWaiver, _ separation: String) -> Diagnostic {
    Diagnostic(
      waiverLapsesSoonKind,
      "the waiver of `\(separation)` for `\(waiver.person)` lapses at \(waiver.until)",
      at: waiver.span)
  }
}
