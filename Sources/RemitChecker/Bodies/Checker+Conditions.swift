import RemitModel
import RemitSource
import RemitSyntax

/// Conditions: each is typed once, after those it calls.
extension Checker {
  func checkConditions() {
    var builders: [NodeBuilder] = []
    var bodies: [Node] = []
    for entry in conditions {
      let builder = NodeBuilder(self, tree: entry.tree, setting: .condition)
      for parameter in entry.syntax.parameters { _ = builder.declareLocal(parameter.name) }
      bodies.append(builder.build(entry.syntax.body))
      builders.append(builder)
    }
    let dependencies = DependencyOrder(builders.map { $0.callees.map(\.condition) })
    var cyclic: Set<Int> = []
    for cycle in dependencies.cycles {
      cyclic.formUnion(cycle)
      let names = cycle.map { conditions[$0].syntax.name }
      report(CheckProblem.cycle(of: .condition, names.map(\.text), at: names[0].span))
    }
    var typed = [TypedCondition?](repeating: nil, count: conditions.count)
    for index in dependencies.order where !cyclic.contains(index) {
      typed[index] = checkCondition(index, builders[index], bodies[index])
    }
    typedConditions = typed.compactMap { $0 }
  }

  private func checkCondition(
    _ index: Int, _ builder: NodeBuilder, _ body: Node
  ) -> TypedCondition {
    let entry = conditions[index]
    let parameters = entry.syntax.parameters.map { resolve($0.type, from: entry.tree)?.type }
    let typer = Typer(builder)
    typer.parameterCount = parameters.count
    for (slot, type) in parameters.enumerated() { typer.locals[slot] = type }
    let outcome = typer.type(body)
    typer.finish([body], describe: { _ in nil })
    let measure = Measure.of(body, conditions)
    checkMeasure(measure, at: entry.syntax.name.span)
    conditions[index].summary = ConditionSummary(
      parameters: parameters, result: outcome.type,
      ifTrue: ConditionSummary.facts(
        outcome.ifTrue, typer.paths, parameterCount: parameters.count),
      ifFalse: ConditionSummary.facts(
        outcome.ifFalse, typer.paths, parameterCount: parameters.count),
      possibleErrors: Set(typer.possibleErrors.map(\.code)),
      parametersRead: typer.parametersRead,
      mentionsNow: builder.mentions.contains(.now)
        || builder.callees.contains { conditions[$0.condition].summary?.mentionsNow ?? false },
      measure: measure)
    let emitter = Emitter(typer, firstSite: builder.firstSite)
    return TypedCondition(
      name: fullName(entry.syntax.name, entry.tree), parameterCount: parameters.count,
      frameSize: builder.frameSize, body: emitter.emit(body))
  }
}
