extension Explanation {
  /// What can be said of a decision without looking at rules: of an invalid request there is
  /// nothing more.
  package init(of decision: Decision, asked request: Request? = nil) {
    let nobody = EntityUID(type: "", id: "")
    self.init(
      decision: decision, principal: request?.principal.uid ?? nobody,
      action: request?.action.string ?? "", resource: request?.resource.uid ?? nobody,
      now: decision.inputs.now, summary: Self.summary(of: decision), considered: [], notListed: 0)
  }

  /// One sentence for the decision as such.
  ///
  /// - Parameter considered: says of separations what it is that meets; nothing else is read of it.
  package static func summary(
    of decision: Decision, considered: [Considered] = []
  ) -> String {
    let names = decision.determining.joined(separator: ", ")
    switch decision.cause {
    case .permitted: return "allowed by \(names)"
    case .forbidden:
      return "denied: \(names) \(decision.determining.count == 1 ? "forbids" : "forbid") it"
    case .separated: return separated(decision, considered, names)
    case .failed:
      return "denied: \(names) could not be evaluated, and what cannot be evaluated never allows"
    case .invalid:
      let first = decision.errors.first.map { "\($0.path ?? "request"): \($0.message)" } ?? ""
      return "denied: the request does not fit the policy's declarations (\(first))"
    case .unmatched:
      if let unknown = decision.errors.first(where: { $0.code == .unknownEntity }) {
        return "denied: \(unknown.message)"
      }
      return "denied: nothing allows it"
    }
  }

  private static func separated(
    _ decision: Decision, _ considered: [Considered], _ names: String
  ) -> String {
    let reasons = considered.filter {
      $0.kind == .separation && decision.determining.contains($0.name)
    }.compactMap(\.inShort)
    guard !reasons.isEmpty else { return "denied: \(names) keeps apart what would meet here" }
    return "denied: " + reasons.joined(separator: "; ")
  }
}
