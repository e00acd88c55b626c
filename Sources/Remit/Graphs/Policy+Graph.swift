import RemitCompiler
package import RemitModel
import RemitSource

extension Policy {
  /// Figures about the compiled policy, and what its diagrams look like: for `remit graph`.
  ///
  /// - Parameter action: a wire name or a name; without one, all actions.
  /// - Throws: why the policy cannot be decided.
  /// - Returns: `nil` where no action is called that.
  package func graphFigures(action: String?) throws(EngineErrors) -> GraphFigures? {
    let graph = try wholeGraph()
    guard let actions = actions(named: action) else { return nil }
    return graph.figures { actions.contains($0) }
  }

  /// The effect graph of one action, or of all.
  package func graphPicture(action: String?) throws(EngineErrors) -> GraphPicture? {
    let graph = try wholeGraph()
    guard let actions = actions(named: action) else { return nil }
    return graph.picture { actions.contains($0) }
  }

  /// Compiled once more, with the diagrams that nothing is decided by.
  private func wholeGraph() throws(EngineErrors) -> DecisionGraph {
    do throws(CompileRefusal) {
      return try DecisionGraph.compile(typed, effectGraph: .whole)
    } catch {
      throw EngineErrors(error, files: files)
    }
  }

  /// ` (did you mean …)`, or nothing.
  package func actionSuggestion(for name: String) -> String {
    nearest(name, in: schema.actions.flatMap { [$0.wire.string, $0.name] })
      .map { "; did you mean `\($0)`?" } ?? ""
  }

  /// Wire names first, then full and short names.
  private func actions(named name: String?) -> Set<ActionID>? {
    guard let name else { return Set(schema.actions.indices.map { ActionID($0) }) }
    let wanted = Text(name)
    let matches: [(Action) -> Bool] = [
      { $0.wire == wanted }, { Text($0.name) == wanted },
      { $0.name.split(separator: ".").last.map { Text(String($0)) } == wanted },
    ]
    for isMatch in matches {
      let found = schema.actions.indices.filter { isMatch(schema.actions[$0]) }
      if !found.isEmpty { return Set(found.map { ActionID($0) }) }
    }
    return nil
  }
}
