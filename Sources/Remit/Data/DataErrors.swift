public import RemitModel

/// Data that was refused: every problem, with its path and the reason.
public struct DataErrors: Error, Hashable, Sendable, CustomStringConvertible {
  /// Never empty.
  public let problems: [DataProblem]

  package init(_ problems: [DataProblem]) {
    self.problems = problems
  }

  /// A line per problem: `entities.json:$[3].attrs.owner: expected a string, got a number`. What
  /// leads to it follows on lines of its own, indented.
  public var description: String { problems.map(Self.line).joined(separator: "\n") }

  package static func line(_ problem: DataProblem) -> String {
    lines(problem).joined(separator: "\n")
  }

  /// The problem, and behind it what leads to it.
  package static func lines(_ problem: DataProblem) -> [String] {
    let place = problem.path.isEmpty ? "" : problem.path + ": "
    return [place + (problem.isWarning ? "warning: " : "") + problem.message]
      + problem.notes.map { "  " + $0 }
  }
}
