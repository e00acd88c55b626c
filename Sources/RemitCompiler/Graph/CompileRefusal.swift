import RemitModel
package import RemitSource

/// Why a checked policy cannot be compiled.
package struct CompileRefusal: Error, Hashable, Sendable {
  package enum Reason: Hashable, Sendable {
    /// Its expressions nest deeper, through the conditions they call, than `depthMax`.
    case tooDeep
    /// An entry would have more than `entryNodesMax` candidates and nodes, or the whole graph more
    /// than `graphPlacementsMax`.
    case tooLarge
    /// A pattern or zone that the checker lets through and the engine does not know.
    case unknownPattern(String)
  }

  package let reason: Reason
  /// The declaration or expression at fault, where there is one.
  package let span: SourceSpan?

  package init(_ reason: Reason, at span: SourceSpan?) {
    self.reason = reason
    self.span = span
  }

  /// The reason in one sentence.
  package var message: String {
    switch reason {
    case .tooDeep:
      return "the expression nests deeper than \(GraphLimit.depthMax) steps, conditions included"
    case .tooLarge:
      return "the decision graph would be larger than \(GraphLimit.entryNodesMax) nodes an entry"
        + " or \(GraphLimit.graphPlacementsMax) in all"
    case .unknownPattern(let text):
      return "the pattern or time zone \(quoted(text)) is not known"
    }
  }
}

/// How large a graph may be.
package enum GraphLimit {
  /// Nodes from a program's root to its leaves, called conditions included: what evaluation needs
  /// of the machine's stack. The checker's bound on levels is lower, so that what it accepts is
  /// not refused here.
  package static let depthMax = 600
  /// Slots for parameters and quantifiers' variables, called conditions included.
  package static let frameSlotsMax = 65_536
  /// Declared entity types; a pair of them has a 32-bit number.
  package static let entityTypesMax = 65_535
  /// Candidates of one entry.
  package static let entryNodesMax = 4_000_000
  /// Candidates of all entries.
  package static let graphPlacementsMax = 16_000_000
}
