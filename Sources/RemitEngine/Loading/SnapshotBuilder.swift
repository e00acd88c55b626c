import RemitCompiler
import RemitModel

/// Takes data under a compiled policy, step by step.
struct SnapshotBuilder {
  let graph: DecisionGraph
  private let roleNames: RoleNames
  private var loader: EntityLoader

  init(_ graph: DecisionGraph, _ options: SnapshotOptions) {
    self.graph = graph
    roleNames = RoleNames(graph.policy)
    loader = EntityLoader(graph.policy.schema, options, pool: graph.pool)
  }

  mutating func build(_ entities: Entities, _ records: Grants) -> EngineSnapshot.BuildResult {
    loader.load(entities)
    let hierarchy = Hierarchy(
      parents: loader.parents, parentIDs: loader.parentIDs,
      pairsMax: loader.options.ancestorPairsMax)
    report(hierarchy, entities)
    var grants = GrantLoader(graph, roleNames)
    grants.load(records, into: &loader)
    guard !loader.problems.hasErrors else { return (nil, loader.problems.all) }

    let requests = RequestTables(graph, &loader.pool)
    let storedCount = loader.stored.count
    var ancestors = hierarchy.ancestors
    let missing = loader.pool.entityCount - ancestors.count
    ancestors.append(
      contentsOf: repeatElement(CandidateRun(first: 0, count: 0), count: max(missing, 0)))
    let version = DataVersion(
      graph.policy.schema, loader.pool, rows: loader.rows, attributes: loader.attributes,
      parents: loader.parents, parentIDs: loader.parentIDs
    ).version(of: loader.stored, grants.sources.dropFirst(graph.grants.count), graph.policy)
    let data = SnapshotData(
      pool: loader.pool, rows: loader.rows, attributes: loader.attributes, columns: columns(),
      ancestors: ancestors, ancestorIDs: hierarchy.ids, grants: grants.grants,
      grantEntities: grants.entities,
      grantIndex: GrantIndex(
        grants.grants, grants.entities, entityCount: loader.pool.entityCount))
    let snapshot = EngineSnapshot(
      graph: graph, grants: grants.sources, dataGrants: grants.records, dataVersion: version,
      storedEntityCount: storedCount,
      roleNames: roleNames, requests: requests, memory: SnapshotMemory(graph, data))
    return (snapshot, loader.problems.all)
  }

  private mutating func report(_ hierarchy: Hierarchy, _ entities: Entities) {
    if hierarchy.isTooLarge {
      loader.problems.add(
        .wrongType, "",
        "the hierarchy has more than \(loader.options.ancestorPairsMax) pairs of entity and ancestor"
      )
    }
    guard !hierarchy.cycles.isEmpty else { return }
    var origins: [EntityUID: String] = [:]
    for record in entities.records where !record.origin.isEmpty {
      origins[record.uid] = record.origin
    }
    let shownMax = 10
    for cycle in hierarchy.cycles {
      let uids = cycle.map { loader.pool.uid($0, in: graph.policy.schema) }
      guard let first = uids.first else { continue }
      let shown = uids.count <= shownMax ? uids : Array(uids.prefix(shownMax))
      let way = shown.map(\.description).joined(separator: " in ")
      let rest = uids.count <= shownMax ? "" : " in … in \(first)"
      loader.problems.add(
        .wrongType, (origins[first] ?? first.description) + ".parents",
        "an entity cannot lie in itself: \(way)\(rest)")
    }
  }

  /// Where each type, and each action's context, keeps the attributes that the policy reads.
  private func columns() -> IntTable {
    var table = IntTable()
    let schema = graph.policy.schema
    func add(_ owner: Int, _ record: RecordType) {
      for (column, attribute) in record.attributes.enumerated() {
        guard let name = graph.tables.number(ofName: attribute.name) else { continue }
        table.set(IntTable.key(UInt32(owner), name), UInt32(column))
      }
    }
    for (number, type) in schema.entityTypes.enumerated() { add(number, type.attributes) }
    for (number, action) in schema.actions.enumerated() {
      add(schema.entityTypes.count + number, action.context)
    }
    return table
  }
}
