import RemitModel
import RemitSource
import RemitSyntax

/// Reading attributes and map values, and the guards that such reading needs.
extension Typer {
  /// What an attribute's name means on a type.
  struct Found {
    /// The type of the value; `nil` if members of a union disagree.
    var type: ValueType?
    /// Members of a union that declare it; empty for records.
    var members: [EntityTypeID] = []
    var isOptional: Bool
    var isDeclaredByAll: Bool
  }

  /// Looks an attribute up in an entity union or a record; `nil` where nothing declares it.
  func find(_ name: String, in type: ValueType) -> Found? {
    switch type {
    case .record(let record):
      guard let attribute = record.attribute(named: name) else { return nil }
      return Found(
        type: attribute.type, isOptional: attribute.isOptional, isDeclaredByAll: true)
    case .entity(let types):
      var found: Found?
      for member in types {
        guard let attribute = checker.schema[member].attributes.attribute(named: name) else {
          continue
        }
        guard var soFar = found else {
          found = Found(
            type: attribute.type, members: [member], isOptional: attribute.isOptional,
            isDeclaredByAll: true)
          continue
        }
        soFar.members.append(member)
        soFar.isOptional = soFar.isOptional || attribute.isOptional
        soFar.type = soFar.type.flatMap { TypeRelations.join($0, attribute.type) }
        found = soFar
      }
      let isDeclaredByAll = found?.members.count == types.count
      found?.isDeclaredByAll = isDeclaredByAll
      return found
    default:
      return nil
    }
  }

  func attribute(_ node: Node, _ base: Node, _ word: WordSyntax) -> Outcome {
    let outcome = type(base)
    guard let baseType = outcome.type else { return .unknown }
    guard baseType.isEntity || baseType.isRecord else {
      return property(node, base, word, of: baseType)
    }
    choose(.attribute, for: node, word.text)
    guard let found = find(word.text, in: baseType) else {
      reportUnknown(node, word, in: baseType)
      return .unknown
    }
    wasDeclared.insert(node.number)
    guard found.isDeclaredByAll else {
      report(
        node,
        CheckProblem.attributeOfSomeMembers(
          word, has: found.members.map(checker.name(of:)), lacks: lacking(found, baseType)))
      return .unknown
    }
    guard let type = found.type else {
      report(node, CheckProblem.attributeTypesDiffer(word, of: checker.name(of: baseType)))
      return .unknown
    }
    let isProved = node.path.map(facts.present.contains) ?? false
    if readsUnguarded { checkIdentity(node, word, baseType) }
    if found.isOptional, !isProved, !readsUnguarded {
      report(
        node,
        CheckProblem.unguarded(
          word, of: checker.shortText(of: base.span), canBeGuarded: node.path != nil,
          isClause: true))
    } else if !isProved, !found.isOptional {
      noteMissingEntity(node, base, baseType)
    }
    return Outcome(type: narrowed(type, at: node.path))
  }

  private func lacking(_ found: Found, _ type: ValueType) -> [String] {
    guard case .entity(let types) = type else { return [] }
    return types.filter { !found.members.contains($0) }.map(checker.name(of:))
  }

  private func reportUnknown(_ node: Node, _ word: WordSyntax, in type: ValueType) {
    if checker.brokenAttributes.contains(word.text) { return }
    report(node, unknownAttribute(word, in: type))
  }

  func unknownAttribute(_ word: WordSyntax, in type: ValueType) -> Diagnostic {
    let known = checker.suggestionBudget > 0 ? attributeNames(of: type) : []
    let near = checker.suggestion(for: word.text, among: known)
    return CheckProblem.unknownAttribute(
      word, of: checker.describe(type), suggestion: near,
      known: known.count <= CheckProblem.listedMax ? known : [])
  }

  private func attributeNames(of type: ValueType) -> [String] {
    switch type {
    case .record(let record): record.attributes.map(\.name)
    case .entity(let types): types.flatMap { checker.schema[$0].attributes.attributes.map(\.name) }
    default: []
    }
  }

  // MARK: Missing entities

  /// A required attribute is not there if its entity is not stored. Principal and resource are
  /// stored wherever a rule is asked, unless their type is open.
  private func noteMissingEntity(_ node: Node, _ base: Node, _ type: ValueType) {
    guard case .entity(let types) = type, !isKnownToBeStored(base, types) else { return }
    if case .local(let slot) = base.form, slot < parameterCount {
      parametersRead.insert(slot)
    } else {
      mayFail(node, .missingEntity)
    }
  }

