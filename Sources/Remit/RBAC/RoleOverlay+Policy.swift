import RemitCompiler
import RemitEngine
import RemitModel
import RemitSource

extension RoleOverlay {
  /// Pairs of an overlay role and a role that it inherits.
  static let inheritedPairsMax = 4_000_000

  /// The policy with the overlay's roles and sets behind its own.
  ///
  /// - Throws: `overlayDoesNotFit` with everything that the policy lacks or has already;
  ///   `unusableRole`.
  /// - Complexity: that of compiling the policy.
  func policy(over base: Policy) throws(RBACError) -> Policy {
    if roles.isEmpty && sets.isEmpty { return base }
    var building = OverlaidPolicy(self, base.typed)
    let typed = try building.build()
    let policy = Policy(typed, over: base)
    try policy.typed.refuseUnusableRoles()
    return policy
  }
}

/// One derivation of a policy from a policy and an overlay, step by step.
private struct OverlaidPolicy {
  let overlay: RoleOverlay
  let base: TypedPolicy
  private let names: [Text]
  private var ids: [Text: RoleID] = [:]
  private var problems: [String] = []
  private var file: SourceFileID
  /// What the places of overlay declarations show.
  private var text = ""
  private var sites: [SourceSpan]

  init(_ overlay: RoleOverlay, _ base: TypedPolicy) {
    self.overlay = overlay
    self.base = base
    names = overlay.roles.keys.sorted()
    file = SourceFileID(base.files.files.count)
    sites = base.sites
    for (number, role) in base.roles.enumerated() { ids[Text(role.name)] = RoleID(number) }
    for (number, name) in names.enumerated() { ids[name] = RoleID(base.roles.count + number) }
  }

  mutating func build() throws(RBACError) -> TypedPolicy {
    refuseTakenNames()
    let juniors = names.map { name in (overlay.roles[name]?.juniors ?? []).sorted() }
    var below: [[RoleID]] = []
    for (name, juniors) in zip(names, juniors) {
      below.append(juniors.compactMap { role($0, for: "`\(name)` inherits") })
    }
    guard let closures = closures(below) else {
      throw .overlayDoesNotFit(["the overlay's roles inherit more than can be kept in memory"])
    }
    var roles = base.roles
    for (number, name) in names.enumerated() {
      let start = text.utf8.count
      line("role \(name)", juniors[number].isEmpty ? "" : " extends " + list(juniors[number]))
      let permissions = (overlay.roles[name]?.permissions ?? []).sorted()
        .compactMap { permission($0, of: name) }
      roles.append(
        TypedRole(
          name: name.string, juniors: below[number], closure: closures[number],
          permissions: permissions, documentation: [],
          span: SourceSpan(file: file, lower: start, upper: text.utf8.count - 1)))
    }
    let separations = overlay.sets.sorted { $0.key < $1.key }
      .compactMap { separation($0.key, $0.value) }
    guard problems.isEmpty else { throw .overlayDoesNotFit(problems) }
    var files = base.files
    files.add(SourceFile(path: "overlay", text: text))
    return base.adding(
      roles: Array(roles.dropFirst(base.roles.count)), separations: separations, sites: sites,
      files: files)
  }

  private func list(_ names: [Text]) -> String { names.map(\.string).joined(separator: ", ") }

  private mutating func line(_ parts: String...) {
    text += parts.joined() + "\n"
  }

  private mutating func refuseTakenNames() {
    for role in base.roles {
      for name in role.name.shortNames where overlay.roles[RoleOverlay.fullName(name)] != nil {
        problems.append("the policy has a role `\(role.name)`, and the overlay a `\(name)`")
      }
    }
    for one in base.separations {
      for name in one.name.shortNames where overlay.sets[RoleOverlay.fullName(name)] != nil {
        problems.append("the policy has a separation `\(one.name)`, and the overlay a `\(name)`")
      }
    }
    for pair in overlay.assignments.keys where ids[pair.role] == nil {
      problems.append("\(pair.user) is assigned `\(pair.role)`, which the policy does not have")
    }
  }

  private mutating func role(_ name: Text, for what: String) -> RoleID? {
    if let id = ids[name] { return id }
    problems.append("\(what) `\(name)`, which the policy does not have")
    return nil
  }

  /// By overlay role: itself and everything below it, sorted. `nil` where that is too much.
  ///
  /// On a stack of its own: hierarchies may be deep.
  private func closures(_ juniors: [[RoleID]]) -> [[RoleID]]? {
    var closures: [[RoleID]] = []
    var pairs = 0
    for number in juniors.indices {
      var seen: Set<RoleID> = []
      var open = [RoleID(base.roles.count + number)]
      while let role = open.popLast() {
        guard seen.insert(role).inserted else { continue }
        if role.int < base.roles.count {
          seen.formUnion(base[role].closure)
        } else {
          open += juniors[role.int - base.roles.count]
        }
      }
      pairs += seen.count
      guard pairs <= RoleOverlay.inheritedPairsMax else { return nil }
      closures.append(seen.sorted())
    }
    return closures
  }

