package import RemitModel

/// The parts of a decision on which every evaluator must agree, as comparable text.
package struct Answer: Hashable, Sendable, CustomStringConvertible {
  package var cause: Decision.Cause
  package var determining: [String]
  package var obligations: [String]
  package var errors: [String]

  package init(_ decision: Decision) {
    cause = decision.cause
    determining = decision.determining
    obligations = decision.obligations.map(Self.show).sorted()
    errors = decision.errors.map {
      ReferenceError($0.code, name: $0.name, path: $0.path, site: $0.site).description
    }
  }

  package init(_ decision: ReferenceDecision) {
    cause = decision.cause
    determining = decision.determining
    obligations = decision.obligations.map(Self.show).sorted()
    errors = decision.errors.map(\.description)
  }

  private static func show(_ obligation: Obligation) -> String {
    "\(obligation.name) \(written(obligation.record)) by \(obligation.by)"
  }

  /// Without what may differ between two forms of one policy: sites.
  package var withoutSites: Answer {
    var out = self
    out.errors = Set(errors.map { $0.split(separator: " site ")[0].description }).sorted()
    return out
  }

  package var description: String {
    """
    \(cause) by \(determining)
      obligations \(obligations)
      errors \(errors)
    """
  }
}
