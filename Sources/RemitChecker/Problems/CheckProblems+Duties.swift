import RemitModel
import RemitSource
import RemitSyntax

/// Problems of duties, separations, waivers and limits.
extension CheckProblem {
  static let dutyKinds: [DiagnosticKind] = [
    dutyTwiceKind, noDutyKind, retiredDutyExistsKind, separationNeverBitesKind,
    memberTwiceKind, separationForbidsAllKind, roleNeverHeldKind, dutiesDifferKind,
    mixedPersonsKind, knownAsNoPersonKind, waiverForStrangerKind, limitBrokenKind,
    identityFromRequestKind, waiverLapsedKind, waiverLapsesSoonKind,
  ]

  static let dutyTwiceKind = DiagnosticKind(
    6002, title: "two duties of one action",
    explanation: "A duty is known by the action or group it is declared for, so there is one.",
    example: documents(
      """
      duty read of Doc = resource by principal
      duty read of Doc = resource by principal
      """))

  static func dutyTwice(_ name: NameSyntax, first: SourceSpan) -> Diagnostic {
    Diagnostic(
      dutyTwiceKind, "`\(name.text)` has a duty already", at: name.span,
      notes: [DiagnosticNote("the first is here", at: first)])
  }

  static let noDutyKind = DiagnosticKind(
    6003, title: "no duty",
    explanation: """
      `performed`, `separate duties` and what a test gives speak of duties. One is declared with \
      `duty` for an action or an action group.
      """,
    example: documents(
      "allow a: User to read on Doc when performed(read, resource).isEmpty"))

  static func noDuty(_ name: NameSyntax) -> Diagnostic {
    Diagnostic(
      noDutyKind, "no duty is declared for `\(name.text)`", at: name.span,
      notes: [DiagnosticNote("declare one with `duty \(name.text) of … = … by …`")])
  }

  static let retiredDutyExistsKind = DiagnosticKind(
    6004, title: "retired duty that exists",
    explanation: "A duty is retired once the policy names it no longer.",
    example: documents(
      """
      duty read of Doc = resource by principal
      retire duty "read" because "nobody needs it"
      """))

  static func retiredDutyExists(_ wire: StringSyntax) -> Diagnostic {
    Diagnostic(
      retiredDutyExistsKind, "the duty \(quoted(wire.value)) is declared, so it cannot be retired",
      at: wire.span, notes: [DiagnosticNote("take out one of the two declarations")])
  }

  static let separationNeverBitesKind = DiagnosticKind(
    6005, title: "separation that never bites",
    explanation: "Whoever holds or performs all of the named ones is within the number given.",
    example: documents(
      """
      role reader { can read on Doc }
      role keeper { can read on Doc }
      separate roles apart: reader, keeper at most 2
      """))

  static func separationNeverBites(
    _ most: Int, of count: Int, at span: SourceSpan
  ) -> Diagnostic {
    Diagnostic(
      separationNeverBitesKind,
      "at most \(most) of \(count) forbids nothing", at: span,
      notes: [
        DiagnosticNote(
          count > 2
            ? "the number lies between 1 and \(count - 1)"
            : "leave it out: `at most 1` is the default, and of two the only number that forbids")
      ])
  }

  static let memberTwiceKind = DiagnosticKind(
    6006, title: "named twice",
    explanation: "A separation names each of its members once.",
    example: documents(
      """
      role reader { can read on Doc }
      separate roles apart: reader, reader
      """))

  static func memberTwice(_ name: NameSyntax) -> Diagnostic {
    Diagnostic(memberTwiceKind, "`\(name.text)` is named already", at: name.span)
  }
}
