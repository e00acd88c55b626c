import RemitModel

/// What became of one separation for a request, in words.
struct SeparationFinding {
  let separation: SeparationID
  var outcome = Explanation.Considered.Outcome.doesNotApply
  var remarks: [String] = []
  /// Where it applies: what meets, as a part of a sentence.
  var inShort = ""

  init(_ separation: SeparationID) {
    self.separation = separation
  }
}

extension Explainer {
  func consider(_ finding: SeparationFinding) -> Explanation.Considered {
    let separation = policy.separations[finding.separation.int]
    let names = policy.memberNames(of: separation)
    let constraint = "at most \(separation.most) of \(names.joined(separator: ", "))"
    let scope = separation.inOneScope ? ", in one scope" : ""
    let within = separation.within.map { ", within \(policy.schema.literal(.duration($0)))" } ?? ""
    var inShort: String?
    if finding.outcome == .applies {
      let because = separation.because.map { " (\($0))" } ?? ""
      inShort =
        "\(separation.name) allows one person \(constraint)\(because): \(finding.inShort)"
    }
    return Explanation.Considered(
      kind: .separation, name: separation.name, outcome: finding.outcome,
      because: separation.because, place: place(of: separation.span),
      remarks: ["one person: \(constraint)\(scope)\(within)"] + finding.remarks, clauses: [],
      inShort: inShort)
  }
}

extension TypedPolicy {
  /// What a separation keeps apart: full names of roles or duties, `deploy on Service` of
  /// permissions.
  func memberNames(of separation: TypedSeparation) -> [String] {
    switch separation.members {
    case .roles(let roles), .activeRoles(let roles): roles.map { self[$0].name }
    case .duties(let duties): duties.map { self[$0].name }
    case .permissions(let permissions):
      permissions.map { permission in
        permission.actions.sorted().map { schema[$0].name }.joined(separator: ", ") + " on "
          + permission.resources.map { schema[$0].name }.joined(separator: " | ")
      }
    }
  }
}
