import RemitModel
import RemitSource
import RemitSyntax

/// Type expressions and aliases.
extension Checker {
  /// Where a record type stands; `from request` has a meaning on attributes of entities only.
  enum RecordPlace {
    case entity
    case context
    case value
  }

  /// The type that an expression names, or `nil` with a diagnostic reported.
  func resolve(_ syntax: TypeSyntax, from tree: Int) -> SizedType? {
    let sized: SizedType?
    switch syntax.form {
    case .missing:
      sized = nil
    case .named(let names):
      sized = names.count == 1 ? resolve(named: names[0], tree) : union(of: names, tree)
    case .set(let element):
      sized = resolve(element, from: tree).map {
        SizedType(.set($0.type), nodes: $0.nodes + 1, depth: $0.depth + 1)
      }
    case .map(let element):
      sized = resolve(element, from: tree).map {
        SizedType(.map($0.type), nodes: $0.nodes + 1, depth: $0.depth + 1)
      }
    case .record(let record):
      sized = resolve(record, at: .value, from: tree).map {
        SizedType(.record($0.record), nodes: $0.nodes, depth: $0.depth)
      }
    }
    if let sized, !sized.isWithinLimits {
      report(CheckProblem.typeTooLarge(at: syntax.span))
      return nil
    }
    return sized
  }

  private func resolve(named name: NameSyntax, _ tree: Int) -> SizedType? {
    switch resolve(name, in: .types, from: tree) {
    case .builtin(let type)?:
      return SizedType(type)
    case .alias(let index)?:
      aliases[index].isUsed = true
      return aliases[index].type
    case .enumeration(let index)?:
      enums[index].isUsed = true
      return SizedType(.enumeration(EnumTypeID(index)))
    case .entity(let index)?:
      entities[index].isUsed = true
      return SizedType(.entity([EntityTypeID(index)]))
    case nil, .action, .actionGroup, .role, .grant, .rule, .separation, .limit, .constant,
      .condition, .enumCase, .fixture:
      return nil
    }
  }

  private func union(of names: [NameSyntax], _ tree: Int) -> SizedType? {
    var members: Set<EntityTypeID> = []
    var isWhole = true
    for name in names {
      if let types = entityTypes(of: name, from: tree) {
        members.formUnion(types)
      } else {
        isWhole = false
      }
    }
    return isWhole ? SizedType(.entity(members.sorted())) : nil
  }

  /// The entity types that a name stands for: one, or those of an alias for a union of them.
  ///
  /// Reports names of anything else. `nil` where nothing is known.
  func entityTypes(of name: NameSyntax, from tree: Int) -> [EntityTypeID]? {
    switch resolve(name, in: .types, from: tree) {
    case .entity(let index)?:
      entities[index].isUsed = true
      return [EntityTypeID(index)]
    case .alias(let index)?:
      aliases[index].isUsed = true
      guard let type = aliases[index].type?.type else { return nil }
      if case .entity(let types) = type { return types }
      report(CheckProblem.notAnEntityType(name, found: describe(type)))
      return nil
    case .builtin(let type)?:
      report(CheckProblem.notAnEntityType(name, found: describe(type)))
      return nil
    case .enumeration?:
      report(CheckProblem.notAnEntityType(name, found: "an enum"))
      return nil
    case nil, .action, .actionGroup, .role, .grant, .rule, .separation, .limit, .constant,
      .condition, .enumCase, .fixture:
      return nil
    }
  }

  /// The types of several names, each once, in order; names that are not understood are left out.
  func entityTypes(of names: [NameSyntax], from tree: Int) -> [EntityTypeID] {
    var seen: Set<EntityTypeID> = []
    return names.flatMap { entityTypes(of: $0, from: tree) ?? [] }
      .filter { seen.insert($0).inserted }
  }

