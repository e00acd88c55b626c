import RemitModel
import RemitSource
import RemitSyntax

/// Duties: one for an action or group, known by its name.
extension Checker {
  /// Finds out which actions and groups have duties, before anything asks for them.
  func declareDuties() {
    var wires: [Text: SourceSpan] = [:]
    for (index, entry) in duties.enumerated() {
      let syntax = entry.syntax
      guard let symbol = resolve(syntax.action, in: .actions, from: entry.tree) else { continue }
      if let first = dutyByAction[symbol] {
        report(
          CheckProblem.dutyTwice(syntax.action, first: duties[first].syntax.action.span))
        continue
      }
      if case .actionGroup(let group) = symbol { actionGroups[group].isUsed = true }
      dutyByAction[symbol] = index
      let wire = Text(syntax.wire?.value ?? wireName(of: symbol))
      let span = syntax.wire?.span ?? syntax.action.span
      if let first = wires.updateValue(span, forKey: wire) {
        report(CheckProblem.wireTaken(wire, by: "duty", at: span, first: first))
      }
    }
  }

  private func wireName(of symbol: Symbol) -> String {
    switch symbol {
    case .action(let index): actions[index].wire.string
    case .actionGroup(let index): actionGroups[index].syntax.name.text
    case .builtin, .alias, .enumeration, .entity, .role, .grant, .rule, .separation, .limit,
      .constant, .condition, .enumCase, .fixture:
      ""
    }
  }

  /// The full name of a declared duty, or `nil` with a diagnostic reported.
  func dutyIfDeclared(_ name: NameSyntax, from tree: Int) -> String? {
    guard let symbol = resolve(name, in: .actions, from: tree, what: "duty") else { return nil }
    guard dutyByAction[symbol] != nil else {
      report(CheckProblem.noDuty(name))
      return nil
    }
    return fullName(of: symbol)
  }

  private func fullName(of symbol: Symbol) -> String? {
    switch symbol {
    case .action(let index): actions[index].fullName
    case .actionGroup(let index):
      fullName(actionGroups[index].syntax.name, actionGroups[index].tree)
    case .builtin, .alias, .enumeration, .entity, .role, .grant, .rule, .separation, .limit,
      .constant, .condition, .enumCase, .fixture:
      nil
    }
  }

  func checkDuty(_ index: Int) {
    let entry = duties[index]
    let syntax = entry.syntax
    let objectTypes = entityTypes(of: syntax.objectType, from: entry.tree)
    if let symbol = dutyByAction.first(where: { $0.value == index })?.key,
      let name = fullName(of: symbol)
    {
      checkRequestParts(of: entry, actions(of: symbol), objectTypes)
      markPending("duty", name, syntax.action.span)
    }
    for part in [syntax.version, syntax.knownAs].compactMap({ $0 }) {
      checkObjectPart(part, of: entry, objectTypes)
    }
  }

  private func actions(of symbol: Symbol) -> Set<ActionID> {
    switch symbol {
    case .action(let index): [ActionID(index)]
    case .actionGroup(let index): actionGroups[index].actions
    case .builtin, .alias, .enumeration, .entity, .role, .grant, .rule, .separation, .limit,
      .constant, .condition, .enumCase, .fixture:
      []
    }
  }

  /// What is done (`=`), by whom (`by`) and when, in each combination of the duty's actions.
  private func checkRequestParts(
    of entry: DutyEntry, _ actions: Set<ActionID>, _ objectTypes: [EntityTypeID]?
  ) {
    let builder = NodeBuilder(self, tree: entry.tree, setting: .request)
    let object = builder.build(entry.syntax.object)
    let person = builder.build(entry.syntax.by)
    let body = Body(builder, entry.syntax.clauses)
    let query = CombinationQuery(
      source: .head(.some(actions)), principals: nil, resources: nil,
      mentions: builder.mentions.ofCombination)
    let typer = Typer(builder)
    let situations = combinations(query).situations
    if situations.isEmpty { builder.reportUnknownNames() }
    for situation in situations {
      typer.enter(situation)
      _ = body.type(with: typer)
      typer.enter(situation)
      typer.readsUnguarded = true
      if let objectTypes {
        typer.type(object, as: .entity(objectTypes))
      } else {
        typer.type(object)
      }
      typer.requireEntity(person)
      typer.readsUnguarded = false
    }
    if !situations.isEmpty {
      typer.finish([object, person] + body.clauses.map(\.node), describe: describe)
    }
  }

  /// `version` and `known as`, which see the object alone.
  private func checkObjectPart(
    _ syntax: ExpressionSyntax, of entry: DutyEntry, _ objectTypes: [EntityTypeID]?
  ) {
    let builder = NodeBuilder(self, tree: entry.tree, setting: .dutyObject)
    let node = builder.build(syntax)
    guard let objectTypes else {
      builder.reportUnknownNames()
      return
    }
    let typer = Typer(builder)
    typer.objectType = .entity(objectTypes)
    typer.readsUnguarded = true
    typer.type(node)
    typer.finish([node], describe: { _ in nil })
  }

  func checkRetiredDuties() {
    let wires = Set(
      duties.map { entry in entry.syntax.wire?.value ?? entry.syntax.action.last })
    for (syntax, span) in retiredDuties {
      if wires.contains(syntax.wire.value) {
        report(CheckProblem.retiredDutyExists(syntax.wire))
      }
      markPending("retire duty", syntax.wire.value, span)
    }
  }
}
