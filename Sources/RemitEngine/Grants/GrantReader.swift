import RemitCompiler
import RemitModel

/// What the entities that grants name are taken into.
protocol GrantEntities {
  var problems: ProblemList { get set }
  mutating func intern(_ uid: EntityUID) -> UInt32
  func mayBeMissing(_ entity: UInt32) -> Bool
  mutating func reportMissing(_ entity: UInt32, at path: String)
}

/// Reads grants of data under a policy.
struct GrantReader: Sendable {
  let graph: DecisionGraph
  let roles: RoleNames
  let policyNames: Set<Text>

  init(_ graph: DecisionGraph) {
    self.graph = graph
    roles = RoleNames(graph.policy)
    policyNames = Set(graph.grantSources.map { Text($0.name) })
  }

  /// Takes the policy's own grants.
  func takeOwn(into table: inout GrantTable) {
    for (grant, source) in zip(graph.grants, graph.grantSources) {
      let first = Int(grant.firstEntity)
      let scope = first + Int(grant.granteeCount)
      table.insert(
        GrantDraft(
          grant: grant, grantees: Array(graph.grantEntities[first..<scope]),
          scope: Array(graph.grantEntities[scope..<scope + Int(grant.scopeCount)]),
          source: GrantSource(grant: source, record: nil, warnings: [])), nil)
    }
  }

  /// Takes records, reporting what does not fit, and then finds the grantees whose scopes changed.
  ///
  /// - Parameter field: what the records are called where they say not where they are from.
  /// - Returns: the numbers of the grants that were added.
  /// - Complexity: O(size of the records × log grants).
  func load(
    _ records: [GrantRecord], called field: String, into table: inout GrantTable,
    _ entities: inout some GrantEntities
  ) -> (added: Range<Int>, looseProblems: [DataProblem]) {
    let first = table.count
    var loose: [DataProblem] = []
    for (index, record) in records.enumerated() {
      let path = record.origin.isEmpty ? "\(field)[\(index)]" : record.origin
      let known = entities.problems.problems.count
      let isTaken = take(record, path, known, &table, &entities)
      if !isTaken { loose += entities.problems.problems[known...] }
    }
    return (first..<table.count, loose)
  }

  private func take(
    _ record: GrantRecord, _ path: String, _ knownProblems: Int, _ table: inout GrantTable,
    _ entities: inout some GrantEntities
  ) -> Bool {
    guard let role = role(record.role, path, &entities.problems) else { return false }
    let name = record.id?.string ?? Self.generatedName(record, graph.policy[role].name)
    let key = DigestTree.Key(name)
    if table.names.find(key) != nil || policyNames.contains(Text(name)) {
      let isRepetition = record.id == nil
      entities.problems.add(
        .wrongType, path,
        isRepetition ? "the same grant is given twice" : "the id `\(name)` is given twice",
        isWarning: isRepetition)
      return false
    }
    let (grantees, scope) = take(record, path, &entities)
    let grant = TypedGrant(
      name: name, role: role, grantees: record.grantees, scope: record.scope,
      from: record.from, until: record.until, clauses: [], frameSize: 0,
      because: record.because, span: nil)
    checkLimits(of: grant, path, &entities.problems)
    var kept = record
    kept.id = Text(name)
    let draft = GrantDraft(
      grant: GraphGrant(
        role: UInt32(role.int), program: Program(first: 0, count: 0, frameSize: 0),
        firstEntity: 0, granteeCount: UInt32(grantees.count), scopeCount: UInt32(scope.count),
        isEverywhere: record.scope == .everything, from: record.from, until: record.until),
      grantees: grantees, scope: scope,
      source: GrantSource(
        grant: grant, record: kept, warnings: Array(entities.problems.problems[knownProblems...])))
    var text = CanonicalText()
    text.write(grant, graph.policy)
    table.insert(draft, (key, text.rawDigest()))
    return true
  }

  private func take(
    _ record: GrantRecord, _ path: String, _ entities: inout some GrantEntities
  ) -> (grantees: [UInt32], scope: [UInt32]) {
    if let from = record.from, let until = record.until, from >= until {
      entities.problems.add(
        .wrongType, path + ".until", "the grant ends before it begins")
    }
    if record.grantees.isEmpty {
      entities.problems.add(.missingAttribute, path + ".to", "the grant is given to nobody")
    }
    let grantees = take(record.grantees, path, ".to", &entities)
    guard case .entities(let scope) = record.scope else { return (grantees, []) }
    if scope.isEmpty {
      entities.problems.add(.missingAttribute, path + ".on", "the grant holds on nothing")
    }
    return (grantees, take(scope, path, ".on", &entities))
  }

  private func checkLimits(of grant: TypedGrant, _ path: String, _ problems: inout ProblemList) {
    let policy = graph.policy
    if policy.limits.isEmpty { return }
    let given = Set(policy[grant.role].closure)
    for limit in policy.limits {
      let problem = limit.problem(of: grant, giving: given) { uid in
        policy.schema.entityType(wire: uid.type).map { type in
          policy.schema.actions.contains { $0.principals.contains(type) }
        } ?? false
      }
      guard let problem else { continue }
      problems.add(
        .limitBroken, path,
        "the grant \(problem.reason), which `\(limit.name)` does not let it")
    }
  }

  private func role(
    _ name: Text, _ path: String, _ problems: inout ProblemList
  ) -> RoleID? {
    switch roles.find(name) {
    case .found(let role): return role
    case .ambiguous(let full):
      problems.add(
        .wrongType, path + ".role",
        "`\(name)` may be \(full.map { "`\($0)`" }.joined(separator: " or "))")
    case .unknown(let suggestion):
      problems.add(.wrongType, path + ".role", "no role is called `\(name)`" + suggestion)
    }
    return nil
  }

  private func take(
    _ uids: [EntityUID], _ path: String, _ field: String, _ entities: inout some GrantEntities
  ) -> [UInt32] {
    var ids: [UInt32] = []
    ids.reserveCapacity(uids.count)
    for (index, uid) in uids.enumerated() {
      guard graph.policy.schema.entityType(wire: uid.type) != nil else {
        let known = graph.policy.schema.entityTypeByWire.keys
        entities.problems.add(
          .undeclaredType, "\(path)\(field)[\(index)]",
          "the type `\(uid.type)` is not declared"
            + Conformer.suggestion(for: uid.type, among: known))
        continue
      }
      let id = entities.intern(uid)
      if !entities.mayBeMissing(id) {
        entities.reportMissing(id, at: "\(path)\(field)[\(index)]")
      }
      ids.append(id)
    }
    return ids
  }

  /// `module.role@` and 12 hex digits of the digest of what the grant says.
  private static func generatedName(_ record: GrantRecord, _ role: String) -> String {
    var text = CanonicalText()
    text.list("grant") { text in
      text.name(role)
      for grantee in record.grantees.sorted() { text.uid(grantee) }
      text.write(record.scope)
      text.window(from: record.from, until: record.until)
    }
    return role + "@" + text.digest().dropFirst("sha256:".count).prefix(12)
  }
}