  /// The attributes of a record type. One whose type is not understood is left out and remembered,
  /// so that reading it is not called a mistake as well.
  ///
  /// - Returns: `nil` where a record in a value is not whole: it would be compared wrongly.
  func resolve(
    _ syntax: RecordTypeSyntax, at place: RecordPlace, from tree: Int
  ) -> (record: RecordType, nodes: Int, depth: Int)? {
    var attributes: [Attribute] = []
    var names: [String: SourceSpan] = [:]
    var wires: [Text: SourceSpan] = [:]
    var nodes = 1
    var depth = 1
    var isWhole = true
    for attribute in syntax.attributes {
      let sized = resolve(attribute.type, from: tree)
      nodes += sized?.nodes ?? 1
      depth = max(depth, (sized?.depth ?? 0) + 1)
      checkFromRequest(attribute, at: place)
      guard !attribute.name.text.isEmpty else { continue }
      if let first = names.updateValue(attribute.name.span, forKey: attribute.name.text) {
        report(CheckProblem.declaredTwice(attribute.name, as: "attribute", first: first))
        continue
      }
      let wire = Text(attribute.wire?.value ?? attribute.name.text)
      let wireSpan = attribute.wire?.span ?? attribute.name.span
      if let first = wires.updateValue(wireSpan, forKey: wire) {
        report(CheckProblem.wireTaken(wire, by: "attribute", at: wireSpan, first: first))
        continue
      }
      guard let sized else {
        isWhole = false
        brokenAttributes.insert(attribute.name.text)
        continue
      }
      attributes.append(
        Attribute(
          name: attribute.name.text, wire: wire, type: sized.type,
          isOptional: attribute.isOptional, isFromRequest: attribute.isFromRequest))
    }
    if syntax.attributes.count > CheckLimits.attributesMax {
      report(CheckProblem.tooManyAttributes(syntax.attributes.count, at: syntax.span))
      isWhole = false
    }
    if nodes > CheckLimits.typeNodesMax {
      report(CheckProblem.typeTooLarge(at: syntax.span))
      isWhole = false
    }
    if place == .value, !isWhole { return nil }
    return (RecordType(attributes), nodes, depth)
  }

  private func checkFromRequest(_ attribute: AttributeSyntax, at place: RecordPlace) {
    guard attribute.isFromRequest else { return }
    switch place {
    case .entity:
      if !attribute.isOptional { report(CheckProblem.fromRequestNotOptional(attribute.name)) }
    case .context:
      report(CheckProblem.fromRequestMisplaced(attribute.name, isContext: true))
    case .value:
      report(CheckProblem.fromRequestMisplaced(attribute.name, isContext: false))
    }
  }

  // MARK: Aliases

  func resolveAliases() {
    let edges = aliases.map { entry in
      aliasesMentioned(in: entry.syntax.type, from: entry.tree)
    }
    let dependencies = DependencyOrder(edges)
    var cyclic: Set<Int> = []
    for cycle in dependencies.cycles {
      cyclic.formUnion(cycle)
      let first = aliases[cycle[0]].syntax.name
      report(
        CheckProblem.cycle(
          of: .typeAlias, cycle.map { aliases[$0].syntax.name.text }, at: first.span))
    }
    for index in dependencies.order where !cyclic.contains(index) {
      let entry = aliases[index]
      aliases[index].type = resolve(entry.syntax.type, from: entry.tree)
    }
  }

  /// Recursion follows the nesting of the type as written, which the parser bounds.
  private func aliasesMentioned(in syntax: TypeSyntax, from tree: Int) -> [Int] {
    switch syntax.form {
    case .missing:
      return []
    case .named(let names):
      return names.compactMap { name in
        guard let prefix = name.prefix else {
          if case .found(.alias(let index)) = lookUp(short: name.last, in: .types, from: tree) {
            return index
          }
          return nil
        }
        guard let module = moduleByName[prefix.text],
          case .alias(let index)? = modules[module].tables[NameSpace.types.rawValue][name.last]?
            .symbol
        else { return nil }
        return index
      }
    case .set(let element), .map(let element):
      return aliasesMentioned(in: element, from: tree)
    case .record(let record):
      return record.attributes.flatMap { aliasesMentioned(in: $0.type, from: tree) }
    }
  }
}
