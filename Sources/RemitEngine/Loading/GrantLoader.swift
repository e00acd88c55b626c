import RemitCompiler
import RemitModel

/// Takes grants from the policy and from data, and indexes them by grantee.
struct GrantLoader {
  let graph: DecisionGraph
  let roles: RoleNames
  private(set) var grants: [GraphGrant]
  private(set) var entities: [UInt32]
  /// In the order of `grants`; data grants as the policy would have written them.
  private(set) var sources: [TypedGrant]
  /// Of the data: what the sources were made from, with their ids.
  private(set) var records: [GrantRecord] = []
  private var names: Set<Text>

  init(_ graph: DecisionGraph, _ roles: RoleNames) {
    self.graph = graph
    self.roles = roles
    grants = graph.grants
    entities = graph.grantEntities
    sources = graph.grantSources
    names = Set(graph.grantSources.map { Text($0.name) })
  }

  /// Takes the records, reporting what does not fit. O(size of the records).
  mutating func load(_ records: Grants, into loader: inout EntityLoader) {
    for (index, record) in records.records.enumerated() {
      let path = record.origin.isEmpty ? "grants[\(index)]" : record.origin
      load(record, path, &loader)
    }
  }

  private mutating func load(
    _ record: GrantRecord, _ path: String, _ loader: inout EntityLoader
  ) {
    guard let role = role(record.role, path, &loader) else { return }
    let name = record.id?.string ?? Self.generatedName(record, graph.policy[role].name)
    guard names.insert(Text(name)).inserted else {
      let isRepetition = record.id == nil
      loader.problems.add(
        .wrongType, path,
        isRepetition ? "the same grant is given twice" : "the id `\(name)` is given twice",
        isWarning: isRepetition)
      return
    }
    if let from = record.from, let until = record.until, from >= until {
      loader.problems.add(
        .wrongType, path + ".until", "the grant ends before it begins")
    }
    if record.grantees.isEmpty {
      loader.problems.add(.missingAttribute, path + ".to", "the grant is given to nobody")
    }
    let first = UInt32(entities.count)
    take(record.grantees, path + ".to", &loader)
    let granteeCount = UInt32(entities.count) - first
    var scopeCount: UInt32 = 0
    if case .entities(let scope) = record.scope {
      if scope.isEmpty {
        loader.problems.add(.missingAttribute, path + ".on", "the grant holds on nothing")
      }
      take(scope, path + ".on", &loader)
      scopeCount = UInt32(entities.count) - first - granteeCount
    }
    grants.append(
      GraphGrant(
        role: UInt32(role.int), program: Program(first: 0, count: 0, frameSize: 0),
        firstEntity: first, granteeCount: granteeCount, scopeCount: scopeCount,
        isEverywhere: record.scope == .everything, from: record.from, until: record.until))
    let grant =
      TypedGrant(
        name: name, role: role, grantees: record.grantees, scope: record.scope,
        from: record.from, until: record.until, clauses: [], frameSize: 0,
        because: record.because, span: nil)
    checkLimits(of: grant, path, &loader)
    sources.append(grant)
    var kept = record
    kept.id = Text(name)
    records.append(kept)
  }

  private func checkLimits(of grant: TypedGrant, _ path: String, _ loader: inout EntityLoader) {
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
      loader.problems.add(
        .limitBroken, path,
        "the grant \(problem.reason), which `\(limit.name)` does not let it")
    }
  }

  private func role(
    _ name: Text, _ path: String, _ loader: inout EntityLoader
  ) -> RoleID? {
    switch roles.find(name) {
    case .found(let role): return role
    case .ambiguous(let full):
      loader.problems.add(
        .wrongType, path + ".role",
        "`\(name)` may be \(full.map { "`\($0)`" }.joined(separator: " or "))")
    case .unknown(let suggestion):
      loader.problems.add(.wrongType, path + ".role", "no role is called `\(name)`" + suggestion)
    }
    return nil
  }

  private mutating func take(
    _ uids: [EntityUID], _ path: String, _ loader: inout EntityLoader
  ) {
    for (index, uid) in uids.enumerated() {
      let place = "\(path)[\(index)]"
      guard graph.policy.schema.entityType(wire: uid.type) != nil else {
        let known = graph.policy.schema.entityTypeByWire.keys
        loader.problems.add(
          .undeclaredType, place,
          "the type `\(uid.type)` is not declared"
            + Conformer.suggestion(for: uid.type, among: known))
        continue
      }
      let id = loader.pool.intern(uid, in: graph.policy.schema)
      loader.coverPool()
      if !loader.mayBeMissing(id) { loader.reportMissing(id, at: place) }
      entities.append(id)
    }
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

/// Roles by the names that data and requests may use.
struct RoleNames: Sendable {
  enum Answer {
    case found(RoleID)
    /// The full names of the roles that have the short name.
    case ambiguous([String])
    /// With a suggestion, or empty.
    case unknown(String)
  }

  private var full: [Text: RoleID] = [:]
  private var short: [Text: [RoleID]] = [:]
  private let policy: TypedPolicy

  init(_ policy: TypedPolicy) {
    self.policy = policy
    for (number, role) in policy.roles.enumerated() {
      full[Text(role.name)] = RoleID(number)
      let bytes = role.name.utf8
      // Every suffix of whole words: `payments.viewer` is also `viewer`.
      for index in bytes.indices where bytes[index] == UInt8(ascii: ".") {
        let rest = String(role.name[bytes.index(after: index)...])
        short[Text(rest), default: []].append(RoleID(number))
      }
    }
  }

  func find(_ name: Text) -> Answer {
    if let role = full[name] { return .found(role) }
    guard let roles = short[name] else {
      return .unknown(Conformer.suggestion(for: name, among: Array(full.keys) + short.keys))
    }
    return roles.count == 1 ? .found(roles[0]) : .ambiguous(roles.map { policy[$0].name })
  }
}
