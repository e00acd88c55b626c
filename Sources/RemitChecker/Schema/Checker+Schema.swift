import RemitModel
import RemitSource
import RemitSyntax

/// From declarations to the schema: enums, entity types with their ancestors, actions, groups.
extension Checker {
  func resolveSchema() {
    resolveAliases()
    let enumTypes = enums.map { enumType($0) }
    let entityTypes = resolveEntityTypes()
    resolveObjectsOfDuties()
    let typedActions = resolveActions()
    schema = Schema(entityTypes: entityTypes, enumTypes: enumTypes, actions: typedActions)
    everyAction = Set(actions.indices.map { ActionID($0) })
    numberContexts()
    numberCases()
    resolveActionGroups()
  }

  private func numberCases() {
    for (index, entry) in enums.enumerated() {
      var ordinals: [String: Int] = [:]
      for (ordinal, enumCase) in entry.syntax.cases.enumerated()
      where !enumCase.name.text.isEmpty && ordinals[enumCase.name.text] == nil {
        ordinals[enumCase.name.text] = ordinal
        casesByName[enumCase.name.text, default: []].append(EnumTypeID(index))
      }
      caseOrdinals.append(ordinals)
    }
  }

  private func enumType(_ entry: EnumEntry) -> EnumType {
    var wires: [Text: SourceSpan] = [:]
    var names: Set<String> = [""]
    let cases = entry.syntax.cases.map { enumCase in
      let wire = Text(enumCase.wire?.value ?? enumCase.name.text)
      let span = enumCase.wire?.span ?? enumCase.name.span
      if names.insert(enumCase.name.text).inserted,
        let first = wires.updateValue(span, forKey: wire)
      {
        report(CheckProblem.wireTaken(wire, by: "case", at: span, first: first))
      }
      return (name: enumCase.name.text, wire: wire)
    }
    let name = entry.tree.map { fullName(entry.syntax.name, $0) } ?? entry.syntax.name.text
    return EnumType(name: name, cases: cases)
  }

  // MARK: Entity types

  private func resolveEntityTypes() -> [EntityType] {
    let declared = entityDeclarations.map { declaration in
      let syntax = declaration.syntax
      let record = syntax.attributes.flatMap {
        resolve($0, at: .entity, from: declaration.tree)?.record
      }
      return (
        parents: Set(entityTypes(of: syntax.parents, from: declaration.tree)),
        attributes: record ?? RecordType()
      )
    }
    let parents = entities.map { declared[$0.declaration].parents }
    let ancestors = ancestors(parents)
    var byWire: [Text: SourceSpan] = [:]
    return entities.enumerated().map { index, entity in
      let declaration = entityDeclarations[entity.declaration]
      let span = entity.wireSpan
      if !entity.name.text.isEmpty, !isDeclaredTwice(entity),
        let first = byWire.updateValue(span, forKey: entity.wire)
      {
        report(CheckProblem.wireTaken(entity.wire, by: "entity type", at: span, first: first))
      }
      return EntityType(
        name: entity.fullName, wire: entity.wire, isOpen: declaration.syntax.isOpen,
        parents: parents[index], ancestors: ancestors[index],
        attributes: declared[entity.declaration].attributes,
        documentation: declaration.documentation)
    }
  }

  /// Whether another declaration has the name; that has been reported.
  private func isDeclaredTwice(_ entity: EntityEntry) -> Bool {
    let tree = entityDeclarations[entity.declaration].tree
    let table = modules[scopes[tree].module].tables[NameSpace.types.rawValue]
    return table[entity.name.text]?.span != entity.name.span
  }

  /// The transitive closure of the parents, types in cycles included: they are their own ancestors.
  private func ancestors(_ parents: [Set<EntityTypeID>]) -> [Set<EntityTypeID>] {
    let edges = parents.map { $0.map(\.int).sorted() }
    let dependencies = DependencyOrder(edges)
    var component = Array(edges.indices)
    for cycle in dependencies.cycles {
      for member in cycle { component[member] = cycle[0] }
    }
    var members: [Int: [Int]] = [:]
    for index in edges.indices { members[component[index], default: []].append(index) }
    var ancestors = [Set<EntityTypeID>](repeating: [], count: edges.count)
    var isDone = [Bool](repeating: false, count: edges.count)
    var entries = 0
    for index in dependencies.order where !isDone[index] {
      let group = members[component[index]] ?? [index]
      var above: Set<EntityTypeID> = []
      for member in group {
        for parent in parents[member] {
          above.insert(parent)
          above.formUnion(ancestors[parent.int])
        }
      }
      for member in group {
        isDone[member] = true
        entries += above.count
        guard entries <= CheckLimits.closureEntriesMax else {
          report(CheckProblem.closureTooLarge("ancestors of entity types", entities[member].name))
          return ancestors
        }
        ancestors[member] = above
      }
    }
    return ancestors
  }

