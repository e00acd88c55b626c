import RemitModel
import RemitSource
import RemitSyntax

/// Modules, what each file uses, and what each module declares.
extension Checker {
  /// The trees of the vocabularies that the policy uses, directly or through another one.
  static func vocabulariesInUse(
    by trees: [SyntaxTree], among vocabularies: [SyntaxTree]
  ) -> [SyntaxTree] {
    let own = Set(trees.map(\.root.moduleName))
    var byName: [String: [Int]] = [:]
    for (index, tree) in vocabularies.enumerated() where !own.contains(tree.root.moduleName) {
      byName[tree.root.moduleName, default: []].append(index)
    }
    var waiting = trees.flatMap { $0.root.uses.map(\.text) }
    var chosen: Set<Int> = []
    while let name = waiting.popLast() {
      guard let indices = byName.removeValue(forKey: name) else { continue }
      for index in indices {
        chosen.insert(index)
        waiting += vocabularies[index].root.uses.map(\.text)
      }
    }
    return chosen.sorted().map { vocabularies[$0] }
  }

  func collectNames() {
    for (index, tree) in trees.enumerated() {
      let name = tree.root.moduleName
      let module = moduleByName[name] ?? modules.count
      if module == modules.count {
        modules.append(Module(name: name, isVocabulary: isVocabulary(tree: index)))
        moduleByName[name] = module
      }
      scopes.append(FileScope(module: module))
    }
    for index in trees.indices { resolveUses(ofTree: index) }
    reportCyclesOfUse()
    enums.append(Self.weekday)
    for index in trees.indices { declareNames(ofTree: index) }
    declareBuiltins()
  }

  private func resolveUses(ofTree index: Int) {
    for use in trees[index].root.uses where !use.last.isEmpty {
      let name = use.text
      guard let module = moduleByName[name] else {
        let known = modules.map(\.name) + vocabularyNames
        report(CheckProblem.unknownModule(use, suggestion: suggestion(for: name, among: known)))
        continue
      }
      if module == scopes[index].module {
        report(CheckProblem.cycleOfUse([name], at: use.span))
      } else if !scopes[index].reach.contains(module) {
        scopes[index].reach.append(module)
      }
    }
  }

  private func reportCyclesOfUse() {
    var edges = [[Int]](repeating: [], count: modules.count)
    for scope in scopes { edges[scope.module] += scope.reach.dropFirst() }
    for cycle in DependencyOrder(edges).cycles {
      let members = Set(cycle.map { modules[$0].name })
      for (index, tree) in trees.enumerated() where cycle.contains(scopes[index].module) {
        for use in tree.root.uses where members.contains(use.text) {
          report(CheckProblem.cycleOfUse(members.sorted(), at: use.span))
        }
      }
    }
  }

  private func declareNames(ofTree index: Int) {
    for declaration in trees[index].root.declarations {
      declare(declaration, inTree: index)
    }
  }

  private func declare(_ declaration: DeclarationSyntax, inTree tree: Int) {
    switch declaration.form {
    case .type(let alias):
      declare(alias.name, as: .alias(aliases.count), in: .types, tree)
      aliases.append(AliasEntry(tree: tree, syntax: alias))
    case .enumeration(let syntax):
      declare(syntax, inTree: tree)
    case .entity(let syntax):
      declare(syntax, declaration.documentation, inTree: tree)
    case .action(let syntax):
      declare(syntax, declaration.documentation, inTree: tree)
    case .actionGroup(let group):
      declare(group.name, as: .actionGroup(actionGroups.count), in: .actions, tree)
      actionGroups.append(ActionGroupEntry(tree: tree, syntax: group))
    case .constant(let syntax):
      declare(syntax.name, as: .constant(constants.count), in: .values, tree)
      constants.append(ConstantEntry(tree: tree, syntax: syntax))
    case .condition(let condition):
      declare(condition.name, as: .condition(conditions.count), in: .values, tree)
      conditions.append(ConditionEntry(tree: tree, syntax: condition))
    case .fixture(let fixture):
      declare(fixture.name, as: .fixture(fixtures.count), in: .fixtures, tree)
      fixtures.append(FixtureEntry(tree: tree, syntax: fixture, span: declaration.span))
    case .test(let test):
      tests.append(TestEntry(tree: tree, syntax: test, span: declaration.span))
    case .role, .grant, .rule, .duty, .retiredDuty, .separation, .waiver, .limit:
      declarePolicy(declaration, inTree: tree)
    case .invalid:
      rememberWords(of: declaration.span, inTree: tree)
    }
  }

