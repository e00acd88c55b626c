import RemitCompiler
import RemitModel

extension DecisionGraph {
  /// What an evaluation error says to people: made from its code and the expression alone, so that
  /// equal errors have equal messages.
  func message(for error: EvaluationError) -> String {
    switch error.code {
    case .missingEntity:
      "\(read(at: error.origin)) is a required attribute, and is neither stored nor sent with the"
        + " request"
    case .overflow: "the result does not fit into 64 bits"
    case .patternSubjectTooLong: "the text is too long to be matched with a pattern"
    case .patternLimit: "matching the pattern took too long"
    case .pathNotNormal: "the path is not in normal form"
    case .wrongType: "the value is not of the type that the expression needs"
    case .ledgerUnavailable: "the ledger is not available"
    case .personUnknown: "the person cannot be established"
    case .objectUnknown: "the object cannot be established"
    case .unknownEntity, .undeclaredType, .undeclaredAction, .undeclaredAttribute,
      .missingAttribute, .roleNotAuthorized, .separationViolated, .limitBroken,
      .auditUnavailable, .badJSON:
      "the request does not fit the policy"
    }
  }

  /// The attribute that is read at a site, as the policy writes it where it is a plain path.
  private func read(at site: Site) -> String {
    guard let node = tables.node(readingAt: site) else { return "what the expression reads" }
    let name = name(nodes[Int(node)].argument)
    return path(node).map { "`\($0)`" } ?? "`\(name)`"
  }

  private func path(_ id: UInt32) -> String? {
    let node = nodes[Int(id)]
    switch node.operation {
    case .principal: return "principal"
    case .resource: return "resource"
    case .contextAttribute: return "context." + name(node.argument)
    case .attribute:
      return path(operands[Int(node.first)].node).map { $0 + "." + name(node.argument) }
    default: return nil
    }
  }

  private func name(_ number: UInt32) -> String { pool.text(tables.names[Int(number)]).string }
}
