/// What an expression may use at its place, and what guards before it have proved.
struct DraftScope {
  /// The combinations in which the place is reached; none in conditions, which see no request.
  var combos: [Combo]
  var locals: [(name: String, type: DraftType)] = []
  /// Texts of paths that are proved present.
  var present: Set<String> = []
  /// Texts of paths whose entity type is known more closely than declared.
  var narrowed: [String: [Int]] = [:]
  /// How many quantifiers are around.
  var quantifiers = 0
  /// Whether one of them goes through a set of any size: the steps that a policy can take are
  /// bounded, and two such sets inside each other reach the bound.
  var isInLongLoop = false

  var seesRequest: Bool { !combos.isEmpty }

  func knowing(_ facts: Facts) -> DraftScope {
    var inner = self
    inner.present.formUnion(facts.present)
    inner.narrowed.merge(facts.narrowed) { $1 }
    if let kept = facts.combos { inner.combos = combos.filter(kept.contains) }
    return inner
  }
}

/// What holds where an expression is true, or where it is false.
struct Facts {
  var present: Set<String> = []
  var narrowed: [String: [Int]] = [:]
  /// The combinations in which it can come to that at all; `nil` for all.
  var combos: Set<Combo>?

  /// The combinations of a place in which it can come to that.
  func combos(of scope: DraftScope) -> Set<Combo> {
    combos?.intersection(scope.combos) ?? Set(scope.combos)
  }

  func and(_ other: Facts) -> Facts {
    var both = self
    both.present.formUnion(other.present)
    both.narrowed.merge(other.narrowed) { $1 }
    if let combos = other.combos { both.combos = both.combos?.intersection(combos) ?? combos }
    return both
  }
}

/// A chain of attributes that can be written at a place.
struct DraftPath {
  var text: String
  var type: DraftType
  /// `principal`, `resource` or `context` itself, whose type differs between combinations.
  var root: Root?

  enum Root {
    case principal
    case resource
    case context
  }
}

/// One attribute or map key below a path.
struct Step {
  var path: DraftPath
  /// Whether it can be read without another guard.
  var isReadable: Bool
  /// Whether `has` can say either: it may be there and it may be missing.
  var isUncertain: Bool
  /// The combinations whose types declare it; `nil` for all.
  var combos: Set<Combo>?
  /// The combinations in which `has` cannot be false for a stored entity.
  var sure: Set<Combo> = []
  /// What `has` is followed by.
  var key: String
}

extension DraftSchema {
  func roots(in scope: DraftScope) -> [DraftPath] {
    var out = scope.locals.map { DraftPath(text: $0.name, type: $0.type) }
    out.append(DraftPath(text: "now", type: .instant))
    if scope.seesRequest {
      let principals = Set(scope.combos.map(\.principal)).sorted()
      let resources = Set(scope.combos.map(\.resource)).sorted()
      out.append(DraftPath(text: "principal", type: .entity(principals), root: .principal))
      out.append(DraftPath(text: "resource", type: .entity(resources), root: .resource))
      out.append(DraftPath(text: "context", type: .record([]), root: .context))
    }
    return out
  }

  /// What can be written behind a path.
  func steps(from path: DraftPath, in scope: DraftScope) -> [Step] {
    if let root = path.root { return steps(from: root, path.text, scope) }
    switch path.type {
    case .entity(let declared):
      let types = scope.narrowed[path.text] ?? declared
      return steps(among: types.map { entities[$0].fields }, path.text, scope)
    case .record(let fields):
      return steps(among: [fields], path.text, scope)
    case .map(let element):
      return Pools.mapKeys.map { key in
        let text = "\(path.text)[\"\(key)\"]"
        let isPresent = scope.present.contains(text)
        return Step(
          path: DraftPath(text: text, type: element), isReadable: isPresent,
          isUncertain: !isPresent, combos: nil, key: "\"\(key)\"")
      }
    case .bool, .int, .string, .instant, .duration, .ip, .ipRange, .enumeration, .weekday, .set:
      return []
    }
  }

  /// Of a union only attributes that every type declares, and alike.
  private func steps(among types: [[DraftField]], _ text: String, _ scope: DraftScope) -> [Step] {
    guard let first = types.first else { return [] }
    return first.compactMap { field in
      let same = types.compactMap { $0.first { $0.name == field.name && $0.type == field.type } }
      guard same.count == types.count else { return nil }
      let inner = "\(text).\(field.name)"
      let isSure = same.allSatisfy { !$0.isOptional } || scope.present.contains(inner)
      return Step(
        path: DraftPath(text: inner, type: field.type), isReadable: isSure, isUncertain: !isSure,
        combos: nil, key: field.name)
    }
  }

  private func steps(from root: DraftPath.Root, _ text: String, _ scope: DraftScope) -> [Step] {
    var byName: [String: [(combo: Combo, field: DraftField)]] = [:]
    var order: [String] = []
    for combo in scope.combos {
      for field in fields(of: root, in: combo) {
        if byName[field.name] == nil { order.append(field.name) }
        byName[field.name, default: []].append((combo, field))
      }
    }
    return order.compactMap { name in
      guard let found = byName[name], let type = found.first?.field.type,
        found.allSatisfy({ $0.field.type == type })
      else { return nil }
      let inner = "\(text).\(name)"
      let isEverywhere = found.count == scope.combos.count
      let isSure = found.allSatisfy { !$0.field.isOptional } || scope.present.contains(inner)
      return Step(
        path: DraftPath(text: inner, type: type), isReadable: isEverywhere && isSure,
        isUncertain: !isEverywhere || !isSure,
        combos: isEverywhere ? nil : Set(found.map(\.combo)),
        sure: Set(
          found.filter { !$0.field.isOptional && !isOpen(root, in: $0.combo) }.map(\.combo)),
        key: name)
    }
  }

  private func isOpen(_ root: DraftPath.Root, in combo: Combo) -> Bool {
    switch root {
    case .principal: entities[combo.principal].isOpen
    case .resource: entities[combo.resource].isOpen
    case .context: false
    }
  }

  private func fields(of root: DraftPath.Root, in combo: Combo) -> [DraftField] {
    switch root {
    case .principal: entities[combo.principal].fields
    case .resource: entities[combo.resource].fields
    case .context: actions[combo.action].context
    }
  }
}
