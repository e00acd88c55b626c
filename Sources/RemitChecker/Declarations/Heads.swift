import RemitModel
import RemitSource
import RemitSyntax

/// A rule's head with its names resolved.
struct RuleHead {
  let subject: [SubjectPattern]?
  let object: [EntityPattern]?
  let actions: Set<ActionID>
  let actionQuery: CombinationQuery.Actions
  /// The types that can fit; `nil` is any.
  let principals: [EntityTypeID]?
  let resources: [EntityTypeID]?
  /// Whether every name in it was understood.
  let isWhole: Bool
}

/// The head of a permission.
struct PermissionHead {
  let actions: Set<ActionID>
  let actionQuery: CombinationQuery.Actions
  let resources: [EntityTypeID]
  let isWhole: Bool
}

/// What many heads have in common, kept once: there are many rules, and few types and actions.
struct HeadParts {
  private var types: Set<[EntityTypeID]> = []
  private var actions: Set<Set<ActionID>> = []

  mutating func shared(_ types: [EntityTypeID]) -> [EntityTypeID] {
    self.types.insert(types).memberAfterInsert
  }

  mutating func shared(_ actions: Set<ActionID>) -> Set<ActionID> {
    self.actions.insert(actions).memberAfterInsert
  }
}

extension Checker {
  func ruleHead(_ index: Int) -> RuleHead {
    let rule = rules[index].syntax
    let tree = rules[index].tree
    let subject = subjectPatterns(rule.subject, ofRule: index)
    let object = objectPatterns(rule.object, from: tree)
    let list = actions(of: rule.actions, from: tree)
    let actions = headParts.shared(list.actions)
    return RuleHead(
      subject: subject.patterns, object: object.patterns, actions: actions,
      actionQuery: query(rule.actions, actions),
      principals: subject.patterns.flatMap(principalTypes),
      resources: object.patterns.map(types(fitting:)),
      isWhole: subject.isWhole && object.isWhole && list.isWhole)
  }

  func query(_ list: ActionListSyntax, _ actions: Set<ActionID>) -> CombinationQuery.Actions {
    switch list {
    case .anything: .every
    case .named: .some(actions)
    }
  }

  private func subjectPatterns(
    _ head: HeadSyntax, ofRule index: Int
  ) -> (patterns: [SubjectPattern]?, isWhole: Bool) {
    guard case .patterns(let syntax) = head else { return (nil, true) }
    var patterns: [SubjectPattern] = []
    var isWhole = true
    for pattern in syntax {
      switch pattern {
      case .holders(let name, let anywhere, _):
        guard let role = role(name, from: rules[index].tree) else {
          isWhole = false
          continue
        }
        rulesByHeldRole[role, default: []].append(index)
        patterns.append(.holders(RoleID(role), anywhere: anywhere))
      case .type, .typesIn, .entity:
        guard let entities = entityPatterns(pattern, from: rules[index].tree) else {
          isWhole = false
          continue
        }
        for entity in entities { patterns.append(.entity(entity)) }
      }
    }
    return (patterns, isWhole)
  }

  private func objectPatterns(
    _ head: HeadSyntax, from tree: Int
  ) -> (patterns: [EntityPattern]?, isWhole: Bool) {
    guard case .patterns(let syntax) = head else { return (nil, true) }
    var patterns: [EntityPattern] = []
    var isWhole = true
    for pattern in syntax {
      if case .holders(_, _, let span) = pattern {
        report(CheckProblem.holdersInObject(at: span))
        isWhole = false
      } else if let entities = entityPatterns(pattern, from: tree) {
        patterns += entities
      } else {
        isWhole = false
      }
    }
    return (patterns, isWhole)
  }

  /// A pattern on a type gives one for each member if the name stands for a union.
  private func entityPatterns(_ pattern: PatternSyntax, from tree: Int) -> [EntityPattern]? {
    switch pattern {
    case .type(let name):
      return entityTypes(of: name, from: tree)?.map { .type($0) }
    case .entity(let syntax):
      return entity(syntax, from: tree).map { [.entity($0.uid)] }
    case .typesIn(let names, let syntax, let span):
      let ancestor = entity(syntax, from: tree)
      var types: [EntityTypeID] = []
      for name in names {
        guard let members = entityTypes(of: name, from: tree) else { return nil }
        types += members
      }
      guard let ancestor else { return nil }
      for type in types where !schema.canLie(type, in: ancestor.type) {
        report(
          CheckProblem.cannotLieIn(name(of: type), name(of: ancestor.type), at: span))
      }
      return [.typesIn(headParts.shared(types), ancestor.uid)]
    case .holders:
      return nil
    }
  }

  private func principalTypes(_ patterns: [SubjectPattern]) -> [EntityTypeID]? {
    var entityPatterns: [EntityPattern] = []
    for pattern in patterns {
      switch pattern {
      case .holders: return nil
      case .entity(let entity): entityPatterns.append(entity)
      }
    }
    return types(fitting: entityPatterns)
  }

  private func types(fitting patterns: [EntityPattern]) -> [EntityTypeID] {
    // Most heads name one type, which needs no set.
    if patterns.count == 1, case .typesIn(let members, let uid) = patterns[0], members.count == 1 {
      let isPossible = schema.entityType(wire: uid.type).map { schema.canLie(members[0], in: $0) }
      return isPossible == true ? members : []
    }
    var types: Set<EntityTypeID> = []
    for pattern in patterns {
      switch pattern {
      case .type(let type): types.insert(type)
      case .entity(let uid):
        if let type = schema.entityType(wire: uid.type) { types.insert(type) }
      case .typesIn(let members, let uid):
        guard let above = schema.entityType(wire: uid.type) else { continue }
        types.formUnion(members.filter { schema.canLie($0, in: above) })
      }
    }
    return headParts.shared(types.sorted())
  }

  /// The role of a name, or `nil` with a diagnostic reported.
  func role(_ name: NameSyntax, from tree: Int) -> Int? {
    guard let symbol = resolve(name, in: .policies, from: tree, what: "role") else { return nil }
    if case .role(let index) = symbol { return index }
    report(CheckProblem.wrongKind(name, found: symbol.kind, wanted: "role"))
    return nil
  }
}
