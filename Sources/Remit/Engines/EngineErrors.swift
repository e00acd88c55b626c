import RemitCompiler
public import RemitModel
import RemitSource

/// Why there is no engine for a policy and its data.
public enum EngineErrors: Error, Sendable, CustomStringConvertible {
  /// The policy cannot be decided, with a sentence for each reason: it is too large.
  case policy([String])
  /// Entities or grants do not fit the policy: every problem.
  case data([DataProblem])
  /// The ledger holds entries of duties or types that the policy does not name.
  case ledger([String])

  /// A line per reason; what leads to it follows on lines of its own, indented.
  public var lines: [String] {
    switch self {
    case .policy(let reasons), .ledger(let reasons): reasons
    case .data(let problems): problems.flatMap(DataErrors.lines)
    }
  }

  public var description: String { lines.joined(separator: "\n") }

  /// Says what is too large, with its place.
  init(_ refusal: CompileRefusal, files: SourceFiles) {
    func place(_ span: SourceSpan?) -> String {
      guard let span, let file = files[span.file] else { return "" }
      let position = file.position(at: span.lower)
      return "\(file.path):\(position.line):\(position.column): "
    }
    self = .policy([place(refusal.span) + refusal.message])
  }
}