  private func declarePolicy(_ declaration: DeclarationSyntax, inTree tree: Int) {
    let span = declaration.span
    switch declaration.form {
    case .role(let role):
      declare(role.name, as: .role(roles.count), in: .policies, tree)
      roles.append(
        RoleEntry(
          tree: tree, syntax: role, fullName: fullName(role.name, tree),
          documentation: declaration.documentation, span: span))
    case .grant(let grant):
      if let name = grant.name { declare(name, as: .grant(grants.count), in: .policies, tree) }
      grants.append(GrantEntry(tree: tree, syntax: grant, span: span))
    case .rule(let rule):
      declare(rule.name, as: .rule(rules.count), in: .policies, tree)
      rules.append(
        RuleEntry(
          tree: tree, syntax: rule, fullName: fullName(rule.name, tree),
          documentation: declaration.documentation, span: span))
    case .separation(let separation):
      declare(separation.name, as: .separation(separations.count), in: .policies, tree)
      separations.append(
        SeparationEntry(
          tree: tree, syntax: separation, fullName: fullName(separation.name, tree),
          documentation: declaration.documentation, span: span))
    case .limit(let limit):
      declare(limit.name, as: .limit(limits.count), in: .policies, tree)
      limits.append(
        LimitEntry(
          tree: tree, syntax: limit, documentation: declaration.documentation, span: span))
    case .duty(let duty):
      duties.append(
        DutyEntry(tree: tree, syntax: duty, documentation: declaration.documentation, span: span))
    case .retiredDuty(let retired):
      retiredDuties.append((retired, span))
    case .waiver(let waiver):
      waivers.append(WaiverEntry(tree: tree, syntax: waiver, span: span))
    case .type, .enumeration, .entity, .action, .actionGroup, .constant, .condition, .fixture,
      .test, .invalid:
      break
    }
  }

  func fullName(_ word: WordSyntax, _ tree: Int) -> String {
    modules[scopes[tree].module].fullName(word.text)
  }

  /// Enters a name, or reports why it cannot be entered.
  @discardableResult
  private func declare(
    _ word: WordSyntax, as symbol: Symbol, in space: NameSpace, _ tree: Int
  ) -> Bool {
    guard !word.text.isEmpty else { return false }
    if BuiltinNames.isTaken(word.text, in: space) {
      report(CheckProblem.builtinName(word))
      return false
    }
    let module = scopes[tree].module
    if let first = modules[module].tables[space.rawValue][word.text] {
      report(CheckProblem.declaredTwice(word, as: first.symbol.kind, first: first.span))
      return false
    }
    modules[module].tables[space.rawValue][word.text] = .init(symbol: symbol, span: word.span)
    return true
  }

  private func declare(_ syntax: EnumSyntax, inTree tree: Int) {
    let type = EnumTypeID(enums.count)
    declare(syntax.name, as: .enumeration(enums.count), in: .types, tree)
    enums.append(EnumEntry(tree: tree, syntax: syntax))
    let module = scopes[tree].module
    var seen: [String: SourceSpan] = [:]
    for (ordinal, entry) in syntax.cases.enumerated() where !entry.name.text.isEmpty {
      let word = entry.name
      if let first = seen[word.text] {
        report(CheckProblem.declaredTwice(word, as: "enum case", first: first))
        continue
      }
      seen[word.text] = word.span
      // Two enums of a module may share a case, so a case that is there already is no conflict.
      if modules[module].cases[word.text] == nil,
        !declare(word, as: .enumCase, in: .values, tree)
      {
        continue
      }
      modules[module].cases[word.text, default: []].append(
        EnumCase(type: type, ordinal: ordinal))
    }
  }

  private func declare(
    _ syntax: EntityTypeSyntax, _ documentation: [String], inTree tree: Int
  ) {
    let declaration = entityDeclarations.count
    entityDeclarations.append(
      EntityDeclaration(tree: tree, syntax: syntax, documentation: documentation))
    for entry in syntax.names {
      declare(entry.name, as: .entity(entities.count), in: .types, tree)
      entities.append(
        EntityEntry(
          declaration: declaration, name: entry.name, fullName: fullName(entry.name, tree),
          wire: Text(entry.wire?.value ?? entry.name.text),
          wireSpan: entry.wire?.span ?? entry.name.span))
    }
  }

  private func declare(_ syntax: ActionSyntax, _ documentation: [String], inTree tree: Int) {
    let declaration = actionDeclarations.count
    actionDeclarations.append(
      ActionDeclaration(tree: tree, syntax: syntax, documentation: documentation))
    for entry in syntax.names {
      declare(entry.name, as: .action(actions.count), in: .actions, tree)
      actions.append(
        ActionEntry(
          declaration: declaration, name: entry.name, fullName: fullName(entry.name, tree),
          wire: Text(entry.wire?.value ?? entry.name.text)))
    }
  }

  private func rememberWords(of span: SourceSpan, inTree index: Int) {
    let tree = trees[index]
    var low = 0
    var high = tree.tokens.count
    while low < high {
      let middle = (low + high) / 2
      if tree.tokens[middle].span.lower < span.lower { low = middle + 1 } else { high = middle }
    }
    while low < tree.tokens.count, tree.tokens[low].span.lower < span.upper {
      let token = tree.tokens[low]
      if token.kind == .word {
        modules[scopes[index].module].wordsOfBrokenDeclarations.insert(files.text(of: token.span))
      }
      low += 1
    }
  }
}

extension PolicySyntax {
  /// Empty where the file names no module.
  var moduleName: String { module?.text ?? "" }
}
