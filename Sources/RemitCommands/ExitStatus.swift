import Remit
import RemitModel

/// How a command ends. Thrown to end one early, once it has said what there is to say.
enum ExitStatus: Int32, Error {
  case fine = 0
  /// The policy or the request says no.
  case no = 1
  /// Usage, unreadable input, a policy with errors where one is needed, an invalid request.
  case couldNotBeDone = 2
}

/// Why a command could not be done: lines for standard error, and exit code 2.
struct CommandFailure: Error {
  let lines: [String]
  /// What could not be read, where that is the reason.
  var file: FileProblem?

  init(_ lines: [String]) {
    self.lines = lines
  }

  init(_ line: String) {
    self.init(["remit: \(line)"])
  }

  init(_ problem: FileProblem) {
    self.init(problem.description)
    file = problem
  }

  init(_ errors: EngineErrors, policy path: String) {
    switch errors {
    case .policy(let reasons), .ledger(let reasons):
      self.init(reasons.map { "remit: \(path): \($0)" })
    case .data:
      // What leads to a problem stands below it, indented.
      self.init(errors.lines.map { $0.utf8.starts(with: "  ".utf8) ? $0 : "remit: \($0)" })
    }
  }
}