  private mutating func permission(
    _ permission: RoleOverlay.Permission, of role: Text
  ) -> TypedPermission? {
    let targets = base.schema.targets(of: permission.object)
    let actions = base.schema.actions(wire: permission.operation, meeting: targets)
    guard !actions.isEmpty else {
      problems.append(
        "`\(role)` may `\(permission.operation)` on \(permission.object), which the policy does"
          + " not have")
      return nil
    }
    let start = text.utf8.count + 2
    line("  can \(permission.operation) on \(permission.object)")
    let span = SourceSpan(file: file, lower: start, upper: text.utf8.count - 1)
    var clauses: [Clause] = []
    if case .entity(let scope) = permission.object {
      let site = Site(sites.count)
      sites.append(span)
      let resource = TypedExpression(.variable(.resource), at: site)
      let holder = TypedExpression(.literal(.entity(scope)), at: site)
      clauses.append(
        Clause(isUnless: false, expression: TypedExpression(.contained(resource, holder), at: site))
      )
    }
    return TypedPermission(
      actions: actions, resources: targets, clauses: clauses, frameSize: 0, span: span)
  }

  private mutating func separation(
    _ name: Text, _ set: RoleOverlay.RoleSet
  ) -> TypedSeparation? {
    let members = set.roles.sorted().compactMap { role($0, for: "`\(name)` keeps apart") }
    var identity: TypedSeparation.Identity?
    if let source = set.personsAsIn {
      identity = base.separations.first { Text($0.name) == source }?.identity
      if identity == nil {
        problems.append(
          "`\(name)` tells persons apart as in `\(source)`, which the policy does not have or which"
            + " has no `by`")
      }
    }
    let start = text.utf8.count
    line(
      "separate \(set.isDynamic ? "active roles" : "roles") \(name): \(list(set.roles.sorted()))",
      " at most \(set.cardinality - 1)")
    guard members.count == set.roles.count else { return nil }
    return TypedSeparation(
      name: name.string, members: set.isDynamic ? .activeRoles(members) : .roles(members),
      most: set.cardinality - 1, inOneScope: false, identity: identity, within: nil, because: nil,
      documentation: [],
      span: SourceSpan(file: file, lower: start, upper: text.utf8.count - 1))
  }
}

extension String {
  /// The full name, and every suffix of whole words: `payments.viewer` is also `viewer`.
  var shortNames: [Text] {
    var names = [Text(self)]
    for index in utf8.indices where utf8[index] == UInt8(ascii: ".") {
      names.append(Text(String(self[utf8.index(after: index)...])))
    }
    return names
  }
}

extension Schema {
  /// The types of resource that an object can hold.
  func targets(of object: AccessObject) -> Set<EntityTypeID> {
    switch object {
    case .type(let wire):
      return entityType(wire: wire).map { [$0] } ?? []
    case .entity(let uid):
      guard let holder = entityType(wire: uid.type) else { return [] }
      return Set(entityTypes.indices.map { EntityTypeID($0) }.filter { canLie($0, in: holder) })
    }
  }

  /// The actions with the wire name that apply to one of the types.
  func actions(wire: Text, meeting targets: Set<EntityTypeID>) -> Set<ActionID> {
    Set((actionsByWire[wire] ?? []).filter { !self[$0].resources.isDisjoint(with: targets) })
  }
}

extension TypedPolicy {
  /// Refuses roles that by themselves have more than a separation allows.
  ///
  /// - Complexity: O(roles × members of separations).
  func refuseUnusableRoles() throws(RBACError) {
    let plan = SeparationPlan(self)
    for (number, role) in roles.enumerated() {
      let closure = Set(role.closure)
      for (index, separation) in separations.enumerated() {
        switch separation.members {
        case .roles(let members), .activeRoles(let members):
          let met = members.filter(closure.contains)
          guard met.count > separation.most else { continue }
          throw .unusableRole(
            Text(role.name),
            RoleConflict(
              ActivationConflict(
                separation: SeparationID(index), met: met.map { ($0, RoleID(number)) }),
              of: nil, under: self))
        case .permissions:
          guard let item = plan.items.first(where: { Int($0.separation) == index }),
            plan.count(plan.bitsOfRole[number], of: item) > item.most
          else { continue }
          throw .unusableRole(
            Text(role.name),
            RoleConflict(
              separation: separation.name, most: separation.most, person: nil,
              paths: ["the permissions of `\(role.name)` and of the roles below it"]))
        case .duties: continue
        }
      }
    }
  }
}
