import RemitModel

/// How data is taken.
package struct SnapshotOptions: Hashable, Sendable {
  /// Whether a stored entity may lack required attributes, as in the givens of tests. Reading one
  /// is error `missing-entity`.
  package var allowsIncomplete: Bool
  /// Whether a reference to an entity that is not stored refuses the data; else it is a warning.
  package var strictReferences: Bool
  /// See `DataLimit.ancestorPairsMax`.
  package var ancestorPairsMax: Int
  /// Whether names, entities, attributes and rules without clauses are met by the short way. Decisions
  /// are the same without, which tests see to.
  package var takesShortcuts: Bool

  package init(
    allowsIncomplete: Bool = false, strictReferences: Bool = false,
    ancestorPairsMax: Int = DataLimit.ancestorPairsMax, takesShortcuts: Bool = true
  ) {
    self.allowsIncomplete = allowsIncomplete
    self.strictReferences = strictReferences
    self.ancestorPairsMax = ancestorPairsMax
    self.takesShortcuts = takesShortcuts
  }
}

/// How much data is taken.
package enum DataLimit {
  /// Pairs of an entity and an ancestor, those with the same parents counted once: what the closed
  /// hierarchy needs in memory, 4 bytes each.
  package static let ancestorPairsMax = 32_000_000
  /// Elements of a set in a request.
  package static let requestSetElementsMax = 1_000
  /// Problems that are listed; of more, only their number is said.
  package static let problemsMax = 10_000
}

/// Problems under way; past the limit they are counted only.
struct ProblemList {
  private(set) var problems: [DataProblem] = []
  private var notListed = 0
  private(set) var hasErrors = false

  mutating func add(_ problem: DataProblem) {
    if !problem.isWarning { hasErrors = true }
    if problems.count < DataLimit.problemsMax {
      problems.append(problem)
    } else {
      notListed += 1
    }
  }

  mutating func add(
    _ code: RuntimeErrorCode, _ path: String, _ message: String, isWarning: Bool = false
  ) {
    add(DataProblem(code: code, path: path, message: message, isWarning: isWarning))
  }

  /// All problems, and one more that says how many are not listed.
  var all: [DataProblem] {
    guard notListed > 0 else { return problems }
    let rest = DataProblem(
      code: .wrongType, path: "", message: "and \(notListed) more problems",
      isWarning: !hasErrors)
    return problems + [rest]
  }
}
