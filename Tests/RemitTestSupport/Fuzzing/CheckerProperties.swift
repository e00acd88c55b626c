import RemitCompiler
import RemitModel
import RemitSource
import RemitSyntax

/// What must hold of checking and compiling any texts.
enum CheckerProperties {
  static func check(_ files: [[UInt8]]) throws(BrokenProperty) {
    let trees = files.enumerated().map { index, bytes in
      parse(SourceFile(path: "fuzz\(index).remit", bytes: bytes), as: SourceFileID(index))
    }
    let checked = CheckedPolicy(trees, vocabularies: true)
    try Places.check(checked.diagnostics, in: checked.files)
    try hold(
      (checked.policy == nil) == checked.diagnostics.hasErrors,
      "there is a policy, or none, against the errors")
    guard let policy = checked.policy, let graph = try compile(policy) else { return }
    let again = CheckedPolicy(trees, vocabularies: true)
    try hold(again.diagnostics == checked.diagnostics, "checking again says something else")
    guard let second = again.policy, let twin = try compile(second) else {
      throw BrokenProperty("checking again gives no policy")
    }
    try hold(graph.digest == twin.digest, "checking again gives another digest")
    try hold(graph.dump == twin.dump, "compiling again gives another graph")
  }

  /// The graph of a policy without errors; `nil` where it declares what cannot be decided yet, or
  /// is too large.
  static func compile(_ policy: TypedPolicy) throws(BrokenProperty) -> DecisionGraph? {
    let graph: DecisionGraph
    do throws(CompileRefusal) {
      graph = try DecisionGraph.compile(policy)
    } catch {
      switch error.reason {
      case .tooLarge: return nil
      case .tooDeep, .unknownPattern:
        throw BrokenProperty("what is checked does not compile: \(error.message)")
      }
    }
    if let first = graph.checkInvariants().first { throw BrokenProperty(first) }
    return graph
  }
}
