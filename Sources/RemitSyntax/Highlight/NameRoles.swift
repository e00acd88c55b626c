import RemitSource

/// What every name of a tree is. Words that are in no name are keywords.
struct NameRoles {
  /// By the offset at which a name starts.
  private(set) var kinds: [Int: HighlightKind] = [:]

  mutating func add(_ policy: PolicySyntax) {
    for name in [policy.module].compactMap({ $0 }) + policy.uses {
      for part in name.parts { add(part, .module) }
    }
    for declaration in policy.declarations { add(declaration.form) }
  }

  mutating func add(_ word: WordSyntax, _ kind: HighlightKind) {
    kinds[word.span.lower] = kind
  }

  mutating func add(_ name: NameSyntax, _ kind: HighlightKind) {
    for part in name.parts.dropLast() { add(part, .module) }
    if let last = name.parts.last { add(last, kind) }
  }

  mutating func references(_ names: [NameSyntax]) {
    for name in names { add(name, .name) }
  }

  mutating func type(_ name: NameSyntax) {
    let isBuiltin = name.isSimple && BuiltinWords.types.contains(name.last)
    add(name, isBuiltin ? .builtinType : .type)
  }

  mutating func types(_ names: [NameSyntax]) {
    for name in names { type(name) }
  }

  mutating func entity(_ entity: EntitySyntax) { type(entity.type) }

  mutating func entities(_ entities: [EntitySyntax]) {
    for entity in entities { self.entity(entity) }
  }

  // MARK: Expressions

  mutating func add(_ expression: ExpressionSyntax) {
    switch expression.form {
    case .missing, .boolean, .integer, .string, .instant, .duration: break
    case .entity(let entity): self.entity(entity)
    case .set(let elements), .and(let elements), .or(let elements): add(elements)
    case .record(let entries): add(entries)
    case .name(let word): add(word, variable(word.text))
    case .member(let base, let word):
      add(base)
      // `Tier.low`, and a module before the type: `pipeline.Tier.low`.
      add(word, isCapital(word) ? .type : .attribute)
      if isCapital(word), case .name(let module) = base.form { add(module, .module) }
    case .subscripted(let base, let key): add([base, key])
    case .call(let callee, let arguments):
      add(callee)
      switch callee.form {
      case .name(let word):
        add(word, BuiltinWords.functions.contains(word.text) ? .builtinFunction : .call)
      case .member(_, let word):
        add(word, BuiltinWords.methods.contains(word.text) ? .builtinFunction : .call)
      default: break
      }
      add(arguments)
    case .not(let operand), .negate(let operand), .parenthesized(let operand),
      .hasKey(let operand, _), .like(let operand, _), .matches(let operand, _):
      add(operand)
    case .binary(_, let left, let right, operatorSpan: _): add([left, right])
    case .hasPath(let base, let path):
      add(base)
      for word in path { add(word, .attribute) }
    case .isType(let operand, let name):
      add(operand)
      type(name)
    case .conditional(let condition, let then, let otherwise): add([condition, then, otherwise])
    case .quantified(_, let variable, let source, let condition):
      add(variable, .parameter)
      add([source, condition])
    case .each(let variable, let source, let condition, let give):
      add(variable, .parameter)
      add([source, give])
      if let condition { add(condition) }
    case .performed(let duty, let object):
      add(duty, .name)
      add(object)
    }
  }

  mutating func add(_ expressions: [ExpressionSyntax]) {
    for expression in expressions { add(expression) }
  }

  mutating func add(_ entries: [RecordEntrySyntax]) {
    for entry in entries {
      if !entry.key.isQuoted { kinds[entry.key.span.lower] = .attribute }
      add(entry.value)
    }
  }

  private func variable(_ text: String) -> HighlightKind {
    if let lexeme = Lexeme(rawValue: text), lexeme.keywordKind == .languageVariable {
      return .languageVariable
    }
    if text == BuiltinWords.variable { return .languageVariable }
    // `Tier` of `Tier.low`.
    return text.utf8.first.map { (0x41...0x5A).contains($0) } == true ? .type : .name
  }

  private func isCapital(_ word: WordSyntax) -> Bool {
    word.text.utf8.first.map { (0x41...0x5A).contains($0) } == true
  }
}
