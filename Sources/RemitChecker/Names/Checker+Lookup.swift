import RemitModel
import RemitSource
import RemitSyntax

/// Finding what a name stands for.
extension Checker {
  enum Lookup {
    case found(Symbol)
    /// The full forms between which the reader has to choose.
    case ambiguous([String])
    case unknown
    /// A name that is missing or broken elsewhere: a diagnostic covers it already.
    case silent
  }

  /// Looks a name up as one file sees it. Reports nothing.
  func lookUp(short name: String, in space: NameSpace, from tree: Int) -> Lookup {
    if name.isEmpty { return .silent }
    if space == .types, let builtin = BuiltinNames.types[name] { return .found(builtin) }
    var found: (symbol: Symbol, module: Int)?
    var others: [Int] = []
    for module in scopes[tree].reach {
      guard let entry = modules[module].tables[space.rawValue][name] else { continue }
      if found == nil { found = (entry.symbol, module) } else { others.append(module) }
    }
    guard let found else {
      let isBroken = scopes[tree].reach.contains {
        modules[$0].wordsOfBrokenDeclarations.contains(name)
      }
      return isBroken ? .silent : .unknown
    }
    if others.isEmpty { return .found(found.symbol) }
    return .ambiguous(([found.module] + others).map { modules[$0].fullName(name) })
  }

  /// What a name stands for in one space, or `nil` with a diagnostic reported.
  ///
  /// - Parameter what: what kind of thing is wanted, in words.
  func resolve(
    _ name: NameSyntax, in space: NameSpace, from tree: Int, what: String? = nil
  ) -> Symbol? {
    let what = what ?? space.what
    guard name.isWhole else { return nil }
    let last = name.lastPart
    if name.isSimple {
      switch lookUp(short: last.text, in: space, from: tree) {
      case .found(let symbol): return symbol
      case .silent: return nil
      case .ambiguous(let fullNames):
        report(CheckProblem.ambiguousName(last, fullNames))
      case .unknown:
        report(
          CheckProblem.unknownName(
            last, what: what, suggestion: suggestion(for: last.text, in: space, from: tree),
            elsewhere: moduleThatDeclares(last.text, in: space, notIn: tree)))
      }
      return nil
    }
    guard let module = module(of: name, from: tree) else { return nil }
    if let entry = modules[module].tables[space.rawValue][last.text] { return entry.symbol }
    if !modules[module].wordsOfBrokenDeclarations.contains(last.text) {
      let known = modules[module].tables[space.rawValue].keys
      report(
        CheckProblem.unknownName(
          last, what: what + " of `\(modules[module].name)`",
          suggestion: suggestion(for: last.text, among: known), elsewhere: nil))
    }
    return nil
  }

  /// The module that a name of several parts names first, if the file may speak of it.
  private func module(of name: NameSyntax, from tree: Int) -> Int? {
    guard let prefix = name.prefix else { return scopes[tree].module }
    guard let module = moduleByName[prefix.text] else {
      let inReach = scopes[tree].reach.map { modules[$0].name }
      let near = suggestion(for: prefix.text, among: inReach)
      let isVocabulary = vocabularyNames.contains(prefix.text)
      report(
        isVocabulary
          ? CheckProblem.moduleNotInUse(prefix)
          : CheckProblem.unknownModule(prefix, suggestion: near))
      return nil
    }
    guard scopes[tree].reach.contains(module) || prefix.text == Self.builtinModule else {
      report(CheckProblem.moduleNotInUse(prefix))
      return nil
    }
    return module
  }

  /// The name of a module or vocabulary in use nowhere near that would give the name.
  func moduleThatDeclares(
    _ name: String, in space: NameSpace, notIn tree: Int
  ) -> String? {
    guard suggestionBudget > 0 else { return nil }
    suggestionBudget -= modules.count
    let inReach = scopes[tree].reach
    return modules.indices.first { index in
      !inReach.contains(index) && !modules[index].name.isEmpty
        && modules[index].tables[space.rawValue][name] != nil
    }.map { modules[$0].name }
  }

  // MARK: Enum cases

  /// The enum that a symbol of the name space of types stands for, if it is one.
  func enumeration(_ symbol: Symbol) -> EnumTypeID? {
    switch symbol {
    case .enumeration(let index):
      enums[index].isUsed = true
      return EnumTypeID(index)
    case .alias(let index):
      aliases[index].isUsed = true
      if case .enumeration(let type)? = aliases[index].type?.type { return type }
      return nil
    case .builtin, .entity, .action, .actionGroup, .role, .grant, .rule, .separation, .limit,
      .constant, .condition, .enumCase, .fixture:
      return nil
    }
  }

  func enumCase(_ name: String, of type: EnumTypeID) -> EnumCase? {
    caseOrdinals[type.int][name].map { EnumCase(type: type, ordinal: $0) }
  }

  func unknownCase(_ word: WordSyntax, of type: EnumTypeID) -> Diagnostic {
    let cases = enums[type.int].syntax.cases
    // Once there are no more suggestions, a large enum is not listed for each mistake again.
    let isShort = cases.count <= CheckProblem.listedMax
    let names = isShort || suggestionBudget > 0 ? cases.map(\.name.text) : []
    return CheckProblem.unknownCase(
      word, of: enums[type.int].syntax.name.text, cases: names,
      suggestion: suggestion(for: word.text, among: names))
  }

  // MARK: Did you mean

  func suggestion(for name: String, in space: NameSpace, from tree: Int) -> String? {
    guard suggestionBudget > 0 else { return nil }
    var known = scopes[tree].reach.flatMap { modules[$0].tables[space.rawValue].keys }
    if space == .types { known += BuiltinNames.types.keys }
    return suggestion(for: name, among: known)
  }

  /// The nearest of the names. After some millions of comparisons there are no more suggestions, so
  /// that a hundred thousand misspelt names do not cost a hundred thousand squared.
  func suggestion(for name: String, among known: some Collection<String>) -> String? {
    guard suggestionBudget > 0 else { return nil }
    suggestionBudget -= known.count
    return nearest(name, in: known.filter { !$0.isEmpty })
  }
}

extension NameSpace {
  /// In words, for messages about a name that is not there.
  var what: String {
    switch self {
    case .types: "type"
    case .actions: "action or action group"
    case .policies: "role, grant, rule, separation or limit"
    case .values: "variable, let, condition or enum case"
    case .fixtures: "fixture"
    }
  }
}
