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
      if case .action(let action) = symbol, actions[action].declaration == nil {
        report(CheckProblem.builtinDuty(syntax.action))
        continue
      }
      if case .actionGroup(let group) = symbol { actionGroups[group].isUsed = true }
      dutyByAction[symbol] = index
      let span = syntax.wire?.span ?? syntax.action.span
      let wire = dutyWire(entry, symbol)
      if let first = wires.updateValue(span, forKey: wire) {
        report(CheckProblem.wireTaken(wire, by: "duty", at: span, first: first))
      }
    }
  }

  private func dutyWire(_ entry: DutyEntry, _ symbol: Symbol) -> Text {
    if let wire = entry.syntax.wire { return Text(wire.value) }
    switch symbol {
    case .action(let index): return actions[index].wire
    case .actionGroup(let index): return Text(actionGroups[index].syntax.name.text)
    case .builtin, .alias, .enumeration, .entity, .role, .grant, .rule, .separation, .limit,
      .constant, .condition, .enumCase, .fixture:
      return ""
    }
  }

  /// Which duty a name stands for, or `nil` with a diagnostic reported.
  func dutyIfDeclared(_ name: NameSyntax, from tree: Int) -> Int? {
    guard let symbol = resolve(name, in: .actions, from: tree, what: "duty") else { return nil }
    guard let index = dutyByAction[symbol] else {
      report(CheckProblem.noDuty(name))
      return nil
    }
    return index
  }

  /// What duties are performed on is known before actions are: `remit.withdraw` is about it.
  func resolveObjectsOfDuties() {
    for index in duties.indices {
      duties[index].objectTypes = entityTypes(
        of: duties[index].syntax.objectType, from: duties[index].tree)
    }
  }

  /// The types of persons come first, for `performed` in the same policy's rules.
  func checkDuties() {
    let symbols = Dictionary(
      dutyByAction.map { ($0.value, $0.key) }, uniquingKeysWith: { first, _ in first })
    for index in duties.indices {
      // A second duty of one action was reported and is not looked at.
      guard let symbol = symbols[index] else { continue }
      check(duty: index, of: symbol)
    }
    checkRetiredDuties()
  }

  private func check(duty index: Int, of symbol: Symbol) {
    let entry = duties[index]
    let name = fullName(of: symbol)
    let actions = actions(of: symbol)
    var request = DutyRequest(self, entry, actions)
    request.check(self)
    duties[index].personTypes = request.personTypes
    let object = checkObjectParts(of: duties[index])
    guard let objectTypes = entry.objectTypes, let personTypes = request.personTypes else { return }
    duties[index].typed = TypedDuty(
      name: name, wire: dutyWire(entry, symbol), actions: actions, objectTypes: objectTypes,
      personTypes: personTypes, object: request.typedObject, person: request.typedPerson,
      version: object.version, knownAs: object.knownAs, clauses: request.clauses,
      frameSize: request.builder.frameSize, objectFrameSize: object.frameSize,
      documentation: entry.documentation, span: entry.span)
  }

  private func fullName(of symbol: Symbol) -> String {
    switch symbol {
    case .action(let index): actions[index].fullName
    case .actionGroup(let index):
      fullName(actionGroups[index].syntax.name, actionGroups[index].tree)
    case .builtin, .alias, .enumeration, .entity, .role, .grant, .rule, .separation, .limit,
      .constant, .condition, .enumCase, .fixture:
      ""
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

  // MARK: What sees the object alone

  private struct ObjectParts {
    var version: TypedExpression?
    var knownAs: TypedExpression?
    var frameSize = 0
  }

  /// `version` is a String; `known as` a person or a set of persons.
  private func checkObjectParts(of entry: DutyEntry) -> ObjectParts {
    var parts = ObjectParts()
    if let syntax = entry.syntax.version {
      parts.version = checkObjectPart(syntax, of: entry, &parts.frameSize) { typer, node in
        typer.type(node, as: .string)
      }
    }
    if let syntax = entry.syntax.knownAs {
      parts.knownAs = checkObjectPart(syntax, of: entry, &parts.frameSize) { typer, node in
        guard let type = typer.type(node).type else { return }
        let persons: ValueType
        if case .set(let element) = type { persons = element } else { persons = type }
        guard let wanted = entry.personTypes.map(ValueType.entity) else { return }
        if !TypeRelations.fits(persons, wanted) {
          typer.report(
            node,
            CheckProblem.knownAsNoPerson(
              found: self.describe(type), wanted: self.describe(wanted), at: node.span))
        }
      }
    }
    return parts
  }

  private func checkObjectPart(
    _ syntax: ExpressionSyntax, of entry: DutyEntry, _ frameSize: inout Int,
    _ check: (Typer, Node) -> Void
  ) -> TypedExpression? {
    let builder = NodeBuilder(self, tree: entry.tree, setting: .dutyObject)
    let node = builder.build(syntax)
    guard let objectTypes = entry.objectTypes else {
      builder.reportUnknownNames()
      return nil
    }
    let typer = Typer(builder)
    typer.objectType = .entity(objectTypes)
    typer.readsUnguarded = true
    check(typer, node)
    typer.finish([node], describe: { _ in nil })
    frameSize = max(frameSize, builder.frameSize)
    return Emitter(typer, firstSite: builder.firstSite).emit(node)
  }

  private func checkRetiredDuties() {
    let wires = Set(dutyByAction.map { dutyWire(duties[$0.value], $0.key) })
    for (syntax, _) in retiredDuties {
      if wires.contains(Text(syntax.wire.value)) {
        report(CheckProblem.retiredDutyExists(syntax.wire))
      }
    }
  }
}