  // MARK: Actions

  private func resolveActions() -> [Action] {
    let declared = actionDeclarations.map { declaration in
      let syntax = declaration.syntax
      let record = syntax.context.flatMap {
        resolve($0, at: .context, from: declaration.tree)?.record
      }
      return (
        principals: Set(entityTypes(of: syntax.principals, from: declaration.tree)),
        resources: Set(entityTypes(of: syntax.resources, from: declaration.tree)),
        context: record ?? RecordType()
      )
    }
    var taken: [Text: [EntityTypeID: WordSyntax]] = [:]
    return actions.reduce(into: []) { resolved, action in
      guard let number = action.declaration else {
        resolved.append(builtinAction(action, besides: resolved))
        return
      }
      let types = declared[number]
      for resource in types.resources.sorted() where !action.name.text.isEmpty {
        if let first = taken[action.wire]?[resource] {
          if !isDeclaredTwice(action) {
            report(
              CheckProblem.actionWireTaken(
                action.wire, action.name, on: name(of: resource), first: first))
          }
          break
        }
        taken[action.wire, default: [:]][resource] = action.name
      }
      resolved.append(
        Action(
          name: action.fullName, wire: action.wire, principals: types.principals,
          resources: types.resources, context: types.context,
          documentation: actionDeclarations[number].documentation))
    }
  }

  private func isDeclaredTwice(_ action: ActionEntry) -> Bool {
    guard let declaration = action.declaration else { return false }
    let tree = actionDeclarations[declaration].tree
    let table = modules[scopes[tree].module].tables[NameSpace.actions.rawValue]
    return table[action.name.text]?.span != action.name.span
  }

  private func numberContexts() {
    var numbers: [RecordType: Int] = [:]
    contextOfAction = schema.actions.map { action in
      if let number = numbers[action.context] { return number }
      numbers[action.context] = contexts.count
      contexts.append(action.context)
      return contexts.count - 1
    }
  }

  // MARK: Action groups

  private func resolveActionGroups() {
    let members = actionGroups.map { group in
      group.syntax.members.compactMap { name in
        resolve(name, in: .actions, from: group.tree)
      }
    }
    let edges = members.map { symbols in
      symbols.compactMap { symbol in
        if case .actionGroup(let index) = symbol { return index }
        return nil
      }
    }
    for index in edges.joined() { actionGroups[index].isUsed = true }
    let dependencies = DependencyOrder(edges)
    var cyclic: Set<Int> = []
    for cycle in dependencies.cycles {
      cyclic.formUnion(cycle)
      let names = cycle.map { actionGroups[$0].syntax.name }
      report(CheckProblem.cycle(of: .actionGroup, names.map(\.text), at: names[0].span))
    }
    var entries = 0
    for index in dependencies.order where !cyclic.contains(index) {
      var all: Set<ActionID> = []
      for member in members[index] {
        switch member {
        case .action(let action): all.insert(ActionID(action))
        case .actionGroup(let group): all.formUnion(actionGroups[group].actions)
        case .builtin, .alias, .enumeration, .entity, .role, .grant, .rule, .separation, .limit,
          .constant, .condition, .enumCase, .fixture:
          break
        }
      }
      entries += all.count
      guard entries <= CheckLimits.closureEntriesMax else {
        report(
          CheckProblem.closureTooLarge("members of action groups", actionGroups[index].syntax.name))
        return
      }
      actionGroups[index].actions = all
    }
  }

  /// The actions that a list names, groups written out.
  ///
  /// - Returns: `isWhole` is false where a name was not understood.
  func actions(
    of list: ActionListSyntax, from tree: Int
  ) -> (actions: Set<ActionID>, isWhole: Bool) {
    switch list {
    case .anything:
      return (everyAction, true)
    case .named(let names):
      var all: Set<ActionID> = []
      var isWhole = true
      for name in names {
        switch resolve(name, in: .actions, from: tree) {
        case .action(let index)?: all.insert(ActionID(index))
        case .actionGroup(let index)?:
          actionGroups[index].isUsed = true
          all.formUnion(actionGroups[index].actions)
        case nil, .builtin, .alias, .enumeration, .entity, .role, .grant, .rule, .separation,
          .limit, .constant, .condition, .enumCase, .fixture:
          isWhole = false
        }
      }
      return (all, isWhole)
    }
  }

  /// An entity literal; `nil` where its type is not understood.
  func entity(_ syntax: EntitySyntax, from tree: Int) -> (uid: EntityUID, type: EntityTypeID)? {
    guard let types = entityTypes(of: syntax.type, from: tree) else { return nil }
    guard types.count == 1 else {
      report(CheckProblem.unionInEntityLiteral(syntax.type))
      return nil
    }
    let uid = EntityUID(type: entities[types[0].int].wire, id: Text(syntax.id.value))
    return (uid, types[0])
  }
}