  /// Of an open type a request may say one attribute and not another, so that nothing proves that
  /// an entity of it is stored.
  func isKnownToBeStored(_ node: Node, _ types: [EntityTypeID]) -> Bool {
    if types.contains(where: { checker.schema[$0].isOpen }) { return false }
    if let path = node.path, facts.present.contains(paths.path(.stored, below: path)) {
      return true
    }
    switch node.form {
    case .variable(.principal), .variable(.resource): return true
    default: return false
    }
  }

  // MARK: Maps

  func mapValue(_ node: Node, _ base: Node, _ key: Text) -> Outcome {
    guard let baseType = type(base).type else { return .unknown }
    guard case .map(let element) = baseType else {
      report(
        node,
        CheckProblem.notAMap(
          checker.describe(baseType), key, isRecord: baseType.isRecord || baseType.isEntity,
          at: node.span))
      return .unknown
    }
    if !(node.path.map(facts.present.contains) ?? false), !readsUnguarded {
      report(
        node,
        CheckProblem.unguardedKey(
          key, of: checker.shortText(of: base.span), canBeGuarded: node.path != nil,
          at: node.span))
    }
    return Outcome(type: narrowed(element, at: node.path))
  }

  // MARK: has

  /// `e has a.b`: what it says statically, and what it proves.
  func has(_ node: Node, _ base: Node, _ words: [WordSyntax]) -> Outcome {
    guard var current = type(base).type else { return .bool }
    var path = base.path
    var learned = Learned()
    var isSure = !current.isEntity || isKnownToBeStored(base, entityTypes(current))
    for (index, word) in words.enumerated() {
      guard current.isEntity || current.isRecord else {
        report(node, CheckProblem.hasOnPlainType(word, checker.describe(current), at: word.span))
        return .bool
      }
      guard let found = find(word.text, in: current) else {
        return undeclared(node, word, in: current, isFirst: index == 0)
      }
      if !found.isDeclaredByAll || found.isOptional { isSure = false }
      if let place = path {
        if current.isEntity {
          learned.present.insert(paths.path(.stored, below: place))
          if !found.isDeclaredByAll { learned.types[place] = found.members }
        }
        let below = paths.path(.attribute(word.text), below: place)
        learned.present.insert(below)
        path = below
      }
      guard let next = narrowed(found.type, at: path) else {
        wasDeclared.insert(node.number)
        return Outcome(type: .bool, ifTrue: learned)
      }
      current = next
      if index + 1 < words.count, current.isEntity { isSure = false }
    }
    wasDeclared.insert(node.number)
    return Outcome(type: .bool, truth: isSure ? true : nil, ifTrue: learned)
  }

  private func entityTypes(_ type: ValueType) -> [EntityTypeID] {
    if case .entity(let types) = type { return types }
    return []
  }

  /// False in this combination; a mistake only if no combination declares it.
  private func undeclared(
    _ node: Node, _ word: WordSyntax, in type: ValueType, isFirst: Bool
  ) -> Outcome {
    if checker.brokenAttributes.contains(word.text) {
      wasDeclared.insert(node.number)
      return .bool
    }
    if undeclaredHas[node.number] == nil, !isQuiet {
      undeclaredHas[node.number] = unknownAttribute(word, in: type)
    }
    return Outcome(type: .bool, truth: false)
  }

  func hasKey(_ node: Node, _ base: Node, _ key: Text) -> Outcome {
    guard let baseType = type(base).type else { return .bool }
    guard case .map = baseType else {
      report(
        node,
        CheckProblem.notAMap(
          checker.describe(baseType), key, isRecord: baseType.isRecord || baseType.isEntity,
          at: node.span))
      return .bool
    }
    guard let path = base.path else { return .bool }
    return Outcome(
      type: .bool, ifTrue: Learned(present: [paths.path(.key(key), below: path)]))
  }

  func isType(_ node: Node, _ base: Node, _ wanted: EntityTypeID) -> Outcome {
    guard let baseType = type(base).type else { return .bool }
    guard case .entity(let types) = baseType else {
      report(
        base,
        CheckProblem.wrongType(
          found: checker.describe(baseType), wanted: "an entity", at: base.span))
      return .bool
    }
    guard types.contains(wanted) else { return Outcome(type: .bool, truth: false) }
    if types.count == 1 { return Outcome(type: .bool, truth: true) }
    guard let path = base.path else { return .bool }
    return Outcome(
      type: .bool, ifTrue: Learned(types: [path: [wanted]]),
      ifFalse: Learned(types: [path: types.filter { $0 != wanted }]))
  }
}
