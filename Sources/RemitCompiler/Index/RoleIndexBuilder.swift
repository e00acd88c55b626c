import RemitModel

/// Builds what roles mean to entries.
struct RoleIndexBuilder {
  let policy: TypedPolicy
  let entries: [Combination: UInt32]
  /// By role: the roles whose closure has it.
  private var seniors: [[UInt32]]
  /// By action, in the order of the entries.
  private var combinations: [[Combination]]
  private var concerns = IntTable()

  init(_ policy: TypedPolicy, entries: [Combination: UInt32]) {
    self.policy = policy
    self.entries = entries
    seniors = Array(repeating: [], count: policy.roles.count)
    combinations = Array(repeating: [], count: policy.schema.actions.count)
    for combination in entries.keys.sorted() {
      combinations[combination.action.int].append(combination)
    }
    for (number, role) in policy.roles.enumerated() {
      for junior in role.closure { seniors[junior.int].append(UInt32(number)) }
    }
  }

  consuming func build() throws(CompileRefusal) -> RoleIndex {
    var index = RoleIndex()
    for role in policy.roles {
      index.closures += role.closure.map { UInt32($0.int) }
      index.closureStarts.append(UInt32(index.closures.count))
    }
    try addPermissions(to: &index)
    try addHolders()
    index.concerns = concerns
    return index
  }

  private mutating func addPermissions(to index: inout RoleIndex) throws(CompileRefusal) {
    var met: [(key: UInt64, permission: UInt32)] = []
    var next: UInt32 = 0
    for (number, role) in policy.roles.enumerated() {
      for permission in role.permissions {
        for entry in entriesMet(by: permission) {
          met.append((IntTable.key(entry, UInt32(number)), next))
          try concern(UInt32(number), entry, RoleIndex.here, role)
        }
        next += 1
        guard met.count <= GraphLimit.graphPlacementsMax else {
          throw CompileRefusal(.tooLarge, at: permission.span)
        }
      }
    }
    met.sort { ($0.key, $0.permission) < ($1.key, $1.permission) }
    var start = 0
    while start < met.count {
      var end = start
      while end < met.count, met[end].key == met[start].key { end += 1 }
      index.permissions.set(met[start].key, UInt32(index.permissionRuns.count))
      index.permissionRuns.append(
        CandidateRun(first: UInt32(start), count: UInt32(end - start)))
      start = end
    }
    index.permissionIDs = met.map(\.permission)
  }

  private func entriesMet(by permission: TypedPermission) -> [UInt32] {
    var met: [UInt32] = []
    for action in permission.actions {
      let declared = policy.schema[action]
      for resource in permission.resources where declared.resources.contains(resource) {
        for principal in declared.principals {
          let combination = Combination(principal: principal, action: action, resource: resource)
          if let entry = entries[combination] { met.append(entry) }
        }
      }
    }
    return met.sorted()
  }

  private mutating func addHolders() throws(CompileRefusal) {
    for rule in policy.rules {
      let asked = (rule.subject ?? []).compactMap { pattern -> (role: RoleID, bit: UInt32)? in
        guard case .holders(let role, let anywhere) = pattern else { return nil }
        return (role, anywhere ? RoleIndex.anywhere : RoleIndex.here)
      }
      if asked.isEmpty { continue }
      for action in rule.actions.sorted() {
        for combination in combinations[action.int]
        where rule.canMeet(combination, in: policy.schema) {
          guard let entry = entries[combination] else { continue }
          for one in asked {
            try concern(UInt32(one.role.int), entry, one.bit, policy[one.role])
          }
        }
      }
    }
  }

  /// Notes that grants of a role, or of one above it, concern an entry.
  private mutating func concern(
    _ role: UInt32, _ entry: UInt32, _ bit: UInt32, _ declared: TypedRole
  ) throws(CompileRefusal) {
    for senior in seniors[Int(role)] {
      let key = IntTable.key(entry, senior)
      concerns.set(key, (concerns[key] ?? 0) | bit)
    }
    if bit == RoleIndex.anywhere {
      concerns.set(IntTable.key(entry, RoleIndex.anyRole), bit)
    }
    guard concerns.count <= GraphLimit.graphPlacementsMax else {
      throw CompileRefusal(.tooLarge, at: declared.span)
    }
  }
}
